//! Codes of the authorization page, and tokens from there.

use super::*;

#[tokio::test]
async fn a_code_becomes_a_token_once() {
    let sandbox = sandbox(|_| ()).await;
    let query = [("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", BACK), ("state", "a b&c")];
    let (url, parameters) = sent_back(&sandbox, &query).await;
    assert!(url.as_str().starts_with("http://localhost:8899/back?code="), "{url}");
    assert_eq!(parameters["state"], "a b&c");
    let code = parameters["code"].clone();
    assert!(code.len() == 7 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let (status, token) = exchange(&sandbox, &code, &SECRETS).await;
    assert_eq!((status, &token["token_type"], &token["expires_in"]), (200, &json!("bearer"), &json!(31_536_000)));
    assert_eq!(token.get("scope"), None);
    assert_eq!(list_labels(&sandbox, token["access_token"].as_str().unwrap()).await.0, 200);
    assert_eq!(error(&exchange(&sandbox, &code, &SECRETS).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let sandbox = sandbox(|_| ()).await;
    let (early, late) = (code(&sandbox, &[]).await, code(&sandbox, &[]).await);
    sandbox.advance(Duration::from_secs(599));
    assert_eq!(exchange(&sandbox, &early, &SECRETS).await.0, 200);
    sandbox.advance(Duration::from_secs(1));
    let answer = exchange(&sandbox, &late, &SECRETS).await;
    assert_eq!(error(&answer), (400, "invalid_grant"));
    assert_eq!(answer.1["error_description"], "Code has expired");
}

#[tokio::test]
async fn the_app_proves_itself_in_the_form_or_in_the_header() {
    let sandbox = sandbox(|_| ()).await;
    let by_header = async |header: &str, code: &str| {
        let form = [("grant_type", "authorization_code"), ("code", code), ("client_id", "ignored")];
        let request = Client::new().post(sandbox.url() + "/token").header("authorization", header);
        steered::read(request.body(encoded(&form)).send().await.unwrap()).await
    };
    let basic = |secret: &str| {
        use base64::Engine;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT_ID}:{secret}")))
    };
    assert_eq!(by_header(&basic(CLIENT_SECRET), &code(&sandbox, &[]).await).await.0, 200);
    let spare = code(&sandbox, &[]).await;
    assert_eq!(error(&by_header(&basic("wrong"), &spare).await), (401, "invalid_client"));
    assert_eq!(error(&by_header("OAuth abc", &spare).await), (401, "Basic auth required"));
    assert_eq!(error(&by_header("Basic abc", &spare).await), (401, "Malformed Authorization header"));
    let wrong = [("client_id", CLIENT_ID), ("client_secret", "wrong")];
    assert_eq!(error(&exchange(&sandbox, &spare, &wrong).await), (400, "invalid_client"));
    assert_eq!(error(&exchange(&sandbox, &spare, &[("client_id", "unknown")]).await), (400, "invalid_client"));
    assert_eq!(error(&exchange(&sandbox, &spare, &[("client_id", CLIENT_ID)]).await), (400, "invalid_client"));
}

#[tokio::test]
async fn pkce_takes_the_place_of_the_secret() {
    let sandbox = sandbox(|_| ()).await;
    let hashed = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let plain = [("code_challenge", VERIFIER)];
    let sent = |verifier| [("client_id", CLIENT_ID), ("code_verifier", verifier)];
    for challenge in [&hashed[..], &plain[..]] {
        let good = code(&sandbox, challenge).await;
        let (status, token) = exchange(&sandbox, &good, &sent(VERIFIER)).await;
        assert_eq!(status, 200, "{token}");
        let bad = code(&sandbox, challenge).await;
        assert_eq!(error(&exchange(&sandbox, &bad, &sent(CHALLENGE)).await), (400, "invalid_grant"));
        let none = code(&sandbox, challenge).await;
        assert_eq!(error(&exchange(&sandbox, &none, &SECRETS).await), (400, "invalid_grant"));
    }
    // Who got a token without a secret refreshes it without one.
    let (_, token) = exchange(&sandbox, &code(&sandbox, &hashed).await, &sent(VERIFIER)).await;
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token["refresh_token"].as_str().unwrap()),
        ("client_id", CLIENT_ID),
    ];
    assert_eq!(post(&sandbox, "/token", &refresh).await.0, 200);
    let query = [("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", BACK)];
    let wrong = [&query[..], &[("code_challenge", CHALLENGE), ("code_challenge_method", "S512")]].concat();
    assert_eq!(sent_back(&sandbox, &wrong).await.1["error"], "invalid_request");
}

#[tokio::test]
async fn a_token_comes_behind_the_hash_if_asked_for() {
    let sandbox = sandbox(|_| ()).await;
    let query = [("response_type", "token"), ("client_id", CLIENT_ID), ("redirect_uri", BACK), ("state", "s")];
    let (url, parameters) = sent_back(&sandbox, &query).await;
    assert_eq!(url.query(), None);
    assert_eq!((parameters["token_type"].as_str(), parameters["expires_in"].as_str()), ("bearer", "31536000"));
    assert_eq!(parameters["state"], "s");
    assert_eq!(list_labels(&sandbox, &parameters["access_token"]).await.0, 200);
}

#[tokio::test]
async fn an_app_without_an_address_has_the_code_shown() {
    let sandbox = sandbox(|_| ()).await;
    let page = async |more: &[(&str, &str)]| {
        let query = encoded(&[&[("response_type", "code"), ("client_id", CLIENT_ID)], more].concat());
        reqwest::get(format!("{}/authorize?{query}", sandbox.url())).await.unwrap()
    };
    for more in [&[][..], &[("redirect_uri", "https://oauth.yandex.ru/verification_code")]] {
        let page = page(more).await;
        assert_eq!(page.url().path(), "/verification_code");
        let text = page.text().await.unwrap();
        let code = text.split("<p id=\"code\">").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(exchange(&sandbox, code, &SECRETS).await.0, 200);
    }
    let shown = reqwest::get(sandbox.url() + "/verification_code?code=%3Cb%3E").await.unwrap().text().await.unwrap();
    assert!(shown.contains("&lt;b&gt;"));
}

#[tokio::test]
async fn mistakes_at_the_authorization_page() {
    let sandbox = sandbox(|_| ()).await;
    sandbox.register_app("waiting", App { status: AppStatus::Unmoderated, ..App::new("secret", SCOPES) });
    sandbox.register_app("blocked", App { status: AppStatus::Blocked, ..App::new("secret", SCOPES) });
    for (client_id, kind, scope, expected) in [
        ("waiting", "code", "metrika:read", "unauthorized_client"),
        ("blocked", "code", "metrika:read", "unauthorized_client"),
        (CLIENT_ID, "password", "metrika:read", "unsupported_response_type"),
        (CLIENT_ID, "code", "disk:read", "invalid_scope"),
        (READER_CLIENT_ID, "token", "metrika:write", "invalid_scope"),
    ] {
        let query = [
            ("response_type", kind),
            ("client_id", client_id),
            ("redirect_uri", BACK),
            ("scope", scope),
            ("state", "s"),
        ];
        let (_, parameters) = sent_back(&sandbox, &query).await;
        assert_eq!((parameters["error"].as_str(), parameters["state"].as_str()), (expected, "s"));
    }
    // Nobody is sent to where the app did not register.
    for query in [
        &[("response_type", "code"), ("client_id", "unknown"), ("redirect_uri", BACK)][..],
        &[("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", "https://evil.example/")],
        &[("response_type", "code")],
    ] {
        assert_eq!(open(&sandbox, query).await.status(), 400);
    }
}

#[tokio::test]
async fn a_user_can_say_no() {
    let sandbox = sandbox(|settings| settings.access.consent = ConsentPolicy::Deny).await;
    let query = [("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", BACK), ("state", "s")];
    let (_, parameters) = sent_back(&sandbox, &query).await;
    assert_eq!((parameters["error"].as_str(), parameters["state"].as_str()), ("access_denied", "s"));
}

#[tokio::test]
async fn scopes_are_those_asked_for_and_optional_ones_can_be_declined() {
    let sandbox = sandbox(|settings| settings.access.declines_optional = true).await;
    let narrow = code(&sandbox, &[("scope", "metrika:write")]).await;
    let (_, token) = exchange(&sandbox, &narrow, &SECRETS).await;
    assert_eq!(list_labels(&sandbox, token["access_token"].as_str().unwrap()).await.1, "access_denied");
    let both = code(&sandbox, &[("scope", "metrika:read"), ("optional_scope", "metrika:write")]).await;
    let (_, token) = exchange(&sandbox, &both, &SECRETS).await;
    assert_eq!(token["scope"], "metrika:read");
}

#[tokio::test]
async fn the_token_is_of_whoever_is_logged_in() {
    let sandbox = sandbox(|settings| settings.access.login = "visitor".to_owned()).await;
    sandbox.state(|state| state.user("known").uid);
    for (hint, expected) in [("", "visitor"), ("known", "known"), ("stranger", "visitor")] {
        let (_, token) = exchange(&sandbox, &code(&sandbox, &[("login_hint", hint)]).await, &SECRETS).await;
        let value = token["access_token"].as_str().unwrap();
        assert_eq!(sandbox.state(|state| state.tokens.issued[value].login.clone()), expected);
    }
}

#[tokio::test]
async fn mistakes_at_the_token_endpoint() {
    let sandbox = sandbox(|_| ()).await;
    let grant = |name| [&[("grant_type", name)], &SECRETS[..]].concat();
    let answer = async |form: &[(&str, &str)]| post(&sandbox, "/token", form).await;
    assert_eq!(error(&answer(&SECRETS).await), (400, "invalid_request"));
    assert_eq!(error(&answer(&grant("password")).await), (400, "unsupported_grant_type"));
    let rfc = grant("urn:ietf:params:oauth:grant-type:device_code");
    assert_eq!(error(&answer(&rfc).await), (400, "unsupported_grant_type"));
    assert_eq!(error(&answer(&grant("authorization_code")).await), (400, "invalid_request"));
    assert_eq!(error(&exchange(&sandbox, "letters", &SECRETS).await), (400, "bad_verification_code"));
    assert_eq!(error(&exchange(&sandbox, "1234567", &SECRETS).await), (400, "invalid_grant"));
    let twice = [&[("code", "1")], &SECRETS[..]].concat();
    assert_eq!(error(&exchange(&sandbox, "1234567", &twice).await), (400, "invalid_request"));
    // Parameters in the address do not count.
    let path = format!("/token?{}", encoded(&grant("refresh_token")));
    assert_eq!(error(&post(&sandbox, &path, &[]).await), (400, "invalid_request"));
    // A code of one app is no good for another, and not after that for its own.
    let foreign = code(&sandbox, &[]).await;
    let reader = [("client_id", READER_CLIENT_ID), ("client_secret", READER_CLIENT_SECRET)];
    assert_eq!(error(&exchange(&sandbox, &foreign, &reader).await), (400, "invalid_grant"));
    assert_eq!(error(&exchange(&sandbox, &foreign, &SECRETS).await), (400, "invalid_grant"));
    assert_eq!(reqwest::get(sandbox.url() + "/token").await.unwrap().status(), 405);
}

#[tokio::test]
async fn an_app_that_changed_its_rights_since_the_code() {
    let sandbox = sandbox(|_| ()).await;
    let code = code(&sandbox, &[]).await;
    sandbox.register_app(CLIENT_ID, App::new(CLIENT_SECRET, ["metrika:read"]));
    assert_eq!(error(&exchange(&sandbox, &code, &SECRETS).await), (400, "invalid_scope"));
}
