//! The order of rows.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reports::{Dimension, Metric};

/// A column of a report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// One of a metric.
    Metric(Metric),
    /// One of a dimension.
    Dimension(Dimension),
}

impl From<Metric> for Column {
    fn from(metric: Metric) -> Self {
        Self::Metric(metric)
    }
}

impl From<Dimension> for Column {
    fn from(dimension: Dimension) -> Self {
        Self::Dimension(dimension)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(metric) => metric.fmt(f),
            Self::Dimension(dimension) => dimension.fmt(f),
        }
    }
}

/// A column that rows are sorted by, and in which direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    pub(in crate::reports) column: Column,
    pub(in crate::reports) descending: bool,
}

impl Sort {
    /// The least first.
    pub fn ascending(column: impl Into<Column>) -> Self {
        Self { column: column.into(), descending: false }
    }

    /// The greatest first.
    pub fn descending(column: impl Into<Column>) -> Self {
        Self { column: column.into(), descending: true }
    }
}

/// As the API has it: `-ym:s:visits`.
impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.descending {
            f.write_str("-")?;
        }
        self.column.fmt(f)
    }
}
