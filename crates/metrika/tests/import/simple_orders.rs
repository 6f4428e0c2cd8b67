//! Orders that bring their customers along.

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem, OrderStatus, Outcome, PieceState, SimpleOrder, UploadingStatus};
use metrika::models::CdpMergeMode;
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::table::{Kind, PURCHASE, hours_ago, yesterday};

fn order(id: &str) -> SimpleOrder {
    SimpleOrder::new(id, yesterday()).client_id(7_u64)
}

#[tokio::test]
async fn all_that_an_order_has_arrives() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let full = order("s1").email("Ann@Example.com").phone("+7 999 555-11-11").order_status(OrderStatus::Paid);
    let full = full.revenue("200.50").cost(150).currency("RUB").goal((PURCHASE, 200)).client_uniq_id("ann, of Omsk");
    let nameless = SimpleOrder::without_id(hours_ago(30)).hashed_email("bob@example.com");
    let crm = client.counter(SHOP).import().crm();
    let sent = crm.upload_simple_orders(CdpMergeMode::Save, [full, nameless]).send().await.unwrap();
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.rows, summary.sent, summary.accepted), (2, 2, None));
    assert_eq!((summary.uploadings[0].rows, &summary.uploadings[0].status), (Some(2), &UploadingStatus::Processed));
    desk.sandbox.state(|state| {
        let crm = &state.counters[&SHOP].crm;
        let full = &crm.simple_orders["s1"];
        assert_eq!(full["create_date_time"], "2026-02-28 11:30:00");
        assert_eq!((&full["client_ids"][0], &full["revenue"]), (&json!("7"), &json!(200.5)));
        assert_eq!(full["goals"], json!([{ "goal_action_id": PURCHASE, "price": 200.0 }]));
        assert_eq!((&full["client_uniq_id"], &full["phones"][0]), (&json!("ann, of Omsk"), &json!("79995551111")));
        let nameless = crm.simple_orders.iter().find(|(id, _)| id.starts_with('#')).unwrap().1;
        assert_eq!(nameless["create_date_time"], "2026-02-28 06:00:00", "by the clock of the counter");
        assert!(crm.uploadings[0].unlinked.is_empty());
    });
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn bad_rows_stop_it_or_are_left_out() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let crm = client.counter(SHOP).import().crm();
    let rows = || {
        let nobody = SimpleOrder::new("s2", yesterday());
        [order("s1"), nobody, order("s1"), order("s3").order_status("paied"), order("s4").revenue("10,5")]
    };
    let error = crm.upload_simple_orders(CdpMergeMode::Save, rows()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(Kind::SimpleOrders.arrived(&desk).is_empty());

    let upload = crm.upload_simple_orders(CdpMergeMode::Save, rows()).on_problem(OnProblem::Skip);
    let mut checked = upload.check().await.unwrap();
    let rows: Vec<_> = checked.report().problems.iter().map(|problem| problem.row.unwrap()).collect();
    assert_eq!(rows, [2, 3, 4, 5]);
    let outcome = checked.send().await.unwrap().wait().await.unwrap();
    assert!(matches!(&outcome, Outcome::PartlyAccepted(summary) if summary.sent == 1), "{outcome:?}");
    let kept = desk.sandbox.state(|state| state.counters[&SHOP].crm.simple_orders.keys().cloned().collect::<Vec<_>>());
    assert_eq!(kept, ["s1"]);
}

#[tokio::test]
async fn what_the_service_refuses_is_an_error_with_its_reasons() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let file = CsvFile::read(&b"id,create_date_time,client_ids\ns1,yesterday,7\ns2,2026-02-28 11:30:00,7\n"[..]);
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_simple_orders(CdpMergeMode::Save, file).on_problem(OnProblem::Send);
    let mut checked = upload.check().await.unwrap();
    let error = checked.send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidUploading, false), "{error}");
    assert!(error.to_string().contains("element 1, line 2: create_date_time"), "{error}");
    assert!(matches!(checked.pieces()[0].state(), PieceState::Arrived(_)), "it is in the list, and is not sent again");
    let outcome = checked.send().await.unwrap().wait().await.unwrap();
    let Outcome::Refused(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(summary.uploadings[0].errors.len(), 1);
    assert_eq!((Kind::SimpleOrders.sent(&desk), outcome.complete().is_err()), (1, true));
}

#[tokio::test]
async fn old_orders_are_found_before_unless_they_are_allowed() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let crm = client.counter(SHOP).import().crm();
    let old = || [SimpleOrder::new("s1", hours_ago(22 * 24)).client_id(7_u64)];
    let error = crm.upload_simple_orders(CdpMergeMode::Save, old()).send().await.unwrap_err();
    assert!(error.to_string().contains("more than 21 days ago"), "{error}");
    let upload = crm.upload_simple_orders(CdpMergeMode::Save, old()).allow_old();
    upload.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    let unlinked = desk.sandbox.state(|state| state.counters[&SHOP].crm.uploadings[0].unlinked.len());
    assert_eq!(unlinked, 1, "it is kept, and joins no visit");
}
