//! Offline conversions, and chats: the same operations with another type.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::cells::Rule;
use super::columns::{Bound, Choice, Layout, optional, required};
use super::csv::Row;
use super::{Links, Subject, UploadSettings, calls};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Counter, State};
use crate::world::World;

/// A visit is looked for in so many seconds before the upload: 21 days.
const REACH: i64 = 21 * 24 * 3600;

const CONVERSIONS: Layout = Layout {
    columns: &[
        optional("UserId", Rule::Text),
        optional("ClientId", Rule::Whole),
        optional("Yclid", Rule::Whole),
        optional("PurchaseId", Rule::Text),
        required("Target", Rule::Text),
        required("DateTime", Rule::Past),
        optional("Price", Rule::Amount),
        optional("Currency", Rule::Currency),
    ],
    choices: &[Choice::One(&["UserId", "ClientId", "Yclid", "PurchaseId"])],
};

/// A chat without a visitor is taken and joins no visit. The page of chats writes `ID` where the others write `Id`.
const CHATS: Layout = Layout {
    columns: &[
        optional("ClientID", Rule::Whole),
        optional("UserID", Rule::Text),
        optional("Yclid", Rule::Whole),
        optional("PurchaseID", Rule::Text),
        required("DateTime", Rule::Past),
        required("ChatPlatform", Rule::Word(&["whatsapp", "telegram", "viber"])),
        optional("ChatUsername", Rule::Text),
        optional("ChatUserID", Rule::Text),
        optional("PhoneNumber", Rule::Phone),
    ],
    choices: &[
        Choice::OneAtMost(&["ClientID", "UserID", "Yclid", "PurchaseID"]),
        Choice::Any(&["ChatUsername", "ChatUserID", "PhoneNumber"]),
    ],
};

/// Columns of visitors, and the word for them. None is known for purchases.
const VISITORS: &[(&str, Option<&str>)] = &[
    ("UserId", Some("USER_ID")),
    ("UserID", Some("USER_ID")),
    ("ClientId", Some("CLIENT_ID")),
    ("ClientID", Some("CLIENT_ID")),
    ("Yclid", Some("YCLID")),
    ("PurchaseId", None),
    ("PurchaseID", None),
];

/// The type of an uploading, as parameters and answers write it.
pub(super) const fn word(subject: Subject) -> &'static str {
    match subject {
        Subject::Calls => "CALLS",
        Subject::Chats => "CHATS",
        _ => "BASIC",
    }
}

/// What the parameter `type` asks for.
fn subject(call: &Call) -> Subject {
    let asked = call.text("type").unwrap_or("BASIC");
    [Subject::Calls, Subject::Chats].into_iter().find(|subject| word(*subject) == asked).unwrap_or_default()
}

pub(super) fn list(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::list(state, call, world, &[subject(call)])
}

pub(super) fn get(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::get(state, call, world, &[Subject::Conversions, Subject::Calls, Subject::Chats], "id")
}

pub(super) fn upload(world: &World, call: &mut Call) -> Outcome {
    let subject = subject(call);
    let layout = match subject {
        Subject::Calls => &calls::LAYOUT,
        Subject::Chats => &CHATS,
        _ => &CONVERSIONS,
    };
    upload_as(world, call, subject, layout)
}

/// Takes a file of conversions, calls or chats.
pub(super) fn upload_as(world: &World, call: &mut Call, subject: Subject, layout: &Layout) -> Outcome {
    if let Some(length) = call.text("comment").map(|comment| comment.chars().count()).filter(|length| *length > 255) {
        return Err(Refusal::invalid("comment", format!("wrong comment: {length} characters are more than 255")));
    }
    let targets = targets(world.state().counter(call.id("counterId"))?);
    let (settings, now) = (&world.settings.uploads, call.now);
    let mut links = Links::default();
    let (survey, bound) = super::read(call, layout, |bound, row| {
        link(&mut links, settings, &targets, now, bound, row);
        Ok(())
    })?;
    let mut uploading = super::made(call, subject, survey);
    uploading.links = links;
    uploading.id_type = id_type(&bound);
    uploading.new_goal_name = call.text("new_goal_name").map(str::to_owned);
    let shown = super::keep(world, call, uploading)?;
    let list = subject == Subject::Chats && settings.chats_answer_a_list;
    Ok(Answer::json(if list { json!({ "uploadings": [shown] }) } else { json!({ "uploading": shown }) }))
}

/// Which ids the rows of a file carry.
pub(super) fn id_type(bound: &Bound) -> Option<String> {
    visitor_column(bound).and_then(|(_, word)| word.map(str::to_owned))
}

/// The column of the visitor, and the word for it.
pub(super) fn visitor_column(bound: &Bound) -> Option<(&'static str, Option<&'static str>)> {
    VISITORS.iter().copied().find(|(name, _)| bound.place(name).is_some())
}

/// Counts what becomes of one row that was taken. Every visitor is known and has a visit within the reach of 21 days,
/// unless the settings say that the visitor is not known: the sandbox's own visits are not asked, so that a test can
/// write the ids that it likes.
fn link(
    links: &mut Links,
    settings: &UploadSettings,
    targets: &BTreeSet<String>,
    now: Timestamp,
    bound: &Bound,
    row: &Row<'_>,
) {
    if bound.cell(row, "StaticCall") == "1" {
        links.static_calls += 1;
        return;
    }
    let visitor = visitor_column(bound).map_or("", |(name, _)| bound.cell(row, name));
    let time = bound.cell(row, "DateTime").parse().unwrap_or(i64::MIN);
    if visitor.is_empty() || settings.unknown_users.contains(visitor) {
        links.user_not_found += 1;
    } else if time >= now.as_second() - REACH {
        links.matched += 1;
        if bound.place("Target").is_none() || targets.contains(bound.cell(row, "Target")) {
            links.linked += 1;
        } else {
            links.goal_not_found += 1;
        }
    }
}

/// The event ids that conversions may name: those of goals of type `action` with the condition `exact`.
pub(in crate::operations) fn targets(counter: &Counter) -> BTreeSet<String> {
    let actions = counter.goals.values().filter(|goal| goal.get("type").is_some_and(|kind| kind == "action"));
    let conditions = actions.filter_map(|goal| goal.get("conditions")?.as_array()).flatten();
    conditions
        .filter(|condition| condition["type"] == "exact")
        .filter_map(|condition| condition["url"].as_str())
        .map(str::to_owned)
        .collect()
}
