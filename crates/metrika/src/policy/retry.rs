//! When a request is sent again: a pure decision.
//!
//! A request that reads may be sent again after anything that passes by itself. One that writes may be sent again only if it surely
//! was not carried out: no connection was made, or the service refused it for a quota.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use crate::error::Error;

/// How often a request is sent again, and how long to wait before.
///
/// ```
/// use std::time::Duration;
///
/// use metrika::{Client, RetryPolicy};
///
/// let patient = RetryPolicy::default().attempts(8).time_limit(Duration::from_secs(600));
/// let builder = Client::builder().token("y0_...").retry(patient);
/// # let _ = builder;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) first_delay: Duration,
    pub(crate) max_delay: Duration,
    pub(crate) time_limit: Duration,
    pub(crate) budget: Option<f64>,
}

/// 4 attempts within 120 s, waits of up to 0.5, 1, 2... 20 s, and a fifth more requests than without retries.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            time_limit: Duration::from_secs(120),
            budget: Some(0.2),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most, the first time included. 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest wait before the second attempt, and before any. In between it doubles, and each wait is drawn at random
    /// between nothing and the longest (full jitter), so that many clients do not come back at the same moment.
    #[must_use]
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = longest.max(first);
        self
    }

    /// How long a call may take, from its first attempt on, with the waits between attempts: none is planned for later. Waits for quotas
    /// do not count; [`CallOptions::timeout`](crate::CallOptions::timeout) limits everything.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// How many retries there may be for each request, over all calls of a client and its clones: `0.2` is one in five. It
    /// keeps a client from multiplying the load of a service that is down. `None` is without end.
    #[must_use]
    pub fn budget(mut self, share: Option<f64>) -> Self {
        self.budget = share;
        self
    }
}

/// What has happened to a call so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    /// Which attempt has failed, from 1.
    pub number: u32,
    /// Since the first began.
    pub elapsed: Duration,
    /// Whether the operation only reads.
    pub reads: bool,
    /// Whether the body can be sent once more.
    pub repeatable: bool,
    pub error: &'a Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    GiveUp,
    After(Duration),
}

/// Whether to send again, and after how long. `random` is between 0 and 1.
pub(crate) fn decide(policy: &RetryPolicy, attempt: Attempt<'_>, random: f64) -> Verdict {
    let kind = attempt.error.kind();
    if !kind.passes_by_itself() || !attempt.repeatable || attempt.number >= policy.attempts {
        return Verdict::GiveUp;
    }
    if !attempt.reads && !kind.surely_undone() {
        return Verdict::GiveUp;
    }
    let doublings = 2u32.saturating_pow(attempt.number - 1);
    let longest = policy.first_delay.saturating_mul(doublings).min(policy.max_delay);
    let mut wait = longest.mul_f64(random.clamp(0.0, 1.0));
    if let Some(asked) = attempt.error.retry_after() {
        wait = wait.max(asked);
    }
    if attempt.elapsed.saturating_add(wait) > policy.time_limit { Verdict::GiveUp } else { Verdict::After(wait) }
}

/// What is left to spend on retries, shared by the clones of a client.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Mutex<f64>,
}

impl Budget {
    /// What a client may spend before it has earned anything, and can save at most.
    const PURSE: f64 = 10.0;

    pub fn new() -> Self {
        Self { left: Mutex::new(Self::PURSE) }
    }

    /// A request is sent for the first time.
    pub fn earn(&self, policy: &RetryPolicy) {
        if let Some(share) = policy.budget {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            *left = (*left + share).min(Self::PURSE);
        }
    }

    /// Whether there is enough left for one more retry; if so, it is spent.
    pub fn spend(&self, policy: &RetryPolicy) -> bool {
        if policy.budget.is_none() {
            return true;
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn verdict(kind: ErrorKind, change: impl FnOnce(&mut Attempt<'_>)) -> Verdict {
        let error = Error::new(kind, "");
        let mut attempt = Attempt { number: 1, elapsed: Duration::ZERO, reads: true, repeatable: true, error: &error };
        change(&mut attempt);
        decide(&RetryPolicy::default(), attempt, 1.0)
    }

    #[test]
    fn what_is_sent_again() {
        use ErrorKind::*;
        // (kind, a read, a write)
        let table = [
            (Connect, true, true),
            (QuotaRate, true, true),
            (QuotaParallel, true, true),
            (Quota, true, true),
            (Timeout, true, false),
            (Interrupted, true, false),
            (Backend, true, false),
            (ServiceTimeout, true, false),
            (Decode, false, false),
            (UnexpectedAnswer, false, false),
            (QuotaDailyUser, false, false),
            (QuotaDailyCounter, false, false),
            (QuotaDelegates, false, false),
            (QuotaGrants, false, false),
            (InvalidRequest, false, false),
            (InvalidParameter, false, false),
            (QueryError, false, false),
            (Unauthorized, false, false),
            (InvalidToken, false, false),
            (AccessDenied, false, false),
            (NotFound, false, false),
            (Conflict, false, false),
            (Other, false, false),
        ];
        for (kind, read, write) in table {
            assert_eq!(verdict(kind, |_| {}) != Verdict::GiveUp, read, "{kind:?}, reading");
            assert_eq!(verdict(kind, |attempt| attempt.reads = false) != Verdict::GiveUp, write, "{kind:?}, writing");
        }
    }

    #[test]
    fn a_body_that_is_gone_is_not_sent_again() {
        assert_eq!(verdict(ErrorKind::Connect, |attempt| attempt.repeatable = false), Verdict::GiveUp);
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        assert_ne!(verdict(ErrorKind::Backend, |attempt| attempt.number = 3), Verdict::GiveUp);
        assert_eq!(verdict(ErrorKind::Backend, |attempt| attempt.number = 4), Verdict::GiveUp);
    }

    #[test]
    fn waits_double_up_to_the_longest_and_are_drawn_at_random() {
        let error = Error::new(ErrorKind::Backend, "");
        let policy = RetryPolicy::default().attempts(99).time_limit(Duration::MAX);
        let wait = |number, random| {
            let attempt = Attempt { number, elapsed: Duration::ZERO, reads: true, repeatable: true, error: &error };
            decide(&policy, attempt, random)
        };
        let seconds = |seconds| Verdict::After(Duration::from_secs_f64(seconds));
        assert_eq!([1, 2, 3, 6, 7, 98].map(|n| wait(n, 1.0)), [0.5, 1.0, 2.0, 16.0, 20.0, 20.0].map(seconds));
        assert_eq!(wait(3, 0.25), seconds(0.5));
        assert_eq!(wait(3, 0.0), seconds(0.0));
    }

    #[test]
    fn the_service_may_ask_for_a_longer_wait() {
        let mut error = Error::new(ErrorKind::Quota, "");
        error.inner_mut().retry_after = Some(Duration::from_secs(30));
        let attempt = Attempt { number: 1, elapsed: Duration::ZERO, reads: true, repeatable: true, error: &error };
        assert_eq!(decide(&RetryPolicy::default(), attempt, 1.0), Verdict::After(Duration::from_secs(30)));
        let late = Attempt { elapsed: Duration::from_secs(91), ..attempt };
        assert_eq!(decide(&RetryPolicy::default(), late, 1.0), Verdict::GiveUp, "no attempt begins after the limit");
    }

    #[test]
    fn a_budget_runs_out_and_is_earned_back() {
        let policy = RetryPolicy::default().budget(Some(0.5));
        let budget = Budget::new();
        assert_eq!((0..20).filter(|_| budget.spend(&policy)).count(), 10);
        budget.earn(&policy);
        assert!(!budget.spend(&policy));
        budget.earn(&policy);
        assert!(budget.spend(&policy));
        assert!(budget.spend(&RetryPolicy::default().budget(None)), "without a budget there is no end");
    }
}
