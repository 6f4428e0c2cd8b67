//! Conversions: the whole way, and what can go wrong on it.

use jiff::Timestamp;
use metrika::ErrorKind;
use metrika::import::{Conversion, Fate, Outcome, Visitor};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP};

fn at(hours_ago: i64) -> Timestamp {
    let now: Timestamp = "2026-03-01T12:00:00+03:00".parse().unwrap();
    now - jiff::SignedDuration::from_hours(hours_ago)
}

/// The identifier of a goal of the sandbox that conversions can name.
fn target(desk: &Desk) -> String {
    desk.sandbox.state(|state| {
        let goals = &state.counters[&SHOP].goals;
        let actions = goals.values().filter(|goal| goal["type"] == "action");
        let exact = |goal: &&metrika_sandbox::state::Entity| goal["conditions"][0]["type"] == "exact";
        actions.filter(exact).map(|goal| goal["conditions"][0]["url"].as_str().unwrap().to_owned()).next().unwrap()
    })
}

fn rows(target: &str, rows: u64) -> Vec<Conversion> {
    (1..=rows).map(|id| Conversion::new(Visitor::ClientId(id), target, at(1)).price(99.9).currency("RUB")).collect()
}

#[tokio::test]
async fn all_rows_arrive_and_are_waited_for() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 600)).await;
    let client = desk.client();
    let rows = rows(&target(&desk), 3);
    let sent = client.counter(SHOP).import().conversions().upload(rows).comment("shop").send().await.unwrap();
    assert!(matches!(sent.outcome(), Outcome::Processing(_)), "{:?}", sent.outcome());
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.rows, summary.sent, summary.accepted, summary.linked), (3, 3, Some(3), Some(3)));
    assert_eq!(summary.uploadings[0].comment.as_deref(), Some("shop"));
}

#[tokio::test]
async fn a_lost_connection_is_in_doubt_and_found_again() {
    let desk = Desk::new().await;
    let client = desk.client();
    let rows = rows(&target(&desk), 3);
    desk.sandbox.fault(Fault::reset_after().on("upload_conversions").times(1)).unwrap();
    let mut checked = client.counter(SHOP).import().conversions().upload(rows).check().await.unwrap();
    let error = checked.send().await.unwrap_err();
    assert!(error.is_in_doubt(), "{error}");
    assert!(error.to_string().contains("reconcile"), "{error}");
    let sent = desk.sent().iter().filter(|call| call.ends_with("/upload")).count();
    assert_eq!(sent, 1, "it was not sent again");

    let error = checked.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "nothing is sent while a file is in doubt: {error}");

    let found = checked.reconcile().await.unwrap();
    assert!(matches!(found[0].fate, Fate::Arrived(_)), "{found:?}");
    let summary = checked.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!(summary.accepted, Some(3));
    let sent = desk.sent().iter().filter(|call| call.ends_with("/upload")).count();
    assert_eq!(sent, 1, "it was not sent again");
}
