//! Parameters of visitors. They have no effect until they are confirmed.

use serde_json::json;

use super::cells::Rule;
use super::columns::{Choice, Column, Layout, optional, required};
use super::{Links, Look, Subject, conversions, unknown};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;

const SUBJECTS: &[Subject] = &[Subject::VisitorParameters];

/// No page that was read gives the columns. These are plausible ones: a visitor under any title that other files have
/// for one, a key, and a value unless keys are deleted. A file under other titles is refused, with these titles named.
const fn columns(value: Column) -> [Column; 6] {
    [
        optional("ClientID", Rule::Whole),
        optional("ClientId", Rule::Whole),
        optional("UserID", Rule::Text),
        optional("UserId", Rule::Text),
        required("Key", Rule::Text),
        value,
    ]
}

const UPDATE: Layout = layout(&columns(required("Value", Rule::Text)));
const DELETE_KEYS: Layout = layout(&columns(optional("Value", Rule::Text)));

const fn layout(columns: &'static [Column]) -> Layout {
    Layout { columns, choices: &[Choice::One(&["ClientID", "ClientId", "UserID", "UserId"])] }
}

pub(super) fn upload(world: &World, call: &mut Call) -> Outcome {
    let action = call.text("action").unwrap_or_default().to_owned();
    let layout = if action == "delete_keys" { &DELETE_KEYS } else { &UPDATE };
    let unknown_users = &world.settings.uploads.unknown_users;
    let mut links = Links::default();
    let (survey, bound) = super::read(call, layout, |bound, row| {
        let visitor = conversions::visitor_column(bound).map_or("", |(name, _)| bound.cell(row, name));
        if unknown_users.contains(visitor) {
            links.user_not_found += 1;
        } else {
            links.matched += 1;
            links.linked += 1;
        }
        Ok(())
    })?;
    let mut uploading = super::made(call, Subject::VisitorParameters, survey);
    uploading.links = links;
    uploading.action = Some(action);
    uploading.id_type = conversions::id_type(&bound);
    Ok(Answer::json(json!({ "uploading": super::keep(world, call, uploading)? })))
}

/// Starts the processing. What becomes of a second confirmation is not documented; it is refused.
pub(super) fn confirm(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let id = call.id("uploadingId");
    let sent = call.object("uploading")?;
    if sent.get("id").is_some_and(|sent| *sent != id) {
        return Err(Refusal::invalid("uploading.id", format!("this is not the uploading {id} of the path")));
    }
    let id_type = sent.get("content_id_type").and_then(|word| word.as_str());
    let id_type = id_type.ok_or_else(|| Refusal::missing("uploading.content_id_type"))?;
    let counter = state.counter(call.id("counterId"))?;
    let found = counter.uploadings.all.get(&id).filter(|found| SUBJECTS.contains(&found.subject));
    let mut uploading = found.cloned().ok_or_else(|| unknown(id))?;
    if uploading.confirmed_at.is_some() {
        return Err(Refusal::conflict(format!("uploading {id} was confirmed before")));
    }
    if let Some(title) = &uploading.id_type
        && !title.eq_ignore_ascii_case(id_type)
    {
        let message = format!("the file identifies visitors by {title}, not by {id_type}");
        return Err(Refusal::invalid("uploading.content_id_type", message));
    }
    uploading.id_type = Some(id_type.to_owned());
    if let Some(comment) = sent.get("comment").and_then(|comment| comment.as_str()) {
        uploading.comment = Some(comment.to_owned());
    }
    uploading.confirmed_at = Some(call.now);
    let shown = Look { call, world, counter, first: true }.show(&uploading);
    counter.uploadings.all.insert(id, uploading);
    Ok(Answer::json(json!({ "uploading": shown })))
}

pub(super) fn list(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::list(state, call, world, SUBJECTS)
}

pub(super) fn get(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::get(state, call, world, SUBJECTS, "uploadingId")
}
