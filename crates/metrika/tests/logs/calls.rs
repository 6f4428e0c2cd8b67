//! List, evaluate, create, clean, cancel.

use metrika::ErrorKind;
use metrika::logs::{LogQuery, Patience};
use metrika::models::LogRequestStatus;
use metrika::reports::Attribution;

use crate::desk::SHOP;
use crate::{desk, fields, month};

fn parameter<'a>(request: &'a metrika_sandbox::Recorded, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn a_request_is_made_as_the_query_says() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let query =
        month().fields(fields(&["ym:s:visitID", "ym:s:<attribution>TrafficSource"])).attribution(Attribution::Last);
    let request = logs.create(&query).await.unwrap();
    let sent = desk.last();
    assert_eq!(sent.method, "POST");
    for (name, value) in [
        ("source", "visits"),
        ("date1", "2026-01-30"),
        ("date2", "2026-02-28"),
        ("fields", "ym:s:visitID,ym:s:<attribution>TrafficSource"),
        ("attribution", "LAST"),
    ] {
        assert_eq!(parameter(&sent, name), Some(value), "{name}");
    }
    let listed = logs.list().await.unwrap();
    assert!(listed.iter().any(|other| other.request_id.map(Into::into) == Some(request.id())));
}

#[tokio::test]
async fn what_is_evaluated_is_what_would_be_asked_for() {
    let desk = desk(|settings| settings.logs.quota_bytes = 1_000).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let told = logs.evaluate(&month()).await.unwrap();
    assert!(!told.possible, "{told:?}");
    let sent = desk.last();
    for (name, value) in [
        ("source", "visits"),
        ("date1", "2026-01-30"),
        ("date2", "2026-02-28"),
        ("fields", "ym:s:visitID,ym:s:date,ym:s:startURL"),
    ] {
        assert_eq!(parameter(&sent, name), Some(value), "{name}");
    }
    let roomy = crate::desk(|_| ()).await;
    let told = roomy.client().counter(SHOP).logs().evaluate(&month()).await.unwrap();
    assert!(told.possible && told.max_days.is_some_and(|days| days >= 30), "{told:?}");
}

#[tokio::test]
async fn the_same_request_twice_is_one() {
    let desk = desk(|settings| settings.logs.queue_seconds = 600).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let before = logs.list().await.unwrap().len();
    let first = logs.create(&month()).await.unwrap();
    // The order of the fields makes no other log of it.
    let again = month().fields(fields(&["ym:s:startURL", "ym:s:date", "ym:s:visitID"]));
    for query in [month(), again] {
        assert_eq!(logs.create(&query).await.unwrap().id(), first.id());
    }
    assert_eq!(logs.list().await.unwrap().len(), before + 1);
    // Another one is another one.
    let hits = LogQuery::hits(month().days()).fields(fields(&["ym:pv:watchID"]));
    assert_ne!(logs.create(&hits).await.unwrap().id(), first.id());
}

#[tokio::test]
async fn clean_and_cancel_say_what_became_of_it() {
    let desk = desk(|settings| settings.logs.queue_seconds = 600).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let canceled = logs.create(&month()).await.unwrap();
    assert_eq!(canceled.cancel().await.unwrap().status, Some(LogRequestStatus::Canceled));
    let request = logs.create(&month()).await.unwrap();
    assert_ne!(request.id(), canceled.id());
    request.until_ready(&Patience::default()).await.unwrap();
    assert_eq!(request.clean().await.unwrap().status, Some(LogRequestStatus::CleanedByUser));
    let error = request.until_ready(&Patience::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogGone);
}

#[tokio::test]
async fn a_query_that_is_wrong_is_not_sent() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let before = desk.sent().len();
    let today =
        LogQuery::visits(jiff::civil::date(2026, 2, 1)..=jiff::civil::date(2026, 3, 2)).fields(fields(&["ym:s:date"]));
    for query in [month().fields([]), today] {
        for error in [logs.create(&query).await.unwrap_err(), logs.evaluate(&query).await.unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        }
    }
    assert_eq!(desk.sent().len(), before);
}
