//! One sending of a request, and what its outcome means.

use std::pin::pin;

use bytes::Bytes;
use futures_util::future::{Either, select};
use metrika_raw::transport::Operation;
use metrika_raw::wire::ApiErrorBody;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Request, Response, Url};

use super::{Session, answer, timed_out, upload};
use crate::auth::Token;
use crate::error::{Error, ErrorKind, KEPT_BODY, Result};
use crate::policy::quota::{Place, retry_after};

/// Bytes that are read of a refusal: it may be a whole web page.
const READ_OF_REFUSAL: usize = 64 * 1024;

impl Session {
    pub(super) async fn attempt(
        &self,
        operation: &'static Operation,
        mut request: Request,
        token: &Token,
        place: Place,
        number: u32,
    ) -> Result<Response> {
        let file = brings_a_file(operation, request.url());
        request.headers_mut().insert(AUTHORIZATION, token.header());
        let response = self.exchange(request).await?;
        let status = response.status();
        if status.is_success() {
            let json = response.headers().get(CONTENT_TYPE).is_some_and(is_json);
            return if file && !json {
                Ok(answer::stream(self, operation, response, place, number))
            } else {
                answer::whole(self, response, token).await
            };
        }
        Err(self.failure(response, |body| token.hide_in(body)).await)
    }

    /// Sends it once, as it is, and brings the head of the answer.
    pub(super) async fn exchange(&self, mut request: Request) -> Result<Response> {
        let clock = &*self.core.clock;
        let (limit, idle) = (self.core.timeouts.first_byte, self.core.timeouts.idle);
        let upload = upload::watch(&mut request);
        let late = pin!(async {
            match upload.sent(clock, idle).await {
                Ok(()) => {
                    clock.deadline(limit).await;
                    timed_out("no answer in time", limit)
                }
                Err(()) => timed_out("nothing more of the body was taken", idle),
            }
        });
        match select(pin!(self.core.http.execute(request)), late).await {
            Either::Left((response, _)) => response.map_err(not_sent_or_broken),
            Either::Right((error, _)) => Err(error),
        }
    }

    /// What the service said when it refused or failed, without what `hide` knows to be secret.
    pub(super) async fn failure(&self, mut response: Response, hide: impl FnOnce(Bytes) -> Bytes) -> Error {
        if response.status().is_redirection() {
            return redirected(&response);
        }
        let status = response.status().as_u16();
        let now = self.core.clock.now();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        // What breaks off is read as far as it goes: the status says enough.
        let body = answer::beginning(self, &mut response, READ_OF_REFUSAL).await;
        let body = hide(body);
        let mut error = match serde_json::from_slice::<ApiErrorBody>(&body) {
            Ok(said) if said.errors.is_some() || said.message.is_some() => Error::of_service(said, status),
            _ => Error::new(ErrorKind::of_service(None, status), not_its_own(status, &body)),
        };
        error.inner_mut().status = Some(status);
        error.inner_mut().body = Some(body.slice(..body.len().min(KEPT_BODY)));
        error.inner_mut().retry_after = asked.and_then(|value| retry_after(&value, now));
        error
    }
}

/// Whether the answer may be too large to be held: a part of a log, or a report as CSV. Everything else is read whole whatever
/// it says that it is, so that it can be asked for again if it breaks off.
fn brings_a_file(operation: &Operation, url: &Url) -> bool {
    operation.id == "download_log_part" || url.path().ends_with(".csv")
}

pub(crate) fn not_its_own(status: u16, body: &[u8]) -> String {
    if body.is_empty() {
        return format!("the service answered {status} without a body");
    }
    format!("the service, or something before it, answered {status} in a form of its own")
}

fn is_json(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|value| {
        let media = value.split(';').next().unwrap_or_default().trim();
        media == "application/json" || media == "application/x-yametrika+json"
    })
}

pub(crate) fn redirected(response: &Response) -> Error {
    let status = response.status().as_u16();
    let target = response.headers().get(LOCATION).and_then(|value| Url::parse(value.to_str().ok()?).ok());
    let target = target.as_ref().and_then(Url::host_str).unwrap_or("somewhere");
    let message = format!("the service answered {status} and points to {target}; nothing is sent there");
    let mut error = Error::new(ErrorKind::UnexpectedAnswer, message);
    error.inner_mut().status = Some(status);
    error
}

pub(crate) fn not_sent_or_broken(error: reqwest::Error) -> Error {
    let (kind, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, "the request cannot be made")
    } else if error.is_connect() {
        (ErrorKind::Connect, "no connection to the service")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no answer in time")
    } else if error.is_redirect() {
        (ErrorKind::UnexpectedAnswer, "the service redirects without end")
    } else {
        (ErrorKind::Interrupted, "the connection broke before the answer came")
    };
    // A URL may hold the token of the Measurement Protocol.
    Error::new(kind, message).with_source(error.without_url())
}
