//! Filters: which hits a counter leaves out, or keeps alone.

use metrika_raw::management::types::FilterEnvelope;

use super::checks::given;
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, FilterId};
use crate::models::{Filter, FilterAction, FilterAttribute, FilterType};

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
/// A filter needs `attr`, `type`, `action` and `status`, and a `value` unless its type is `me` or `only_mirrors`. The type `me` goes with
/// the attribute `uniq_id` only, `interval` with `client_ip`, and `only_mirrors` with `url` and the action `include`.
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
        list(call.send(), "filters", |answer| answer.filters).await
    }

    /// One filter.
    pub async fn get(&self, id: impl Into<FilterId>) -> Result<Filter> {
        let call = self.client.management().get_filter();
        let call = call.counter_id(self.counter.checked()?).filter_id(id.into().checked()?);
        Ok(value(call.send()).await?.filter)
    }

    /// Makes a filter. It applies to hits that arrive afterwards.
    pub async fn create(&self, filter: Filter) -> Result<Filter> {
        check(&filter).refuse()?;
        let call = self.client.management().create_filter().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.filter)
    }

    /// Gets a filter, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    pub async fn update(&self, id: impl Into<FilterId>, change: impl FnOnce(&mut Filter)) -> Result<Filter> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<FilterId>,
        change: impl FnOnce(&mut Filter) -> Result<(), E>,
    ) -> Result<Filter, E> {
        let id = id.into();
        let filter = changed(self.get(id).await?, check, change)?;
        Ok(self.put(id, filter).await?)
    }

    /// Puts this filter in the place of another: what it leaves out is lost.
    pub async fn replace(&self, id: impl Into<FilterId>, filter: Filter) -> Result<Filter> {
        check(&filter).refuse()?;
        self.put(id.into(), filter).await
    }

    async fn put(&self, id: FilterId, mut filter: Filter) -> Result<Filter> {
        filter.id = Some(id.into());
        let call = self.client.management().update_filter();
        let call = call.counter_id(self.counter.checked()?).filter_id(id.checked()?);
        Ok(value(call.body(envelope(filter)).send()).await?.filter)
    }

    /// Deletes a filter.
    pub async fn delete(&self, id: impl Into<FilterId>) -> Result<()> {
        let call = self.client.management().delete_filter();
        done(call.counter_id(self.counter.checked()?).filter_id(id.into().checked()?).send()).await
    }
}

fn envelope(filter: Filter) -> FilterEnvelope {
    FilterEnvelope { filter, extra: Default::default() }
}

fn check(filter: &Filter) -> Faults {
    let mut faults = Faults::default();
    for (field, absent) in [
        ("filter.attr", filter.attr.is_none()),
        ("filter.type", filter.type_.is_none()),
        ("filter.action", filter.action.is_none()),
        ("filter.status", filter.status.is_none()),
    ] {
        if absent {
            faults.add(field, "it is needed");
        }
    }
    let Some(type_) = &filter.type_ else { return faults };
    let mut only_with = |field: &str, goes: bool, with: &str| {
        if !goes {
            faults.add(field, format_args!("{type_} goes with {with} only"));
        }
    };
    // What is absent is told already.
    let attr = |only: FilterAttribute| filter.attr.as_ref().is_none_or(|attr| *attr == only);
    match type_ {
        FilterType::Me => only_with("filter.attr", attr(FilterAttribute::UniqId), "uniq_id"),
        FilterType::Interval => only_with("filter.attr", attr(FilterAttribute::ClientIp), "client_ip"),
        FilterType::OnlyMirrors => {
            only_with("filter.attr", attr(FilterAttribute::Url), "url");
            let include = filter.action.as_ref().is_none_or(|action| *action == FilterAction::Include);
            only_with("filter.action", include, "include");
        }
        _ => {}
    }
    // These two say by themselves whom they mean.
    if !matches!(type_, FilterType::Me | FilterType::OnlyMirrors) {
        faults.note(given("filter.value", filter.value.as_deref()));
    }
    faults
}
