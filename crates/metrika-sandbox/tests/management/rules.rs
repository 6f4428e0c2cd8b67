//! Rules that the reference states in words, and limits.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, refusal};

/// Every body is refused at its place.
async fn all_refused(desk: &Desk, path: &str, one: &str, cases: &[(Value, &str)]) {
    let before = desk.get(path).await;
    for (sent, place) in cases {
        let found = desk.refused(Method::POST, path, Some(&json!({ one: sent }))).await;
        // What is not there is missing, wherever that is noticed; the place is always the whole way to it.
        let (error_type, place) =
            place.strip_prefix("- ").map_or(("invalid_parameter", *place), |place| ("missing_parameter", place));
        assert_eq!(found, refusal(400, error_type, &format!("{one}.{place}")), "{sent}");
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
        (condition("chat", json!({ "field": "chat_answered" })), "- conditions[0].answered"),
        (condition("chat", json!({ "field": "chat_platform", "platform": "whatsapp" })), "conditions[0].platform"),
        (condition("chat", json!({ "field": "chat_tag", "value": "x", "operator": "file" })), "conditions[0].operator"),
        (condition("phone", json!({ "type": "exact", "url": "1".repeat(26) })), "conditions[0].url"),
        (step(json!({ "type": "step", "steps": [] })), "steps[0].type"),
        (step(json!({ "type": "number", "depth": 2 })), "steps[0].type"),
        (step(condition("url", json!({ "type": "social", "url": "x" }))), "steps[0].conditions[0].type"),
        (step(condition("action", json!({ "type": "contain_action", "url": "x" }))), "steps[0].conditions[0].type"),
        (json!({ "type": "step", "steps": vec![page; 6] }), "steps"),
        (json!({ "name": "No type" }), "- type"),
        (json!({ "type": "url" }), "- conditions"),
        (json!({ "type": "url", "conditions": [] }), "conditions"),
        (json!({ "type": "action", "conditions": [{ "type": "exact" }] }), "- conditions[0].url"),
        (json!({ "type": "search" }), "- conditions"),
        (json!({ "type": "number" }), "- depth"),
        (json!({ "type": "visit_duration" }), "- duration"),
        (json!({ "type": "step" }), "- steps"),
        (json!({ "type": "step", "steps": [] }), "steps"),
        (step(json!({ "type": "url" })), "- steps[0].conditions"),
        (condition("chat", json!({ "field": "chat_tag", "operator": "exact" })), "- conditions[0].value"),
    ];
    all_refused(&desk, &format!("{EMPTY}/goals"), "goal", &cases).await;
}

#[tokio::test]
async fn rules_of_filters_and_operations() {
    let desk = Desk::new().await;
    let filter = |attr: &str, kind: &str, action: &str, value: &str| json!({ "attr": attr, "type": kind, "action": action, "value": value, "status": "active" });
    let range = |first: &str, last: &str| json!({ "attr": "client_ip", "type": "interval", "action": "exclude", "status": "active", "start_ip": first, "end_ip": last });
    let cases = [
        (filter("url", "interval", "exclude", "192.0.2.0/24"), "type"),
        (filter("client_ip", "interval", "exclude", "192.0.2.0/33"), "value"),
        (filter("client_ip", "me", "exclude", ""), "type"),
        (filter("uniq_id", "equal", "exclude", "x"), "type"),
        (filter("title", "only_mirrors", "include", ""), "type"),
        (filter("url", "only_mirrors", "exclude", ""), "type"),
        (filter("url", "contain", "exclude", ""), "value"),
        (filter("url", "regexp", "exclude", "a(b"), "value"),
        (json!({ "attr": "url", "type": "contain", "action": "exclude", "status": "active" }), "- value"),
        (json!({ "attr": "client_ip", "type": "interval", "action": "exclude", "status": "active" }), "- value"),
        (json!({ "attr": "url", "type": "contain", "action": "exclude", "value": "a" }), "- status"),
        (range("192.0.2.1", ""), "- end_ip"),
        (range("192.0.2.1", "192.0.2"), "end_ip"),
        (range("192.0.2.9", "192.0.2.1"), "end_ip"),
        (range("192.0.2.9", "2001:db8::1"), "end_ip"),
    ];
    all_refused(&desk, &format!("{SHOP}/filters"), "filter", &cases).await;
    let mirrors = filter("url", "only_mirrors", "include", "");
    desk.post(&format!("{SHOP}/filters"), json!({ "filter": mirrors })).await;
    all_refused(&desk, &format!("{EMPTY}/filters"), "filter", &[(mirrors, "type")]).await;
    let operation = |action: &str| json!({ "action": action, "attr": "url", "status": "active" });
    let cases = [
        (operation("cut_parameter"), "- value"),
        (operation("replace_domain"), "- value"),
        (operation("sing"), "action"),
    ];
    // A range by its ends, as answers have them, is a range too; what is changed by a value has other ends.
    let made = desk.post(&format!("{SHOP}/filters"), json!({ "filter": range("192.0.2.1", "192.0.2.9") })).await;
    let mut filter = made["filter"].clone();
    assert_eq!(
        (&filter["start_ip"], &filter["end_ip"], &filter["value"]),
        (&json!("192.0.2.1"), &json!("192.0.2.9"), &json!(""))
    );
    let path = format!("{SHOP}/filter/{}", filter["id"]);
    assert_eq!(desk.put(&path, made.clone()).await, made, "what was read goes back");
    filter["value"] = json!("198.51.100.0/24");
    assert_eq!(desk.put(&path, json!({ "filter": filter })).await["filter"]["end_ip"], "198.51.100.255");
    all_refused(&desk, &format!("{SHOP}/operations"), "operation", &cases).await;
}

#[tokio::test]
async fn rules_of_counters() {
    let desk = Desk::new().await;
    let site = |site: &str| json!({ "name": "A", "site2": { "site": site } });
    let long = "a.".repeat(200) + "example";
    let mirrors = json!({ "name": "A", "mirrors2": [{ "site": "a.example" }, { "site": "a b" }] });
    let cases = [
        (json!({}), "- site2.site"),
        (json!({ "name": "" }), "- site2.site"),
        (json!({ "site2": {} }), "- site2.site"),
        (site("shop example"), "site2.site"),
        (site("https://"), "site2.site"),
        (site("-shop.example"), "site2.site"),
        (site("shop..example"), "site2.site"),
        (site(&long), "site2.site"),
        (json!({ "name": "A", "site": "!" }), "site"),
        (mirrors, "mirrors2[1].site"),
    ];
    all_refused(&desk, "/management/v1/counters", "counter", &cases).await;
    for name in ["shop.example", "www.магазин.example", "https://shop.example/path?x", "shop.example:8080", "localhost"]
    {
        desk.post("/management/v1/counters", json!({ "counter": site(name) })).await;
    }
}

#[tokio::test]
async fn messages_are_in_words_and_short() {
    let desk = Desk::new().await;
    let long = "x".repeat(5000);
    for (goal, said) in [
        (json!({ "type": "url", "name": 7 }), "7 is not a text"),
        (json!({ "type": "number", "depth": "2" }), "\"2\" is not a whole number"),
        (json!({ "type": "number", "depth": 1 }), "1 is less than 2"),
        (json!({ "type": "url", "name": long }), "... is longer than 255 characters"),
        (json!({ "type": "url", "conditions": { "url": long } }), "... is not a list"),
        (json!({ "type": 5 }), "5 is not a text"),
        (json!({ "type": "step", "steps": vec![json!({ "type": "action" }); 6] }), "there are more than 5 entries"),
        (json!({}), "goal.type is missing"),
    ] {
        let (status, _, answer) =
            desk.send(Method::POST, &format!("{EMPTY}/goals"), Some(&json!({ "goal": goal }))).await;
        let message = answer["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(said) && message.len() < 160, "{message}");
    }
    let (status, _, answer) = desk.send(Method::GET, "/management/v1/counters?per_page=x", None).await;
    assert_eq!((status, &answer["errors"][0]["location"]), (400, &json!("per_page")), "{answer}");
    let (_, _, answer) = desk.send(Method::GET, &format!("/management/v1/counters?per_page={long}"), None).await;
    assert!(answer["message"].as_str().unwrap().len() < 200, "{answer}");
    let full = json!({ "counter": { "filters": vec![json!({ "attr": "url", "type": "contain", "value": "a", "action": "exclude", "status": "active" }); 31] } });
    let (_, _, answer) = desk.send(Method::PUT, EMPTY, Some(&full)).await;
    assert_eq!(answer["message"], "the counter may have 30 filters, and no more");
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
