//! Counters: the list and its filters, one counter, changes.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, keys, refusal};

async fn ids(desk: &Desk, query: &str) -> Vec<i64> {
    let list = desk.get(&format!("/management/v1/counters{query}")).await;
    let ids: Vec<i64> = list["counters"].as_array().unwrap().iter().map(|c| c["id"].as_i64().unwrap()).collect();
    assert!(list["rows"].as_u64().unwrap() >= ids.len() as u64);
    ids
}

const SHOP_ID: i64 = 44_147_844;
const UNNAMED: i64 = 44_147_901;
const LARGE: i64 = 5_000_000_001;
const NEW_YORK: i64 = 52_310_987;
const DELETED: i64 = 38_000_215;
const SHARED: i64 = 61_004_412;

#[tokio::test]
async fn the_list_has_what_the_user_may_see_in_either_order() {
    let desk = Desk::new().await;
    let all = vec![LARGE, SHARED, NEW_YORK, UNNAMED, SHOP_ID];
    let upwards: Vec<i64> = all.iter().rev().copied().collect();
    assert_eq!(ids(&desk, "").await, all);
    assert_eq!(ids(&desk, "?reverse=false").await, upwards);
    assert_eq!(ids(&desk, "?sort=None").await, upwards);
    assert_eq!(ids(&desk, "?sort=Name&reverse=0").await, [UNNAMED, LARGE, SHARED, NEW_YORK, SHOP_ID]);
    let mut visited = ids(&desk, "?sort=Visits").await;
    visited.sort_unstable();
    assert_eq!(visited, upwards);
}

#[tokio::test]
async fn every_filter_of_the_list() {
    let desk = Desk::new().await;
    for (query, expected) in [
        ("?counter_ids=44147844,5000000001,61004413", &[LARGE, SHOP_ID][..]),
        ("?counter_ids=", &[]),
        ("?favorite=1", &[SHOP_ID]),
        ("?label_id=321185", &[NEW_YORK, SHOP_ID]),
        ("?label_id=1", &[]),
        ("?permission=own", &[LARGE, NEW_YORK, UNNAMED, SHOP_ID]),
        ("?permission=view", &[SHARED]),
        ("?permission=edit,view", &[SHARED]),
        ("?robots=false", &[LARGE, SHARED, NEW_YORK, UNNAMED, SHOP_ID]),
        ("?search_string=SANDBOX", &[NEW_YORK, SHOP_ID]),
        ("?search_string=blog.exam", &[UNNAMED]),
        ("?search_string=m.shop", &[SHOP_ID]),
        ("?search_string=44147844", &[SHOP_ID]),
        ("?search_string=4414784", &[]),
        ("?status=Deleted", &[DELETED]),
        ("?type=partner", &[SHARED]),
        ("?offset=2&per_page=2", &[SHARED, NEW_YORK]),
        ("?offset=6", &[]),
        ("?offset=18446744073709551615&per_page=18446744073709551615", &[]),
        ("?label_id=18446744073709551615", &[]),
    ] {
        assert_eq!(ids(&desk, query).await, expected, "{query}");
    }
    assert_eq!(desk.get("/management/v1/counters?offset=2&per_page=2").await["rows"], 5);
    for (query, location) in [("offset=0", "offset"), ("per_page=0", "per_page"), ("sort=Size", "sort")] {
        let path = format!("/management/v1/counters?{query}");
        let expected = refusal(400, "invalid_parameter", location);
        assert_eq!(desk.refused(Method::GET, &path, None).await, expected, "{query}");
    }
}

#[tokio::test]
async fn the_list_is_shorter_than_one_counter_and_writes_times_in_utc() {
    let desk = Desk::new().await;
    let list = desk.get("/management/v1/counters?counter_ids=44147844,61004412").await;
    let [shared, brief] = [&list["counters"][0], &list["counters"][1]];
    let full = desk.get(SHOP).await["counter"].clone();
    assert_eq!(brief["create_time"], "2025-01-14T12:30:00+00:00");
    assert_eq!(full["create_time"], "2025-01-14T15:30:00+03:00");
    assert_eq!(full["update_time"], "2025-01-14 15:30:00");
    for field in ["code", "update_time", "currency", "max_goals", "features", "autogoals_enabled"] {
        assert_eq!(brief.get(field), None, "{field}");
        assert!(full.get(field).is_some(), "{field}");
    }
    assert_eq!(shared["permission"], "view");
    assert_eq!(shared["owner_login"], "agency-owner");
    assert_eq!(shared["delete_guest_allowed"], 1);
    assert_eq!(brief.get("delete_guest_allowed"), None);
}

/// All keys of the recorded counter are there, and none that was not recorded or documented.
#[tokio::test]
async fn a_counter_has_the_keys_and_the_forms_of_a_recorded_one() {
    let desk = Desk::new().await;
    let counter = desk.get(EMPTY).await["counter"].clone();
    let recorded = [
        "activity_status",
        "autogoals_enabled",
        "code",
        "code_options",
        "code_status",
        "create_time",
        "currency",
        "currency_code",
        "ecommerce_deduplicator_enabled",
        "favorite",
        "features",
        "filter_robots",
        "gdpr_agreement_accepted",
        "hide_address",
        "id",
        "max_filters",
        "max_goals",
        "max_operations",
        "owner_login",
        "partner_id",
        "permission",
        "pro",
        "site",
        "site2",
        "status",
        "time_zone_name",
        "time_zone_offset",
        "type",
        "update_time",
        "visit_threshold",
        "webvisor",
    ];
    assert_eq!(keys(&counter), recorded);
    assert_eq!((&counter["currency"], &counter["currency_code"]), (&json!(643), &json!("RUB")));
    assert_eq!(counter["time_zone_offset"], 180);
    assert_eq!(counter["site2"], json!({ "site": "blog.example", "domain": "blog.example" }));
    let new_york = desk.get("/management/v1/counter/52310987").await["counter"].clone();
    assert_eq!((&new_york["currency"], &new_york["currency_code"]), (&json!(840), &json!("USD")));
    assert_eq!(new_york["time_zone_offset"], -240, "summer time has begun on 8 March");
}

#[tokio::test]
async fn flags_are_written_in_two_ways_however_they_were_sent() {
    let desk = Desk::new().await;
    let sent = json!({
        "name": "Flags",
        "site2": { "site": "www.flags.example" },
        "favorite": true,
        "gdpr_agreement_accepted": true,
        "autogoals_enabled": 0,
        "ecommerce_deduplicator_enabled": 1,
        "code_options": {
            "async": false, "visor": true, "clickmap": false, "ecommerce": true, "ssr": 1, "ytm": 1,
            "informer": { "enabled": true },
        },
        "webvisor": { "arch_enabled": true, "wv_forms": false, "allow_wv2": 0 },
        "publisher_options": { "enabled": 1 },
    });
    let made = desk.post("/management/v1/counters?ytm=true", json!({ "counter": sent })).await["counter"].clone();
    assert_eq!(made["favorite"], 0, "recorded: sent as 1, answered as 0");
    assert_eq!(
        (&made["gdpr_agreement_accepted"], &made["hide_address"], &made["pro"]),
        (&json!(1), &json!(0), &json!(0))
    );
    assert_eq!((&made["autogoals_enabled"], &made["ecommerce_deduplicator_enabled"]), (&json!(false), &json!(true)));
    let options = &made["code_options"];
    assert_eq!(options["informer"]["enabled"], 1);
    assert_eq!(options["informer"]["color_start"], "FFFFFFFF", "the rest has its default");
    for (option, value) in [("async", 0), ("visor", 1), ("clickmap", 0), ("ecommerce", 1), ("in_one_line", 0)] {
        assert_eq!(options[option], value, "{option}");
    }
    assert_eq!((&options["ssr"], &options["ytm"]), (&json!(true), &json!(true)));
    let webvisor = &made["webvisor"];
    let found = (&webvisor["arch_enabled"], &webvisor["wv_forms"], &webvisor["allow_wv2"]);
    assert_eq!(found, (&json!(1), &json!(0), &json!(false)));
    assert_eq!(made["publisher_options"]["enabled"], true);
    assert_eq!(made["site2"], json!({ "site": "www.flags.example", "domain": "flags.example" }));
}

#[tokio::test]
async fn a_counter_is_made_changed_deleted_and_brought_back() {
    let desk = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    let sent =
        json!({ "counter": { "name": "Mine", "site": "mine.example", "id": 7, "owner_login": "x", "new_key": 5 } });
    let made = desk.post("/management/v1/counters", sent).await["counter"].clone();
    let path = format!("/management/v1/counter/{}", made["id"]);
    assert_ne!(made["id"], 7);
    assert_eq!((&made["owner_login"], &made["permission"]), (&json!("sandbox-owner"), &json!("own")));
    assert_eq!((&made["site"], &made["new_key"]), (&json!("mine.example"), &json!(5)));
    assert_eq!(desk.get(&path).await["counter"], made);
    assert!(made["code"].as_str().unwrap().contains(&format!("ym({},", made["id"])));

    desk.sandbox.advance(std::time::Duration::from_secs(3600));
    let changed = desk.put(&path, json!({ "counter": { "name": "", "favorite": 1 } })).await["counter"].clone();
    assert_eq!(changed.get("name"), None, "an empty name is none");
    assert_eq!((&changed["favorite"], &changed["site"]), (&json!(1), &json!("mine.example")));
    assert_eq!(changed["create_time"], made["create_time"]);
    assert_eq!(changed["update_time"], "2026-03-10 16:30:00");

    assert_eq!(desk.delete(&path).await, json!({ "success": true }));
    let deleted = desk.get(&path).await["counter"].clone();
    assert_eq!((&deleted["status"], &deleted["delete_time"]), (&json!("Deleted"), &json!("2026-03-10 16:30:00")));
    let found = desk.get("/management/v1/counters?status=Deleted&search_string=mine").await;
    assert_eq!(found["counters"][0]["id"], made["id"]);
    for (method, path) in [(Method::DELETE, path.clone()), (Method::GET, format!("{path}/goals"))] {
        assert_eq!(desk.refused(method, &path, None).await, refusal(404, "not_found", ""));
    }
    desk.ok(Method::POST, &format!("{path}/undelete"), None).await;
    assert_eq!(desk.get(&path).await["counter"], changed);
}

#[tokio::test]
async fn a_body_with_flags_alone_keeps_everything_else() {
    let desk = Desk::new().await;
    let path = format!("{SHOP}?field=counter_flags");
    let before = desk.get(&path).await["counter"].clone();
    let sent = json!({ "counter": { "counter_flags": { "measurement_enabled": 0, "incognito": "enabled" } } });
    let after = desk.put(&path, sent).await["counter"].clone();
    assert_eq!(
        after["counter_flags"],
        json!({
            "counter_id": 44_147_844,
            "use_in_benchmarks": true,
            "direct_allow_use_goals_without_access": true,
            "incognito": "enabled",
            "collect_first_party_data": true,
            "news_enabled_by_user": true,
            "news_enabled_by_classifier": true,
            "measurement_enabled": false,
        })
    );
    let without = |value: &Value| {
        let mut value = value.as_object().unwrap().clone();
        value.remove("counter_flags");
        value.remove("update_time");
        value
    };
    assert_eq!(without(&before), without(&after));
}

#[tokio::test]
async fn what_was_read_can_be_sent_back() {
    let desk = Desk::new().await;
    let path = format!("{SHOP}?field=goals,mirrors,grants,filters,operations,counter_flags,measurement_tokens");
    let mut read = desk.get(&path).await;
    let sent = desk.put(&path, read.clone()).await;
    read["counter"]["update_time"] = sent["counter"]["update_time"].clone();
    assert_eq!(sent, read);
    assert_eq!(sent["counter"]["undocumented"]["level"], 2, "fields that no spec has are kept as well");
}

#[tokio::test]
async fn parts_come_on_request_and_empty_ones_not_at_all() {
    let desk = Desk::new().await;
    let fields = "field=goals,mirrors,grants,filters,operations,measurement_tokens,counter_flags";
    let parts = ["goals", "mirrors2", "grants", "filters", "operations", "measurement_tokens", "counter_flags"];
    let full = desk.get(&format!("{SHOP}?{fields}")).await["counter"].clone();
    let listed = desk.get(&format!("/management/v1/counters?counter_ids=44147844&{fields}")).await;
    for part in parts {
        assert!(full.get(part).is_some(), "{part}");
        assert!(listed["counters"][0].get(part).is_some(), "{part}");
        assert_eq!(desk.get(SHOP).await["counter"].get(part), None, "{part}");
    }
    assert_eq!(full["labels"], json!([{ "id": 321_185, "name": "Shops" }]), "only the labels of the caller");
    let spelled = desk.get(&format!("{SHOP}?field=operation")).await;
    assert_eq!(spelled["counter"]["operations"], full["operations"]);
    let empty = desk.get(&format!("{EMPTY}?{fields}")).await["counter"].clone();
    for part in &parts[..6] {
        assert_eq!(empty.get(*part), None, "{part}");
    }
    assert_eq!(empty["counter_flags"]["incognito"], "disabled");
    assert_eq!(empty.get("labels"), None);
}

#[tokio::test]
async fn lists_in_a_body_take_the_place_of_the_old_ones() {
    let desk = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    let path = format!("{SHOP}?field=goals,mirrors,grants,filters,operations");
    let before = desk.get(&path).await["counter"].clone();
    let goal = json!({ "type": "number", "name": "Three pages", "depth": 3 });
    let sent = json!({ "counter": {
        "goals": [before["goals"][0], goal],
        "operations": [before["operations"][1]],
        "mirrors2": [{ "site": "www.mirror.example" }],
        "grants": [{ "user_login": "analyst-login", "perm": "view" }],
        "filters": [{ "id": 1, "ignored": true, "attr": "url", "type": "equal", "action": "exclude", "status": "active" }],
        "filters_remove": 1,
    } });
    let after = desk.put(&path, sent).await["counter"].clone();
    assert_eq!(after["goals"].as_array().unwrap().len(), 2);
    assert_eq!(after["goals"][0], before["goals"][0]);
    assert_eq!((&after["goals"][1]["name"], &after["goals"][1]["is_favorite"]), (&json!("Three pages"), &json!(0)));
    assert_eq!(after["operations"], json!([before["operations"][1]]));
    assert_eq!(after["mirrors2"], json!([{ "site": "www.mirror.example", "domain": "mirror.example" }]));
    assert_eq!((&after["grants"][0]["perm"], after["grants"].as_array().unwrap().len()), (&json!("view"), 1));
    assert_eq!(after.get("filters"), None);
    let deleted = desk.get(&format!("{SHOP}/goals?useDeleted=1")).await;
    let before = before["goals"].as_array().unwrap().len();
    assert_eq!(deleted["goals"].as_array().unwrap().len(), before + 1 + 1);

    let all = json!({ "goals_remove": 1, "operations_remove": 1, "mirrors_remove": 1, "grants_remove": 1 });
    let after = desk.put(&path, json!({ "counter": all })).await["counter"].clone();
    for part in ["goals", "mirrors2", "grants", "filters", "operations", "goals_remove", "grants_remove"] {
        assert_eq!(after.get(part), None, "{part}");
    }
}

#[tokio::test]
async fn nothing_changes_when_a_part_of_the_body_is_wrong() {
    let desk = Desk::new().await;
    let path = format!("{SHOP}?field=goals,filters,operations,grants");
    let before = desk.get(&path).await;
    for (part, location) in [
        (json!({ "time_zone_name": "Mars/Olympus" }), "counter.time_zone_name"),
        (json!({ "goals": [{ "type": "wish" }] }), "counter.goals[0].type"),
        (json!({ "goals": [{ "type": "number", "id": 5 }] }), "counter.goals[0].id"),
        (
            json!({ "operations": [{ "action": "cut_parameter", "attr": "url", "status": "active" }] }),
            "counter.operations[0].value",
        ),
        (json!({ "grants": [{ "perm": "view" }] }), "counter.grants[0].user_login"),
        (json!({ "visit_threshold": 60 }), "counter.visit_threshold"),
    ] {
        let mut body = json!({ "counter": { "name": "Changed" } });
        body["counter"].as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        let (status, _, found) = desk.refused(Method::PUT, &path, Some(&body)).await;
        assert_eq!((status, found.as_str()), (400, location));
        assert_eq!(desk.get(&path).await, before, "{location}");
    }
}
