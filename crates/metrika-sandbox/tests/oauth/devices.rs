//! Devices without a browser.

use super::*;

async fn device(sandbox: &Sandbox) -> Value {
    let (status, device) = post(sandbox, "/device/code", &[("client_id", CLIENT_ID)]).await;
    assert_eq!((status, &device["interval"], &device["expires_in"]), (200, &json!(5), &json!(600)));
    device
}

async fn poll(sandbox: &Sandbox, device: &Value) -> (u16, Value) {
    let code = device["device_code"].as_str().unwrap();
    post(sandbox, "/token", &[&[("grant_type", "device_code"), ("code", code)], &SECRETS[..]].concat()).await
}

#[tokio::test]
async fn a_device_waits_for_its_user() {
    let sandbox = sandbox(|_| ()).await;
    let device = device(&sandbox).await;
    assert_eq!(error(&poll(&sandbox, &device).await), (400, "authorization_pending"));
    assert!(!sandbox.confirm_device("another"));
    assert_eq!(error(&poll(&sandbox, &device).await), (400, "authorization_pending"));
    assert!(sandbox.confirm_device(device["user_code"].as_str().unwrap()));
    let (status, token) = poll(&sandbox, &device).await;
    assert_eq!(status, 200);
    assert_eq!(list_labels(&sandbox, token["access_token"].as_str().unwrap()).await.0, 200);
    assert_eq!(error(&poll(&sandbox, &device).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_user_confirms_a_device_on_its_page_or_by_command() {
    let sandbox = sandbox(|_| ()).await;
    let first = device(&sandbox).await;
    let page = first["verification_url"].as_str().unwrap();
    assert!(reqwest::get(page).await.unwrap().text().await.unwrap().contains("name=\"user_code\""));
    let send = async |code: &str| {
        let form = encoded(&[("user_code", code)]);
        Client::new().post(page).body(form).send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("another").await, 400);
    assert_eq!(send(first["user_code"].as_str().unwrap()).await, 200);
    assert_eq!(poll(&sandbox, &first).await.0, 200);
    let second = device(&sandbox).await;
    let command = async |body: Value| {
        let request = Client::new().post(sandbox.url() + "/_sandbox/device/confirm");
        request.body(body.to_string()).send().await.unwrap().status().as_u16()
    };
    assert_eq!(command(json!({ "user_code": "another" })).await, 404);
    assert_eq!(command(json!({ "user_code": second["user_code"], "allow": false })).await, 200);
    assert_eq!(error(&poll(&sandbox, &second).await), (400, "access_denied"));
}

#[tokio::test]
async fn a_device_code_lives_ten_minutes() {
    let sandbox = sandbox(|_| ()).await;
    let device = device(&sandbox).await;
    sandbox.advance(Duration::from_secs(600));
    assert!(!sandbox.confirm_device(device["user_code"].as_str().unwrap()));
    assert_eq!(error(&poll(&sandbox, &device).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn devices_confirm_themselves_after_some_polls_or_are_denied() {
    let patient = sandbox(|settings| settings.access.devices = DevicePolicy::AfterPolls(2)).await;
    let waiting = device(&patient).await;
    for _ in 0..2 {
        assert_eq!(error(&poll(&patient, &waiting).await), (400, "authorization_pending"));
    }
    assert_eq!(poll(&patient, &waiting).await.0, 200);
    let strict = sandbox(|settings| settings.access.devices = DevicePolicy::Deny).await;
    let denied = device(&strict).await;
    assert_eq!(error(&poll(&strict, &denied).await), (400, "access_denied"));
    strict.deny_device(denied["user_code"].as_str().unwrap());
    assert_eq!(error(&poll(&strict, &denied).await), (400, "access_denied"));
}

#[tokio::test]
async fn mistakes_of_devices() {
    let sandbox = sandbox(|_| ()).await;
    for (form, expected) in [
        (&[("scope", "metrika:read")][..], "invalid_request"),
        (&[("client_id", "unknown")], "invalid_client"),
        (&[("client_id", CLIENT_ID), ("device_id", "short")], "invalid_request"),
        (&[("client_id", CLIENT_ID), ("scope", "disk:read")], "invalid_scope"),
    ] {
        assert_eq!(error(&post(&sandbox, "/device/code", form).await), (400, expected), "{form:?}");
    }
    let device = device(&sandbox).await;
    let code = device["device_code"].as_str().unwrap();
    let other = [
        ("grant_type", "device_code"),
        ("code", code),
        ("client_id", READER_CLIENT_ID),
        ("client_secret", READER_CLIENT_SECRET),
    ];
    assert_eq!(error(&post(&sandbox, "/token", &other).await), (400, "invalid_grant"));
}
