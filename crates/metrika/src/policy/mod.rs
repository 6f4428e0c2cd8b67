//! How often, how fast and how long the client tries: data that you can set, and the decisions that follow from it.

pub(crate) mod quota;
pub(crate) mod retry;

use std::time::Duration;

pub use quota::Quota;
pub use retry::RetryPolicy;

/// How long the client waits for what. There is no limit in total: a log part may take an hour.
///
/// ```
/// use std::time::Duration;
///
/// use metrika::{Client, Timeouts};
///
/// let mut timeouts = Timeouts::default();
/// timeouts.first_byte = Duration::from_secs(300); // reports over years
/// let builder = Client::builder().token("y0_...").timeouts(timeouts);
/// # let _ = builder;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until a connection is made. 10 s unless told otherwise; not used with an HTTP client of your own.
    pub connect: Duration,
    /// From the sending of a request without a streamed body to the head of its answer. 120 s unless told otherwise.
    pub first_byte: Duration,
    /// Between two pieces of an answer. 60 s unless told otherwise.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), first_byte: Duration::from_secs(120), idle: Duration::from_secs(60) }
    }
}
