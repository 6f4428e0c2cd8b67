//! How a hit of the Measurement Protocol gets to the service: to another host, without the token, and as a write, which is sent again
//! only if it surely did not arrive.

use std::time::Duration;

use bytes::Bytes;
use metrika_raw::transport::{Body, Operation, Trail};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Response, Url};

use super::{Progress, Session, answer, within};
use crate::error::{Error, Result};
use crate::policy::retry::{self, Attempt, Verdict};

/// No spec has it. What it sends is a form, which no operation of the specs does.
static COLLECT: Operation =
    Operation { id: "collect", tag: "measurement", method: "POST", path: "/collect", reads: false, body: Body::None };

/// Bytes that are read of a good answer, so that its connection can be used again. What it says is not known to mean anything.
const READ_OF_ANSWER: usize = 4 * 1024;
/// How long they are waited for.
const END_OF_ANSWER: Duration = Duration::from_secs(1);

impl Session {
    /// Sends a form. Any answer 2xx is a success; `hide` takes out of other answers what they may repeat of it.
    pub async fn collect(&self, counter: i64, form: Bytes, hide: impl Fn(Bytes) -> Bytes) -> Result<()> {
        let url = self.core.measurement.join(COLLECT.path);
        let url = url.map_err(|error| Error::invalid("measurement_url", error).of_call(&COLLECT, 0))?;
        let progress = Progress::default();
        let attempts = self.hits(url, form, hide, &progress);
        self.traced(&COLLECT, &[counter], &progress, attempts).await.map(drop)
    }

    async fn hits(
        &self,
        url: Url,
        form: Bytes,
        hide: impl Fn(Bytes) -> Bytes,
        progress: &Progress,
    ) -> Result<Response> {
        let core = &*self.core;
        let policy = self.options.retry.as_ref().unwrap_or(&core.retry);
        let began = core.clock.elapsed();
        core.budget.earn(policy);
        let mut sent = 0;
        loop {
            sent += 1;
            progress.sending(sent);
            let error = match self.hit(url.clone(), form.clone(), &hide).await {
                Ok(mut response) => {
                    let trail = Trail { operation: COLLECT.id, reads: COLLECT.reads, attempts: sent };
                    response.extensions_mut().insert(trail);
                    return Ok(response);
                }
                Err(error) => error.of_call(&COLLECT, sent).in_doubt(&COLLECT),
            };
            progress.failed();
            let elapsed = core.clock.elapsed().saturating_sub(began);
            let failed = Attempt { number: sent, elapsed, reads: COLLECT.reads, repeatable: true, error: &error };
            match retry::decide(policy, failed, fastrand::f64()) {
                Verdict::After(wait) if core.budget.spend(policy) => {
                    tracing::debug!(attempt = sent, kind = ?error.kind(), wait = ?wait, "sent again after a wait");
                    core.clock.sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn hit(&self, url: Url, form: Bytes, hide: impl Fn(Bytes) -> Bytes) -> Result<Response> {
        let mut request = Request::new(Method::POST, url);
        let media = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, media);
        *request.body_mut() = Some(form.into());
        let mut response = self.exchange(request).await?;
        if !response.status().is_success() {
            return Err(self.failure(response, hide).await);
        }
        // The hit was taken, however the answer ends.
        within(&*self.core.clock, END_OF_ANSWER, answer::beginning(self, &mut response, READ_OF_ANSWER)).await;
        Ok(response)
    }
}
