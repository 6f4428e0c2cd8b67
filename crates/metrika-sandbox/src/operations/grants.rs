//! Grants: who may see or change a counter.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::items::{Written, default, text, write_flags};
use super::{Table, hourly, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::clock::{moscow, spaced_text};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, State};
use crate::world::World;

pub(super) const TABLE: Table = &[
    state("create_grant", create),
    state("list_grants", list),
    state("get_grant", get),
    state("update_grant", update),
    state("delete_grant", delete),
    state("create_public_grant", open),
    state("delete_public_grant", close),
    state("get_my_grant", mine),
];

/// The login of the public grant.
pub(super) const PUBLIC: &str = "";

fn create(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let counter = countable(state, call, world)?;
    let grant = accept(call.object("grant")?, None, counter, "grant", call.now)?;
    let login = text(&grant, "user_login").to_owned();
    if login == counter.owner {
        return Err(Refusal::conflict(format!("the counter belongs to {login}")));
    }
    if counter.grants.contains_key(&login) {
        return Err(Refusal::conflict(format!("{login} has access already; update_grant changes it")));
    }
    store(state, call, grant)
}

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    Ok(Answer::json(json!({ "grants": shown(counter) })))
}

fn get(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let login = call.text("user_login").unwrap_or_default();
    let grant = counter.grants.get(login).ok_or_else(|| none(login))?;
    Ok(Answer::json(json!({ "grant": named(grant, counter) })))
}

/// The body names whose grant it is, by login or by number.
fn update(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let mut sent = call.object("grant")?.clone();
    if !sent.contains_key("user_login")
        && let Some(uid) = sent.get("user_uid").and_then(Value::as_i64)
    {
        sent.insert("user_login".to_owned(), login_of(state, uid)?.into());
    }
    let counter = countable(state, call, world)?;
    let login = sent.get("user_login").and_then(Value::as_str);
    let login = login.ok_or_else(|| Refusal::missing("grant.user_login"))?;
    let old = counter.grants.get(login).ok_or_else(|| none(login))?;
    let grant = accept(&sent, Some(old), counter, "grant", call.now)?;
    store(state, call, grant)
}

fn delete(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let login = match (call.text("user_login"), call.int("user_uid")) {
        (Some(login), _) => login.to_owned(),
        (None, Some(uid)) => login_of(state, uid)?,
        (None, None) => return Err(Refusal::missing("user_login")),
    };
    if login == PUBLIC {
        return Err(Refusal::invalid("user_login", "for the public grant there is delete_public_grant"));
    }
    take(state, call, world, &login)
}

fn open(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let counter = countable(state, call, world)?;
    if let Some(grant) = counter.grants.get(PUBLIC) {
        return Ok(Answer::json(json!({ "grant": grant })));
    }
    store(state, call, public(call.now))
}

fn close(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    take(state, call, world, PUBLIC)
}

fn mine(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let login = call.caller.login.clone();
    let uid = state.user(&login).uid;
    let counter = state.counter(call.id("counterId"))?;
    if counter.owner == login {
        let grant = json!({ "user_login": login, "user_uid": uid, "perm": "own", "comment": "" });
        return Ok(Answer::json(json!({ "grant": grant })));
    }
    let grant = counter.grants.get(&login).or_else(|| counter.grants.get(PUBLIC)).ok_or_else(|| none(&login))?;
    Ok(Answer::json(json!({ "grant": named(grant, counter) })))
}

/// The counter, if its grants may be changed once more in this hour.
fn countable<'a>(state: &'a mut State, call: &Call, world: &World) -> Result<&'a mut Counter, Refusal> {
    let counter = state.counter(call.id("counterId"))?;
    limit(counter, call, world)?;
    Ok(counter)
}

/// Whether the grants of the counter may be changed once more in this hour.
pub(super) fn limit(counter: &mut Counter, call: &Call, world: &World) -> Result<(), Refusal> {
    let most = world.quotas.settings().grants_per_hour;
    hourly::check(&mut counter.grant_changes, most, "quota_grants_requests", call, world)
}

fn store(state: &mut State, call: &Call, grant: Entity) -> Outcome {
    let id = call.id("counterId");
    let login = text(&grant, "user_login").to_owned();
    put(state, id, grant)?;
    let counter = state.counter(id)?;
    hourly::count(&mut counter.grant_changes, call.now);
    let grant = counter.grants.get(&login).ok_or_else(|| none(&login))?;
    Ok(Answer::json(json!({ "grant": named(grant, counter) })))
}

/// Puts a grant to the counter, with the number of the user.
pub(crate) fn put(state: &mut State, counter: i64, mut grant: Entity) -> Result<(), Refusal> {
    let login = text(&grant, "user_login").to_owned();
    let uid = if login == PUBLIC { 0 } else { state.user(&login).uid };
    grant.insert("user_uid".to_owned(), uid.into());
    state.counter(counter)?.grants.insert(login, grant);
    Ok(())
}

fn take(state: &mut State, call: &Call, world: &World, login: &str) -> Outcome {
    let counter = countable(state, call, world)?;
    counter.grants.remove(login).ok_or_else(|| none(login))?;
    hourly::count(&mut counter.grant_changes, call.now);
    Ok(Answer::success())
}

fn login_of(state: &State, uid: i64) -> Result<String, Refusal> {
    let user = state.users.iter().find(|(_, user)| user.uid == uid);
    user.map(|(login, _)| login.clone()).ok_or_else(|| Refusal::not_found(format!("there is no user {uid}")))
}

fn none(login: &str) -> Refusal {
    match login {
        PUBLIC => Refusal::not_found("the counter has no public grant"),
        _ => Refusal::not_found(format!("{login} has no grant to the counter")),
    }
}

/// Everyone may see the statistics.
pub(crate) fn public(now: Timestamp) -> Entity {
    let mut grant = Entity::new();
    default(&mut grant, "user_login", PUBLIC);
    default(&mut grant, "perm", "public_stat");
    complete(&mut grant, None, now);
    grant
}

/// What the service fills in.
pub(crate) fn complete(grant: &mut Entity, old: Option<&Entity>, now: Timestamp) {
    let created = old.and_then(|old| old.get("created_at")).cloned();
    grant.insert("created_at".to_owned(), created.unwrap_or_else(|| spaced_text(now, &moscow()).into()));
    default(grant, "comment", "");
    default(grant, "partner_data_access", false);
    write_flags(grant, &["partner_data_access"], Written::Word);
}

/// A grant as it is kept. `at` is where it was sent: `grant`, `counter.grants[1]`.
fn accept(sent: &Entity, old: Option<&Entity>, counter: &Counter, at: &str, now: Timestamp) -> Result<Entity, Refusal> {
    let mut grant = sent.clone();
    let login = sent.get("user_login").and_then(Value::as_str);
    let login = login.ok_or_else(|| Refusal::missing(&format!("{at}.user_login")))?;
    let perm = text(sent, "perm");
    let refuse = |field: &str, message: &str| Err(Refusal::invalid(&format!("{at}.{field}"), message));
    match (login, perm) {
        (PUBLIC, "public_stat") if old.is_some() => {}
        (PUBLIC, "public_stat") => return refuse("perm", "for the public grant there is create_public_grant"),
        (PUBLIC, _) => return refuse("user_login", "only the public grant, public_stat, has no login"),
        (_, "public_stat") => return refuse("perm", "public_stat is for everyone, not for one user"),
        (_, "own") => return refuse("perm", "a counter cannot be given away by a grant"),
        _ => {}
    }
    let filter = sent.get("access_filters").map(|filters| filters[0]["id"].as_i64().unwrap_or_default());
    match (perm.ends_with("_access_filter"), filter) {
        (true, None) => return Err(Refusal::missing(&format!("{at}.access_filters"))),
        (false, Some(_)) => {
            return refuse("access_filters", "an access filter goes only with the permissions ..._access_filter");
        }
        (true, Some(id)) if !counter.access_filters.contains_key(&id) => {
            return refuse("access_filters[0].id", &format!("access filter {id} does not exist"));
        }
        (true, Some(id)) => drop(grant.insert("access_filters".to_owned(), json!([{ "id": id }]))),
        (false, None) => {}
    }
    complete(&mut grant, old, now);
    Ok(grant)
}

/// Reads a list that is to take the place of all grants of the counter.
pub(super) fn replacement(counter: &Counter, sent: &[Value], now: Timestamp) -> Result<Vec<Entity>, Refusal> {
    let mut all = BTreeMap::new();
    for (index, sent) in sent.iter().enumerate() {
        let at = format!("counter.grants[{index}]");
        let sent = sent.as_object().ok_or_else(|| Refusal::invalid(&at, "this is no object"))?;
        let login = text(sent, "user_login");
        let grant = if login == PUBLIC && text(sent, "perm") == "public_stat" {
            counter.grants.get(PUBLIC).cloned().unwrap_or_else(|| public(now))
        } else {
            accept(sent, counter.grants.get(login), counter, &at, now)?
        };
        if login == counter.owner || all.insert(login.to_owned(), grant).is_some() {
            return Err(Refusal::conflict(format!("{at}: {login} has access already")));
        }
    }
    Ok(all.into_values().collect())
}

/// All grants of the counter.
pub(super) fn shown(counter: &Counter) -> Vec<Entity> {
    counter.grants.values().map(|grant| named(grant, counter)).collect()
}

/// The grant with the names that its access filters have at present.
fn named(grant: &Entity, counter: &Counter) -> Entity {
    let mut grant = grant.clone();
    for filter in grant.get_mut("access_filters").and_then(Value::as_array_mut).into_iter().flatten() {
        let known = filter["id"].as_i64().and_then(|id| counter.access_filters.get(&id));
        if let (Some(name), Some(filter)) = (known.and_then(|known| known.get("name")), filter.as_object_mut()) {
            filter.insert("name".to_owned(), name.clone());
        }
    }
    grant
}
