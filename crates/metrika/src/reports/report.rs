//! A report as it came.

use std::sync::Arc;
use std::time::Duration;

use metrika_raw::stat::types;
use serde_json::{Map, Value};

use super::{Columns, Numbers, Query, Row, Sampling};
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
pub struct Report {
    /// The rows of this answer, or all of them: see [`position`](Self::position).
    pub rows: Vec<Row>,
    /// Over all rows that pass the filter, not just these. Those of visitors and averages are not the sum of the rows.
    pub totals: Numbers,
    /// The least value of each metric among the rows.
    pub min: Numbers,
    /// The greatest value of each metric among the rows.
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
    pub query: ResolvedQuery,
    /// What else came.
    pub extra: Map<String, Value>,
    columns: Arc<Columns>,
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

impl Report {
    /// Reads the answer to a query that began at `offset`.
    pub(super) fn of(query: &Query, offset: u64, answer: types::Report) -> Result<Self> {
        Self::read(query, offset, answer).map_err(Error::about_the_answer)
    }

    fn read(query: &Query, offset: u64, answer: types::Report) -> Result<Self> {
        let resolved = answer.query.unwrap_or_default();
        if let Some(other) = resolved.offset.filter(|other| u64::try_from(*other) != Ok(offset)) {
            let message = format!("rows from {offset} on were asked for, the answer has those from {other} on");
            return Err(Error::new(ErrorKind::Decode, message));
        }
        let columns = Arc::new(Columns::of(query, &resolved)?);
        // Not an empty report: one without rows has an empty list.
        let rows = answer.data.ok_or_else(|| Error::new(ErrorKind::Decode, "the answer has no `data`"))?;
        let numbered = (offset..).zip(rows).enumerate();
        Ok(Self {
            rows: numbered
                .map(|(index, (number, row))| Row::of(&columns, row, number, index))
                .collect::<Result<_>>()?,
            totals: Numbers::if_any(&columns, answer.totals, "`totals`")?,
            min: Numbers::if_any(&columns, answer.min, "`min`")?,
            max: Numbers::if_any(&columns, answer.max, "`max`")?,
            sampling: Sampling {
                sampled: answer.sampled.map(bool::from),
                share: answer.sample_share,
                size: answer.sample_size,
                space: answer.sample_space,
            },
            data_lag: answer.data_lag.and_then(|seconds| seconds.try_into().ok()).map(Duration::from_secs),
            contains_sensitive_data: answer.contains_sensitive_data.map(bool::from),
            position: Position {
                offset,
                total_rows: answer.total_rows.and_then(|rows| rows.try_into().ok()),
                total_rows_rounded: answer.total_rows_rounded.is_some_and(bool::from),
            },
            query: resolved,
            extra: answer.extra,
            columns,
        })
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
    /// are behind it. Otherwise, or if the answer does not say so, an error of kind [`Incomplete`](ErrorKind::Incomplete).
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
        if next.contains_sensitive_data == Some(true) {
            self.contains_sensitive_data = Some(true);
        }
    }
}

impl Error {
    /// Says what was called, and that it was answered.
    pub(super) fn about_the_answer(mut self) -> Self {
        let inner = self.inner_mut();
        (inner.operation, inner.status) = (Some("get_report"), Some(200));
        inner.attempts = inner.attempts.max(1);
        self
    }
}
