//! Requests that no spec knows yet.

use std::fmt;

use bytes::Bytes;
use metrika_raw::transport::{Body, Operation, Trail, TransportError};
use metrika_raw::{ResponseValue, logs, management, stat};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Client;
use crate::error::{Error, ErrorKind, Result};

/// A request that is put together by hand; from [`Client::request`].
#[must_use = "nothing is sent before `send`"]
pub struct RequestBuilder<'a> {
    client: &'a Client,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Vec<u8>>>,
}

impl Client {
    /// A request that no method of this crate makes, under the same authorization, quotas, retries and errors. `path` begins with `/`.
    ///
    /// One that the specs have is treated as the operation that it is. Of others, GET may be sent again, and nothing else.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let answer: serde_json::Value =
    ///     client.request("GET", "/management/v1/counter/44147844/something_new").query("page", "1").send().await?;
    /// # let _ = answer;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: impl Into<String>, path: impl Into<String>) -> RequestBuilder<'_> {
        RequestBuilder { client: self, method: method.into(), path: path.into(), query: Vec::new(), body: Ok(None) }
    }
}

impl RequestBuilder<'_> {
    /// Adds a parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sends this as JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(value).map(Some).map_err(|error| Error::invalid("body", error));
        self
    }

    /// Sends it, and decodes the answer, which is JSON.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        let response = self.answer().await?;
        let value = ResponseValue::<T>::from_response::<metrika_raw::wire::ApiErrorBody>(response).await?;
        Ok(value.into_inner())
    }

    /// Sends it, and brings the body of the answer as it is: CSV, text, or nothing at all.
    pub async fn bytes(self) -> Result<Bytes> {
        let response = self.answer().await?;
        let trail = response.extensions().get::<Trail>().copied();
        let status = response.status().as_u16();
        response.bytes().await.map_err(|error| {
            let mut error = Error::from(TransportError::from(error));
            let inner = error.inner_mut();
            inner.status.get_or_insert(status);
            if let Some(trail) = trail {
                inner.operation.get_or_insert(trail.operation);
                inner.attempts = inner.attempts.max(trail.attempts);
                inner.in_doubt = !trail.reads;
            }
            error
        })
    }

    async fn answer(self) -> Result<Response> {
        let operation = operation(&self.method, &self.path)
            .ok_or_else(|| Error::invalid("method", "it must be GET, POST, PUT, PATCH or DELETE"))?;
        if !self.path.starts_with('/') || self.path.starts_with("//") || self.path.contains(['?', '#']) {
            return Err(Error::invalid("path", "it must begin with one `/` and hold no query: use `query` for that"));
        }
        let session = self.client.session();
        let mut url = session.core.base.join(&self.path).map_err(|error| Error::invalid("path", error))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let method = Method::from_bytes(operation.method.as_bytes())
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, "method").with_source(error))?;
        let mut request = reqwest::Request::new(method, url);
        match self.body? {
            Some(body) => {
                request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                *request.body_mut() = Some(body.into());
            }
            None if operation.method != "GET" => {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            None => {}
        }
        session.call(operation, request).await
    }
}

/// Without values: a parameter or the body may be a secret.
impl fmt::Debug for RequestBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RequestBuilder")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &names)
            .finish_non_exhaustive()
    }
}

/// The operation that a request is, or one that stands for all others of its method.
fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    let known = [management::OPERATIONS, stat::OPERATIONS, logs::OPERATIONS].into_iter().flatten();
    let path = path.strip_suffix(".csv").unwrap_or(path);
    known.into_iter().find(|known| known.method == method && leads_to(path, known.path)).or_else(|| unknown(method))
}

fn leads_to(path: &str, template: &str) -> bool {
    let (mut path, mut template) = (path.split('/'), template.split('/'));
    loop {
        match (path.next(), template.next()) {
            (None, None) => return true,
            (Some(part), Some(expected)) if part == expected || (expected.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

macro_rules! operations {
    ($($method:literal)*) => {
        /// What a request of each method is called in errors and traces.
        fn unknown(method: &str) -> Option<&'static Operation> {
            match method {
                $($method => {
                    static OPERATION: Operation =
                        Operation { id: concat!("request (", $method, ")"), tag: "", method: $method, path: "", reads: matches!($method.as_bytes(), b"GET"), body: Body::Json };
                    Some(&OPERATION)
                })*
                _ => None,
            }
        }
    };
}

operations!("GET" "POST" "PUT" "PATCH" "DELETE");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_the_specs_have_is_that_operation() {
        let id = |method, path| operation(method, path).map(|operation| (operation.id, operation.reads));
        assert_eq!(id("GET", "/management/v1/counter/1/goal/2"), Some(("get_goal", true)));
        let generate = "/management/v1/counter/1/measurement/generate";
        assert_eq!(id("GET", generate), Some(("generate_measurement_token", false)), "a GET that changes something");
        assert_eq!(id("GET", "/stat/v1/data.csv"), Some(("get_report", true)));
        assert_eq!(id("GET", "/management/v1/counter/1/something_new"), Some(("request (GET)", true)));
        assert_eq!(id("POST", "/management/v1/counter/1/goal/2"), Some(("request (POST)", false)));
        assert_eq!(id("TRACE", "/management/v1/counters"), None);
    }
}
