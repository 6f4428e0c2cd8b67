use metrika::Client;
use metrika::ErrorKind;
use metrika::import::Crm;
use metrika::models::{Attribute, AttributeTypeGroup, CdpEntityType, OrderStatus, OrderStatusType, ProductItem};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY};

fn crm(client: &Client) -> Crm<'_> {
    client.counter(EMPTY).import().crm()
}

fn shoe_size() -> Attribute {
    Attribute {
        name: Some("shoe_size".into()),
        humanized: Some("Размер".into()),
        type_name: Some("numeric".into()),
        multivalued: Some(true.into()),
        ..Attribute::default()
    }
}

pub fn delivered() -> OrderStatus {
    OrderStatus {
        id: Some("delivered".into()),
        humanized: Some("Delivered".into()),
        type_: Some(OrderStatusType::Paid),
        goal_action_ids: Some(vec!["delivered".into(), "paid".into()]),
        ..OrderStatus::default()
    }
}

pub fn product(name: &str) -> ProductItem {
    ProductItem { name: name.to_owned(), humanized: None, extra: Default::default() }
}

fn names(attributes: &[Attribute]) -> Vec<&str> {
    attributes.iter().filter_map(|attribute| attribute.name.as_deref()).collect()
}

#[tokio::test]
async fn attributes_of_the_service_and_of_ones_own_are_told_apart() {
    let desk = Desk::new().await;
    let client = desk.client();
    let contacts = crm(&client).attributes(CdpEntityType::Contact);
    let before = contacts.list().await.unwrap();
    assert!(names(&before.system).contains(&"uniq_id") && before.custom.is_empty());

    contacts.create([shoe_size()]).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("POST /cdp/api/v1/counter/{EMPTY}/schema/attributes"));
    assert_eq!(desk.last().query, [("entity_type".to_owned(), "CONTACT".to_owned())]);
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let size = json!({ "name": "shoe_size", "humanized": "Размер", "type_name": "numeric", "multivalued": true });
    assert_eq!(sent, json!({ "attributes": [size] }));

    let after = contacts.list().await.unwrap();
    assert_eq!((names(&after.custom), after.system.len()), (vec!["shoe_size"], before.system.len()));
    assert_eq!(after.custom[0].type_group, Some(AttributeTypeGroup::Predefined), "the service fills it in");
    let orders = crm(&client).attributes(CdpEntityType::Order).list().await.unwrap();
    assert!(orders.custom.is_empty() && names(&orders.system).contains(&"order_status"));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_attribute_that_is_there_already_is_refused() {
    let desk = Desk::new().await;
    let client = desk.client();
    let contacts = crm(&client).attributes(CdpEntityType::Contact);
    contacts.create([shoe_size()]).await.unwrap();
    let again = contacts.create([shoe_size()]).await.unwrap_err();
    assert_eq!((again.kind(), again.is_in_doubt()), (ErrorKind::Conflict, false));
    let system = Attribute { name: Some("uniq_id".into()), ..shoe_size() };
    assert_eq!(contacts.create([system]).await.unwrap_err().kind(), ErrorKind::InvalidParameter);
    assert_eq!(contacts.list().await.unwrap().custom.len(), 1);
}

#[tokio::test]
async fn types_are_listed() {
    let desk = Desk::new().await;
    let client = desk.client();
    let predefined = crm(&client).predefined_types().await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /cdp/api/v1/counter/{EMPTY}/schema/predefined_types"));
    assert!(predefined.iter().all(|known| known.group == Some(AttributeTypeGroup::Predefined)));
    assert!(predefined.iter().any(|known| known.name.as_deref() == Some("numeric")));
    let all = crm(&client).attribute_types().await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /cdp/api/v1/counter/{EMPTY}/schema/types"));
    assert!(all.len() > predefined.len());
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn products_are_made_with_their_attributes() {
    let desk = Desk::new().await;
    let client = desk.client();
    let kg = Attribute { name: Some("kg".into()), multivalued: Some(false.into()), ..Attribute::default() };
    let pear = ProductItem { humanized: Some("Груша".into()), ..product("pear") };
    crm(&client).products().create([kg], [pear, product("apple:red-1")]).await.unwrap();
    assert_eq!(desk.sent(), [format!("POST /cdp/api/v1/counter/{EMPTY}/schema/products")]);
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let items = json!([{ "name": "pear", "humanized": "Груша" }, { "name": "apple:red-1" }]);
    assert_eq!(sent, json!({ "attributes": [{ "name": "kg", "multivalued": false }], "items": items }));

    // Neither needs to be there.
    crm(&client).products().create([], []).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent, json!({ "attributes": [], "items": [] }));
    let kept = desk.sandbox.state(|state| state.counters[&EMPTY].crm.products.keys().cloned().collect::<Vec<_>>());
    assert_eq!(kept, ["apple:red-1", "pear"]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn statuses_are_mapped_and_listed() {
    let desk = Desk::new().await;
    let client = desk.client();
    let statuses = crm(&client).order_statuses();
    let before = statuses.list().await.unwrap().len();
    statuses.map([delivered()]).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("POST /cdp/api/v1/counter/{EMPTY}/schema/order_statuses"));
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let status = json!({ "id": "delivered", "humanized": "Delivered", "type": "PAID", "goal_action_ids": ["delivered", "paid"] });
    assert_eq!(sent, json!({ "order_statuses": [status] }));
    let after = statuses.list().await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /cdp/api/v1/counter/{EMPTY}/schema/order_statuses"));
    let mapped = after.iter().find(|status| status.id.as_deref() == Some("delivered")).unwrap();
    assert_eq!((after.len(), &mapped.type_), (before + 1, &Some(OrderStatusType::Paid)));
    assert!(desk.sandbox.violations().is_empty());
}
