//! Rules that the reference states in words, and limits.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, refusal};

/// Every body is refused at its place.
async fn all_refused(desk: &Desk, path: &str, one: &str, cases: &[(Value, &str)]) {
    let before = desk.get(path).await;
    for (sent, place) in cases {
        let found = desk.refused(Method::POST, path, Some(&json!({ one: sent }))).await;
        assert_eq!(found, refusal(400, "invalid_parameter", &format!("{one}.{place}")), "{sent}");
    }
    assert_eq!(desk.get(path).await, before);
}

#[tokio::test]
async fn rules_of_goals() {
    let desk = Desk::new().await;
    let condition = |kind: &str, condition: Value| json!({ "type": kind, "conditions": [condition] });
    let step = |step: Value| json!({ "type": "step", "steps": [step] });
    let page = json!({ "type": "url", "conditions": [{ "type": "exact", "url": "/" }] });
    let cases = [
        (json!({ "type": "number", "depth": 1 }), "depth"),
        (json!({ "type": "visit_duration", "duration": 0 }), "duration"),
        (json!({ "type": "url", "name": "x".repeat(256) }), "name"),
        (condition("url", json!({ "type": "action", "url": "x" })), "conditions[0].type"),
        (condition("action", json!({ "type": "action", "url": "x" })), "conditions[0].type"),
        (condition("messenger", json!({ "type": "exact", "url": "telegram" })), "conditions[0].type"),
        (condition("messenger", json!({ "url": "pigeon" })), "conditions[0].url"),
        (condition("search", json!({ "type": "exact", "url": "q" })), "conditions[0].type"),
        (condition("file", json!({ "type": "all_files", "url": "a.pdf" })), "conditions[0].url"),
        (condition("file", json!({ "type": "file" })), "conditions[0].url"),
        (condition("social", json!({ "type": "social", "url": "agora" })), "conditions[0].url"),
        (condition("social", json!({ "type": "all_social", "url": "vkontakte" })), "conditions[0].url"),
        (condition("chat", json!({ "field": "chat_answered" })), "conditions[0].answered"),
        (condition("chat", json!({ "field": "chat_platform", "platform": "whatsapp" })), "conditions[0].platform"),
        (condition("chat", json!({ "field": "chat_tag", "value": "x", "operator": "file" })), "conditions[0].operator"),
        (condition("phone", json!({ "type": "exact", "url": "1".repeat(26) })), "conditions[0].url"),
        (step(json!({ "type": "step", "steps": [] })), "steps[0].type"),
        (step(json!({ "type": "number", "depth": 2 })), "steps[0].type"),
        (step(condition("url", json!({ "type": "social", "url": "x" }))), "steps[0].conditions[0].type"),
        (step(condition("action", json!({ "type": "contain_action", "url": "x" }))), "steps[0].conditions[0].type"),
        (json!({ "type": "step", "steps": vec![page; 6] }), "steps"),
    ];
    all_refused(&desk, &format!("{EMPTY}/goals"), "goal", &cases).await;
}

#[tokio::test]
async fn rules_of_filters_and_operations() {
    let desk = Desk::new().await;
    let filter = |attr: &str, kind: &str, action: &str, value: &str| json!({ "attr": attr, "type": kind, "action": action, "value": value, "status": "active" });
    let cases = [
        (filter("url", "interval", "exclude", "192.0.2.0/24"), "type"),
        (filter("client_ip", "interval", "exclude", "192.0.2.0/33"), "value"),
        (filter("client_ip", "me", "exclude", ""), "type"),
        (filter("uniq_id", "equal", "exclude", "x"), "type"),
        (filter("title", "only_mirrors", "include", ""), "type"),
        (filter("url", "only_mirrors", "exclude", ""), "type"),
        (filter("url", "contain", "exclude", ""), "value"),
    ];
    all_refused(&desk, &format!("{SHOP}/filters"), "filter", &cases).await;
    let mirrors = filter("url", "only_mirrors", "include", "");
    desk.post(&format!("{SHOP}/filters"), json!({ "filter": mirrors })).await;
    all_refused(&desk, &format!("{EMPTY}/filters"), "filter", &[(mirrors, "type")]).await;
    let operation = |action: &str| json!({ "action": action, "attr": "url", "status": "active" });
    let cases =
        [(operation("cut_parameter"), "value"), (operation("replace_domain"), "value"), (operation("sing"), "action")];
    all_refused(&desk, &format!("{SHOP}/operations"), "operation", &cases).await;
}

#[tokio::test]
async fn rules_of_segments_and_chart_annotations() {
    let desk = Desk::new().await;
    let annotation = |field: &str, value: &str| {
        let mut annotation = json!({ "date": "2026-03-01", "group": "A", "title": "Sale", "time": "10:00:00" });
        annotation[field] = json!(value);
        (
            annotation,
            match field {
                "date" => "date",
                "group" => "group",
                _ => "time",
            },
        )
    };
    let cases = [
        annotation("date", "2026-02-30"),
        annotation("date", "today"),
        annotation("group", "F"),
        annotation("group", "HOLIDAY"),
        annotation("time", "24:00:00"),
        annotation("time", "noon"),
    ];
    all_refused(&desk, &format!("{EMPTY}/chart_annotations"), "chart_annotation", &cases).await;
    let segments = format!("{EMPTY}/apisegment/segments");
    let found = desk.refused(Method::POST, &segments, Some(&json!({ "segment": { "name": "x" } }))).await;
    assert_eq!(found, refusal(400, "missing_parameter", "segment.expression"));
    all_refused(
        &desk,
        &segments,
        "segment",
        &[
            (json!({ "name": "", "expression": "ym:s:browser=='chrome'" }), "name"),
            (json!({ "name": "x", "expression": "ym:s:browser==" }), "expression"),
        ],
    )
    .await;
    // A name that the sandbox does not compute is a name all the same.
    desk.post(&segments, json!({ "segment": { "name": "x", "expression": "ym:s:interest=='cars' AND ym:s:x>3" } }))
        .await;
}

#[tokio::test]
async fn a_counter_has_room_for_so_many_and_no_more() {
    let desk = Desk::new().await;
    for (list, one, most, sent) in [
        ("goals", "goal", 200, json!({ "type": "number", "depth": 2 })),
        (
            "filters",
            "filter",
            30,
            json!({ "attr": "url", "type": "contain", "value": "a", "action": "exclude", "status": "active" }),
        ),
        ("operations", "operation", 30, json!({ "action": "to_lower", "attr": "url", "status": "active" })),
    ] {
        let path = format!("{EMPTY}/{list}");
        let body = json!({ one: sent });
        for _ in 0..most {
            desk.post(&path, body.clone()).await;
        }
        assert_eq!(desk.refused(Method::POST, &path, Some(&body)).await, refusal(400, "limit_exceeded", ""));
        assert_eq!(desk.get(&path).await[list].as_array().unwrap().len(), most);
        let more = json!({ "counter": { list: vec![sent; most + 1] } });
        assert_eq!(desk.refused(Method::PUT, EMPTY, Some(&more)).await, refusal(400, "limit_exceeded", ""));
    }
}

#[tokio::test]
async fn the_journal_shows_bodies_that_were_refused_too() {
    let desk = Desk::new().await;
    let sent = json!({ "goal": { "type": "number", "depth": 1 } });
    desk.refused(Method::POST, &format!("{EMPTY}/goals"), Some(&sent)).await;
    let entry = desk.sandbox.journal().last().unwrap().clone();
    assert_eq!(serde_json::from_slice::<Value>(&entry.body).unwrap(), sent);
    assert_eq!(entry.body_length, entry.body.len() as u64);
}
