//! Tokens that are kept fresh.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use metrika::ErrorKind;
use metrika::auth::oauth::{RefreshingToken, TokenFile, TokenStore};
use metrika::auth::{Pending, Token, TokenSource};
use tokio::sync::Notify;

use super::scripted::{Scripted, json};
use super::*;

/// How often a token was asked for since the journal was cleared.
fn refreshes(desk: &Desk) -> usize {
    desk.sent().iter().filter(|request| *request == "POST /token").count()
}

async fn refreshing(desk: &Desk) -> RefreshingToken {
    let app = app(desk);
    let tokens = tokens(&app).await;
    desk.sandbox.clear_journal();
    RefreshingToken::new(app, tokens)
}

#[tokio::test]
async fn a_token_is_refreshed_after_three_months_and_not_before() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    pass(&desk, 89 * DAY);
    assert_eq!(token.token().await.unwrap(), first);
    assert_eq!(refreshes(&desk), 0);
    pass(&desk, DAY);
    let second = token.token().await.unwrap();
    assert_ne!(second, first);
    assert_eq!(token.token().await.unwrap(), second);
    assert_eq!(refreshes(&desk), 1);
    let tokens = token.tokens().await;
    let known = desk.sandbox.state(|state| state.tokens.issued[second.expose()].clone());
    assert_eq!(tokens.refresh_token(), known.refresh_token.as_deref());
    assert_eq!(tokens.expires_at().unwrap().as_second(), known.expires_at);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_token_with_a_short_life_is_refreshed_before_it_ends() {
    let desk = desk_with(|settings| settings.access.token_lifetime = 100).await;
    let token = refreshing(&desk).await;
    // A refresh token is good for as long as its token: one that comes too late brings nothing.
    for refreshed in 1..=3 {
        pass(&desk, Duration::from_secs(89));
        token.token().await.unwrap();
        assert_eq!(refreshes(&desk), refreshed - 1);
        pass(&desk, Duration::from_secs(1));
        token.token().await.unwrap();
        assert_eq!(refreshes(&desk), refreshed);
    }
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_keeps_the_one_in_use() {
    let desk = desk_with(|settings| settings.access.refresh_omits_refresh_token = true).await;
    let token = refreshing(&desk).await;
    let kept = token.tokens().await.refresh_token().unwrap().to_owned();
    for refreshed in 1..=2 {
        let before = token.token().await.unwrap();
        pass(&desk, 90 * DAY);
        assert_ne!(token.token().await.unwrap(), before);
        assert_eq!(token.tokens().await.refresh_token(), Some(&*kept));
        assert_eq!(refreshes(&desk), refreshed);
    }
}

#[tokio::test]
async fn an_answer_with_the_same_token_is_not_asked_for_again_at_once() {
    let desk = desk_with(|settings| settings.access.refresh_keeps_token = true).await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    pass(&desk, 90 * DAY);
    for _ in 0..3 {
        assert_eq!(token.token().await.unwrap(), first);
    }
    assert_eq!(refreshes(&desk), 1);
    pass(&desk, 90 * DAY);
    token.token().await.unwrap();
    assert_eq!(refreshes(&desk), 2);
}

#[tokio::test]
async fn while_one_refreshes_a_token_that_is_good_the_others_go_on_with_it() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    pass(&desk, 90 * DAY);
    // All of them begin before the first can come to anything: there is one thread.
    let brought = join_all((0..50).map(|_| token.token())).await;
    let second = token.token().await.unwrap();
    assert_ne!(second, first);
    let of = |wanted: &Token| brought.iter().filter(|token| token.as_ref().unwrap() == wanted).count();
    assert_eq!((of(&first), of(&second)), (49, 1));
    assert_eq!(refreshes(&desk), 1);
}

#[tokio::test]
async fn whoever_has_no_good_token_waits_for_the_one_refresh() {
    let answers = [json(200, r#"{"access_token": "y0_second", "token_type": "bearer", "expires_in": 31536000}"#)];
    let server = Scripted::start(answers).await;
    let clock = crate::desk::TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let app = OAuthApp::builder("me").base_url(&*server.url).clock(clock).build().unwrap();
    let expired = Token::new("y0_first").unwrap().expiring("2026-03-01T08:59:59Z".parse().unwrap());
    let token = RefreshingToken::new(app, TokenSet::new(expired).refreshed_by("1:x"));
    let brought = join_all((0..50).map(|_| token.token())).await;
    assert!(brought.iter().all(|token| token.as_ref().unwrap().expose() == "y0_second"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn however_many_were_refused_it_is_refreshed_once() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    let renewed = join_all((0..50).map(|_| token.renew(&first))).await;
    assert!(renewed.into_iter().all(|renewed| renewed.unwrap()));
    assert_ne!(token.token().await.unwrap(), first);
    assert_eq!(refreshes(&desk), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_as_soon_as_it_came_is_not_refreshed_again() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    assert!(token.renew(&first).await.unwrap());
    let second = token.token().await.unwrap();
    for passes in [0, 59] {
        pass(&desk, Duration::from_secs(passes));
        assert!(!token.renew(&second).await.unwrap());
    }
    assert_eq!((refreshes(&desk), token.token().await.unwrap()), (1, second.clone()));
    pass(&desk, Duration::from_secs(1));
    assert!(token.renew(&second).await.unwrap());
    assert_eq!(refreshes(&desk), 2);
}

/// A service that takes no token at all does not have Yandex ID asked for one by every call.
#[tokio::test]
async fn a_call_gets_the_refusal_of_a_fresh_token() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let client = desk.builder().token_source(token).build().unwrap();
    desk.sandbox.fault(metrika_sandbox::faults::Fault::answer(403, "invalid_token").on("list_labels")).unwrap();
    for _ in 0..5 {
        let error = client.labels().list().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidToken, Some(403)));
    }
    assert_eq!(refreshes(&desk), 1);
}

#[tokio::test]
async fn a_refused_token_that_is_no_longer_the_current_one_refreshes_nothing() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let old = Token::new("y0_an-older-one").unwrap();
    let current = token.token().await.unwrap();
    assert!(token.renew(&old).await.unwrap());
    assert_eq!(token.token().await.unwrap(), current);
    assert_eq!(refreshes(&desk), 0);
}

#[tokio::test]
async fn a_refused_token_that_cannot_be_replaced_is_said_to_be_the_same() {
    let same = desk_with(|settings| settings.access.refresh_keeps_token = true).await;
    let token = refreshing(&same).await;
    let current = token.token().await.unwrap();
    assert!(!token.renew(&current).await.unwrap());
    assert_eq!(refreshes(&same), 1);
    // Without a refresh token nothing is even asked.
    let token = RefreshingToken::new(app(&same), TokenSet::new(current.clone()));
    assert!(!token.renew(&current).await.unwrap());
    assert_eq!(refreshes(&same), 1);
}

#[tokio::test]
async fn an_early_refresh_that_fails_leaves_the_token_in_use_and_pauses() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let first = token.token().await.unwrap();
    desk.sandbox.register_app(CLIENT_ID, metrika_sandbox::access::App::default());
    pass(&desk, 90 * DAY);
    for _ in 0..3 {
        assert_eq!(token.token().await.unwrap(), first);
    }
    assert_eq!(refreshes(&desk), 1);
    pass(&desk, Duration::from_secs(60));
    assert_eq!(token.token().await.unwrap(), first);
    assert_eq!(refreshes(&desk), 2);
    // When it has expired, the failure is told, and no pause hides it.
    pass(&desk, 275 * DAY - Duration::from_secs(60));
    let error = token.token().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some("invalid_client")));
    assert_eq!(token.token().await.unwrap_err().code(), Some("invalid_client"));
}

#[tokio::test]
async fn a_refresh_token_that_was_revoked_says_what_to_do() {
    let desk = desk().await;
    let token = refreshing(&desk).await;
    let current = token.token().await.unwrap();
    desk.sandbox.change_password("sandbox-owner");
    let error = token.renew(&current).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Token, Some("invalid_grant"), Some(400)));
    assert!(error.to_string().contains("the service refused the token: the token could not be refreshed"), "{error}");
    assert!(error.hint().contains("authorize the app again"), "{}", error.hint());
}

#[tokio::test]
async fn a_refresh_goes_to_its_end_though_the_call_was_given_up() {
    let desk = desk().await;
    let app = app(&desk);
    let tokens = tokens(&app).await;
    let slow =
        SlowVault { first: tokens.clone(), saving: Arc::default(), go_on: Arc::default(), saved: Arc::default() };
    let token = RefreshingToken::from_store(app, slow.clone()).await.unwrap();
    pass(&desk, 90 * DAY);
    // The call is given up when the new tokens are there, but not yet saved.
    tokio::select! {
        () = slow.saving.notified() => {}
        _ = token.token() => unreachable!("it waits for the save"),
    }
    slow.go_on.notify_one();
    let now = token.tokens().await;
    assert_ne!(now, tokens);
    assert_eq!(*slow.saved.lock().unwrap(), [now]);
}

/// Says when it begins to save, and does not end before it is told to.
#[derive(Debug, Clone)]
struct SlowVault {
    first: TokenSet,
    saving: Arc<Notify>,
    go_on: Arc<Notify>,
    saved: Arc<Mutex<Vec<TokenSet>>>,
}

impl TokenStore for SlowVault {
    fn load(&self) -> Pending<'_, Option<TokenSet>> {
        Box::pin(std::future::ready(Ok(Some(self.first.clone()))))
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> Pending<'a, ()> {
        Box::pin(async {
            self.saving.notify_one();
            self.go_on.notified().await;
            self.saved.lock().unwrap().push(tokens.clone());
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_new_refresh_token_outlives_the_program() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let file = || TokenFile::new(folder.path().join("token.json"));
    let app = app(&desk);
    file().save(&tokens(&app).await).unwrap();
    desk.sandbox.clear_journal();
    for refreshed in 1..=3 {
        // As after a restart.
        let token = RefreshingToken::from_store(app.clone(), file()).await.unwrap();
        pass(&desk, 90 * DAY);
        token.token().await.unwrap();
        assert_eq!(refreshes(&desk), refreshed);
        assert_eq!(file().load().unwrap().unwrap(), token.tokens().await);
    }
}

#[tokio::test]
async fn an_empty_store_says_what_to_do() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token.json"));
    let error = RefreshingToken::from_store(app(&desk), file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(error.to_string().contains("token.json") && error.hint().contains("authorize"), "{error}");
}

#[tokio::test]
async fn what_another_program_has_stored_is_used() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let file = || TokenFile::new(folder.path().join("token.json"));
    let app = app(&desk);
    file().save(&tokens(&app).await).unwrap();
    let [here, there] = [
        RefreshingToken::from_store(app.clone(), file()).await.unwrap(),
        RefreshingToken::from_store(app, file()).await.unwrap(),
    ];
    desk.sandbox.clear_journal();
    pass(&desk, 90 * DAY);
    let brought = there.token().await.unwrap();
    assert_eq!(here.token().await.unwrap(), brought);
    assert_eq!(refreshes(&desk), 1);
}

#[tokio::test]
async fn another_program_may_have_a_clock_that_is_late() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token.json"));
    let app = app(&desk);
    let held = tokens(&app).await;
    file.save(&held).unwrap();
    let token = RefreshingToken::from_store(app.clone(), file.clone()).await.unwrap();
    let mut stored = serde_json::to_value(tokens(&app).await).unwrap();
    stored["obtained_at"] = "2026-02-01T00:00:00Z".into();
    let stored: TokenSet = serde_json::from_value(stored).unwrap();
    file.save(&stored).unwrap();
    desk.sandbox.clear_journal();
    assert!(token.renew(held.access_token()).await.unwrap());
    assert_eq!(token.tokens().await, stored);
    assert_eq!(refreshes(&desk), 0);
}

#[tokio::test]
async fn what_another_program_stores_during_a_refresh_that_fails_is_used() {
    let desk = desk().await;
    let tokens = tokens(&app(&desk)).await;
    pass(&desk, 366 * DAY);
    let newer = super::tokens(&app(&desk)).await;
    let server = Scripted::start([json(400, r#"{"error": "invalid_grant"}"#)]).await;
    let app = OAuthApp::builder("me").base_url(&*server.url).clock(desk.clock.clone()).build().unwrap();
    let vault = Vault(Mutex::new(vec![tokens.clone(), tokens, newer.clone()]));
    let token = RefreshingToken::from_store(app, vault).await.unwrap();
    assert_eq!(token.token().await.unwrap(), *newer.access_token());
    assert_eq!(server.requests().len(), 1);
}

/// Has other tokens each time that it is asked.
#[derive(Debug)]
struct Vault(Mutex<Vec<TokenSet>>);

impl TokenStore for Vault {
    fn load(&self) -> Pending<'_, Option<TokenSet>> {
        let next = self.0.lock().unwrap().remove(0);
        Box::pin(std::future::ready(Ok(Some(next))))
    }

    fn save<'a>(&'a self, _: &'a TokenSet) -> Pending<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Calls fail until what a refresh brought can be saved; but it is refreshed once.
#[tokio::test]
async fn a_store_that_cannot_be_written_is_no_secret() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let (inside, moved) = (folder.path().join("inside"), folder.path().join("moved"));
    std::fs::create_dir(&inside).unwrap();
    let file = TokenFile::new(inside.join("token.json"));
    let app = app(&desk);
    file.save(&tokens(&app).await).unwrap();
    let token = RefreshingToken::from_store(app, file.clone()).await.unwrap();
    desk.sandbox.clear_journal();
    std::fs::rename(&inside, &moved).unwrap();
    pass(&desk, 90 * DAY);
    for _ in 0..2 {
        let error = token.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert!(error.to_string().contains("could not be saved"), "{error}");
    }
    std::fs::rename(&moved, &inside).unwrap();
    let brought = token.token().await.unwrap();
    assert_eq!(file.load().unwrap().unwrap().access_token(), &brought);
    assert_eq!(refreshes(&desk), 1);
}
