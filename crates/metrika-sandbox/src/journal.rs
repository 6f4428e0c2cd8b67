//! What came in and what was answered, for tests to read. Tokens are not kept.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use serde::Serialize;

/// Bytes of a body that are kept.
const BODY: usize = 64 * 1024;
/// Headers whose values are secret.
const SECRET_HEADERS: &[&str] = &["authorization", "cookie", "proxy-authorization"];
/// Parameters whose values are secret.
const SECRET_PARAMETERS: &[&str] = &[
    "token",
    "oauth_token",
    "client_secret",
    "refresh_token",
    "access_token",
    "ms",
    "code",
    "device_code",
    "code_verifier",
];

/// One request and how it was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    /// Decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// Names in lower case; secret values read `***`.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body, at most 64 KiB; empty where it holds a secret. A form of the Measurement Protocol is there with
    /// `***` for its token.
    #[serde(skip)]
    pub body: Bytes,
    /// The whole length of the body, as far as it arrived.
    pub body_length: u64,
    /// `collect` for the Measurement Protocol; `None` if the path leads to no operation.
    pub operation: Option<String>,
    /// The status of the answer; `None` if there was none.
    pub status: Option<u16>,
    /// The fault that was told to happen.
    pub fault: Option<String>,
    /// What the specs do not allow about the answer. Anything here is a defect of the sandbox.
    pub violations: Vec<String>,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub struct Journal {
    length: usize,
    entries: Mutex<VecDeque<Recorded>>,
}

impl Journal {
    pub(crate) fn new(length: usize) -> Self {
        Self { length, entries: Mutex::default() }
    }

    pub(crate) fn add(&self, entry: Recorded) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while !entries.is_empty() && entries.len() >= self.length {
            entries.pop_front();
        }
        if self.length > 0 {
            entries.push_back(entry);
        }
    }

    /// All that is kept, oldest first.
    pub fn entries(&self) -> Vec<Recorded> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub fn clear(&self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The headers with their secrets hidden.
pub(crate) fn visible_headers(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let secret = SECRET_HEADERS.contains(&name.as_str());
            let text = if secret { "***".into() } else { String::from_utf8_lossy(value.as_bytes()) };
            (name.as_str().to_owned(), text.into_owned())
        })
        .collect()
}

/// The query with its secrets hidden.
pub(crate) fn visible_query(query: &[(String, String)]) -> Vec<(String, String)> {
    query
        .iter()
        .map(|(name, value)| {
            let secret = SECRET_PARAMETERS.contains(&name.as_str());
            (name.clone(), if secret { "***".to_owned() } else { value.clone() })
        })
        .collect()
}

/// A form with its secrets hidden.
pub(crate) fn visible_form(form: &[(String, String)]) -> Bytes {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(visible_query(form)).finish().into()
}

/// As much of a body as is kept.
pub(crate) fn excerpt(body: &Bytes) -> Bytes {
    body.slice(..body.len().min(BODY))
}
