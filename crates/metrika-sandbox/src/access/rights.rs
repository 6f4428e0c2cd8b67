//! What a user may do with a counter.

use super::Caller;
use crate::refusal::Refusal;
use crate::spec::Operation;
use crate::state::{Counter, State};

/// What an operation needs, and what a user has; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Right {
    /// Reports, and nothing else.
    Report,
    View,
    Edit,
    Own,
}

/// Whether the caller may do this with this counter.
pub fn permit(state: &State, caller: &Caller, operation: &Operation, counter: i64) -> Result<(), Refusal> {
    let right = state.counters.get(&counter).and_then(|counter| right(counter, &caller.login));
    let need = need(operation);
    match right {
        Some(right) if right >= need => Ok(()),
        Some(right) => {
            let has = match right {
                Right::Report => "its statistics are public, and nothing else is",
                Right::View => "may only look at it",
                Right::Edit | Right::Own => "does not own it",
            };
            Err(Refusal::denied(format!("Access is denied: {} {has} (counter {counter})", caller.login)))
        }
        None if knows_nobody(state, &caller.login) => {
            let message = format!(
                "Access is denied: the token was issued for {}, who has no access to any counter",
                caller.login
            );
            Err(Refusal::denied(message))
        }
        // As recorded.
        None => Err(Refusal::denied("Access is denied")),
    }
}

/// What an operation on a counter needs.
///
/// Known: management needs ownership, viewing for reads or editing for writes, and prepared logs are shared by all who
/// have access. That only owners delete and restore a counter, and that editors manage grants, is our reading.
fn need(operation: &Operation) -> Right {
    match (operation.tag.as_str(), operation.id.as_str()) {
        ("reports", _) => Right::Report,
        (_, "delete_counter" | "undelete_counter") => Right::Own,
        // Labels are the user's own.
        ("logs" | "labels", _) => Right::View,
        _ if operation.writes() => Right::Edit,
        _ => Right::View,
    }
}

/// What this user has. Nothing is known of analysts but their names: they read and get reports.
fn right(counter: &Counter, login: &str) -> Option<Right> {
    if counter.owner == login {
        return Some(Right::Own);
    }
    let permission = |login: &str| counter.grants.get(login)?.get("perm")?.as_str();
    match permission(login).filter(|_| !login.is_empty()) {
        Some("edit") => Some(Right::Edit),
        Some("public_stat") => Some(Right::Report),
        Some(_) => Some(Right::View),
        // The public grant is the one without a login.
        None => permission("").map(|_| Right::Report),
    }
}

/// Whether this user owns no counter and has no grant: the token is of the wrong account.
fn knows_nobody(state: &State, login: &str) -> bool {
    !state.counters.values().any(|counter| counter.owner == login || counter.grants.contains_key(login))
}
