//! Moments of the counter's clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result};

/// A moment, as rows of orders and contacts tell it: in the time zone of the counter.
///
/// A clock time of that zone is written as it is. An instant is put on the counter's clock by the import, which asks the
/// counter for its time zone. A day without a time means its end to the service: the visit is looked for before 23:59.
/// The service knows no moment before 1970.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::LocalTime;
///
/// assert_eq!(LocalTime::from(date(2024, 2, 12)).to_string(), "2024-02-12");
/// assert_eq!(LocalTime::from(date(2024, 1, 10).at(11, 56, 0, 0)).to_string(), "2024-01-10T11:56:00");
///
/// let instant: jiff::Timestamp = "2024-01-10T11:56:00+03:00".parse()?;
/// assert_eq!(LocalTime::from(instant).to_string(), "2024-01-10T08:56:00Z");
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// Text is read in the forms of the service too: `12.02.2024`, `10.01.2024 11:56`, `2020-04-17 16:12:21`.
///
/// References: <https://yandex.com/dev/metrika/en/data-import/date> and
/// <https://yandex.com/dev/metrika/en/data-import/simple-orders-prep>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LocalTime {
    /// A day of the counter.
    Day(Date),
    /// A time on the counter's clock, to the second.
    Clock(DateTime),
    /// An instant, whatever the clock shows.
    Instant(Timestamp),
}

impl From<Date> for LocalTime {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime> for LocalTime {
    fn from(time: DateTime) -> Self {
        Self::Clock(time)
    }
}

impl From<Timestamp> for LocalTime {
    fn from(instant: Timestamp) -> Self {
        Self::Instant(instant)
    }
}

/// The instant: the zone of this time need not be that of the counter.
impl From<&ZonedDateTime> for LocalTime {
    fn from(time: &ZonedDateTime) -> Self {
        Self::Instant(time.timestamp())
    }
}

/// The instant: the zone of this time need not be that of the counter.
impl From<ZonedDateTime> for LocalTime {
    fn from(time: ZonedDateTime) -> Self {
        Self::from(&time)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Clock(time) => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M:%S")),
            Self::Instant(instant) => instant.fmt(f),
        }
    }
}

impl FromStr for LocalTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        read(text.trim()).ok_or_else(|| {
            Error::invalid(
                "time",
                format_args!(
                    "{text:?} is no time: neither a day such as 2024-02-12 or 12.02.2024, nor one with a time after it \
                     such as 11:56 or 11:56:00, nor an instant such as 2024-02-12T08:56:00Z"
                ),
            )
        })
    }
}

fn read(text: &str) -> Option<LocalTime> {
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let day = if day.contains('.') {
        // Two digits of a year are of this century, from 69 on of the last one.
        let year = if day.len() == "12.02.24".len() { "%d.%m.%y" } else { "%d.%m.%Y" };
        let digits = matches!(day.len(), 8 | 10);
        Date::strptime(year, day).ok().filter(|_| digits)?
    } else {
        day.parse().ok()?
    };
    let Some(time) = time else { return Some(LocalTime::Day(day)) };
    if time.contains(['Z', 'z', '+', '-']) {
        return Some(LocalTime::Instant(text.parse().ok()?));
    }
    let format = if time.matches(':').count() == 1 { "%H:%M" } else { "%H:%M:%S%.f" };
    Some(LocalTime::Clock(day.to_datetime(jiff::civil::Time::strptime(format, time).ok()?)))
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::{TimeZone, offset};

    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let zoned = date(2024, 1, 10).at(11, 56, 0, 0).to_zoned_datetime(TimeZone::fixed(offset(3))).unwrap();
        for (time, text) in [
            (LocalTime::from(date(2024, 2, 12)), "2024-02-12"),
            (LocalTime::from(date(2024, 1, 10).at(11, 56, 0, 0)), "2024-01-10T11:56:00"),
            (LocalTime::from(&zoned), "2024-01-10T08:56:00Z"),
            (LocalTime::from(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse::<LocalTime>().unwrap(), time);
        }
        // The service has no place for fractions of seconds.
        assert_eq!(LocalTime::from(date(2024, 1, 10).at(11, 56, 3, 999_999_999)).to_string(), "2024-01-10T11:56:03");
    }

    #[test]
    fn the_forms_of_the_service_are_read() {
        let clock = |hour, minute, second| LocalTime::Clock(date(2020, 4, 21).at(hour, minute, second, 0));
        for (text, time) in [
            ("21.04.2020", LocalTime::Day(date(2020, 4, 21))),
            ("21.04.20", LocalTime::Day(date(2020, 4, 21))),
            ("21.04.99", LocalTime::Day(date(1999, 4, 21))),
            ("2020-04-21", LocalTime::Day(date(2020, 4, 21))),
            ("21.04.2020 11:59:21", clock(11, 59, 21)),
            ("21.04.20 11:59", clock(11, 59, 0)),
            ("21.04.2020 11:59", clock(11, 59, 0)),
            ("21.04.20 11:59:21", clock(11, 59, 21)),
            ("2020-04-21 11:59:21", clock(11, 59, 21)),
            ("2020-04-21 11:59", clock(11, 59, 0)),
            ("2020-04-21T11:59:21+03:00", LocalTime::Instant("2020-04-21T08:59:21Z".parse().unwrap())),
        ] {
            assert_eq!(text.parse::<LocalTime>().unwrap(), time, "{text}");
        }
        for text in
            ["", "yesterday", "32.01.2024", "2024-13-01", "2024-01-01 25:00", "2024-01-01 x", "1.1.2024", "1481718166"]
        {
            let told = text.parse::<LocalTime>().unwrap_err().to_string();
            assert!(told.contains(&format!("{text:?}")), "{told}");
        }
    }
}
