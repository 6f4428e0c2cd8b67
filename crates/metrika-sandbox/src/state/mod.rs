//! All that the sandbox remembers: users, counters and what belongs to them.

mod counter;
mod file;
pub mod seed;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::access::Tokens;
use crate::refusal::Refusal;

pub use counter::Counter;
pub(crate) use file::read;
pub use file::{NoState, load, save};

/// An object of the API as it is answered: known and unknown fields alike.
pub type Entity = Map<String, Value>;

/// The fields of a JSON object; none of anything else.
pub(crate) fn entity(value: Value) -> Entity {
    match value {
        Value::Object(map) => map,
        _ => Entity::new(),
    }
}

/// Everything. It can be written as JSON and read again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By login.
    pub users: BTreeMap<String, User>,
    pub counters: BTreeMap<i64, Counter>,
    pub tokens: Tokens,
    pub numbers: Numbers,
}

/// A person with an account at Yandex.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    pub uid: i64,
    pub labels: BTreeMap<i64, Entity>,
    /// Who may act for this user, by login.
    pub delegates: BTreeMap<String, Entity>,
    /// Clients of Yandex Direct whose campaigns the user can see.
    pub direct_clients: BTreeMap<i64, Entity>,
    /// When delegates were added, for the hourly limit: unix seconds.
    pub delegations: Vec<i64>,
}

/// The last number that was given to each kind of thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Numbers(BTreeMap<String, i64>);

impl Numbers {
    /// The next number of this kind; the first one is `first`.
    pub fn next(&mut self, kind: &str, first: i64) -> i64 {
        let last = self.0.entry(kind.to_owned()).or_insert(first - 1);
        *last += 1;
        *last
    }
}

impl User {
    /// Everything of the user's that is an object of the API.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.labels.values().chain(self.delegates.values()).chain(self.direct_clients.values())
    }
}

impl State {
    /// The counter, deleted or not.
    pub fn any_counter(&mut self, id: i64) -> Result<&mut Counter, Refusal> {
        self.counters.get_mut(&id).ok_or_else(|| no_counter(id))
    }

    /// The counter, unless it is deleted.
    pub fn counter(&mut self, id: i64) -> Result<&mut Counter, Refusal> {
        self.any_counter(id).and_then(|counter| if counter.deleted() { Err(no_counter(id)) } else { Ok(counter) })
    }

    /// The user; one who is not known yet comes to be.
    pub fn user(&mut self, login: &str) -> &mut User {
        if !self.users.contains_key(login) {
            let uid = self.numbers.next("uid", 1_130_000_000_000_001);
            self.users.insert(login.to_owned(), User { uid, ..User::default() });
        }
        self.users.entry(login.to_owned()).or_default()
    }
}

fn no_counter(id: i64) -> Refusal {
    Refusal::not_found(format!("counter {id} does not exist"))
}
