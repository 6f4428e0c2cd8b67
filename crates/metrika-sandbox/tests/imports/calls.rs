//! Calls.

use serde_json::json;

use crate::desk::{Desk, NOW};

const UPLOAD: &str = "/management/v1/~/offline_conversions/upload_calls";

#[tokio::test]
async fn static_calls_are_told_apart_from_dynamic_ones() {
    let desk = Desk::open().await;
    let file = format!(
        "ClientId,DateTime,StaticCall,PhoneNumber,TalkDuration\n1,{NOW},0,+70123456789,60\n2,{NOW},1,,\n3,{NOW},,,\n4,{NOW},yes,,\n5,{NOW},0,8 012,\n6,{NOW},0,,1:00\n"
    );
    let (status, body) = desk.upload(&format!("{UPLOAD}?new_goal_name=Call&comment=tracker"), file).await;
    assert_eq!(status, 200);
    let quantities = ["source_quantity", "line_quantity", "static_calls_quantity", "dynamic_calls_quantity"];
    assert_eq!(quantities.map(|field| body["uploading"][field].clone()), [6, 3, 1, 2].map(|number| json!(number)));
    let id = &body["uploading"]["id"];
    let columns: Vec<String> = desk.rejects(id).into_iter().map(|(_, column, _)| column).collect();
    assert_eq!(columns, ["StaticCall", "PhoneNumber", "TalkDuration"]);
    let (_, body) = desk.get(&format!("/management/v1/~/offline_conversions/calls_uploading/{id}")).await;
    assert_eq!((&body["uploading"]["status"], &body["uploading"]["linked_quantity"]), (&json!("PROCESSED"), &json!(2)));
    let (_, listed) = desk.get("/management/v1/~/offline_conversions/calls_uploadings").await;
    assert_eq!(listed, json!({ "uploadings": [body["uploading"]] }));
    assert_eq!(desk.uploading(id).new_goal_name.as_deref(), Some("Call"));
}

#[tokio::test]
async fn a_file_of_static_calls_only_ends_as_a_failure_and_still_counts() {
    let desk = Desk::open().await;
    let (_, body) = desk.upload(UPLOAD, format!("UserId,DateTime,StaticCall\nu,{NOW},1\n")).await;
    let id = &body["uploading"]["id"];
    let (_, body) = desk.get(&format!("/management/v1/~/offline_conversions/calls_uploading/{id}")).await;
    assert_eq!(body["uploading"]["status"], "LINKAGE_FAILURE");
    assert_eq!(
        (&body["uploading"]["line_quantity"], &body["uploading"]["static_calls_quantity"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test]
async fn no_call_may_be_taken_from_a_file_that_is_sound_as_a_whole() {
    let desk = Desk::open().await;
    let (status, body) = desk.upload(UPLOAD, "Yclid,DateTime\nclick,1\n").await;
    assert_eq!((status, &body["uploading"]["line_quantity"]), (200, &json!(0)));
}

#[tokio::test]
async fn calls_are_one_kind_whichever_path_they_come_by() {
    let desk = Desk::open().await;
    let (status, body) = desk
        .upload(
            "/management/v1/~/offline_conversions/upload?type=CALLS",
            format!("UserId,DateTime,CallMissed\nu,{NOW},1\n"),
        )
        .await;
    assert_eq!((status, &body["uploading"]["type"]), (200, &json!("CALLS")));
    assert_eq!(body["uploading"].get("static_calls_quantity"), None, "conversions have no such field");
    let id = &body["uploading"]["id"];
    assert_eq!(desk.get(&format!("/management/v1/~/offline_conversions/calls_uploading/{id}")).await.0, 200);
    desk.refuses(
        UPLOAD,
        "UserId,Target,DateTime\n",
        &format!(
            "line 1: there is no column Target; the columns are {}",
            "UserId, ClientId, Yclid, DateTime, StaticCall, Price, Currency, PhoneNumber, TalkDuration, HoldDuration, \
         CallMissed, Tag, FirstTimeCaller, URL, CallTrackerURL",
        ),
    )
    .await;
}
