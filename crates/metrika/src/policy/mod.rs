//! How often, how fast and how long the client tries: data that you can set, and the decisions that follow from it.
//!
//! # What is sent again
//!
//! | what happened | kind | a read | a write |
//! |---|---|---|---|
//! | no connection could be made | `Connect` | again | again: nothing was sent |
//! | too many requests a second or at once, 420 or 429 without a name | `QuotaRate` `QuotaParallel` `Quota` | again | again: the service refused it |
//! | the connection broke, before or within the answer | `Interrupted` | again | **no**: it may have been done |
//! | no answer in time, or one that stalled | `Timeout` | again | **no**: it may have been done |
//! | `backend_error`, a page of HTML with 5xx | `Backend` | again | **no**: it may have been done |
//! | `timeout` (504) | `ServiceTimeout` | again | **no**: it may have been done |
//! | the token was refused, and its source has another one | `Unauthorized` `InvalidToken` | once | once |
//! | the requests of a day or an hour are used up | `QuotaDailyUser` `QuotaDailyCounter` `QuotaDelegates` `QuotaGrants` | no: [`Error::resets_at`] says when | no |
//! | the answer is good, but empty, garbage, or of an unknown form | `UnexpectedAnswer` `Decode` | no | no: it may have been done |
//! | anything else that the service refuses (4xx) | as its word says | no | no: it was not done |
//!
//! A read is a GET, but for the one that makes a token of the Measurement Protocol; a hit of that protocol is a write. Where a write may have been done although it failed,
//! [`Error::is_in_doubt`] is true: look at what there is before you send it again. A file that is uploaded from a stream is
//! never sent twice. A download that has begun is not begun again here, as its first bytes are in your hands already.
//!
//! # When
//!
//! Before attempt 2, 3, 4... the client waits for a time drawn at random between nothing and 0.5 s, 1 s, 2 s..., at most 20 s: see
//! [`RetryPolicy`]. If the service names a time (`Retry-After`, in seconds or as a date), it is kept; one beyond the time limit of
//! the policy ends the call at once, with [`Error::retry_after`]. Retries come out of a budget that all clones of a client share: ten at
//! first, and one more for every five requests, so that a service that is down is not asked five times as often as one that is up.
//!
//! # How many
//!
//! [`Quota`] has the figures of the service. Short quotas (a second, five minutes, at once) are waited for. Long ones (a day, an hour) fail at once with the time
//! at which they begin anew, and nothing is sent; so does what the service itself has refused for the day or the hour, whatever
//! the figures say here, until the time that it named or else the next day or hour. Other programs under the same user or address use up the same quotas, and the client does not see them.
//!
//! # How long
//!
//! [`Timeouts`] limit each step of one attempt, [`RetryPolicy::time_limit`] when the last attempt may begin, and
//! [`CallOptions::timeout`] a call in all.
//!
//! ```
//! # async fn example(client: metrika::Client) -> metrika::Result<()> {
//! use std::time::Duration;
//!
//! use metrika::{CallOptions, RetryPolicy};
//!
//! // Someone waits for this one: try once, for two seconds.
//! let hurried = client.with(CallOptions::new().retry(RetryPolicy::none()).timeout(Duration::from_secs(2)));
//! let counter = hurried.counter(44147844).get().await?;
//! # let _ = counter;
//! # Ok(())
//! # }
//! ```
//!
//! [`Error::resets_at`]: crate::Error::resets_at
//! [`Error::is_in_doubt`]: crate::Error::is_in_doubt
//! [`Error::retry_after`]: crate::Error::retry_after
//! [`CallOptions::timeout`]: crate::CallOptions::timeout

pub(crate) mod patience;
pub(crate) mod quota;
mod rates;
pub(crate) mod retry;

use std::time::Duration;

pub use patience::Patience;
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
    /// Between two pieces of an answer, or of a large body that is sent. 60 s unless told otherwise.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), first_byte: Duration::from_secs(120), idle: Duration::from_secs(60) }
    }
}
