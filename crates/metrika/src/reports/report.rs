//! A report as it came.

use std::sync::Arc;
use std::time::Duration;

use metrika_raw::stat::types;
use serde_json::{Map, Value};

use super::forms::{Facts, Form, Resolved, Table};
use super::{Columns, Numbers, Sampling};
use crate::error::{Error, ErrorKind, Result};

/// A query as the service understood it: with preset, defaults and placeholders filled in.
pub type ResolvedQuery = types::ReportQuery;

/// A report: rows, and what must be known to read them.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::reports::{Dimension, Metric};
///
/// let (visits, source) = (Metric::new("ym:s:visits")?, Dimension::new("ym:s:<attribution>TrafficSource")?);
/// let report = client.report([44147844]).metrics([visits.clone()]).dimensions([source.clone()]).all().await?;
/// let report = report.require_unsampled()?;
/// for row in &report.rows {
///     println!("{:?}: {:?}", row.dimension(&source)?.name, row.metric(&visits)?);
/// }
/// println!("in all: {:?}", report.totals.metric(&visits)?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report<F: Form = Table> {
    /// The rows of this answer, or all of them: see [`position`](Self::position).
    pub rows: Vec<F::Row>,
    /// Over all rows that pass the filter, not just these. Those of visitors and averages are not the sum of the rows.
    pub totals: F::Totals,
    /// The least value of each metric among the rows, where the form has them.
    pub min: Numbers,
    /// The greatest value of each metric among the rows, where the form has them.
    pub max: Numbers,
    /// How much of the data was counted.
    pub sampling: Sampling,
    /// By how much the data lag behind.
    pub data_lag: Option<Duration>,
    /// Whether the report touches data that could single out visitors. If so, rows for fewer than 10 visitors are left out; nothing says
    /// how many.
    pub contains_sensitive_data: Option<bool>,
    /// Which rows these are, of how many.
    pub position: Position,
    /// The query as the service understood it.
    pub query: F::Resolved,
    /// How many requests it took: one for each page and each part, and those that were sent again.
    pub requests: u32,
    /// What else came.
    pub extra: Map<String, Value>,
    pub(super) columns: Arc<Columns>,
}

/// Which rows of a report these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The number of the first row, counted from 1.
    pub offset: u64,
    /// How many rows pass the filter, if the service says so.
    pub total_rows: Option<u64>,
    /// Whether the service says that `total_rows` is a rounded number.
    pub total_rows_rounded: bool,
}

impl Position {
    /// How many rows there are, if that is known for sure.
    pub fn exact_total(&self) -> Option<u64> {
        self.total_rows.filter(|_| !self.total_rows_rounded)
    }
}

impl<F: Form> Report<F> {
    /// Reads an answer: what is wrong with it is about this operation.
    pub(super) fn checked(read: impl FnOnce() -> Result<Self>) -> Result<Self> {
        read().map_err(|error| error.about_the_answer(F::OPERATION))
    }

    /// Puts an answer together that was asked for from the offset of `facts` on.
    pub(super) fn new(
        facts: Facts,
        rows: Vec<F::Row>,
        totals: F::Totals,
        query: F::Resolved,
        columns: Arc<Columns>,
    ) -> Result<Self> {
        let Facts { sampling, data_lag, contains_sensitive_data, position, extra, requests } = facts;
        let offset = position.offset;
        if let Some(other) = query.offset().filter(|other| u64::try_from(*other) != Ok(offset)) {
            let message = format!("rows from {offset} on were asked for, the answer has those from {other} on");
            return Err(Error::new(ErrorKind::Decode, message));
        }
        let none = Numbers::none(&columns);
        let (min, max) = (none.clone(), none);
        Ok(Self {
            rows,
            totals,
            min,
            max,
            sampling,
            data_lag,
            contains_sensitive_data,
            position,
            query,
            requests,
            extra,
            columns,
        })
    }

    /// The same with the least and the greatest values.
    pub(super) fn bounded(self, min: Numbers, max: Numbers) -> Result<Self> {
        Ok(Self { min, max, ..self })
    }

    /// The columns of the rows.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The report, if all data were counted. Otherwise, or if the answer does not say so, an error of kind
    /// [`Sampled`](ErrorKind::Sampled).
    pub fn require_unsampled(self) -> Result<Self> {
        match self.sampling.is_sampled() {
            Some(false) => Ok(self),
            _ => Err(Error::new(ErrorKind::Sampled, format!("the report counts {}", self.sampling))),
        }
    }

    /// The report, if no row is missing: if these are all rows from the first to the last, and none was left out because too few visitors
    /// are behind it, and of a pivot table if no column can be missing either. Otherwise, or if the answer does not say so, an error of kind [`Incomplete`](ErrorKind::Incomplete).
    ///
    /// Rows whose first dimension has no value are left out of every report that does not
    /// [include them](super::ReportRequest::include_undefined): that is no loss but what was asked for.
    pub fn require_complete(self) -> Result<Self> {
        let incomplete = |message: String| Err(Error::new(ErrorKind::Incomplete, message));
        let Position { offset, total_rows, total_rows_rounded } = self.position;
        let last = offset.saturating_sub(1) + self.rows.len() as u64;
        let here = if self.rows.is_empty() { "no rows".to_owned() } else { format!("rows {offset} to {last}") };
        match total_rows {
            None => return incomplete(format!("the report has {here}, and the answer does not say of how many")),
            Some(total) if total_rows_rounded => {
                return incomplete(format!("the report has {here}, of about {total}: the number is rounded"));
            }
            Some(total) if offset != 1 || last != total => {
                return incomplete(format!("the report has {here}, of {total}"));
            }
            Some(_) => {}
        }
        if let Some(missing) = F::missing(&self) {
            return incomplete(missing);
        }
        if self.contains_sensitive_data == Some(true) {
            let message = "the report touches sensitive data: rows for fewer than 10 visitors are left out";
            return incomplete(message.to_owned());
        }
        Ok(self)
    }

    /// Adds the page that comes after this.
    pub(super) fn append(&mut self, next: Self) {
        self.rows.extend(next.rows);
        self.min.merge(next.min, f64::min);
        self.max.merge(next.max, f64::max);
        self.requests = self.requests.saturating_add(next.requests);
        if next.contains_sensitive_data == Some(true) {
            self.contains_sensitive_data = Some(true);
        }
    }
}

impl Error {
    /// Says what was called, and that it was answered.
    pub(crate) fn about_the_answer(mut self, operation: &'static str) -> Self {
        let inner = self.inner_mut();
        (inner.operation, inner.status) = (Some(operation), Some(200));
        inner.attempts = inner.attempts.max(1);
        self
    }
}
