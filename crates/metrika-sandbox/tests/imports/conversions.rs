//! Offline conversions and chats.

use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::{Desk, NOW};

const UPLOAD: &str = "/management/v1/~/offline_conversions/upload";
const LIST: &str = "/management/v1/~/offline_conversions/uploadings";

fn one(id: &Value) -> String {
    format!("/management/v1/~/offline_conversions/uploading/{id}")
}

#[tokio::test]
async fn a_file_is_taken_and_its_rows_are_linked_when_it_is_done() {
    let desk = Desk::open().await;
    let file = format!(
        "ClientId,Target,DateTime,Price,Currency\n133591247640966458,GOAL1,{NOW},,\n579124169844706072,GOAL1,{NOW},678.90,RUB\n"
    );
    let (status, body) = desk.upload(&format!("{UPLOAD}?comment=May"), file).await;
    assert_eq!(status, 200);
    let first = json!({ "uploading": {
        "id": 42, "create_time": "2026-03-01T12:00:00+03:00", "source_quantity": 2, "line_quantity": 2, "comment": "May",
        "client_id_type": "CLIENT_ID", "status": "PREPARED", "type": "BASIC",
    } });
    assert_eq!(body, first);
    let (_, body) = desk.get(&one(&json!(42))).await;
    let done = json!({
        "id": 42, "create_time": "2026-03-01T12:00:00+03:00", "source_quantity": 2, "line_quantity": 2, "comment": "May",
        "client_id_type": "CLIENT_ID", "status": "PROCESSED", "type": "BASIC", "linked_quantity": 2,
        "goal_not_found_quantity": 0, "user_not_found_quantity": 0,
    });
    assert_eq!(body, json!({ "uploading": done }));
    assert_eq!(desk.get(LIST).await.1, json!({ "uploadings": [done] }));
}

#[tokio::test]
async fn states_follow_the_clock() {
    let desk = Desk::with(|uploads| uploads.processing_seconds = 100).await;
    let file = format!("UserId,Target,DateTime\nu,GOAL1,{NOW}\n");
    let (_, body) = desk.upload(UPLOAD, file).await;
    let id = &body["uploading"]["id"];
    let mut seen = Vec::new();
    for _ in 0..=4 {
        let (_, body) = desk.get(&one(id)).await;
        seen.push((body["uploading"]["status"].clone(), body["uploading"]["linked_quantity"].clone()));
        desk.sandbox.advance(Duration::from_secs(25));
    }
    let expected = [
        ("PREPARED", Value::Null),
        ("UPLOADED", Value::Null),
        ("EXPORTED", Value::Null),
        ("MATCHED", Value::Null),
        ("PROCESSED", json!(1)),
    ];
    assert_eq!(seen, expected.map(|(status, linked)| (json!(status), linked)));
}

#[tokio::test]
async fn rows_that_break_a_rule_are_counted_out_and_the_upload_succeeds() {
    let desk = Desk::open().await;
    let future = NOW + 1;
    let rows = [
        format!("7,GOAL1,{NOW},1.5,EUR"),
        format!("7,GOAL1,{future},,"),
        format!("x7,GOAL1,{NOW},,"),
        format!(",GOAL1,{NOW},,"),
        format!("7,,{NOW},,"),
        format!("7,GOAL1,{NOW},\"1,5\",EUR"),
        format!("7,GOAL1,{NOW},1.5,eur"),
        format!("7,GOAL1,{NOW}"),
    ];
    let file = format!("ClientId,Target,DateTime,Price,Currency\n{}\n", rows.join("\n"));
    let (status, body) = desk.upload(UPLOAD, file).await;
    assert_eq!((status, &body["uploading"]["source_quantity"]), (200, &json!(8)));
    assert_eq!(body["uploading"]["line_quantity"], 1);
    let rejects = desk.rejects(&body["uploading"]["id"]);
    let expected = [
        (2, "DateTime", format!("\"{future}\" is in the future; is it in seconds?")),
        (3, "ClientId", "\"x7\" is no whole number of 64 bits".into()),
        (4, "ClientId", "is empty".into()),
        (5, "Target", "is empty".into()),
        (6, "Price", "\"1,5\" is no amount with a dot as its decimal mark".into()),
        (7, "Currency", "\"eur\" is no currency of ISO 4217".into()),
        (8, "", "the row has 3 cells and the header 5".into()),
    ];
    assert_eq!(rejects, expected.map(|(row, column, reason)| (row, column.to_owned(), reason)));
    assert_eq!(desk.uploading(&body["uploading"]["id"]).rejects[0].line, 3);
}

#[tokio::test]
async fn an_upload_without_one_good_row_is_answered_200_all_the_same() {
    let desk = Desk::open().await;
    let (status, body) = desk.upload(UPLOAD, "Yclid,Target,DateTime\n1,GOAL1,yesterday\n2,GOAL1,\n").await;
    assert_eq!((status, &body["uploading"]["source_quantity"]), (200, &json!(2)));
    assert_eq!(body["uploading"]["line_quantity"], 0);
    let (_, body) = desk.get(&one(&body["uploading"]["id"])).await;
    assert_eq!(body["uploading"]["status"], "LINKAGE_FAILURE");
    assert_eq!(body["uploading"]["linked_quantity"], 0);
}

#[tokio::test]
async fn rows_that_are_taken_may_still_join_nothing() {
    let desk = Desk::with(|uploads| uploads.unknown_users.extend(["404".into()])).await;
    let in_reach = NOW - 21 * 24 * 3600;
    let file = format!(
        "ClientId,Target,DateTime\n1,GOAL1,{in_reach}\n2,GOAL1,{}\n404,GOAL1,{NOW}\n3,GOAL9,{NOW}\n",
        in_reach - 1
    );
    let (_, body) = desk.upload(UPLOAD, file).await;
    assert_eq!(body["uploading"]["line_quantity"], 4);
    let (_, body) = desk.get(&one(&body["uploading"]["id"])).await;
    let found = ["status", "linked_quantity", "goal_not_found_quantity", "user_not_found_quantity"]
        .map(|field| body["uploading"][field].clone());
    assert_eq!(found, [json!("PROCESSED"), json!(1), json!(1), json!(1)]);
}

#[tokio::test]
async fn uploads_can_be_told_to_end_in_failure() {
    let desk = Desk::with(|uploads| uploads.linkage_failures = 1).await;
    let file = format!("PurchaseId,Target,DateTime\np,GOAL1,{NOW}\n");
    for status in ["LINKAGE_FAILURE", "PROCESSED"] {
        let (_, body) = desk.upload(UPLOAD, file.clone()).await;
        assert_eq!(body["uploading"].get("client_id_type"), None, "no word for purchases is known");
        assert_eq!(desk.get(&one(&body["uploading"]["id"])).await.1["uploading"]["status"], status);
    }
}

#[tokio::test]
async fn headers_are_held_against_the_columns_of_the_type() {
    let desk = Desk::open().await;
    let visitors = "UserId, ClientId, Yclid, PurchaseId";
    for (header, message) in [
        ("ClientID,Target,DateTime", "line 1: there is no column ClientID; did you mean ClientId?".to_owned()),
        ("ClientId,Target,Datetime", "line 1: there is no column Datetime; did you mean DateTime?".to_owned()),
        ("ClientId,Target", "line 1: the column DateTime is missing".to_owned()),
        ("ClientId,Target,DateTime,Target", "line 1: the column Target is there twice".to_owned()),
        ("Target,DateTime", format!("line 1: of the columns {visitors} there is to be one, not 0")),
        ("ClientId,UserId,Target,DateTime", format!("line 1: of the columns {visitors} there is to be one, not 2")),
        (
            "ClientId,Target,DateTime,Colour",
            format!("line 1: there is no column Colour; the columns are {visitors}, Target, DateTime, Price, Currency"),
        ),
        (
            "ClientId;Target;DateTime",
            "line 1: there is no column ClientId;Target;DateTime; another character separates the columns".to_owned(),
        ),
    ] {
        desk.refuses(UPLOAD, format!("{header}\n1,2,3\n"), &message).await;
    }
    assert!(desk.counter(|counter| counter.uploadings.all.is_empty()));
}

#[tokio::test]
async fn chats_have_columns_of_their_own() {
    let desk = Desk::open().await;
    let chats = format!("{UPLOAD}?type=CHATS");
    let file = format!(
        "ClientID,DateTime,ChatPlatform,ChatUsername,PhoneNumber\n1,{NOW},telegram,jane,\n,{NOW},viber,,+70123456789\n2,{NOW},icq,joe,\n3,{NOW},whatsapp,,\n4,{NOW},whatsapp,,70123456789\n"
    );
    let (status, body) = desk.upload(&chats, file).await;
    assert_eq!((status, &body["uploading"]["line_quantity"]), (200, &json!(2)));
    let id = body["uploading"]["id"].clone();
    let columns: Vec<String> = desk.rejects(&id).into_iter().map(|(_, column, _)| column).collect();
    assert_eq!(columns, ["ChatPlatform", "ChatUsername, ChatUserID, PhoneNumber", "PhoneNumber"]);
    let (_, body) = desk.get(&one(&id)).await;
    assert_eq!(body["uploading"]["type"], "CHATS");
    assert_eq!(body["uploading"]["linked_quantity"], 1, "a chat without a visitor joins no visit");
    assert_eq!(desk.get(LIST).await.1, json!({ "uploadings": [] }));
    assert_eq!(desk.get(&format!("{LIST}?type=CHATS")).await.1["uploadings"][0]["id"], id);
    desk.refuses(
        &chats,
        format!("ClientID,DateTime,ChatPlatform\n1,{NOW},viber\n"),
        "line 1: of the columns ChatUsername, ChatUserID, PhoneNumber at least one is needed",
    )
    .await;
    desk.refuses(
        &chats,
        "ClientId,DateTime,ChatPlatform,ChatUserID\n",
        "line 1: there is no column ClientId; did you mean ClientID?",
    )
    .await;
}

#[tokio::test]
async fn chats_can_answer_as_one_page_prints_it() {
    let desk = Desk::with(|uploads| uploads.chats_answer_a_list = true).await;
    let file = format!("UserID,DateTime,ChatPlatform,ChatUserID\n1,{NOW},viber,9\n");
    let (_, body) = desk.upload(&format!("{UPLOAD}?type=CHATS"), file).await;
    assert_eq!(body["uploadings"][0]["client_id_type"], "USER_ID");
    assert_eq!(body.get("uploading"), None);
}

#[tokio::test]
async fn lists_are_cut_newest_first_and_unknown_ids_are_not_found() {
    let desk = Desk::open().await;
    for _ in 0..3 {
        desk.upload(UPLOAD, format!("UserId,Target,DateTime\nu,GOAL1,{NOW}\n")).await;
    }
    let (_, body) = desk.get(&format!("{LIST}?limit=2&offset=1")).await;
    let ids: Vec<&Value> = body["uploadings"].as_array().unwrap().iter().map(|uploading| &uploading["id"]).collect();
    assert_eq!(ids, [43, 42]);
    let (status, body) = desk.get(&format!("{LIST}?limit=-1")).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("limit")));
    let (status, body) = desk.get(&one(&json!(7))).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (404, &json!("not_found")));
    let (status, _) = desk.get("/management/v1/~/expense/uploading/42").await;
    assert_eq!(status, 404, "another kind of uploading");
}

#[tokio::test]
async fn a_comment_has_255_characters_at_most() {
    let desk = Desk::open().await;
    let file = format!("UserId,Target,DateTime\nu,GOAL1,{NOW}\n");
    let (status, _) = desk.upload(&format!("{UPLOAD}?comment={}", "ж".repeat(255)), file.clone()).await;
    assert_eq!(status, 200);
    let (status, body) = desk.upload(&format!("{UPLOAD}?comment={}", "ж".repeat(256)), file).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("comment")));
}
