//! Answers that are none of Yandex ID's, and what becomes of them.

use metrika::auth::Token;
use metrika::{Error, ErrorKind};

use super::scripted::{Scripted, answer, json};
use super::*;

const REFRESH: &str = "1:a-refresh-token";

async fn refresh(desk: &Desk, answers: impl IntoIterator<Item = String>) -> (Scripted, Error) {
    let server = Scripted::start(answers).await;
    let app = OAuthApp::builder("me").secret("a-client-secret").base_url(&*server.url).clock(desk.clock.clone());
    let tokens = TokenSet::new(Token::new("y0_an-old-token").unwrap()).refreshed_by(REFRESH);
    let error = app.build().unwrap().refresh(&tokens).await.unwrap_err();
    (server, error)
}

#[tokio::test]
async fn a_refresh_sends_what_it_has_to() {
    let (server, _) = refresh(&desk().await, [json(400, "{}")]).await;
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", REFRESH),
        ("client_id", "me"),
        ("client_secret", "a-client-secret"),
    ];
    assert_eq!(server.forms(), [expected.map(|(name, value)| (name.to_owned(), value.to_owned()))]);
    assert!(server.requests()[0].starts_with("POST /token HTTP/1.1\r\n"));
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let desk = desk().await;
    let trap = Scripted::start([json(200, "{}")]).await;
    for status in [301, 302, 307, 308] {
        let location = format!("location: {}/token\r\n", trap.url);
        let (_, error) = refresh(&desk, [answer(status, &location, "")]).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::UnexpectedAnswer, Some(status)));
    }
    assert!(trap.requests().is_empty());
}

#[tokio::test]
async fn troubles_of_the_way_keep_their_kind() {
    let desk = desk().await;
    let html = |status| answer(status, "content-type: text/html\r\n", "<h1>Oops</h1>");
    let waiting = answer(429, "retry-after: 7\r\n", r#"{"error": "rate_limit"}"#);
    let too_long = format!("{}{}", " ".repeat(70_000), r#"{"access_token": "y0_x", "token_type": "bearer"}"#);
    let cases = [
        (html(502), ErrorKind::Backend, true),
        (html(404), ErrorKind::UnexpectedAnswer, false),
        (html(200), ErrorKind::UnexpectedAnswer, false),
        (json(200, ""), ErrorKind::UnexpectedAnswer, false),
        (json(200, "{}"), ErrorKind::UnexpectedAnswer, false),
        (json(200, &too_long), ErrorKind::UnexpectedAnswer, false),
        (json(200, r#"{"access_token": "", "token_type": "bearer"}"#), ErrorKind::Decode, false),
        (json(500, r#"{"error": "invalid_grant"}"#), ErrorKind::Backend, true),
        (waiting, ErrorKind::Quota, true),
    ];
    for (answer, kind, retryable) in cases {
        let (server, error) = refresh(&desk, [answer.clone()]).await;
        assert_eq!((error.kind(), error.is_retryable()), (kind, retryable), "{answer}");
        assert!(error.to_string().starts_with("the token could not be refreshed: "), "{error}");
        assert_eq!(server.requests().len(), 1);
        assert_eq!(error.retry_after(), (kind == ErrorKind::Quota).then_some(Duration::from_secs(7)));
    }
    let (_, error) = refresh(&desk, []).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let desk = desk().await;
    desk.clock.let_pass(Duration::from_secs(30));
    let (_, error) = refresh(&desk, [String::new()]).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_of() {
    let desk = desk().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let app = OAuthApp::builder("me").base_url(format!("http://127.0.0.1:{port}")).clock(desk.clock.clone());
    let error = app.build().unwrap().device().start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
}

#[tokio::test]
async fn what_repeats_a_secret_is_shown_without_it() {
    let desk = desk().await;
    let echo = format!("refresh_token {REFRESH} of a-client-secret is bad");
    let refused = json(400, &format!(r#"{{"error": "invalid_grant", "error_description": "{echo}"}}"#));
    let wrong_types =
        r#"{"access_token": "y0_new", "token_type": "bearer", "expires_in": "y0_secret-in-a-wrong-place"}"#;
    let cases =
        [refused, answer(502, "", &echo), answer(404, "", &echo), json(200, wrong_types), answer(200, "", "y0_secret")];
    for answer in cases {
        let (_, error) = refresh(&desk, [answer.clone()]).await;
        let mut shown = format!("{error} {error:?} {:?}", error.body_excerpt());
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown += &format!("{cause} {cause:?}");
            source = cause.source();
        }
        for secret in [REFRESH, "a-client-secret", "y0_secret", "y0_new", "y0_an-old"] {
            assert!(!shown.contains(secret), "{answer}: {shown}");
        }
    }
}
