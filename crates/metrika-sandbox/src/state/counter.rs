//! One counter and everything that belongs to it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Entity;
use crate::measurement::Hit;
use crate::operations::crm::Crm;
use crate::operations::log_requests::LogRequests;
use crate::operations::uploadings::Uploadings;
use crate::refusal::Refusal;
use crate::traffic::{Plan, Traffic};

/// A counter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counter {
    /// The login of the owner.
    pub owner: String,
    /// The counter as `get_counter` answers it, without what `field=` adds.
    pub value: Entity,
    /// What `field=counter_flags` adds.
    pub flags: Entity,
    /// What `field=mirrors` adds.
    pub mirrors: Vec<Value>,
    /// When it was deleted, in unix seconds.
    pub deleted_at: Option<i64>,
    pub goals: BTreeMap<i64, Entity>,
    /// Goals that were deleted: `useDeleted` lists them.
    pub deleted_goals: BTreeMap<i64, Entity>,
    pub filters: BTreeMap<i64, Entity>,
    pub operations: BTreeMap<i64, Entity>,
    pub access_filters: BTreeMap<i64, Entity>,
    pub segments: BTreeMap<i64, Entity>,
    pub chart_annotations: BTreeMap<i64, Entity>,
    /// By login; the public grant has an empty one.
    pub grants: BTreeMap<String, Entity>,
    /// When grants were changed, for the hourly limit: unix seconds.
    pub grant_changes: Vec<i64>,
    pub labels: BTreeSet<i64>,
    /// Users who marked it as a favourite.
    pub favorite_of: BTreeSet<String>,
    pub measurement_tokens: Vec<String>,
    /// What came by the Measurement Protocol and was taken, in the order in which it came.
    pub measured: Vec<Hit>,
    pub cloud_exports: BTreeMap<i64, Entity>,
    pub uploadings: Uploadings,
    pub crm: Crm,
    pub log_requests: LogRequests,
    /// What its visits are made from. A counter made through the API has none.
    pub traffic: Option<Plan>,
}

impl Counter {
    pub fn deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    pub fn id(&self) -> i64 {
        self.value.get("id").and_then(Value::as_i64).unwrap_or_default()
    }

    /// Everything of it that is an object of the API.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &Entity> {
        let lists = [
            &self.goals,
            &self.deleted_goals,
            &self.filters,
            &self.operations,
            &self.access_filters,
            &self.segments,
            &self.chart_annotations,
            &self.cloud_exports,
        ];
        let lists = lists.into_iter().flat_map(BTreeMap::values);
        [&self.value, &self.flags].into_iter().chain(lists).chain(self.grants.values())
    }

    /// What this user may do with the counter: `own`, or the word of the user's grant. The public grant is no one's own.
    pub fn permission(&self, login: &str) -> Option<&str> {
        if self.owner == login {
            return Some("own");
        }
        self.grants.get(login).filter(|_| !login.is_empty())?.get("perm")?.as_str()
    }

    /// Its visits until yesterday, if it has any: the log does not run dry while the clock moves on, nor when a state is
    /// read that was written long ago.
    pub(crate) fn traffic(&self, now: Timestamp) -> Result<Option<Traffic>, Refusal> {
        let traffic = self.traffic.clone().map(Traffic::new).transpose();
        let traffic =
            traffic.map_err(|error| Refusal::new(503, "backend_error", format!("there are no visits: {error}")))?;
        Ok(traffic.map(|traffic| {
            let today = traffic.zone().to_datetime(now).date();
            traffic.until(today.saturating_sub(1.day()))
        }))
    }

    /// The time zone of the counter; Moscow's if it has none that is known.
    pub fn zone(&self) -> TimeZone {
        let name = self.value.get("time_zone_name").and_then(Value::as_str).unwrap_or("Europe/Moscow");
        TimeZone::get(name).unwrap_or_else(|_| crate::clock::moscow())
    }
}
