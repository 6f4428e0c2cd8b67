//! Access filters of a counter: parts of its data that users can be given access to.

use metrika_raw::management::types::AccessFilterEnvelope;

use super::checks::{EXPRESSION, NAME, at_most, given};
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{AccessFilterId, CounterId};
use crate::models::AccessFilter;

/// The access filters of a counter; from [`CounterHandle::access_filters`](super::CounterHandle::access_filters).
///
/// A filter has no effect until a grant names it. Who has such a grant sees only the visits that match, only in reports on visits, and cannot
/// use the Logs API. Without Metrika Pro a counter can have only one.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::AccessFilter;
///
/// let berlin = AccessFilter {
///     name: Some("Visits from Berlin".into()),
///     expression: Some("ym:s:regionCityName=='Berlin'".into()),
///     ..AccessFilter::default()
/// };
/// let made = client.counter(44147844).access_filters().create(berlin).await?;
/// println!("{:?}", made.id);
/// # Ok(())
/// # }
/// ```
///
/// A filter needs a `name` of 1 to 255 characters and an `expression` of 1 to 65535, in the grammar of the parameter `filters` of reports: the
/// expression is not parsed before it is sent. `interface_value` is not documented; it may be absent, but not empty.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/access_filter/getAccessFiltersForCounter>.
#[derive(Debug, Clone, Copy)]
pub struct AccessFilters<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> AccessFilters<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All access filters of the counter.
    pub async fn list(&self) -> Result<Vec<AccessFilter>> {
        let call = self.client.management().list_access_filters().counter_id(self.counter.checked()?);
        list(call.send(), "access_filters", |answer| answer.access_filters).await
    }

    /// One access filter.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/access_filter/getAccessFilter>.
    pub async fn get(&self, id: impl Into<AccessFilterId>) -> Result<AccessFilter> {
        let call = self.client.management().get_access_filter();
        let call = call.counter_id(self.counter.checked()?).access_filter_id(id.into().checked()?);
        Ok(value(call.send()).await?.access_filter)
    }

    /// Makes an access filter.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/access_filter/createAccessFilter>.
    pub async fn create(&self, filter: AccessFilter) -> Result<AccessFilter> {
        check(&filter).refuse()?;
        let call = self.client.management().create_access_filter().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.access_filter)
    }

    /// Gets an access filter, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    /// Whoever has a grant that names it sees other data from then on.
    pub async fn update(
        &self,
        id: impl Into<AccessFilterId>,
        change: impl FnOnce(&mut AccessFilter),
    ) -> Result<AccessFilter> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<AccessFilterId>,
        change: impl FnOnce(&mut AccessFilter) -> Result<(), E>,
    ) -> Result<AccessFilter, E> {
        let id = id.into();
        let filter = changed(self.get(id).await?, check, change)?;
        Ok(self.put(id, filter).await?)
    }

    /// Puts this access filter in the place of another: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/access_filter/updateAccessFilter>.
    pub async fn replace(&self, id: impl Into<AccessFilterId>, filter: AccessFilter) -> Result<AccessFilter> {
        check(&filter).refuse()?;
        self.put(id.into(), filter).await
    }

    async fn put(&self, id: AccessFilterId, mut filter: AccessFilter) -> Result<AccessFilter> {
        filter.id = Some(id.into());
        let call = self.client.management().update_access_filter();
        let call = call.counter_id(self.counter.checked()?).access_filter_id(id.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.access_filter)
    }

    /// Deletes an access filter that no grant names. What becomes of grants that name it is not documented: see
    /// [`delete_with_grants`](Self::delete_with_grants).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/access_filter/deleteAccessFilter>.
    pub async fn delete(&self, id: impl Into<AccessFilterId>) -> Result<()> {
        let call = self.client.management().delete_access_filter();
        done(call.counter_id(self.counter.checked()?).access_filter_id(id.into().checked()?).send()).await
    }

    /// Deletes an access filter and the grants that name it: those users lose their access.
    pub async fn delete_with_grants(&self, id: impl Into<AccessFilterId>) -> Result<()> {
        let call = self.client.management().delete_access_filter().delete_grants(true);
        done(call.counter_id(self.counter.checked()?).access_filter_id(id.into().checked()?).send()).await
    }
}

fn envelope(access_filter: AccessFilter) -> AccessFilterEnvelope {
    AccessFilterEnvelope { access_filter, extra: Default::default() }
}

fn check(filter: &AccessFilter) -> Faults {
    let mut faults = Faults::default();
    let (name, expression) = (filter.name.as_deref(), filter.expression.as_deref());
    faults.note(given("access_filter.name", name));
    faults.note(at_most("access_filter.name", name, NAME));
    faults.note(given("access_filter.expression", expression));
    faults.note(at_most("access_filter.expression", expression, EXPRESSION));
    let shown = filter.interface_value.as_deref();
    if shown.is_some_and(str::is_empty) {
        faults.add("access_filter.interface_value", "it is empty");
    }
    faults.note(at_most("access_filter.interface_value", shown, EXPRESSION));
    faults
}
