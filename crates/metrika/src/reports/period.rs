//! Periods: the days that a report is about, and the clock by which they are days.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result};

/// The first and the last day of a report, both included.
///
/// ```
/// use jiff::civil::date;
/// use metrika::reports::{DateSpec, Period};
///
/// let march = Period::from(date(2026, 3, 1)..=date(2026, 3, 31));
/// let week = Period::last_days(7);
/// let before = Period::new(DateSpec::ago(14), DateSpec::ago(8));
/// let since = Period::new(date(2026, 3, 1), DateSpec::Yesterday);
/// # let _ = (march, week, before, since);
/// ```
///
/// Which days `today` and the like are is for the service to say, by the [time zone](TimeZone) of the report or else of the
/// counter. A last day before the first one is refused before anything is sent, if that can be told: both are dates, or
/// neither is.
///
/// The default is that of the API: today and the six days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day: the parameter `date1`.
    pub from: DateSpec,
    /// The last day: the parameter `date2`.
    pub to: DateSpec,
}

/// The first or the last day of a report. Its text is what is sent: `2026-03-01`, `today`, `yesterday`, `3daysAgo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSpec {
    /// This day.
    Date(Date),
    /// Today.
    Today,
    /// The day before today.
    Yesterday,
    /// So many days before today.
    DaysAgo(u32),
}

impl Period {
    /// Of one day to another, which is included.
    pub fn new(from: impl Into<DateSpec>, to: impl Into<DateSpec>) -> Self {
        Self { from: from.into(), to: to.into() }
    }

    /// So many days, of which today is the last: 7 are the default of the API. With 0, the report is refused before it is
    /// sent.
    pub fn last_days(days: u32) -> Self {
        match days.checked_sub(1) {
            Some(before) => Self::new(DateSpec::ago(before), DateSpec::Today),
            // A period without a day ends before it begins.
            None => Self::new(DateSpec::Today, DateSpec::Yesterday),
        }
    }

    /// Today alone.
    pub fn today() -> Self {
        Self::new(DateSpec::Today, DateSpec::Today)
    }

    /// Yesterday alone.
    pub fn yesterday() -> Self {
        Self::new(DateSpec::Yesterday, DateSpec::Yesterday)
    }

    /// Whether it may be sent in these parameters.
    pub(crate) fn check(&self, from: &str, to: &str) -> Result<()> {
        self.from.check(from)?;
        self.to.check(to)?;
        if self.from.is_after(self.to) {
            return Err(Error::invalid(from, format_args!("{} is after {to}, {}", self.from, self.to)));
        }
        Ok(())
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::last_days(7)
    }
}

impl<D: Into<DateSpec>> From<RangeInclusive<D>> for Period {
    fn from(days: RangeInclusive<D>) -> Self {
        let (from, to) = days.into_inner();
        Self::new(from, to)
    }
}

impl From<DateSpec> for Period {
    fn from(day: DateSpec) -> Self {
        Self::new(day, day)
    }
}

impl From<Date> for Period {
    fn from(day: Date) -> Self {
        Self::new(day, day)
    }
}

impl DateSpec {
    /// So many days before today: `ago(0)` is today, `ago(1)` yesterday.
    pub fn ago(days: u32) -> Self {
        match days {
            0 => Self::Today,
            1 => Self::Yesterday,
            days => Self::DaysAgo(days),
        }
    }

    fn days_ago(self) -> Option<u32> {
        match self {
            Self::Date(_) => None,
            Self::Today => Some(0),
            Self::Yesterday => Some(1),
            Self::DaysAgo(days) => Some(days),
        }
    }

    /// Whether it is surely later than another one: a date and a day that is counted from today cannot be compared here.
    pub(super) fn is_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::Date(one), Self::Date(other)) => one > other,
            (one, other) => one.days_ago().zip(other.days_ago()).is_some_and(|(one, other)| one < other),
        }
    }

    /// Years before 0 have a sign, which `YYYY-MM-DD` has no place for.
    fn check(self, field: &str) -> Result<()> {
        match self {
            Self::Date(date) if date.year() < 0 => {
                Err(Error::invalid(field, format_args!("{date} is not of the form YYYY-MM-DD")))
            }
            _ => Ok(()),
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

/// Reads what `Display` writes.
impl FromStr for DateSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let number = |days: &str| match days.bytes().all(|byte| byte.is_ascii_digit()) {
            true => days.parse().ok().map(Self::DaysAgo),
            false => None,
        };
        let date = |text: &str| match text.len() {
            10 => text.parse().ok().map(Self::Date),
            _ => None,
        };
        let day = match text {
            "today" => Some(Self::Today),
            "yesterday" => Some(Self::Yesterday),
            _ => text.strip_suffix("daysAgo").map_or_else(|| date(text), number),
        };
        day.ok_or_else(|| {
            Error::invalid("date", format_args!("{text:?} is not YYYY-MM-DD, today, yesterday or NdaysAgo"))
        })
    }
}

/// The clock by which a report has its days and hours, instead of that of the counter: so far from UTC.
///
/// ```
/// use metrika::reports::TimeZone;
///
/// # fn main() -> metrika::Result<()> {
/// let moscow: TimeZone = "+03:00".parse()?;
/// assert_eq!(moscow, TimeZone::try_from(jiff::tz::offset(3))?);
/// assert_eq!(moscow.to_string(), "+03:00");
/// # Ok(())
/// # }
/// ```
///
/// From -23:59 to +23:59. A zone with summer time has no such text: take the offset of the days that you ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeZone {
    minutes: i32,
}

const TIME_ZONE: &str = "timezone";
const DAY_OF_MINUTES: i32 = 24 * 60;

impl TimeZone {
    /// The clock of UTC.
    pub const UTC: Self = Self { minutes: 0 };
}

impl TryFrom<Offset> for TimeZone {
    type Error = Error;

    /// Whole minutes, less than a day.
    fn try_from(offset: Offset) -> Result<Self> {
        let minutes = offset.seconds() / 60;
        if offset.seconds() % 60 != 0 || minutes.abs() >= DAY_OF_MINUTES {
            let rule = format_args!("{offset} is not ±hh:mm from -23:59 to +23:59");
            return Err(Error::invalid(TIME_ZONE, rule));
        }
        Ok(Self { minutes })
    }
}

/// Reads `±hh:mm`.
impl FromStr for TimeZone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let sign = match text.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            let (hours, minutes) = text.get(1..)?.split_once(':')?;
            let number = |digits: &str, below: i32| {
                let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
                digits.parse::<i32>().ok().filter(|&number| plain && number < below)
            };
            Some(Self { minutes: sign * (number(hours, 24)? * 60 + number(minutes, 60)?) })
        };
        read().ok_or_else(|| {
            Error::invalid(TIME_ZONE, format_args!("{text:?} is not ±hh:mm from -23:59 to +23:59, such as +03:00"))
        })
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, minutes) = (if self.minutes < 0 { '-' } else { '+' }, self.minutes.abs());
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

as_text! { DateSpec TimeZone }

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sent(period: Period) -> (String, String) {
        period.check("date1", "date2").unwrap();
        (period.from.to_string(), period.to.to_string())
    }

    fn refused(period: Period) -> String {
        period.check("date1", "date2").unwrap_err().to_string()
    }

    #[test]
    fn periods_in_words_of_the_api() {
        for (period, from, to) in [
            (Period::from(date(2026, 2, 28)..=date(2026, 3, 1)), "2026-02-28", "2026-03-01"),
            (Period::from(DateSpec::ago(3)..=DateSpec::Today), "3daysAgo", "today"),
            (Period::from(date(2026, 3, 1)), "2026-03-01", "2026-03-01"),
            (Period::from(DateSpec::Yesterday), "yesterday", "yesterday"),
            (Period::new(date(26, 3, 1), DateSpec::Yesterday), "0026-03-01", "yesterday"),
            (Period::last_days(1), "today", "today"),
            (Period::last_days(2), "yesterday", "today"),
            (Period::last_days(30), "29daysAgo", "today"),
            (Period::default(), "6daysAgo", "today"),
            (Period::today(), "today", "today"),
            (Period::yesterday(), "yesterday", "yesterday"),
            (Period::new(DateSpec::ago(14), DateSpec::ago(8)), "14daysAgo", "8daysAgo"),
            (Period::new(DateSpec::DaysAgo(0), DateSpec::DaysAgo(0)), "0daysAgo", "0daysAgo"),
        ] {
            assert_eq!(sent(period), (from.to_owned(), to.to_owned()), "{period:?}");
        }
    }

    #[test]
    fn a_last_day_before_the_first_one() {
        for (period, rule) in [
            (Period::new(date(2026, 3, 2), date(2026, 3, 1)), "date1: 2026-03-02 is after date2, 2026-03-01"),
            (Period::new(DateSpec::Today, DateSpec::Yesterday), "date1: today is after date2, yesterday"),
            (Period::new(DateSpec::ago(7), DateSpec::ago(8)), "date1: 7daysAgo is after date2, 8daysAgo"),
            (Period::last_days(0), "date1: today is after date2, yesterday"),
            (Period::from(date(-1, 3, 1)), "date1: -000001-03-01 is not of the form YYYY-MM-DD"),
        ] {
            assert_eq!(refused(period), format!("the request was not sent: {rule}"));
        }
        // Which day today is, the service knows.
        sent(Period::new(date(9999, 12, 31), DateSpec::Today));
        sent(Period::new(DateSpec::Today, date(2009, 1, 1)));
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in ["2026-03-01", "today", "yesterday", "0daysAgo", "365daysAgo"] {
            assert_eq!(text.parse::<DateSpec>().unwrap().to_string(), text);
        }
        for text in
            ["", "Today", "daysAgo", "-1daysAgo", "+1daysAgo", "1.5daysAgo", "2026-3-1", "20260301", "2026-02-29"]
        {
            let error = text.parse::<DateSpec>().unwrap_err().to_string();
            assert!(error.contains("is not YYYY-MM-DD, today, yesterday or NdaysAgo"), "{text}: {error}");
        }
    }

    #[test]
    fn time_zones_are_offsets() {
        for text in ["+00:00", "+03:00", "-03:30", "-00:30", "+23:59", "-23:59"] {
            assert_eq!(text.parse::<TimeZone>().unwrap().to_string(), text);
        }
        assert_eq!("-00:00".parse::<TimeZone>().unwrap(), TimeZone::UTC);
        for text in
            ["", "+", "03:00", "+3:00", "+03", "+0300", "+24:00", "+03:60", "+-3:00", "\u{2212}03:00", "Europe/Moscow"]
        {
            let error = text.parse::<TimeZone>().unwrap_err().to_string();
            assert!(error.contains("timezone: ") && error.contains("is not ±hh:mm"), "{text}: {error}");
        }
        let of = |seconds| TimeZone::try_from(Offset::from_seconds(seconds).unwrap());
        assert_eq!(of(-(3600 + 1800)).unwrap().to_string(), "-01:30");
        assert_eq!(of(86_340).unwrap().to_string(), "+23:59");
        for seconds in [1, -61, 86_400] {
            assert!(of(seconds).unwrap_err().to_string().contains("is not ±hh:mm"), "{seconds}");
        }
    }

    #[test]
    fn periods_and_time_zones_are_data() {
        let period = Period::new(date(2026, 3, 1), DateSpec::ago(3));
        let written = serde_json::to_value(period).unwrap();
        assert_eq!(written, serde_json::json!({"from": "2026-03-01", "to": "3daysAgo"}));
        assert_eq!(serde_json::from_value::<Period>(written).unwrap(), period);
        assert_eq!(serde_json::from_str::<TimeZone>("\"-03:30\"").unwrap().to_string(), "-03:30");
        assert!(serde_json::from_str::<TimeZone>("\"Moscow\"").is_err());
    }
}
