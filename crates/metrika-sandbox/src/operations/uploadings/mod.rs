//! Uploadings: files that were sent, and how far they are.
//!
//! A file is read while it is sent, and what it holds is counted at once; the states that the service shows on the way
//! follow the clock of the sandbox. Rows that were not taken are counted out, as the service does, and which ones they
//! were can be looked up in [`Uploading::rejects`].

mod calls;
pub(crate) mod cells;
pub(super) mod columns;
mod conversions;
pub(super) mod csv;
mod expenses;
mod progress;
mod visitor_parameters;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Kind, Table, slow, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::clock::zoned_text;
use crate::refusal::Refusal;
use crate::state::{Entity, State};
use crate::world::World;

pub use columns::Reject;
use columns::{Bound, Fault, Layout, Survey};
pub(super) use conversions::targets;
use csv::{Row, Rows};
use progress::Status;

pub(super) const TABLE: Table = &[
    slow("upload_conversions", Kind::Stateful, conversions::upload),
    state("list_conversions_uploadings", conversions::list),
    state("get_conversions_uploading", conversions::get),
    slow("upload_calls", Kind::Stateful, calls::upload),
    state("list_calls_uploadings", calls::list),
    state("get_calls_uploading", calls::get),
    slow("upload_expenses", Kind::Stateful, expenses::upload),
    slow("remove_expenses", Kind::Stateful, expenses::remove),
    slow("remove_expense", Kind::Stateful, expenses::remove_one),
    state("list_expense_uploadings", expenses::list),
    state("get_expense_uploading", expenses::get),
    slow("upload_visitor_parameters", Kind::Stateful, visitor_parameters::upload),
    state("confirm_visitor_parameters", visitor_parameters::confirm),
    state("list_visitor_parameters_uploadings", visitor_parameters::list),
    state("get_visitor_parameters_uploading", visitor_parameters::get),
];

/// All uploadings of a counter, of all kinds, by id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Uploadings {
    pub all: BTreeMap<i64, Uploading>,
}

/// One file that was sent, or one condition by which expenses were removed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Uploading {
    pub id: i64,
    pub subject: Subject,
    pub uploaded_at: Timestamp,
    pub comment: Option<String>,
    /// Which ids the rows carry: `CLIENT_ID`...
    pub id_type: Option<String>,
    /// Who sent the expenses.
    pub provider: Option<String>,
    /// What visitor parameters are for: `update` or `delete_keys`.
    pub action: Option<String>,
    /// Name for the goal of calls. No goal is made: what it would look like is not known.
    pub new_goal_name: Option<String>,
    /// Rows of the file.
    pub source_quantity: u64,
    /// Rows that were taken.
    pub line_quantity: u64,
    pub links: Links,
    /// Why rows were not taken: the first thousand of them. The service does not tell.
    pub rejects: Vec<Reject>,
    /// When visitor parameters were confirmed. Before, they have no effect.
    pub confirmed_at: Option<Timestamp>,
    /// It ends in LINKAGE_FAILURE whatever it holds.
    pub fails: bool,
}

/// What the rows that were taken were joined to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Links {
    /// Rows whose visitor is known and has a visit that can be meant.
    pub matched: u64,
    /// Those of them that also name a goal that exists.
    pub linked: u64,
    pub user_not_found: u64,
    pub goal_not_found: u64,
    /// Calls that are never joined to a visit.
    pub static_calls: u64,
}

/// What an uploading holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    #[default]
    Conversions,
    Calls,
    Chats,
    Expenses,
    Removals,
    VisitorParameters,
}

/// How uploadings fare.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadSettings {
    /// How long an uploading takes, in seconds. With 0 the first look after the upload finds it done.
    pub processing_seconds: u64,
    /// This many uploadings from the start end in LINKAGE_FAILURE, whatever they hold. Those of expenses do not count:
    /// they have no such end.
    pub linkage_failures: u64,
    /// Visitors that the service does not find: ClientIDs, UserIDs and others, as the files write them. All other
    /// visitors are found.
    pub unknown_users: BTreeSet<String>,
    /// An upload of chats answers a list `uploadings`, as one page of the reference prints it, and not `uploading`.
    pub chats_answer_a_list: bool,
}

/// How answers of one request show uploadings.
struct Look<'a> {
    call: &'a Call,
    world: &'a World,
    counter: &'a crate::state::Counter,
    /// The answer to what began the processing: it shows the first state, however short that is.
    first: bool,
}

impl Look<'_> {
    fn show(&self, uploading: &Uploading) -> Value {
        let Status { word, done } =
            progress::status(uploading, &self.world.settings.uploads, self.call.now, self.first);
        let mut shown: Entity = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                shown.insert(name.to_owned(), value);
            }
        };
        put("id", json!(uploading.id));
        put("create_time", json!(zoned_text(uploading.uploaded_at, &self.counter.zone())));
        put("comment", json!(uploading.comment));
        put("status", json!(word));
        match uploading.subject {
            Subject::VisitorParameters => {
                put("line_quantity", json!(uploading.line_quantity));
                put("content_id_type", json!(uploading.id_type));
                put("action", json!(uploading.action));
            }
            Subject::Expenses | Subject::Removals => {
                put("source_quantity", json!(uploading.source_quantity));
                put("provider", json!(uploading.provider));
                put("type", json!(if uploading.subject == Subject::Expenses { "EXPENSES" } else { "REMOVES" }));
            }
            Subject::Conversions | Subject::Calls | Subject::Chats => {
                put("source_quantity", json!(uploading.source_quantity));
                put("line_quantity", json!(uploading.line_quantity));
                put("client_id_type", json!(uploading.id_type));
                put("type", json!(conversions::word(uploading.subject)));
                if done {
                    put("goal_not_found_quantity", json!(uploading.links.goal_not_found));
                    put("user_not_found_quantity", json!(uploading.links.user_not_found));
                }
            }
        }
        if self.call.operation.id.contains("calls") {
            let statics = uploading.links.static_calls;
            put("static_calls_quantity", json!(statics));
            put("dynamic_calls_quantity", json!(uploading.line_quantity.saturating_sub(statics)));
        }
        if done && !matches!(uploading.subject, Subject::Expenses | Subject::Removals) {
            put("linked_quantity", json!(uploading.links.linked));
        }
        Value::Object(shown)
    }
}

/// The uploadings of these kinds, newest first: in which order the service has them is not known.
fn list(state: &mut State, call: &Call, world: &World, subjects: &[Subject]) -> Outcome {
    let window = |name: &str, default: i64| {
        let number = call.int(name).unwrap_or(default);
        usize::try_from(number).map_err(|_| Refusal::invalid(name, format!("wrong {name}: {number} is below 0")))
    };
    let (limit, offset) = (window("limit", 10_000)?, window("offset", 0)?);
    let counter = state.counter(call.id("counterId"))?;
    let look = Look { call, world, counter, first: false };
    let found = counter.uploadings.all.values().rev().filter(|uploading| subjects.contains(&uploading.subject));
    let shown: Vec<Value> = found.skip(offset).take(limit).map(|uploading| look.show(uploading)).collect();
    Ok(Answer::json(json!({ "uploadings": shown })))
}

/// One uploading of these kinds.
fn get(state: &mut State, call: &Call, world: &World, subjects: &[Subject], id: &str) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let look = Look { call, world, counter, first: false };
    let uploading = counter.uploadings.all.get(&call.id(id)).filter(|found| subjects.contains(&found.subject));
    let uploading = uploading.ok_or_else(|| unknown(call.id(id)))?;
    Ok(Answer::json(json!({ "uploading": look.show(uploading) })))
}

fn unknown(id: i64) -> Refusal {
    Refusal::not_found(format!("uploading {id} does not exist"))
}

/// Reads the file of a request, row by row; what `take` says no to is rejected.
fn read(
    call: &mut Call,
    layout: &Layout,
    mut take: impl FnMut(&Bound, &Row<'_>) -> Result<(), Fault>,
) -> Result<(Survey, Bound), Refusal> {
    let now = call.now;
    let content = call.file()?.rewound().map_err(|error| Refusal::new(503, "backend_error", error.to_string()))?;
    let mut rows = Rows::open(content, b',')?;
    let bound = layout.bind(rows.header())?;
    let survey = columns::survey(&mut rows, &bound, now, |row| take(&bound, row))?;
    Ok((survey, bound))
}

/// A new uploading of what was read.
fn made(call: &Call, subject: Subject, survey: Survey) -> Uploading {
    Uploading {
        subject,
        uploaded_at: call.now,
        comment: call.text("comment").map(str::to_owned),
        source_quantity: survey.source,
        line_quantity: survey.accepted,
        rejects: survey.rejects,
        ..Uploading::default()
    }
}

/// Keeps a new uploading and shows it.
fn keep(world: &World, call: &Call, mut uploading: Uploading) -> Result<Value, Refusal> {
    let mut state = world.state();
    state.counter(call.id("counterId"))?;
    uploading.id = state.numbers.next("uploading", 42);
    uploading.fails = !matches!(uploading.subject, Subject::Expenses | Subject::Removals)
        && u64::try_from(state.numbers.next("linkage", 1)).is_ok_and(|n| n <= world.settings.uploads.linkage_failures);
    let counter = state.counter(call.id("counterId"))?;
    let shown = Look { call, world, counter, first: true }.show(&uploading);
    counter.uploadings.all.insert(uploading.id, uploading);
    Ok(shown)
}
