//! Clients of Yandex Direct.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Table, state};
use crate::access;
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::state::{Entity, State};
use crate::world::World;

pub(super) const TABLE: Table = &[state("list_clients", list)];

/// The clients of all owners of the counters, each once.
fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let mut clients: BTreeMap<i64, &Entity> = BTreeMap::new();
    let counters = call.ints("counters");
    for id in &counters {
        state.counter(*id)?;
        // The counters are in the query, where nobody has looked yet.
        access::permit(state, &call.caller, call.operation, *id)?;
    }
    for counter in counters.iter().filter_map(|id| state.counters.get(id)) {
        if let Some(owner) = state.users.get(&counter.owner) {
            clients.extend(owner.direct_clients.iter().map(|(id, client)| (*id, client)));
        }
    }
    let clients: Vec<&Entity> = clients.into_values().collect();
    Ok(Answer::json(json!({ "clients": clients })))
}
