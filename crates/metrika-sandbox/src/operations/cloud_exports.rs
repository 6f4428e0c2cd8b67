//! Exports to Yandex Cloud. The API can only list them and switch them off.

use serde_json::{Value, json};

use super::items::text;
use super::{Table, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Entity, State};
use crate::world::World;

pub(super) const TABLE: Table = &[state("list_cloud_exports", list), state("delete_cloud_export", delete)];

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let exports: Vec<&Entity> = state.counter(call.id("counterId"))?.cloud_exports.values().collect();
    Ok(Answer::json(json!({ "cloud_exports": exports })))
}

/// An export that is off stays in the list.
fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let id = call.id("ceId");
    let exports = &mut state.counter(call.id("counterId"))?.cloud_exports;
    let export = exports.get_mut(&id).filter(|export| text(export, "status") != "DELETED");
    let export = export.ok_or_else(|| Refusal::not_found(format!("the counter has no active export {id}")))?;
    export.insert("status".to_owned(), json!("DELETED"));
    for table in export.get_mut("tables").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(table) = table.as_object_mut() {
            table.insert("status".to_owned(), json!("DELETED"));
        }
    }
    Ok(Answer::success())
}
