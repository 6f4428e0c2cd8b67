//! Accounts: whom the user may act for. They give the access, see `delegates`; the user can only give it up.

use serde_json::{Value, json};

use super::delegates::accounts_of;
use super::{Table, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;

pub(super) const TABLE: Table =
    &[state("list_accounts", list), state("replace_accounts", replace), state("delete_account", delete)];

fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    Ok(Answer::json(json!({ "accounts": accounts_of(state, &call.caller.login) })))
}

/// Whoever is left out loses nothing but the user's help; whoever is new gives nothing.
fn replace(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let kept: Vec<&str> = call.list("accounts")?.iter().filter_map(|account| account["user_login"].as_str()).collect();
    for (owner, user) in &mut state.users {
        if !kept.contains(&owner.as_str()) {
            user.delegates.remove(&call.caller.login);
        }
    }
    list(state, call, world)
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let owner = call.value("user_login").and_then(Value::as_str).unwrap_or_default();
    match state.users.get_mut(owner).and_then(|user| user.delegates.remove(&call.caller.login)) {
        Some(_) => Ok(Answer::success()),
        None => Err(Refusal::not_found(format!("there is no access to the account of {owner}"))),
    }
}
