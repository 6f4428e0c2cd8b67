//! Requests that no spec knows yet.

use metrika_raw::ResponseValue;
use metrika_raw::transport::{Body, Operation};
use reqwest::Method;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Client;
use crate::error::{Error, ErrorKind, Result};

/// A request that is put together by hand; from [`Client::request`].
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct RequestBuilder<'a> {
    client: &'a Client,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Vec<u8>>>,
}

impl Client {
    /// A request that no method of this crate makes, under the same authorization, quotas, retries and errors. `path` begins
    /// with `/`.
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

    /// Sends it, and decodes the answer.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        let operation = operation(&self.method)
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
        let response = session.call(operation, request).await?;
        let value = ResponseValue::<T>::from_response::<metrika_raw::wire::ApiErrorBody>(response).await;
        Ok(value.map_err(|error| Error::from(error).in_doubt(operation))?.into_inner())
    }
}

macro_rules! operations {
    ($($method:literal)*) => {
        /// What a request of each method is called in errors and traces.
        fn operation(method: &str) -> Option<&'static Operation> {
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
