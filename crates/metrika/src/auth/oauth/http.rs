//! How requests get to Yandex ID: no redirects, a limit of time and of size, and no secret in what is left of them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::RETRY_AFTER;
use oauth2::url::form_urlencoded;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError};
use reqwest::Response;

use super::refusal::{Purpose, Said};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, KEPT_BODY, Result};
use crate::policy::quota::retry_after;
use crate::transport::attempt::{not_its_own, not_sent_or_broken, redirected};
use crate::transport::{timed_out, within};

/// Bytes of an answer that are read. Those of Yandex ID have a few hundred.
const MOST: usize = 64 * 1024;

/// Parameters whose values must be seen nowhere.
const SECRETS: [&str; 7] =
    ["access_token", "client_secret", "code", "code_verifier", "device_code", "refresh_token", "token"];

#[derive(Debug)]
pub(super) struct Http {
    pub client: reqwest::Client,
    pub clock: Arc<dyn Clock>,
    /// For all of a request and its answer.
    pub timeout: Duration,
}

/// [`Http`], for the `oauth2` crate.
pub(super) struct For<'a>(pub &'a Http, pub Purpose);

impl<'c> AsyncHttpClient<'c> for For<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.send(request, self.1))
    }
}

impl Http {
    /// Posts a form, for what the `oauth2` crate does in other words than Yandex ID.
    pub(super) async fn post(&self, url: &str, form: &[(&str, &str)], purpose: Purpose) -> Result<Vec<u8>> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = http::Request::post(url)
            .header(http::header::ACCEPT, "application/json")
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, "the request cannot be made").with_source(error))?;
        Ok(self.send(request, purpose).await?.into_body())
    }

    /// Brings an answer 2xx, or an error that holds no secret.
    async fn send(&self, request: HttpRequest, purpose: Purpose) -> Result<HttpResponse> {
        let failed = |error: Error| error.because(purpose.failed());
        let secrets = secrets(request.body());
        let request = reqwest::Request::try_from(request).map_err(|error| failed(not_sent_or_broken(error)))?;
        let exchange = async {
            let response = self.client.execute(request).await.map_err(not_sent_or_broken)?;
            if response.status().is_redirection() {
                return Err(redirected(&response));
            }
            read(response).await
        };
        let answer = match within(&*self.clock, self.timeout, exchange).await {
            Some(answer) => answer.map_err(failed)?,
            None => return Err(failed(timed_out("no answer in time", self.timeout))),
        };
        if answer.status().is_success() {
            return Ok(answer.map(Vec::from));
        }
        Err(self.refusal(answer, &secrets, purpose))
    }

    fn refusal(&self, answer: http::Response<Bytes>, secrets: &[String], purpose: Purpose) -> Error {
        let status = answer.status().as_u16();
        let body = hidden(answer.body(), secrets);
        // What is not about the request passes by itself, whatever the words.
        let passing = matches!(status, 420 | 429 | 500..600);
        let mut error = match serde_json::from_str::<Said>(&body) {
            Ok(said) if !passing => said.into_error(purpose),
            _ => {
                let mut error = Error::new(ErrorKind::of_service(None, status), not_its_own(status, body.as_bytes()));
                if matches!(status, 400..420) {
                    error.inner_mut().kind = ErrorKind::UnexpectedAnswer;
                }
                let kept = body.as_bytes();
                error.inner_mut().body = Some(Bytes::copy_from_slice(&kept[..kept.len().min(KEPT_BODY)]));
                error.because(purpose.failed())
            }
        };
        let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        error.inner_mut().retry_after = asked.and_then(|value| retry_after(value, self.clock.now()));
        error.inner_mut().status = Some(status);
        error
    }
}

async fn read(mut response: Response) -> Result<http::Response<Bytes>> {
    let mut body = BytesMut::new();
    let broken = |error: reqwest::Error| {
        Error::new(ErrorKind::Interrupted, "the answer broke off").with_source(error.without_url())
    };
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&piece);
        if body.len() > MOST {
            return Err(Error::new(ErrorKind::UnexpectedAnswer, "the answer is far too long to be one of Yandex ID"));
        }
    }
    let mut made = http::Response::new(body.freeze());
    *made.status_mut() = response.status();
    *made.headers_mut() = std::mem::take(response.headers_mut());
    Ok(made)
}

/// The secrets that a form holds.
fn secrets(body: &[u8]) -> Vec<String> {
    let pairs = form_urlencoded::parse(body);
    let secret = pairs.filter(|(name, value)| SECRETS.contains(&&**name) && !value.is_empty());
    let mut found: Vec<String> = secret.map(|(_, value)| value.into_owned()).collect();
    // One may begin like another.
    found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    found
}

/// What Yandex ID said, if it repeats the request, without the secrets.
fn hidden(body: &[u8], secrets: &[String]) -> String {
    let text = String::from_utf8_lossy(body).into_owned();
    secrets.iter().fold(text, |text, secret| text.replace(secret, "***"))
}

/// An error of the `oauth2` crate. What it keeps of an answer is left out: that may hold the token.
pub(super) fn of_oauth2<T: oauth2::ErrorResponse>(error: RequestTokenError<Error, T>, purpose: Purpose) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::Parse(error, _) => strange(purpose, Some(error.path().to_string())),
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => strange(purpose, None),
    }
}

/// An answer of success that cannot be read.
pub(super) fn strange(purpose: Purpose, path: Option<String>) -> Error {
    let error = Error::new(ErrorKind::UnexpectedAnswer, "the answer is not of the form that Yandex ID has");
    let mut error = error.because(purpose.failed());
    error.inner_mut().path = path.filter(|path| path.len() > 1);
    error
}

impl Error {
    /// The same, and before it what failed for this reason.
    pub(super) fn because(mut self, failed: &str) -> Self {
        let inner = self.inner_mut();
        inner.message = format!("{failed}: {}", inner.message).into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_repeats_the_request_is_cleaned() {
        let found = secrets(b"grant_type=refresh_token&refresh_token=1%3Aabc&client_secret=1&client_id=me&code=");
        assert_eq!(found, ["1:abc", "1"]);
        assert_eq!(hidden(b"1:abc of me is bad", &found), "*** of me is bad");
    }
}
