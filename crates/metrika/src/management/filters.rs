//! Filters: which hits a counter leaves out, or keeps alone.

use metrika_raw::management::types::FilterEnvelope;

use super::checks::given;
use super::value;
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, FilterId};
use crate::models::{Filter, FilterType};

/// The filters of a counter; from [`CounterHandle::filters`](super::CounterHandle::filters).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::{Filter, FilterAction, FilterAttribute, FilterType, SettingStatus};
///
/// let office = Filter {
///     attr: Some(FilterAttribute::ClientIp),
///     type_: Some(FilterType::Interval),
///     value: Some("192.0.2.0/24".into()),
///     action: Some(FilterAction::Exclude),
///     status: Some(SettingStatus::Active),
///     ..Filter::default()
/// };
/// let made = client.counter(44147844).filters().create(office).await?;
/// println!("{:?}", made.id);
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/filter/filters>.
#[derive(Debug, Clone, Copy)]
pub struct Filters<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Filters<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All filters of the counter.
    pub async fn list(&self) -> Result<Vec<Filter>> {
        let call = self.client.management().list_filters().counter_id(self.counter.checked()?);
        Ok(value(call.send()).await?.filters.unwrap_or_default())
    }

    /// One filter.
    pub async fn get(&self, id: impl Into<FilterId>) -> Result<Filter> {
        let call = self.client.management().get_filter();
        let call = call.counter_id(self.counter.checked()?).filter_id(id.into().checked()?);
        Ok(value(call.send()).await?.filter)
    }

    /// Makes a filter. It applies to hits that arrive afterwards.
    pub async fn create(&self, filter: Filter) -> Result<Filter> {
        check(&filter)?;
        let call = self.client.management().create_filter().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.filter)
    }

    /// Gets a filter, changes it and puts it back.
    pub async fn update(&self, id: impl Into<FilterId>, change: impl FnOnce(&mut Filter)) -> Result<Filter> {
        let id = id.into();
        let mut filter = self.get(id).await?;
        change(&mut filter);
        self.replace(id, filter).await
    }

    /// Puts this filter in the place of another: what it leaves out is lost.
    pub async fn replace(&self, id: impl Into<FilterId>, mut filter: Filter) -> Result<Filter> {
        check(&filter)?;
        let id = id.into();
        filter.id = Some(id.into());
        let call = self.client.management().update_filter();
        let call = call.counter_id(self.counter.checked()?).filter_id(id.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.filter)
    }

    /// Deletes a filter.
    pub async fn delete(&self, id: impl Into<FilterId>) -> Result<()> {
        let call = self.client.management().delete_filter();
        super::done(call.counter_id(self.counter.checked()?).filter_id(id.into().checked()?).send()).await
    }
}

fn envelope(filter: Filter) -> FilterEnvelope {
    FilterEnvelope { filter, extra: Default::default() }
}

fn check(filter: &Filter) -> Result<()> {
    for (field, absent) in [
        ("filter.attr", filter.attr.is_none()),
        ("filter.type", filter.type_.is_none()),
        ("filter.action", filter.action.is_none()),
        ("filter.status", filter.status.is_none()),
    ] {
        if absent {
            return Err(Error::invalid(field, "it is needed"));
        }
    }
    if filter.type_ == Some(FilterType::Me) { Ok(()) } else { given("filter.value", filter.value.as_deref()) }
}
