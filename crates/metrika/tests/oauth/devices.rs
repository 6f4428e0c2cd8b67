//! Devices without a browser.

use metrika::ErrorKind;
use metrika::auth::oauth::Scope;
use metrika_sandbox::access::DevicePolicy;

use super::scripted::{Scripted, json};
use super::*;

const STARTED: &str = r#"{"device_code": "a-device-code", "user_code": "x7k2", "interval": 5, "expires_in": 600,
    "verification_url": "https://ya.ru/device"}"#;
const PENDING: &str = r#"{"error": "authorization_pending", "error_description": "User has not yet authorized"}"#;

/// An app of a scripted server.
fn scripted(server: &Scripted, desk: &Desk) -> OAuthApp {
    OAuthApp::builder("me").secret("a-secret").base_url(&*server.url).clock(desk.clock.clone()).build().unwrap()
}

#[tokio::test]
async fn an_app_asks_at_the_pace_of_yandex_id_until_the_user_has_typed_the_code_in() {
    let desk = desk_with(|settings| settings.access.devices = DevicePolicy::AfterPolls(2)).await;
    let device = app(&desk).device().start().await.unwrap();
    assert_eq!(device.verification_url(), format!("{}/device", desk.sandbox.url()));
    let known = desk.sandbox.state(|state| state.tokens.devices.values().next().unwrap().clone());
    assert_eq!((device.user_code(), device.expires_at().as_second()), (&*known.user_code, known.expires_at));
    let tokens = device.wait().await.unwrap();
    assert!(desk.sandbox.state(|state| state.tokens.issued.contains_key(tokens.access_token().expose())));
    assert!(tokens.refresh_token().is_some());
    assert_eq!(desk.clock.waits(), [Duration::from_secs(5); 3]);
    assert_eq!(desk.sent(), ["POST /device/code", "POST /token", "POST /token", "POST /token"]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn one_can_ask_oneself() {
    let desk = desk().await;
    let app = builder(&desk).secret(CLIENT_SECRET).scopes([Scope::Read]).build().unwrap();
    let mut device = app.device().start().await.unwrap();
    assert_eq!(device.poll().await.unwrap(), None);
    assert!(desk.sandbox.confirm_device(device.user_code()));
    let tokens = device.poll().await.unwrap().unwrap();
    assert_eq!(tokens.scopes(), [Scope::Read]);
    assert!(desk.clock.waits().is_empty());
}

#[tokio::test]
async fn a_user_who_denies_access_ends_the_wait() {
    let desk = desk_with(|settings| settings.access.devices = DevicePolicy::Deny).await;
    let error = app(&desk).device().start().await.unwrap().wait().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("access_denied")));
    assert_eq!(desk.sent(), ["POST /device/code", "POST /token"]);
}

#[tokio::test]
async fn the_wait_ends_with_the_life_of_the_code() {
    let desk = desk().await;
    let error = app(&desk).device().start().await.unwrap().wait().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Token, None));
    assert!(error.to_string().contains("within 600s"), "{error}");
    assert!(error.hint().contains("Get a new one"), "{}", error.hint());
    assert_eq!(desk.clock.waits().iter().sum::<Duration>(), Duration::from_secs(600));
}

#[tokio::test]
async fn a_code_that_yandex_id_knows_no_longer_ends_the_wait() {
    let desk = desk().await;
    let device = app(&desk).device().start().await.unwrap();
    desk.sandbox.advance(Duration::from_secs(600));
    let error = device.wait().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("invalid_grant")));
    assert!(error.hint().contains("Get a new one"), "{}", error.hint());
    assert_eq!(desk.clock.waits().len(), 1);
}

#[tokio::test]
async fn who_is_told_to_slow_down_does_so_for_good() {
    let desk = desk().await;
    let slow = json(400, r#"{"error": "slow_down"}"#);
    let token = json(200, r#"{"access_token": "y0_x", "token_type": "bearer", "expires_in": 100}"#);
    let server = Scripted::start([json(200, STARTED), slow, json(400, PENDING), token]).await;
    scripted(&server, &desk).device().start().await.unwrap().wait().await.unwrap();
    assert_eq!(desk.clock.waits(), [5, 10, 10].map(Duration::from_secs));
}

#[tokio::test]
async fn a_question_that_does_not_get_through_is_asked_again_more_slowly() {
    let desk = desk().await;
    let token = json(200, r#"{"access_token": "y0_x", "token_type": "bearer"}"#);
    let server = Scripted::start([json(200, STARTED), json(503, "{}"), token]).await;
    let tokens = scripted(&server, &desk).device().start().await.unwrap().wait().await.unwrap();
    assert_eq!(tokens.expires_at(), None);
    assert_eq!(desk.clock.waits(), [5, 10].map(Duration::from_secs));
    // If it never does, the last reason is told.
    let server = Scripted::start([json(200, STARTED)]).await;
    let error = scripted(&server, &desk).device().start().await.unwrap().wait().await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<metrika::Error>().unwrap();
    assert_eq!((error.kind(), cause.kind()), (ErrorKind::Token, ErrorKind::Interrupted));
}

#[tokio::test]
async fn the_forms_are_those_of_yandex_id() {
    let desk = desk().await;
    let server = Scripted::start([json(200, STARTED), json(400, PENDING)]).await;
    let app = scripted(&server, &desk);
    let device = app.device().device_id("device-1").device_name("Desk");
    let mut device = device.optional_scopes([Scope::Write]).start().await.unwrap();
    device.poll().await.unwrap();
    let expected: [&[(&str, &str)]; 2] = [
        // The secret goes only where it is needed.
        &[("client_id", "me"), ("device_id", "device-1"), ("device_name", "Desk"), ("optional_scope", "metrika:write")],
        &[("grant_type", "device_code"), ("code", "a-device-code"), ("client_id", "me"), ("client_secret", "a-secret")],
    ];
    let expected =
        expected.map(|form| form.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect::<Vec<_>>());
    assert_eq!(server.forms(), expected);
}

#[tokio::test]
async fn a_token_of_a_device_can_be_given_back_and_another_not() {
    let desk = desk().await;
    let app = app(&desk);
    let mut device = app.device().device_id("device-1").start().await.unwrap();
    desk.sandbox.confirm_device(device.user_code());
    let tokens = device.poll().await.unwrap().unwrap();
    app.revoke(tokens.access_token()).await.unwrap();
    let revoked = desk.sandbox.state(|state| state.tokens.issued[tokens.access_token().expose()].revoked);
    assert!(revoked.is_some());
    assert_eq!(app.refresh(&tokens).await.unwrap_err().code(), Some("invalid_grant"));
    let usual = super::tokens(&app).await;
    let error = app.revoke(usual.access_token()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("unsupported_token_type")));
    assert!(error.hint().contains("device id"), "{}", error.hint());
}

#[tokio::test]
async fn what_a_device_may_not_ask_for_is_refused() {
    let desk = desk().await;
    let app = builder(&desk).scopes([Scope::from("disk:read")]).build().unwrap();
    let error = app.device().start().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("invalid_scope")));
    desk.sandbox.clear_journal();
    let error = app.device().device_id("short").start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(desk.sent().is_empty());
}
