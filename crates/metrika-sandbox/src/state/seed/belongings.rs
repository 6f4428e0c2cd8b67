//! What belongs to the seeded counters: grants, labels, filters and so on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{AGENCY, ANALYST, GUEST, LARGE, NEW_YORK, OWNER, SHARED, SHOP, before, goals};
use crate::clock::{moscow, zoned_text};
use crate::operations::grants;
use crate::operations::measurement_tokens;
use crate::state::{Entity, State, entity};

pub(super) fn add(state: &mut State, seed: u64, now: Timestamp) {
    let token = measurement_tokens::token(&mut state.numbers, seed, SHOP);
    if let Some(shop) = state.counters.get_mut(&SHOP) {
        goals::add(shop);
        let made = zoned_text(before(now, 60), &moscow());
        shop.measurement_tokens.push(token);
        shop.filters = numbered("id", filters());
        shop.operations = numbered("id", operations());
        shop.access_filters = numbered("id", access_filters(&made));
        shop.segments = numbered("segment_id", segments(&made));
        shop.chart_annotations = numbered("id", chart_annotations(now));
        shop.cloud_exports = numbered("ce_id", cloud_exports(now));
    }
    grant(state, SHOP, json!({ "user_login": AGENCY, "perm": "edit", "comment": "Agency" }), before(now, 300));
    grant(
        state,
        SHOP,
        json!({ "user_login": ANALYST, "perm": "analyst", "partner_data_access": true }),
        before(now, 90),
    );
    let part =
        json!({ "user_login": GUEST, "perm": "view_access_filter", "access_filters": [{ "id": ACCESS_FILTER }] });
    grant(state, SHOP, part, before(now, 45));
    grant(state, SHARED, json!({ "user_login": OWNER, "perm": "view" }), before(now, 600));
    if let Some(counter) = state.counters.get_mut(&NEW_YORK) {
        let mut public = grants::public(before(now, 20));
        public.insert("user_uid".to_owned(), 0.into());
        counter.grants.insert(String::new(), public);
    }
    labels(state);
}

const ACCESS_FILTER: i64 = 1_000_000_007;

fn filters() -> Vec<Value> {
    vec![
        json!({ "id": 61_514, "attr": "client_ip", "type": "interval", "value": "192.0.2.0/24", "action": "exclude",
            "status": "active", "start_ip": "192.0.2.0", "end_ip": "192.0.2.255" }),
        json!({ "id": 63_539, "attr": "uniq_id", "type": "me", "value": "", "action": "exclude", "status": "active" }),
        json!({ "id": 64_263, "attr": "title", "type": "start", "value": "Проверка: ", "action": "exclude",
            "status": "disabled" }),
    ]
}

fn operations() -> Vec<Value> {
    vec![
        json!({ "id": 63_826, "action": "cut_parameter", "attr": "url", "value": "debug", "status": "active" }),
        json!({ "id": 63_901, "action": "merge_https_and_http", "attr": "referer", "value": "", "status": "active" }),
    ]
}

fn access_filters(made: &str) -> Vec<Value> {
    vec![json!({ "id": ACCESS_FILTER, "counter_id": SHOP, "name": "Visits from Berlin", "create_time": made,
        "expression": "ym:s:regionCityName=='Berlin'" })]
}

fn segments(made: &str) -> Vec<Value> {
    let segment = |id: i64, name: &str, expression: &str| {
        json!({ "segment_id": id, "counter_id": SHOP, "name": name, "expression": expression, "status": "active",
            "segment_source": "api", "create_time": made })
    };
    vec![
        segment(1_008_116_803, "Chrome", "ym:s:browser=='chrome'"),
        segment(4_300_000_001, "From search", "ym:s:lastsignTrafficSource=='organic'"),
    ]
}

fn chart_annotations(now: Timestamp) -> Vec<Value> {
    let date = |days| moscow().to_datetime(before(now, days)).date().to_string();
    vec![
        json!({ "id": 11_001, "date": date(10), "group": "A", "title": "New landing page",
            "message": "Went live at noon.", "time": "12:00:00" }),
        json!({ "id": 11_002, "date": date(3), "group": "B", "title": "Распродажа" }),
    ]
}

fn cloud_exports(now: Timestamp) -> Vec<Value> {
    let table = |name: &str, columns: &[&str], bytes: i64| {
        json!({ "ce_id": 221, "table_name": name, "status": "ACTIVE", "columns": columns, "statistics": {
            "bytes_per_second_by_hour": bytes, "bytes_per_second_by_day": bytes - 7,
            "bytes_per_second_by_week": bytes - 19, "bytes_per_second_by_month": bytes - 31,
            "bytes_per_second_by_year": bytes - 40, "update_time": zoned_text(now, &moscow()) } })
    };
    let tables = [
        table("VISITS", &["VisitID", "CounterID", "ClientID"], 1310),
        table("HITS_V2", &["WatchID", "CounterID", "ClientID", "URL"], 5240),
    ];
    vec![json!({ "ce_id": 221, "folder_id": "b1g7k2m9q4x1n8v3c6z0", "transfer_id": "dtt5h8p2w6r1y9s4d7f3",
        "status": "ACTIVE", "quota": 10_485_760, "type": "DATA_TRANSFER", "locked": false, "tables": tables })]
}

/// Two labels, on two counters and on none.
fn labels(state: &mut State) {
    for (name, counters) in [("Shops", &[SHOP, NEW_YORK][..]), ("Архив", &[])] {
        let id = state.numbers.next("label", 321_185);
        state.user(OWNER).labels.insert(id, entity(json!({ "id": id, "name": name })));
        for counter in counters {
            if let Some(counter) = state.counters.get_mut(counter) {
                counter.labels.insert(id);
            }
        }
    }
    let id = state.numbers.next("label", 321_185);
    state.user(AGENCY).labels.insert(id, entity(json!({ "id": id, "name": "Clients" })));
    for counter in [SHARED, SHOP] {
        if let Some(counter) = state.counters.get_mut(&counter) {
            counter.labels.insert(id);
        }
    }
    if let Some(counter) = state.counters.get_mut(&LARGE) {
        counter.favorite_of.insert(ANALYST.to_owned());
    }
}

fn grant(state: &mut State, counter: i64, grant: Value, at: Timestamp) {
    let mut grant = entity(grant);
    grants::complete(&mut grant, None, at);
    // Only fails for a counter that is not there.
    drop(grants::put(state, counter, grant));
}

fn numbered(id: &str, items: Vec<Value>) -> BTreeMap<i64, Entity> {
    items.into_iter().map(entity).filter_map(|item| Some((item.get(id)?.as_i64()?, item))).collect()
}
