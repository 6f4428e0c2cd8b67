//! Steering a sandbox over HTTP.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod steered;

use metrika_sandbox::Sandbox;
use metrika_sandbox::access::TokenSpec;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use steered::{COUNTER, NOON, create_label, list_labels, request, sandbox};

async fn command(sandbox: &Sandbox, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let request = Client::new().request(method, format!("{}/_sandbox/{path}", sandbox.url()));
    let request = match body {
        Some(body) => request.body(body.to_string()),
        None => request,
    };
    steered::read(request.send().await.unwrap()).await
}

async fn look(sandbox: &Sandbox, path: &str) -> Value {
    let (status, body) = command(sandbox, Method::GET, path, None).await;
    assert_eq!(status, 200, "{body}");
    body
}

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> (u16, Value) {
    command(sandbox, Method::POST, path, Some(body)).await
}

#[tokio::test]
async fn all_commands_are_listed_and_each_answers() {
    let sandbox = sandbox(|_| ()).await;
    let list = look(&sandbox, "").await;
    let commands = list["commands"].as_array().unwrap();
    assert!(commands.len() > 10);
    for command in commands.iter().filter(|command| command["method"] == "GET") {
        let path = command["path"].as_str().unwrap().strip_prefix("/_sandbox/").unwrap();
        assert!(look(&sandbox, path).await.is_object());
    }
    assert_eq!(command(&sandbox, Method::GET, "kettle", None).await.0, 404);
    let (status, body) = command(&sandbox, Method::DELETE, "clock", None).await;
    assert_eq!((status, &body["message"]), (405, &json!("/_sandbox/clock takes GET, POST")));
}

#[tokio::test]
async fn the_journal_is_read_and_forgotten_and_commands_are_not_in_it() {
    let sandbox = sandbox(|_| ()).await;
    create_label(&sandbox).await;
    let journal = look(&sandbox, "journal").await;
    assert_eq!(journal["journal"].as_array().unwrap().len(), 1);
    let entry = &journal["journal"][0];
    assert_eq!((&entry["operation"], &entry["status"]), (&json!("create_label"), &json!(200)));
    assert_eq!(entry["body"], r#"{"label":{"name":"New tag"}}"#);
    assert_eq!(command(&sandbox, Method::DELETE, "journal", None).await.0, 200);
    assert_eq!(look(&sandbox, "journal").await, json!({ "journal": [] }));
}

#[tokio::test]
async fn faults_are_armed_counted_and_disarmed() {
    let sandbox = sandbox(|_| ()).await;
    let fault = json!({ "on": "list_labels", "times": 1, "action": { "answer": { "error_type": "timeout" } } });
    assert_eq!(post(&sandbox, "faults", fault).await.0, 200);
    let (status, error_type, _) = list_labels(&sandbox, "any").await;
    assert_eq!((status, error_type.as_str()), (504, "timeout"));
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    assert_eq!(look(&sandbox, "faults").await["faults"][0]["struck"], 1);
    command(&sandbox, Method::DELETE, "faults", None).await;
    assert_eq!(look(&sandbox, "faults").await, json!({ "faults": [] }));
    let (status, body) = post(&sandbox, "faults", json!({ "on": "list_lables", "action": "garbage" })).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("on")));
    for (fault, place) in [
        (json!({ "every": 0, "action": "garbage" }), "every"),
        (json!({ "share": 7, "action": "garbage" }), "share"),
        (json!({ "action": { "empty": { "status": 7 } } }), "action"),
    ] {
        let (status, body) = post(&sandbox, "faults", fault).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(place)), "{body}");
    }
    assert_eq!(look(&sandbox, "faults").await, json!({ "faults": [] }));
    assert_eq!(post(&sandbox, "faults", json!({ "no": "list_labels" })).await.0, 400);
}

#[tokio::test]
async fn time_is_moved_on() {
    let sandbox = sandbox(|_| ()).await;
    assert_eq!(look(&sandbox, "clock").await, json!({ "now": NOON }));
    let (_, now) = post(&sandbox, "clock", json!({ "advance_seconds": 90 })).await;
    assert_eq!(now, json!({ "now": "2026-03-01T12:01:30Z" }));
    assert_eq!(post(&sandbox, "clock", json!({ "advance_minutes": 1 })).await.0, 400);
    for seconds in [u64::MAX, i64::MAX as u64, 8_000 * 366 * 86_400] {
        let (status, body) = post(&sandbox, "clock", json!({ "advance_seconds": seconds })).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("advance_seconds")), "{body}");
    }
    assert_eq!(look(&sandbox, "clock").await, now, "it stays where it was");
    // As far as it goes, there is still a today and a yesterday.
    assert_eq!(post(&sandbox, "clock", json!({ "advance_seconds": 7_900_u64 * 365 * 86_400 })).await.0, 200);
    let report = request(&sandbox, Method::GET, &format!("/stat/v1/data?ids={COUNTER}&metrics=ym:s:visits"), "any");
    assert_eq!(report.send().await.unwrap().status(), 200);
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
}

#[tokio::test]
async fn quotas_are_set_and_shown_in_the_settings() {
    let sandbox = sandbox(|_| ()).await;
    assert_eq!(post(&sandbox, "quotas", json!({ "preset": "service", "daily_per_user": 1 })).await.0, 200);
    let quotas = look(&sandbox, "settings").await["quotas"].clone();
    assert_eq!((&quotas["daily_per_user"], &quotas["parallel"]), (&json!(1), &json!(3)));
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    assert_eq!(list_labels(&sandbox, "any").await.1, "quota_requests_by_uid");
    assert_eq!(post(&sandbox, "quotas", json!({})).await.0, 200);
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    assert_eq!(post(&sandbox, "quotas", json!({ "daily": 1 })).await.0, 400);
    assert_eq!(post(&sandbox, "quotas", json!({ "status": 200 })).await.0, 400);
    // All of them are set at once, and the list of commands says so.
    post(&sandbox, "quotas", json!({ "per_second": 100 })).await;
    post(&sandbox, "quotas", json!({ "parallel": 100 })).await;
    assert_eq!(look(&sandbox, "settings").await["quotas"]["per_second"], Value::Null);
    assert!(look(&sandbox, "").await.to_string().contains("those that are not named to none"));
}

#[tokio::test]
async fn tokens_are_issued_and_passwords_changed() {
    let sandbox = sandbox(|_| ()).await;
    let spec = json!({ "login": "other", "scopes": ["metrika:read"] });
    let (_, issued) = post(&sandbox, "tokens", spec).await;
    let token = issued["access_token"].as_str().unwrap();
    assert_eq!(list_labels(&sandbox, token).await.0, 200);
    let write = request(&sandbox, Method::DELETE, "/management/v1/label/5", token).send().await.unwrap();
    assert_eq!(write.status(), 403);
    assert_eq!(post(&sandbox, "password", json!({ "login": "other" })).await.1, json!({ "revoked": 1 }));
    assert_eq!(list_labels(&sandbox, token).await.1, "invalid_token");
    for (spec, place) in [
        (json!({ "user": "other" }), json!(null)),
        (json!({ "login": "" }), json!("login")),
        (json!({ "scopes": ["metrika:everything"] }), json!("scopes")),
    ] {
        let (status, body) = post(&sandbox, "tokens", spec).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &place), "{body}");
    }
    for shown in ["journal", "settings", "faults", ""] {
        assert!(!look(&sandbox, shown).await.to_string().contains(token), "{shown}");
    }
}

#[tokio::test]
async fn the_state_is_taken_out_and_put_back() {
    let sandbox = sandbox(|_| ()).await;
    let token = sandbox.issue_token(TokenSpec::new());
    create_label(&sandbox).await;
    let state = look(&sandbox, "state").await;
    assert_eq!(state["counters"][COUNTER.to_string()]["owner"], "sandbox-owner");
    create_label(&sandbox).await;
    assert_ne!(look(&sandbox, "state").await, state);
    assert_eq!(command(&sandbox, Method::PUT, "state", Some(state.clone())).await.0, 200);
    assert_eq!(look(&sandbox, "state").await, state);
    assert_eq!(list_labels(&sandbox, &token).await.0, 200);
    // Another sandbox takes it as well, tokens included.
    let other = Sandbox::builder().with(|settings| settings.access.tokens = Default::default()).start().await.unwrap();
    assert_eq!(command(&other, Method::PUT, "state", Some(state.clone())).await.0, 200);
    assert_eq!(look(&other, "state").await, state);
    let (status, body) = command(&sandbox, Method::PUT, "state", Some(json!({ "conters": {} }))).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("conters")));
    assert_eq!(command(&sandbox, Method::PUT, "state", Some(json!([]))).await.0, 400);
    let id = COUNTER.to_string();
    let change = |place: &[&str], value: Value| {
        let mut changed = state.clone();
        *place.iter().fold(&mut changed, |inner, key| &mut inner[*key]) = value;
        changed
    };
    let mut without = state.clone();
    without.as_object_mut().unwrap().remove("tokens");
    let plan = json!({ "time_zone": "Moon/Crater" });
    for (nonsense, place) in [
        (without, "tokens"),
        (json!({}), "users"),
        (change(&["users"], json!(7)), "users"),
        (change(&["counters", "seven"], json!({})), "counters.seven"),
        (change(&["counters", &id], json!({ "goals": 5 })), "counters.44147844"),
        (change(&["counters", &id, "value", "id"], json!(5)), "counters.44147844"),
        (change(&["counters", &id, "traffic"], plan), "counters.44147844.traffic"),
    ] {
        let (status, body) = command(&sandbox, Method::PUT, "state", Some(nonsense)).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(place)), "{body}");
    }
    assert_eq!(look(&sandbox, "state").await, state);
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let sandbox = sandbox(|_| ()).await;
    for path in ["faults", "clock", "quotas", "tokens", "password", "device/confirm"] {
        let url = format!("{}/_sandbox/{path}", sandbox.url());
        for body in ["", "{", "[]", "\u{0}"] {
            let answer = Client::new().post(&url).body(body).send().await.unwrap();
            assert_eq!(answer.status(), 400, "{path} {body:?}");
            assert_eq!(answer.json::<Value>().await.unwrap()["errors"][0]["error_type"], "invalid_json");
        }
    }
}
