//! What the service writes in more than one way, and what it may extend.
//!
//! * [`Flag`]: `true`, `1` and `"1"` are the same,
//! * [`Id`] and [`ClientId`]: numbers, also in quotes,
//! * [`CommaList`] and [`Json`]: many values in one parameter,
//! * [`OneOrMany`]: a value or a list of it,
//! * open enums and open unions: known words, and `Other` for those to come,
//! * [`Secret`]: a token that shows in no `Debug` text,
//! * [`ApiErrorBody`]: what the service says when it refuses.

mod error_body;
mod flag;
mod id;
mod lists;
mod open_enum;
mod secret;
// Only the management API has unions.
#[cfg(any(feature = "management", test))]
mod unions;

pub use error_body::{ApiErrorBody, ApiErrorItem};
pub use flag::Flag;
pub use id::{ClientId, Id};
pub use lists::{CommaList, Json, NotAList, OneOrMany};
pub(crate) use open_enum::open_enum;
pub use secret::Secret;
#[cfg(feature = "management")]
pub(crate) use unions::{object_or_string, tagged_union};
