//! Numbers of an answer: whole where they are whole.
use serde_json::Value;

/// The value of a metric: whole, broken, or none because there is nothing to divide by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Null,
    Int(i64),
    Float(f64),
}

impl Number {
    /// A quotient; null without a denominator.
    pub(super) fn ratio(numerator: f64, denominator: f64) -> Self {
        if denominator == 0.0 { Self::Null } else { Self::broken(numerator / denominator) }
    }

    /// The service writes 30 and not 30.0 among broken numbers.
    pub(super) fn broken(value: f64) -> Self {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() < EXACT { Self::Int(value as i64) } else { Self::Float(value) }
    }

    pub(super) fn as_f64(self) -> Option<f64> {
        match self {
            Self::Null => None,
            Self::Int(value) => Some(value as f64),
            Self::Float(value) => Some(value),
        }
    }

    /// Null is below every number.
    pub(super) fn order(self, other: Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(&b),
            (a, b) => match (a.as_f64(), b.as_f64()) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            },
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Null => Self::Null,
            Number::Int(value) => value.into(),
            Number::Float(value) => value.into(),
        }
    }
}
