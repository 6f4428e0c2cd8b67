//! The reporting API: the engine in [`crate::reports`] over the visits of the counters that are asked for.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

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
    let context = Context {
        log: &look.logs,
        counters: &look.counters,
        today: look.today,
        settings: &world.settings.reports,
        access_filter: look.access_filter.as_deref(),
    };
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
    access_filter: Option<String>,
    annotations: Vec<Value>,
}

impl<'a> Look<'a> {
    fn of(world: &'a World, call: &Call) -> Result<Self, Refusal> {
        let ids = call.ints("ids");
        let mut state = world.state();
        let mut logs = Logs {
            visits: &world.visits,
            traffic: BTreeMap::new(),
            zones: BTreeMap::new(),
            most: world.settings.data.kept_visits,
        };
        let mut counters = Vec::new();
        let mut today = None;
        let mut access_filter = None;
        let mut annotations = Vec::new();
        let groups = call.words("annotation_groups");
        for id in ids {
            let counter = state.counter(id)?;
            today.get_or_insert_with(|| counter.zone().to_datetime(call.now).date());
            logs.zones.insert(id, counter.zone());
            if let Some(traffic) = counter.traffic()? {
                // Its days stay those in which it was written, as in log exports, if the counter moves to another zone.
                logs.zones.insert(id, traffic.zone().clone());
                logs.traffic.insert(id, traffic);
            }
            if access_filter.is_none() {
                access_filter = seen_through(counter, call)?;
            }
            let all = counter.chart_annotations.values();
            let wanted = all.filter(|annotation| {
                let group = annotation.get("group").and_then(Value::as_str).unwrap_or_default();
                groups.is_empty() || groups.contains(&group)
            });
            annotations.extend(wanted.cloned().map(Value::Object));
            counters.push(described(id, counter));
        }
        let today = today.ok_or_else(|| Refusal::missing("ids"))?;
        Ok(Self { logs, counters, today, access_filter, annotations })
    }
}

/// The expression of the access filter through which the caller sees the counter: the one that is asked for, or the one
/// that the caller's grant names.
fn seen_through(counter: &state::Counter, call: &Call) -> Result<Option<String>, Refusal> {
    let of = |id: i64| {
        let filter = counter.access_filters.get(&id)?;
        filter.get("expression").and_then(Value::as_str).map(str::to_owned)
    };
    if let Some(id) = call.int("access_filter_id") {
        return of(id)
            .map(Some)
            .ok_or_else(|| Refusal::invalid("access_filter_id", format!("access filter {id} does not exist")));
    }
    let grant = counter.grants.get(&call.caller.login);
    Ok(grant.and_then(|grant| grant.get("access_filters")?.get(0)?.get("id")?.as_i64()).and_then(of))
}

fn described(id: i64, counter: &state::Counter) -> Counter {
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
    }
}

fn refusal(problem: reports::Problem) -> Refusal {
    let reports::Problem { status, error_type, message, location } = problem;
    Refusal::of(status, vec![Problem { location, ..Problem::new(error_type, message) }])
}
