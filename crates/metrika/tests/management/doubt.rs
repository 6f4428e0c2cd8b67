//! A write whose answer says nothing may have been done.

use metrika::{Error, Result};
use metrika_sandbox::faults::Fault;
use serde_json::{Value, json};

use crate::desk::Desk;

const OWNER: &str = "sandbox-owner";

fn answers() -> [(&'static str, Fault); 4] {
    [
        ("no JSON", Fault::garbage()),
        ("HTML", Fault::html(200)),
        ("nothing", Fault::empty(200)),
        ("a status without a body", Fault::empty(202)),
    ]
}

#[tokio::test]
async fn a_write_that_was_done_and_answered_unreadably_is_in_doubt() {
    for (answer, fault) in answers() {
        let desk = Desk::new().await;
        desk.sandbox.fault(fault.done().on("create_label")).unwrap();
        let before = desk.sandbox.state(|state| state.users[OWNER].labels.len());
        let error = desk.client().labels().create("Shops").await.unwrap_err();
        assert!(error.is_in_doubt(), "{answer}: {error}");
        assert_eq!((error.operation(), error.attempts()), (Some("create_label"), 1), "{answer}");
        assert_eq!(desk.sent().len(), 1, "{answer}: it was not sent again");
        let after = desk.sandbox.state(|state| state.users[OWNER].labels.len());
        assert_eq!(after, before + 1, "{answer}: it was done");
    }
}

#[tokio::test]
async fn a_read_never_is() {
    for (answer, fault) in answers() {
        let desk = Desk::new().await;
        desk.sandbox.fault(fault.on("list_labels")).unwrap();
        let error = desk.client().labels().list().await.unwrap_err();
        assert!(!error.is_in_doubt(), "{answer}: {error}");
    }
}

#[tokio::test]
async fn requests_made_by_hand_are_judged_by_their_method() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::garbage().done().on("labels")).unwrap();
    let ask = async |method| -> Error {
        let mut request = client.request(method, "/management/v1/labels");
        if method == "POST" {
            request = request.json(&json!({ "label": { "name": "Shops" } }));
        }
        let answer: Result<Value> = request.send().await;
        answer.unwrap_err()
    };
    assert!(ask("POST").await.is_in_doubt());
    assert!(!ask("GET").await.is_in_doubt());
}
