//! Orders of customers that were uploaded before, as CSV and as JSON.

use metrika::import::{Contact, CsvFile, IntoSource, OnProblem, Order, OrderStatus, Outcome, Upload};
use metrika::models::{CdpMergeMode, OrderStatus as Status, OrderStatusType, ProductItem};
use metrika::{Client, ErrorKind};
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::table::{Kind, PURCHASE, yesterday};

const BOTH: [bool; 2] = [false, true];

fn upload<'a>(client: &'a Client, json: bool, rows: impl IntoSource<'a>) -> Upload<'a, Order> {
    let upload = client.counter(SHOP).import().crm().upload_orders(CdpMergeMode::Save, rows);
    if json { upload.as_json() } else { upload }
}

fn kind(json: bool) -> Kind {
    if json { Kind::OrdersJson } else { Kind::OrdersCsv }
}

fn order(id: &str, customer: &str) -> Order {
    Order::new(id, customer, yesterday(), OrderStatus::Paid)
}

/// With a customer, `c1`.
async fn desk() -> Desk {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let contact = Contact::new("c1").client_id(1_u64);
    let crm = client.counter(SHOP).import().crm();
    let sent = crm.upload_contacts(CdpMergeMode::Save, [contact]).send().await.unwrap();
    sent.wait().await.unwrap().complete().unwrap();
    drop(client);
    desk
}

#[tokio::test]
async fn all_that_an_order_has_arrives() {
    for json in BOTH {
        let desk = desk().await;
        let client = desk.client();
        let crm = client.counter(SHOP).import().crm();
        let laptop = ProductItem { name: "laptop".into(), humanized: None, extra: Default::default() };
        crm.products().create([], [laptop]).await.unwrap();
        let full = order("o1", "c1").revenue("2500.50").cost(1800).currency("RUB");
        let full = full.goal((PURCHASE, 200)).goal(PURCHASE).product(("laptop", 1)).product(("bag", 2));
        let sent = upload(&client, json, [full, order("o2", "c1")]).send().await.unwrap();
        let summary = sent.wait().await.unwrap().complete().unwrap();
        assert_eq!((summary.rows, summary.sent, summary.uploadings[0].rows), (2, 2, Some(2)));
        desk.sandbox.state(|state| {
            let crm = &state.counters[&SHOP].crm;
            let order = &crm.orders["o1"];
            assert_eq!((&order["client_type"], &order["order_status"]), (&json!("CONTACT"), &json!("PAID")));
            assert_eq!((&order["revenue"], &order["cost"]), (&json!(2500.5), &json!(1800.0)));
            let goals = json!([{ "goal_action_id": PURCHASE, "price": 200.0 }, { "goal_action_id": PURCHASE }]);
            assert_eq!((&order["goals"], &order["products"]), (&goals, &json!({ "laptop": 1, "bag": 2 })));
            assert!(crm.uploadings.last().unwrap().unlinked.is_empty());
        });
        assert_eq!(kind(json).arrived(&desk), [2]);
        assert!(desk.sandbox.violations().is_empty());
    }
}

#[tokio::test]
async fn a_status_of_ones_own_must_be_mapped_before() {
    for json in BOTH {
        let desk = desk().await;
        let client = desk.client();
        let rows = || [Order::new("o1", "c1", yesterday(), "delivered")];
        let error = upload(&client, json, rows()).send().await.unwrap_err();
        assert!(error.to_string().contains("\"delivered\" is neither a status"), "{error}");
        let delivered = Status {
            id: Some("delivered".into()),
            type_: Some(OrderStatusType::Paid),
            humanized: Some("Delivered".into()),
            ..Status::default()
        };
        client.counter(SHOP).import().crm().order_statuses().map([delivered]).await.unwrap();
        upload(&client, json, rows()).send().await.unwrap().wait().await.unwrap().complete().unwrap();
        let status = desk.sandbox.state(|state| state.counters[&SHOP].crm.orders["o1"]["order_status"].clone());
        assert_eq!(status, "delivered");
    }
}

/// The service takes such an order, does not process it, and says nothing.
#[tokio::test]
async fn an_order_of_an_unknown_customer_is_taken_and_told_by_nothing() {
    for json in BOTH {
        let desk = desk().await;
        let client = desk.client();
        let sent = upload(&client, json, [order("o1", "c1"), order("o2", "c99")]).send().await.unwrap();
        sent.wait().await.unwrap().complete().unwrap();
        let kept = desk.sandbox.state(|state| state.counters[&SHOP].crm.orders.keys().cloned().collect::<Vec<_>>());
        assert_eq!(kept, ["o1"]);
    }
}

const FILE: &[u8] = b"id,client_uniq_id,client_type,create_date_time,order_status\n\
                      o1,c1,CONTACT,2026-02-28 11:30:00,PAID\no2,c1,COMPANY,2026-02-28 11:30:00,PAID\n";

#[tokio::test]
async fn bad_rows_stop_it_or_are_left_out() {
    for json in BOTH {
        let desk = desk().await;
        let client = desk.client();
        let error = upload(&client, json, CsvFile::read(FILE)).send().await.unwrap_err();
        assert!(error.to_string().contains("row 2 (line 3), client_type"), "{error}");
        assert!(kind(json).arrived(&desk).is_empty());
        let skipping = upload(&client, json, CsvFile::read(FILE)).on_problem(OnProblem::Skip);
        let outcome = skipping.send().await.unwrap().wait().await.unwrap();
        assert!(matches!(&outcome, Outcome::PartlyAccepted(summary) if summary.sent == 1), "{outcome:?}");
        assert_eq!(kind(json).arrived(&desk), [1]);
    }
}

#[tokio::test]
async fn what_the_service_refuses_is_an_error_with_its_reasons() {
    for json in BOTH {
        let desk = desk().await;
        let client = desk.client();
        let mut checked = upload(&client, json, CsvFile::read(FILE)).on_problem(OnProblem::Send).check().await.unwrap();
        let error = checked.send().await.unwrap_err();
        assert!(!error.is_in_doubt(), "{error}");
        assert_eq!(error.kind(), ErrorKind::InvalidUploading, "{error}");
        assert!(error.to_string().contains("element 2") && error.to_string().contains("client_type"), "{error}");
        let outcome = checked.send().await.unwrap().wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
        assert_eq!(kind(json).sent(&desk), 1);
    }
}
