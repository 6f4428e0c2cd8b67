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
    /// To make goals and segments as well, and not to change or delete them.
    Analyze,
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
            let login = &caller.login;
            let reason = match right {
                Right::Report => format!("{login} may see the statistics of the counter {counter}, and nothing else"),
                Right::View => format!("{login} may only look at the counter {counter}"),
                Right::Analyze => {
                    format!("{login} may make goals and segments of the counter {counter}, and change nothing else")
                }
                Right::Edit | Right::Own => format!("{login} does not own the counter {counter}"),
            };
            Err(Refusal::denied(format!("Access is denied: {reason}")))
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
/// have access. Editors do everything but delete the counter or move it; analysts make goals and segments, and neither
/// change nor delete them (`GrantPermission` in `openapi/management.yaml`). That only owners restore a counter is our reading.
fn need(operation: &Operation) -> Right {
    match (operation.tag.as_str(), operation.id.as_str()) {
        ("reports", _) => Right::Report,
        (_, "delete_counter" | "undelete_counter") => Right::Own,
        (_, "create_goal" | "create_segment") => Right::Analyze,
        // Labels are the user's own.
        ("logs" | "labels", _) => Right::View,
        _ if operation.writes() => Right::Edit,
        _ => Right::View,
    }
}

/// What this user has. With `..._access_filter`, it is the same for a part of the data. A permission that no page lists is
/// taken for viewing.
fn right(counter: &Counter, login: &str) -> Option<Right> {
    if counter.owner == login {
        return Some(Right::Own);
    }
    let permission = |login: &str| counter.grants.get(login)?.get("perm")?.as_str();
    match permission(login).filter(|_| !login.is_empty()) {
        Some("own") => Some(Right::Own),
        Some("edit") => Some(Right::Edit),
        Some("analyst" | "analyst_access_filter") => Some(Right::Analyze),
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
