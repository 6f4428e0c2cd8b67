//! Calls.

use super::Subject;
use super::cells::Rule;
use super::columns::{Choice, Layout, optional, required};
use super::conversions;
use crate::answer::Outcome;
use crate::call::Call;
use crate::state::State;
use crate::world::World;

pub(super) const LAYOUT: Layout = Layout {
    columns: &[
        optional("UserId", Rule::Text),
        optional("ClientId", Rule::Whole),
        optional("Yclid", Rule::Whole),
        required("DateTime", Rule::Past),
        optional("StaticCall", Rule::Flag),
        optional("Price", Rule::Amount),
        optional("Currency", Rule::Currency),
        optional("PhoneNumber", Rule::Phone),
        optional("TalkDuration", Rule::Whole),
        optional("HoldDuration", Rule::Whole),
        optional("CallMissed", Rule::Flag),
        optional("Tag", Rule::Text),
        optional("FirstTimeCaller", Rule::Flag),
        optional("URL", Rule::Text),
        optional("CallTrackerURL", Rule::Text),
    ],
    choices: &[Choice::One(&["UserId", "ClientId", "Yclid"])],
};

pub(super) fn upload(world: &World, call: &mut Call) -> Outcome {
    conversions::upload_as(world, call, Subject::Calls, &LAYOUT)
}

pub(super) fn list(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::list(state, call, world, &[Subject::Calls])
}

pub(super) fn get(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    super::get(state, call, world, &[Subject::Calls], "id")
}
