//! Orders of contacts.

use serde_json::{Value, json};

use crate::desk::Desk;

const JSON: &str = "/cdp/api/v1/~/data/orders/json?merge_mode=SAVE";

fn order(id: &str, customer: &str, status: &str) -> Value {
    json!({ "id": id, "client_uniq_id": customer, "client_type": "CONTACT", "order_status": status,
        "create_date_time": "2026-02-28 09:48:23", "products": { "pear": 10 }, "revenue": 5000 })
}

async fn with_customer() -> Desk {
    let desk = Desk::open().await;
    let contacts = json!({ "contacts": [{ "uniq_id": "c1", "client_ids": [1] }] });
    desk.post("/cdp/api/v1/~/data/contacts/json?merge_mode=SAVE", contacts).await;
    desk
}

/// Element, column and reason of what joined nothing in the latest uploading.
fn unlinked(desk: &Desk) -> Vec<(u64, String, String)> {
    let notes = desk.counter(|counter| counter.crm.uploadings.last().unwrap().unlinked.clone());
    notes.into_iter().map(|note| (note.row, note.column, note.reason)).collect()
}

#[tokio::test]
async fn an_order_before_its_customer_is_lost_in_silence() {
    let desk = with_customer().await;
    let orders = json!({ "orders": [order("o1", "c1", "PAID"), order("o2", "c2", "PAID")] });
    let (status, body) = desk.post(JSON, orders).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("PASSED")));
    assert_eq!(body["uploading"]["elements_count"], 2);
    assert_eq!(unlinked(&desk), [(2, "client_uniq_id".to_owned(), "the contact c2 is not known".to_owned())]);
    let kept = desk.counter(|counter| json!(counter.crm.orders));
    assert_eq!(kept, json!({ "o1": order("o1", "c1", "PAID") }));
}

#[tokio::test]
async fn an_order_of_more_than_21_days_ago_is_kept_and_joins_no_visit() {
    let desk = with_customer().await;
    // The clock stands at noon of 1 March in the zone of the counter.
    let (mut in_reach, mut old) = (order("o1", "c1", "PAID"), order("o2", "c1", "PAID"));
    in_reach["create_date_time"] = json!("2026-02-08 12:00:00");
    old["create_date_time"] = json!("2026-02-08 11:59:59");
    desk.post(JSON, json!({ "orders": [in_reach, old] })).await;
    assert_eq!(unlinked(&desk), [(2, "create_date_time".to_owned(), "the order is older than 21 days".to_owned())]);
    assert_eq!(desk.counter(|counter| counter.crm.orders.len()), 2);
}

#[tokio::test]
async fn statuses_are_those_that_are_mapped_and_goals() {
    let desk = with_customer().await;
    let verdict = async |status: &str| {
        let (_, body) = desk.post(JSON, json!({ "orders": [order("o", "c1", status)] })).await;
        body["uploading"]["api_validation_status"].as_str().unwrap().to_owned()
    };
    for status in ["PAID", "IN_PROGRESS", "CANCELLED", "SPAM", "GOAL1"] {
        assert_eq!(verdict(status).await, "PASSED", "{status}");
    }
    assert_eq!(verdict("delivered").await, "FAILED");
    let statuses = json!({ "order_statuses": [{ "id": "delivered", "type": "PAID" }] });
    desk.post("/cdp/api/v1/~/schema/order_statuses", statuses).await;
    assert_eq!(verdict("delivered").await, "PASSED");
}

#[tokio::test]
async fn orders_come_as_csv() {
    let desk = with_customer().await;
    let mapping = ["id", "client_uniq_id", "client_type", "create_date_time", "order_status", "goals", "products"]
        .map(|field| format!("%22{field}%22:%22{}%22", field.to_uppercase()))
        .join(",");
    let path =
        format!("/cdp/api/v1/~/data/orders/csv?merge_mode=SAVE&delimiter_type=SEMICOLON&columns_mapping={mapping}");
    let header = "ID;CLIENT_UNIQ_ID;CLIENT_TYPE;CREATE_DATE_TIME;ORDER_STATUS;GOALS;PRODUCTS";
    let file = format!("{header}\no1;c1;CONTACT;28.02.2026 09:48;PAID;GOAL1:5,GOAL2;pear:10,apple:30\n");
    let (status, body) = desk.upload(&path, file).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("PASSED")));
    let kept = desk.counter(|counter| json!(counter.crm.orders["o1"]));
    assert_eq!(kept["goals"], json!([{ "goal_action_id": "GOAL1", "price": 5.0 }, { "goal_action_id": "GOAL2" }]));
    assert_eq!(kept["products"], json!({ "pear": 10, "apple": 30 }));

    let file = format!("{header}\no2;c1;COMPANY;28.02.2026;PAID;;\no3;c1;CONTACT;28.02.2026;sent;;\n");
    let (_, body) = desk.upload(&path, file).await;
    assert_eq!(
        body["uploading"]["api_validation_errors"],
        json!([
            "element 1, line 2: client_type: \"COMPANY\" is none of CONTACT",
            "element 2, line 3: order_status: sent is neither a status nor a goal",
        ])
    );

    let short = path.replace("%22order_status%22:%22ORDER_STATUS%22,", "");
    let (status, body) = desk.upload(&short, format!("{header}\n")).await;
    assert_eq!((status, &body["message"]), (400, &json!("wrong columns_mapping: the field order_status is needed")));
}

#[tokio::test]
async fn json_that_the_spec_does_not_allow_is_no_uploading() {
    let desk = with_customer().await;
    let mut wrong = order("o", "c1", "PAID");
    wrong["products"] = json!({ "pear": 1.5 });
    for (orders, location) in [(json!([]), "orders"), (json!([wrong]), "orders[0].products.pear")] {
        let (status, body) = desk.post(JSON, json!({ "orders": orders })).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(location)));
    }
    assert_eq!(desk.counter(|counter| counter.crm.uploadings.len()), 1, "that of the contact");
}
