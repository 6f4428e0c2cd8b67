//! How many requests may be sent in a span of time. These quotas are waited for.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota as Rate, RateLimiter};

use super::quota::{Asked, Group, Quota};
use crate::clock::Clock;

const SECOND: Duration = Duration::from_secs(1);
const FIVE_MINUTES: Duration = Duration::from_secs(300);

type Limiter = RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Nanos>>;

#[derive(Debug)]
pub(super) struct Rates {
    all: Option<Limiter>,
    logs: Option<Limiter>,
    reports: Option<Limiter>,
}

impl Rates {
    pub fn new(quota: &Quota, clock: &Arc<dyn Clock>) -> Self {
        let limiter = |most: Option<NonZeroU32>, span| {
            Some(RateLimiter::direct_with_clock(at_most(most?, span)?, Ticks(Arc::clone(clock))))
        };
        Self {
            all: limiter(quota.per_second, SECOND),
            logs: limiter(quota.logs_per_second, SECOND),
            reports: limiter(quota.reports_per_five_minutes, FIVE_MINUTES),
        }
    }

    /// Waits for the quota of minutes.
    pub async fn wait_minutes(&self, asked: &Asked, clock: &dyn Clock) {
        wait(self.reports.as_ref().filter(|_| asked.group == Group::Reports), clock).await;
    }

    /// Waits for the quotas of seconds.
    pub async fn wait_seconds(&self, asked: &Asked, clock: &dyn Clock) {
        wait(self.logs.as_ref().filter(|_| asked.logs), clock).await;
        wait(self.all.as_ref(), clock).await;
    }
}

async fn wait(limiter: Option<&Limiter>, clock: &dyn Clock) {
    let Some(limiter) = limiter else { return };
    while let Err(early) = limiter.check() {
        clock.sleep(early.wait_time_from(Nanos::from(clock.elapsed()))).await;
    }
}

/// So many in any span, wherever it begins. The limiter fills up again while it is emptied: what it lets through at once has to come
/// off what it lets through afterwards.
fn at_most(most: NonZeroU32, span: Duration) -> Option<Rate> {
    let at_once = NonZeroU32::new(most.get() / 3).unwrap_or(NonZeroU32::MIN);
    let afterwards = most.get() - at_once.get() + 1;
    // Rounded up: a share must not be too short.
    let apart = span / afterwards + Duration::from_nanos(1);
    Some(Rate::with_period(apart)?.allow_burst(at_once))
}

/// Our clock, as the limiter reads it.
#[derive(Debug, Clone)]
struct Ticks(Arc<dyn Clock>);

impl GovernorClock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.elapsed())
    }
}
