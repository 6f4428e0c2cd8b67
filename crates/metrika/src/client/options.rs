//! What may differ from call to call.

use std::fmt;
use std::time::Duration;

use reqwest::Request;

use crate::error::{Error, Result};
use crate::policy::RetryPolicy;

/// Options of single calls, for [`Client::with`](super::Client::with). What is not set stays as the client has it.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    ulogin: Option<String>,
    lang: Option<String>,
    query: Vec<(String, String)>,
}

impl CallOptions {
    /// None set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a call may take in all, with waits for quotas and retries. Of a download it limits the time to its beginning.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often and when to send again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Acts for the user with this login, who made you a representative.
    #[must_use]
    pub fn ulogin(mut self, login: impl Into<String>) -> Self {
        self.ulogin = Some(login.into());
        self
    }

    /// The language of names in answers: `en`, `ru`, `tr`...
    #[must_use]
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = Some(lang.into());
        self
    }

    /// A parameter that no method has.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// These, and what is set in the others before them.
    pub(crate) fn and(self, over: Self) -> Self {
        let mut query = self.query;
        query.retain(|(name, _)| over.query.iter().all(|(other, _)| other != name));
        query.extend(over.query);
        Self {
            timeout: over.timeout.or(self.timeout),
            retry: over.retry.or(self.retry),
            ulogin: over.ulogin.or(self.ulogin),
            lang: over.lang.or(self.lang),
            query,
        }
    }

    /// Whether a `ulogin` is set.
    pub(crate) fn acts_for_another(&self) -> bool {
        self.ulogin.is_some()
    }

    pub(crate) fn without_ulogin(self) -> Self {
        Self { ulogin: None, ..self }
    }

    pub(crate) fn check(&self) -> Result<()> {
        for (name, value) in [("ulogin", &self.ulogin), ("lang", &self.lang)] {
            if value.as_ref().is_some_and(|value| value.trim().is_empty()) {
                return Err(Error::invalid(name, "it is empty"));
            }
        }
        Ok(())
    }

    /// Adds the parameters that the request does not have yet.
    pub(crate) fn apply(&self, request: &mut Request) {
        let named = [("ulogin", &self.ulogin), ("lang", &self.lang)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let free = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        // What was given by name is not given twice.
        let named = named.filter(|(name, _)| self.query.iter().all(|(free, _)| free != name));
        let there: Vec<String> = request.url().query_pairs().map(|(name, _)| name.into_owned()).collect();
        let missing: Vec<_> = named.chain(free).filter(|(name, _)| there.iter().all(|there| there != name)).collect();
        if !missing.is_empty() {
            request.url_mut().query_pairs_mut().extend_pairs(missing);
        }
    }
}

/// Without the values of free parameters: one may be a secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout, retry, ulogin, lang, query } = self;
        let names: Vec<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("timeout", timeout)
            .field("retry", retry)
            .field("ulogin", ulogin)
            .field("lang", lang)
            .field("query", &names)
            .finish()
    }
}
