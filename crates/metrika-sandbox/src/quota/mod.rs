//! Quotas, counted for real.
//!
//! What counts: every request to an operation whose token is good, whatever becomes of it. A request that a quota
//! refuses counts nowhere. Requests without a good token are not counted. Reading, writing and reports are counted
//! apart, as the service does.

mod settings;
mod used;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::access::Caller;
use crate::answer::{Answer, Body};
use crate::refusal::Refusal;
use crate::spec::Operation;

pub use settings::QuotaSettings;
pub(crate) use settings::read;
use used::{Asked, Exceeded, Used};

/// The limits, which can be changed at any time, and what has been used of them.
#[derive(Debug, Default)]
pub struct Quotas {
    settings: Mutex<QuotaSettings>,
    used: Arc<Mutex<Used>>,
}

/// Leave to be served. It gives its place back when it is dropped.
#[derive(Debug)]
pub struct Pass {
    used: Arc<Mutex<Used>>,
    login: String,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).leave(&self.login);
    }
}

impl Quotas {
    pub(crate) fn new(settings: QuotaSettings) -> Self {
        Self { settings: Mutex::new(settings), used: Arc::default() }
    }

    /// The limits as they are now.
    pub fn settings(&self) -> QuotaSettings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the limits. What has been used stays used.
    pub fn set(&self, settings: QuotaSettings) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Counts a request, or says which quota it exceeds.
    pub fn enter(
        &self,
        now: Timestamp,
        from: IpAddr,
        caller: &Caller,
        operation: &Operation,
        counters: &[i64],
    ) -> Result<Pass, Refusal> {
        let settings = self.settings();
        // Whoever holds the token uses up the quota, also when acting for another user.
        let login = &caller.own_login;
        let asked = Asked { now: now.as_second(), from, login, operation, counters };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        match used.enter(&settings, &asked) {
            Ok(()) => Ok(Pass { used: Arc::clone(&self.used), login: login.clone() }),
            Err(Exceeded { error_type, message, wait }) => Err(self.refusal(error_type, message, wait)),
        }
    }

    /// Refuses a request that exceeds a quota, with the status that is set; `wait` is in seconds.
    pub fn refusal(&self, error_type: &str, message: impl Into<String>, wait: i64) -> Refusal {
        let settings = self.settings();
        let mut refusal = Refusal::new(settings.status.unwrap_or(429), error_type, message);
        refusal.retry_after = settings.retry_after.then(|| wait.unsigned_abs());
        refusal
    }

    /// The answer to a request that was refused. For quotas it has no body if it is so set.
    pub(crate) fn answer(&self, refusal: Refusal) -> Answer {
        let of_quota = refusal.problems.iter().any(|problem| problem.error_type.starts_with("quota_"));
        let bare = of_quota && self.settings().without_body;
        let answer = Answer::from(refusal);
        if bare { Answer { body: Body::Empty, ..answer } } else { answer }
    }
}
