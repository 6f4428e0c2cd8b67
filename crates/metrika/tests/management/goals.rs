use metrika::ErrorKind;
use metrika::management::{GoalPattern, GoalStep, NewGoal};
use metrika::models::{ChatCondition, ChatPlatform, DepthGoal, Goal, GoalConditionType, GoalFlag, GoalSource};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

/// What was sent last.
fn sent(desk: &Desk) -> Value {
    serde_json::from_slice(&desk.last().body).unwrap()
}

/// A goal of the shop, as the sandbox keeps it.
fn kept(desk: &Desk, id: i64) -> Value {
    desk.sandbox.state(|state| Value::Object(state.counters[&SHOP].goals[&id].clone()))
}

/// The number of the seeded goal of this type.
fn seeded(desk: &Desk, kind: &str) -> i64 {
    desk.sandbox.state(|state| {
        let goals = &state.counters[&SHOP].goals;
        *goals.iter().find(|(_, goal)| goal["type"] == kind).unwrap().0
    })
}

/// A goal of every type, and what is to be sent for it.
fn every_type() -> Vec<(NewGoal, Value)> {
    vec![
        (
            NewGoal::url("a", [GoalPattern::contain("/thanks"), GoalPattern::regexp("/order/[0-9]+")]).favorite(),
            json!({ "type": "url", "name": "a", "is_favorite": true, "conditions": [
                { "type": "contain", "url": "/thanks" }, { "type": "regexp", "url": "/order/[0-9]+" }] }),
        ),
        (
            NewGoal::action_matching("b", [GoalPattern::exact("cart"), GoalPattern::start("order_")])
                .flag(GoalFlag::Basket)
                .retargeting()
                .price(99.5),
            json!({ "type": "action", "name": "b", "flag": "basket", "is_retargeting": true, "default_price": 99.5,
                "conditions": [{ "type": "exact", "url": "cart" }, { "type": "start", "url": "order_" }] }),
        ),
        (
            NewGoal::action("b", "cart"),
            json!({ "type": "action", "name": "b", "conditions": [{ "type": "exact", "url": "cart" }] }),
        ),
        (NewGoal::depth("c", 2), json!({ "type": "number", "name": "c", "depth": 2 })),
        (NewGoal::visit_duration("d", 1), json!({ "type": "visit_duration", "name": "d", "duration": 1 })),
        (
            NewGoal::composite(
                "e",
                [
                    GoalStep::new("1").page(GoalPattern::contain("/cart")).page(GoalPattern::exact("example.com/cart")),
                    GoalStep::new("2").action("checkout").contain_action("check").regexp_action("^check"),
                ],
            ),
            json!({ "type": "step", "name": "e", "steps": [
                { "type": "url", "name": "1", "conditions": [
                    { "type": "contain", "url": "/cart" }, { "type": "exact", "url": "example.com/cart" }] },
                { "type": "url", "name": "2", "conditions": [
                    { "type": "action", "url": "checkout" }, { "type": "contain_action", "url": "check" },
                    { "type": "regexp_action", "url": "^check" }] }] }),
        ),
        (
            NewGoal::phone("f", ["+12025550123"]).hide_phone_number(),
            json!({ "type": "phone", "name": "f", "hide_phone_number": true,
                "conditions": [{ "type": "exact", "url": "+12025550123" }] }),
        ),
        (
            NewGoal::email("g", ["info@shop.example"]).flag(GoalFlag::Order),
            json!({ "type": "email", "name": "g", "flag": "order",
                "conditions": [{ "type": "exact", "url": "info@shop.example" }] }),
        ),
        (
            NewGoal::messenger("h", ["telegram"]).flag(GoalFlag::Order),
            json!({ "type": "messenger", "name": "h", "flag": "order",
                "conditions": [{ "type": "messenger", "url": "telegram" }] }),
        ),
        (
            NewGoal::social_network("i", ["vkontakte", "youtube"]).flag(GoalFlag::Order),
            json!({ "type": "social", "name": "i", "flag": "order", "conditions": [
                { "type": "social", "url": "vkontakte" }, { "type": "social", "url": "youtube" }] }),
        ),
        (
            NewGoal::all_social_networks("j"),
            json!({ "type": "social", "name": "j", "conditions": [{ "type": "all_social" }] }),
        ),
        (
            NewGoal::file("k", ["price-list.pdf"]).flag(GoalFlag::Order),
            json!({ "type": "file", "name": "k", "flag": "order",
                "conditions": [{ "type": "file", "url": "price-list.pdf" }] }),
        ),
        (NewGoal::all_files("l"), json!({ "type": "file", "name": "l", "conditions": [{ "type": "all_files" }] })),
        (
            NewGoal::site_search("m", ["text", "q"]).flag(GoalFlag::Order),
            json!({ "type": "search", "name": "m", "flag": "order", "conditions": [
                { "type": "search", "url": "text" }, { "type": "search", "url": "q" }] }),
        ),
        (NewGoal::payment_system("n"), json!({ "type": "payment_system", "name": "n" })),
        (
            NewGoal::chat(
                "o",
                [
                    ChatCondition::answered(false),
                    ChatCondition::platform(ChatPlatform::WhatsApp),
                    ChatCondition::tag(GoalConditionType::Exact, "support"),
                ],
            ),
            json!({ "type": "chat", "name": "o", "conditions": [
                { "field": "chat_answered", "answered": false }, { "field": "chat_platform", "platform": "whatsApp" },
                { "field": "chat_tag", "operator": "exact", "value": "support" }] }),
        ),
    ]
}

#[tokio::test]
async fn every_type_of_the_reference_is_made_and_read_back() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(EMPTY).goals();
    let mut types: Vec<String> = Vec::new();
    for (new, expected) in every_type() {
        let made = goals.create(new).await.unwrap();
        assert_eq!(sent(&desk), json!({ "goal": expected }));
        let read = goals.get(made.id().unwrap()).await.unwrap();
        assert!(!matches!(read, Goal::Other(_)), "{read:?}");
        let mut read = serde_json::to_value(&read).unwrap();
        for step in read["steps"].as_array_mut().into_iter().flatten() {
            assert!(step["id"].is_i64(), "steps have numbers");
            *step = json!({ "type": step["type"], "name": step["name"], "conditions": step["conditions"] });
        }
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&read[field], value, "{field}");
        }
        types.push(expected["type"].as_str().unwrap().into());
    }
    let lacking: Vec<_> = Goal::KNOWN.iter().filter(|kind| !types.iter().any(|made| made == *kind)).collect();
    assert!(lacking.is_empty(), "{lacking:?} of the reference have no constructor");
    assert_eq!(goals.list().await.unwrap().len(), every_type().len());
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_deleted_goal_is_listed_only_when_asked_for() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(EMPTY).goals();
    let id = goals.create(NewGoal::payment_system("Paid")).await.unwrap().id().unwrap();
    goals.delete(id).await.unwrap();
    assert!(goals.list().await.unwrap().is_empty());
    let all = goals.list_with_deleted().await.unwrap();
    assert_eq!(all.iter().map(Goal::id).collect::<Vec<_>>(), [Some(id)]);
    assert_eq!(goals.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(goals.get(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_goal_of_a_type_that_nobody_knows_is_changed_and_keeps_all_it_has() {
    let desk = Desk::new().await;
    let client = desk.client();
    let id = seeded(&desk, "loyalty_card_shown");
    let before = kept(&desk, id);
    let goals = client.counter(SHOP).goals();
    let listed = goals.list().await.unwrap();
    let listed = listed.iter().find(|goal| goal.id() == Some(id.into())).unwrap();
    assert_eq!((listed.tag(), listed.goal_source()), (Some("loyalty_card_shown"), Some(GoalSource::Auto)));

    let changed = goals
        .update(id, |goal| {
            goal.set_name("Card");
            goal.set_favorite(true);
        })
        .await
        .unwrap();
    assert_eq!((changed.name(), changed.is_favorite()), (Some("Card"), Some(true)));
    let mut expected = before;
    expected["name"] = json!("Card");
    expected["is_favorite"] = json!(1);
    assert_eq!(kept(&desk, id), expected);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_update_changes_nothing_else_of_any_type() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(SHOP).goals();
    let listed = goals.list().await.unwrap();
    assert!(listed.len() > Goal::KNOWN.len());
    for goal in listed {
        let id = goal.id().unwrap();
        desk.sandbox.state(|state| {
            let goal = state.counters.get_mut(&SHOP).unwrap().goals.get_mut(&id.0).unwrap();
            goal.insert("a_field_to_come".into(), json!({ "deep": [1, "two"] }));
        });
        let mut expected = kept(&desk, id.0);
        goals.update(id, |goal| goal.set_default_price(12.5)).await.unwrap();
        expected["default_price"] = json!(12.5);
        assert_eq!(kept(&desk, id.0), expected);
    }
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_goal_is_put_in_the_place_of_another_under_its_number() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(SHOP).goals();
    let id = seeded(&desk, "number");
    let other = DepthGoal { name: Some("Three pages".into()), depth: Some(3), ..DepthGoal::default() };
    let put = goals.replace(id, other).await.unwrap();
    assert_eq!(sent(&desk), json!({ "goal": { "id": id, "type": "number", "name": "Three pages", "depth": 3 } }));
    assert!(matches!(put, Goal::DepthGoal(DepthGoal { depth: Some(3), .. })));
    assert_eq!(kept(&desk, id)["depth"], 3);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_the_service_itself_holds_does_not_keep_a_goal_from_being_changed() {
    let desk = Desk::new().await;
    let client = desk.client();
    let goals = client.counter(SHOP).goals();
    let id = seeded(&desk, "payment_system");
    desk.sandbox.state(|state| {
        let goal = state.counters.get_mut(&SHOP).unwrap().goals.get_mut(&id).unwrap();
        // A rule of this crate, which the sandbox does not have.
        goal.insert("conditions".into(), json!([{ "type": "exact", "url": "a" }]));
    });
    goals.update(id, |goal| goal.set_name("Other")).await.unwrap();
    assert_eq!(kept(&desk, id)["name"], "Other");

    desk.sandbox.clear_journal();
    let error = goals.update(id, |goal| goal.set_name("")).await.unwrap_err();
    assert_eq!(error.to_string(), "the request was not sent: goal.name: it is empty");
    assert_eq!(desk.sent(), [format!("GET /management/v1/counter/{SHOP}/goal/{id}")], "what is new is refused");
}

#[tokio::test]
async fn what_goals_can_watch_is_listed_and_can_be_named() {
    let desk = Desk::new().await;
    let client = desk.client();
    let names = |entries: &[Value]| -> Vec<String> {
        entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
    };
    let messengers = names(&client.messengers().await.unwrap());
    let networks = names(&client.social_networks().await.unwrap());
    assert_eq!(desk.sent(), ["GET /management/v1/messengers", "GET /management/v1/social_networks"]);
    assert!(messengers.len() > 1 && networks.len() > 1);
    let goals = client.counter(EMPTY).goals();
    goals.create(NewGoal::messenger("Any", messengers)).await.unwrap();
    goals.create(NewGoal::social_network("Any", networks)).await.unwrap();
    assert!(desk.sandbox.violations().is_empty());
}
