//! What answers of all forms say alike.

use std::fmt;
use std::time::Duration;

use metrika_raw::stat::types;
use metrika_raw::wire::Flag;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Result};
use crate::reports::{Position, Sampling};

/// A query as the service understood it, as far as all forms have it.
pub trait Resolved: fmt::Debug + Clone + Default + Send + Sync + 'static {
    /// The metrics, in the order of the numbers.
    #[doc(hidden)]
    fn metrics(&self) -> Option<&[String]>;
    #[doc(hidden)]
    fn dimensions(&self) -> Option<&[String]>;
    #[doc(hidden)]
    fn attribution(&self) -> Option<&str>;
    #[doc(hidden)]
    fn currency(&self) -> Option<&str>;
    /// The first row.
    #[doc(hidden)]
    fn offset(&self) -> Option<i64>;
    /// The days, in words.
    #[doc(hidden)]
    fn period(&self) -> String;
}

macro_rules! resolved {
    ($type:ident, |$query:ident| $offset:expr, $([$from:ident, $to:ident]),+) => {
        impl Resolved for types::$type {
            fn metrics(&self) -> Option<&[String]> {
                self.metrics.as_deref()
            }

            fn dimensions(&self) -> Option<&[String]> {
                self.dimensions.as_deref()
            }

            fn attribution(&self) -> Option<&str> {
                self.attribution.as_deref()
            }

            fn currency(&self) -> Option<&str> {
                self.currency.as_deref()
            }

            fn offset(&self) -> Option<i64> {
                let $query = self;
                $offset
            }

            fn period(&self) -> String {
                let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "?".to_owned());
                [$(format!("{} to {}", day(&self.$from), day(&self.$to))),+].join(" and ")
            }
        }
    };
}

resolved!(ReportQuery, |query| query.offset, [date1, date2]);
resolved!(ByTimeQuery, |_query| None, [date1, date2]);
resolved!(PivotQuery, |query| query.extra.get("offset").and_then(Value::as_i64), [date1, date2]);
resolved!(ComparisonQuery, |query| query.offset, [date1_a, date2_a], [date1_b, date2_b]);

/// What an answer says about its rows, whatever they are.
#[derive(Debug)]
pub struct Facts {
    pub sampling: Sampling,
    pub data_lag: Option<Duration>,
    pub contains_sensitive_data: Option<bool>,
    pub position: Position,
    pub extra: Map<String, Value>,
    /// How often the request was sent.
    pub requests: u32,
}

/// The same fields of every type of answer, with all that is left over.
macro_rules! facts {
    ($answer:ident, $offset:expr, $trail:expr) => {
        $crate::reports::forms::answer::Facts {
            sampling: $crate::reports::Sampling {
                sampled: $answer.sampled.map(bool::from),
                share: $answer.sample_share,
                size: $answer.sample_size,
                space: $answer.sample_space,
            },
            data_lag: $crate::reports::forms::answer::seconds($answer.data_lag),
            contains_sensitive_data: $answer.contains_sensitive_data.map(bool::from),
            position: $crate::reports::forms::answer::position($offset, $answer.total_rows, $answer.total_rows_rounded),
            extra: $answer.extra,
            requests: $trail.map_or(1, |trail| trail.attempts),
        }
    };
}
pub(super) use facts;

pub(super) fn seconds(lag: Option<i64>) -> Option<Duration> {
    lag.and_then(|seconds| seconds.try_into().ok()).map(Duration::from_secs)
}

pub(super) fn position(offset: u64, total: Option<i64>, rounded: Option<Flag>) -> Position {
    Position {
        offset,
        total_rows: total.and_then(|rows| rows.try_into().ok()),
        total_rows_rounded: rounded.is_some_and(bool::from),
    }
}

/// Not an empty report: one without rows has an empty list.
pub(super) fn rows<T>(data: Option<Vec<T>>) -> Result<Vec<T>> {
    data.ok_or_else(|| Error::new(ErrorKind::Decode, "the answer has no `data`"))
}

/// Reads row by row. `of` is told the number of a row, counted from 1 over the whole report, and where in the answer it is.
pub(super) fn each<T, R>(offset: u64, rows: Vec<T>, of: impl Fn(T, &Place) -> Result<R>) -> Result<Vec<R>> {
    (offset..).zip(rows).enumerate().map(|(index, (number, row))| of(row, &Place { number, index })).collect()
}

/// Where a row is.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) struct Place {
    /// Counted from 1 over the whole report.
    pub number: u64,
    /// Counted from 0 in this answer.
    pub index: usize,
}

impl Place {
    /// Says where in the row it went wrong.
    pub fn wrong(&self, error: Error, field: &str) -> Error {
        error.at(format!("data[{}].{field}", self.index))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.number)
    }
}
