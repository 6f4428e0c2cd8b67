//! What is there when the sandbox starts. The same settings at the same moment bring the same state.

mod belongings;
mod counters;
mod goals;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::{Counter, State, User, entity};
use crate::access::OWNER;
use crate::clock::{moscow, zoned_text};
use crate::settings::Settings;
use crate::traffic::goals::SEEDED;
use crate::traffic::{Hostile, Plan};

/// The owner of counters that are not [`OWNER`]'s, who lets that user act for them.
pub const AGENCY: &str = "agency-owner";
/// A user with the permission `analyst` on the shop.
pub const ANALYST: &str = "analyst-login";
/// A user who sees only a part of the shop, through an access filter.
pub const GUEST: &str = "sandbox-guest";

/// The counter with the visit log.
pub const SHOP: i64 = 44_147_844;
/// A counter without a name and without anything else.
pub const UNNAMED: i64 = 44_147_901;
/// A counter with a number that 32 bits cannot hold.
pub const LARGE: i64 = 5_000_000_001;
/// A counter in another time zone and with another currency.
pub const NEW_YORK: i64 = 52_310_987;
/// A counter that was deleted.
pub const DELETED: i64 = 38_000_215;
/// A counter of [`AGENCY`] that [`OWNER`] may view.
pub const SHARED: i64 = 61_004_412;
/// A counter of [`AGENCY`] that nobody else may see.
pub const PRIVATE: i64 = 61_004_413;

/// The state at the beginning.
pub fn state(settings: &Settings, now: Timestamp) -> State {
    let mut state = State::default();
    for login in [OWNER, AGENCY, ANALYST, GUEST] {
        state.user(login);
    }
    let counters = [
        counters::shop(now),
        counters::unnamed(now),
        counters::large(now),
        counters::new_york(now),
        counters::deleted(now),
        counters::shared(now),
        counters::private(now),
    ];
    for counter in counters {
        state.counters.insert(counter.id(), counter);
    }
    belongings::add(&mut state, settings.data.seed, now);
    // After the goals are there: visits reach them.
    for counter in state.counters.values_mut() {
        counter.traffic = traffic_of(counter, settings, now);
    }
    delegate(&mut state, now);
    state
}

/// What the visits of a counter are made from. Only one counter has any; the last day of its log is yesterday.
fn traffic_of(counter: &Counter, settings: &Settings, now: Timestamp) -> Option<Plan> {
    let data = &settings.data;
    if counter.id() != SHOP || data.days == 0 {
        return None;
    }
    let text = |name: &str| counter.value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let today = counter.zone().to_datetime(now).date();
    Some(Plan {
        seed: data.seed,
        counter: counter.id(),
        site: text("site"),
        time_zone: text("time_zone_name"),
        first_day: today.saturating_sub(i64::from(data.days).days()),
        days: data.days,
        visits: data.visits,
        goals: counter.goals.keys().filter_map(|id| u32::try_from(*id).ok()).take(SEEDED.len()).collect(),
        hostile: Hostile { nul: data.nul, invalid_utf8: data.invalid_utf8 },
    })
}

/// With `ulogin=agency-owner`, [`OWNER`] acts for [`AGENCY`].
fn delegate(state: &mut State, now: Timestamp) {
    let uid = state.user(OWNER).uid;
    let created_at = zoned_text(before(now, 200), &moscow());
    let delegate = json!({ "user_login": OWNER, "uid": uid, "comment": "In-house team", "created_at": created_at });
    state.user(AGENCY).delegates.insert(OWNER.to_owned(), entity(delegate));
    let client = json!({ "id": 7_350_214, "name": "Sandbox shop", "chief_login": "direct-client" });
    let User { direct_clients, .. } = state.user(OWNER);
    direct_clients.insert(7_350_214, entity(client));
}

/// So many days before.
fn before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}
