//! Goals.

use metrika_raw::management::types::{Goal, GoalEnvelope, MessengerGoal, UrlGoal};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP, not_found, refusal, sent};

fn url_goal(goal: Goal) -> UrlGoal {
    let Goal::UrlGoal(goal) = goal else { panic!("{goal:?}") };
    goal
}

pub async fn a_goal_is_made_changed_and_deleted(desk: &Desk) {
    let client = desk.metrika.management();
    let list = async |deleted| {
        let answer = client.list_goals().counter_id(EMPTY).use_deleted(deleted).send().await.unwrap();
        answer.into_inner().goals.unwrap().into_iter().map(url_goal).collect::<Vec<_>>()
    };
    assert_eq!(list(true).await.len(), 0);
    let body: GoalEnvelope = sent(json!({ "goal": { "type": "url", "name": "Order", "is_favorite": true,
        "conditions": [{ "type": "contain", "url": "/thanks" }] } }));
    let made = client.create_goal().counter_id(EMPTY).body(body).send().await.unwrap();
    let made = url_goal(made.into_inner().goal);
    let id = made.id.unwrap();
    assert_eq!(made.status.as_deref(), Some("Active"), "the service fills it in");
    assert!(made.is_favorite.unwrap().0);
    // One day the service has a field that no spec knows.
    desk.sandbox.state(|state| {
        let goal = state.counters.get_mut(&EMPTY).unwrap().goals.get_mut(&id.0).unwrap();
        goal.insert("colour".to_owned(), json!("red"));
    });

    let got = client.get_goal().counter_id(EMPTY).goal_id(id).send().await.unwrap();
    let mut goal = url_goal(got.into_inner().goal);
    assert_eq!(goal.conditions.as_ref().unwrap()[0].url.as_deref(), Some("/thanks"));
    goal.name = Some("Order sent".to_owned());
    let body = GoalEnvelope { goal: goal.into(), extra: Default::default() };
    let changed = client.update_goal().counter_id(EMPTY).goal_id(id).body(body).send().await.unwrap();
    let changed = url_goal(changed.into_inner().goal);
    assert_eq!((changed.id, changed.name.as_deref()), (Some(id), Some("Order sent")));
    assert!(changed.is_favorite.unwrap().0, "what was read goes back");
    assert_eq!(changed.extra["colour"], "red", "also what no spec knows");
    let listed = list(false).await;
    assert_eq!((listed.len(), listed[0].id, listed[0].name.as_deref()), (1, Some(id), Some("Order sent")));

    assert!(client.delete_goal().counter_id(EMPTY).goal_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(refusal(client.get_goal().counter_id(EMPTY).goal_id(id).send().await), not_found());
    assert_eq!(list(false).await.len(), 0);
    assert_eq!(list(true).await[0].status.as_deref(), Some("Deleted"));
}

pub async fn goals_of_all_types_are_read(desk: &Desk) {
    let client = desk.metrika.management();
    let goals = client.list_goals().counter_id(SHOP).send().await.unwrap().into_inner().goals.unwrap();
    let of = |kind: &str| goals.iter().find(|goal| goal.tag() == Some(kind)).unwrap_or_else(|| panic!("no {kind}"));
    for kind in Goal::KNOWN {
        assert!(!matches!(of(kind), Goal::Other(_)), "{kind}");
    }
    for kind in ["form", "e_purchase", "button", "cdp_order_paid", "loyalty_card_shown"] {
        assert!(matches!(of(kind), Goal::Other(_)), "{kind}");
    }
    let mut unknown = of("loyalty_card_shown").clone();
    let Goal::Other(fields) = &mut unknown else { unreachable!() };
    let id = fields["id"].as_i64().unwrap();
    fields.insert("name".to_owned(), json!("Renamed"));
    let expected = Value::Object(fields.clone());
    let body = GoalEnvelope { goal: unknown, extra: Default::default() };
    let changed = client.update_goal().counter_id(SHOP).goal_id(id).body(body).send().await.unwrap();
    assert_eq!(serde_json::to_value(&changed.goal).unwrap(), expected, "a goal that nobody documents is changed too");
    assert_eq!(expected["card"]["level"], "gold");
}

pub async fn words_for_conditions_are_listed(desk: &Desk) {
    let client = desk.metrika.management();
    let messengers = client.list_messengers().send().await.unwrap().into_inner().messengers.unwrap();
    let networks = client.list_social_networks().send().await.unwrap().into_inner().social_networks.unwrap();
    assert!(networks.iter().any(|network| network["name"] == "vkontakte"), "{networks:?}");
    let conditions: Vec<Value> =
        messengers.iter().map(|messenger| json!({ "type": "messenger", "url": messenger["name"] })).collect();
    assert!(!conditions.is_empty());
    let goal: MessengerGoal = sent(json!({ "name": "Any messenger", "conditions": conditions }));
    let body = GoalEnvelope { goal: goal.into(), extra: Default::default() };
    let made = client.create_goal().counter_id(EMPTY).body(body).send().await.unwrap();
    let Goal::MessengerGoal(goal) = &made.goal else { panic!("{made:?}") };
    assert_eq!(goal.conditions.as_ref().unwrap().len(), conditions.len());
}
