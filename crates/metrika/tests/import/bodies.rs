//! A file that is sent again is whole again.

use metrika::import::CsvFile;
use metrika::models::CdpMergeMode;
use serde_json::json;

use crate::desk::SHOP;
use crate::service::{Asked, Service, refused, shown};

/// The file in the frame around it.
fn file(asked: &Asked) -> String {
    let body = String::from_utf8(asked.body.clone()).unwrap();
    let (_, body) = body.split_once("\r\n\r\n").unwrap();
    body[..body.rfind("\r\n--").unwrap()].to_owned()
}

#[tokio::test]
async fn a_file_that_a_quota_held_back_is_sent_from_its_first_byte() {
    let service = Service::new(|_, number| match number {
        0 | 1 => refused(429, "quota_parallel_requests"),
        _ => shown(json!({ "id": 1, "status": "UPLOADED", "source_quantity": 20_000, "line_quantity": 20_000 })),
    })
    .await;
    let client = service.client();
    let row = |id: u64| json!({ "ClientId": id, "Target": "t", "DateTime": 1_772_352_000 });
    let conversions = client.counter(SHOP).import().conversions();
    let sent = conversions.upload((0..20_000).map(row)).without_lookups().send().await.unwrap();
    assert_eq!(sent.uploadings().len(), 1);
    let files: Vec<String> = service.posts().iter().map(file).collect();
    assert_eq!(files.len(), 3);
    assert_eq!(files[0].lines().count(), 20_001);
    assert!(files.iter().all(|file| *file == files[0]));
    let paths: Vec<String> = service.posts().into_iter().map(|asked| asked.path).collect();
    assert!(paths.iter().all(|path| *path == paths[0]), "it keeps its comment: {paths:?}");
}

/// An answer that shows no uploading is no success, and nothing that may be sent again at once.
#[tokio::test]
async fn an_answer_without_an_uploading_is_in_doubt() {
    for answer in [json!({}), json!({ "uploading": {} }), json!({ "uploading": null }), json!([]), json!("ok")] {
        let told = answer.clone();
        let service = Service::new(move |asked, _| match asked.method.as_str() {
            "POST" => (200, told.clone()),
            _ => (200, json!({ "uploadings": [] })),
        })
        .await;
        let client = service.client();
        let file = || CsvFile::read(std::io::Cursor::new("uniq_id,name\n1,Anna\n"));
        let zone = jiff::tz::TimeZone::UTC;
        let crm = client.counter(SHOP).import().crm();
        let csv = crm.upload_contacts(CdpMergeMode::Save, file()).without_lookups().time_zone(zone.clone());
        let as_json = crm.upload_contacts(CdpMergeMode::Save, file()).as_json().without_lookups().time_zone(zone);
        let rows = [json!({ "ClientId": 1, "Target": "t", "DateTime": 1_772_352_000 })];
        let conversions = client.counter(SHOP).import().conversions().upload(rows).without_lookups();
        for error in [csv.send().await.err(), as_json.send().await.err(), conversions.send().await.err()] {
            let error = error.unwrap_or_else(|| panic!("{answer}"));
            assert!(error.is_in_doubt(), "{answer}: {error}");
        }
        assert_eq!(service.posts().len(), 3, "none was sent again");
    }
}
