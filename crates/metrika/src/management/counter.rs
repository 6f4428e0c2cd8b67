//! One counter: read, change, delete and bring back; and the way to all that belongs to it.

use metrika_raw::management::types::CounterEditEnvelope;

use super::counter_rules::check;
use super::counters::without_tokens;
use super::faults::changed;
use super::{
    AccessFilters, ChartAnnotations, CloudExports, CounterLabels, Filters, Goals, Grants, MeasurementTokens,
    Operations, Segments, done, value,
};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::import::Import;
use crate::logs::Logs;
use crate::measurement::Measurement;
use crate::models::{Counter, CounterEdit, CounterField, Secret};

/// One counter; from [`Client::counter`].
#[derive(Debug, Clone, Copy)]
pub struct CounterHandle<'a> {
    client: &'a Client,
    id: CounterId,
}

impl<'a> CounterHandle<'a> {
    pub(crate) fn new(client: &'a Client, id: CounterId) -> Self {
        Self { client, id }
    }

    /// The logs of the counter: visits and hits one by one.
    pub fn logs(&self) -> Logs<'a> {
        Logs::new(self.client, self.id)
    }

    /// Data from elsewhere for the counter: conversions, calls, expenses, orders.
    pub fn import(&self) -> Import<'a> {
        Import::new(self.client, self.id)
    }

    /// Its number.
    pub fn id(&self) -> CounterId {
        self.id
    }

    /// The counter without its goals, filters and the like; [`get_with`](Self::get_with) brings them too.
    pub async fn get(&self) -> Result<Counter> {
        self.get_with([]).await
    }

    /// The counter with these parts.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::models::CounterField;
    ///
    /// let counter = client.counter(44147844).get_with([CounterField::Goals, CounterField::Mirrors]).await?;
    /// println!("{} goals", counter.goals.unwrap_or_default().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter/counter>.
    pub async fn get_with(&self, fields: impl IntoIterator<Item = CounterField>) -> Result<Counter> {
        let mut call = self.client.management().get_counter().counter_id(self.id.checked()?);
        let fields: Vec<CounterField> = fields.into_iter().map(as_one_counter_spells_it).collect();
        let tokens = fields.contains(&CounterField::MeasurementTokens);
        if !fields.is_empty() {
            call = call.field(fields);
        }
        Ok(value(call.send()).await.map_err(|error| without_tokens(error, tokens))?.counter)
    }

    /// Gets the counter, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// client.counter(44147844).update(|counter| counter.name = Some("Shop".into())).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn update(&self, change: impl FnOnce(&mut CounterEdit)) -> Result<Counter> {
        self.try_update(|it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        change: impl FnOnce(&mut CounterEdit) -> Result<(), E>,
    ) -> Result<Counter, E> {
        let counter = self.get().await?;
        let edit = CounterEdit::try_from(counter).map_err(|error| {
            Error::invalid("counter", "the service's own answer cannot be sent back").with_source(error)
        })?;
        Ok(self.put(changed(edit, |edit| check(edit), change)?).await?)
    }

    /// Puts this in the place of the counter. Goals, filters and other parts that are absent stay; those that are listed replace all
    /// there are.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter/editCounter>.
    pub async fn replace(&self, counter: CounterEdit) -> Result<Counter> {
        check(&counter).refuse()?;
        self.put(counter).await
    }

    async fn put(&self, counter: CounterEdit) -> Result<Counter> {
        let body = CounterEditEnvelope { counter, extra: Default::default() };
        let call = self.client.management().update_counter().counter_id(self.id.checked()?);
        Ok(value(call.body(body).send()).await?.counter)
    }

    /// Deletes the counter. It can be brought back with [`undelete`](Self::undelete) for a time.
    pub async fn delete(&self) -> Result<()> {
        done(self.client.management().delete_counter().counter_id(self.id.checked()?).send()).await
    }

    /// Brings the deleted counter back.
    pub async fn undelete(&self) -> Result<()> {
        done(self.client.management().undelete_counter().counter_id(self.id.checked()?).send()).await
    }

    /// Which hits are left out, or kept alone.
    pub fn filters(&self) -> Filters<'a> {
        Filters::new(self.client, self.id)
    }

    /// What visitors are to do on the site.
    pub fn goals(&self) -> Goals<'a> {
        Goals::new(self.client, self.id)
    }

    /// Parts of its data that users can be given access to.
    pub fn access_filters(&self) -> AccessFilters<'a> {
        AccessFilters::new(self.client, self.id)
    }

    /// Parts of its data, stored under names.
    pub fn segments(&self) -> Segments<'a> {
        Segments::new(self.client, self.id)
    }

    /// Notes at dates on its charts.
    pub fn chart_annotations(&self) -> ChartAnnotations<'a> {
        ChartAnnotations::new(self.client, self.id)
    }

    /// How the addresses of hits are rewritten.
    pub fn operations(&self) -> Operations<'a> {
        Operations::new(self.client, self.id)
    }

    /// Who may see or change the counter.
    pub fn grants(&self) -> Grants<'a> {
        Grants::new(self.client, self.id)
    }

    /// Puts labels on the counter and takes them off.
    pub fn labels(&self) -> CounterLabels<'a> {
        CounterLabels::new(self.client, self.id)
    }

    /// The tokens of the Measurement Protocol.
    pub fn measurement_tokens(&self) -> MeasurementTokens<'a> {
        MeasurementTokens::new(self.client, self.id)
    }

    /// Sends hits to the counter by the Measurement Protocol, with one of its [tokens](Self::measurement_tokens).
    pub fn measurement(&self, secret: impl Into<Secret>) -> Measurement<'a> {
        Measurement::new(self.client, self.id, secret.into())
    }

    /// The exports to Yandex Cloud.
    pub fn cloud_exports(&self) -> CloudExports<'a> {
        CloudExports::new(self.client, self.id)
    }
}

/// The reference calls the operations otherwise for one counter than for many.
fn as_one_counter_spells_it(field: CounterField) -> CounterField {
    if field == CounterField::Operations { CounterField::Operation } else { field }
}
