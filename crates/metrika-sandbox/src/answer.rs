//! What an operation answers, before it becomes HTTP.

use std::io;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::refusal::Refusal;

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// More headers, by name in lower case. The media type comes from the body.
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    Empty,
    Json(Value),
    /// Bytes of some media type.
    Bytes {
        media: &'static str,
        bytes: Bytes,
    },
    /// Bytes that are made while they are sent. An error cuts the answer off.
    Stream {
        media: &'static str,
        chunks: mpsc::Receiver<io::Result<Bytes>>,
    },
}

/// What a handler brings.
pub type Outcome = Result<Answer, Refusal>;

impl Answer {
    /// 200 with JSON.
    pub fn json(value: Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Json(value) }
    }

    /// `{"success": true}`
    pub fn success() -> Self {
        Self::json(json!({ "success": true }))
    }

    /// A status alone.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Empty }
    }

    /// Bytes of some media type.
    pub fn bytes(status: u16, media: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Bytes { media, bytes: bytes.into() } }
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let mut answer = Self { status: refusal.status, headers: Vec::new(), body: Body::Json(refusal.body()) };
        if let Some(seconds) = refusal.retry_after {
            answer = answer.header("retry-after", seconds.to_string());
        }
        if !refusal.allow.is_empty() {
            answer = answer.header("allow", refusal.allow.join(", "));
        }
        answer
    }
}
