//! Visitor parameters have no effect before they are confirmed.

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem};
use metrika_sandbox::faults::Fault;
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::service::{Service, shown};

fn rows() -> [serde_json::Value; 2] {
    [json!({ "ClientID": 1, "Key": "plan", "Value": "Gold" }), json!({ "ClientID": 2, "Key": "plan", "Value": "Tin" })]
}

#[tokio::test]
async fn a_confirmation_that_did_not_arrive_is_made_up_for() {
    let desk = Desk::in_step(|builder| builder).await;
    desk.sandbox.fault(Fault::reset_before().on("confirm_visitor_parameters").times(1)).unwrap();
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let mut checked = parameters.upload(rows()).check().await.unwrap();
    assert!(checked.send().await.is_err());
    let summary = checked.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!(summary.accepted, Some(2));
}

/// By what the rows name their visitors has to be said: it must not be guessed.
#[tokio::test]
async fn rows_under_other_titles_are_not_confirmed_by_a_guess() {
    let desk = Desk::new().await;
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let file = || CsvFile::read(std::io::Cursor::new("UserId,Key,Value\nanna,plan,Gold\n"));
    let error = parameters.upload(file()).on_problem(OnProblem::Send).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("without_confirming"), "{error}");
    assert!(!desk.sent().iter().any(|call| call.starts_with("POST")));
    let sent = parameters.upload(file()).on_problem(OnProblem::Send).without_confirming().send().await.unwrap();
    assert_eq!(sent.uploadings().len(), 1);
}

/// Which word an uploading has before it is confirmed is not documented: one that is not of afterwards does not say that it was.
#[tokio::test]
async fn a_status_that_is_not_known_is_no_confirmation() {
    for (status, confirmations) in [("uploaded", 2), ("is_processed", 1), ("processed", 1)] {
        let service =
            Service::new(move |asked, number| match (asked.method.as_str(), asked.path.contains("/confirm")) {
                ("POST", false) => shown(json!({ "id": 42, "line_quantity": 2 })),
                ("POST", true) if number < 3 => (0, json!(null)),
                ("POST", true) => shown(json!({ "id": 42, "status": "is_processed" })),
                _ if asked.path.contains("/uploadings") => (200, json!({ "uploadings": [] })),
                _ => shown(json!({ "id": 42, "status": status })),
            })
            .await;
        let client = service.client();
        let parameters = client.counter(SHOP).import().visitor_parameters();
        let mut checked = parameters.upload(rows()).check().await.unwrap();
        assert!(checked.send().await.unwrap_err().is_in_doubt());
        let _ = checked.send().await.unwrap();
        let confirmed = service.posts().iter().filter(|asked| asked.path.contains("/confirm")).count();
        assert_eq!(confirmed, confirmations, "{status}");
    }
}
