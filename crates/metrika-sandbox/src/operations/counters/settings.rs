//! The settings of a counter: what a new one has, and what of it can be changed.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::clock::{moscow, spaced_text, zoned_text};
use crate::operations::items::cut;
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, entity};

/// What only the service writes, and what has a place of its own.
const NOT_SETTINGS: &[&str] = &[
    "activity_status",
    "code",
    "code_status",
    "counter_flags",
    "create_time",
    "currency",
    "currency_code",
    "delete_guest_allowed",
    "delete_time",
    "favorite",
    "features",
    "filters",
    "filters_remove",
    "goals",
    "goals_remove",
    "grants",
    "grants_remove",
    "id",
    "labels",
    "max_filters",
    "max_goals",
    "max_operations",
    "measurement_tokens",
    "mirrors2",
    "mirrors_remove",
    "operations",
    "operations_remove",
    "owner_login",
    "partner_id",
    "permission",
    "pro",
    "source",
    "status",
    "time_zone_offset",
    "type",
    "update_time",
];

/// A new counter, as recorded ones are when only their site was given.
pub(crate) fn fresh(id: i64, owner: &str, now: Timestamp) -> Counter {
    let value = json!({
        "id": id,
        "status": "Active",
        "owner_login": owner,
        "code_status": "CS_ERR_UNKNOWN",
        "activity_status": "low",
        "type": "simple",
        "hide_address": 0,
        "pro": 0,
        "webvisor": {
            "arch_enabled": 0,
            "arch_type": "none",
            "load_player_type": "proxy",
            "wv_version": 2,
            "allow_wv2": true,
            "wv_forms": 1,
        },
        "code_options": {
            "async": 1,
            "informer": {
                "enabled": 0,
                "type": "ext",
                "size": 3,
                "indicator": "pageviews",
                "color_start": "FFFFFFFF",
                "color_end": "EFEFEFFF",
                "color_text": 0,
                "color_arrow": 1,
            },
            "visor": 0,
            "track_hash": 0,
            "xml_site": 0,
            "clickmap": 1,
            "in_one_line": 0,
            "ecommerce": 0,
            "alternative_cdn": 0,
            "ecommerce_object": "dataLayer",
            "ytm": false,
            "ssr": false,
        },
        "create_time": zoned_text(now, &moscow()),
        "time_zone_name": "Europe/Moscow",
        "partner_id": 0,
        "update_time": spaced_text(now, &moscow()),
        "filter_robots": 2,
        "currency": 643,
        "currency_code": "RUB",
        "visit_threshold": 1800,
        "max_goals": 200,
        "max_operations": 30,
        "max_filters": 30,
        "features": ["webvisor2"],
        "gdpr_agreement_accepted": 0,
        "autogoals_enabled": true,
        "ecommerce_deduplicator_enabled": false,
    });
    let flags = json!({
        "counter_id": id,
        "use_in_benchmarks": true,
        "direct_allow_use_goals_without_access": true,
        "incognito": "disabled",
        "collect_first_party_data": true,
        "news_enabled_by_user": true,
        "news_enabled_by_classifier": true,
        "measurement_enabled": false,
    });
    Counter { owner: owner.to_owned(), value: entity(value), flags: entity(flags), ..Counter::default() }
}

/// The settings with what was sent in the place of what was there; fields that nobody knows are kept too.
pub(super) fn changed(old: &Entity, sent: &Entity, now: Timestamp) -> Result<Entity, Refusal> {
    let mut new = old.clone();
    let ytm = new.get("code_options").map(|options| options["ytm"].clone());
    let settings = sent.iter().filter(|(key, _)| !NOT_SETTINGS.contains(&key.as_str()));
    merge(&mut new, settings);
    if let (Some(ytm), Some(options)) = (ytm, new.get_mut("code_options").and_then(Value::as_object_mut)) {
        options.insert("ytm".to_owned(), ytm);
    }
    if let Some(zone) = sent.get("time_zone_name").and_then(Value::as_str)
        && TimeZone::get(zone).is_err()
    {
        return Err(Refusal::invalid("counter.time_zone_name", format!("there is no time zone {zone}")));
    }
    if new.get("name").and_then(Value::as_str) == Some("") {
        cut(&mut new, "name");
    }
    if let Some((place, site)) = sent_site(sent) {
        check_site(&format!("counter.{place}"), site)?;
        new.insert("site".to_owned(), json!(site));
        new.insert("site2".to_owned(), mirror(site));
    }
    new.insert("update_time".to_owned(), spaced_text(now, &moscow()).into());
    Ok(new)
}

/// Takes over what was sent. Objects are filled up rather than replaced: a partial one is what the guide sends.
pub(super) fn merge<'a>(old: &mut Entity, sent: impl IntoIterator<Item = (&'a String, &'a Value)>) {
    for (key, value) in sent {
        match (old.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => drop(old.insert(key.clone(), value.clone())),
        }
    }
}

/// The site that a body names, and where: `site2.site` goes before the older `site`.
pub(super) fn sent_site(sent: &Entity) -> Option<(&'static str, &str)> {
    let site = sent.get("site2").and_then(|mirror| mirror.get("site")).and_then(Value::as_str);
    let old = || sent.get("site").and_then(Value::as_str).map(|site| ("site", site));
    site.map(|site| ("site2.site", site)).or_else(old)
}

/// Refuses what is no domain. With a scheme, a port or a path it passes: the service cuts those off.
pub(super) fn check_site(place: &str, site: &str) -> Result<(), Refusal> {
    let host = host(site);
    let host = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let label = |label: &str| {
        let letters = label.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_'));
        letters && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    if host.len() <= 255 && host.split('.').all(label) {
        return Ok(());
    }
    Err(Refusal::invalid(place, "this is no domain, such as www.example.com"))
}

fn host(site: &str) -> &str {
    let address = site.split_once("://").map_or(site, |(_, rest)| rest);
    address.split(['/', '?', '#']).next().unwrap_or(address)
}

/// A domain of the site, with what the service adds.
pub(crate) fn mirror(site: &str) -> Value {
    let host = host(site);
    let mut mirror = Map::new();
    mirror.insert("site".to_owned(), json!(site));
    mirror.insert("domain".to_owned(), json!(host.strip_prefix("www.").unwrap_or(host)));
    Value::Object(mirror)
}
