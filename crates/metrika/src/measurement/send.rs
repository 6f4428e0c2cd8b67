//! Sending events, one or many.

use std::borrow::Borrow;

use bytes::Bytes;

use super::event::Event;
use super::{form, rules};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::models::Secret;

/// Sends hits to one counter; from [`CounterHandle::measurement`](crate::management::CounterHandle::measurement).
///
/// It shares connections, retries, timeouts and clock with the client, but not its token.
#[derive(Debug, Clone)]
pub struct Measurement<'a> {
    client: &'a Client,
    counter: CounterId,
    secret: Secret,
}

/// What became of many events; from [`Measurement::send_all`].
#[derive(Debug, Default)]
#[non_exhaustive]
#[must_use = "events may have failed: look at `failed`, or call `all`"]
pub struct Sent {
    /// How many were sent.
    pub sent: usize,
    /// Those that were not, or may not have been, in the order in which they were given.
    pub failed: Vec<Failed>,
}

/// An event that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Which one it was, from 0.
    pub index: usize,
    /// Why. If it [is in doubt](Error::is_in_doubt), the event may have arrived.
    pub error: Error,
}

impl Sent {
    /// How many were sent, if all were; otherwise the first error.
    pub fn all(self) -> Result<usize> {
        self.failed.into_iter().next().map_or(Ok(self.sent), |failed| Err(failed.error))
    }
}

impl<'a> Measurement<'a> {
    pub(crate) fn new(client: &'a Client, counter: CounterId, secret: Secret) -> Self {
        Self { client, counter, secret }
    }

    /// The counter.
    pub fn counter(&self) -> CounterId {
        self.counter
    }

    /// Sends an event. That it was sent does not mean that it is counted, see [`measurement`](super).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/data-import/measurement-upload>.
    pub async fn send(&self, event: &Event) -> Result<()> {
        let session = self.client.session();
        let secret = self.secret.expose();
        rules::secret(secret)?;
        rules::check(event, session.core.clock.now())?;
        let counter = self.counter.checked()?;
        let form = form::of(event, counter, secret);
        let sent = session.collect(counter, form, |body| hide(body, secret)).await;
        sent.map_err(|error| advise(error.hiding(secret)))
    }

    /// Sends many events, one after another. One that fails does not keep the others back: an address or a token that is wrong fails for each,
    /// and each failure is kept.
    ///
    /// ```
    /// # async fn example(measurement: metrika::measurement::Measurement<'_>, events: Vec<metrika::measurement::Event>) {
    /// let done = measurement.send_all(&events).await;
    /// println!("{} of {} sent", done.sent, events.len());
    /// for failed in &done.failed {
    ///     // What is in doubt may have arrived; the others can be sent again when the cause is gone.
    ///     println!("{:?}: {} (in doubt: {})", events[failed.index], failed.error, failed.error.is_in_doubt());
    /// }
    /// # }
    /// ```
    pub async fn send_all<E: Borrow<Event>>(&self, events: impl IntoIterator<Item = E>) -> Sent {
        let mut done = Sent::default();
        for (index, event) in events.into_iter().enumerate() {
            match self.send(event.borrow()).await {
                Ok(()) => done.sent += 1,
                Err(error) => done.failed.push(Failed { index, error }),
            }
        }
        done
    }
}

/// What was answered, if it repeats the form, without the secret: as it is, and as a form has it.
fn hide(body: Bytes, secret: &str) -> Bytes {
    let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let text = String::from_utf8_lossy(&body);
    if !text.contains(secret) && !text.contains(&encoded) {
        return body;
    }
    text.replace(secret, "***").replace(&encoded, "***").into()
}

/// The hints of the API speak of its token, and of looking at what there is: neither helps here.
fn advise(mut error: Error) -> Error {
    if error.is_in_doubt() {
        error.inner_mut().advice = Some((
            "Sent again, the hit counts twice if it had arrived. Reports show it after 20 minutes or so.",
            "Если хит дошёл, после повторной отправки он будет учтён дважды. В отчётах он виден примерно через 20 минут.",
        ));
        return error.noted("it may have arrived: sent again, it would count twice".to_owned());
    }
    if error.status().is_some_and(|status| (400..500).contains(&status)) && !error.kind().is_quota() {
        error.inner_mut().advice = Some((
            "The hit was refused. See that `measurement_enabled` is set in the flags of the counter and that the secret is one of `measurement_tokens().list()`; then look at what the answer names.",
            "Хит не принят. Проверьте, что во флагах счётчика включён `measurement_enabled`, а секрет есть в `measurement_tokens().list()`; затем посмотрите, что названо в ответе.",
        ));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_repeats_the_form_is_cleaned_in_either_spelling() {
        let clean = |body: &'static str| hide(Bytes::from_static(body.as_bytes()), "a/b");
        assert_eq!(clean("<p>ms=a%2Fb&amp;ms=a/b</p>"), "<p>ms=***&amp;ms=***</p>");
        assert_eq!(clean("<p>nothing</p>"), "<p>nothing</p>");
    }
}
