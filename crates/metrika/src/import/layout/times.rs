//! Times in cells: what dates, clock times and instants are written as.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// The form of the API for a clock time.
const CLOCK: &str = "%Y-%m-%d %H:%M:%S";

/// Unix seconds of an instant: of digits, or of RFC 3339.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_err(|_| format!("{text:?} is no time in unix seconds"));
    }
    match instant(text) {
        Some(instant) => Ok(instant.as_second()),
        None if moment(text).is_some() => Err(format!(
            "{text:?} does not say of which time zone it is: write unix seconds, or an instant such as 2026-01-31T09:30:00+03:00"
        )),
        None => Err(format!("{text:?} is no time in unix seconds")),
    }
}

/// An instant of RFC 3339, with or without the name of a zone behind it.
fn instant(text: &str) -> Option<Timestamp> {
    let zoned = || text.parse::<ZonedDateTime>().ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(zoned)
}

/// A day, or a day and a time of it, as the clock of the counter shows it. An instant becomes that, if the zone is known.
pub(super) fn clock<'a>(text: &'a str, zone: Option<&TimeZone>) -> Result<(DateTime, bool, Cow<'a, str>), String> {
    if let Some((day, time)) = moment(text) {
        let at = day.to_datetime(time.unwrap_or(Time::midnight()));
        let written = match time {
            Some(_) => at.strftime(CLOCK).to_string(),
            None => day.to_string(),
        };
        return Ok((at, time.is_some(), if written == text { text.into() } else { written.into() }));
    }
    let wrong = || format!("{text:?} is no time such as 2026-01-31 09:30:00 or 31.01.2026 09:30");
    let instant = instant(text).ok_or_else(wrong)?;
    let Some(zone) = zone else {
        return Err(format!("{text:?} is an instant, and the time zone of the counter is not known"));
    };
    let at = zone.to_datetime(instant);
    Ok((at, true, at.strftime(CLOCK).to_string().into()))
}

/// The first and the last day of `2026-01-31` or `2026-01-01/2026-01-31`.
pub(super) fn days(text: &str) -> Option<(Date, Date)> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, to) = (day(from)?, day(to)?);
    (from <= to).then_some((from, to))
}

/// `2026-01-31`
fn day(text: &str) -> Option<Date> {
    // Shorter forms would be read, too, and be refused by the service.
    text.parse().ok().filter(|_| text.len() == "2026-01-31".len())
}

/// A day in one of its two forms, and a time of it behind a space or a `T`.
pub(super) fn moment(text: &str) -> Option<(Date, Option<Time>)> {
    let (first, time) = match text.split_once([' ', 'T']) {
        Some((first, time)) => (first, Some(time)),
        None => (text, None),
    };
    let date = if first.contains('.') {
        Date::strptime("%d.%m.%Y", first).ok().filter(|_| first.len() == "31.01.2026".len())
    } else {
        day(first)
    };
    let Some(time) = time else { return Some((date?, None)) };
    let whole = match time.split_once('.') {
        Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => time,
    };
    let form = match whole.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        _ => return None,
    };
    Some((date?, Some(Time::strptime(form, whole).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_become_seconds_and_clock_times_do_not() {
        assert_eq!(seconds("1481718166"), Ok(1481718166));
        assert_eq!(seconds("2016-12-14T15:22:46+03:00"), Ok(1481718166));
        assert_eq!(seconds("2016-12-14T15:22:46+03:00[Europe/Moscow]"), Ok(1481718166));
        assert_eq!(seconds("2016-12-14T12:22:46.9Z"), Ok(1481718166));
        assert!(seconds("2016-12-14 15:22:46").unwrap_err().contains("time zone"));
        assert!(seconds("soon").unwrap_err().contains("unix seconds"));
        assert!(seconds("-1").is_err() && seconds("+1").is_err() && seconds("").is_err());
    }

    #[test]
    fn times_of_the_counter_are_written_in_one_form() {
        let moscow = TimeZone::fixed(jiff::tz::offset(3));
        let written = |text| clock(text, Some(&moscow)).map(|(_, _, written)| written.into_owned());
        for (given, form) in [
            ("2024-01-10", "2024-01-10"),
            ("10.01.2024", "2024-01-10"),
            ("10.01.2024 11:56", "2024-01-10 11:56:00"),
            ("2024-01-10T11:56:07", "2024-01-10 11:56:07"),
            ("2024-01-10 11:56:07.5", "2024-01-10 11:56:07"),
            ("2024-01-10T22:30:00Z", "2024-01-11 01:30:00"),
            ("2024-01-10T22:30:00.5+00:00", "2024-01-11 01:30:00"),
        ] {
            assert_eq!(written(given).as_deref(), Ok(form), "{given}");
        }
        for wrong in ["10.1.2024", "32.01.2024", "2024-01-10 24:00", "2024-01-10 1:00", "", "é", "2024-01-10 "] {
            assert!(written(wrong).is_err(), "{wrong}");
        }
        assert!(clock("2024-01-10T22:30:00Z", None).unwrap_err().contains("not known"));
    }

    #[test]
    fn days_are_one_or_a_range() {
        assert!(days("2025-05-01").is_some() && days("2025-05-01/2025-05-31").is_some());
        for wrong in ["2025-5-1", "2025-05-31/2025-05-01", "01.05.2025", "1/2", ""] {
            assert!(days(wrong).is_none(), "{wrong}");
        }
    }
}
