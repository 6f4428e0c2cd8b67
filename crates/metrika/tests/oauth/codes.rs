//! Codes: from the address that the user comes back to, or typed in.

use metrika::auth::Token;
use metrika::auth::oauth::{Scope, TokenSet, VERIFICATION_PAGE};
use metrika::{Client, ErrorKind};
use metrika_sandbox::access::{App, AppStatus, ConsentPolicy, READER_CLIENT_ID, READER_CLIENT_SECRET, SCOPES};
use reqwest::Url;

use super::*;

async fn may_call(desk: &Desk, tokens: &TokenSet) -> metrika::Result<()> {
    let client = Client::builder().token_source(tokens.access_token().clone());
    let client = client.base_url(desk.sandbox.url()).clock(desk.clock.clone()).build().unwrap();
    client.counters().list().all().await.map(drop)
}

#[tokio::test]
async fn a_user_comes_back_with_a_code_that_brings_a_token() {
    let desk = desk().await;
    let app = app(&desk);
    let authorization = app.authorize().redirect_uri(BACK).build().unwrap();
    let returned = visit(authorization.url()).await;
    assert!(returned.starts_with(BACK));
    let tokens = app.exchange_redirect(&returned, &authorization).await.unwrap();
    let expires = desk.sandbox.state(|state| state.tokens.issued[tokens.access_token().expose()].expires_at);
    assert_eq!(tokens.expires_at().unwrap().as_second(), expires);
    assert_eq!(desk.sent(), ["GET /authorize", "POST /token"]);
    may_call(&desk, &tokens).await.unwrap();
    // Once only.
    let error = app.exchange_redirect(&returned, &authorization).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Token, Some("invalid_grant"), Some(400)));
    assert!(error.to_string().ends_with("invalid_grant: Code has expired"), "{error}");
    assert!(error.hint().contains("once, for ten minutes"), "{}", error.hint());
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn the_path_and_query_that_a_server_sees_are_enough() {
    let desk = desk().await;
    let app = app(&desk);
    let authorization = app.authorize().redirect_uri(BACK).build().unwrap();
    let returned = visit(authorization.url()).await;
    let seen = returned.strip_prefix("http://localhost:8899").unwrap();
    app.exchange_redirect(seen, &authorization).await.unwrap();
}

#[tokio::test]
async fn a_user_types_the_code_in_that_the_page_shows_and_no_secret_is_needed() {
    let desk = desk().await;
    let app = builder(&desk).build().unwrap();
    let authorization = app.authorize().redirect_uri(VERIFICATION_PAGE).build().unwrap();
    let page = visit(authorization.url()).await;
    let page = Url::parse(&desk.sandbox.url()).unwrap().join(&page).unwrap();
    assert_eq!(page.path(), "/verification_code");
    let code = page.query_pairs().find(|(name, _)| name == "code").unwrap().1;
    let tokens = app.exchange_code(&format!(" {code}\n"), &authorization).await.unwrap();
    may_call(&desk, &tokens).await.unwrap();
    // Nor for its refresh.
    assert_ne!(app.refresh(&tokens).await.unwrap().access_token(), tokens.access_token());
}

#[tokio::test]
async fn a_code_is_good_with_its_own_verifier_only() {
    let desk = desk().await;
    let app = app(&desk);
    let [own, other] = [(); 2].map(|()| app.authorize().redirect_uri(BACK).build().unwrap());
    let returned = Url::parse(&visit(own.url()).await).unwrap();
    let code = returned.query_pairs().find(|(name, _)| name == "code").unwrap().1;
    let error = app.exchange_code(&code, &other).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("invalid_grant")));
    assert!(error.to_string().contains("code_verifier does not match"), "{error}");
}

#[tokio::test]
async fn an_address_with_another_state_is_refused_before_anything_is_sent() {
    let desk = desk().await;
    let app = app(&desk);
    let [own, other] = [(); 2].map(|()| app.authorize().redirect_uri(BACK).build().unwrap());
    let foreign = visit(other.url()).await;
    let without = format!("{BACK}?code=1234567");
    desk.sandbox.clear_journal();
    for returned in [&foreign, &without] {
        let error = app.exchange_redirect(returned, &own).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Token, None));
        assert!(error.hint().contains("somebody else"), "{}", error.hint());
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn an_authorization_can_be_kept_until_the_user_is_back() {
    let desk = desk().await;
    let app = app(&desk);
    let begun = app.authorize().redirect_uri(BACK).build().unwrap();
    let kept = serde_json::to_string(&begun).unwrap();
    let returned = visit(begun.url()).await;
    let again = serde_json::from_str(&kept).unwrap();
    may_call(&desk, &app.exchange_redirect(&returned, &again).await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_user_who_denies_access_is_told_of() {
    let desk = desk_with(|settings| settings.access.consent = ConsentPolicy::Deny).await;
    let app = app(&desk);
    let authorization = app.authorize().redirect_uri(BACK).build().unwrap();
    let error = app.exchange_redirect(&visit(authorization.url()).await, &authorization).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("access_denied")));
    assert!(error.hint().contains("denied access"), "{}", error.hint());
    assert_eq!(desk.sent(), ["GET /authorize"]);
}

#[tokio::test]
async fn scopes_are_those_that_the_user_granted() {
    let desk = desk_with(|settings| settings.access.declines_optional = true).await;
    let app = builder(&desk).secret(CLIENT_SECRET).scopes([Scope::Read]).build().unwrap();
    let authorization = app.authorize().redirect_uri(BACK).optional_scopes([Scope::Expenses]).build().unwrap();
    let tokens = app.exchange_redirect(&visit(authorization.url()).await, &authorization).await.unwrap();
    assert_eq!(tokens.scopes(), [Scope::Read]);
    let granted = desk.sandbox.state(|state| state.tokens.issued[tokens.access_token().expose()].scopes.clone());
    assert_eq!(granted, ["metrika:read"]);
    // A refresh says nothing of scopes: they are what they were.
    assert_eq!(app.refresh(&tokens).await.unwrap().scopes(), [Scope::Read]);
}

#[test]
fn the_page_to_open_says_all_that_was_set() {
    let app = OAuthApp::builder("me").scopes([Scope::Read, Scope::OfflineData]).build().unwrap();
    let authorization = app
        .authorize()
        .redirect_uri(BACK)
        .login_hint("someone")
        .optional_scopes([Scope::UserParams])
        .device_id("device-1")
        .device_name("Desk")
        .force_confirm()
        .build()
        .unwrap();
    let url = Url::parse(authorization.url()).unwrap();
    assert_eq!(url.as_str().split('?').next(), Some("https://oauth.yandex.ru/authorize"));
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    pairs.retain(|(name, _)| name != "code_challenge");
    pairs.sort();
    let expected = [
        ("client_id", "me"),
        ("code_challenge_method", "S256"),
        ("device_id", "device-1"),
        ("device_name", "Desk"),
        ("force_confirm", "yes"),
        ("login_hint", "someone"),
        ("optional_scope", "metrika:user_params"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "metrika:read metrika:offline_data"),
        ("state", authorization.state()),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let other = app.authorize().build().unwrap();
    assert_ne!(other.state(), authorization.state());
    assert_eq!(
        app.token_page(),
        "https://oauth.yandex.ru/authorize?response_type=token&client_id=me&scope=metrika%3Aread+metrika%3Aoffline_data"
    );
}

#[tokio::test]
async fn the_token_page_brings_a_token_in_the_address() {
    let desk = desk().await;
    let returned = visit(&app(&desk).token_page()).await;
    let (_, fragment) = returned.split_once('#').unwrap();
    let token = fragment.split('&').find_map(|pair| pair.strip_prefix("access_token=")).unwrap();
    may_call(&desk, &TokenSet::new(Token::new(token).unwrap())).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_the_app_is_said_in_the_words_of_yandex_id() {
    let desk = desk().await;
    let good = app(&desk);
    let unmoderated = App { status: AppStatus::Unmoderated, ..App::new("secret", SCOPES) };
    desk.sandbox.register_app("waiting", unmoderated);
    let cases = [
        ("nobody", None, "invalid_client", "Client not found", "client id and the secret"),
        (CLIENT_ID, Some("wrong"), "invalid_client", "Wrong client secret", "client id and the secret"),
        ("waiting", Some("secret"), "unauthorized_client", "Client not approved", "moderation"),
        (READER_CLIENT_ID, Some(READER_CLIENT_SECRET), "invalid_grant", "another app", "only for the app"),
    ];
    for (client_id, secret, code, words, hint) in cases {
        let mut wrong = OAuthApp::builder(client_id).base_url(desk.sandbox.url()).clock(desk.clock.clone());
        if let Some(secret) = secret {
            wrong = wrong.secret(secret);
        }
        let authorization = good.authorize().redirect_uri(BACK).build().unwrap();
        let returned = visit(authorization.url()).await;
        let error = wrong.build().unwrap().exchange_redirect(&returned, &authorization).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(code)), "{client_id}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.hint().contains(hint), "{}", error.hint());
        assert_ne!(error.hint(), error.hint_in(metrika::Language::Russian));
    }
}

#[test]
fn bad_input_is_refused_and_named() {
    let app = || OAuthApp::builder("me");
    let refused = |error: metrika::Error, words: &str| {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(OAuthApp::builder("").build().unwrap_err(), "client_id: ");
    refused(OAuthApp::builder("my app").build().unwrap_err(), "client_id: ");
    refused(app().secret(" ").build().unwrap_err(), "secret: ");
    refused(app().scopes(["a b".into()]).build().unwrap_err(), "scopes: ");
    refused(app().base_url("http://oauth.yandex.ru").build().unwrap_err(), "base_url: without TLS");
    refused(app().base_url("https://oauth.yandex.ru/token").build().unwrap_err(), "https://oauth.yandex.ru");
    app().base_url("http://sandbox:8123").allow_plain_http().build().unwrap();
    let app = app().build().unwrap();
    refused(app.authorize().redirect_uri("back").build().unwrap_err(), "redirect_uri: ");
    refused(app.authorize().optional_scopes(["".into()]).build().unwrap_err(), "scopes: ");
    refused(app.authorize().device_id("short").build().unwrap_err(), "device_id: ");
    refused(app.authorize().device_name("Desk").build().unwrap_err(), "device_name: ");
    let long = "x".repeat(101);
    refused(app.authorize().device_id("device-1").device_name(long).build().unwrap_err(), "device_name: ");
}

#[tokio::test]
async fn an_empty_code_is_not_sent() {
    let desk = desk().await;
    let app = app(&desk);
    let authorization = app.authorize().build().unwrap();
    let error = app.exchange_code(" \n", &authorization).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let returned = format!("/back?state={}", authorization.state());
    let error = app.exchange_redirect(&returned, &authorization).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(desk.sent().is_empty());
}
