//! Waiting until files are processed.

use std::time::Duration;

use metrika::ErrorKind;
use metrika::import::CsvFile;
use metrika::policy::Patience;
use serde_json::json;

use crate::desk::SHOP;
use crate::service::{Service, refused, shown};

fn file() -> CsvFile {
    let rows = "1,,t,1772352000\n,3,t,1772352000\n";
    CsvFile::read(std::io::Cursor::new(format!("ClientId,Yclid,Target,DateTime\n{rows}")))
}

/// What has arrived is still to be found by whoever waited for it.
#[tokio::test]
async fn an_uploading_that_vanishes_is_named() {
    let service = Service::new(|asked, number| match asked.method.as_str() {
        "POST" => shown(json!({ "id": 4240 + number, "status": "UPLOADED" })),
        _ => refused(404, "not_found"),
    })
    .await;
    let client = service.client();
    let upload = client.counter(SHOP).import().conversions().upload(file()).without_lookups();
    let error = upload.send().await.unwrap().wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let text = error.to_string();
    assert!(text.contains("4240") && text.contains("4241") && text.contains("arrived"), "{text}");
}

#[tokio::test]
async fn a_service_that_is_down_for_a_while_is_waited_for() {
    let service = Service::new(|asked, number| match asked.method.as_str() {
        "POST" => shown(json!({ "id": 4240 + number, "status": "UPLOADED" })),
        _ if number < 40 => refused(503, "backend_error"),
        _ => shown(json!({ "id": 4240, "status": "PROCESSED" })),
    })
    .await;
    let client = service.client();
    let upload = client.counter(SHOP).import().conversions().upload(file()).without_lookups();
    let outcome = upload.send().await.unwrap().wait().await.unwrap();
    assert_eq!(outcome.complete().unwrap().sent, 2);
}

/// The deadline is that of the whole, not of each file.
#[tokio::test]
async fn the_deadline_is_one_for_all_files() {
    let service = Service::new(|asked, number| match (asked.method.as_str(), asked.path.contains("/4240")) {
        ("POST", _) => shown(json!({ "id": 4240 + number, "status": "UPLOADED" })),
        // The first one takes nearly all of the time that there is.
        (_, true) if number > 50 => shown(json!({ "id": 4240, "status": "PROCESSED" })),
        _ => shown(json!({ "id": 4241, "status": "FROZEN" })),
    })
    .await;
    let client = service.client();
    let upload = client.counter(SHOP).import().conversions().upload(file()).without_lookups();
    let mut patience = Patience::default();
    (patience.first, patience.longest) = (Duration::from_secs(10), Duration::from_secs(10));
    patience.deadline = Some(Duration::from_secs(600));
    let error = upload.send().await.unwrap().patience(patience).wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(error.to_string().contains("4241 is still FROZEN"), "{error}");
    let waited: Duration = service.clock.waits().iter().sum();
    assert!(waited <= Duration::from_secs(600), "{waited:?}");
}
