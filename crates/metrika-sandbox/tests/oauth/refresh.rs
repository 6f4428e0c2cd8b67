//! Tokens are refreshed and given back.

use super::*;

async fn refresh(sandbox: &Sandbox, token: &Value) -> (u16, Value) {
    let value = token["refresh_token"].as_str().unwrap();
    let form = [&[("grant_type", "refresh_token"), ("refresh_token", value)], &SECRETS[..]].concat();
    post(sandbox, "/token", &form).await
}

#[tokio::test]
async fn a_refresh_token_brings_a_new_pair_once() {
    let sandbox = sandbox(|settings| settings.access.token_lifetime = 100).await;
    let (_, first) = exchange(&sandbox, &code(&sandbox, &[]).await, &SECRETS).await;
    sandbox.advance(Duration::from_secs(60));
    let (status, second) = refresh(&sandbox, &first).await;
    assert_eq!((status, &second["expires_in"]), (200, &json!(100)));
    assert_ne!(second["access_token"], first["access_token"]);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(error(&refresh(&sandbox, &first).await), (400, "invalid_grant"));
    // The old token lives out its time, and the new one lives longer.
    sandbox.advance(Duration::from_secs(40));
    assert_eq!(list_labels(&sandbox, first["access_token"].as_str().unwrap()).await.0, 403);
    assert_eq!(list_labels(&sandbox, second["access_token"].as_str().unwrap()).await.0, 200);
    // A refresh token dies with its token.
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(error(&refresh(&sandbox, &second).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_refresh_can_leave_out_the_refresh_token_which_stays_good_then() {
    let sandbox = sandbox(|settings| settings.access.refresh_omits_refresh_token = true).await;
    let (_, first) = exchange(&sandbox, &code(&sandbox, &[]).await, &SECRETS).await;
    let (_, second) = refresh(&sandbox, &first).await;
    assert_eq!(second.get("refresh_token"), None);
    let (status, third) = refresh(&sandbox, &first).await;
    assert_eq!(status, 200);
    assert_ne!(third["access_token"], second["access_token"]);
}

#[tokio::test]
async fn a_refresh_can_answer_the_token_in_use() {
    let sandbox = sandbox(|settings| settings.access.refresh_keeps_token = true).await;
    let (_, first) = exchange(&sandbox, &code(&sandbox, &[]).await, &SECRETS).await;
    sandbox.advance(Duration::from_secs(536_000));
    let (_, second) = refresh(&sandbox, &first).await;
    assert_eq!(second["access_token"], first["access_token"]);
    assert_eq!(second["expires_in"], 31_000_000);
}

#[tokio::test]
async fn a_new_password_ends_refreshing() {
    let sandbox = sandbox(|_| ()).await;
    let (_, token) = exchange(&sandbox, &code(&sandbox, &[]).await, &SECRETS).await;
    sandbox.change_password("sandbox-owner");
    assert_eq!(error(&refresh(&sandbox, &token).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn only_tokens_of_devices_are_given_back() {
    let sandbox = sandbox(|_| ()).await;
    let revoke =
        async |token: &str| post(&sandbox, "/revoke_token", &[&[("access_token", token)], &SECRETS[..]].concat()).await;
    let usual = sandbox.issue_token(TokenSpec::new());
    assert_eq!(error(&revoke(&usual).await), (400, "unsupported_token_type"));
    let code = code(&sandbox, &[("device_id", "device-1")]).await;
    let (_, token) = exchange(&sandbox, &code, &SECRETS).await;
    let value = token["access_token"].as_str().unwrap();
    assert_eq!(revoke(value).await, (200, json!({ "status": "ok" })));
    assert_eq!(list_labels(&sandbox, value).await.1, "invalid_token");
    assert_eq!(error(&refresh(&sandbox, &token).await), (400, "invalid_grant"));
    let foreign = sandbox.issue_token(TokenSpec::new().app(READER_CLIENT_ID).device("device-1"));
    assert_eq!(error(&revoke(&foreign).await), (400, "invalid_grant"));
    assert_eq!(error(&revoke("unknown").await), (400, "invalid_grant"));
}
