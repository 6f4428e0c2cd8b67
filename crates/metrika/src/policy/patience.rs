//! How long to wait for what the service prepares, and how often to look.

use std::time::Duration;

use crate::clock::Clock;

/// How long to wait for what the service prepares, and how often to look.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Patience {
    /// Between the first two looks. Each wait is half as long again as the one before, give or take a fifth.
    pub first: Duration,
    /// The longest time between two looks.
    pub longest: Duration,
    /// When to give up. Without one, it waits for ever.
    pub deadline: Option<Duration>,
}

impl Default for Patience {
    /// Looks after 5 seconds, then more and more seldom, every two minutes in the end; for a day at most.
    fn default() -> Self {
        let (first, longest) = (Duration::from_secs(5), Duration::from_secs(120));
        Self { first, longest, deadline: Some(Duration::from_secs(24 * 3600)) }
    }
}

impl Patience {
    /// The next wait after this one, before chance has its say.
    fn after(&self, wait: Duration) -> Duration {
        wait.saturating_mul(3).checked_div(2).unwrap_or(self.longest).min(self.longest)
    }

    /// Begins to wait.
    pub(crate) fn begin(self, clock: &dyn Clock) -> Waiting {
        Waiting { patience: self, began: clock.elapsed(), wait: self.first }
    }
}

/// A wait with looks in between.
#[derive(Debug)]
pub(crate) struct Waiting {
    patience: Patience,
    began: Duration,
    wait: Duration,
}

impl Waiting {
    /// Waits until the next look. If that would be after the deadline, it does not, and says how long it has been.
    pub async fn again(&mut self, clock: &dyn Clock) -> Result<(), Duration> {
        let waited = clock.elapsed().saturating_sub(self.began);
        let jittered = self.wait.mul_f64(0.8 + 0.4 * fastrand::f64());
        if self.patience.deadline.is_some_and(|deadline| waited.saturating_add(jittered) > deadline) {
            return Err(waited);
        }
        clock.sleep(jittered).await;
        self.wait = self.patience.after(self.wait);
        Ok(())
    }
}
