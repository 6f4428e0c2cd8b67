//! How much there is of what.

use std::fmt;

use serde_json::Value;

use super::Kind;

/// Rows by kind: what the plain scan of the pages finds, or what the value holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub pages: usize,
    /// Dimensions and metrics of the list.
    pub names: usize,
    /// A name with details on two pages counts twice.
    pub dimension_details: usize,
    pub metric_details: usize,
    pub presets: usize,
    pub visits: usize,
    pub hits: usize,
    pub parameters: usize,
}

impl Counts {
    pub(super) fn add(&mut self, kind: Kind, count: usize) {
        *match kind {
            Kind::Names => &mut self.names,
            Kind::Dimensions => &mut self.dimension_details,
            Kind::Metrics => &mut self.metric_details,
            Kind::Presets => &mut self.presets,
            Kind::Visits => &mut self.visits,
            Kind::Hits => &mut self.hits,
            Kind::Parameters => &mut self.parameters,
        } += count;
    }

    /// Counts the finished value.
    pub(super) fn written(value: &Value, pages: usize) -> Self {
        let list = |part: &str| value.pointer(part).and_then(Value::as_array).map_or(0, Vec::len);
        let map = |part: &str| {
            let entries = value.pointer(part).and_then(Value::as_object).into_iter().flat_map(|map| map.values());
            entries.map(|entry| 1 + entry.get("also_in").and_then(Value::as_array).map_or(0, Vec::len)).sum()
        };
        Self {
            pages,
            names: list("/dimensions") + list("/metrics"),
            dimension_details: map("/dimension_details"),
            metric_details: map("/metric_details"),
            presets: map("/presets"),
            visits: list("/logs/visits"),
            hits: list("/logs/hits"),
            parameters: map("/parameters"),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pages: {} dimensions and metrics, details on {} and {}, {} presets, {} + {} log fields, {} parameters",
            self.pages,
            self.names,
            self.dimension_details,
            self.metric_details,
            self.presets,
            self.visits,
            self.hits,
            self.parameters
        )
    }
}
