//! Which days are to be read.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::manifest::{Day, Manifest};
use crate::logs::LogQuery;
use crate::logs::plan::days;

impl Day {
    /// Whether nothing much will change any more: it was asked for so many days after it was over, or more.
    fn is_settled(&self, date: Date, lookback: u32) -> bool {
        i64::from(days(date, self.today)) - 2 >= i64::from(lookback)
    }
}

/// The earliest day that it can have been where the counter is, when days until this one could be asked for.
pub(super) fn earliest(asked: Timestamp, to: Date) -> Date {
    // Nowhere is it earlier; and what can be asked for is over.
    let anywhere = Offset::constant(-12).to_datetime(asked).date();
    to.tomorrow().map_or(anywhere, |today| today.max(anywhere))
}

impl Manifest {
    /// The days of a log that are to be read: those that are not there, not settled, and not under way. As pieces without gaps.
    pub fn wanted(&self, query: &LogQuery, lookback: u32) -> Vec<LogQuery> {
        let (from, to) = query.days().into_inner();
        let wanted = |date: Date| {
            let under_way = self.pieces.iter().any(|piece| piece.query.days().contains(&date));
            let settled = self.days.get(&date).is_some_and(|day| day.is_settled(date, lookback));
            !under_way && !settled
        };
        let mut runs: Vec<(Date, Date)> = Vec::new();
        for date in from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to).filter(|date| wanted(*date)) {
            match runs.last_mut() {
                Some((_, last)) if last.tomorrow().ok() == Some(date) => *last = date,
                _ => runs.push((date, date)),
            }
        }
        runs.into_iter().map(|(from, to)| query.clone().with_days(from, to)).collect()
    }

    /// How many days of a log are there and stay.
    pub fn kept(&self, query: &LogQuery, lookback: u32) -> u64 {
        self.days.range(query.days()).filter(|(date, day)| day.is_settled(**date, lookback)).count() as u64
    }
}

/// When something is asked for.
pub(super) fn asked(now: Timestamp) -> Timestamp {
    // To the second: it is read by people.
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
