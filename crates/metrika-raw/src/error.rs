//! What can go wrong with one call.

use std::error::Error as StdError;
use std::fmt;

use bytes::{Bytes, BytesMut};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::response::ResponseValue;
use crate::transport::TransportError;
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
    Interrupted { status: StatusCode, headers: Box<HeaderMap>, source: TransportError },
    /// The answer is not what the spec says: an empty body, HTML, or JSON of another form.
    Decode { status: StatusCode, headers: Box<HeaderMap>, body: Bytes, source: serde_json::Error },
    /// A status that the spec does not give a body for, such as 202 for a log request that is already in flight.
    Unexpected { status: StatusCode, headers: Box<HeaderMap>, body: Bytes },
}

impl<E> Error<E> {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.status()),
            Self::Interrupted { status, .. } | Self::Decode { status, .. } | Self::Unexpected { status, .. } => {
                Some(*status)
            }
        }
    }

    /// The headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.headers()),
            Self::Interrupted { headers, .. } | Self::Decode { headers, .. } | Self::Unexpected { headers, .. } => {
                Some(headers)
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
        let (status, headers) = (response.status(), Box::new(response.headers().clone()));
        let mut body = BytesMut::new();
        while body.len() < UNEXPECTED_BODY {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(source) => return Self::Interrupted { status, headers, source: source.into() },
            }
        }
        Self::Unexpected { status, headers, body: body.freeze() }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => write!(f, "the request was not sent: {reason}"),
            Self::Transport(_) => f.write_str("there was no answer"),
            Self::ErrorResponse(response) => write!(f, "the service answered {}: {}", response.status(), **response),
            Self::Interrupted { status, .. } => write!(f, "the answer ({status}) broke off"),
            Self::Decode { status, body, .. } => {
                write!(f, "the answer ({status}) cannot be decoded; it reads {}", Excerpt(body))
            }
            Self::Unexpected { status, body, .. } => {
                write!(f, "the service answered {status}, which the spec does not expect; it reads {}", Excerpt(body))
            }
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
            Self::Transport(source) => f.debug_tuple("Transport").field(source).finish(),
            Self::ErrorResponse(response) => f.debug_tuple("ErrorResponse").field(response).finish(),
            Self::Interrupted { status, source, .. } => {
                f.debug_struct("Interrupted").field("status", status).field("source", source).finish_non_exhaustive()
            }
            Self::Decode { status, body, source, .. } => f
                .debug_struct("Decode")
                .field("status", status)
                .field("body", &format_args!("{}", Excerpt(body)))
                .field("source", source)
                .finish_non_exhaustive(),
            Self::Unexpected { status, body, .. } => f
                .debug_struct("Unexpected")
                .field("status", status)
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
