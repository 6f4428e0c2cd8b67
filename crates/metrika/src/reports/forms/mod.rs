//! The forms that a report can have: one for each method of the API.

mod answer;
mod by_time;
mod call;
mod comparison;
mod drilldown;
mod pivot;
mod table;

use std::fmt;
use std::future::Future;

use metrika_raw::stat;

pub use answer::Resolved;
pub(super) use answer::{Facts, Place};
pub use by_time::{Axis, ByTime, Interval, Series, TimeReport, TimeRow};
pub use comparison::{
    ComparedLevel, ComparedNumbers, ComparedRow, ComparedTree, Comparison, ComparisonReport, Pair, Segment,
};
pub use drilldown::{Drilldown, Level, Node, Tree};
pub use pivot::{Cells, Pivot, PivotReport, PivotRow};
pub use table::Table;

use super::{Query, Report, ReportRequest};
use crate::error::Result;

/// A form of reports: what their rows and totals are, and what can be asked for besides the [query](Query).
///
/// | form | by | a row has | method of the API |
/// |---|---|---|---|
/// | [`Table`] | [`Client::report`](crate::Client::report) | a number for each metric | `data` |
/// | [`ByTime`] | [`by_time`](ReportRequest::by_time) | a series for each metric | `data/bytime` |
/// | [`Drilldown`] | [`drilldown`](ReportRequest::drilldown) | one node of a tree, with its numbers | `data/drilldown` |
/// | [`Comparison`] | [`compare`](ReportRequest::compare) | two numbers for each metric | `data/comparison` |
/// | [`ComparedTree`] | [`compare`](ReportRequest::compare), then [`drilldown`](ReportRequest::<Comparison>::drilldown) | one node, with two numbers for each metric | `data/comparison/drilldown` |
/// | [`Pivot`] | [`pivot`](ReportRequest::pivot) | a number for each metric and column | `data/pivot` |
///
/// A form is a plain value, as a query is. No other types can be forms.
pub trait Form: fmt::Debug + Clone + PartialEq + Send + Sync + 'static {
    /// A row of such a report.
    type Row: fmt::Debug + Clone + PartialEq + Send + Sync + 'static;
    /// Its totals.
    type Totals: fmt::Debug + Clone + PartialEq + Send + Sync + 'static;
    /// The query as the service understood it.
    type Resolved: Resolved;

    /// The operation that brings it.
    #[doc(hidden)]
    const OPERATION: &'static str;

    /// What is checked before it is sent.
    #[doc(hidden)]
    fn check(&self, query: &Query) -> Result<()>;

    /// Asks for the rows from `offset` on.
    #[doc(hidden)]
    fn ask(&self, stat: &stat::Client, query: &Query, offset: u64)
    -> impl Future<Output = Result<Report<Self>>> + Send;

    /// Whether the totals of two pages are the same, but for what is lost when numbers are added up in another order.
    #[doc(hidden)]
    fn agree(one: &Self::Totals, other: &Self::Totals) -> bool;

    /// What may be missing although all rows are there.
    #[doc(hidden)]
    fn missing(_: &Report<Self>) -> Option<String> {
        None
    }
}

/// A form whose rows come in pages.
pub trait Paged: Form {
    /// All rows.
    #[doc(hidden)]
    fn whole(request: ReportRequest<'_, Self>) -> impl Future<Output = Result<Report<Self>>> + Send {
        request.every_page()
    }
}
