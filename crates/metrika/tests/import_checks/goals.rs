//! What is asked of the counter: its goals and its statuses of orders; and that nothing is if nobody wants it.

use metrika::import::CsvFile;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, nothing_was_sent, report};

/// Adds a goal to the counter.
fn add_goal(desk: &Desk, id: i64, kind: &str, condition: Value) {
    desk.sandbox.state(|state| {
        let goal = json!({ "id": id, "name": "A goal", "type": kind, "conditions": [condition] });
        state.counters.get_mut(&SHOP).unwrap().goals.insert(id, goal.as_object().unwrap().clone());
    });
}

fn conversions(targets: &[&str]) -> CsvFile {
    let rows: String = targets.iter().map(|target| format!("1,{target},1772352000\n")).collect();
    CsvFile::read(std::io::Cursor::new(format!("ClientId,Target,DateTime\n{rows}")))
}

#[tokio::test]
async fn targets_are_goals_of_the_counter_that_data_can_reach() {
    let desk = Desk::new().await;
    add_goal(&desk, 901, "action", json!({ "type": "contain", "url": "basket" }));
    add_goal(&desk, 902, "url", json!({ "type": "exact", "url": "thanks_page" }));
    let client = client(&desk);
    let targets = ["purchase", "purchas", "basket", "thanks_page", "order-paid-in-full"];
    let report = report(&desk, &client, Kind::Conversions, conversions(&targets)).await;
    let expected = [
        (Some(2), "Target", "did you mean purchase?"),
        (Some(3), "Target", "its condition is not `exact`"),
        (Some(4), "Target", "no goal has the identifier \"thanks_page\""),
        (Some(5), "Target", "a goal of the type JavaScript event with the condition `exact`"),
    ];
    assert_problems(&report.problems, &expected);
}

#[tokio::test]
async fn statuses_are_those_of_the_counter_and_goals() {
    let desk = Desk::new().await;
    desk.sandbox.state(|state| {
        let statuses = &mut state.counters.get_mut(&SHOP).unwrap().crm.order_statuses;
        let mapped = json!({ "id": "shipped", "humanized": "Shipped", "type": "IN_PROGRESS" });
        statuses.insert("shipped".into(), mapped.as_object().unwrap().clone());
    });
    let client = client(&desk);
    let statuses = ["PAID", "IN_PROGRESS", "CANCELLED", "SPAM", "shipped", "purchase", "Shiped", "nobody knows it"];
    let cells: Vec<[(&str, &str); 1]> = statuses.iter().map(|status| [("order_status", *status)]).collect();
    let rows: Vec<&[(&str, &str)]> = cells.iter().map(|cells| &cells[..]).collect();
    for kind in [Kind::SimpleOrders, Kind::Orders] {
        let file = CsvFile::read(std::io::Cursor::new(kind.file(&rows)));
        let report = report(&desk, &client, kind, file).await;
        let expected = [
            (Some(7), "order_status", "did you mean shipped?"),
            (Some(8), "order_status", "CANCELLED, IN_PROGRESS, PAID, SPAM, shipped"),
        ];
        assert_problems(&report.problems, &expected);
    }
}

#[tokio::test]
async fn goals_of_orders_are_those_of_the_counter() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows: [&[(&str, &str)]; 3] = [
        &[("goals", "purchase:200,add_to_cart")],
        &[("goals", "purchase:1,add_to_card")],
        &[("goals", "purchase:1:2")],
    ];
    let file = CsvFile::read(std::io::Cursor::new(Kind::SimpleOrders.file(&rows)));
    let report = report(&desk, &client, Kind::SimpleOrders, file).await;
    let expected = [
        (Some(2), "goals", "did you mean add_to_cart?"),
        (Some(3), "goals", "no goal has the identifier \"purchase:1\""),
    ];
    assert_problems(&report.problems, &expected);
}

#[tokio::test]
async fn without_lookups_nothing_is_asked() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let upload = client.counter(SHOP).import().conversions().upload(conversions(&["anything", "else"]));
    let checked = upload.without_lookups().check().await.unwrap();
    assert!(checked.report().is_clean(), "{}", checked.report());
    assert_eq!(desk.sent(), [""; 0]);

    // The zone is needed to write times, and is asked for all the same; unless it is given.
    let rows: [&[(&str, &str)]; 1] = [&[("order_status", "anything"), ("goals", "else:1")]];
    let file = || CsvFile::read(std::io::Cursor::new(Kind::Orders.file(&rows)));
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_orders(metrika::models::CdpMergeMode::Save, file()).without_lookups();
    assert!(upload.check().await.unwrap().report().is_clean());
    assert_eq!(desk.sent().len(), 1);
    let upload = crm.upload_orders(metrika::models::CdpMergeMode::Save, file()).without_lookups();
    upload.time_zone(jiff::tz::TimeZone::UTC).check().await.unwrap();
    assert_eq!(desk.sent().len(), 1);
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn a_counter_that_cannot_be_asked_ends_the_check() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let conversions_of = client.counter(1).import().conversions();
    let error = conversions_of.upload(conversions(&["purchase"])).check().await.unwrap_err();
    assert_eq!(error.kind(), metrika::ErrorKind::NotFound, "{error}");
    assert!(nothing_was_sent(&desk));
}
