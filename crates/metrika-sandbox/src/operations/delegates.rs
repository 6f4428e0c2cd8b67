//! Delegates: who may act for the user. Accounts are the same seen from the other side.

use serde_json::{Value, json};

use super::items::{default, text};
use super::{Table, hourly, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::clock::{moscow, zoned_text};
use crate::refusal::Refusal;
use crate::state::{Entity, State};
use crate::world::World;

pub(super) const TABLE: Table =
    &[state("create_delegate", create), state("list_delegates", list), state("delete_delegate", delete)];

/// One goes in, the whole list comes out.
fn create(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let owner = call.caller.login.clone();
    let most = world.quotas.settings().delegates_per_hour;
    hourly::check(&mut state.user(&owner).delegations, most, "quota_delegate_requests", call, world)?;
    let mut delegate = call.object("delegate")?.clone();
    let login = text(&delegate, "user_login").to_owned();
    if login == owner {
        return Err(Refusal::invalid("delegate.user_login", "nobody is a delegate of their own"));
    }
    if state.user(&owner).delegates.contains_key(&login) {
        return Err(Refusal::conflict(format!("{login} is a delegate already")));
    }
    delegate.insert("uid".to_owned(), json!(state.user(&login).uid));
    delegate.insert("created_at".to_owned(), zoned_text(call.now, &moscow()).into());
    default(&mut delegate, "comment", "");
    let user = state.user(&owner);
    user.delegates.insert(login, delegate);
    hourly::count(&mut user.delegations, call.now);
    list(state, call, world)
}

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let delegates: Vec<&Entity> = state.user(&call.caller.login).delegates.values().collect();
    Ok(Answer::json(json!({ "delegates": delegates })))
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let login = call.text("user_login").unwrap_or_default();
    match state.user(&call.caller.login).delegates.remove(login) {
        Some(_) => Ok(Answer::success()),
        None => Err(Refusal::not_found(format!("{login} is no delegate"))),
    }
}

/// The accounts that a user is a delegate of, as their list shows them.
pub(super) fn accounts_of(state: &State, login: &str) -> Vec<Value> {
    let delegated = state.users.iter().filter_map(|(owner, user)| Some((owner, user.delegates.get(login)?)));
    delegated
        .map(|(owner, delegate)| match delegate.get("created_at") {
            Some(at) => json!({ "user_login": owner, "created_at": at }),
            None => json!({ "user_login": owner }),
        })
        .collect()
}
