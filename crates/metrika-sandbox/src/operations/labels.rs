//! Labels of a user, and which counters have them.

use serde_json::{Value, json};

use super::items::put_first;
use super::{Table, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Entity, State};
use crate::world::World;

pub(super) const TABLE: Table = &[
    state("create_label", create),
    state("list_labels", list),
    state("get_label", get),
    state("update_label", update),
    state("delete_label", delete),
    state("link_label", link),
    state("unlink_label", unlink),
];

fn create(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let id = state.numbers.next("label", 321_185);
    let mut label = call.object("label")?.clone();
    put_first(&mut label, "id", json!(id));
    state.user(&call.caller.login).labels.insert(id, label.clone());
    Ok(Answer::json(json!({ "label": label })))
}

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let labels: Vec<&Entity> = state.user(&call.caller.login).labels.values().collect();
    Ok(Answer::json(json!({ "labels": labels })))
}

fn get(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    Ok(Answer::json(json!({ "label": label(state, call)? })))
}

fn update(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let new = call.object("label")?.clone();
    let label = label(state, call)?;
    let id = label.get("id").cloned().unwrap_or(Value::Null);
    *label = new;
    put_first(label, "id", id);
    Ok(Answer::json(json!({ "label": label })))
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    label(state, call)?;
    let id = call.id("labelId");
    state.user(&call.caller.login).labels.remove(&id);
    for counter in state.counters.values_mut() {
        counter.labels.remove(&id);
    }
    Ok(Answer::success())
}

fn link(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    label(state, call)?;
    state.counter(call.id("counterId"))?.labels.insert(call.id("labelId"));
    Ok(Answer::success())
}

fn unlink(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    label(state, call)?;
    state.counter(call.id("counterId"))?.labels.remove(&call.id("labelId"));
    Ok(Answer::success())
}

fn label<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut Entity, Refusal> {
    let id = call.id("labelId");
    let label = state.user(&call.caller.login).labels.get_mut(&id);
    label.ok_or_else(|| Refusal::not_found(format!("label {id} does not exist")))
}
