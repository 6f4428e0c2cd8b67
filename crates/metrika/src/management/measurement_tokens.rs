//! Tokens of the Measurement Protocol.

use metrika_raw::management::types::MeasurementToken;

use super::answers::Facts;
use super::checks::given;
use super::{CounterHandle, done};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::CounterId;
use crate::models::{CounterField, Secret};

/// The tokens with which data may be sent to a counter; from
/// [`CounterHandle::measurement_tokens`](super::CounterHandle::measurement_tokens).
///
/// [`CounterHandle::measurement`](super::CounterHandle::measurement) sends hits with one of them. The protocol is switched on by `measurement_enabled` in the
/// flags of the counter. A counter has at most 5 active tokens. Each is a [`Secret`]: it shows in no `Debug` text, no error and no trace.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// let tokens = client.counter(44147844).measurement_tokens();
/// let new = tokens.generate().await?;
/// for token in tokens.list().await? {
///     if token != new {
///         tokens.delete(token).await?;
///     }
/// }
/// save(new.expose());
/// # Ok(())
/// # }
/// # fn save(_: &str) {}
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/measurement/generateToken>.
#[derive(Debug, Clone, Copy)]
pub struct MeasurementTokens<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> MeasurementTokens<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// The active tokens: a part of the counter, which is asked for it.
    pub async fn list(&self) -> Result<Vec<Secret>> {
        let counter = CounterHandle::new(self.client, self.counter).get_with([CounterField::MeasurementTokens]).await?;
        Ok(counter.measurement_tokens.unwrap_or_default())
    }

    /// Makes one more token. A sixth is refused: [`ErrorKind::InvalidParameter`].
    ///
    /// The service takes this as a GET, but every call makes a token. So it is treated as the write that it is: if its answer is lost,
    /// it is not sent again, and the error [is in doubt](Error::is_in_doubt). [`list`](Self::list) tells then whether there is a new one.
    pub async fn generate(&self) -> Result<Secret> {
        let call = self.client.management().generate_measurement_token().counter_id(self.counter.checked()?);
        let answer = call.send().await.map_err(|error| Error::from(error).without_good_answer())?;
        let facts = Facts::of(&answer);
        match answer.into_inner() {
            // The service's guide has the object, its reference the bare string.
            MeasurementToken::Object(answer) => Ok(answer.response),
            MeasurementToken::String(token) => Ok(token),
            _ => Err(facts.error(ErrorKind::Decode, "the answer has a form that is not known")),
        }
    }

    /// Deletes a token, and makes room for another.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/measurement/deleteToken>.
    pub async fn delete(&self, token: impl Into<Secret>) -> Result<()> {
        let token = token.into();
        given("token", Some(token.expose()))?;
        let call = self.client.management().delete_measurement_token().counter_id(self.counter.checked()?);
        // The token is in the URL, which whatever answers may repeat.
        done(call.token(token.clone()).send()).await.map_err(|error| error.hiding(token.expose()))
    }
}
