//! Days as the API counts them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result};

/// The first or the last day of a period.
///
/// Days that are counted from today are those of the time zone of the report, and the service counts them anew for each request.
///
/// ```
/// use metrika::reports::DateSpec;
///
/// assert_eq!(DateSpec::DaysAgo(6).to_string(), "6daysAgo");
/// assert_eq!("2026-03-01".parse::<DateSpec>()?, DateSpec::from(jiff::civil::date(2026, 3, 1)));
/// # Ok::<(), metrika::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSpec {
    /// A day of the calendar.
    Date(Date),
    /// Today.
    Today,
    /// Yesterday.
    Yesterday,
    /// So many days before today.
    DaysAgo(u32),
}

impl DateSpec {
    /// How many days before today it is, if it is counted from today.
    fn ago(self) -> Option<u32> {
        match self {
            Self::Date(_) => None,
            Self::Today => Some(0),
            Self::Yesterday => Some(1),
            Self::DaysAgo(days) => Some(days),
        }
    }

    /// Whether it is surely later than another one. A day of the calendar and one that is counted from today cannot be compared without
    /// knowing what day it is.
    pub(super) fn is_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::Date(one), Self::Date(other)) => one > other,
            (one, other) => one.ago().zip(other.ago()).is_some_and(|(one, other)| one < other),
        }
    }
}

impl From<Date> for DateSpec {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl fmt::Display for DateSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
            Self::DaysAgo(days) => write!(f, "{days}daysAgo"),
        }
    }
}

impl FromStr for DateSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let days = |text: &str| text.strip_suffix("daysAgo")?.parse().ok().map(Self::DaysAgo);
        match text {
            "today" => Ok(Self::Today),
            "yesterday" => Ok(Self::Yesterday),
            _ => days(text).or_else(|| text.parse().ok().map(Self::Date)).ok_or_else(|| {
                Error::invalid(
                    "date",
                    format_args!("{text:?} is none of `2026-03-01`, `today`, `yesterday`, `6daysAgo`"),
                )
            }),
        }
    }
}

impl Serialize for DateSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_api_and_no_others() {
        for text in ["2026-03-01", "today", "yesterday", "0daysAgo", "365daysAgo"] {
            assert_eq!(text.parse::<DateSpec>().unwrap().to_string(), text);
        }
        for text in ["", "tomorrow", "Today", "daysAgo", "-1daysAgo", "2026-02-30", "01.03.2026", "6 daysAgo"] {
            let error = text.parse::<DateSpec>().unwrap_err();
            assert!(error.to_string().contains("is none of"), "{text}: {error}");
        }
    }

    #[test]
    fn days_are_compared_only_where_their_order_is_known() {
        let day = |text: &str| text.parse::<DateSpec>().unwrap();
        let after = |one, other| day(one).is_after(day(other));
        assert!(after("2026-03-02", "2026-03-01") && !after("2026-03-01", "2026-03-01"));
        assert!(after("today", "yesterday") && after("yesterday", "2daysAgo") && !after("1daysAgo", "yesterday"));
        assert!(!after("today", "2026-03-01") && !after("2026-03-01", "today"));
    }
}
