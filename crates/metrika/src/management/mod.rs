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
//! * `list` brings all there are; where the service gives pages, it is a builder with `page_from`, `all` and `items`.
//! * `create` and `replace` send what they are given, and bring what the service made of it.
//! * `update` gets what there is, lets you change it and puts it back: the service replaces the whole, so that whatever a PUT leaves out
//!   would be lost. Between the two somebody else may change it: the last one wins.
//!   `try_update` takes a change that may fail, and then puts nothing back.
//! * `delete` brings nothing, and an error if there was nothing to delete.
//!
//! An answer 200 is not yet a success. Each list is under its key, also an empty one: an answer without the key is an error of kind
//! [`Decode`](crate::ErrorKind::Decode), as it may come from something that is not Metrika. Only
//! [`CloudExports::list`] takes that for an empty list, since the reference says that it is one. What only says whether it succeeded
//! must say so: `{"success": false}` and an answer without `success` are errors of kind
//! [`UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer), and [in doubt](crate::Error::is_in_doubt).

mod access_filters;
mod accounts;
pub(crate) mod answers;
mod chart_annotations;
pub(crate) mod checks;
mod clients;
mod cloud_exports;
mod counter;
mod counter_rules;
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
pub use delegates::{Delegates, NewDelegate};
pub use filters::Filters;
pub use goals::{GoalPattern, GoalStep, Goals, NewGoal};
pub use grants::{Grants, NewGrant};
pub use labels::{CounterLabels, Labels};
pub use measurement_tokens::MeasurementTokens;
pub use operations::Operations;
pub use segments::Segments;

use answers::{done, list, list_or_none, value};
