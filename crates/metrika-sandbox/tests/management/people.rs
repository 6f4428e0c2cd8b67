//! Labels, delegates, accounts, clients.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, refusal};

const DELEGATES: &str = "/management/v1/delegates";
const ACCOUNTS: &str = "/management/v1/accounts";

#[tokio::test]
async fn a_label_is_put_on_a_counter_and_taken_off() {
    let desk = Desk::new().await;
    let made =
        desk.post("/management/v1/labels", json!({ "label": { "name": "New", "id": 1 } })).await["label"].clone();
    assert_eq!(made, json!({ "id": made["id"], "name": "New" }));
    assert_ne!(made["id"], 1);
    let label = format!("/management/v1/label/{}", made["id"]);
    let link = format!("{EMPTY}/label/{}", made["id"]);
    let listed = format!("/management/v1/counters?label_id={}", made["id"]);
    assert_eq!(desk.ok(Method::POST, &link, None).await, json!({ "success": true }));
    assert_eq!(desk.get(&listed).await["counters"][0]["labels"], json!([made]));
    let renamed = desk.put(&label, json!({ "label": { "name": "Renamed" } })).await["label"].clone();
    assert_eq!(renamed, json!({ "id": made["id"], "name": "Renamed" }));
    assert_eq!(desk.get(EMPTY).await["counter"]["labels"], json!([renamed]));
    assert_eq!(desk.delete(&link).await, json!({ "success": true }));
    assert_eq!(desk.get(&listed).await["rows"], 0);
    desk.ok(Method::POST, &link, None).await;
    assert_eq!(desk.delete(&label).await, json!({ "success": true }));
    assert_eq!(desk.get(EMPTY).await["counter"].get("labels"), None);
    for (method, path) in [(Method::GET, &label), (Method::POST, &link), (Method::DELETE, &link)] {
        assert_eq!(desk.refused(method, path, None).await, refusal(404, "not_found", ""));
    }
    let found = desk.refused(Method::GET, "/management/v1/label/321187", None).await;
    assert_eq!(found, refusal(404, "not_found", ""), "a label of somebody else");
}

#[tokio::test]
async fn one_delegate_goes_in_and_the_whole_list_comes_out() {
    let desk = Desk::new().await;
    assert_eq!(desk.get(DELEGATES).await, json!({ "delegates": [] }));
    let one = json!({ "delegate": { "user_login": "delegate-one" } });
    desk.post(DELEGATES, one.clone()).await;
    let two = json!({ "delegate": { "user_login": "delegate-two", "comment": "Agency" } });
    let list = desk.post(DELEGATES, two).await;
    assert_eq!(desk.get(DELEGATES).await, list);
    let logins: Vec<&Value> = list["delegates"].as_array().unwrap().iter().map(|one| &one["user_login"]).collect();
    assert_eq!(logins, ["delegate-one", "delegate-two"]);
    assert_eq!(list["delegates"][0]["comment"], "");
    assert_eq!(list["delegates"][1]["created_at"], "2026-03-10T15:30:00+03:00");
    assert_eq!(desk.refused(Method::POST, DELEGATES, Some(&one)).await, refusal(409, "conflict", ""));
    let own = json!({ "delegate": { "user_login": "sandbox-owner" } });
    let expected = refusal(400, "invalid_parameter", "delegate.user_login");
    assert_eq!(desk.refused(Method::POST, DELEGATES, Some(&own)).await, expected);
    let delete = "/management/v1/delegate?user_login=delegate-one";
    assert_eq!(desk.delete(delete).await, json!({ "success": true }));
    assert_eq!(desk.refused(Method::DELETE, delete, None).await, refusal(404, "not_found", ""));
}

#[tokio::test]
async fn delegates_are_limited_until_the_next_full_hour() {
    let desk = Desk::with(|settings| {
        settings.quotas.delegates_per_hour = Some(3);
        settings.quotas.retry_after = true;
        settings.quotas.status = Some(420);
    })
    .await;
    let delegate = |number: u32| json!({ "delegate": { "user_login": format!("delegate-{number}") } });
    for number in 0..3 {
        desk.post(DELEGATES, delegate(number)).await;
    }
    let (status, headers, answer) = desk.send(Method::POST, DELEGATES, Some(&delegate(3))).await;
    assert_eq!((status, &answer["errors"][0]["error_type"]), (420, &json!("quota_delegate_requests")));
    assert_eq!(headers["retry-after"], "1800");
    desk.delete("/management/v1/delegate?user_login=delegate-0").await;
    desk.sandbox.advance(Duration::from_secs(1800));
    desk.post(DELEGATES, delegate(3)).await;
}

#[tokio::test]
async fn accounts_can_only_be_given_up() {
    let desk = Desk::new().await;
    let list = desk.get(ACCOUNTS).await;
    assert_eq!(list["accounts"][0]["user_login"], "agency-owner");
    assert!(list["accounts"][0]["created_at"].is_string());
    let mut kept = list["accounts"].as_array().unwrap().clone();
    kept.push(json!({ "user_login": "analyst-login" }));
    assert_eq!(desk.put(ACCOUNTS, json!({ "accounts": kept })).await, list, "a new login gives nothing");
    assert_eq!(desk.put(ACCOUNTS, json!({ "accounts": [] })).await, json!({ "accounts": [] }));
    assert_eq!(desk.get(ACCOUNTS).await, json!({ "accounts": [] }));
}

#[tokio::test]
async fn an_account_is_given_up() {
    let desk = Desk::new().await;
    let delete = "/management/v1/account?user_login=agency-owner";
    assert_eq!(desk.delete(delete).await, json!({ "success": true }));
    assert_eq!(desk.get(ACCOUNTS).await, json!({ "accounts": [] }));
    assert_eq!(desk.refused(Method::DELETE, delete, None).await, refusal(404, "not_found", ""));
}

#[tokio::test]
async fn clients_are_those_of_the_owners() {
    let desk = Desk::new().await;
    let path = "/management/v1/clients?counters=";
    let clients = desk.get(&format!("{path}44147844,44147901")).await;
    assert_eq!(
        clients,
        json!({ "clients": [{ "id": 7_350_214, "name": "Sandbox shop", "chief_login": "direct-client" }] })
    );
    assert_eq!(desk.get(&format!("{path}61004412")).await, json!({ "clients": [] }));
    assert_eq!(desk.refused(Method::GET, &format!("{path}5"), None).await, refusal(404, "not_found", ""));
}
