//! What the CRM knows of: attributes, products, order statuses.

use serde_json::{Value, json};

use crate::desk::Desk;

const ATTRIBUTES: &str = "/cdp/api/v1/~/schema/attributes?entity_type=CONTACT";
const STATUSES: &str = "/cdp/api/v1/~/schema/order_statuses";
const PRODUCTS: &str = "/cdp/api/v1/~/schema/products";

fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn attributes_are_listed_in_two_lists() {
    let desk = Desk::open().await;
    let (_, before) = desk.get(ATTRIBUTES).await;
    assert!(names(&before["system_attributes"], "name").contains(&"uniq_id".to_owned()));
    assert_eq!(before["custom_attributes"], json!([]));
    let sent = json!({ "name": "shoe_size", "multivalued": 1, "type_name": "numeric" });
    let (status, body) = desk.post(ATTRIBUTES, json!({ "attributes": [sent] })).await;
    assert_eq!((status, body), (200, json!({ "success": true })));
    let (_, after) = desk.get(ATTRIBUTES).await;
    assert_eq!(after["custom_attributes"][0]["type_group"], "PREDEFINED", "the service fills it in");
    let (_, orders) = desk.get("/cdp/api/v1/~/schema/attributes?entity_type=ORDER").await;
    assert_eq!(orders["custom_attributes"], json!([]));
}

/// The guide to CRM writes the word so, the reference with capitals.
#[tokio::test]
async fn the_type_of_entities_is_taken_in_lower_case_too() {
    let desk = Desk::open().await;
    let (_, capitals) = desk.get(ATTRIBUTES).await;
    let (status, small) = desk.get(&ATTRIBUTES.replace("CONTACT", "contact")).await;
    assert_eq!((status, small), (200, capitals));
    let (status, body) = desk.get(&ATTRIBUTES.replace("CONTACT", "contacts")).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("entity_type")));
}

#[tokio::test]
async fn attributes_that_cannot_be_are_refused_and_none_of_the_request_is_made() {
    let desk = Desk::open().await;
    let good = json!({ "name": "shoe_size", "multivalued": false });
    for (bad, status, location) in [
        (json!({ "name": "emails", "multivalued": true }), 400, json!("attributes[1].name")),
        (json!({ "name": "a b", "multivalued": true }), 400, json!("attributes[1].name")),
        (json!({ "name": "a", "multivalued": true, "type_name": "colour" }), 400, json!("attributes[1].type_name")),
        (
            json!({ "name": "a", "multivalued": true, "type_group": "SYSTEM_LIST" }),
            400,
            json!("attributes[1].type_group"),
        ),
        (good.clone(), 409, Value::Null),
    ] {
        let (found, body) = desk.post(ATTRIBUTES, json!({ "attributes": [good, bad] })).await;
        assert_eq!((found, &body["errors"][0]["location"]), (status, &location), "{bad}");
        assert!(desk.counter(|counter| counter.crm.attributes.is_empty()));
    }
}

#[tokio::test]
async fn statuses_of_every_counter_are_there_and_others_are_mapped() {
    let desk = Desk::open().await;
    let listed = names(&desk.get(STATUSES).await.1["order_statuses"], "id");
    assert_eq!(listed, ["CANCELLED", "IN_PROGRESS", "PAID", "SPAM"]);
    let delivered =
        json!({ "id": "delivered", "type": "PAID", "goal_action_ids": ["GOAL1"], "humanized": "Delivered" });
    let (status, body) = desk.post(STATUSES, json!({ "order_statuses": [delivered] })).await;
    assert_eq!((status, body), (200, json!({ "success": true })));
    let (_, body) = desk.get(STATUSES).await;
    assert_eq!(body["order_statuses"][4], delivered);
    for wrong in
        [json!({ "id": "x", "type": "DONE" }), json!({ "id": "a b", "type": "PAID" }), json!({ "type": "PAID" })]
    {
        assert_eq!(desk.post(STATUSES, json!({ "order_statuses": [wrong] })).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn products_are_kept_and_show_among_the_uploadings() {
    let desk = Desk::open().await;
    let products =
        json!({ "attributes": [], "items": [{ "name": "apple", "humanized": "Apple" }, { "name": "pear" }] });
    let (status, body) = desk.post(PRODUCTS, products).await;
    assert_eq!((status, body), (200, json!({ "success": true })));
    let (_, body) = desk.get("/cdp/api/v1/~/last_uploadings").await;
    assert_eq!(
        (&body["uploadings"][0]["entity_type"], &body["uploadings"][0]["elements_count"]),
        (&json!("SYSTEM_LIST"), &json!(2))
    );
    assert_eq!(desk.counter(|counter| counter.crm.products.keys().cloned().collect::<Vec<_>>()), ["apple", "pear"]);
    let (status, body) = desk.post(PRODUCTS, json!({ "items": [{ "name": "plum" }] })).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (400, &json!("missing_parameter")), "attributes are needed");
}

#[tokio::test]
async fn a_counter_has_160000_products_at_most() {
    let desk = Desk::open().await;
    let items =
        |from: u32, to: u32| (from..to).map(|number| json!({ "name": format!("p{number}") })).collect::<Vec<_>>();
    let send = async |items| desk.post(PRODUCTS, json!({ "attributes": [], "items": items })).await;
    assert_eq!(send(items(0, 160_001)).await.0, 400);
    assert_eq!(send(items(0, 160_000)).await.0, 200);
    let (status, body) = send(items(159_999, 160_001)).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (400, &json!("limit_exceeded")));
    assert_eq!(send(items(0, 1)).await.0, 200, "one that is there already");
}

#[tokio::test]
async fn types_are_listed() {
    let desk = Desk::open().await;
    let predefined = names(&desk.get("/cdp/api/v1/~/schema/predefined_types").await.1["types"], "name");
    assert_eq!(predefined, ["text", "numeric", "date", "datetime", "email"]);
    let all = names(&desk.get("/cdp/api/v1/~/schema/types").await.1["types"], "name");
    assert_eq!(all.last().map(String::as_str), Some("product"));
}
