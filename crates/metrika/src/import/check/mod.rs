//! The check before anything is sent.

mod ask;
mod duplicates;
mod report;
mod row;

pub(super) use ask::ask;
pub(super) use duplicates::{Keys, Repeated};
pub(super) use report::Reporter;
pub use report::{Problem, Report};
pub(super) use row::{Found, Rules};
