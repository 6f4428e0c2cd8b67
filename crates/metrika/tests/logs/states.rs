//! Waiting for a log: every state, and none for ever.

use std::time::Duration;

use metrika::ErrorKind;
use metrika::logs::Patience;
use metrika::models::LogRequestStatus;
use metrika_sandbox::operations::log_requests::Script;

use crate::desk::{Desk, SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{HOUR, desk, month};

#[tokio::test]
async fn it_waits_longer_and_longer_until_the_log_is_ready() {
    let desk = desk(|settings| settings.logs.queue_seconds = 1800).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let ready = request.until_ready(&Patience::default()).await.unwrap();
    assert_eq!(ready.status, Some(LogRequestStatus::Processed));
    assert!(!ready.parts.unwrap().is_empty());
    let waits = desk.clock.waits();
    assert!(waits.len() > 10, "{waits:?}");
    assert!(waits[0] >= Duration::from_secs(4) && waits[0] <= Duration::from_secs(6), "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(144)), "{waits:?}");
    assert!(waits.last() > waits.first(), "{waits:?}");
}

#[tokio::test]
async fn what_awaits_a_retry_is_waited_for() {
    let desk = desk(|settings| settings.logs.script = vec![Script { retry_seconds: 600, fails: false }]).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let ready = request.until_ready(&Patience::default()).await.unwrap();
    assert_eq!(ready.status, Some(LogRequestStatus::Processed));
    assert!(desk.clock.waits().iter().sum::<Duration>() >= Duration::from_secs(500));
}

#[tokio::test]
async fn what_will_never_be_ready_is_an_error_of_its_own() {
    let desk = desk(|settings| settings.logs.script = vec![Script { retry_seconds: 0, fails: true }]).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let error = request.until_ready(&Patience::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogGone);
    assert!(error.to_string().contains("could not be prepared by the service"), "{error}");
    assert!(error.hint().contains("Ask for the log again"), "{}", error.hint());
}

/// One answer, whatever is asked.
async fn told(status: &str) -> (Wire, metrika::Client) {
    let body = format!(r#"{{"log_request":{{"request_id":7,"status":{status}}}}}"#);
    let wire = Wire::always(wire::json(&body)).await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}

#[tokio::test]
async fn every_end_has_its_words() {
    for (status, words) in [
        ("\"canceled\"", "was canceled"),
        ("\"cleaned_by_user\"", "was cleaned by a user"),
        ("\"cleaned_automatically_as_too_old\"", "was cleaned because of its age"),
        ("\"processing_failed\"", "could not be prepared"),
    ] {
        let (_wire, client) = told(status).await;
        let error = client.counter(SHOP).logs().request(7).until_ready(&Patience::default()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LogGone);
        assert!(error.to_string().contains(words), "{error}");
    }
    let (_wire, client) = told("null").await;
    let error = client.counter(SHOP).logs().request(7).until_ready(&Patience::default()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Decode, "get_log_request: the answer has no `status`")
    );
}

#[tokio::test]
async fn a_deadline_ends_the_wait_also_for_a_word_to_come() {
    for status in ["\"created\"", "\"a_state_to_come\""] {
        let (_wire, client) = told(status).await;
        let mut patience = Patience::default();
        patience.deadline = Some(HOUR);
        let error = client.counter(SHOP).logs().request(7).until_ready(&patience).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.to_string().contains(&format!("is still `{}`", status.trim_matches('"'))), "{error}");
    }
}

#[tokio::test]
async fn an_answer_202_without_a_request_in_the_list_is_an_error() {
    let wire = Wire::start(|number, _| {
        Some(match number {
            0 => wire::answer("202 Accepted", &[], ""),
            _ => wire::json(r#"{"requests":[{"request_id":7,"status":"processed","source":"visits","date1":"2026-01-30","date2":"2026-02-28","fields":["ym:s:visitID","ym:s:date","ym:s:startURL"]}]}"#),
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    let error = client.counter(SHOP).logs().create(&month()).await.unwrap_err();
    assert_eq!(error.status(), Some(202));
    assert!(error.to_string().contains("the list has no such request that is not finished"), "{error}");
}

#[allow(dead_code)]
fn futures_go_to_other_threads(desk: &Desk) {
    fn send<T: Send>(_: T) {}
    let client = desk.client();
    let request = client.counter(SHOP).logs().request(1);
    send(request.until_ready(&Patience::default()));
    send(request.part(0));
}
