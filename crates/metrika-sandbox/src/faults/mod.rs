//! Faults: what goes wrong when it is told to.
//!
//! ```
//! use metrika_sandbox::faults::Fault;
//!
//! let busy = Fault::answer(503, "backend_error").on("get_report").times(2);
//! let lost = Fault::reset_after().on("labels").method("POST").after(1);
//! # let _ = (busy, lost);
//! ```
//!
//! The same in a settings file, or as JSON to `POST /_sandbox/faults`:
//!
//! ```
//! # use metrika_sandbox::{Settings, faults::Fault};
//! let settings = Settings::from_toml(
//!     r#"
//!     [[faults]]
//!     on = "get_report"
//!     times = 2
//!     action = { answer = { status = 503, error_type = "backend_error" } }
//!
//!     [[faults]]
//!     on = "labels"
//!     method = "POST"
//!     after = 1
//!     action = "reset_after"
//!     "#,
//! )?;
//! assert_eq!(settings.faults[0], Fault::answer(503, "backend_error").on("get_report").times(2));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod action;
mod armed;
mod fault;

use std::time::Duration;

use crate::answer::Answer;

pub use action::{Action, ERROR_TYPES};
pub use armed::{Armed, Faults};
pub use fault::{BadFault, Fault};

/// What happens to one request.
#[derive(Debug)]
pub struct Strike {
    /// The fault, for the journal.
    pub name: String,
    /// A wait: before all else if nothing is done, and otherwise while the request has its place among the parallel ones.
    pub delay: Option<Duration>,
    pub effect: Option<Effect>,
}

/// What becomes of the answer.
#[derive(Debug)]
pub enum Effect {
    /// Nothing is done, and this is answered.
    Instead(Answer),
    /// The request is done, and this is answered.
    After(Answer),
    /// The connection is reset, and nothing was done.
    ResetBefore,
    /// The connection is reset, and the request was done.
    ResetAfter,
    /// The body ends after so many bytes, with the connection.
    Cut { at: u64 },
    /// The body stops after so many bytes, and the connection stays.
    Stall { at: u64 },
    /// `Content-Length` is larger or smaller than the body by so much.
    WrongLength { by: i64 },
    /// The body is said to be of another media type.
    WrongMedia,
}
