//! What the CRM is told is checked before it is sent.

use metrika::Client;
use metrika::import::Crm;
use metrika::models::{Attribute, CdpEntityType, OrderStatus, ProductItem};
use serde_json::json;

use crate::crm::{delivered, product};
use crate::desk::{Desk, EMPTY};
use crate::not_sent;

fn crm(client: &Client) -> Crm<'_> {
    client.counter(EMPTY).import().crm()
}

fn named(name: &str) -> Attribute {
    Attribute { name: Some(name.to_owned()), multivalued: Some(false.into()), ..Attribute::default() }
}

/// The name of something, and the rule that it breaks.
fn names() -> Vec<(String, &'static str)> {
    vec![
        (String::new(), "it is empty"),
        ("shoe size".into(), "' ' is none of Latin letters, digits, `_`, `-` and `:`"),
        ("размер".into(), "'р' is none of Latin letters, digits, `_`, `-` and `:`"),
        ("a.b".into(), "'.' is none of Latin letters, digits, `_`, `-` and `:`"),
        ("line\n".into(), "'\\n' is none of Latin letters, digits, `_`, `-` and `:`"),
        ("a".repeat(256), "it has 256 characters, 255 are allowed"),
    ]
}

#[tokio::test]
async fn names_are_made_of_what_the_reference_allows() {
    let desk = Desk::new().await;
    let client = desk.client();
    for (name, rule) in names() {
        let attributes = crm(&client).attributes(CdpEntityType::Order).create([named("a"), named(&name)]).await;
        assert_eq!(not_sent(attributes.unwrap_err()), format!("attributes[1].name: {rule}"));
        let of_products = crm(&client).products().create([named(&name)], []).await;
        assert_eq!(not_sent(of_products.unwrap_err()), format!("attributes[0].name: {rule}"));
        let products = crm(&client).products().create([], [product("a"), product("b"), product(&name)]).await;
        assert_eq!(not_sent(products.unwrap_err()), format!("items[2].name: {rule}"));
        let status = OrderStatus { id: Some(name), ..delivered() };
        let statuses = crm(&client).order_statuses().map([status]).await;
        assert_eq!(not_sent(statuses.unwrap_err()), format!("order_statuses[0].id: {rule}"));
    }
    assert!(desk.sent().is_empty());
    let good = "aZ_09-:".repeat(36) + "abc";
    assert_eq!(good.len(), 255);
    crm(&client).attributes(CdpEntityType::Order).create([named(&good)]).await.unwrap();
    crm(&client).products().create([named(&good)], [product(&good)]).await.unwrap();
    crm(&client).order_statuses().map([OrderStatus { id: Some(good), ..delivered() }]).await.unwrap();
}

/// The sandbox refuses what the reference does not allow: so these are its rules, and not only those of the crate.
#[tokio::test]
async fn the_service_would_refuse_the_same_names() {
    let desk = Desk::new().await;
    let client = desk.client();
    for (name, _) in names() {
        let request = client.request("POST", format!("/cdp/api/v1/counter/{EMPTY}/schema/products"));
        let request = request.json(&json!({ "attributes": [], "items": [{ "name": name }] }));
        let refused = request.send::<serde_json::Value>().await.unwrap_err();
        assert_eq!(refused.status(), Some(400), "{name:?}: {refused}");
    }
}

#[tokio::test]
async fn what_is_needed_must_be_there() {
    let desk = Desk::new().await;
    let client = desk.client();
    let attribute = async |attribute| {
        not_sent(crm(&client).attributes(CdpEntityType::Contact).create([attribute]).await.unwrap_err())
    };
    assert_eq!(attribute(Attribute { name: None, ..named("a") }).await, "attributes[0].name: it is needed");
    assert_eq!(
        attribute(Attribute { multivalued: None, ..named("a") }).await,
        "attributes[0].multivalued: it is needed"
    );
    let status = async |status| not_sent(crm(&client).order_statuses().map([status]).await.unwrap_err());
    assert_eq!(status(OrderStatus { id: None, ..delivered() }).await, "order_statuses[0].id: it is needed");
    assert_eq!(status(OrderStatus { type_: None, ..delivered() }).await, "order_statuses[0].type: it is needed");
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn names_for_people_have_4096_characters_at_most() {
    let desk = Desk::new().await;
    let client = desk.client();
    let send = async |length: usize| {
        let humanized = Some("я".repeat(length));
        let attribute = Attribute { humanized: humanized.clone(), ..named("a") };
        let item = ProductItem { humanized: humanized.clone(), ..product("a") };
        [
            crm(&client).attributes(CdpEntityType::Contact).create([attribute]).await,
            crm(&client).products().create([], [item]).await,
            crm(&client).order_statuses().map([OrderStatus { humanized, ..delivered() }]).await,
        ]
    };
    let refused = send(4097).await.map(|result| not_sent(result.unwrap_err()));
    let rule = |field| format!("{field}.humanized: it has 4097 characters, 4096 are allowed");
    assert_eq!(refused, [rule("attributes[0]"), rule("items[0]"), rule("order_statuses[0]")]);
    assert!(desk.sent().is_empty());
    for sent in send(4096).await {
        sent.unwrap();
    }
}

#[tokio::test]
async fn a_status_reaches_ten_goals_at_most_and_each_once() {
    let desk = Desk::new().await;
    let client = desk.client();
    let map = async |goals: Vec<String>| {
        let status = OrderStatus { goal_action_ids: Some(goals), ..delivered() };
        crm(&client).order_statuses().map([delivered(), status]).await
    };
    let numbered = |count: usize| (0..count).map(|number| format!("goal {number}")).collect::<Vec<_>>();
    let field = "order_statuses[1].goal_action_ids";
    assert_eq!(not_sent(map(numbered(11)).await.unwrap_err()), format!("{field}: there are 11, 10 are allowed"));
    let twice = ["paid", "sent", "paid"].map(str::to_owned).to_vec();
    assert_eq!(not_sent(map(twice).await.unwrap_err()), format!("{field}: \"paid\" is there twice"));
    assert!(desk.sent().is_empty());
    map(numbered(10)).await.unwrap();
    map(Vec::new()).await.unwrap();
}

#[tokio::test]
async fn there_are_160_000_products_at_most() {
    let desk = Desk::new().await;
    let client = desk.client();
    let many = || (0..160_001).map(|number| number.to_string());
    let items = crm(&client).products().create([], many().map(|name| product(&name))).await;
    assert_eq!(not_sent(items.unwrap_err()), "items: there are 160001, 160000 are allowed");
    let attributes = crm(&client).products().create(many().map(|name| named(&name)), []).await;
    assert_eq!(not_sent(attributes.unwrap_err()), "attributes: there are 160001, 160000 are allowed");
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn as_many_products_as_are_allowed_are_sent() {
    let wire = crate::wire::Wire::always(crate::wire::json(r#"{"success": true}"#)).await;
    let client = wire.builder().build().unwrap();
    crm(&client).products().create([], (0..160_000).map(|number| product(&number.to_string()))).await.unwrap();
    assert_eq!(wire.requests()[0].matches("\"name\":").count(), 160_000);
}
