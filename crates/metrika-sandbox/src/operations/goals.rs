//! Goals of every type, those among them that no reference lists.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::counters::limit;
use super::goal_rules;
use super::items::{self, Item, Place, Written, create, cut, default, get, put_first, text, update, write_flags};
use super::{Table, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, Numbers, State};
use crate::world::World;

pub(super) const TABLE: Table = &[
    state("create_goal", create::<Goal>),
    state("list_goals", list),
    state("get_goal", get::<Goal>),
    state("update_goal", update::<Goal>),
    state("delete_goal", delete),
];

pub(super) struct Goal;

impl Item for Goal {
    const ONE: &'static str = "goal";
    const MANY: &'static str = "goals";
    const PARAMETER: &'static str = "goalId";
    const FIRST: i64 = 340_000_001;
    const OWNED: &'static [&'static str] = &["goal_source", "prev_goal_id", "status"];

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.goals
    }

    fn most(counter: &Counter) -> Option<usize> {
        Some(limit(counter, "max_goals", 200))
    }

    fn accept(new: &mut Entity, old: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        let kind = text(new, "type");
        if !goal_rules::may_be_made(kind) && old.is_none_or(|old| text(old, "type") != kind) {
            let message = format!("goals of type {kind} cannot be made; only the service makes them");
            return Err(place.refuse("type", message));
        }
        goal_rules::check(new, &place.at)?;
        // A step keeps its number only if it was a step before.
        let known: Vec<Value> =
            old.into_iter().flat_map(steps).filter_map(|step| step.get(Self::ID).cloned()).collect();
        for step in steps_mut(new) {
            if !step.get(Self::ID).is_some_and(|id| known.contains(id)) {
                cut(step, Self::ID);
            }
        }
        complete(new);
        Ok(())
    }

    /// Steps of a composite goal have numbers too.
    fn number_parts(goal: &mut Entity, numbers: &mut Numbers) {
        for step in steps_mut(goal).filter(|step| !step.contains_key(Self::ID)) {
            put_first(step, Self::ID, json!(numbers.next(Self::ONE, Self::FIRST)));
        }
    }
}

fn steps(goal: &Entity) -> impl Iterator<Item = &Entity> {
    goal.get("steps").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn steps_mut(goal: &mut Entity) -> impl Iterator<Item = &mut Entity> {
    goal.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// The goal as the service writes it: no field left out, flags as digits, the price never a whole number.
pub(crate) fn complete(goal: &mut Entity) {
    default(goal, "is_retargeting", 0);
    default(goal, "is_favorite", 0);
    default(goal, "goal_source", "user");
    default(goal, "prev_goal_id", 0);
    default(goal, "status", "Active");
    let price = goal.get("default_price").and_then(Value::as_f64).unwrap_or_default();
    goal.insert("default_price".to_owned(), json!(price));
    write_flags(goal, &["is_retargeting", "is_favorite"], Written::Digit);
    write_flags(goal, &["hide_phone_number"], Written::Word);
    for condition in goal.get_mut("conditions").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(condition) = condition.as_object_mut() {
            write_flags(condition, &["answered"], Written::Word);
        }
    }
    steps_mut(goal).for_each(complete);
}

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let deleted = call.flag("useDeleted").unwrap_or(false).then_some(&counter.deleted_goals);
    let goals: Vec<&Entity> = counter.goals.values().chain(deleted.into_iter().flat_map(BTreeMap::values)).collect();
    Ok(Answer::json(json!({ "goals": goals })))
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let goal = items::remove::<Goal>(state, call)?;
    forget(state.counter(call.id("counterId"))?, call.id(Goal::PARAMETER), goal);
    Ok(Answer::success())
}

/// Puts a goal where `useDeleted` finds it.
pub(crate) fn forget(counter: &mut Counter, id: i64, mut goal: Entity) {
    goal.insert("status".to_owned(), json!("Deleted"));
    counter.deleted_goals.insert(id, goal);
}
