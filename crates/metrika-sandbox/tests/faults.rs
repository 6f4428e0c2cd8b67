//! Each fault as a client sees it, and when faults strike.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod steered;

use std::error::Error;
use std::time::Duration;

use metrika_sandbox::Sandbox;
use metrika_sandbox::faults::{Action, ERROR_TYPES, Fault};
use reqwest::Method;
use serde_json::{Value, json};
use steered::{create_label, get, list_labels, request, sandbox};

const LABELS: &str = "/management/v1/labels";

async fn with(fault: Fault) -> Sandbox {
    let sandbox = sandbox(|_| ()).await;
    sandbox.fault(fault).unwrap();
    sandbox
}

/// The statuses of so many requests; 0 for one without an answer.
async fn statuses(sandbox: &Sandbox, requests: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..requests {
        let answer = request(sandbox, Method::GET, LABELS, "any").send().await;
        statuses.push(answer.map_or(0, |answer| answer.status().as_u16()));
    }
    statuses
}

fn labels(sandbox: &Sandbox) -> usize {
    sandbox.state(|state| state.user("sandbox-owner").labels.len())
}

/// Whether an error comes from a connection that was reset.
fn reset(error: &(dyn Error + 'static)) -> bool {
    let kind = |error: &(dyn Error + 'static)| error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind(error) == Some(std::io::ErrorKind::ConnectionReset) || error.source().is_some_and(reset)
}

#[tokio::test]
async fn every_error_type_of_the_service() {
    let sandbox = sandbox(|_| ()).await;
    for (error_type, status) in ERROR_TYPES {
        sandbox.fault(Fault::answer(*status, error_type)).unwrap();
        let (answered, body) = get(&sandbox, LABELS, "any").await;
        let message = format!("{error_type}, as told");
        let errors = json!([{ "error_type": error_type, "message": message }]);
        assert_eq!((answered, body), (*status, json!({ "errors": errors, "code": status, "message": message })));
        sandbox.clear_faults();
    }
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
}

#[tokio::test]
async fn an_answer_says_what_it_is_told_to_say() {
    let action = json!({ "answer": {
        "error_type": "quota_of_tomorrow", "status": 420, "message": "slow down", "location": "ids", "retry_after": 7,
    } });
    let sandbox = with(Fault::of(serde_json::from_value(action).unwrap())).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (420, &"7".parse().unwrap()));
    let body: Value = answer.json().await.unwrap();
    assert_eq!(
        body["errors"][0],
        json!({ "error_type": "quota_of_tomorrow", "message": "slow down", "location": "ids" })
    );
}

#[tokio::test]
async fn a_status_alone() {
    for status in [200, 202, 420, 429] {
        let sandbox = with(Fault::empty(status)).await;
        let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().get("content-type")), (status, None));
        assert_eq!(answer.bytes().await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn pages_and_garbage_in_place_of_json() {
    let sandbox = with(Fault::html(502)).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
        (502, "text/html; charset=utf-8")
    );
    assert!(answer.text().await.unwrap().contains("<title>502 Bad Gateway</title>"));
    let sandbox = with(Fault::garbage()).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
    assert!(answer.json::<Value>().await.unwrap_err().is_decode());
}

#[tokio::test]
async fn the_true_answer_under_a_wrong_media_type() {
    let sandbox = with(Fault::wrong_media()).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "labels": [] }));
}

#[tokio::test]
async fn a_false_answer_comes_instead_of_the_deed_or_after_it() {
    let sandbox = with(Fault::answer(503, "backend_error").times(1)).await;
    assert_eq!((create_label(&sandbox).await, labels(&sandbox)), (503, 0));
    sandbox.fault(Fault::answer(503, "backend_error").done()).unwrap();
    assert_eq!((create_label(&sandbox).await, labels(&sandbox)), (503, 1));
}

#[tokio::test]
async fn a_reset_before_or_after_the_deed() {
    for (fault, done) in [(Fault::reset_before(), 0), (Fault::reset_after(), 1)] {
        let sandbox = with(fault).await;
        let body = json!({ "label": { "name": "New tag" } });
        let error = request(&sandbox, Method::POST, LABELS, "any").json(&body).send().await.unwrap_err();
        assert!(error.is_request() && reset(&error), "{error:?}");
        assert_eq!(labels(&sandbox), done);
        assert_eq!(sandbox.journal()[0].status, None);
    }
}

#[tokio::test]
async fn a_body_that_is_cut() {
    let sandbox = with(Fault::cut(5)).await;
    let mut answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.content_length()), (200, Some(13)));
    let mut got = Vec::new();
    let error = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => got.extend_from_slice(&chunk),
            Ok(None) => panic!("the body has an end"),
            Err(error) => break error,
        }
    };
    assert!(error.is_decode() || error.is_body(), "{error:?}");
    assert!(b"{\"lab".starts_with(&got), "{got:?}");
}

#[tokio::test]
async fn a_body_that_stalls() {
    let sandbox = with(Fault::stall(5).times(1)).await;
    let mut answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), b"{\"lab"[..]);
    let next = tokio::time::timeout(Duration::from_millis(1), answer.chunk()).await;
    assert!(next.is_err(), "{next:?}");
    // The others are served meanwhile.
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
}

#[tokio::test]
async fn a_length_that_is_not_the_bodys() {
    let sandbox = with(Fault::wrong_length(4)).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.content_length(), Some(17));
    assert!(answer.bytes().await.is_err());
    let sandbox = with(Fault::wrong_length(-4)).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap(), b"{\"labels\""[..]);
}

#[tokio::test]
async fn latency_changes_nothing_else() {
    let sandbox = with(Fault::latency(Duration::from_millis(1))).await;
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    assert_eq!(sandbox.journal()[0].fault.as_deref(), Some("wait"));
    assert_eq!(sandbox.faults()[0].struck, 1);
}

#[tokio::test]
async fn faults_strike_in_order_and_so_often() {
    let sandbox = with(Fault::answer(503, "backend_error").times(2)).await;
    sandbox.fault(Fault::empty(429).after(1).times(1)).unwrap();
    assert_eq!(statuses(&sandbox, 5).await, [503, 503, 200, 429, 200]);
    let struck: Vec<_> = sandbox.faults().iter().map(|armed| (armed.matched, armed.struck)).collect();
    assert_eq!(struck, [(2, 2), (2, 1)]);
    let told: Vec<_> = sandbox.journal().into_iter().map(|entry| entry.fault).collect();
    assert_eq!(told[0].as_deref(), Some("503 backend_error"));
    assert_eq!(told[2], None);
    assert_eq!(told[3].as_deref(), Some("429 without body"));
}

#[tokio::test]
async fn every_third_request() {
    let sandbox = with(Fault::empty(429).after(1).every(3).named("third")).await;
    assert_eq!(statuses(&sandbox, 8).await, [200, 200, 200, 429, 200, 200, 429, 200]);
    assert_eq!(sandbox.journal()[3].fault.as_deref(), Some("third"));
}

#[tokio::test]
async fn a_share_of_the_requests_and_the_same_one_with_the_same_seed() {
    let run = async |seed: u64| {
        let sandbox = sandbox(|settings| {
            settings.data.seed = seed;
            settings.faults = vec![Fault::empty(429).share(0.25)];
        });
        statuses(&sandbox.await, 200).await
    };
    let first = run(7).await;
    let struck = first.iter().filter(|status| **status == 429).count();
    assert!((30..=70).contains(&struck), "{struck}");
    assert_eq!(first, run(7).await);
    assert_ne!(first, run(8).await);
}

#[tokio::test]
async fn faults_strike_what_they_name() {
    for (fault, read, written) in [
        (Fault::empty(429).on("list_labels"), 429, 200),
        (Fault::empty(429).on("labels"), 429, 429),
        (Fault::empty(429).on("labels").method("post"), 200, 429),
        (Fault::empty(429).on("create_*"), 200, 429),
        (Fault::empty(429).on("goals"), 200, 200),
    ] {
        let what = format!("{fault:?}");
        let sandbox = with(fault).await;
        assert_eq!((list_labels(&sandbox, "any").await.0, create_label(&sandbox).await), (read, written), "{what}");
    }
}

#[tokio::test]
async fn a_fault_that_nothing_matches_is_refused() {
    let sandbox = sandbox(|_| ()).await;
    let error = sandbox.fault(Fault::garbage().on("list_lables")).unwrap_err();
    assert_eq!(error.to_string(), "on: no operation has the name or tag \"list_lables\"");
    let settings = |fault| Sandbox::builder().with(|settings| settings.faults = vec![fault]).start();
    assert!(settings(Fault::garbage().on("list_lables")).await.is_err());
    assert!(settings(Fault::garbage().on("list_labels")).await.is_ok());
}

#[tokio::test]
async fn false_answers_are_no_violations() {
    let sandbox = with(Fault::garbage().times(1)).await;
    sandbox.fault(Fault::empty(202).done().times(1)).unwrap();
    assert_eq!(statuses(&sandbox, 2).await, [200, 202]);
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}

#[test]
fn faults_are_data() {
    let fault = Fault::of(Action::Cut { at: 5 }).on("download_log_part").after(1).times(3);
    let written = serde_json::to_value(&fault).unwrap();
    assert_eq!(written["action"], json!({ "cut": { "at": 5 } }));
    assert_eq!(serde_json::from_value::<Fault>(written).unwrap(), fault);
    for wrong in [
        json!({ "action": "explode" }),
        json!({ "acton": "garbage" }),
        json!({ "action": { "cut": { "at": 5, "with": "a knife" } } }),
    ] {
        assert!(serde_json::from_value::<Fault>(wrong.clone()).is_err(), "{wrong}");
    }
}
