//! Errors of the generated client, as ours.

use metrika_raw::transport::{Operation, TransportError};
use metrika_raw::wire::{ApiErrorBody, ApiErrorItem};
use metrika_raw::{Error as RawError, logs, management, stat};

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
                let message = if body.is_empty() {
                    "the answer is empty"
                } else if path.is_empty() && source.is_syntax() {
                    "the answer is no JSON"
                } else {
                    "the answer has a form that is not known"
                };
                let kind =
                    if body.is_empty() || source.is_syntax() { ErrorKind::UnexpectedAnswer } else { ErrorKind::Decode };
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

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(other) => Self::new(ErrorKind::Interrupted, "there was no answer").with_source(other),
        }
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
            let operation = operations().find(|operation| operation.id == trail.operation);
            // The service was done when it answered.
            self = match operation {
                Some(operation) => self.in_doubt(operation),
                None => self,
            };
        }
        self
    }

    /// Notes whether this operation may have changed something although it ended in this error.
    pub(crate) fn in_doubt(mut self, operation: &Operation) -> Self {
        self.0.in_doubt = !operation.reads && !self.kind().surely_undone();
        self
    }
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    [management::OPERATIONS, logs::OPERATIONS, stat::OPERATIONS].into_iter().flatten()
}

impl From<ApiErrorItem> for ErrorItem {
    fn from(item: ApiErrorItem) -> Self {
        Self { error_type: item.error_type, message: item.message, location: item.location }
    }
}
