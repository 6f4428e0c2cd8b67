//! Reports: what is counted, by what, of whom and when.

mod columns;
mod days;
pub mod filter;
mod name;
mod paging;
mod query;
mod report;
mod request;
mod row;
mod sampling;

pub use columns::Columns;
pub use days::DateSpec;
pub use filter::Filter;
pub use metrika_raw::stat::types::{Attribution, TimeGroup};
pub use name::{Dimension, Metric};
pub use query::{Column, Query, Sort};
pub use report::{Position, Report, ResolvedQuery};
pub use request::ReportRequest;
pub use row::{DimensionValue, Numbers, Row};
pub use sampling::{Accuracy, Sampling};
