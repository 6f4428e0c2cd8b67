//! What can go wrong with one call.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::response::ResponseValue;
use crate::transport::TransportError;
use crate::wire::ApiErrorBody;

/// Bytes of a body that `Display` shows at most; [`Error::body`] has all of them.
const EXCERPT: usize = 300;

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
    UnexpectedResponse(reqwest::Response),
}

impl<E> Error<E> {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.status()),
            Self::Interrupted { status, .. } | Self::Decode { status, .. } => Some(*status),
            Self::UnexpectedResponse(response) => Some(response.status()),
        }
    }

    /// The headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::ErrorResponse(response) => Some(response.headers()),
            Self::Interrupted { headers, .. } | Self::Decode { headers, .. } => Some(headers),
            Self::UnexpectedResponse(response) => Some(response.headers()),
        }
    }

    /// What the service said in its own form.
    pub fn api_error(&self) -> Option<&E> {
        match self {
            Self::ErrorResponse(response) => Some(response),
            _ => None,
        }
    }

    /// The body of an answer that could not be decoded, as it came.
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Decode { body, .. } => Some(body),
            _ => None,
        }
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
            Self::UnexpectedResponse(response) => {
                write!(f, "the service answered {}, which the spec does not expect", response.status())
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
            // Not the response itself: its URL may hold a token.
            Self::UnexpectedResponse(response) => {
                f.debug_tuple("UnexpectedResponse").field(&response.status()).finish()
            }
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
        Self::InvalidRequest(error.without_url().to_string())
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
