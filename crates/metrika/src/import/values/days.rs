//! The days that money was spent on.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result};

/// One day, or the days from one to another, both counted in. Written as `2025-05-01` or `2025-05-01/2025-05-31`.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::Days;
///
/// assert_eq!(Days::from(date(2025, 5, 1)).to_string(), "2025-05-01");
/// assert_eq!(Days::from(date(2025, 5, 1)..=date(2025, 5, 31)).to_string(), "2025-05-01/2025-05-31");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadMultipart>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day; the first one if there is one only.
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether the last day is not before the first.
    pub fn is_valid(self) -> bool {
        self.first <= self.last
    }
}

impl From<Date> for Days {
    fn from(day: Date) -> Self {
        Self { first: day, last: day }
    }
}

impl From<RangeInclusive<Date>> for Days {
    fn from(days: RangeInclusive<Date>) -> Self {
        Self { first: *days.start(), last: *days.end() }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}/{}", self.first, self.last) }
    }
}

impl FromStr for Days {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        // jiff would read a date with a time as a day.
        let day = |text: &str| text.parse::<Date>().ok().filter(|_| text.len() == "2025-05-01".len());
        match (day(first), day(last)) {
            (Some(first), Some(last)) => Ok(Self { first, last }),
            _ => Err(Error::invalid(
                "Date",
                format_args!("{text:?} is neither a day such as 2025-05-01 nor days such as 2025-05-01/2025-05-31"),
            )),
        }
    }
}

impl Serialize for Days {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for (days, text) in [
            (Days::from(date(2025, 5, 1)), "2025-05-01"),
            (Days::from(date(2025, 5, 1)..=date(2025, 5, 1)), "2025-05-01"),
            (Days::from(date(2025, 5, 1)..=date(2025, 5, 31)), "2025-05-01/2025-05-31"),
        ] {
            assert_eq!(days.to_string(), text);
            assert_eq!(text.parse::<Days>().unwrap(), days);
            assert!(days.is_valid());
        }
        assert!(!Days::from(date(2025, 5, 31)..=date(2025, 5, 1)).is_valid());
        for text in
            ["", "2025-5-1", "01.05.2025", "2025-05-01/", "2025-05-01T10:00:00", "2025-05-01/2025-05-02/2025-05-03"]
        {
            let told = text.parse::<Days>().unwrap_err().to_string();
            assert!(told.contains(&format!("{text:?}")), "{told}");
        }
    }
}
