//! Stub: replaced at the merge.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Visits or hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Visits.
    Visits,
    /// Hits.
    Hits,
}

impl Source {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Hits => "hits",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(String);

impl Field {
    /// By name.
    pub fn new(name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        if name.starts_with("ym:s:") || name.starts_with("ym:pv:") {
            Ok(Self(name))
        } else {
            Err(Error::invalid("field", name))
        }
    }

    /// Which.
    pub fn source(&self) -> Source {
        if self.0.starts_with("ym:s:") { Source::Visits } else { Source::Hits }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
