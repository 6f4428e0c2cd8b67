//! Expenses, and their removal. What they come to is not kept: no report of the sandbox shows expenses.

use serde_json::json;

use super::cells::Rule;
use super::columns::{Choice, Layout, Survey, optional, required};
use super::{Subject, Uploading};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;

const SUBJECTS: &[Subject] = &[Subject::Expenses, Subject::Removals];

/// Traffic sources of the first level.
const SOURCE: Rule = Rule::Word(&[
    "ad",
    "direct",
    "email",
    "internal",
    "messenger",
    "organic",
    "qrcode",
    "recommend",
    "referral",
    "saved",
    "social",
    "undefined",
]);

const EXPENSES: Layout = Layout {
    columns: &[
        required("Date", Rule::Days),
        optional("UTMSource", Rule::Text),
        optional("TrafficSource", SOURCE),
        optional("TrafficSourceDetail", Rule::Text),
        optional("UTMMedium", Rule::Text),
        optional("UTMCampaign", Rule::Text),
        optional("UTMTerm", Rule::Text),
        optional("UTMContent", Rule::Text),
        required("Expenses", Rule::Amount),
        optional("Currency", Rule::Currency),
        optional("Clicks", Rule::Whole),
    ],
    choices: &[Choice::Any(&["UTMSource", "TrafficSource"])],
};

const REMOVALS: Layout = Layout {
    columns: &[
        required("Date", Rule::Days),
        optional("UTMSource", Rule::Text),
        optional("UTMMedium", Rule::Text),
        optional("UTMCampaign", Rule::Text),
        optional("UTMTerm", Rule::Text),
        optional("UTMContent", Rule::Text),
    ],
    choices: &[],
};

pub(super) fn upload(world: &World, call: &mut Call) -> Outcome {
    let (survey, _) = super::read(call, &EXPENSES, |_, _| Ok(()))?;
    let uploading = super::made(call, Subject::Expenses, survey);
    keep(world, call, uploading, Some("default"))
}

pub(super) fn remove(world: &World, call: &mut Call) -> Outcome {
    let (survey, _) = super::read(call, &REMOVALS, |_, _| Ok(()))?;
    let uploading = super::made(call, Subject::Removals, survey);
    keep(world, call, uploading, None)
}

/// Removes by the parameters of the request; it counts as a file of one row.
pub(super) fn remove_one(world: &World, call: &mut Call) -> Outcome {
    for (name, rule) in [("date", Rule::Days), ("trafficSource", SOURCE)] {
        if let Some(text) = call.text(name) {
            rule.check(text, call.now).map_err(|reason| Refusal::invalid(name, format!("wrong {name}: {reason}")))?;
        }
    }
    let survey = Survey { source: 1, accepted: 1, rejects: Vec::new() };
    let uploading = super::made(call, Subject::Removals, survey);
    keep(world, call, uploading, None)
}

pub(super) fn list(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::list(state, call, world, SUBJECTS)
}

pub(super) fn get(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::get(state, call, world, SUBJECTS, "uploadingId")
}

/// A removal that names no provider is for all of them, so it has none; an upload is of the provider `default`.
fn keep(world: &World, call: &Call, mut uploading: Uploading, provider: Option<&str>) -> Outcome {
    uploading.provider = call.text("provider").or(provider).map(str::to_owned);
    Ok(Answer::json(json!({ "uploading": super::keep(world, call, uploading)? })))
}
