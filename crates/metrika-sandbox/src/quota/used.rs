//! What has been used of the quotas.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use super::QuotaSettings;
use crate::spec::Operation;

const DAY: i64 = 24 * 3600;
const FIVE_MINUTES: i64 = 300;

/// Counts, each for the current window of time.
#[derive(Debug, Default)]
pub(super) struct Used {
    seconds: Window<(IpAddr, bool)>,
    days_of_users: Window<(String, Group)>,
    days_of_counters: Window<(i64, Group)>,
    reports: Window<String>,
    parallel: HashMap<String, u32>,
}

/// What is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Read,
    Write,
    Report,
}

/// A request that wants to be served.
pub(super) struct Asked<'a> {
    /// Unix seconds.
    pub now: i64,
    pub from: IpAddr,
    pub login: &'a String,
    pub operation: &'a Operation,
    pub counters: &'a [i64],
}

/// A quota that has nothing left.
#[derive(Debug)]
pub(super) struct Exceeded {
    pub error_type: &'static str,
    pub message: String,
    /// Seconds until there may be something again.
    pub wait: i64,
}

/// Counts of a stretch of time of fixed length; they begin anew with the next one.
#[derive(Debug)]
struct Window<K> {
    number: i64,
    counts: HashMap<K, u32>,
}

impl<K> Default for Window<K> {
    fn default() -> Self {
        Self { number: 0, counts: HashMap::new() }
    }
}

impl<K: Hash + Eq> Window<K> {
    /// Moves on to the window that this moment is in.
    fn turn(&mut self, now: i64, length: i64) {
        let number = now.div_euclid(length);
        if number != self.number {
            self.number = number;
            self.counts.clear();
        }
    }

    fn full(&self, key: &K, limit: Option<u32>) -> bool {
        limit.is_some_and(|limit| self.counts.get(key).copied().unwrap_or_default() >= limit)
    }

    fn count(&mut self, key: K) {
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(1);
    }
}

impl Used {
    /// Counts a request everywhere, or nowhere if a quota has nothing left for it.
    pub(super) fn enter(&mut self, settings: &QuotaSettings, asked: &Asked<'_>) -> Result<(), Exceeded> {
        let Asked { now, from, login, operation, counters } = *asked;
        self.seconds.turn(now, 1);
        self.days_of_users.turn(now, DAY);
        self.days_of_counters.turn(now, DAY);
        self.reports.turn(now, FIVE_MINUTES);
        let logs = operation.tag == "logs";
        let group = group(operation);
        let by_address = (from, logs);
        let by_user = (login.clone(), group);
        let exceeded = |error_type, wait, message: String| Err(Exceeded { error_type, message, wait });
        let per_second = if logs { settings.logs_per_second } else { settings.per_second };
        if self.seconds.full(&by_address, per_second) {
            return exceeded("quota_requests_by_ip", 1, "too many requests a second from this address".to_owned());
        }
        let parallel = self.parallel.get(login).copied().unwrap_or_default();
        if settings.parallel.is_some_and(|limit| parallel >= limit) {
            return exceeded("quota_parallel_requests", 1, "too many requests of this user at a time".to_owned());
        }
        let midnight = DAY - now.rem_euclid(DAY);
        if self.days_of_users.full(&by_user, settings.daily_per_user) {
            return exceeded("quota_requests_by_uid", midnight, "too many requests of this user today".to_owned());
        }
        if let Some(counter) =
            counters.iter().find(|id| self.days_of_counters.full(&(**id, group), settings.daily_per_counter))
        {
            let message = format!("too many requests to counter {counter} today");
            return exceeded("quota_requests_by_counter_id", midnight, message);
        }
        // How the service names this one is not known; it counts by user.
        if group == Group::Report && self.reports.full(login, settings.reports_per_five_minutes) {
            let wait = FIVE_MINUTES - now.rem_euclid(FIVE_MINUTES);
            return exceeded("quota_requests_by_uid", wait, "too many reports of this user in five minutes".to_owned());
        }
        self.seconds.count(by_address);
        self.days_of_users.count(by_user);
        for counter in counters {
            self.days_of_counters.count((*counter, group));
        }
        if group == Group::Report {
            self.reports.count(login.clone());
        }
        *self.parallel.entry(login.clone()).or_default() += 1;
        Ok(())
    }

    /// A request of this user is done.
    pub(super) fn leave(&mut self, login: &str) {
        if let Some(count) = self.parallel.get_mut(login) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.parallel.remove(login);
            }
        }
    }
}

fn group(operation: &Operation) -> Group {
    if operation.tag == "reports" {
        Group::Report
    } else if operation.writes() {
        Group::Write
    } else {
        Group::Read
    }
}
