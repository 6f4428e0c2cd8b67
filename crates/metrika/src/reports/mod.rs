//! Reports: what is counted, by what, of whom and when.

pub mod filter;
mod name;
pub mod period;

pub use filter::Filter;
pub use name::{Dimension, Metric};
pub use period::{DateSpec, Period, TimeZone};
