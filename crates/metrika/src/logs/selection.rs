//! What a log is to have, said step by step.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{Export, Field, LogQuery, Logs, Source};
use crate::error::{Error, Result};
use crate::reports::Attribution;

/// A log that is being described; from [`Logs::visits`] and [`Logs::hits`].
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use jiff::civil::date;
/// use metrika::logs::{presets, visits};
///
/// let february = date(2026, 2, 1)..=date(2026, 2, 28);
/// let export = client.counter(44147844).logs().visits().fields(presets::visits::essential()).days(february).export()?;
/// println!("{}", export.plan().await?);
/// let mut seconds = 0;
/// let done = export
///     .rows(|row| {
///         seconds += row.number::<u64>(&visits::VISIT_DURATION)?.unwrap_or_default();
///         Ok(())
///     })
///     .await?;
/// println!("{} visits, {seconds} seconds", done.rows);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is asked for until it is exported"]
pub struct LogSelection<'a> {
    logs: Logs<'a>,
    source: Source,
    days: Option<RangeInclusive<Date>>,
    fields: Vec<Field>,
    attribution: Option<Attribution>,
}

impl<'a> Logs<'a> {
    /// Visits, step by step: fields, days, and then [`export`](LogSelection::export).
    pub fn visits(&self) -> LogSelection<'a> {
        self.select(Source::Visits)
    }

    /// Hits, step by step.
    pub fn hits(&self) -> LogSelection<'a> {
        self.select(Source::Hits)
    }

    /// A log of any length as one operation.
    pub fn export(&self, query: LogQuery) -> Export<'a> {
        Export::new(*self, query)
    }

    fn select(&self, source: Source) -> LogSelection<'a> {
        LogSelection { logs: *self, source, days: None, fields: Vec::new(), attribution: None }
    }
}

impl<'a> LogSelection<'a> {
    /// Which fields, in the order of the columns.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// Which days, both ends included: as many as you like, until yesterday at the latest.
    pub fn days(mut self, days: RangeInclusive<Date>) -> Self {
        self.days = Some(days);
        self
    }

    /// What `<attribution>` in names of fields stands for.
    pub fn attribution(mut self, attribution: Attribution) -> Self {
        self.attribution = Some(attribution);
        self
    }

    /// As a plain value. An error if no days were given.
    pub fn query(self) -> Result<LogQuery> {
        let days = self.days.ok_or_else(|| Error::invalid("days", "a log needs its first and its last day"))?;
        let query = LogQuery::of(self.source, days).fields(self.fields);
        Ok(match self.attribution {
            Some(attribution) => query.attribution(attribution),
            None => query,
        })
    }

    /// As one operation: plan it, print the plan, run it. An error if no days were given.
    pub fn export(self) -> Result<Export<'a>> {
        let logs = self.logs;
        Ok(logs.export(self.query()?))
    }
}
