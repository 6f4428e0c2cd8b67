//! The list of counters, with all its filters.

use std::cmp::Ordering;

use serde_json::json;

use super::name;
use super::view::Viewer;
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::operations::items::text;
use crate::refusal::Refusal;
use crate::state::{Counter, State};
use crate::world::World;

pub(super) fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let offset = positive(call, "offset", 1)?;
    let per_page = positive(call, "per_page", 1000)?;
    let login = &call.caller.login;
    let labels = state.user(login).labels.clone();
    let mut found: Vec<&Counter> = state.counters.values().filter(|counter| wanted(counter, call)).collect();
    sort(&mut found, call);
    let viewer = Viewer { login, labels: &labels, fields: &call.words("field"), now: call.now };
    let rows = found.len();
    let counters: Vec<_> =
        found.into_iter().skip(offset - 1).take(per_page).map(|counter| viewer.brief(counter)).collect();
    Ok(Answer::json(json!({ "rows": rows, "counters": counters })))
}

/// Both are counted from 1.
fn positive(call: &Call, parameter: &str, usual: usize) -> Result<usize, Refusal> {
    let Some(value) = call.value(parameter) else { return Ok(usual) };
    let value = value.as_u64().filter(|value| *value >= 1).map(|value| usize::try_from(value).unwrap_or(usize::MAX));
    value.ok_or_else(|| Refusal::invalid(parameter, format!("wrong {parameter}: it is counted from 1")))
}

/// Whether the counter passes all filters. `robots` changes nothing that is in the list.
fn wanted(counter: &Counter, call: &Call) -> bool {
    let Some(permission) = counter.permission(&call.caller.login) else { return false };
    let ids = call.value("counter_ids").map(|_| call.ints("counter_ids"));
    let permissions = call.words("permission");
    let status = call.text("status").unwrap_or("Active");
    ids.is_none_or(|ids| ids.contains(&counter.id()))
        && (!call.flag("favorite").unwrap_or(false) || counter.favorite_of.contains(&call.caller.login))
        && call
            .value("label_id")
            .is_none_or(|label| label.as_i64().is_some_and(|label| counter.labels.contains(&label)))
        && (permissions.is_empty() || permissions.contains(&permission))
        && text(&counter.value, "status") == status
        && call.text("type").is_none_or(|kind| text(&counter.value, "type") == kind)
        && call.text("search_string").is_none_or(|wanted| says(counter, wanted))
}

/// Whether the text is somewhere in the name, the site or a mirror, or is the whole number.
fn says(counter: &Counter, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let mirrors = counter.mirrors.iter().filter_map(|mirror| mirror["site"].as_str());
    counter.id().to_string() == wanted
        || [name(counter), text(&counter.value, "site")]
            .into_iter()
            .chain(mirrors)
            .any(|text| text.to_lowercase().contains(&wanted))
}

/// Orders are told upwards, and are reversed unless the request says not to. The default order is that of numbers.
fn sort(counters: &mut [&Counter], call: &Call) {
    let order: fn(&Counter, &Counter) -> Ordering = match call.text("sort") {
        Some("None") => return,
        Some("Name") => |a, b| (name(a).to_lowercase(), a.id()).cmp(&(name(b).to_lowercase(), b.id())),
        // Only counters with a visit log have anything to count.
        Some("Visits" | "Hits" | "Uniques") => |a, b| (a.traffic.is_some(), a.id()).cmp(&(b.traffic.is_some(), b.id())),
        _ => |a, b| a.id().cmp(&b.id()),
    };
    counters.sort_by(|a, b| order(a, b));
    if call.flag("reverse").unwrap_or(true) {
        counters.reverse();
    }
}
