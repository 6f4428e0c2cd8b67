//! Reports: what is counted, by what, of whom and when.

pub mod filter;
mod name;

pub use filter::Filter;
pub use name::{Dimension, Metric};
