//! The axis of a report over time.
use super::clock::{DAY, Local};
use super::dimensions::start_of;
use super::names::Group;
use super::period::Period;
use super::problem::Problem;
use serde_json::{Value as Json, json};

/// More intervals than this are refused: a year of single minutes helps nobody.
const INTERVALS: usize = 100_000;

/// The intervals into which a period is split. The first and the last one may be shorter, as the period cuts them.
#[derive(Debug)]
pub(super) struct Axis {
    pub group: Group,
    /// How many hours or minutes make an interval; 1 for every other group.
    pub size: i64,
    /// Beginnings of the intervals.
    pub starts: Vec<Local>,
    end: Local,
}

impl Axis {
    pub(super) fn of(asked: Group, period: Period) -> Result<Self, Problem> {
        let (start, end) = (period.start(), period.end());
        let days = (end.0 - start.0) / DAY;
        let group = match asked {
            // How the service chooses is not documented: here by the length of the period.
            Group::Auto if days <= 2 => Group::Hour,
            Group::Auto if days <= 92 => Group::Day,
            Group::Auto if days <= 731 => Group::Week,
            Group::Auto => Group::Month,
            group => group,
        };
        // As few hours or minutes as keep within 30 or 1600 intervals.
        let size = match group {
            Group::Hours => ((days * 24 + 29) / 30).clamp(1, 24),
            Group::Minutes => ((days * 1440 + 1599) / 1600).clamp(1, 1440),
            _ => 1,
        };
        let mut starts = vec![start];
        let mut at = after(group, size, start);
        while at < end {
            starts.push(at);
            if starts.len() > INTERVALS {
                let message = format!("The period has more than {INTERVALS} intervals of this group");
                return Err(Problem::new("too_much_rows", "group", message));
            }
            at = after(group, size, at);
        }
        Ok(Self { group, size, starts, end })
    }

    /// The place of the interval that holds a moment of the period.
    pub(super) fn index(&self, at: Local) -> Option<i64> {
        let begun = self.starts.partition_point(|&start| start <= at);
        let place = i64::try_from(begun).ok()? - 1;
        (at < self.end && place >= 0).then_some(place)
    }

    fn end_of(&self, index: usize) -> Local {
        self.starts.get(index + 1).copied().unwrap_or(self.end)
    }

    /// Length of an interval.
    pub(super) fn seconds(&self, index: usize) -> i64 {
        self.starts.get(index).map_or(0, |start| self.end_of(index).0 - start.0)
    }

    /// First and last day, or moment, of each interval.
    pub(super) fn json(&self) -> Json {
        let fine =
            matches!(self.group, Group::Minute | Group::Minutes | Group::Dekaminute | Group::Hour | Group::Hours);
        let text = |at: Local| if fine { at.text() } else { at.date_text() };
        let pair = |(index, start): (usize, &Local)| json!([text(*start), text(Local(self.end_of(index).0 - 1))]);
        self.starts.iter().enumerate().map(pair).collect()
    }
}

/// The beginning of the next interval.
fn after(group: Group, size: i64, at: Local) -> Local {
    // From the beginning of an interval, the length of the longest of its kind leads into the next one.
    let longest = match group {
        Group::All | Group::Auto => return Local(i64::MAX),
        Group::Minutes => return Local(at.0 + 60 * size),
        Group::Hours => return Local(at.0 + 3600 * size),
        Group::Minute => 60,
        Group::Dekaminute => 600,
        Group::Hour => 3600,
        Group::Day => DAY,
        Group::Week => 7 * DAY,
        Group::Month => 31 * DAY,
        Group::Quarter => 92 * DAY,
        Group::Year => 366 * DAY,
    };
    start_of(group, Local(start_of(group, at).0 + longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn axis(group: Group, from: (i16, i8, i8), to: (i16, i8, i8)) -> Axis {
        let day = |(y, m, d): (i16, i8, i8)| date(y, m, d);
        Axis::of(group, Period { from: day(from), to: day(to) }).unwrap()
    }

    #[test]
    fn periods_cut_intervals() {
        let weeks = axis(Group::Week, (2026, 3, 1), (2026, 3, 10));
        let expected =
            json!([["2026-03-01", "2026-03-01"], ["2026-03-02", "2026-03-08"], ["2026-03-09", "2026-03-10"]]);
        assert_eq!(weeks.json(), expected);
        let months = axis(Group::Month, (2024, 1, 31), (2024, 3, 1));
        let expected =
            json!([["2024-01-31", "2024-01-31"], ["2024-02-01", "2024-02-29"], ["2024-03-01", "2024-03-01"]]);
        assert_eq!(months.json(), expected);
        assert_eq!(axis(Group::Quarter, (2023, 1, 1), (2024, 12, 31)).starts.len(), 8);
        assert_eq!(axis(Group::Year, (2000, 1, 1), (2024, 12, 31)).starts.len(), 25);
        assert_eq!(axis(Group::All, (2000, 1, 1), (2024, 12, 31)).json(), json!([["2000-01-01", "2024-12-31"]]));
    }

    #[test]
    fn groups_of_several() {
        for days in 1..=28 {
            let hours = axis(Group::Hours, (2026, 2, 1), (2026, 2, days));
            assert!(hours.starts.len() <= 30 && hours.starts.len() >= 24, "{days}");
        }
        let minutes = axis(Group::Minutes, (2025, 1, 1), (2025, 12, 31));
        assert!(minutes.starts.len() <= 1600 && minutes.size == 329);
        let period = Period { from: date(2020, 1, 1), to: date(2025, 1, 1) };
        assert_eq!(Axis::of(Group::Minute, period).unwrap_err().error_type, "too_much_rows");
    }
}
