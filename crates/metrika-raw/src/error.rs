//! What can go wrong with one call.

use std::error::Error as StdError;
use std::fmt;

use bytes::{Bytes, BytesMut};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::response::ResponseValue;
use crate::transport::{Trail, TransportError};
use crate::wire::ApiErrorBody;

/// Bytes of a body that `Display` shows at most; [`Error::body`] has all of them.
const EXCERPT: usize = 300;
/// Bytes that are read of an answer that nobody expected: it may be a whole web page, or a file.
const UNEXPECTED_BODY: usize = 64 * 1024;

/// Why a call brought no value. Whatever the service said is kept: status, headers and body.
#[non_exhaustive]
pub enum Error<E = ApiErrorBody> {
    /// A parameter or body was missing or could not be converted. Nothing was sent.
    InvalidRequest(String),
    /// No answer: the network, a timeout, or a [`Transport`](crate::Transport) that refused.
    Transport(TransportError),
    /// The service refused or failed (4xx, 5xx) and said why.
    ErrorResponse(ResponseValue<E>),
    /// The answer began and broke off.
    Interrupted { answer: Box<AnswerHead>, source: TransportError },
    /// The answer is not what the spec says: an empty body, HTML, or JSON of another form. `path` leads to the value at
    /// fault (`counters[3].id`); it is empty if the body is no JSON at all.
    Decode { answer: Box<AnswerHead>, body: Bytes, path: String, source: serde_json::Error },
    /// A status that the spec does not give a body for, such as 202 for a log request that is already in flight.
    Unexpected { answer: Box<AnswerHead>, body: Bytes },
}

/// An answer without its body.
#[derive(Debug, Clone)]
pub struct AnswerHead {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The call that it answers.
    pub trail: Option<Trail>,
}

impl AnswerHead {
    pub(crate) fn of(response: &reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            trail: response.extensions().get().copied(),
        }
    }
}

impl<E> Error<E> {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.status()),
            Self::Interrupted { answer, .. } | Self::Decode { answer, .. } | Self::Unexpected { answer, .. } => {
                Some(answer.status)
            }
        }
    }

    /// The headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.headers()),
            Self::Interrupted { answer, .. } | Self::Decode { answer, .. } | Self::Unexpected { answer, .. } => {
                Some(&answer.headers)
            }
        }
    }

    /// What the service said in its own form.
    pub fn api_error(&self) -> Option<&E> {
        match self {
            Self::ErrorResponse(response) => Some(response),
            _ => None,
        }
    }

    /// The body of an answer that could not be decoded or was not expected, as it came.
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Decode { body, .. } | Self::Unexpected { body, .. } => Some(body),
            _ => None,
        }
    }

    /// An answer of a status without a documented body. Its first bytes are read, so that nobody has to.
    #[doc(hidden)]
    pub async fn unexpected(mut response: reqwest::Response) -> Self {
        let answer = Box::new(AnswerHead::of(&response));
        let mut body = BytesMut::new();
        while body.len() < UNEXPECTED_BODY {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(source) => return Self::Interrupted { answer, source: source.into() },
            }
        }
        Self::Unexpected { answer, body: body.freeze() }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => write!(f, "the request was not sent: {reason}"),
            Self::Transport(_) => f.write_str("there was no answer"),
            Self::ErrorResponse(response) => write!(f, "the service answered {}: {}", response.status(), **response),
            Self::Interrupted { answer, .. } => write!(f, "the answer ({}) broke off", answer.status),
            Self::Decode { answer, body, path, .. } => {
                write!(f, "the answer ({}) cannot be decoded", answer.status)?;
                if !path.is_empty() {
                    write!(f, " at {path}")?;
                }
                write!(f, "; it reads {}", Excerpt(body))
            }
            Self::Unexpected { answer, body } => write!(
                f,
                "the service answered {}, which the spec does not expect; it reads {}",
                answer.status,
                Excerpt(body)
            ),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
            Self::Transport(source) => f.debug_tuple("Transport").field(source).finish(),
            Self::ErrorResponse(response) => f.debug_tuple("ErrorResponse").field(response).finish(),
            Self::Interrupted { answer, source } => f
                .debug_struct("Interrupted")
                .field("status", &answer.status)
                .field("source", source)
                .finish_non_exhaustive(),
            Self::Decode { answer, body, path, source } => f
                .debug_struct("Decode")
                .field("status", &answer.status)
                .field("path", path)
                .field("body", &format_args!("{}", Excerpt(body)))
                .field("source", source)
                .finish_non_exhaustive(),
            Self::Unexpected { answer, body } => f
                .debug_struct("Unexpected")
                .field("status", &answer.status)
                .field("body", &format_args!("{}", Excerpt(body)))
                .finish_non_exhaustive(),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(source) | Self::Interrupted { source, .. } => Some(source),
            Self::Decode { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// A request that cannot even be built.
impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut reason = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            reason.push_str(": ");
            reason.push_str(&cause.to_string());
            source = cause.source();
        }
        Self::InvalidRequest(reason)
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(error: reqwest::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

/// The beginning of a body, as text.
struct Excerpt<'a>(&'a [u8]);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing: the body is empty");
        }
        let text = String::from_utf8_lossy(&self.0[..self.0.len().min(EXCERPT)]);
        write!(f, "{text:?}")?;
        if self.0.len() > EXCERPT {
            write!(f, " and {} more bytes", self.0.len() - EXCERPT)?;
        }
        Ok(())
    }
}
