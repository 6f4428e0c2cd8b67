//! Logs: visits and hits one by one, as the Logs API has them.

mod field;
mod plan;
mod query;
mod request;
mod requests;

pub use field::{Field, Source};
pub use plan::Plan;
pub use query::LogQuery;
pub use request::{LogRequestHandle, Patience};
pub use requests::{Evaluation, Logs};
