//! Sampling: counting a part of the visitors and saying so.
use super::problem::Problem;
use super::settings::Accuracies;

/// What `accuracy` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accuracy {
    Low,
    Medium,
    High,
    Full,
    /// One of so many visitors, a power of ten.
    OneOf(i64),
}

impl Accuracy {
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        Ok(match text {
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            "full" => Self::Full,
            _ => match text.parse::<f64>() {
                Ok(share) if share > 0.0 && share <= 1.0 => {
                    let power = (-share.log10()).round().clamp(0.0, 9.0) as u32;
                    Self::OneOf(10_i64.pow(power))
                }
                _ => {
                    let message = format!("accuracy is low, medium, high, full, or above 0 and up to 1, not {text}");
                    return Err(Problem::invalid("accuracy", message));
                }
            },
        })
    }
}

/// The part of the visitors that is counted. Whole visitors are in it or not, so that their number stays right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    /// One of so many visitors; 1 for all of them.
    pub times: i64,
}

impl Sample {
    /// The largest sample that reads no more visits than this accuracy allows.
    pub(super) fn choose(accuracy: Accuracy, visits: u64, limits: &Accuracies) -> Self {
        let limit = match accuracy {
            Accuracy::OneOf(times) => return Self { times },
            Accuracy::Full => return Self { times: 1 },
            Accuracy::Low => limits.low,
            Accuracy::Medium => limits.medium,
            Accuracy::High => limits.high,
        };
        let mut times = 1;
        while times < 1_000_000_000 && visits / times as u64 > limit {
            times *= 10;
        }
        Self { times }
    }

    pub(super) fn share(self) -> f64 {
        1.0 / self.times as f64
    }

    pub(super) fn keeps(self, visitor: u64) -> bool {
        self.times == 1 || mix(visitor).is_multiple_of(self.times as u64)
    }
}

/// Spreads the bits of an id: ids of visitors begin with the time of their first visit.
pub(super) fn mix(id: u64) -> u64 {
    let id = (id ^ (id >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let id = (id ^ (id >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    id ^ (id >> 33)
}
