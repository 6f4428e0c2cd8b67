//! What is summed up over the rows of a log of visits.

use std::collections::{BTreeMap, HashSet};

use super::report::Table;
use crate::exported::log::{Log, Row};

/// The fields that [`Sum`] reads.
pub const FIELDS: &str = "ym:s:visitID,ym:s:clientID,ym:s:pageViews,ym:s:bounce,ym:s:visitDuration,ym:s:isNewUser";

/// The metrics that [`Sum::numbers`] gives, in this order.
pub const METRICS: &str = "ym:s:visits,ym:s:users,ym:s:pageviews,ym:s:bounceRate,ym:s:pageDepth,\
    ym:s:avgVisitDurationSeconds,ym:s:newUsers,ym:s:percentNewVisitors,ym:s:newUserVisitsPercentage,ym:s:visitsPerDay";

#[derive(Default)]
pub struct Sum {
    pub visits: f64,
    pub users: HashSet<u64>,
    pub views: f64,
    pub bounces: f64,
    pub seconds: f64,
    pub new_visits: f64,
    pub new_users: HashSet<u64>,
}

impl Sum {
    pub fn add(&mut self, row: Row<'_>) {
        let client = row.number("ym:s:clientID");
        self.visits += 1.0;
        self.users.insert(client);
        self.views += row.number("ym:s:pageViews") as f64;
        self.seconds += row.number("ym:s:visitDuration") as f64;
        if row.flag("ym:s:bounce") {
            self.bounces += 1.0;
        }
        if row.flag("ym:s:isNewUser") {
            self.new_visits += 1.0;
            self.new_users.insert(client);
        }
    }

    /// The values of [`METRICS`] over four days.
    pub fn numbers(&self) -> Vec<f64> {
        let (users, new_users) = (self.users.len() as f64, self.new_users.len() as f64);
        vec![
            self.visits,
            users,
            self.views,
            100.0 * self.bounces / self.visits,
            self.views / self.visits,
            self.seconds / self.visits,
            new_users,
            100.0 * new_users / users,
            100.0 * self.new_visits / self.visits,
            self.visits / 4.0,
        ]
    }
}

/// The sums of the rows that have the same key.
pub fn grouped(log: &Log, key: impl Fn(Row<'_>) -> Vec<Option<String>>) -> Table {
    let mut sums: BTreeMap<_, Sum> = BTreeMap::new();
    for row in log.rows() {
        sums.entry(key(row)).or_default().add(row);
    }
    sums.into_iter().map(|(key, sum)| (key, sum.numbers())).collect()
}

/// A cell as reports name it: an empty one is no value.
pub fn value(row: Row<'_>, field: &str) -> Option<String> {
    Some(row.text(field)).filter(|text| !text.is_empty())
}
