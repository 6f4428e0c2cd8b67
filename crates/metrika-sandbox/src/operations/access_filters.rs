//! Access filters: parts of a counter's data that users can be given access to.

use std::collections::BTreeMap;

use super::items::{self, Item, Place, create, get, list, update};
use super::segments::{grammatical, needed, stamped};
use super::{Table, state};
use crate::access::Caller;
use crate::answer::Outcome;
use crate::call::{Call, flag};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, State};
use crate::world::World;

pub(super) const TABLE: Table = &[
    state("create_access_filter", create::<AccessFilter>),
    state("list_access_filters", list::<AccessFilter>),
    state("get_access_filter", get::<AccessFilter>),
    state("update_access_filter", update::<AccessFilter>),
    state("delete_access_filter", delete),
];

struct AccessFilter;

impl Item for AccessFilter {
    const ONE: &'static str = "access_filter";
    const MANY: &'static str = "access_filters";
    const PARAMETER: &'static str = "accessFilterId";
    const FIRST: i64 = 1_000_000_042;
    const OWNED: &'static [&'static str] = &["counter_id", "create_time"];

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.access_filters
    }

    /// Only counters with Metrika Pro may have more than one.
    fn most(counter: &Counter) -> Option<usize> {
        let pro = counter.value.get("pro").and_then(flag).unwrap_or(false);
        (!pro).then_some(1)
    }

    fn accept(new: &mut Entity, _: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        needed(new, place, &["name", "expression"])?;
        grammatical(new, place)?;
        stamped(new, place);
        Ok(())
    }
}

/// The expression of an access filter of the counter.
pub(super) fn expression(counter: &Counter, id: i64) -> Option<String> {
    counter.access_filters.get(&id)?.get("expression")?.as_str().map(str::to_owned)
}

/// The expressions of the access filters through which this user sees the counter's data; none if all of them are seen.
pub(super) fn seen_through(counter: &Counter, caller: &Caller) -> Result<Vec<String>, Refusal> {
    let narrowed = |perm: &str| perm.ends_with("_access_filter");
    if !counter.permission(&caller.login).is_some_and(narrowed) {
        return Ok(Vec::new());
    }
    let id = counter.grants[&caller.login].get("access_filters").and_then(|filters| filters[0]["id"].as_i64());
    // A filter that is gone lets nothing through.
    let gone = || Refusal::denied("Access is denied: the access filter of the grant does not exist any more");
    Ok(vec![id.and_then(|id| expression(counter, id)).ok_or_else(gone)?])
}

/// What becomes of grants that name the filter is not documented unless they are to go too: so that is refused.
fn delete(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    items::found::<AccessFilter>(state, call)?;
    let id = call.id(AccessFilter::PARAMETER);
    let counter = state.counter(call.id("counterId"))?;
    let names = |grant: &Entity| grant.get("access_filters").is_some_and(|filters| filters[0]["id"] == id);
    if call.flag("delete_grants").unwrap_or(false) {
        counter.grants.retain(|_, grant| !names(grant));
    } else if let Some((login, _)) = counter.grants.iter().find(|(_, grant)| names(grant)) {
        let message = format!("the grant of {login} names access filter {id}; delete_grants=true removes it too");
        return Err(Refusal::conflict(message));
    }
    items::delete::<AccessFilter>(state, call, world)
}
