//! Each cause of a refusal, set up in the sandbox and told apart by what the client can ask.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;

use std::time::Duration;

use desk::{Desk, EMPTY, SHOP, TOKEN, TestClock};
use metrika::auth::{Token, from_fn};
use metrika::management::NewGoal;
use metrika::models::CounterPermission;
use metrika::{CallOptions, Cause, Client, Diagnosis, Error, ErrorKind, Language};
use metrika_sandbox::access::{App, AppStatus, READER_CLIENT_ID, SCOPES, TokenPolicy, TokenSpec};
use metrika_sandbox::faults::Fault;
use metrika_sandbox::state::seed::{AGENCY, ANALYST, DELETED, PRIVATE, SHARED};
use serde_json::json;

const OWNER: &str = metrika_sandbox::access::OWNER;

/// What is found out of a token.
async fn of_token(desk: &Desk, token: TokenSpec, counter: i64) -> Diagnosis {
    of_text(desk, &desk.sandbox.issue_token(token), counter).await
}

async fn of_text(desk: &Desk, token: &str, counter: i64) -> Diagnosis {
    let client = desk.builder().token(token.to_owned()).build().unwrap();
    let diagnosis = client.diagnose(counter).await;
    check(desk, &diagnosis, token);
    diagnosis
}

/// Nothing was changed, the token shows nowhere, and there is a text in both languages.
fn check(desk: &Desk, diagnosis: &Diagnosis, token: &str) {
    assert!(desk.sandbox.journal().iter().all(|request| request.method == "GET"));
    let operations: Vec<_> = desk.sandbox.journal().into_iter().filter_map(|request| request.operation).collect();
    let mut asked: Vec<&str> = operations.iter().map(String::as_str).collect();
    asked.dedup();
    let mut told = diagnosis.asked.clone();
    told.dedup();
    assert_eq!(told, asked, "what was asked is told");
    let (english, russian) = (diagnosis.to_string(), diagnosis.in_language(Language::Russian).to_string());
    assert!(!format!("{diagnosis:?} {english} {russian}").contains(token));
    assert!(english.starts_with(&format!("Counter {}: ", diagnosis.counter)), "{english}");
    assert!(russian.starts_with(&format!("Счётчик {}: ", diagnosis.counter)), "{russian}");
    assert!(desk.sandbox.violations().is_empty());
    desk.sandbox.clear_journal();
}

#[tokio::test]
async fn all_is_well() {
    let desk = Desk::new().await;
    let diagnosis = of_text(&desk, TOKEN, SHOP).await;
    assert!(diagnosis.is_well());
    assert_eq!((diagnosis.login.as_deref(), diagnosis.owner.as_deref()), (Some(OWNER), Some(OWNER)));
    assert_eq!(diagnosis.permission, Some(CounterPermission::Own));
    let text = diagnosis.to_string();
    assert!(text.contains("all is well") && text.contains("metrika:write"), "what was not tried is told: {text}");
}

#[tokio::test]
async fn somebody_elses_counter_may_be_read_and_no_more() {
    let desk = Desk::new().await;
    let diagnosis = of_text(&desk, TOKEN, SHARED).await;
    assert!(diagnosis.is_well());
    assert_eq!((diagnosis.login.as_deref(), diagnosis.owner.as_deref()), (Some(OWNER), Some(AGENCY)));
    assert!(diagnosis.to_string().contains("permission `view`"), "{diagnosis}");
}

#[tokio::test]
async fn a_user_without_counters_is_known_by_the_grant() {
    let desk = Desk::new().await;
    let diagnosis = of_token(&desk, TokenSpec::new().login(ANALYST), SHOP).await;
    assert!(diagnosis.is_well());
    assert_eq!(diagnosis.login.as_deref(), Some(ANALYST));
    assert_eq!(diagnosis.permission, Some(CounterPermission::Analyst));
    assert_eq!(diagnosis.asked, ["list_counters", "list_counters", "get_counter", "get_my_grant"]);
}

#[tokio::test]
async fn a_header_that_does_not_arrive() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::answer(401, "unauthorized")).unwrap();
    let diagnosis = of_text(&desk, TOKEN, SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::HeaderNotSeen]);
    assert_eq!(diagnosis.asked, ["list_counters"], "there is nothing more to ask");
}

#[tokio::test]
async fn a_token_that_is_dead() {
    let desk = Desk::new().await;
    let expired = of_token(&desk, TokenSpec::new().lifetime(Duration::ZERO), SHOP).await;
    assert_eq!(expired.causes, [Cause::TokenExpired]);

    let changed = desk.sandbox.issue_token(TokenSpec::new().login("careful"));
    desk.sandbox.change_password("careful");
    assert_eq!(of_text(&desk, &changed, SHOP).await.causes, [Cause::TokenRevoked]);

    // What is known of the token here says more than the service does.
    desk.sandbox.fault(Fault::answer(403, "invalid_token")).unwrap();
    for (expires, causes) in [
        ("2026-03-01T08:59:00Z", vec![Cause::TokenExpired]),
        ("2027-01-01T00:00:00Z", vec![Cause::TokenRevoked, Cause::WrongApp]),
    ] {
        let token = Token::new(TOKEN).unwrap().expiring(expires.parse().unwrap());
        let client = desk.builder().token_source(token).build().unwrap();
        assert_eq!(client.diagnose(SHOP).await.causes, causes);
    }
}

#[tokio::test]
async fn a_token_that_the_service_says_nothing_more_about() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.access.tokens = TokenPolicy::Issued)).await;
    let diagnosis = of_text(&desk, TOKEN, SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::TokenExpired, Cause::TokenRevoked, Cause::WrongApp]);
    assert!(diagnosis.to_string().contains("do not tell apart"), "{diagnosis}");
    assert!(diagnosis.to_string().contains("the token is not one that was issued"), "the service's own words");
}

#[tokio::test]
async fn a_token_of_the_wrong_app() {
    let desk = Desk::new().await;
    desk.sandbox.register_app("blocked", App { status: AppStatus::Blocked, ..App::new("secret", SCOPES) });
    for app in ["foreign", "blocked", READER_CLIENT_ID] {
        let diagnosis = of_token(&desk, TokenSpec::new().app(app), SHOP).await;
        assert_eq!(diagnosis.causes, [Cause::WrongApp], "{app}");
    }
}

#[tokio::test]
async fn an_app_without_the_scope() {
    let desk = Desk::new().await;
    for scopes in [vec!["metrika:write"], vec!["metrika:expenses", "metrika:offline_data"], vec![]] {
        let diagnosis = of_token(&desk, TokenSpec::new().scopes(scopes), SHOP).await;
        assert_eq!(diagnosis.causes, [Cause::NoReadScope]);
    }
}

#[tokio::test]
async fn an_account_that_sees_nothing_is_most_likely_the_wrong_one() {
    let desk = Desk::new().await;
    let diagnosis = of_token(&desk, TokenSpec::new().login("nobody"), SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::WrongAccount, Cause::NoGrant]);
    assert_eq!((diagnosis.sees_counters, diagnosis.login.as_deref()), (Some(false), None));
    assert!(diagnosis.to_string().contains("Whose token it is cannot be told"), "{diagnosis}");
}

#[tokio::test]
async fn an_account_with_counters_of_its_own_has_no_grant_on_this_one() {
    let desk = Desk::new().await;
    let diagnosis = of_token(&desk, TokenSpec::new().login(AGENCY), EMPTY).await;
    assert_eq!(diagnosis.causes, [Cause::NoGrant, Cause::WrongAccount]);
    assert_eq!(diagnosis.login.as_deref(), Some(AGENCY));
    assert_eq!(diagnosis.owner, None, "the service does not tell");
    assert!(diagnosis.to_string().contains("acts for agency-owner"), "{diagnosis}");
}

#[tokio::test]
async fn public_statistics_are_not_access() {
    let desk = Desk::new().await;
    let public = json!({ "user_login": "", "perm": "public_stat" }).as_object().unwrap().clone();
    desk.sandbox.state(|state| state.counters.get_mut(&EMPTY).unwrap().grants.insert(String::new(), public));
    let diagnosis = of_token(&desk, TokenSpec::new().login(AGENCY), EMPTY).await;
    assert_eq!(diagnosis.causes, [Cause::OnlyStatistics, Cause::WrongAccount]);
}

#[tokio::test]
async fn a_counter_that_does_not_exist_or_no_longer() {
    let desk = Desk::new().await;
    assert_eq!(of_text(&desk, TOKEN, 999).await.causes, [Cause::NoSuchCounter]);
    assert_eq!(of_text(&desk, TOKEN, DELETED).await.causes, [Cause::CounterDeleted]);
}

#[tokio::test]
async fn a_quota_that_is_used_up() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::answer(403, "quota_requests_by_uid").times(1)).unwrap();
    let diagnosis = of_text(&desk, TOKEN, SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::QuotaUsedUp]);
    assert_eq!(diagnosis.resets_at, Some("2026-03-02T00:00:00Z".parse().unwrap()));
    assert!(diagnosis.to_string().contains("2026-03-02T00:00:00Z"), "{diagnosis}");

    desk.sandbox.fault(Fault::answer(429, "quota_requests_by_counter_id").on("get_counter").times(1)).unwrap();
    assert_eq!(of_text(&desk, TOKEN, SHOP).await.causes, [Cause::QuotaUsedUp]);
}

#[tokio::test]
async fn a_service_that_is_down_or_not_there() {
    for fault in [Fault::answer(503, "backend_error"), Fault::empty(504), Fault::html(502), Fault::reset_before()] {
        let desk = Desk::new().await;
        desk.sandbox.fault(fault).unwrap();
        assert_eq!(of_text(&desk, TOKEN, SHOP).await.causes, [Cause::ServiceDown]);
    }
    // It takes no connections, and nobody else can have its port meanwhile.
    let bound = tokio::net::TcpSocket::new_v4().unwrap();
    bound.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let free = bound.local_addr().unwrap();
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(format!("http://{free}")).clock(clock).build().unwrap();
    assert_eq!(client.diagnose(SHOP).await.causes, [Cause::Unreachable]);
}

#[tokio::test]
async fn something_else_that_answers() {
    for fault in [Fault::html(200), Fault::html(403), Fault::html(404), Fault::garbage(), Fault::empty(404)] {
        let desk = Desk::new().await;
        desk.sandbox.fault(fault).unwrap();
        assert_eq!(of_text(&desk, TOKEN, SHOP).await.causes, [Cause::NotMetrika]);
    }
}

#[tokio::test]
async fn acting_for_another_user() {
    let desk = Desk::new().await;
    let diagnosis = desk.builder().ulogin(AGENCY).build().unwrap().diagnose(PRIVATE).await;
    check(&desk, &diagnosis, TOKEN);
    assert!(diagnosis.is_well(), "{diagnosis}");
    assert_eq!(diagnosis.login.as_deref(), Some(AGENCY));

    let diagnosis = desk.builder().ulogin("stranger").build().unwrap().diagnose(SHOP).await;
    check(&desk, &diagnosis, TOKEN);
    assert_eq!(diagnosis.causes, [Cause::NoDelegation]);
    assert_eq!(diagnosis.login.as_deref(), Some(OWNER));

    let token = desk.sandbox.issue_token(TokenSpec::new().scopes(["metrika:write"]));
    let diagnosis = desk.builder().token(token).ulogin(AGENCY).build().unwrap().diagnose(SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::NoReadScope]);
}

#[tokio::test]
async fn no_token_to_send() {
    let desk = Desk::new().await;
    let source = from_fn(|| async { Err(Error::token("the vault is sealed")) });
    let diagnosis = desk.builder().token_source(source).build().unwrap().diagnose(SHOP).await;
    assert_eq!(diagnosis.causes, [Cause::NoToken]);
    assert!(diagnosis.to_string().contains("the vault is sealed"), "{diagnosis}");
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    let desk = Desk::new().await;
    let client = desk.client();
    let spoiled = from_fn(|| async { Token::new("y0_a b") });
    for diagnosis in [
        client.diagnose(0).await,
        client.with(CallOptions::new().ulogin("")).diagnose(SHOP).await,
        desk.builder().token_source(spoiled).build().unwrap().diagnose(SHOP).await,
    ] {
        assert_eq!(diagnosis.causes, [Cause::NotSent]);
        assert_eq!(diagnosis.errors[0].kind(), ErrorKind::InvalidRequest);
        assert!(diagnosis.to_string().contains("What came back: "), "{diagnosis}");
    }
    assert!(desk.sent().is_empty());
}

/// What a call that fails is found to have failed of.
async fn of_error<T>(
    desk: &Desk,
    token: &str,
    counter: i64,
    call: impl AsyncFnOnce(Client) -> Result<T, Error>,
) -> Diagnosis {
    let client = desk.builder().token(token.to_owned()).build().unwrap();
    let error = call(client.clone()).await.map(drop).unwrap_err();
    desk.sandbox.clear_journal();
    let diagnosis = client.diagnose_error(&error, counter).await;
    assert_eq!(diagnosis.failed, error.operation());
    check(desk, &diagnosis, token);
    diagnosis
}

#[tokio::test]
async fn a_write_that_is_refused_for_its_scope() {
    let desk = Desk::new().await;
    let reader = desk.sandbox.issue_token(TokenSpec::new().scopes(["metrika:read"]));
    let goal = async |client: Client| client.counter(SHOP).goals().create(NewGoal::action("A", "a")).await.map(drop);
    let diagnosis = of_error(&desk, &reader, SHOP, goal).await;
    assert_eq!((diagnosis.causes.as_slice(), diagnosis.is_well()), ([Cause::NoWriteScope].as_slice(), false));
    let (english, russian) = (diagnosis.to_string(), diagnosis.in_language(Language::Russian).to_string());
    assert!(english.contains("metrika:write") && english.contains("What failed: create_goal."), "{english}");
    assert!(russian.contains("metrika:write") && russian.contains("Неудачный запрос: create_goal."), "{russian}");

    let label = async |client: Client| client.labels().create("Shops").await.map(drop);
    assert_eq!(of_error(&desk, &reader, SHOP, label).await.causes, [Cause::NoWriteScope]);
}

#[tokio::test]
async fn a_write_that_is_refused_for_its_permission() {
    let desk = Desk::new().await;
    let filter = async |client: Client| client.counter(SHARED).filters().create(desk::office()).await.map(drop);
    let diagnosis = of_error(&desk, TOKEN, SHARED, filter).await;
    assert_eq!(diagnosis.causes, [Cause::NotEnoughPermission]);
    assert!(diagnosis.to_string().contains("The permission on the counter is `view`."), "{diagnosis}");
    // A read as well.
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("list_grants")).unwrap();
    let grants = async |client: Client| client.counter(SHARED).grants().list().await.map(drop);
    assert_eq!(of_error(&desk, TOKEN, SHARED, grants).await.causes, [Cause::NotEnoughPermission]);
}

#[tokio::test]
async fn what_is_wrong_with_the_token_or_the_counter_goes_first() {
    let desk = Desk::new().await;
    let goal = async |client: Client| client.counter(EMPTY).goals().create(NewGoal::action("A", "a")).await.map(drop);
    let expired = desk.sandbox.issue_token(TokenSpec::new().lifetime(Duration::ZERO));
    assert_eq!(of_error(&desk, &expired, EMPTY, goal).await.causes, [Cause::TokenExpired]);
    let stranger = desk.sandbox.issue_token(TokenSpec::new().login(AGENCY));
    assert_eq!(of_error(&desk, &stranger, EMPTY, goal).await.causes, [Cause::NoGrant, Cause::WrongAccount]);
    let nowhere = async |client: Client| client.counter(999).goals().delete(1).await;
    assert_eq!(of_error(&desk, TOKEN, 999, nowhere).await.causes, [Cause::NoSuchCounter]);
    let nothing = async |client: Client| client.counter(SHOP).goals().delete(1).await;
    assert_eq!(of_error(&desk, TOKEN, SHOP, nothing).await.causes, [Cause::NoSuchPart]);
}

#[tokio::test]
async fn an_error_that_says_all_there_is_asks_nothing() {
    let desk = Desk::new().await;
    let goals = async |client: Client| client.counter(SHOP).goals().list().await.map(drop);
    desk.sandbox.fault(Fault::answer(429, "quota_requests_by_uid").times(1)).unwrap();
    let diagnosis = of_error(&desk, TOKEN, SHOP, goals).await;
    assert_eq!((diagnosis.causes.as_slice(), diagnosis.asked.len()), ([Cause::QuotaUsedUp].as_slice(), 0));
    assert_eq!(diagnosis.resets_at, Some("2026-03-02T00:00:00Z".parse().unwrap()));
    let unsent = async |client: Client| client.counter(0).goals().list().await.map(drop);
    assert_eq!(of_error(&desk, TOKEN, SHOP, unsent).await.causes, [Cause::NotSent]);
}
