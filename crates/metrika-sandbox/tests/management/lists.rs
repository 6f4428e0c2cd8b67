//! Filters, operations, segments, chart annotations, cloud exports, measurement tokens.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, refusal};

/// One group of operations that make, list, get, replace and delete.
struct Group {
    many: &'static str,
    one: &'static str,
    id: &'static str,
    list: &'static str,
    item: &'static str,
    sent: Value,
    changed: Value,
}

fn groups() -> Vec<Group> {
    vec![
        Group {
            many: "filters",
            one: "filter",
            id: "id",
            list: "filters",
            item: "filter",
            sent: json!({ "attr": "url", "type": "contain", "value": "/admin", "action": "exclude", "status": "active" }),
            changed: json!({ "attr": "referer", "type": "equal", "value": "x", "action": "include", "status": "disabled",
                "with_subdomains": true, "colour": "red" }),
        },
        Group {
            many: "operations",
            one: "operation",
            id: "id",
            list: "operations",
            item: "operation",
            sent: json!({ "action": "cut_parameter", "attr": "url", "value": "sid", "status": "active" }),
            changed: json!({ "action": "to_lower", "attr": "referer", "value": "", "status": "disabled", "colour": "red" }),
        },
        Group {
            many: "segments",
            one: "segment",
            id: "segment_id",
            list: "apisegment/segments",
            item: "apisegment/segment",
            sent: json!({ "name": "Chrome", "expression": "ym:s:browser=='chrome'" }),
            changed: json!({ "name": "Firefox", "expression": "ym:s:browser=='firefox'", "colour": "red" }),
        },
        Group {
            many: "chart_annotations",
            one: "chart_annotation",
            id: "id",
            list: "chart_annotations",
            item: "chart_annotation",
            sent: json!({ "date": "2026-03-01", "group": "A", "title": "Sale", "message": "Half price" }),
            changed: json!({ "date": "2026-03-02", "group": "E", "title": "End", "time": "23:59:59", "colour": "red" }),
        },
    ]
}

#[tokio::test]
async fn made_listed_read_replaced_and_deleted() {
    let desk = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    for group in groups() {
        let Group { many, one, id, .. } = group;
        let list = format!("{EMPTY}/{}", group.list);
        assert_eq!(desk.get(&list).await, json!({ many: [] }), "an empty list is there, as recorded");
        let mut sent = group.sent.clone();
        sent[id] = json!(3);
        let made = desk.post(&list, json!({ one: sent })).await[one].clone();
        assert_ne!(made[id], 3);
        for (key, value) in group.sent.as_object().unwrap() {
            assert_eq!(made[key], *value, "{one}.{key}");
        }
        let item = format!("{EMPTY}/{}/{}", group.item, made[id]);
        assert_eq!(desk.get(&item).await, json!({ one: made }));
        assert_eq!(desk.get(&list).await, json!({ many: [made] }));
        let changed = desk.put(&item, json!({ one: group.changed })).await[one].clone();
        assert_eq!(changed[id], made[id]);
        for (key, value) in group.changed.as_object().unwrap() {
            assert_eq!(changed[key], *value, "{one}.{key}");
        }
        assert_eq!(changed.get("message"), None, "what is not sent is not kept");
        assert_eq!(changed.get("create_time"), made.get("create_time"), "what is the service's own is");
        assert_eq!(desk.put(&item, json!({ one: changed })).await, json!({ one: changed }), "what was read goes back");
        assert_eq!(desk.delete(&item).await, json!({ "success": true }));
        for method in [Method::GET, Method::DELETE] {
            assert_eq!(desk.refused(method, &item, None).await, refusal(404, "not_found", ""));
        }
        let found = desk.refused(Method::PUT, &item, Some(&json!({ one: group.changed }))).await;
        assert_eq!(found, refusal(404, "not_found", ""));
        let second = desk.post(&list, json!({ one: group.sent })).await[one].clone();
        assert_ne!(second[id], made[id], "a number is not given twice");
    }
}

#[tokio::test]
async fn what_the_service_adds() {
    let desk = Desk::new().await;
    let filter = json!({ "attr": "client_ip", "type": "interval", "value": "198.51.100.77/24", "action": "exclude",
        "status": "active", "start_ip": "1.1.1.1" });
    let filter = desk.post(&format!("{EMPTY}/filters"), json!({ "filter": filter })).await["filter"].clone();
    assert_eq!((&filter["start_ip"], &filter["end_ip"]), (&json!("198.51.100.0"), &json!("198.51.100.255")));
    let me = json!({ "attr": "uniq_id", "type": "me", "value": "ignored", "action": "exclude", "status": "active" });
    let me = desk.post(&format!("{EMPTY}/filters"), json!({ "filter": me })).await["filter"].clone();
    assert_eq!(me["value"], "");
    for absent in ["start_ip", "end_ip", "with_subdomains"] {
        assert_eq!(me.get(absent), None, "{absent}");
    }
    let lower = json!({ "action": "to_lower", "attr": "url", "status": "active" });
    let lower = desk.post(&format!("{EMPTY}/operations"), json!({ "operation": lower })).await;
    assert_eq!(lower["operation"]["value"], "");
    let segment =
        json!({ "name": "All", "expression": "ym:s:isNewUser=='Yes'", "status": "odd", "segment_source": "api" });
    let segment = desk.post(&format!("{EMPTY}/apisegment/segments"), json!({ "segment": segment })).await;
    let id = segment["segment"]["segment_id"].as_i64().unwrap();
    assert!(id > i64::from(i32::MAX), "{id}");
    let expected = json!({ "segment_id": id, "counter_id": 44_147_901, "name": "All",
        "expression": "ym:s:isNewUser=='Yes'", "status": "active", "segment_source": "api",
        "create_time": "2026-03-10T15:30:00+03:00" });
    assert_eq!(segment["segment"], expected);
}

#[tokio::test]
async fn cloud_exports_are_listed_and_switched_off() {
    let desk = Desk::new().await;
    let list = "/export/v1/cloud/counter/44147844";
    let export = desk.get(list).await["cloud_exports"][0].clone();
    assert_eq!((&export["status"], export["tables"].as_array().unwrap().len()), (&json!("ACTIVE"), 2));
    assert!(export["tables"][0]["statistics"]["bytes_per_second_by_day"].is_i64());
    let one = format!("/export/v1/cloud/{}/counter/44147844", export["ce_id"]);
    assert_eq!(desk.delete(&one).await, json!({ "success": true }));
    let export = desk.get(list).await["cloud_exports"][0].clone();
    assert_eq!((&export["status"], &export["tables"][1]["status"]), (&json!("DELETED"), &json!("DELETED")));
    assert_eq!(desk.refused(Method::DELETE, &one, None).await, refusal(404, "not_found", ""));
    assert_eq!(desk.get("/export/v1/cloud/counter/44147901").await, json!({ "cloud_exports": [] }));
}

#[tokio::test]
async fn there_are_at_most_five_tokens() {
    let desk = Desk::new().await;
    let generate = format!("{EMPTY}/measurement/generate");
    let mut tokens = Vec::new();
    for _ in 0..5 {
        let answer = desk.get(&generate).await;
        tokens.push(answer["response"].as_str().unwrap().to_owned());
    }
    assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 5);
    let (status, _, answer) = desk.send(Method::GET, &generate, None).await;
    let message = "the limit of active tokens for the following counters has been reached: [44147901]";
    let expected = json!({ "errors": [{ "error_type": "invalid_parameter", "message": message }],
        "code": 400, "message": message });
    assert_eq!((status, answer), (400, expected));
    let listed = desk.get(&format!("{EMPTY}?field=measurement_tokens")).await;
    assert_eq!(listed["counter"]["measurement_tokens"], json!(tokens));
    let delete = format!("{EMPTY}/measurement/delete?token={}", tokens[2]);
    assert_eq!(desk.ok(Method::POST, &delete, None).await, json!({ "success": true }));
    assert_eq!(desk.refused(Method::POST, &delete, None).await, refusal(404, "not_found", ""));
    let token = desk.get(&generate).await["response"].as_str().unwrap().to_owned();
    assert!(!tokens.contains(&token));
    let seeded = desk.get(&format!("{SHOP}?field=measurement_tokens")).await;
    assert_eq!(seeded["counter"]["measurement_tokens"].as_array().unwrap().len(), 1);
}
