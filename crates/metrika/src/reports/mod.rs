//! Reports: what is counted, by what, of whom and when.
//!
//! # Names
//!
//! Every metric and dimension of the reference is a constant of its namespace: [`s`] visits, [`pv`] page views, [`ad`], [`ev`], [`ep`], [`dl`],
//! [`up`]; every preset is one of [`presets`](mod@presets). A name with placeholders is two things: a function that writes the values in, and a constant
//! that keeps the placeholders, whose values the report then gives.
//!
//! ```
//! use metrika::reports::{Attribution, Dimension, s};
//!
//! assert_eq!(s::VISITS.as_str(), "ym:s:visits");
//! assert_eq!(s::goal_visits(12345).as_str(), "ym:s:goal12345visits");
//! assert_eq!(s::traffic_source(Attribution::LastSign).as_str(), "ym:s:lastSignTrafficSource");
//! assert_eq!(s::TRAFFIC_SOURCE.as_str(), "ym:s:<attribution>TrafficSource");
//! // A name that this version does not list.
//! assert_eq!(Dimension::new("ym:s:newThing")?.as_str(), "ym:s:newThing");
//! # Ok::<(), metrika::Error>(())
//! ```
//!
//! [`metrics()`], [`dimensions()`] and [`presets()`] are tables to search, and [`Metric::info`] tells what the reference says of a name.
//!
//! # Forms
//!
//! A [`ReportRequest`] is a table; [`by_time`](ReportRequest::by_time), [`drilldown`](ReportRequest::drilldown), [`compare`](ReportRequest::compare) and
//! [`pivot`](ReportRequest::pivot) make another [form](Form) of it. The [`recipes`] show each at work, with what can go wrong unseen.

#[cfg(feature = "arrow")]
pub mod arrow;
mod columns;
mod csv;
pub mod filter;
mod forms;
#[rustfmt::skip]
mod generated;
mod name;
mod paging;
mod parameters;
pub mod period;
mod query;
mod read;
#[doc = include_str!("recipes.md")]
pub mod recipes {}
mod report;
mod request;
mod row;
mod sampling;
pub(crate) mod template;
mod vocabulary;
mod whole;

pub use columns::Columns;
pub use filter::Filter;
pub use forms::{
    Axis, ByTime, Cells, ComparedLevel, ComparedNumbers, ComparedRow, ComparedTree, Comparison, ComparisonReport,
    Drilldown, Form, Interval, Level, Node, Paged, Pair, Pivot, PivotReport, PivotRow, Segment, Series, Table,
    TimeReport, TimeRow, Tree,
};
pub use generated::*;
pub use name::{Dimension, Metric, Preset};
pub use parameters::{Attribution, Currency, Group};
pub use period::{DateSpec, Period, TimeZone};
pub use query::{Column, Query, Sort};
pub use report::{Position, Report, ResolvedQuery};
pub use request::ReportRequest;
pub use row::{DimensionValue, Numbers, Row};
pub use sampling::{Accuracy, Sampling};
pub use vocabulary::{DimensionInfo, MetricInfo, PresetInfo, Unit, dimensions, metrics, presets};
