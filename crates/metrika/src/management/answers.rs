//! What the service answered, as this crate hands it on.

use metrika_raw::ResponseValue;
use metrika_raw::management::types::Success;

use crate::error::{Error, ErrorKind, Result};

/// A call of the generated client, as this crate answers it.
pub(crate) async fn value<T>(call: impl Future<Output = Result<ResponseValue<T>, metrika_raw::Error>>) -> Result<T> {
    Ok(call.await?.into_inner())
}

/// A call that brings a list under `key`. Every list is said to be there, also an empty one; where the spec says that it may be
/// absent, [`list_or_none`] is right. Whatever lacks it is no list: to take it for an empty one would say that there is nothing.
pub(crate) async fn list<T, I>(
    call: impl Future<Output = Result<ResponseValue<T>, metrika_raw::Error>>,
    key: &'static str,
    pick: impl FnOnce(T) -> Option<Vec<I>>,
) -> Result<Vec<I>> {
    let answer = call.await?;
    let facts = Facts::of(&answer);
    pick(answer.into_inner()).ok_or_else(|| facts.lacks(key))
}

/// A call that brings a list, or nothing if there is none.
pub(crate) async fn list_or_none<T, I>(
    call: impl Future<Output = Result<ResponseValue<T>, metrika_raw::Error>>,
    pick: impl FnOnce(T) -> Option<Vec<I>>,
) -> Result<Vec<I>> {
    Ok(pick(value(call).await?).unwrap_or_default())
}

/// A call that only says whether it succeeded. An answer that does not say so is an error, whatever its status.
///
/// The reference gives `success` the default `true`, but every recorded answer has it: what lacks it may come from anyone.
pub(crate) async fn done(call: impl Future<Output = Result<ResponseValue<Success>, metrika_raw::Error>>) -> Result<()> {
    let answer = call.await?;
    let message = match answer.success.map(bool::from) {
        Some(true) => return Ok(()),
        Some(false) => "the service says that it did not succeed, and not why",
        None => "the answer does not say whether it succeeded",
    };
    Err(Facts::of(&answer).error(ErrorKind::UnexpectedAnswer, message))
}

/// What is known of an answer beside its value.
pub(crate) struct Facts {
    status: u16,
    trail: Option<metrika_raw::transport::Trail>,
}

impl Facts {
    pub fn of<T>(answer: &ResponseValue<T>) -> Self {
        Self { status: answer.status().as_u16(), trail: answer.trail() }
    }

    /// An error about the value. What was to change something may have done so: the status was that of success.
    pub fn error(&self, kind: ErrorKind, message: &'static str) -> Error {
        let mut error = Error::new(kind, message);
        let inner = error.inner_mut();
        inner.status = Some(self.status);
        if let Some(trail) = self.trail {
            inner.operation = Some(trail.operation);
            inner.attempts = trail.attempts;
            inner.in_doubt = !trail.reads;
        }
        error
    }

    pub fn lacks(&self, key: &str) -> Error {
        let mut error = self.error(ErrorKind::Decode, "the answer lacks what it is there for");
        error.inner_mut().path = Some(key.to_owned());
        error
    }
}
