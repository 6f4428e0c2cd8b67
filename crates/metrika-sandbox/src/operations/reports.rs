//! The reporting API: the engine in [`crate::reports`] over the visits of the counters that are asked for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::access_filters::{expression, seen_through};
use super::{Kind, Table, slow};
use crate::answer::{Answer, Outcome};
use crate::call::{Call, flag};
use crate::refusal::{Problem, Refusal};
use crate::reports::{self, Context, Counter, Method};
use crate::state;
use crate::visits::Logs;
use crate::world::World;

pub(super) const TABLE: Table = &[
    slow("get_report", Kind::Computed, |world, call| report(world, call, Method::Data)),
    slow("get_report_by_time", Kind::Computed, |world, call| report(world, call, Method::ByTime)),
    slow("get_drilldown", Kind::Computed, |world, call| report(world, call, Method::Drilldown)),
    slow("get_comparison", Kind::Computed, |world, call| report(world, call, Method::Comparison)),
    slow("get_comparison_drilldown", Kind::Computed, |world, call| report(world, call, Method::ComparisonDrilldown)),
    slow("get_pivot", Kind::Computed, |world, call| report(world, call, Method::Pivot)),
];

fn report(world: &World, call: &mut Call, method: Method) -> Outcome {
    let look = Look::of(world, call)?;
    let context =
        Context { log: &look.logs, counters: &look.counters, today: look.today, settings: &world.settings.reports };
    let mut answer = reports::run(method, &call.parameters.texts, &context).map_err(refusal)?;
    if call.csv {
        return Ok(Answer::bytes(200, "text/csv; charset=utf-8", reports::csv(method, &answer)));
    }
    if call.flag("include_annotations") == Some(true) {
        answer["annotations"] = Value::Array(look.annotations);
    }
    Ok(Answer::json(answer))
}

/// What a report needs of the state, so that the state is free while the visits are counted.
struct Look<'a> {
    logs: Logs<'a>,
    counters: Vec<Counter>,
    today: Date,
    annotations: Vec<Value>,
}

impl<'a> Look<'a> {
    fn of(world: &'a World, call: &Call) -> Result<Self, Refusal> {
        let ids = ids(call)?;
        let mut state = world.state();
        let mut logs = Logs {
            visits: &world.visits,
            traffic: BTreeMap::new(),
            zones: BTreeMap::new(),
            most: world.settings.data.kept_visits,
        };
        let mut counters = Vec::new();
        let mut today = None;
        let mut annotations = Vec::new();
        let groups = call.words("annotation_groups");
        for id in ids {
            let counter = state.counter(id)?;
            today.get_or_insert_with(|| counter.zone().to_datetime(call.now).date());
            logs.zones.insert(id, counter.zone());
            if let Some(traffic) = counter.traffic(call.now)? {
                // Its days stay those in which it was written, as in log exports, if the counter moves to another zone.
                logs.zones.insert(id, traffic.zone().clone());
                logs.traffic.insert(id, traffic);
            }
            let all = counter.chart_annotations.values();
            let wanted = all.filter(|annotation| {
                let group = annotation.get("group").and_then(Value::as_str).unwrap_or_default();
                groups.is_empty() || groups.contains(&group)
            });
            annotations.extend(wanted.cloned().map(Value::Object));
            counters.push(described(id, counter, seen_through(counter, &call.caller)?));
        }
        let today = today.ok_or_else(|| Refusal::missing("ids"))?;
        if let Some(id) = call.int("access_filter_id") {
            narrow(&mut state, &mut counters, id)?;
        }
        Ok(Self { logs, counters, today, annotations })
    }
}

/// Counters that a report may be about: <https://yandex.com/dev/metrika/en/stat/openapi/data_1>.
const COUNTERS: usize = 500;

/// The counters asked for, each once: who names one twice sees its visits once.
fn ids(call: &Call) -> Result<Vec<i64>, Refusal> {
    let sent = call.ints("ids");
    if sent.len() > COUNTERS {
        let message = format!("a report is about at most {COUNTERS} counters, and not {}", sent.len());
        return Err(Refusal::invalid("ids", message));
    }
    let mut seen = BTreeSet::new();
    Ok(sent.into_iter().filter(|id| seen.insert(*id)).collect())
}

/// Lays the access filter that is asked for over the counter that has it, beside that of the caller's grant: it can hide
/// more, and show nothing that the grant hides.
fn narrow(state: &mut state::State, counters: &mut [Counter], id: i64) -> Result<(), Refusal> {
    for counter in counters {
        if let Some(expression) = expression(state.counter(counter.id)?, id) {
            counter.seen_through.push(expression);
            return Ok(());
        }
    }
    Err(Refusal::invalid("access_filter_id", format!("access filter {id} does not exist")))
}

pub(super) fn described(id: i64, counter: &state::Counter, seen_through: Vec<String>) -> Counter {
    let text = |pointer: &[&str]| {
        let (first, rest) = pointer.split_first()?;
        let start = counter.value.get(*first)?;
        rest.iter().try_fold(start, |value, key| value.get(key))?.as_str()
    };
    let goal = |id: &i64| u32::try_from(*id).ok();
    let favorite = |goal: &&i64| {
        let goal = counter.goals.get(goal).and_then(|goal| goal.get("is_favorite"));
        goal.and_then(flag) == Some(true)
    };
    Counter {
        id,
        site: text(&["site2", "site"]).or(text(&["site"])).unwrap_or_default().to_owned(),
        currency: text(&["currency_code"]).unwrap_or("RUB").to_owned(),
        goals: counter.goals.keys().filter_map(goal).collect(),
        favorite_goals: counter.goals.keys().filter(favorite).filter_map(goal).collect(),
        seen_through,
    }
}

pub(super) fn refusal(problem: reports::Problem) -> Refusal {
    let reports::Problem { status, error_type, message, location } = problem;
    Refusal::of(status, vec![Problem { location, ..Problem::new(error_type, message) }])
}
