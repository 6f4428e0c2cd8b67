//! Errors of the generated client, as ours.

use std::error::Error as StdError;

use metrika_raw::Error as RawError;
use metrika_raw::transport::TransportError;
use metrika_raw::wire::{ApiErrorBody, ApiErrorItem};

use super::{Error, ErrorItem, ErrorKind, KEPT_BODY};

/// What [`Client::raw`](crate::Client::raw) brings, with the same kinds, hints and facts as everywhere else.
impl From<RawError> for Error {
    fn from(error: RawError) -> Self {
        let status = error.status().map(|status| status.as_u16());
        let mut made = match error {
            RawError::InvalidRequest(reason) => Self::new(ErrorKind::InvalidRequest, reason),
            // The transport of this crate brings its own errors through.
            RawError::Transport(error) => return Self::from(error),
            RawError::ErrorResponse(response) => {
                let status = response.status().as_u16();
                Self::of_service(response.into_inner(), status)
            }
            RawError::Interrupted { answer, source } => {
                Self::new(ErrorKind::Interrupted, "the answer broke off").with_trail(&answer).with_source(source)
            }
            RawError::Decode { answer, body, path, source } => {
                let (kind, message) = if body.is_empty() {
                    (ErrorKind::UnexpectedAnswer, "the answer is empty")
                } else if source.is_eof() {
                    (ErrorKind::UnexpectedAnswer, "the answer ends in the middle")
                } else if source.is_syntax() {
                    (ErrorKind::UnexpectedAnswer, "the answer is no JSON")
                } else {
                    (ErrorKind::Decode, "the answer has a form that is not known")
                };
                let mut made = Self::new(kind, message).with_trail(&answer).with_source(source);
                made.0.body = Some(body.slice(..body.len().min(KEPT_BODY)));
                made.0.path = Some(path).filter(|path| !path.is_empty());
                made
            }
            RawError::Unexpected { answer, body } => {
                let message = format!("the service answered {}, which is not expected here", answer.status.as_u16());
                let mut made = Self::new(ErrorKind::UnexpectedAnswer, message).with_trail(&answer);
                made.0.body = Some(body.slice(..body.len().min(KEPT_BODY)));
                made
            }
            other => Self::new(ErrorKind::Other, "a failure of a kind to come").with_source(other),
        };
        made.0.status = made.0.status.or(status);
        made
    }
}

/// What a download brings as the HTTP client's error can be turned into this one by way of
/// [`TransportError`](metrika_raw::TransportError).
impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(own) => return *own,
            Err(other) => other,
        };
        // What stopped an answer that is read piece by piece is our own error, inside the HTTP client's.
        let Some(own) = own(&error) else {
            return Self::new(ErrorKind::Interrupted, "there was no answer").with_source(error);
        };
        let mut made = Self::new(own.0.kind, own.0.message.clone());
        (made.0.status, made.0.operation, made.0.attempts) = (own.0.status, own.0.operation, own.0.attempts);
        made.with_source(error)
    }
}

impl Error {
    /// What the service said in its own form.
    pub(crate) fn of_service(body: ApiErrorBody, status: u16) -> Self {
        let items: Vec<ErrorItem> = body.errors.unwrap_or_default().into_iter().map(ErrorItem::from).collect();
        let kind = ErrorKind::of_service(items.iter().find_map(|item| item.error_type.as_deref()), status);
        let mut made = Self::new(kind, "");
        made.0.status = Some(status);
        made.0.items = items;
        made.0.summary = body.message;
        made
    }

    fn with_trail(mut self, answer: &metrika_raw::AnswerHead) -> Self {
        self.0.status = Some(answer.status.as_u16());
        if let Some(trail) = answer.trail {
            self.0.operation = Some(trail.operation);
            self.0.attempts = trail.attempts;
            // The status says that it was done; what is missing is the answer.
            self.0.in_doubt = !trail.reads;
        }
        self
    }
}

/// The error of this crate among the causes of another one.
fn own(error: &TransportError) -> Option<&Error> {
    let mut cause = Some(error.get_ref() as &(dyn StdError + 'static));
    while let Some(error) = cause {
        if let Some(own) = error.downcast_ref() {
            return Some(own);
        }
        cause = error.source();
    }
    None
}

impl From<ApiErrorItem> for ErrorItem {
    fn from(item: ApiErrorItem) -> Self {
        Self { error_type: item.error_type, message: item.message, location: item.location }
    }
}
