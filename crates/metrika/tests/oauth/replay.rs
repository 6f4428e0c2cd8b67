//! Calls whose token is refused.

use metrika::auth::oauth::RefreshingToken;
use metrika::{Client, ErrorKind};
use metrika_sandbox::faults::Fault;

use super::*;

fn client(desk: &Desk, token: RefreshingToken) -> Client {
    Client::builder().token_source(token).base_url(desk.sandbox.url()).clock(desk.clock.clone()).build().unwrap()
}

/// The service takes this token no longer, though its refresh token is good.
fn invalidate(desk: &Desk, tokens: &TokenSet) {
    desk.sandbox.state(|state| {
        let issued = &mut state.tokens.issued;
        let token = issued.remove(tokens.access_token().expose()).unwrap();
        issued.insert("y0_another-value".to_owned(), token);
    });
}

fn statuses(desk: &Desk) -> Vec<(String, Option<u16>)> {
    desk.sandbox.journal().into_iter().map(|request| (request.path, request.status)).collect()
}

const LIST: &str = "/management/v1/counters";

#[tokio::test]
async fn a_refused_token_is_refreshed_and_the_call_sent_once_more() {
    let desk = desk().await;
    let app = app(&desk);
    let tokens = tokens(&app).await;
    invalidate(&desk, &tokens);
    desk.sandbox.clear_journal();
    let token = RefreshingToken::new(app, tokens);
    assert!(!client(&desk, token).counters().list().all().await.unwrap().is_empty());
    let expected = [(LIST, Some(403)), ("/token", Some(200)), (LIST, Some(200))];
    assert_eq!(statuses(&desk), expected.map(|(path, status)| (path.to_owned(), status)));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_new_token_that_is_refused_as_well_is_the_end_of_it() {
    let desk = desk().await;
    let app = app(&desk);
    let token = RefreshingToken::new(app.clone(), tokens(&app).await);
    desk.sandbox.clear_journal();
    desk.sandbox.fault(Fault::answer(401, "unauthorized").on("list_counters")).unwrap();
    let error = client(&desk, token).counters().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 2));
    let paths: Vec<_> = statuses(&desk).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, [LIST, "/token", LIST]);
}

#[tokio::test]
async fn a_write_that_was_refused_is_sent_once_more_too_and_done_once() {
    let desk = desk().await;
    let app = app(&desk);
    let tokens = tokens(&app).await;
    invalidate(&desk, &tokens);
    let before = desk.sandbox.state(|state| state.counters.len());
    let shop = metrika::models::Counter { name: Some("Shop".into()), ..Default::default() };
    let site = metrika::models::CounterMirror { site: Some("shop.example".into()), ..Default::default() };
    let shop = metrika::models::Counter { site2: Some(site), ..shop };
    client(&desk, RefreshingToken::new(app, tokens)).counters().create(shop).await.unwrap();
    assert_eq!(desk.sandbox.state(|state| state.counters.len()), before + 1);
}

#[tokio::test]
async fn calls_that_are_refused_together_refresh_once() {
    let desk = desk().await;
    let app = app(&desk);
    let tokens = tokens(&app).await;
    invalidate(&desk, &tokens);
    desk.sandbox.clear_journal();
    let client = client(&desk, RefreshingToken::new(app, tokens));
    let calls = (0..12).map(|_| client.counters().list().all());
    assert!(futures_util::future::join_all(calls).await.iter().all(Result::is_ok));
    let refreshes = statuses(&desk).into_iter().filter(|(path, _)| path == "/token").count();
    assert_eq!(refreshes, 1);
}

#[tokio::test]
async fn a_token_that_is_too_old_is_refreshed_before_the_call() {
    let desk = desk().await;
    let app = app(&desk);
    let token = RefreshingToken::new(app.clone(), tokens(&app).await);
    pass(&desk, 364 * DAY);
    desk.sandbox.clear_journal();
    client(&desk, token).counters().list().all().await.unwrap();
    assert_eq!(desk.sent(), ["POST /token".to_owned(), format!("GET {LIST}")]);
}

#[tokio::test]
async fn a_refresh_that_fails_is_the_error_of_the_call() {
    let desk = desk().await;
    let app = app(&desk);
    let token = RefreshingToken::new(app.clone(), tokens(&app).await);
    desk.sandbox.change_password("sandbox-owner");
    desk.sandbox.clear_journal();
    let error = client(&desk, token).counters().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("invalid_grant")));
    assert_eq!((error.operation(), error.attempts()), (Some("list_counters"), 1));
    assert!(error.hint().contains("authorize the app again"), "{}", error.hint());
    assert_eq!(desk.sent(), [format!("GET {LIST}"), "POST /token".to_owned()]);
}

#[tokio::test]
async fn without_a_refresh_token_the_error_is_what_the_service_said() {
    let desk = desk().await;
    let app = app(&desk);
    let tokens = tokens(&app).await;
    desk.sandbox.change_password("sandbox-owner");
    let token = RefreshingToken::new(app, TokenSet::new(tokens.access_token().clone()));
    let error = client(&desk, token).counters().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidToken, 1));
}
