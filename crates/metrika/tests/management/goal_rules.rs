//! What is refused before it is sent, and what is left to the service.

use metrika::ErrorKind;
use metrika::management::{GoalPattern, GoalStep, NewGoal};
use metrika::models::{Goal, GoalFlag};
use metrika::raw::management::types::GoalEnvelope;
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY};

fn goal(value: Value) -> Goal {
    serde_json::from_value(value).unwrap()
}

/// A goal on pages with this condition.
fn url(condition: Value) -> Value {
    with("url", condition)
}

fn with(kind: &str, condition: Value) -> Value {
    json!({ "type": kind, "name": "n", "conditions": [condition] })
}

/// A composite goal with this step.
fn composite(step: Value) -> Value {
    json!({ "type": "step", "name": "n", "steps": [{ "type": "url", "name": "1", "conditions": [
        { "type": "contain", "url": "/" }] }, step] })
}

/// Rules that the sandbox has too.
fn shared() -> Vec<(Value, &'static str)> {
    let long = |length: usize| "я".repeat(length);
    let step = || json!({ "type": "url", "name": "n", "conditions": [{ "type": "contain", "url": "/" }] });
    vec![
        (json!({ "name": "n" }), "goal.type: it is needed"),
        (json!({ "type": 7, "name": "n" }), "goal.type: it is needed"),
        (json!({ "type": "payment_system", "name": long(256) }), "goal.name: it has 256 characters, 255 are allowed"),
        (json!({ "type": "number", "name": "n", "depth": 1 }), "goal.depth: it must be at least 2"),
        (json!({ "type": "visit_duration", "name": "n", "duration": 0 }), "goal.duration: it must be at least 1"),
        (
            json!({ "type": "step", "name": "n", "steps": vec![step(); 6] }),
            "goal.steps: there are 6, 1 to 5 are allowed",
        ),
        (
            composite(json!({ "type": "number", "name": "2", "depth": 2 })),
            "goal.steps[1].type: page views (url) and events (action) can be steps, number cannot",
        ),
        (
            composite(composite(step())),
            "goal.steps[1].type: page views (url) and events (action) can be steps, step cannot",
        ),
        (
            composite(with("action", json!({ "type": "action", "url": "a" }))),
            "goal.steps[1].conditions[0].type: it is action, but must be one of contain, exact, start, regexp",
        ),
        (
            composite(url(json!({ "type": "file", "url": "a" }))),
            "goal.steps[1].conditions[0].type: it is file, but must be one of contain, exact, start, regexp, action, \
             contain_action, regexp_action",
        ),
        (
            url(json!({ "type": "action", "url": "a" })),
            "goal.conditions[0].type: it is action, but must be one of contain, exact, start, regexp",
        ),
        (
            with("action", json!({ "type": "regexp_action", "url": "a" })),
            "goal.conditions[0].type: it is regexp_action, but must be one of contain, exact, start, regexp",
        ),
        (url(json!({ "url": "a" })), "goal.conditions[0].type: it is needed"),
        (url(json!({ "type": "exact" })), "goal.conditions[0].url: it is needed"),
        (
            url(json!({ "type": "exact", "url": long(16_385) })),
            "goal.conditions[0].url: it has 16385 characters, 16384 are allowed",
        ),
        (
            with("phone", json!({ "type": "exact", "url": "1".repeat(26) })),
            "goal.conditions[0].url: it has 26 characters, 25 are allowed",
        ),
        (
            with("phone", json!({ "type": "all_files", "url": "1" })),
            "goal.conditions[0].type: it is all_files, but must be one of contain, exact, start, regexp",
        ),
        (
            with("email", json!({ "url": long(1025) })),
            "goal.conditions[0].url: it has 1025 characters, 1024 are allowed",
        ),
        (
            with("email", json!({ "type": "search", "url": "a@b" })),
            "goal.conditions[0].type: it is search, but must be one of contain, exact, start, regexp",
        ),
        (
            with("messenger", json!({ "type": "exact", "url": "telegram" })),
            "goal.conditions[0].type: it is exact, but must be one of messenger",
        ),
        (with("messenger", json!({ "type": "messenger" })), "goal.conditions[0].url: it is needed"),
        (with("messenger", json!({ "url": "" })), "goal.conditions[0].url: it is empty"),
        (
            with("search", json!({ "type": "exact", "url": "q" })),
            "goal.conditions[0].type: it is exact, but must be one of search",
        ),
        (
            with("file", json!({ "type": "exact", "url": "a.pdf" })),
            "goal.conditions[0].type: it is exact, but must be one of all_files, file",
        ),
        (with("file", json!({ "url": "a.pdf" })), "goal.conditions[0].type: it is needed"),
        (with("file", json!({ "type": "file" })), "goal.conditions[0].url: it is needed"),
        (with("file", json!({ "type": "file", "url": "" })), "goal.conditions[0].url: it is empty"),
        (with("file", json!({ "type": "all_files", "url": "a.pdf" })), "goal.conditions[0].url: all_files takes none"),
        (
            with("social", json!({ "type": "messenger", "url": "telegram" })),
            "goal.conditions[0].type: it is messenger, but must be one of all_social, social",
        ),
        (with("social", json!({ "type": "social" })), "goal.conditions[0].url: it is needed"),
        (
            with("social", json!({ "type": "all_social", "url": "youtube" })),
            "goal.conditions[0].url: all_social takes none",
        ),
        (with("chat", json!({ "answered": true })), "goal.conditions[0].field: it is needed"),
        (with("chat", json!({ "field": "chat_answered" })), "goal.conditions[0].answered: it is needed"),
        (
            with("chat", json!({ "field": "chat_platform", "answered": true })),
            "goal.conditions[0].platform: it is needed",
        ),
        (
            with("chat", json!({ "field": "chat_platform", "platform": "whatsapp" })),
            "goal.conditions[0].platform: whatsapp is spelled whatsApp here",
        ),
        (with("chat", json!({ "field": "chat_tag", "value": "a" })), "goal.conditions[0].operator: it is needed"),
        (with("chat", json!({ "field": "chat_tag", "operator": "exact" })), "goal.conditions[0].value: it is needed"),
        (
            with("chat", json!({ "field": "chat_tag", "operator": "social", "value": "a" })),
            "goal.conditions[0].operator: it is social, which is for goals of another type",
        ),
        (
            with("chat", json!({ "field": "chat_tag", "operator": "exact", "value": long(1025) })),
            "goal.conditions[0].value: it has 1025 characters, 1024 are allowed",
        ),
    ]
}

/// What a goal of each type needs and cannot have, here and in the sandbox.
fn needed() -> Vec<(Value, &'static str)> {
    let without = |kind: &str| json!({ "type": kind, "name": "n" });
    vec![
        (without("number"), "goal.depth: it is needed"),
        (without("visit_duration"), "goal.duration: it is needed"),
        (without("step"), "goal.steps: there are 0, 1 to 5 are allowed"),
        (without("url"), "goal.conditions: at least one is needed"),
        (without("action"), "goal.conditions: at least one is needed"),
        (without("messenger"), "goal.conditions: at least one is needed"),
        (without("search"), "goal.conditions: at least one is needed"),
        (without("file"), "goal.conditions: at least one is needed"),
        (without("social"), "goal.conditions: at least one is needed"),
        (composite(json!({ "type": "url", "name": "2" })), "goal.steps[1].conditions: at least one is needed"),
        (
            json!({ "type": "number", "name": "n", "depth": 2, "flag": "order" }),
            "goal.flag: goals of type number have none",
        ),
        (
            json!({ "type": "number", "name": "n", "depth": 2, "duration": 7 }),
            "goal.duration: goals of type number have none",
        ),
    ]
}

/// Rules that the sandbox does not have: it would make goals that nothing can reach, or lose what makes no sense.
fn ours() -> Vec<(Value, &'static str)> {
    vec![
        (json!({ "type": "payment_system" }), "goal.name: it is needed"),
        (json!({ "type": "payment_system", "name": " " }), "goal.name: it is empty"),
        (composite(url(json!({ "type": "action", "url": " " }))), "goal.steps[1].conditions[0].url: it is empty"),
        (
            with("payment_system", json!({ "type": "exact", "url": "a" })),
            "goal.conditions: goals of type payment_system have none",
        ),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(EMPTY).goals();
    for (value, rule) in shared().into_iter().chain(needed()).chain(ours()) {
        let rule = format!("the request was not sent: {rule}");
        for result in [goals.create(goal(value.clone())).await, goals.replace(7, goal(value.clone())).await] {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{value}");
            assert_eq!(error.to_string(), rule, "{value}");
        }
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn the_rules_are_those_of_the_sandbox_and_some_more() {
    let desk = Desk::new().await;
    let client = desk.client();
    let management = client.raw().management();
    let create = |value: Value| {
        let body = GoalEnvelope { goal: goal(value), extra: Default::default() };
        management.create_goal().counter_id(EMPTY).body(body).send()
    };
    for (value, rule) in shared().into_iter().chain(needed()) {
        let answer = create(value.clone()).await;
        assert!(answer.is_err(), "the sandbox takes {value}, against the rule {rule}");
    }
    let mut both = Vec::new();
    for (value, rule) in ours() {
        if create(value.clone()).await.is_err() {
            both.push((value.to_string(), rule));
        }
    }
    assert!(both.is_empty(), "the sandbox has these rules too: {both:#?}");
}

#[tokio::test]
async fn a_goal_of_a_known_type_that_was_put_together_by_hand_is_checked_too() {
    let desk = Desk::new().await;
    let client = desk.client();
    let by_hand = |value: Value| Goal::Other(value.as_object().unwrap().clone());
    let cases = [
        (json!({ "type": "number", "name": "n", "depth": 1 }), "goal.depth: it must be at least 2"),
        (json!({ "type": "number", "name": "n", "depth": "two" }), "goal: Goal of type number: invalid type"),
    ];
    for (value, rule) in cases {
        let error = client.counter(EMPTY).goals().create(by_hand(value)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().starts_with(&format!("the request was not sent: {rule}")), "{error}");
    }
    assert!(desk.sent().is_empty());
    client.counter(EMPTY).goals().create(by_hand(json!({ "type": "payment_system", "name": "n" }))).await.unwrap();
}

#[tokio::test]
async fn constructors_do_not_get_around_the_rules() {
    let desk = Desk::new().await;
    let client = desk.client();
    let page = || GoalStep::new("Page").page(GoalPattern::contain("/"));
    let cases = [
        (NewGoal::depth("n", 1), "goal.depth: it must be at least 2"),
        (NewGoal::visit_duration("n", 0), "goal.duration: it must be at least 1"),
        (NewGoal::composite("n", []), "goal.steps: there are 0, 1 to 5 are allowed"),
        (NewGoal::composite("n", (0..6).map(|_| page())), "goal.steps: there are 6, 1 to 5 are allowed"),
        (NewGoal::composite("n", [GoalStep::new("1")]), "goal.steps[0].conditions: at least one is needed"),
        (NewGoal::url("n", []), "goal.conditions: at least one is needed"),
        (NewGoal::url("", [GoalPattern::contain("/")]), "goal.name: it is empty"),
        (NewGoal::depth("n", 2).flag(GoalFlag::Order), "goal.flag: goals of type number have none"),
        (
            NewGoal::payment_system("n").hide_phone_number(),
            "goal.hide_phone_number: goals of type payment_system have none",
        ),
        (NewGoal::payment_system("n").price(f64::NAN), "goal.default_price: it is no number that can be sent"),
    ];
    for (new, rule) in cases {
        let error = client.counter(EMPTY).goals().create(new).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
    client.counter(EMPTY).goals().create(NewGoal::composite("n", (0..5).map(|_| page()))).await.unwrap();
}

#[tokio::test]
async fn what_the_reference_does_not_list_is_left_to_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = [
        json!({ "type": "form" }),
        json!({ "type": "a_type_to_come", "depth": 1, "conditions": "all" }),
        url(json!({ "type": "a_word_to_come", "url": "/" })),
        with("messenger", json!({ "url": "a_messenger_to_come" })),
        with("social", json!({ "type": "social", "url": "a_network_to_come" })),
        with("chat", json!({ "field": "a_field_to_come" })),
        with("chat", json!({ "field": "chat_platform", "platform": "a_platform_to_come" })),
    ];
    for value in goals {
        desk.sandbox.clear_journal();
        let error = client.counter(EMPTY).goals().create(goal(value.clone())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidParameter, "{value}");
        let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
        assert_eq!(sent, json!({ "goal": value }));
    }
}
