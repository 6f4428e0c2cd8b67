//! The published vocabulary: which names there are, and what is known of them.
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What `openapi/vocabulary.json` says about reports.
#[derive(Debug, Default, Deserialize)]
pub struct Vocabulary {
    /// Every dimension, with placeholders: `ym:s:<attribution>TrafficSource`.
    pub dimensions: BTreeSet<String>,
    /// Every metric, with placeholders.
    pub metrics: BTreeSet<String>,
    #[serde(default)]
    pub dimension_details: BTreeMap<String, DimensionDetails>,
    #[serde(default)]
    pub metric_details: BTreeMap<String, MetricDetails>,
    #[serde(default)]
    pub presets: BTreeMap<String, Preset>,
}

/// What is known of some dimensions.
#[derive(Debug, Default, Deserialize)]
pub struct DimensionDetails {
    /// The operators that its conditions may use; empty if not known.
    #[serde(default)]
    pub operators: Vec<String>,
    /// The dimension that holds the names of its ids.
    #[serde(default)]
    pub name_dimension: Option<String>,
}

/// What is known of some metrics.
#[derive(Debug, Default, Deserialize)]
pub struct MetricDetails {
    #[serde(default)]
    pub filterable: Option<bool>,
}

/// A ready report.
#[derive(Debug, Default, Deserialize)]
pub struct Preset {
    #[serde(default)]
    pub dimensions: Vec<String>,
    #[serde(default)]
    pub metrics: Vec<String>,
}

/// The vocabulary, read once.
pub fn vocabulary() -> &'static Vocabulary {
    // The file is part of the program, and a test reads it: should it ever be damaged, every name is unknown.
    static VOCABULARY: LazyLock<Vocabulary> =
        LazyLock::new(|| serde_json::from_str(include_str!("../generated/vocabulary.json")).unwrap_or_default());
    &VOCABULARY
}
