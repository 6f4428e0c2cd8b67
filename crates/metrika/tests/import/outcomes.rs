//! What the service says of several files, as one outcome.

use metrika::import::{CsvFile, Outcome};
use serde_json::{Value, json};

use crate::desk::SHOP;
use crate::service::{Service, shown};

/// Two files of conversions, by ClientId with two rows and by Yclid with three; they become these.
async fn conversions(first: Value, second: Value) -> Outcome {
    let service = Service::new(move |asked, number| match (asked.method.as_str(), number) {
        ("POST", 0) => shown(json!({ "id": 1, "status": "UPLOADED" })),
        ("POST", _) => shown(json!({ "id": 2, "status": "UPLOADED" })),
        (_, 2) => shown(first.clone()),
        _ => shown(second.clone()),
    })
    .await;
    let rows = "1,,t,1772352000\n2,,t,1772352000\n,3,t,1772352000\n,4,t,1772352000\n,5,t,1772352000\n";
    let file = CsvFile::read(std::io::Cursor::new(format!("ClientId,Yclid,Target,DateTime\n{rows}")));
    let client = service.client();
    let upload = client.counter(SHOP).import().conversions().upload(file).without_lookups();
    upload.send().await.unwrap().wait().await.unwrap()
}

/// The same of calls.
async fn calls(first: Value, second: Value) -> Outcome {
    let service = Service::new(move |asked, number| match (asked.method.as_str(), number) {
        ("POST", 0) => shown(json!({ "id": 1, "status": "UPLOADED" })),
        ("POST", _) => shown(json!({ "id": 2, "status": "UPLOADED" })),
        (_, 2) => shown(first.clone()),
        _ => shown(second.clone()),
    })
    .await;
    let rows = "1,,1772352000\n2,,1772352000\n,3,1772352000\n,4,1772352000\n,5,1772352000\n";
    let file = CsvFile::read(std::io::Cursor::new(format!("ClientId,Yclid,DateTime\n{rows}")));
    let client = service.client();
    client.counter(SHOP).import().calls().upload(file).send().await.unwrap().wait().await.unwrap()
}

#[tokio::test]
async fn one_file_that_joined_nothing_does_not_speak_for_the_other() {
    let outcome = conversions(
        json!({ "id": 1, "status": "LINKAGE_FAILURE", "source_quantity": 2, "line_quantity": 2 }),
        json!({ "id": 2, "status": "PROCESSED", "source_quantity": 3, "line_quantity": 3 }),
    )
    .await;
    assert!(matches!(outcome, Outcome::PartlyLinked(_)), "{outcome:?}");
}

#[tokio::test]
async fn both_files_that_joined_nothing_are_not_linked() {
    let failed = |id| json!({ "id": id, "status": "LINKAGE_FAILURE" });
    let outcome = conversions(failed(1), failed(2)).await;
    assert!(matches!(outcome, Outcome::NotLinked(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_file_that_is_short_is_told_if_the_other_has_no_counts() {
    let outcome = conversions(
        json!({ "id": 1, "status": "PROCESSED", "source_quantity": 2, "line_quantity": 1 }),
        json!({ "id": 2, "status": "PROCESSED" }),
    )
    .await;
    assert!(matches!(outcome, Outcome::PartlyAccepted(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_file_of_which_nothing_was_found_is_told_if_the_other_has_no_counts() {
    let outcome = conversions(
        json!({ "id": 1, "status": "PROCESSED", "source_quantity": 1 }),
        json!({ "id": 2, "status": "PROCESSED" }),
    )
    .await;
    assert!(matches!(outcome, Outcome::PartlyAccepted(_)), "{outcome:?}");
}

#[tokio::test]
async fn rows_too_many_in_one_file_do_not_make_up_for_the_other() {
    let outcome = conversions(
        json!({ "id": 1, "status": "PROCESSED", "source_quantity": 1, "line_quantity": 1 }),
        json!({ "id": 2, "status": "PROCESSED", "source_quantity": 4, "line_quantity": 4 }),
    )
    .await;
    assert!(matches!(outcome, Outcome::PartlyAccepted(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_file_without_a_row_that_was_taken_does_not_keep_the_outcome_open() {
    let outcome = conversions(
        json!({ "id": 1, "status": "UPLOADED", "source_quantity": 2, "line_quantity": 0 }),
        json!({ "id": 2, "status": "PROCESSED", "source_quantity": 3, "line_quantity": 3, "linked_quantity": 3 }),
    )
    .await;
    assert!(matches!(outcome, Outcome::PartlyAccepted(_)), "{outcome:?}");
}

#[tokio::test]
async fn static_calls_do_not_hide_others_that_joined_nothing() {
    let of_static = json!({
        "id": 1, "status": "LINKAGE_FAILURE", "source_quantity": 2, "line_quantity": 2, "linked_quantity": 0,
        "static_calls_quantity": 2
    });
    let other = |linked: u64| {
        json!({
            "id": 2, "status": "PROCESSED", "source_quantity": 3, "line_quantity": 3, "linked_quantity": linked,
            "static_calls_quantity": 0
        })
    };
    let outcome = calls(of_static.clone(), other(1)).await;
    assert!(matches!(outcome, Outcome::PartlyLinked(_)), "{outcome:?}");
    let outcome = calls(of_static, other(3)).await;
    assert!(outcome.clone().complete().is_ok(), "{outcome:?}");
}

#[tokio::test]
async fn the_crm_is_not_done_if_it_does_not_say_so() {
    for status in [json!("IN_QUEUE"), Value::Null] {
        let service =
            Service::new(move |_, _| shown(json!({ "uploading_id": "a1", "api_validation_status": status }))).await;
        let client = service.client();
        let file = CsvFile::read(std::io::Cursor::new("uniq_id,name\n1,Anna\n"));
        let crm = client.counter(SHOP).import().crm();
        let upload = crm.upload_contacts(metrika::models::CdpMergeMode::Save, file).without_lookups();
        let sent = upload.time_zone(jiff::tz::TimeZone::UTC).send().await.unwrap();
        let outcome = sent.wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Processing(_)), "{outcome:?}");
    }
}
