//! The seeded counters, each with a trait that clients have stumbled over.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{AGENCY, DELETED, LARGE, NEW_YORK, OWNER, PRIVATE, SHARED, SHOP, UNNAMED, before};
use crate::clock::{moscow, spaced_text};
use crate::operations::counters::{fresh, mirror};
use crate::state::Counter;

/// Metrika Pro, so that it may have any number of access filters.
pub(super) fn shop(now: Timestamp) -> Counter {
    let mut counter = made(SHOP, OWNER, "shop.example", 420, now);
    set(&mut counter, "name", "Sandbox shop");
    set(&mut counter, "pro", 1);
    set(&mut counter, "gdpr_agreement_accepted", 1);
    set(&mut counter, "activity_status", "high");
    for option in ["visor", "track_hash", "ecommerce", "alternative_cdn"] {
        if let Some(options) = counter.value.get_mut("code_options").and_then(Value::as_object_mut) {
            options.insert(option.to_owned(), json!(1));
        }
    }
    // The service answers more than it documents, and so does this counter.
    set(&mut counter, "undocumented", json!({ "level": 2, "words": ["a", "b"] }));
    counter.flags.insert("measurement_enabled".to_owned(), json!(true));
    counter.mirrors = vec![mirror("www.shop.example"), mirror("m.shop.example")];
    counter.favorite_of.insert(OWNER.to_owned());
    counter
}

pub(super) fn unnamed(now: Timestamp) -> Counter {
    made(UNNAMED, OWNER, "blog.example", 30, now)
}

pub(super) fn large(now: Timestamp) -> Counter {
    let mut counter = made(LARGE, OWNER, "large.example", 3, now);
    set(&mut counter, "name", "Beyond 32 bits");
    counter
}

pub(super) fn new_york(now: Timestamp) -> Counter {
    let mut counter = made(NEW_YORK, OWNER, "newyork.example", 250, now);
    set(&mut counter, "name", "Sandbox New York");
    set(&mut counter, "time_zone_name", "America/New_York");
    set(&mut counter, "currency", 840);
    set(&mut counter, "currency_code", "USD");
    counter
}

pub(super) fn deleted(now: Timestamp) -> Counter {
    let mut counter = made(DELETED, OWNER, "closed.example", 900, now);
    set(&mut counter, "name", "Closed");
    set(&mut counter, "status", "Deleted");
    let at = before(now, 12);
    set(&mut counter, "delete_time", spaced_text(at, &moscow()));
    counter.deleted_at = Some(at.as_second());
    counter
}

pub(super) fn shared(now: Timestamp) -> Counter {
    let mut counter = made(SHARED, AGENCY, "client.example", 610, now);
    set(&mut counter, "name", "Client of the agency");
    set(&mut counter, "type", "partner");
    counter
}

pub(super) fn private(now: Timestamp) -> Counter {
    let mut counter = made(PRIVATE, AGENCY, "private.example", 95, now);
    set(&mut counter, "name", "Private");
    counter
}

fn made(id: i64, owner: &str, site: &str, days: i64, now: Timestamp) -> Counter {
    let mut counter = fresh(id, owner, before(now, days));
    set(&mut counter, "site", site);
    set(&mut counter, "site2", mirror(site));
    counter
}

fn set(counter: &mut Counter, field: &str, value: impl Into<Value>) {
    counter.value.insert(field.to_owned(), value.into());
}
