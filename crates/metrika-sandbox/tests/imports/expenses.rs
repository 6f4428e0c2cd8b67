//! Expenses and their removal.

use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::Desk;

const UPLOAD: &str = "/management/v1/~/expense/upload";
const REMOVE: &str = "/management/v1/~/expense/delete";

async fn shown(desk: &Desk, id: &Value) -> Value {
    desk.get(&format!("/management/v1/~/expense/uploading/{id}")).await.1["uploading"].clone()
}

#[tokio::test]
async fn expenses_pass_through_their_states() {
    let desk = Desk::with(|uploads| uploads.processing_seconds = 10).await;
    let file = "Date,UTMSource,Expenses,Currency,Clicks\n2026-02-01/2026-02-28,News,12.5,EUR,3\n";
    let (status, body) = desk.upload(&format!("{UPLOAD}?comment=Feb"), file).await;
    assert_eq!(status, 200);
    let mut expected = json!({
        "id": 42, "create_time": "2026-03-01T12:00:00+03:00", "comment": "Feb", "source_quantity": 1,
        "provider": "default", "type": "EXPENSES", "status": "UPLOADED",
    });
    assert_eq!(body["uploading"], expected);
    for status in ["UPLOADED", "IN_PROGRESS", "PROCESSED"] {
        expected["status"] = json!(status);
        assert_eq!(shown(&desk, &json!(42)).await, expected);
        desk.sandbox.advance(Duration::from_secs(5));
    }
}

#[tokio::test]
async fn how_many_rows_were_taken_is_known_to_the_state_alone() {
    let desk = Desk::open().await;
    let file = "Date,UTMSource,TrafficSource,Expenses\n2026-02-01,News,,1\n2026-02-01,,ad,1\n2026-02-01,,,1\n2026-02-01,,radio,1\n\
                01.02.2026,News,,1\n2026-02-01,News,,\n2026-02-30,News,,1\n2026-02-02/2026-02-01,News,,1\n";
    let (status, body) = desk.upload(&format!("{UPLOAD}?provider=ad_reports"), file).await;
    assert_eq!((status, &body["uploading"]["source_quantity"]), (200, &json!(8)));
    assert_eq!(body["uploading"]["provider"], "ad_reports");
    assert_eq!(body["uploading"].get("line_quantity"), None);
    assert_eq!(desk.uploading(&body["uploading"]["id"]).line_quantity, 2);
    let found: Vec<(u64, String)> =
        desk.rejects(&body["uploading"]["id"]).into_iter().map(|(row, column, _)| (row, column)).collect();
    let expected =
        [(3, "UTMSource, TrafficSource"), (4, "TrafficSource"), (5, "Date"), (6, "Expenses"), (7, "Date"), (8, "Date")];
    assert_eq!(found, expected.map(|(row, column)| (row, column.to_owned())));
}

#[tokio::test]
async fn a_file_without_one_good_row_is_processed_all_the_same() {
    let desk = Desk::open().await;
    let (_, body) = desk.upload(UPLOAD, "Date,TrafficSource,Expenses\ntoday,ad,1\n").await;
    let id = &body["uploading"]["id"];
    assert_eq!(shown(&desk, id).await["status"], "PROCESSED");
    assert_eq!((desk.uploading(id).source_quantity, desk.uploading(id).line_quantity), (1, 0));
}

#[tokio::test]
async fn expenses_are_removed_by_a_file_or_by_parameters() {
    let desk = Desk::open().await;
    let (status, body) = desk.upload(REMOVE, "Date,UTMSource\n2026-02-01,News\nnever,News\n").await;
    assert_eq!((status, &body["uploading"]["type"]), (200, &json!("REMOVES")));
    assert_eq!(body["uploading"].get("provider"), None, "it is for all providers");
    assert_eq!(desk.rejects(&body["uploading"]["id"])[0].1, "Date");
    let single = "/management/v1/~/expense/delete_single";
    let (status, body) =
        desk.post_nothing(&format!("{single}?date=2026-02-01/2026-02-02&UTMSource=News&provider=p")).await;
    assert_eq!((status, &body["uploading"]["source_quantity"]), (200, &json!(1)));
    assert_eq!((&body["uploading"]["type"], &body["uploading"]["provider"]), (&json!("REMOVES"), &json!("p")));
    for (query, location) in [("date=yesterday", "date"), ("date=2026-02-01&trafficSource=radio", "trafficSource")] {
        let (status, body) = desk.post_nothing(&format!("{single}?{query}")).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(location)));
    }
    let (_, listed) = desk.get("/management/v1/~/expense/uploadings").await;
    assert_eq!(listed["uploadings"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn headers_of_expenses() {
    let desk = Desk::open().await;
    for (path, header, message) in [
        (UPLOAD, "Date,UtmSource,Expenses", "line 1: there is no column UtmSource; did you mean UTMSource?"),
        (UPLOAD, "Date,UTMSource", "line 1: the column Expenses is missing"),
        (UPLOAD, "Date,Expenses", "line 1: of the columns UTMSource, TrafficSource at least one is needed"),
        (REMOVE, "UTMSource", "line 1: the column Date is missing"),
        (
            REMOVE,
            "Date,Expenses",
            "line 1: there is no column Expenses; the columns are Date, UTMSource, UTMMedium, UTMCampaign, UTMTerm, UTMContent",
        ),
    ] {
        desk.refuses(path, header, message).await;
    }
}
