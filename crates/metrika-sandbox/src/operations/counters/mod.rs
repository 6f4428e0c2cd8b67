//! Counters.

mod changes;
mod list;
mod settings;
mod view;

use serde_json::{Value, json};

use super::items::{cut, text};
use super::{Table, grants, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::clock::{moscow, spaced_text};
use crate::refusal::Refusal;
use crate::state::{Counter, State};
use crate::world::World;
use changes::Changes;

pub(crate) use settings::{fresh, mirror};

pub(super) const TABLE: Table = &[
    state("create_counter", create),
    state("list_counters", list::list),
    state("get_counter", get),
    state("update_counter", update),
    state("delete_counter", delete),
    state("undelete_counter", undelete),
];

/// Counters that one user may have.
const MOST: usize = 100_000;
/// The number of the first counter that is made through the API.
const FIRST: i64 = 99_000_001;

/// How many of something the counter may have, as it says itself.
pub(super) fn limit(counter: &Counter, field: &str, usual: usize) -> usize {
    let most = counter.value.get(field).and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
    most.unwrap_or(usual)
}

fn create(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let owner = call.caller.login.clone();
    if state.counters.values().filter(|counter| counter.owner == owner).count() >= MOST {
        return Err(Refusal::limit(format!("a user may have {MOST} counters, and no more")));
    }
    let mut sent = call.object("counter")?.clone();
    // Which fields a new counter needs is not documented: all examples send a name and a site. Without both it is nothing.
    if text(&sent, "name").is_empty() && settings::sent_site(&sent).is_none_or(|(_, site)| site.is_empty()) {
        return Err(Refusal::missing("counter.site2.site"));
    }
    // As recorded: whoever asks for a favourite at once gets a counter that is none.
    cut(&mut sent, "favorite");
    let mut counter = fresh(0, &owner, call.now);
    let changes = Changes::read(&mut counter, &sent, call.now)?;
    let id = state.numbers.next("counter", FIRST);
    counter.value.insert("id".to_owned(), id.into());
    counter.flags.insert("counter_id".to_owned(), id.into());
    state.counters.insert(id, counter);
    changes.apply(state, id, call)?;
    if let Some(options) = state.counter(id)?.value.get_mut("code_options").and_then(Value::as_object_mut) {
        options.insert("ytm".to_owned(), call.flag("ytm").unwrap_or(false).into());
    }
    answer(state, id, call)
}

/// A deleted counter can still be looked at.
fn get(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    answer(state, call.id("counterId"), call)
}

/// Changes what is sent and keeps the rest: the service's own guide sends `counter_flags` alone.
fn update(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let id = call.id("counterId");
    let counter = state.counter(id)?;
    let changes = Changes::read(counter, call.object("counter")?, call.now)?;
    if changes.grants.is_some() {
        grants::limit(counter, call, world)?;
        super::hourly::count(&mut counter.grant_changes, call.now);
    }
    changes.apply(state, id, call)?;
    answer(state, id, call)
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    counter.deleted_at = Some(call.now.as_second());
    counter.value.insert("status".to_owned(), json!("Deleted"));
    counter.value.insert("delete_time".to_owned(), spaced_text(call.now, &moscow()).into());
    Ok(Answer::success())
}

fn undelete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.any_counter(call.id("counterId"))?;
    counter.deleted_at = None;
    counter.value.insert("status".to_owned(), json!("Active"));
    cut(&mut counter.value, "delete_time");
    Ok(Answer::success())
}

fn answer(state: &mut State, id: i64, call: &Call) -> Outcome {
    let labels = state.user(&call.caller.login).labels.clone();
    let counter = state.any_counter(id)?;
    let viewer =
        view::Viewer { login: &call.caller.login, labels: &labels, fields: &call.words("field"), now: call.now };
    Ok(Answer::json(json!({ "counter": viewer.full(counter) })))
}

/// The name, empty if it has none.
fn name(counter: &Counter) -> &str {
    text(&counter.value, "name")
}
