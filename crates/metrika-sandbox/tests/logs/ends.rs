//! How a request ends, and what can be done in which state.

use std::time::Duration;

use metrika_sandbox::operations::log_requests::Script;
use serde_json::json;

use crate::exported::{Desk, all_days, refusal};

const NOT_PROCESSED: &str = "Only log of requests in status 'processed' can be downloaded";

/// A sandbox with one request in each state that there is.
async fn every_state() -> (Desk, Vec<(&'static str, i64)>) {
    let desk = Desk::with(|settings| {
        settings.logs.queue_seconds = 100;
        settings.logs.keep_seconds = Some(1_000);
        let goes_well = Script::default();
        settings.logs.script = vec![
            goes_well,
            goes_well,
            goes_well,
            Script { fails: true, ..goes_well },
            Script { retry_seconds: 5_000, ..goes_well },
            goes_well,
        ];
    })
    .await;
    // Different fields, or they would be repeats.
    let create = async |field: &str| desk.create(&all_days("visits", field)).await;
    let (old, cleaned) = (create("ym:s:visitID").await, create("ym:s:date").await);
    let canceled = create("ym:s:dateTime").await;
    let failed = create("ym:s:startURL").await;
    let retried = create("ym:s:clientID").await;
    assert_eq!(desk.post(&format!("~/logrequest/{canceled}/cancel")).await.0, 200);
    desk.sandbox.advance(Duration::from_secs(100));
    assert_eq!(desk.post(&format!("~/logrequest/{cleaned}/clean")).await.0, 200);
    desk.sandbox.advance(Duration::from_secs(900));
    let processed = create("ym:s:bounce").await;
    desk.sandbox.advance(Duration::from_secs(100));
    let created = create("ym:s:pageViews").await;
    let all = vec![
        ("created", created),
        ("awaiting_retry", retried),
        ("processed", processed),
        ("processing_failed", failed),
        ("canceled", canceled),
        ("cleaned_by_user", cleaned),
        ("cleaned_automatically_as_too_old", old),
    ];
    (desk, all)
}

#[tokio::test]
async fn every_state_comes_about_and_only_a_processed_request_has_parts() {
    let (desk, all) = every_state().await;
    for (status, id) in all {
        let request = desk.look(id).await;
        assert_eq!(request["status"], json!(status));
        let ready = status == "processed";
        assert_eq!((request.get("size").is_some(), request.get("parts").is_some()), (ready, ready), "{status}");
        assert!(desk.list().await.contains(&request), "{status}");
    }
}

#[tokio::test]
async fn only_a_request_in_flight_can_be_canceled() {
    let (desk, all) = every_state().await;
    for (status, id) in all {
        let told = desk.post(&format!("~/logrequest/{id}/cancel")).await;
        if ["created", "awaiting_retry"].contains(&status) {
            assert_eq!((told.0, &told.1["log_request"]["status"]), (200, &json!("canceled")), "{status}");
            assert_eq!(told.1["log_request"], desk.look(id).await);
        } else {
            let words = format!("the request is {status}: only one in progress can be canceled");
            assert_eq!(refusal(&told), (409, "conflict", None, words.as_str()));
            assert_eq!(desk.status(id).await, status, "it stays as it was");
        }
    }
}

#[tokio::test]
async fn only_a_processed_request_can_be_cleaned() {
    let (desk, all) = every_state().await;
    for (status, id) in all {
        let told = desk.post(&format!("~/logrequest/{id}/clean")).await;
        if status == "processed" {
            assert_eq!((told.0, &told.1["log_request"]["status"]), (200, &json!("cleaned_by_user")));
            assert_eq!(told.1["log_request"], desk.look(id).await);
        } else {
            let words = format!("the request is {status}: only a processed one can be cleaned");
            assert_eq!(refusal(&told), (409, "conflict", None, words.as_str()));
            assert_eq!(desk.status(id).await, status, "it stays as it was");
        }
    }
}

#[tokio::test]
async fn only_a_processed_request_can_be_downloaded() {
    let (desk, all) = every_state().await;
    for (status, id) in all {
        for part in [0, 7] {
            let told = desk.get(&format!("~/logrequest/{id}/part/{part}/download")).await;
            match (status, part) {
                ("processed", 0) => assert_eq!(told.0, 200),
                ("processed", _) => {
                    assert_eq!(refusal(&told), (400, "invalid_parameter", None, "Incorrect part number"));
                }
                // The state is told first, since there are no parts.
                _ => assert_eq!(refusal(&told), (400, "invalid_parameter", None, NOT_PROCESSED), "{status}"),
            }
        }
    }
}

#[tokio::test]
async fn what_has_ended_stays_ended_whatever_the_time() {
    let (desk, all) = every_state().await;
    desk.sandbox.advance(Duration::from_secs(1_000_000));
    for (status, id) in all {
        let later = match status {
            // Processed meanwhile, and kept for a thousand seconds.
            "created" | "awaiting_retry" | "processed" => "cleaned_automatically_as_too_old",
            ended => ended,
        };
        assert_eq!(desk.status(id).await, later, "{status}");
    }
}

#[tokio::test]
async fn a_log_is_kept_for_ever_if_nothing_is_set() {
    let desk = Desk::open().await;
    let id = desk.create(&all_days("visits", "ym:s:visitID")).await;
    let before = desk.parts(id).await;
    desk.sandbox.advance(Duration::from_secs(400 * 86_400));
    assert_eq!(desk.parts(id).await, before);
}

#[tokio::test]
async fn what_is_canceled_or_cleaned_is_no_hindrance_to_the_same_request() {
    let desk = Desk::with(|settings| settings.logs.queue_seconds = 60).await;
    let wanted = all_days("visits", "ym:s:visitID");
    let canceled = desk.create(&wanted).await;
    assert_eq!(desk.ask(&wanted).await.0, 202);
    assert_eq!(desk.post(&format!("~/logrequest/{canceled}/cancel")).await.0, 200);
    let cleaned = desk.create(&wanted).await;
    desk.sandbox.advance(Duration::from_secs(60));
    assert_eq!(desk.status(canceled).await, "canceled", "nothing comes of it later");
    assert_eq!(desk.post(&format!("~/logrequest/{cleaned}/clean")).await.0, 200);
    desk.create(&wanted).await;
}
