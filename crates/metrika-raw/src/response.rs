//! A decoded answer with its status and headers.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::{AnswerHead, Error};
use crate::transport::Trail;

/// A decoded answer with its status and headers. Derefs to the value.
pub struct ResponseValue<T> {
    inner: T,
    status: StatusCode,
    headers: HeaderMap,
    trail: Option<Trail>,
}

/// A body that is still to be read, piece by piece. Derefs to the stream.
pub struct ByteStream(Pieces);

type Pieces = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

impl ByteStream {
    /// Wraps a stream; for tests and transports.
    pub fn new(pieces: Pieces) -> Self {
        Self(pieces)
    }

    /// The stream alone.
    pub fn into_inner(self) -> Pieces {
        self.0
    }
}

impl Deref for ByteStream {
    type Target = Pieces;

    fn deref(&self) -> &Pieces {
        &self.0
    }
}

impl DerefMut for ByteStream {
    fn deref_mut(&mut self) -> &mut Pieces {
        &mut self.0
    }
}

/// Nothing of the body is read for it.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}

impl<T> ResponseValue<T> {
    /// Puts the parts together; for tests and transports.
    pub fn new(inner: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { inner, status, headers, trail: None }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Which call it answers, and how often that was sent. `None` for one that was [put together](Self::new).
    pub fn trail(&self) -> Option<Trail> {
        self.trail
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Reads the body and decodes it. What cannot be decoded stays in the error.
    #[doc(hidden)]
    pub async fn from_response<E>(response: reqwest::Response) -> Result<Self, Error<E>> {
        let answer = AnswerHead::of(&response);
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(source) => return Err(Error::Interrupted { answer: Box::new(answer), source: source.into() }),
        };
        match serde_json::from_slice(&body) {
            Ok(inner) => Ok(Self { inner, status: answer.status, headers: answer.headers, trail: answer.trail }),
            Err(source) => {
                Err(Error::Decode { answer: Box::new(answer), path: path_of_fault::<T>(&body), body, source })
            }
        }
    }
}

/// Where in the body the value is that cannot be decoded: read once more, since to keep track of it costs time.
fn path_of_fault<T: DeserializeOwned>(body: &[u8]) -> String {
    match serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(body)) {
        // `.` and `?` are what the tracker says when it was nowhere yet.
        Err(error) => error.path().to_string().trim_matches(['.', '?']).to_owned(),
        Ok(_) => String::new(),
    }
}

impl ResponseValue<ByteStream> {
    /// Leaves the body where it is, to be read piece by piece.
    #[doc(hidden)]
    pub fn stream(response: reqwest::Response) -> Self {
        let AnswerHead { status, headers, trail, .. } = AnswerHead::of(&response);
        Self { inner: ByteStream::new(Box::pin(response.bytes_stream())), status, headers, trail }
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for ResponseValue<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue")
            .field("status", &self.status)
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
