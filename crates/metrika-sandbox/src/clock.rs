//! The time that the sandbox lives in. Nothing in it reads the clock of the machine by itself.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A clock that can stand still and be moved on: quotas, queues and expiries follow it, so that tests need not wait.
///
/// Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shared: Arc<Mutex<Hands>>,
}

#[derive(Debug, Default)]
struct Hands {
    /// Where the clock stands; `None` if it runs with the machine's.
    fixed: Option<Timestamp>,
    moved: SignedDuration,
}

impl Clock {
    /// Runs with the clock of the machine.
    pub fn running() -> Self {
        Self::default()
    }

    /// Stands still at this moment until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self { shared: Arc::new(Mutex::new(Hands { fixed: Some(at), moved: SignedDuration::ZERO })) }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let hands = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let base = hands.fixed.unwrap_or_else(Timestamp::now);
        base.checked_add(hands.moved).unwrap_or(base)
    }

    /// Moves the time on, unless it would leave the calendar: then it stays where it is.
    pub fn advance(&self, by: Duration) -> Result<(), EndOfTime> {
        let mut hands = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = SignedDuration::try_from(by).ok().and_then(|by| hands.moved.checked_add(by)).ok_or(EndOfTime)?;
        let base = hands.fixed.unwrap_or_else(Timestamp::now);
        // The clock may still run, and days are counted around the present one.
        base.checked_add(moved).ok().filter(|at| at.as_second() < LAST_SECOND).ok_or(EndOfTime)?;
        hands.moved = moved;
        Ok(())
    }
}

/// The beginning of the year 9999: the last one that there is.
const LAST_SECOND: i64 = 253_370_764_800;

/// Time would leave the calendar, which ends with the year 9998.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndOfTime;

impl std::fmt::Display for EndOfTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the time would go beyond the year 9998")
    }
}

impl std::error::Error for EndOfTime {}

/// `2025-10-30T20:33:01+03:00`, in this zone.
pub fn zoned_text(at: Timestamp, zone: &TimeZone) -> String {
    let offset = zone.to_offset(at);
    let civil = offset.to_datetime(at);
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{}{sign}{:02}:{:02}", civil.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
}

/// `2025-10-30 20:33:02`, in this zone, which the text does not tell.
pub fn spaced_text(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Moscow time, in which the service writes what has no counter.
pub fn moscow() -> TimeZone {
    TimeZone::fixed(Offset::constant(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told_and_clones_move_with_it() {
        let clock = Clock::fixed("2026-03-01T09:00:00Z".parse().unwrap());
        let other = clock.clone();
        assert_eq!(zoned_text(clock.now(), &moscow()), "2026-03-01T12:00:00+03:00");
        other.advance(Duration::from_secs(61)).unwrap();
        assert_eq!(other.advance(Duration::MAX), Err(EndOfTime));
        assert_eq!(other.advance(Duration::from_secs(8000 * 366 * 86_400)), Err(EndOfTime));
        assert_eq!(spaced_text(clock.now(), &moscow()), "2026-03-01 12:01:01");
    }

    #[test]
    fn offsets_are_written_whatever_they_are() {
        let at: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        assert_eq!(zoned_text(at, &TimeZone::UTC), "2026-03-01T00:00:00+00:00");
        let west = TimeZone::fixed(Offset::from_seconds(-(3 * 3600 + 1800)).unwrap());
        assert_eq!(zoned_text(at, &west), "2026-02-28T20:30:00-03:30");
    }
}
