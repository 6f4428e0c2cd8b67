//! What can be set about reports.
use serde::{Deserialize, Serialize};

/// Settings of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportSettings {
    /// How many visits a query may read at each accuracy before it is sampled.
    pub sample_above: Accuracies,
    /// How many visits a query may read at all: a period with more is refused as too complicated. Nothing is, unless this
    /// is set.
    pub refuse_above: Option<u64>,
    /// Rows with fewer visitors are hidden from reports about sensitive data.
    pub sensitive_below: u64,
    /// The dimensions, without prefix, whose reports are about sensitive data.
    pub sensitive_dimensions: Vec<String>,
}

/// One number for each word of `accuracy`; `full` is never sampled.
///
/// The service does not publish its limits: these are the sandbox's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accuracies {
    pub low: u64,
    pub medium: u64,
    pub high: u64,
}

impl Default for ReportSettings {
    fn default() -> Self {
        Self {
            sample_above: Accuracies::default(),
            refuse_above: None,
            sensitive_below: 10,
            sensitive_dimensions: ["gender", "ageInterval", "interest"].map(str::to_owned).to_vec(),
        }
    }
}

impl Default for Accuracies {
    fn default() -> Self {
        Self { low: 1_000_000, medium: 5_000_000, high: 20_000_000 }
    }
}
