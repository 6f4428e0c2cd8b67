//! Filters: which visits, hits or rows a report counts.

use std::fmt;

/// The filter of a report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter(String);

impl Filter {
    /// A filter in the grammar of the API, as it is. Nothing about it is checked here.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self(expression.into())
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
