//! Visitor parameters: nothing happens before the confirmation.

use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::Desk;

const UPLOAD: &str = "/management/v1/~/user_params/uploadings/upload";

fn one(id: &Value) -> String {
    format!("/management/v1/~/user_params/uploading/{id}")
}

#[tokio::test]
async fn an_upload_waits_for_its_confirmation_however_long() {
    let desk = Desk::with(|uploads| uploads.processing_seconds = 60).await;
    let (status, body) =
        desk.upload(&format!("{UPLOAD}?action=update"), "ClientID,Key,Value\n1,plan,gold\n2,plan,tin\n").await;
    assert_eq!(status, 200);
    let mut expected = json!({
        "id": 42, "create_time": "2026-03-01T12:00:00+03:00", "line_quantity": 2, "content_id_type": "CLIENT_ID", "action": "update",
    });
    assert_eq!(body["uploading"], expected);
    desk.sandbox.advance(Duration::from_secs(86_400));
    assert_eq!(desk.get(&one(&json!(42))).await.1["uploading"], expected);

    let confirm = format!("{}/confirm", one(&json!(42)));
    let sent = json!({ "uploading": { "id": 42, "content_id_type": "client_id", "comment": "plans" } });
    let (status, body) = desk.post(&confirm, sent.clone()).await;
    assert_eq!(status, 200);
    expected["content_id_type"] = json!("client_id");
    expected["comment"] = json!("plans");
    expected["status"] = json!("is_processed");
    assert_eq!(body["uploading"], expected);
    desk.sandbox.advance(Duration::from_secs(59));
    assert_eq!(desk.get(&one(&json!(42))).await.1["uploading"], expected);
    desk.sandbox.advance(Duration::from_secs(1));
    expected["status"] = json!("processed");
    expected["linked_quantity"] = json!(2);
    assert_eq!(desk.get(&one(&json!(42))).await.1["uploading"], expected);
    assert_eq!(desk.get("/management/v1/~/user_params/uploadings").await.1, json!({ "uploadings": [expected] }));

    let (status, body) = desk.post(&confirm, sent).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (409, &json!("conflict")));
}

#[tokio::test]
async fn a_confirmation_has_to_fit_the_upload() {
    let desk = Desk::open().await;
    desk.upload(&format!("{UPLOAD}?action=update"), "UserID,Key,Value\nu,plan,gold\n").await;
    let confirm = format!("{}/confirm", one(&json!(42)));
    for (sent, location) in [
        (json!({ "content_id_type": "CLIENT_ID" }), "uploading.content_id_type"),
        (json!({ "comment": "no type" }), "uploading.content_id_type"),
        (json!({ "content_id_type": "USER_ID", "id": 43 }), "uploading.id"),
        (json!({ "content_id_type": "yclid" }), "uploading.content_id_type"),
    ] {
        let (status, body) = desk.post(&confirm, json!({ "uploading": sent })).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(location)), "{sent}");
    }
    assert_eq!(desk.uploading(&json!(42)).confirmed_at, None);
    let other = format!("{}/confirm", one(&json!(43)));
    assert_eq!(desk.post(&other, json!({ "uploading": { "content_id_type": "USER_ID" } })).await.0, 404);
}

#[tokio::test]
async fn rows_are_counted_out_and_visitors_may_be_unknown() {
    let desk = Desk::with(|uploads| uploads.unknown_users.extend(["9".into()])).await;
    let (_, body) = desk
        .upload(&format!("{UPLOAD}?action=update"), "ClientId,Key,Value\n9,plan,gold\nx,plan,gold\n9,,gold\n")
        .await;
    assert_eq!(body["uploading"]["line_quantity"], 1);
    let columns: Vec<String> = desk.rejects(&json!(42)).into_iter().map(|(_, column, _)| column).collect();
    assert_eq!(columns, ["ClientId", "Key"]);
    desk.post(&format!("{}/confirm", one(&json!(42))), json!({ "uploading": { "content_id_type": "CLIENT_ID" } }))
        .await;
    let (_, body) = desk.get(&one(&json!(42))).await;
    assert_eq!(
        (&body["uploading"]["status"], &body["uploading"]["linked_quantity"]),
        (&json!("linkage_failure"), &json!(0))
    );
}

#[tokio::test]
async fn not_one_row_need_be_good_and_keys_are_deleted_without_values() {
    let desk = Desk::open().await;
    let (status, body) = desk.upload(&format!("{UPLOAD}?action=update"), "ClientID,Key,Value\nx,plan,gold\n").await;
    assert_eq!((status, &body["uploading"]["line_quantity"]), (200, &json!(0)));
    let (status, body) = desk.upload(&format!("{UPLOAD}?action=delete_keys"), "UserId,Key\nu,plan\n").await;
    assert_eq!((status, &body["uploading"]["action"]), (200, &json!("delete_keys")));
    desk.refuses(&format!("{UPLOAD}?action=update"), "UserID,Key\nu,plan\n", "line 1: the column Value is missing")
        .await;
    desk.refuses(
        &format!("{UPLOAD}?action=update"),
        "Key,Value\nu,plan\n",
        "line 1: of the columns ClientID, ClientId, UserID, UserId there is to be one, not 0",
    )
    .await;
    let (status, body) = desk.upload(&format!("{UPLOAD}?action=upsert"), "UserID,Key,Value\nu,plan,gold\n").await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("action")));
}
