//! Time, as the client sees it. Nothing in this crate waits or looks at a clock by itself.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A wait that is still to be made.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time and waits. [`SystemClock`] is the one to use; a test brings its own and need not wait.
///
/// ```
/// use std::time::Duration;
///
/// use metrika::clock::{Clock, SystemClock, Wait};
///
/// /// Does not wait before it sends again, but keeps every timeout.
/// #[derive(Debug, Default)]
/// struct Impatient(SystemClock);
///
/// impl Clock for Impatient {
///     fn now(&self) -> jiff::Timestamp {
///         self.0.now()
///     }
///     fn elapsed(&self) -> Duration {
///         self.0.elapsed()
///     }
///     fn sleep(&self, _: Duration) -> Wait<'_> {
///         Box::pin(std::future::ready(()))
///     }
///     fn deadline(&self, duration: Duration) -> Wait<'_> {
///         self.0.deadline(duration)
///     }
/// }
///
/// let builder = metrika::Client::builder().clock(Impatient::default());
/// # let _ = builder;
/// ```
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time of day. Daily quotas and the expiry of tokens go by it.
    fn now(&self) -> Timestamp;

    /// The time since some moment. It never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits before a request is sent: for a quota, or before another attempt.
    fn sleep(&self, duration: Duration) -> Wait<'_>;

    /// Waits for the time after which something is given up.
    fn deadline(&self, duration: Duration) -> Wait<'_>;
}

/// The clock of the machine, and tokio's timer.
#[derive(Debug, Clone)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}
