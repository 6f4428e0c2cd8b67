//! Labels: words by which you group counters.

use metrika_raw::management::types::LabelEnvelope;

use super::checks::{NAME, at_most};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, LabelId};
use crate::models::Label;

/// Your labels; from [`Client::labels`]. Which counters have them is a matter of [`CounterLabels`].
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::LabelId;
///
/// let shops = client.labels().create("Shops").await?;
/// if let Some(id) = shops.id {
///     let id = LabelId::from(id);
///     client.counter(44147844).labels().link(id).await?;
///     let counters = client.counters().list().label(id).all().await?;
///     println!("{} shops", counters.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/label/getLabels>.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    client: &'a Client,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All labels.
    pub async fn list(&self) -> Result<Vec<Label>> {
        list(self.client.management().list_labels().send(), "labels", |answer| answer.labels).await
    }

    /// One label.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/label/getLabel>.
    pub async fn get(&self, id: impl Into<LabelId>) -> Result<Label> {
        let call = self.client.management().get_label().label_id(id.into().checked()?);
        Ok(value(call.send()).await?.label)
    }

    /// Makes a label with this name, of up to 255 characters. It is on no counter yet. The service may make a second one of the same
    /// name.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/label/createLabel>.
    pub async fn create(&self, name: impl Into<String>) -> Result<Label> {
        let body = envelope(Label { name: Some(name.into()), ..Label::default() })?;
        Ok(value(self.client.management().create_label().body(body).send()).await?.label)
    }

    /// Gets a label, changes it and puts it back.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// client.labels().update(321185, |label| label.name = Some("Online shops".into())).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn update(&self, id: impl Into<LabelId>, change: impl FnOnce(&mut Label)) -> Result<Label> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<LabelId>,
        change: impl FnOnce(&mut Label) -> Result<(), E>,
    ) -> Result<Label, E> {
        let id = id.into();
        let mut label = self.get(id).await?;
        change(&mut label)?;
        Ok(self.replace(id, label).await?)
    }

    /// Puts this label in the place of another: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/label/updateLabel>.
    pub async fn replace(&self, id: impl Into<LabelId>, mut label: Label) -> Result<Label> {
        let id = id.into();
        label.id = Some(id.into());
        let call = self.client.management().update_label().label_id(id.checked()?);
        Ok(value(call.body(envelope(label)?).send()).await?.label)
    }

    /// Deletes a label. What becomes of its links to counters is not documented; [`CounterLabels::unlink`] takes it off one counter.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/label/deleteLabel>.
    pub async fn delete(&self, id: impl Into<LabelId>) -> Result<()> {
        done(self.client.management().delete_label().label_id(id.into().checked()?).send()).await
    }
}

fn envelope(label: Label) -> Result<LabelEnvelope> {
    at_most("label.name", label.name.as_deref(), NAME)?;
    Ok(LabelEnvelope { label, extra: Default::default() })
}

/// The labels on a counter; from [`CounterHandle::labels`](super::CounterHandle::labels).
///
/// [`Counter::labels`](crate::models::Counter::labels) tells which there are, and
/// [`ListCounters::label`](super::ListCounters::label) which counters have one.
#[derive(Debug, Clone, Copy)]
pub struct CounterLabels<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> CounterLabels<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// Puts one of your labels on the counter.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter-label/setCounterLabel>.
    pub async fn link(&self, label: impl Into<LabelId>) -> Result<()> {
        let call = self.client.management().link_label();
        done(call.counter_id(self.counter.checked()?).label_id(label.into().checked()?).send()).await
    }

    /// Takes a label off the counter. The label itself stays.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter-label/unsetCounterLabel>.
    pub async fn unlink(&self, label: impl Into<LabelId>) -> Result<()> {
        let call = self.client.management().unlink_label();
        done(call.counter_id(self.counter.checked()?).label_id(label.into().checked()?).send()).await
    }
}
