//! The management API: counters and everything that belongs to them.
//!
//! Each part has a handle, which costs nothing and sends nothing: [`Client::counter`](crate::Client::counter) gives one of a
//! counter, this gives those of its goals, filters, grants...
//!
//! ```
//! # async fn example(client: metrika::Client) -> metrika::Result<()> {
//! let counter = client.counter(44147844);
//! let goals = counter.goals().list().await?;
//! let mine = counter.grants().mine().await?;
//! # let _ = (goals, mine);
//! # Ok(())
//! # }
//! ```
//!
//! * `list` brings all there are; where the service gives pages, it is a builder with `page`, `all` and `items`.
//! * `create` and `replace` send what they are given, and bring what the service made of it.
//! * `update` gets what there is, lets you change it and puts it back: the service replaces the whole, so that whatever a PUT leaves out
//!   would be lost. Between the two somebody else may change it: the last one wins.
//! * `delete` brings nothing, and an error if there was nothing to delete.

mod access_filters;
mod accounts;
mod chart_annotations;
mod checks;
mod clients;
mod cloud_exports;
mod counter;
mod counters;
mod delegates;
mod faults;
mod filters;
mod goals;
mod grants;
mod labels;
mod measurement_tokens;
mod operations;
mod segments;

pub use access_filters::AccessFilters;
pub use accounts::Accounts;
pub use chart_annotations::{ChartAnnotations, NewChartAnnotation};
pub use clients::Clients;
pub use cloud_exports::CloudExports;
pub use counter::CounterHandle;
pub use counters::{CounterPage, Counters, ListCounters};
pub use delegates::Delegates;
pub use filters::Filters;
pub use goals::{GoalPattern, GoalStep, Goals, NewGoal};
pub use grants::{Grants, NewGrant};
pub use labels::{CounterLabels, Labels};
pub use measurement_tokens::MeasurementTokens;
pub use operations::Operations;
pub use segments::Segments;

use metrika_raw::ResponseValue;
use metrika_raw::management::types::Success;

use crate::error::{Error, ErrorKind, Result};

/// A call of the generated client, as this crate answers it.
async fn value<T>(call: impl Future<Output = Result<ResponseValue<T>, metrika_raw::Error>>) -> Result<T> {
    Ok(call.await?.into_inner())
}

/// A call that only says whether it succeeded. An answer that says otherwise is an error, whatever its status.
async fn done(call: impl Future<Output = Result<ResponseValue<Success>, metrika_raw::Error>>) -> Result<()> {
    let answer = call.await?;
    match answer.success {
        Some(flag) if !bool::from(flag) => {
            let mut error =
                Error::new(ErrorKind::UnexpectedAnswer, "the service says that it did not succeed, and not why");
            error.inner_mut().status = Some(answer.status().as_u16());
            Err(error)
        }
        _ => Ok(()),
    }
}
