//! How much of the data a report counts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much of the data to count. A report that is not counted in full is an estimate: see [`Sampling`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Accuracy {
    /// Less, and faster.
    Low,
    /// What the service does unless told otherwise.
    Medium,
    /// More, and slower.
    High,
    /// All of it.
    Full,
    /// A share above 0 and up to 1. The service rounds it to a power of ten.
    Share(f64),
}

impl fmt::Display for Accuracy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Low => f.write_str("low"),
            Self::Medium => f.write_str("medium"),
            Self::High => f.write_str("high"),
            Self::Full => f.write_str("full"),
            Self::Share(share) => share.fmt(f),
        }
    }
}

/// How much of the data a report has counted. What was not counted is extrapolated, and rare values may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Sampling {
    /// Whether only a part was counted, if the service says so or not.
    pub sampled: Option<bool>,
    /// The share that was counted, from 0 to 1.
    pub share: Option<f64>,
    /// Rows of raw data in the sample.
    pub size: Option<i64>,
    /// Rows of raw data that the sample was taken from.
    pub space: Option<i64>,
}

impl Sampling {
    /// Whether only a part of the data was counted: `sampled` or a share below 1 says so. `None` if the answer says neither.
    pub fn is_sampled(&self) -> Option<bool> {
        match (self.sampled, self.share) {
            (Some(true), _) => Some(true),
            (_, Some(share)) if share < 1.0 => Some(true),
            (None, None) => None,
            _ => Some(false),
        }
    }

    /// Whether another page was counted as this one. The sizes say how much data there was, not how it was counted.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        (self.sampled, self.share) == (other.sampled, other.share)
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_sampled(), self.share) {
            (Some(true), Some(share)) => write!(f, "a sample: {}% of the data", share * 100.0),
            (Some(true), None) => f.write_str("a sample of unknown size"),
            (Some(false), _) => f.write_str("all data"),
            (None, _) => f.write_str("it is not told whether all data"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_below_one_is_a_sample_whatever_else_is_said() {
        let of = |sampled, share| Sampling { sampled, share, ..Sampling::default() }.is_sampled();
        assert_eq!(of(Some(true), Some(1.0)), Some(true));
        assert_eq!(of(Some(false), Some(0.1)), Some(true));
        assert_eq!(of(None, Some(0.1)), Some(true));
        assert_eq!(of(Some(false), Some(1.0)), Some(false));
        assert_eq!(of(Some(false), None), Some(false));
        assert_eq!(of(None, None), None);
    }

    #[test]
    fn accuracy_is_written_as_the_api_reads_it() {
        let all = [Accuracy::Low, Accuracy::Medium, Accuracy::High, Accuracy::Full, Accuracy::Share(0.001)];
        assert_eq!(all.map(|accuracy| accuracy.to_string()), ["low", "medium", "high", "full", "0.001"]);
    }
}
