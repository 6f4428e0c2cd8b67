//! What it takes to get a log: which requests, so that each fits.

use std::fmt;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use super::{LogQuery, Logs};
use crate::error::{Error, ErrorKind, Result};
use crate::models::LogRequestStatus;

/// The requests that a log takes, one after the other: each is prepared, downloaded and cleaned before the next one is made, so that they share the
/// storage. It is text that can be read before anything is done.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use jiff::civil::date;
/// use metrika::logs::{LogQuery, visits};
///
/// let logs = client.counter(44147844).logs();
/// let query = LogQuery::visits(date(2023, 1, 1)..=date(2026, 2, 28)).fields([visits::VISIT_ID]);
/// let plan = logs.plan(&query).await?;
/// println!("{plan}"); // 4 requests for visits from 2023-01-01 to 2026-02-28...
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The whole.
    pub query: LogQuery,
    /// The requests, by days.
    pub requests: Vec<LogQuery>,
}

impl Logs<'_> {
    /// Finds out which requests a log takes: none of more than a year, and none that does not fit into what is left of the storage. The period may be of any
    /// length.
    ///
    /// If not even one day fits, that is an error of kind [`LogStorageFull`](ErrorKind::LogStorageFull), which says what takes the space.
    pub async fn plan(&self, query: &LogQuery) -> Result<Plan> {
        let mut requests = Vec::new();
        let mut waiting = years(query)?;
        waiting.reverse();
        while let Some(piece) = waiting.pop() {
            let told = self.evaluate(&piece).await?;
            if told.possible {
                requests.push(piece);
                continue;
            }
            let (from, to) = piece.days().into_inner();
            // It has been seen to be negative, and absent. As the days of a log are not alike, each piece is evaluated again.
            match told.max_days.and_then(|days| i32::try_from(days).ok()).map(|most| most.min(days(from, to) - 1)) {
                Some(most) if most > 0 => waiting.extend(pieces(&piece, most)?.into_iter().rev()),
                _ => return Err(self.full(&piece, told.max_days).await?),
            }
        }
        Ok(Plan { query: query.clone(), requests })
    }

    /// Why nothing fits.
    async fn full(&self, piece: &LogQuery, told: Option<i64>) -> Result<Error> {
        let ready: Vec<_> = self
            .list()
            .await?
            .into_iter()
            .filter(|request| request.status == Some(LogRequestStatus::Processed))
            .collect();
        let bytes: i64 = ready.iter().filter_map(|request| request.size).sum();
        let days = told.map_or_else(|| "none".to_owned(), |days| days.to_string());
        let ids: Vec<String> = ready.iter().filter_map(|request| Some(request.request_id?.to_string())).collect();
        let what = if ids.is_empty() {
            "no prepared log takes any space: take fewer fields".to_owned()
        } else {
            format!("{} prepared logs take {bytes} bytes: clean what is not needed of {}", ids.len(), ids.join(", "))
        };
        let (from, to) = piece.days().into_inner();
        let message = format!("of {from} to {to}, not even one day fits (the service says: {days}); {what}");
        Ok(Error::new(ErrorKind::LogStorageFull, message))
    }
}

/// The same log, by years.
pub(super) fn years(query: &LogQuery) -> Result<Vec<LogQuery>> {
    let (mut from, to) = query.days().into_inner();
    let beyond = |error| Error::invalid("date2", error);
    let mut years = Vec::new();
    while from <= to {
        let next = from.checked_add(1.year()).map_err(beyond)?;
        let last = next.yesterday().map_err(beyond)?.min(to);
        years.push(query.clone().with_days(from, last));
        from = last.tomorrow().map_err(beyond)?;
    }
    // One that ends before it begins has none, and is told so.
    if years.is_empty() {
        years.push(query.clone());
    }
    Ok(years)
}

/// The same log in pieces of no more than so many days.
fn pieces(query: &LogQuery, most: i32) -> Result<Vec<LogQuery>> {
    let (mut from, to) = query.days().into_inner();
    let beyond = |error| Error::invalid("date2", error);
    let mut pieces = Vec::new();
    while from <= to {
        let step = most.min(days(from, to));
        let last = from.checked_add((step - 1).days()).map_err(beyond)?;
        pieces.push(query.clone().with_days(from, last));
        from = last.tomorrow().map_err(beyond)?;
    }
    Ok(pieces)
}

pub(super) fn days(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days() + 1)
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.query.days().into_inner();
        let number = self.requests.len();
        let requests = if number == 1 { "request" } else { "requests" };
        write!(
            f,
            "{number} {requests} for {} from {from} to {to}, {} fields:",
            self.query.source(),
            self.query.columns().len()
        )?;
        for request in &self.requests {
            let (from, to) = request.days().into_inner();
            write!(f, "\n  {from} to {to}, {} days", days(from, to))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::logs::Field;

    fn query(from: Date, to: Date) -> LogQuery {
        LogQuery::visits(from..=to).fields([Field::new("ym:s:visitID").unwrap()])
    }

    /// Each day is in one piece, and in order.
    #[track_caller]
    fn follow(pieces: &[LogQuery], from: Date, to: Date) {
        let mut next = from;
        for piece in pieces {
            let (first, last) = piece.days().into_inner();
            assert_eq!(first, next);
            assert!(last >= first);
            next = last.tomorrow().unwrap();
        }
        assert_eq!(next, to.tomorrow().unwrap());
    }

    #[test]
    fn years_and_pieces_have_every_day_once() {
        for (from, to, number) in [
            (date(2024, 2, 29), date(2026, 2, 28), 3), // a year from a leap day ends on 27 February
            (date(2025, 3, 1), date(2026, 2, 28), 1),
            (date(2025, 3, 1), date(2026, 3, 1), 2),
            (date(2026, 2, 28), date(2026, 2, 28), 1),
        ] {
            let years = years(&query(from, to)).unwrap();
            follow(&years, from, to);
            assert_eq!(years.len(), number, "{from} to {to}");
            years.iter().for_each(|year| year.check().unwrap());
            for most in [1, 2, 7, 30, 365, i32::MAX / 400] {
                let pieces = pieces(&query(from, to), most).unwrap();
                follow(&pieces, from, to);
                assert!(pieces.iter().all(|piece| {
                    let (first, last) = piece.days().into_inner();
                    days(first, last) <= most
                }));
            }
        }
    }
}
