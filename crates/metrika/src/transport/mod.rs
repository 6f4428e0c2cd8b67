//! How a call gets to the service: authorization, quotas, retries, timeouts and tracing, for every operation alike.

mod answer;
pub(crate) mod attempt;
mod collect;
mod trace;
mod upload;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::{Either, select};
use metrika_raw::transport::{Answer, Call, Operation, Trail, Transport, TransportError};
use reqwest::{Request, Response, Url};
use tracing::Instrument;

use crate::auth::TokenSource;
use crate::client::CallOptions;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::policy::Timeouts;
use crate::policy::quota::{Asked, Keeper};
use crate::policy::retry::{self, Attempt, Budget, RetryPolicy, Verdict};

/// What the clones of a client share.
#[derive(Debug)]
pub(crate) struct Core {
    pub base: Url,
    /// Where hits of the Measurement Protocol go.
    pub measurement: Url,
    pub http: reqwest::Client,
    pub tokens: Arc<dyn TokenSource>,
    pub keeper: Keeper,
    pub retry: RetryPolicy,
    pub budget: Budget,
    pub timeouts: Timeouts,
    pub clock: Arc<dyn Clock>,
}

/// Carries the calls of one client, with its options.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub core: Arc<Core>,
    pub options: CallOptions,
}

impl Transport for Session {
    fn send<'a>(&'a self, call: Call<'a>, request: Request) -> Answer<'a> {
        Box::pin(async move { self.call(call.operation, request).await.map_err(TransportError::new) })
    }
}

impl Session {
    /// Sends the request as often as needed and allowed. Brings an answer 2xx with a body that can be read, or an error.
    pub async fn call(&self, operation: &'static Operation, mut request: Request) -> Result<Response> {
        let checked = self.options.check().and_then(|()| self.check_target(&request));
        checked.map_err(|error| error.of_call(operation, 0))?;
        self.options.apply(&mut request);
        let asked = Asked::of(operation, counters(request.url()));
        let progress = Progress::default();
        let attempts = self.attempts(operation, request, &asked, &progress);
        self.traced(operation, &asked.counters, &progress, attempts).await
    }

    /// Traces a call, and ends it at the time that is set for it.
    async fn traced(
        &self,
        operation: &'static Operation,
        counters: &[i64],
        progress: &Progress,
        attempts: impl Future<Output = Result<Response>>,
    ) -> Result<Response> {
        let (span, began) = (trace::begin(operation, counters), self.core.clock.elapsed());
        let attempts = attempts.instrument(span.clone());
        let result = match self.options.timeout {
            None => attempts.await,
            Some(limit) => match within(&*self.core.clock, limit, attempts).await {
                Some(result) => result,
                None => {
                    Err(progress.given_up(operation, timed_out("no answer within the time set for this call", limit)))
                }
            },
        };
        trace::end(&span, &result, self.core.clock.elapsed().saturating_sub(began));
        result
    }

    async fn attempts(
        &self,
        operation: &'static Operation,
        request: Request,
        asked: &Asked,
        progress: &Progress,
    ) -> Result<Response> {
        let core = &*self.core;
        let policy = self.options.retry.as_ref().unwrap_or(&core.retry);
        let mut began = None;
        let (mut sent, mut renewals) = (0, 0);
        let mut request = request;
        core.budget.earn(policy);
        loop {
            let spare = request.try_clone();
            let place = core.keeper.admit(asked).await.map_err(|error| error.of_call(operation, sent))?;
            let token = core.tokens.token().await.map_err(|error| error.of_call(operation, sent))?;
            // Not before there is a token: what is not sent is not counted.
            core.keeper.count(asked).map_err(|error| error.of_call(operation, sent))?;
            let began = *began.get_or_insert_with(|| core.clock.elapsed());
            sent += 1;
            progress.sending(sent);
            let mut error = match self.attempt(operation, request, &token, place, sent).await {
                Ok(mut response) => {
                    response.extensions_mut().insert(Trail {
                        operation: operation.id,
                        reads: operation.reads,
                        attempts: sent,
                    });
                    return Ok(response);
                }
                Err(error) => error.of_call(operation, sent).in_doubt(operation),
            };
            progress.failed();
            core.keeper.learn(asked, &mut error);
            let repeatable = spare.is_some();

            // Once only: a new token that is refused as well is not a matter of its age.
            let refused = matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::InvalidToken);
            let mut renewed = false;
            if refused && renewals == 0 {
                renewed = core.tokens.renew(&token).await.map_err(|error| error.of_call(operation, sent))?;
                if !renewed {
                    return Err(error);
                }
                tracing::debug!("the token was refused and renewed");
            }
            // An upload from a stream is gone; the next one has the new token.
            let Some(again) = spare else {
                error.inner_mut().renewed = renewed;
                return Err(error);
            };
            request = again;
            if renewed {
                renewals += 1;
                continue;
            }
            let failed = Attempt {
                number: sent - renewals,
                elapsed: core.clock.elapsed().saturating_sub(began),
                reads: operation.reads,
                repeatable,
                error: &error,
            };
            match retry::decide(policy, failed, fastrand::f64()) {
                Verdict::After(wait) if core.budget.spend(policy) => {
                    tracing::debug!(attempt = sent, kind = ?error.kind(), wait = ?wait, "sent again after a wait");
                    core.clock.sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// The token goes to the service and nowhere else.
    fn check_target(&self, request: &Request) -> Result<()> {
        let (url, base) = (request.url(), &self.core.base);
        let same = url.scheme() == base.scheme()
            && url.host_str() == base.host_str()
            && url.port_or_known_default() == base.port_or_known_default();
        if same {
            return Ok(());
        }
        let (there, here) = (url.host_str().unwrap_or("?"), base.host_str().unwrap_or("?"));
        Err(Error::invalid("url", format_args!("it leads to {there}, but the token is for {here} only")))
    }
}

/// How far a call has come, for whoever gives it up while it goes on.
#[derive(Debug, Default)]
struct Progress {
    sent: AtomicU32,
    /// Whether an answer is awaited; otherwise the call waits for a quota, a token or the next attempt.
    under_way: AtomicBool,
}

impl Progress {
    fn sending(&self, attempt: u32) {
        self.sent.store(attempt, Ordering::Relaxed);
        self.under_way.store(true, Ordering::Relaxed);
    }

    fn failed(&self) {
        self.under_way.store(false, Ordering::Relaxed);
    }

    fn given_up(&self, operation: &'static Operation, error: Error) -> Error {
        let mut error = error.of_call(operation, self.sent.load(Ordering::Relaxed));
        // Between two attempts nothing is open: a write is tried again only if the last one surely did nothing.
        error.inner_mut().in_doubt = !operation.reads && self.under_way.load(Ordering::Relaxed);
        error
    }
}

impl Error {
    fn of_call(mut self, operation: &'static Operation, sent: u32) -> Self {
        let inner = self.inner_mut();
        inner.operation.get_or_insert(operation.id);
        inner.attempts = inner.attempts.max(sent);
        self
    }

    /// Notes whether this operation may have changed something although it ended in this error.
    fn in_doubt(mut self, operation: &Operation) -> Self {
        self.inner_mut().in_doubt = !operation.reads && !self.kind().surely_undone();
        self
    }
}

pub(crate) fn timed_out(what: &'static str, limit: Duration) -> Error {
    Error::new(ErrorKind::Timeout, format!("{what} ({limit:?})"))
}

/// `None` if it takes longer.
pub(crate) async fn within<T>(clock: &dyn Clock, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), clock.deadline(limit)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(((), _)) => None,
    }
}

/// The counters that a request is about: `.../counter/1/...`, or `ids=1,2`.
fn counters(url: &Url) -> Vec<i64> {
    let mut segments = url.path_segments().into_iter().flatten();
    let in_path = segments.by_ref().find(|segment| *segment == "counter").and_then(|_| segments.next()?.parse().ok());
    let listed = url.query_pairs().filter(|(name, _)| name == "ids");
    let in_query = listed.flat_map(|(_, ids)| ids.split(',').filter_map(|id| id.parse().ok()).collect::<Vec<_>>());
    in_path.into_iter().chain(in_query).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_found_in_the_path_and_in_the_query() {
        let of = |path: &str| counters(&format!("http://localhost{path}").parse().unwrap());
        assert_eq!(of("/management/v1/counter/44147844/goal/1"), [44147844]);
        assert_eq!(of("/export/v1/cloud/7/counter/44147844"), [44147844]);
        assert_eq!(of("/stat/v1/data?ids=1%2C2&metrics=ym:s:visits"), [1, 2]);
        assert_eq!(of("/management/v1/counters?counter_ids=1"), Vec::<i64>::new());
    }
}
