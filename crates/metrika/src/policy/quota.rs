//! The quotas of the service, kept on this side: short ones are waited for, long ones fail at once and say until when.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use metrika_raw::transport::Operation;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rates::Rates;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// How many requests the client sends. It is shared by the clones of a client, so use one client for the whole program; and one client for
/// each user, since the service counts the requests of each user.
///
/// The figures are those of the [reference](https://yandex.com/dev/metrika/en/intro/quotas). `None` is without end. What the service
/// refuses all the same is obeyed: once it has said that a day's requests are used up, nothing is sent until they begin anew.
///
/// ```
/// use metrika::{Client, Quota};
///
/// let mut quota = Quota::default();
/// quota.daily_per_user = Some(2000); // leave some for others
/// let builder = Client::builder().token("y0_...").quota(quota);
/// # let _ = builder;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests a second from one address: 30. Is waited for. A third of them may be sent at once, and then one after another at
    /// even distances, so that there are no more in any second, wherever it begins.
    pub per_second: Option<NonZeroU32>,
    /// Requests a second to the Logs API: 10. Is waited for.
    pub logs_per_second: Option<NonZeroU32>,
    /// Reports in five minutes: 200. Is waited for. A third of them may be sent at once, and then one every two seconds or so.
    pub reports_per_five_minutes: Option<NonZeroU32>,
    /// Requests at once: 3. Is waited for. A download counts until its last byte: who makes a call while three are open, before reading
    /// on, waits for ever.
    pub parallel: Option<NonZeroU32>,
    /// Requests of this user a day, from 00:00 UTC: 5000. Reading, writing and reports are counted apart.
    pub daily_per_user: Option<u32>,
    /// Requests to one counter a day, from 00:00 UTC: 5000. Reading, writing and reports are counted apart.
    pub daily_per_counter: Option<u32>,
    /// New delegates an hour: 3.
    pub delegates_per_hour: Option<u32>,
    /// Changes of access an hour and counter. The service has such a limit but does not tell it: `None`.
    pub grants_per_hour: Option<u32>,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            per_second: NonZeroU32::new(30),
            logs_per_second: NonZeroU32::new(10),
            reports_per_five_minutes: NonZeroU32::new(200),
            parallel: NonZeroU32::new(3),
            daily_per_user: Some(5000),
            daily_per_counter: Some(5000),
            delegates_per_hour: Some(3),
            grants_per_hour: None,
        }
    }
}

impl Quota {
    /// No quota is kept here; what the service refuses is still obeyed.
    pub fn unlimited() -> Self {
        Self {
            per_second: None,
            logs_per_second: None,
            reports_per_five_minutes: None,
            parallel: None,
            daily_per_user: None,
            daily_per_counter: None,
            delegates_per_hour: None,
            grants_per_hour: None,
        }
    }
}

/// What a request counts for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub group: Group,
    pub logs: bool,
    /// The counters that the request is about.
    pub counters: Vec<i64>,
}

/// Requests of a group are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    Reading,
    Writing,
    Reports,
    /// Writing that has an hourly quota of its own.
    Delegates,
    Grants,
    /// Taking a delegate's access away. It has no quota that is known, and must not wait for that of new ones; should the service
    /// refuse it all the same, other writing goes on.
    DelegateRemovals,
}

impl Asked {
    pub fn of(operation: &Operation, counters: Vec<i64>) -> Self {
        let group = match operation.tag {
            "reports" => Group::Reports,
            _ if operation.reads => Group::Reading,
            "delegates" if operation.method == "DELETE" => Group::DelegateRemovals,
            "delegates" => Group::Delegates,
            "grants" => Group::Grants,
            _ => Group::Writing,
        };
        Self { group, logs: operation.tag == "logs", counters }
    }

    /// The group whose requests this quota counts.
    fn counted(&self, kind: ErrorKind) -> Group {
        if hourly(kind) { self.group } else { self.daily() }
    }

    /// The group that the daily quotas count.
    fn daily(&self) -> Group {
        match self.group {
            Group::Delegates | Group::Grants | Group::DelegateRemovals => Group::Writing,
            group => group,
        }
    }
}

/// A place among the requests at once; it is free again when this is dropped.
pub(crate) type Place = Option<OwnedSemaphorePermit>;

/// The quotas and what was used of them.
#[derive(Debug)]
pub(crate) struct Keeper {
    quota: Quota,
    clock: Arc<dyn Clock>,
    rates: Rates,
    places: Option<Arc<Semaphore>>,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    /// Seconds since 1970 at which the day and the hour began that the counts are for.
    day: i64,
    hour: i64,
    daily: HashMap<(Group, Owner), u32>,
    hourly: HashMap<(Group, Owner), u32>,
    /// What the service has said is used up, until when.
    shut: HashMap<(Shut, Owner), Timestamp>,
}

/// Whose quota it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    User,
    Counter(i64),
}

/// A quota that the service has closed, of a group of requests that it counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shut(ErrorKind, Group);

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

impl Keeper {
    pub fn new(quota: Quota, clock: Arc<dyn Clock>) -> Self {
        Self {
            rates: Rates::new(&quota, &clock),
            places: quota.parallel.map(|places| Arc::new(Semaphore::new(places.get() as usize))),
            used: Mutex::default(),
            quota,
            clock,
        }
    }

    /// Waits until one more request may be sent. Fails if that would take hours.
    pub async fn admit(&self, asked: &Asked) -> Result<Place> {
        // Nobody waits for what will be refused.
        self.check(&mut self.used(), asked)?;
        // A place is not held while minutes are waited for: others need not wait as long.
        self.rates.wait_minutes(asked, &*self.clock).await;
        let place = match &self.places {
            Some(places) => Arc::clone(places).acquire_owned().await.ok(),
            None => None,
        };
        // Last, so that what has waited for a place does not go out in a bunch.
        self.rates.wait_seconds(asked, &*self.clock).await;
        Ok(place)
    }

    /// What the service refused is not asked again before it can be granted. Fills in until when that is.
    pub fn learn(&self, asked: &Asked, error: &mut Error) {
        let now = self.clock.now();
        // If the service names a time itself, it may mean a shorter quota under the same word.
        let named = error.retry_after().and_then(|wait| now.checked_add(wait).ok());
        let (until, owners) = match error.kind() {
            ErrorKind::QuotaDailyUser => (next(now, DAY), vec![Owner::User]),
            ErrorKind::QuotaDailyCounter => (next(now, DAY), asked.counter_owners()),
            ErrorKind::QuotaDelegates => (next(now, HOUR), vec![Owner::User]),
            ErrorKind::QuotaGrants => (next(now, HOUR), asked.counter_owners()),
            _ => return,
        };
        // No quota is closed for longer than it lasts.
        let until = named.map_or(until, |named| named.min(until));
        let mut used = self.used();
        for owner in owners {
            used.shut.insert((Shut(error.kind(), asked.counted(error.kind())), owner), until);
        }
        error.with_reset(now, until);
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, used: &mut Used, asked: &Asked) -> Result<()> {
        let now = self.clock.now();
        used.begin(now);
        used.shut.retain(|_, until| *until > now);
        let owners = || std::iter::once(Owner::User).chain(asked.counter_owners());
        for owner in owners() {
            let closed = used.shut.iter().find(|((shut, of), _)| *of == owner && shut.1 == asked.counted(shut.0));
            if let Some(((Shut(kind, _), _), until)) = closed {
                let message =
                    format!("nothing was sent: the service has said that a quota{owner} is used up until {until}");
                return Err(Error::new(*kind, message).reset(now, *until));
            }
        }
        for (kind, owner, limit) in self.limits(asked) {
            let hourly = hourly(kind);
            let counts = if hourly { &used.hourly } else { &used.daily };
            if counts.get(&(asked.counted(kind), owner)).copied().unwrap_or_default() >= limit {
                let (span, word) = if hourly { (HOUR, "this hour") } else { (DAY, "today") };
                let until = next(now, span);
                let message =
                    format!("nothing was sent: the {limit} requests{owner} for {word} are used up until {until}");
                return Err(Error::new(kind, message).reset(now, until));
            }
        }
        Ok(())
    }

    /// Counts a request that is about to be sent. Others may have been admitted while this one waited: it may be refused yet.
    pub fn count(&self, asked: &Asked) -> Result<()> {
        let mut used = self.used();
        self.check(&mut used, asked)?;
        for owner in std::iter::once(Owner::User).chain(asked.counter_owners()) {
            *used.daily.entry((asked.daily(), owner)).or_default() += 1;
            *used.hourly.entry((asked.group, owner)).or_default() += 1;
        }
        Ok(())
    }

    /// The quotas that are counted for this request.
    fn limits(&self, asked: &Asked) -> Vec<(ErrorKind, Owner, u32)> {
        let mut limits = Vec::new();
        let mut add = |kind, owner, limit: Option<u32>| limits.extend(limit.map(|limit| (kind, owner, limit)));
        add(ErrorKind::QuotaDailyUser, Owner::User, self.quota.daily_per_user);
        for owner in asked.counter_owners() {
            add(ErrorKind::QuotaDailyCounter, owner, self.quota.daily_per_counter);
            if asked.group == Group::Grants {
                add(ErrorKind::QuotaGrants, owner, self.quota.grants_per_hour);
            }
        }
        if asked.group == Group::Delegates {
            add(ErrorKind::QuotaDelegates, Owner::User, self.quota.delegates_per_hour);
        }
        limits
    }
}

fn hourly(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::QuotaDelegates | ErrorKind::QuotaGrants)
}

impl Asked {
    fn counter_owners(&self) -> Vec<Owner> {
        self.counters.iter().copied().map(Owner::Counter).collect()
    }
}

impl Used {
    /// Begins to count anew if a new day or hour has begun.
    fn begin(&mut self, now: Timestamp) {
        let second = now.as_second();
        let (day, hour) = (second.div_euclid(DAY) * DAY, second.div_euclid(HOUR) * HOUR);
        if self.day != day {
            self.day = day;
            self.daily.clear();
        }
        if self.hour != hour {
            self.hour = hour;
            self.hourly.clear();
        }
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User => f.write_str(" of this user"),
            Self::Counter(id) => write!(f, " to counter {id}"),
        }
    }
}

impl Error {
    fn reset(mut self, now: Timestamp, until: Timestamp) -> Self {
        self.with_reset(now, until);
        self
    }

    fn with_reset(&mut self, now: Timestamp, until: Timestamp) {
        let inner = self.inner_mut();
        inner.resets_at = Some(until);
        inner.retry_after = Duration::try_from(until.duration_since(now)).ok();
    }
}

/// The next full day or hour in UTC.
fn next(now: Timestamp, span: i64) -> Timestamp {
    let second = (now.as_second().div_euclid(span) + 1) * span;
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

/// `Retry-After`: seconds, or the date of HTTP.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    let until = date.with_time_zone(TimeZone::UTC).timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use metrika_raw::{logs, management, stat};

    use super::*;

    #[test]
    fn what_a_request_counts_for() {
        let all = || [management::OPERATIONS, logs::OPERATIONS, stat::OPERATIONS].into_iter().flatten();
        let group = |id: &str| Asked::of(all().find(|operation| operation.id == id).unwrap(), Vec::new()).group;
        for (operation, expected) in [
            ("list_delegates", Group::Reading),
            ("create_delegate", Group::Delegates),
            ("delete_delegate", Group::DelegateRemovals),
            ("create_grant", Group::Grants),
            ("delete_public_grant", Group::Grants),
            ("create_goal", Group::Writing),
            ("generate_measurement_token", Group::Writing),
            ("get_report", Group::Reports),
        ] {
            assert_eq!(group(operation), expected, "{operation}");
        }
    }
}
