//! Goals.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, keys, refusal};

fn path(goal: &Value) -> String {
    format!("{EMPTY}/goal/{}", goal["id"])
}

#[tokio::test]
async fn a_goal_of_each_type_is_made_and_read() {
    let desk = Desk::new().await;
    let goals = [
        json!({ "type": "url", "conditions": [{ "type": "regexp", "url": "^/order" }], "flag": "order" }),
        json!({ "type": "action", "conditions": [{ "type": "exact", "url": "order" }] }),
        json!({ "type": "number", "depth": 2 }),
        json!({ "type": "visit_duration", "duration": 1 }),
        json!({ "type": "phone", "conditions": [{ "url": "+12025550123" }], "hide_phone_number": true }),
        json!({ "type": "email", "conditions": [{ "type": "exact", "url": "info@goal.example" }] }),
        json!({ "type": "payment_system" }),
        json!({ "type": "messenger", "conditions": [{ "type": "messenger", "url": "whatsapp" }] }),
        json!({ "type": "file", "conditions": [{ "type": "file", "url": "prices.pdf" }, { "type": "all_files" }] }),
        json!({ "type": "search", "conditions": [{ "type": "search", "url": "q" }] }),
        json!({ "type": "social", "conditions": [{ "type": "all_social" }, { "type": "social", "url": "vkontakte" }] }),
        json!({ "type": "chat", "conditions": [{ "field": "chat_tag", "operator": "exact", "value": "vip" }] }),
        json!({ "type": "step", "steps": [
            { "type": "url", "name": "Cart", "conditions": [{ "type": "contain", "url": "/cart" }] },
            { "type": "url", "name": "Event", "conditions": [{ "type": "regexp_action", "url": "pay.*" }] },
            { "type": "action", "name": "Order", "conditions": [{ "type": "exact", "url": "order" }] }] }),
    ];
    let mut made = Vec::new();
    for mut goal in goals {
        goal["name"] = json!(format!("A goal of type {}", goal["type"]));
        let answer = desk.post(&format!("{EMPTY}/goals"), json!({ "goal": goal })).await["goal"].clone();
        assert_eq!(desk.get(&path(&answer)).await["goal"], answer);
        if goal["type"] != "step" {
            for (key, value) in goal.as_object().unwrap() {
                assert_eq!(answer[key], *value, "{key}");
            }
        }
        made.push(answer);
    }
    assert_eq!(desk.get(&format!("{EMPTY}/goals")).await, json!({ "goals": made }));
    let ids: BTreeSet<i64> = made.iter().map(|goal| goal["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), made.len());
    let steps = made.last().unwrap()["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["id"].is_i64() && step["is_retargeting"] == 0), "{steps:?}");
}

#[tokio::test]
async fn a_goal_is_written_as_recorded() {
    let desk = Desk::new().await;
    let sent = json!({ "type": "action", "name": "A", "conditions": [{ "type": "exact", "url": "a" }], "is_retargeting": true, "is_favorite": false, "default_price": 5,
        "goal_source": "auto", "prev_goal_id": 9, "id": 1 });
    let goal = desk.post(&format!("{EMPTY}/goals"), json!({ "goal": sent })).await["goal"].clone();
    assert_eq!((&goal["is_retargeting"], &goal["is_favorite"]), (&json!(1), &json!(0)));
    assert_eq!((&goal["goal_source"], &goal["prev_goal_id"]), (&json!("user"), &json!(0)));
    assert_ne!(goal["id"], 1);
    assert!(goal["default_price"].is_f64(), "5 is sent, 5.0 comes back");
    let listed = desk.get(&format!("{SHOP}/goals")).await;
    assert_eq!(
        keys(&listed["goals"][0]),
        [
            "conditions",
            "default_price",
            "goal_source",
            "id",
            "is_favorite",
            "is_retargeting",
            "name",
            "prev_goal_id",
            "status",
            "type"
        ]
    );
    assert_eq!(listed["goals"][0]["default_price"].to_string(), "0.0");
}

#[tokio::test]
async fn put_replaces_a_goal_and_keeps_what_nobody_knows() {
    let desk = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    let sent =
        json!({ "type": "url", "name": "Old", "is_favorite": 1, "conditions": [{ "type": "exact", "url": "a" }] });
    let made = desk.post(&format!("{EMPTY}/goals"), json!({ "goal": sent })).await["goal"].clone();
    let other = json!([{ "type": "contain", "url": "b" }]);
    let sent =
        json!({ "type": "url", "name": "New", "id": 5, "goal_source": "auto", "colour": "red", "conditions": other });
    let new = desk.put(&path(&made), json!({ "goal": sent })).await["goal"].clone();
    let expected = json!({ "type": "url", "name": "New", "id": made["id"], "goal_source": "user", "colour": "red",
        "conditions": other,         "default_price": 0.0, "is_favorite": 0, "is_retargeting": 0, "prev_goal_id": 0, "status": "Active" });
    assert_eq!(new, expected);
    assert_eq!(desk.get(&path(&made)).await["goal"], new);
}

#[tokio::test]
async fn steps_keep_their_numbers() {
    let desk = Desk::new().await;
    let step = |url: &str| json!({ "type": "url", "id": 77, "conditions": [{ "type": "exact", "url": url }] });
    let sent = json!({ "type": "step", "name": "Way", "steps": [step("/a"), step("/b")] });
    let mut goal = desk.post(&format!("{EMPTY}/goals"), json!({ "goal": sent })).await["goal"].clone();
    assert!(
        goal["steps"].as_array().unwrap().iter().all(|step| step["id"] != 77),
        "no number is taken from the client"
    );
    goal["steps"].as_array_mut().unwrap().push(step("/c"));
    let new = desk.put(&path(&goal), json!({ "goal": goal })).await["goal"].clone();
    assert_eq!(new["steps"][0], goal["steps"][0]);
    assert_eq!(new["steps"][1], goal["steps"][1]);
    assert_ne!(new["steps"][2]["id"], 77);
}

#[tokio::test]
async fn types_that_no_reference_lists_arrive_and_can_be_changed_but_not_made() {
    let desk = Desk::new().await;
    let goals = desk.get(&format!("{SHOP}/goals")).await["goals"].as_array().unwrap().clone();
    let types: BTreeSet<&str> = goals.iter().map(|goal| goal["type"].as_str().unwrap()).collect();
    for kind in [
        "contact_data",
        "contact_data_sent",
        "cdp_order_paid",
        "form",
        "e_cart",
        "e_purchase",
        "button",
        "loyalty_card_shown",
    ] {
        assert!(types.contains(kind), "{kind}");
        let sent = json!({ "goal": { "type": kind, "name": "Mine" } });
        let found = desk.refused(Method::POST, &format!("{SHOP}/goals"), Some(&sent)).await;
        assert_eq!(found, refusal(400, "invalid_parameter", "goal.type"), "{kind}");
    }
    let unknown = goals.iter().find(|goal| goal["type"] == "loyalty_card_shown").unwrap();
    assert_eq!(unknown.get("conditions"), None);
    assert_eq!((&unknown["goal_source"], &unknown["card"]["level"]), (&json!("auto"), &json!("gold")));
    let path = format!("{SHOP}/goal/{}", unknown["id"]);
    let mut changed = unknown.clone();
    changed["name"] = json!("Renamed");
    assert_eq!(desk.put(&path, json!({ "goal": changed })).await, json!({ "goal": changed }));
    changed["type"] = json!("another_unknown");
    let found = desk.refused(Method::PUT, &path, Some(&json!({ "goal": changed }))).await;
    assert_eq!(found, refusal(400, "invalid_parameter", "goal.type"));
    let social = goals.iter().find(|goal| goal["type"] == "social").unwrap();
    assert_eq!(social["conditions"], json!([{ "type": "all_social" }]));
}

#[tokio::test]
async fn deleted_goals_are_listed_on_request() {
    let desk = Desk::new().await;
    let all = desk.get(&format!("{SHOP}/goals")).await["goals"].as_array().unwrap().clone();
    let gone = all[0]["id"].as_i64().unwrap();
    let path = format!("{SHOP}/goal/{gone}");
    assert_eq!(desk.delete(&path).await, json!({ "success": true }));
    assert_eq!(desk.refused(Method::GET, &path, None).await, refusal(404, "not_found", ""));
    assert_eq!(desk.refused(Method::DELETE, &path, None).await, refusal(404, "not_found", ""));
    let ids = |list: &Value| -> BTreeSet<i64> {
        list["goals"].as_array().unwrap().iter().map(|goal| goal["id"].as_i64().unwrap()).collect()
    };
    assert!(!ids(&desk.get(&format!("{SHOP}/goals?useDeleted=0")).await).contains(&gone));
    let with = desk.get(&format!("{SHOP}/goals?useDeleted=true")).await;
    assert!(ids(&with).contains(&gone));
    let deleted = with["goals"].as_array().unwrap().iter().filter(|goal| goal["status"] == "Deleted").count();
    assert_eq!(deleted, 2, "one was deleted long ago");
}

#[tokio::test]
async fn messengers_and_networks_are_those_that_conditions_may_name() {
    let desk = Desk::new().await;
    for (path, key, kind, condition) in [
        ("/management/v1/messengers", "messengers", "messenger", "messenger"),
        ("/management/v1/social_networks", "social_networks", "social", "social"),
    ] {
        let list = desk.get(path).await;
        assert_eq!(list, desk.get(path).await);
        let conditions: Vec<Value> = list[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| json!({ "type": condition, "url": item["name"] }))
            .collect();
        assert!(conditions.len() > 4);
        let goal = json!({ "type": kind, "name": "Any of them", "conditions": conditions });
        desk.post(&format!("{EMPTY}/goals"), json!({ "goal": goal })).await;
    }
}
