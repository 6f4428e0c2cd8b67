//! What a body changes about a counter. It is read as a whole before anything is touched.

use jiff::Timestamp;
use serde_json::Value;

use super::settings::{changed, check_site, merge, mirror};
use crate::call::{Call, flag};
use crate::operations::filters::Filter;
use crate::operations::goals::{Goal, forget};
use crate::operations::grants;
use crate::operations::items::{Item, Replacement, Written, replace, replacement, write_flags};
use crate::operations::operations::Operation;
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, State};

pub(super) struct Changes {
    value: Entity,
    flags: Entity,
    favorite: Option<bool>,
    mirrors: Option<Vec<Value>>,
    goals: Option<Replacement>,
    filters: Option<Replacement>,
    operations: Option<Replacement>,
    /// The new grants in the place of all old ones.
    pub grants: Option<Vec<Entity>>,
}

/// The flags of `counter_flags`; `incognito` is a word among them.
const FLAGS: &[&str] = &[
    "collect_first_party_data",
    "direct_allow_use_goals_without_access",
    "measurement_enabled",
    "news_enabled_by_classifier",
    "news_enabled_by_user",
    "use_in_benchmarks",
];

impl Changes {
    /// Refuses what the service would refuse.
    pub fn read(counter: &mut Counter, sent: &Entity, now: Timestamp) -> Result<Self, Refusal> {
        let mut flags = counter.flags.clone();
        if let Some(sent) = sent.get("counter_flags").and_then(Value::as_object) {
            merge(&mut flags, sent.iter().filter(|(key, _)| *key != "counter_id"));
            write_flags(&mut flags, FLAGS, Written::Word);
        }
        let mirrors = listed(sent, "mirrors2", "mirrors_remove");
        for (index, mirror) in mirrors.into_iter().flatten().enumerate() {
            let site = mirror["site"].as_str().unwrap_or_default();
            check_site(&format!("counter.mirrors2[{index}].site"), site)?;
        }
        Ok(Self {
            value: changed(&counter.value, sent, now)?,
            flags,
            favorite: sent.get("favorite").and_then(flag),
            mirrors: mirrors.map(|list| list.iter().filter_map(|item| item["site"].as_str()).map(mirror).collect()),
            goals: items::<Goal>(counter, sent, "goals_remove", now)?,
            filters: items::<Filter>(counter, sent, "filters_remove", now)?,
            operations: items::<Operation>(counter, sent, "operations_remove", now)?,
            grants: listed(sent, "grants", "grants_remove")
                .map(|list| grants::replacement(counter, list, now))
                .transpose()?,
        })
    }

    pub fn apply(self, state: &mut State, id: i64, call: &Call) -> Result<(), Refusal> {
        let State { counters, numbers, .. } = &mut *state;
        let Some(counter) = counters.get_mut(&id) else { return Ok(()) };
        counter.value = self.value;
        counter.value.insert("id".to_owned(), id.into());
        counter.flags = self.flags;
        counter.flags.insert("counter_id".to_owned(), id.into());
        match self.favorite {
            Some(true) => drop(counter.favorite_of.insert(call.caller.login.clone())),
            Some(false) => drop(counter.favorite_of.remove(&call.caller.login)),
            None => {}
        }
        if let Some(mirrors) = self.mirrors {
            counter.mirrors = mirrors;
        }
        if let Some(goals) = self.goals {
            let old = counter.goals.clone();
            replace::<Goal>(counter, goals, numbers);
            for (id, goal) in old.into_iter().filter(|(id, _)| !counter.goals.contains_key(id)).collect::<Vec<_>>() {
                forget(counter, id, goal);
            }
        }
        if let Some(filters) = self.filters {
            replace::<Filter>(counter, filters, numbers);
        }
        if let Some(operations) = self.operations {
            replace::<Operation>(counter, operations, numbers);
        }
        if let Some(grants) = self.grants {
            counter.grants.clear();
            for grant in grants {
                grants::put(state, id, grant)?;
            }
        }
        Ok(())
    }
}

fn items<I: Item>(
    counter: &mut Counter,
    sent: &Entity,
    switch: &str,
    now: Timestamp,
) -> Result<Option<Replacement>, Refusal> {
    listed(sent, I::MANY, switch).map(|list| replacement::<I>(counter, list, now)).transpose()
}

/// A list that was sent to take the place of the present one. Its switch empties it, whatever was sent.
fn listed<'a>(sent: &'a Entity, key: &str, switch: &str) -> Option<&'a [Value]> {
    if sent.get(switch).and_then(Value::as_i64) == Some(1) {
        return Some(&[]);
    }
    sent.get(key)?.as_array().map(Vec::as_slice)
}
