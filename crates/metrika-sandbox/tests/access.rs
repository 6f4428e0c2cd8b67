//! Who is let in: each cause of a 401 and a 403 by itself.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod steered;

use std::collections::BTreeSet;
use std::time::Duration;

use metrika_sandbox::access::{App, AppStatus, CLIENT_ID, OWNER, READER_CLIENT_ID, SCOPES, TokenPolicy, TokenSpec};
use metrika_sandbox::{Sandbox, Settings};
use reqwest::Method;
use serde_json::{Value, json};
use steered::{COUNTER, add_counter, call, get, grant, list_labels, request, sandbox};

async fn defaults() -> Sandbox {
    sandbox(|_| ()).await
}

#[tokio::test]
async fn without_settings_any_token_is_the_owners() {
    let sandbox = defaults().await;
    assert_eq!(list_labels(&sandbox, "y0_AgAAAAA-x").await.0, 200);
}

#[tokio::test]
async fn the_header_has_one_form() {
    let sandbox = defaults().await;
    let send = async |header: Option<&str>| {
        let request = reqwest::Client::new().get(sandbox.url() + "/management/v1/labels");
        let request = header.into_iter().fold(request, |request, value| request.header("authorization", value));
        let (status, body) = steered::read(request.send().await.unwrap()).await;
        (status, body["errors"][0]["error_type"].clone(), body["message"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(send(Some("OAuth abc")).await.0, 200);
    for (header, told) in [
        (None, "is missing"),
        (Some("Bearer abc"), "Bearer is not taken"),
        (Some("oauth abc"), "oauth is not taken"),
        (Some("OAuth"), "is malformed"),
        (Some("OAuth "), "is malformed"),
        (Some("OAuth a b"), "is malformed"),
        (Some("OAuth \"abc\""), "is malformed"),
        (Some("y0_secret"), "is malformed"),
    ] {
        let (status, error_type, message) = send(header).await;
        assert_eq!((status, &error_type), (401, &json!("unauthorized")), "{header:?}");
        assert!(message.contains(told), "{header:?}: {message}");
        assert!(message.contains("OAuth <token>"), "{header:?}: {message}");
        assert!(!message.contains("y0_secret"));
    }
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn only_issued_tokens_are_let_in_if_so_set() {
    let sandbox = sandbox(|settings| settings.access.tokens = TokenPolicy::Issued).await;
    let (status, error_type, _) = list_labels(&sandbox, "any").await;
    assert_eq!((status, error_type.as_str()), (403, "invalid_token"));
    let token = sandbox.issue_token(TokenSpec::new());
    assert_eq!(list_labels(&sandbox, &token).await.0, 200);
}

#[tokio::test]
async fn an_issued_token_means_what_it_is_even_where_any_is_let_in() {
    let sandbox = defaults().await;
    let owner = sandbox.issue_token(TokenSpec::new());
    let other = sandbox.issue_token(TokenSpec::new().login("other"));
    let made = request(&sandbox, Method::POST, "/management/v1/labels", &other);
    made.json(&json!({ "label": { "name": "Theirs" } })).send().await.unwrap();
    assert_eq!(get(&sandbox, "/management/v1/labels", &owner).await.1, json!({ "labels": [] }));
    assert_eq!(get(&sandbox, "/management/v1/labels", &other).await.1["labels"][0]["name"], "Theirs");
}

#[tokio::test]
async fn each_cause_of_a_403_can_be_told() {
    let sandbox = defaults().await;
    add_counter(&sandbox, 2, "neighbour");
    grant(&sandbox, "guest", "view");
    sandbox.register_app("blocked", App { status: AppStatus::Blocked, ..App::new("secret", SCOPES) });
    let expired = sandbox.issue_token(TokenSpec::new().lifetime(Duration::ZERO));
    let changed = sandbox.issue_token(TokenSpec::new().login("careful"));
    assert_eq!(sandbox.change_password("careful"), 1);
    let mut told = BTreeSet::new();
    let mut add = |(status, body): (u16, Value), error_type: &str, words: &str| {
        assert_eq!((status, &body["errors"][0]["error_type"]), (403, &json!(error_type)), "{body}");
        let message = body["message"].as_str().unwrap().to_owned();
        assert!(message.contains(words), "{message}");
        assert!(told.insert(message), "{body} is told twice");
    };
    let path = format!("/management/v1/counter/{COUNTER}");
    let issue = |spec: TokenSpec| sandbox.issue_token(spec);
    add(
        get(&sandbox, &path, &issue(TokenSpec::new().scopes(["metrika:write"]))).await,
        "access_denied",
        "metrika:read",
    );
    add(get(&sandbox, &path, &expired).await, "invalid_token", "has expired");
    add(get(&sandbox, &path, &changed).await, "invalid_token", "password");
    add(get(&sandbox, &path, &issue(TokenSpec::new().login("nobody"))).await, "access_denied", "issued for nobody");
    add(get(&sandbox, &path, &issue(TokenSpec::new().app("foreign"))).await, "invalid_token", "not registered");
    add(get(&sandbox, &path, &issue(TokenSpec::new().app("blocked"))).await, "invalid_token", "blocked");
    add(get(&sandbox, &path, &issue(TokenSpec::new().app(READER_CLIENT_ID))).await, "invalid_token", "other rights");
    add(get(&sandbox, &path, &issue(TokenSpec::new().login("neighbour"))).await, "access_denied", "Access is denied");
    let guest = issue(TokenSpec::new().login("guest"));
    add(call(&sandbox, Method::DELETE, &path, &guest).await, "access_denied", "may only look");
}

#[tokio::test]
async fn no_access_to_a_counter_is_answered_as_recorded() {
    let sandbox = defaults().await;
    add_counter(&sandbox, 2, "neighbour");
    let token = sandbox.issue_token(TokenSpec::new().login("neighbour"));
    let path = format!("/stat/v1/data?ids={COUNTER}&metrics=ym:s:visits");
    let (status, body) = get(&sandbox, &path, &token).await;
    assert_eq!(status, 403);
    let recorded = json!({
        "errors": [{ "error_type": "access_denied", "message": "Access is denied" }],
        "code": 403,
        "message": "Access is denied",
    });
    assert_eq!(body, recorded);
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_expires_by_the_sandboxs_clock() {
    let sandbox = defaults().await;
    let token = sandbox.issue_token(TokenSpec::new().lifetime(Duration::from_secs(60)));
    sandbox.advance(Duration::from_secs(59));
    assert_eq!(list_labels(&sandbox, &token).await.0, 200);
    sandbox.advance(Duration::from_secs(1));
    let (status, error_type, message) = list_labels(&sandbox, &token).await;
    assert_eq!((status, error_type.as_str(), message.as_str()), (403, "invalid_token", "the token has expired"));
}

#[tokio::test]
async fn a_new_password_revokes_the_tokens_of_that_account_alone() {
    let sandbox = defaults().await;
    let owner = sandbox.issue_token(TokenSpec::new());
    let other = sandbox.issue_token(TokenSpec::new().login("other"));
    assert_eq!(sandbox.change_password("other"), 1);
    assert_eq!(list_labels(&sandbox, &owner).await.0, 200);
    assert_eq!(list_labels(&sandbox, &other).await.1, "invalid_token");
    // A token that is issued afterwards is good.
    let again = sandbox.issue_token(TokenSpec::new().login("other"));
    assert_eq!(list_labels(&sandbox, &again).await.0, 200);
}

#[tokio::test]
async fn an_app_with_other_rights_loses_its_tokens() {
    let sandbox = defaults().await;
    let token = sandbox.issue_token(TokenSpec::new());
    sandbox.register_app(CLIENT_ID, App::new("secret", ["metrika:read"]));
    let (status, error_type, message) = list_labels(&sandbox, &token).await;
    assert_eq!((status, error_type.as_str()), (403, "invalid_token"));
    assert!(message.contains("wrong client_id"), "{message}");
}

#[tokio::test]
async fn scopes_open_what_they_name() {
    let sandbox = defaults().await;
    let counter = format!("/management/v1/counter/{COUNTER}");
    let conversions = format!("{counter}/offline_conversions/upload");
    let expenses = format!("{counter}/expense/upload");
    let parameters = format!("{counter}/user_params/uploadings/upload?action=update&content_id_type=client_id");
    let labels = "/management/v1/labels";
    let all = [
        (Method::GET, labels, "read"),
        (Method::DELETE, "/management/v1/label/5", "write"),
        (Method::POST, conversions.as_str(), "offline_data"),
        (Method::POST, expenses.as_str(), "expenses"),
        (Method::POST, parameters.as_str(), "user_params"),
    ];
    for scope in ["read", "write", "offline_data", "expenses", "user_params"] {
        let token = sandbox.issue_token(TokenSpec::new().scopes([format!("metrika:{scope}")]));
        for (method, path, needed) in &all {
            let (status, body) = call(&sandbox, method.clone(), path, &token).await;
            let lacks = body["message"].as_str().is_some_and(|text| text.starts_with("the token lacks the scope"));
            let opens = scope == *needed || (scope == "write" && *needed != "read");
            assert_eq!(lacks, !opens, "{scope} {path}: {status} {body}");
        }
    }
}

#[tokio::test]
async fn grants_open_what_they_name() {
    let sandbox = defaults().await;
    for (login, perm) in [
        ("viewer", "view"),
        ("editor", "edit"),
        ("analyst", "analyst"),
        ("part", "analyst_access_filter"),
        ("public", "public_stat"),
        ("novel", "a permission of tomorrow"),
    ] {
        grant(&sandbox, login, perm);
    }
    sandbox.state(|state| {
        let counter = state.counters.get_mut(&COUNTER).unwrap();
        let filter = json!({ "id": 1, "expression": "ym:s:isRobot=='No'" });
        counter.access_filters.insert(1, filter.as_object().unwrap().clone());
        let grant = counter.grants.get_mut("part").unwrap();
        grant.insert("access_filters".to_owned(), json!([{ "id": 1 }]));
    });
    let counter = format!("/management/v1/counter/{COUNTER}");
    let all = [
        (Method::GET, format!("/stat/v1/data?ids={COUNTER}&metrics=ym:s:visits"), 0),
        (Method::GET, format!("{counter}/goals"), 1),
        (Method::GET, format!("{counter}/logrequests"), 1),
        (Method::POST, format!("{counter}/logrequest/1/clean"), 1),
        (Method::POST, format!("{counter}/goals"), 2),
        (Method::POST, format!("{counter}/apisegment/segments"), 2),
        (Method::PUT, format!("{counter}/goal/5"), 3),
        (Method::DELETE, format!("{counter}/goal/5"), 3),
        (Method::DELETE, format!("{counter}/apisegment/segment/5"), 3),
        (Method::POST, format!("{counter}/filters"), 3),
        (Method::DELETE, counter.clone(), 4),
    ];
    // What is sent is refused or not, as soon as it is known who sends it.
    let body = json!({ "goal": { "name": "Deep", "type": "number", "depth": 5 },
        "segment": { "name": "Robots", "expression": "ym:s:isRobot=='Yes'" },
        "filter": { "attr": "title", "type": "start", "value": "Draft", "action": "exclude", "status": "active" } });
    let ranks = [("public", 0), ("viewer", 1), ("novel", 1), ("analyst", 2), ("part", 2), ("editor", 3), (OWNER, 4)];
    for (login, rank) in ranks {
        let token = sandbox.issue_token(TokenSpec::new().login(login));
        for (method, path, needed) in &all {
            let key = if path.contains("/segment") { "segment" } else { "filter" };
            let key = if path.contains("/goal") { "goal" } else { key };
            let sent = request(&sandbox, method.clone(), path, &token).json(&json!({ key: body[key] }));
            let (status, body) = steered::read(sent.send().await.unwrap()).await;
            assert_eq!(status == 403, rank < *needed, "{login} {method} {path}: {status} {body}");
        }
    }
}

#[tokio::test]
async fn public_statistics_are_for_everyone_and_nothing_else_is() {
    let sandbox = defaults().await;
    let token = sandbox.issue_token(TokenSpec::new().login("stranger"));
    let report = format!("/stat/v1/data?ids={COUNTER}&metrics=ym:s:visits");
    assert_eq!(get(&sandbox, &report, &token).await.0, 403);
    grant(&sandbox, "", "public_stat");
    assert_ne!(get(&sandbox, &report, &token).await.0, 403);
    assert_eq!(get(&sandbox, &format!("/management/v1/counter/{COUNTER}/goals"), &token).await.0, 403);
}

#[tokio::test]
async fn a_report_needs_access_to_all_its_counters() {
    let sandbox = defaults().await;
    add_counter(&sandbox, 2, "neighbour");
    let path = format!("/stat/v1/data?ids={COUNTER},2&metrics=ym:s:visits");
    assert_eq!(get(&sandbox, &path, "any").await.0, 403);
}

#[tokio::test]
async fn a_delegate_acts_for_whoever_delegated() {
    let sandbox = defaults().await;
    let token = sandbox.issue_token(TokenSpec::new().login("agency"));
    let path = format!("/management/v1/labels?ulogin={OWNER}");
    let (status, body) = get(&sandbox, &path, &token).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (403, &json!("access_denied")));
    sandbox.state(|state| {
        let label = json!({ "id": 7, "name": "Owner's" }).as_object().unwrap().clone();
        let owner = state.user(OWNER);
        owner.labels.insert(7, label);
        owner.delegates.insert("agency".to_owned(), serde_json::Map::new());
    });
    assert_eq!(get(&sandbox, &path, &token).await.1["labels"][0]["id"], 7);
    // Naming oneself is no delegation.
    assert_eq!(get(&sandbox, "/management/v1/labels?ulogin=agency", &token).await.1, json!({ "labels": [] }));
    assert_eq!(get(&sandbox, "/management/v1/labels?ulogin=nobody", &token).await.0, 403);
}

#[tokio::test]
async fn no_token_shows_in_what_the_sandbox_tells_of_itself() {
    let sandbox = defaults().await;
    let token = sandbox.issue_token(TokenSpec::new().device("device-1"));
    list_labels(&sandbox, &token).await;
    get(&sandbox, &format!("/management/v1/labels?oauth_token={token}"), &token).await;
    let tokens = sandbox.state(|state| format!("{:?} {:?}", state.tokens, state.tokens.issued.get(&token)));
    let told =
        format!("{sandbox:?} {tokens} {:?} {}", sandbox.journal(), get(&sandbox, "/_sandbox/journal", "").await.1);
    let settings = get(&sandbox, "/_sandbox/settings", "").await.1.to_string();
    assert!(!told.contains(&token) && !settings.contains(&token));
    let refresh = sandbox.state(|state| state.tokens.issued[&token].refresh_token.clone().unwrap());
    assert!(!told.contains(&refresh));
    assert!(!told.contains(metrika_sandbox::access::CLIENT_SECRET));
    // What is hidden is still told to have been there.
    assert!(sandbox.journal()[0].headers.contains(&("authorization".to_owned(), "***".to_owned())));
}

#[test]
fn access_is_set_in_toml() {
    let text = "[access]\ntokens = \"issued\"\nconsent = \"deny\"\ndevices = { after_polls = 2 }";
    let settings = Settings::from_toml(text).unwrap();
    assert_eq!(settings.access.tokens, TokenPolicy::Issued);
    assert!(Settings::from_toml("[access]\ntoken = \"issued\"").is_err());
}
