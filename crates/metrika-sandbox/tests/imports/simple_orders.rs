//! Simple orders.

use serde_json::{Value, json};

use crate::desk::Desk;

const UPLOAD: &str = "/cdp/api/v1/~/data/simple_orders?merge_mode=SAVE";

#[tokio::test]
async fn the_sample_of_the_guide_is_taken() {
    let desk = Desk::open().await;
    let file = "id,create_date_time,client_uniq_id,client_ids,emails,phones,order_status,revenue,cost,goals,currency\n\
                s_ord1,10.01.2024 11:56,s_user1,,\"mail@example.com,mail2@example.com\",,PAID,200,150,\"oplata_cash:200,filial_1\",\n\
                s_ord2,20.01.2024 11:59,,12345,mail3@example.com,,,200,150,,EUR\n\
                ,12.02.2024,,34456,,79876543210,SPAM,,,plohoy_lead,\n";
    let (status, body) = desk.upload(UPLOAD, file).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("PASSED")), "{body}");
    assert_eq!(
        (&body["uploading"]["elements_count"], body["uploading"].get("api_validation_errors")),
        (&json!(3), None)
    );
    let kept: Value = desk.counter(|counter| json!(counter.crm.simple_orders));
    assert_eq!(kept["s_ord1"]["emails"], json!(["mail@example.com", "mail2@example.com"]));
    assert_eq!(kept["#1-3"]["order_status"], "SPAM", "an order without an id");
    assert_eq!(desk.counter(|counter| counter.crm.uploadings[0].unlinked.len()), 3, "all are older than 21 days");
}

#[tokio::test]
async fn a_day_without_a_time_lasts_to_its_last_minute() {
    let desk = Desk::open().await;
    desk.upload(UPLOAD, "id,create_date_time,phones\na,08.02.2026,7\nb,07.02.2026,7\n").await;
    let unlinked = desk.counter(|counter| counter.crm.uploadings[0].unlinked.clone());
    assert_eq!(unlinked.iter().map(|note| note.row).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn bad_rows_fail_the_upload_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let file = "create_date_time,client_ids,order_status,revenue\n2026-02-28,1,PAID,1\n28/02/2026,1,,\n2026-02-28,,,\n\
                2026-02-28,1,LOST,\n2026-02-28,1,,\"1,5\"\n";
    let (status, body) = desk.upload(UPLOAD, file).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("FAILED")));
    assert_eq!(body["uploading"]["elements_count"], 5);
    assert_eq!(body["uploading"]["api_validation_errors"].as_array().unwrap().len(), 4);
    assert!(desk.counter(|counter| counter.crm.simple_orders.is_empty()));
    let (_, body) = desk.upload(UPLOAD, "create_date_time,client_ids\nnever,1\n").await;
    assert_eq!(body["uploading"]["api_validation_status"], "FAILED", "not one row is good");
}

#[tokio::test]
async fn the_delimiter_is_the_one_that_was_told() {
    let desk = Desk::open().await;
    let file = "create_date_time;emails\n2026-02-28;a@x.ru,b@x.ru\n";
    let (_, body) = desk.upload(&format!("{UPLOAD}&delimiter_type=SEMICOLON"), file).await;
    assert_eq!(body["uploading"]["api_validation_status"], "PASSED");
    desk.refuses(
        UPLOAD,
        file,
        "line 1: there is no column create_date_time;emails; another character separates the columns",
    )
    .await;
    desk.refuses(
        UPLOAD,
        "create_date_time,order_status\n",
        "line 1: of the columns client_ids, emails, phones, emails_md5, phones_md5 at least one is needed",
    )
    .await;
}
