//! The client itself: how it is made, requests by hand, and the door to what is below.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;
mod wire;

use std::process::Command;

use desk::{Desk, EMPTY, SHOP, TOKEN};
use metrika::auth::TOKEN_VARIABLE;
use metrika::{BASE_URL_VARIABLE, CallOptions, Client, Error, ErrorKind};
use metrika_sandbox::faults::Fault;
use serde_json::{Value, json};
use wire::{Wire, header};

async fn filters(client: &Client) -> Result<(), Error> {
    client.counter(EMPTY).filters().list().await.map(drop)
}

// Making a client

#[test]
fn what_cannot_be_right_is_told_when_the_client_is_made() {
    let builder = || Client::builder().token(TOKEN);
    let cases = [
        (Client::builder(), "token: a client needs one"),
        (Client::builder().token(""), "token: it is empty"),
        (Client::builder().token("OAuth y0_x"), "token: give it without `OAuth`"),
        (Client::builder().token("y0_x y"), "token: it holds a character that no token has"),
        (builder().base_url("api-metrika.yandex.net"), "base_url: it needs a scheme and a host"),
        (builder().base_url("https://api-metrika.yandex.net/stat/v1"), "base_url: it must have no path"),
        (builder().base_url("http://api-metrika.yandex.net"), "base_url: without TLS the token could be read"),
        (builder().ulogin(""), "ulogin: it is empty"),
        (builder().lang(""), "lang: it is empty"),
        (builder().lang(" "), "lang: it is empty"),
        (builder().base_url("https://me:hunter2@host:99999"), "base_url: it must hold no `@`"),
        (builder().user_agent("a\nb"), "user_agent: it holds a character that a header cannot hold"),
    ];
    for (builder, rule) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
        let said = format!("{error} {error:?}");
        assert!(said.contains(rule) && !said.contains("hunter2"), "{said}");
    }
}

#[tokio::test]
async fn requests_say_who_sends_them() {
    let wire = Wire::always(wire::json(r#"{"filters":[]}"#)).await;
    filters(&wire.builder().build().unwrap()).await.unwrap();
    filters(&wire.builder().user_agent("my-app/2.0").build().unwrap()).await.unwrap();
    let own = format!("metrika-rust/{}", env!("CARGO_PKG_VERSION"));
    let told: Vec<_> =
        wire.requests().iter().map(|request| header(request, "user-agent").unwrap().to_owned()).collect();
    assert_eq!(told, [own.clone(), format!("my-app/2.0 {own}")]);
}

#[tokio::test]
async fn an_http_client_of_ones_own_is_used() {
    let wire = Wire::always(wire::json(r#"{"filters":[]}"#)).await;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-from", "the caller".parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).user_agent("own/1").build().unwrap();
    let client = wire.builder().http_client(http).user_agent("not used").build().unwrap();
    filters(&client).await.unwrap();
    let request = &wire.requests()[0];
    assert_eq!((header(request, "x-from"), header(request, "user-agent")), (Some("the caller"), Some("own/1")));
    assert_eq!(wire.tokens(), [TOKEN]);
}

/// The environment belongs to the process: this test is a parent that starts itself again, with other variables.
#[tokio::test]
async fn a_client_is_made_from_the_environment() {
    const ROLE: &str = "METRIKA_TEST_ROLE";
    if std::env::var_os(ROLE).is_some() {
        match Client::from_env() {
            Ok(client) => println!("outcome: {:?}", filters(&client).await.map_err(|error| error.kind())),
            Err(error) => println!("outcome: {:?} {error}", error.kind()),
        }
        return;
    }
    let desk = Desk::new().await;
    let run = async |variables: &[(&str, &str)]| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["a_client_is_made_from_the_environment", "--exact", "--nocapture"]).env(ROLE, "child");
        child.env_remove(TOKEN_VARIABLE).env_remove(BASE_URL_VARIABLE).envs(variables.iter().copied());
        let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let outcome = text.lines().find_map(|line| line.split_once("outcome: ")).map(|(_, outcome)| outcome.to_owned());
        outcome.unwrap_or_else(|| panic!("{text} {}", String::from_utf8_lossy(&output.stderr)))
    };
    let url = desk.sandbox.url();
    assert_eq!(run(&[(TOKEN_VARIABLE, TOKEN), (BASE_URL_VARIABLE, &url)]).await, "Ok(())");
    assert_eq!(desk.sent(), [format!("GET /management/v1/counter/{EMPTY}/filters")]);

    let missing = run(&[(BASE_URL_VARIABLE, &url)]).await;
    assert!(missing.starts_with("Token ") && missing.contains(TOKEN_VARIABLE), "{missing}");
    let empty = run(&[(TOKEN_VARIABLE, ""), (BASE_URL_VARIABLE, &url)]).await;
    assert!(empty.starts_with("InvalidRequest ") && empty.contains("token: it is empty"), "{empty}");
    let astray = run(&[(TOKEN_VARIABLE, TOKEN), (BASE_URL_VARIABLE, "localhost")]).await;
    assert!(astray.starts_with("InvalidRequest ") && astray.contains("base_url"), "{astray}");
    assert_eq!(desk.sent().len(), 1);
}

// Requests by hand

#[tokio::test]
async fn a_request_by_hand_reads_and_writes() {
    let desk = Desk::new().await;
    let client = desk.client();
    let made: Value = client
        .request("POST", "/management/v1/labels")
        .json(&json!({ "label": { "name": "New tag" } }))
        .send()
        .await
        .unwrap();
    assert_eq!(made["label"]["name"], "New tag");
    let id = made["label"]["id"].as_i64().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&desk.last().body).unwrap(), json!({ "label": { "name": "New tag" } }));
    let changed = json!({ "label": { "name": "Other" } });
    client.request("PUT", format!("/management/v1/label/{id}")).json(&changed).send::<Value>().await.unwrap();

    let list = client.request("GET", "/management/v1/labels").query("pretty", true).query("lang", "ru");
    let list: Value = list.send().await.unwrap();
    let label = |label: &&Value| label["id"] == id;
    assert_eq!(list["labels"].as_array().unwrap().iter().find(label).unwrap()["name"], "Other");
    let query = [("pretty", "true"), ("lang", "ru")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(desk.last().query, query);

    client.request("DELETE", format!("/management/v1/label/{id}")).send::<Value>().await.unwrap();
    assert!(desk.sandbox.state(|state| !state.user("sandbox-owner").labels.contains_key(&id)));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_request_by_hand_has_the_same_errors_and_retries() {
    let desk = Desk::new().await;
    let client = desk.client();
    let error = client.request("GET", "/management/v1/nothing").send::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)));
    assert_eq!((error.operation(), error.attempts()), (Some("request (GET)"), 1));

    desk.sandbox.fault(Fault::answer(503, "backend_error")).unwrap();
    let error = client.request("GET", "/management/v1/labels").send::<Value>().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_in_doubt()), (4, false));
    let create = || client.request("POST", "/management/v1/labels").json(&json!({ "label": { "name": "a" } }));
    let error = create().send::<Value>().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_in_doubt()), (1, true));
    assert_eq!(error.operation(), Some("create_label"), "it is what the specs call so");

    desk.sandbox.clear_faults();
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)] // it is never made
    struct Wrong {
        labels: String,
    }
    let error = client.request("GET", "/management/v1/labels").send::<Wrong>().await.unwrap_err();
    assert_eq!((error.kind(), error.path(), error.is_in_doubt()), (ErrorKind::Decode, Some("labels"), false));
}

#[tokio::test]
async fn a_request_by_hand_is_repeated_only_if_it_changes_nothing() {
    let desk = Desk::new().await;
    let client = desk.client();
    let generate = format!("/management/v1/counter/{SHOP}/measurement/generate");
    let tokens = || desk.sandbox.state(|state| state.counters[&SHOP].measurement_tokens.len());
    let before = tokens();
    desk.sandbox.fault(Fault::reset_after().times(1)).unwrap();
    let error = client.request("GET", generate).send::<Value>().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_in_doubt(), error.is_retryable()), (1, true, false));
    assert_eq!(tokens(), before + 1, "one and no other");
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_brought_as_it_is() {
    let desk = Desk::new().await;
    let client = desk.client();
    let report = client.request("GET", "/stat/v1/data.csv").query("ids", SHOP).query("metrics", "ym:s:visits");
    let text = String::from_utf8(report.query("date1", "2026-02-01").bytes().await.unwrap().to_vec()).unwrap();
    // The CSV begins with its header line, then the totals.
    assert!(text.lines().count() >= 2 && serde_json::from_str::<Value>(&text).is_err(), "{text}");
    assert!(text.starts_with("ym:s:visits\n"), "{text}");

    let wire = Wire::always("HTTP/1.1 204 No Content\r\n\r\n").await;
    let nothing = wire.builder().build().unwrap().request("POST", "/management/v1/something/new").bytes().await;
    assert!(nothing.unwrap().is_empty());
    let error = client.request("GET", "/management/v1/nothing").bytes().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::NotFound, Some("request (GET)")));
}

#[tokio::test]
async fn values_of_requests_by_hand_are_in_no_debug_text() {
    let desk = Desk::new().await;
    let client = desk.client().with(CallOptions::new().query("token", "s3cret"));
    let request = client.request("POST", "/x").query("token", "s3cret").json(&json!({ "token": "s3cret" }));
    let shown = format!("{request:?} {client:?}");
    assert!(shown.contains("token") && !shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn a_parameter_is_sent_once_whichever_way_it_was_given() {
    let desk = Desk::new().await;
    let options = CallOptions::new().lang("ru").query("lang", "en");
    filters(&desk.client().with(options)).await.unwrap();
    assert_eq!(desk.last().query, [("lang".to_owned(), "en".to_owned())]);
}

#[tokio::test]
async fn a_request_by_hand_that_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    for (method, path, rule) in [
        ("get", "/management/v1/labels", "method: it must be GET, POST, PUT, PATCH or DELETE"),
        ("TRACE", "/management/v1/labels", "method: it must be"),
        ("", "/management/v1/labels", "method: it must be"),
        ("GET", "", "path: it must begin with one `/`"),
        ("GET", "management/v1/labels", "path: it must begin with one `/`"),
        ("GET", "//localhost/x", "path: it must begin with one `/`"),
        ("GET", "/management/v1/labels?pretty=1", "hold no query"),
        ("GET", "https://api-metrika.yandex.net/x", "path: it must begin with one `/`"),
    ] {
        let error = client.request(method, path).send::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{method} {path}");
        assert!(error.to_string().contains(rule), "{method} {path}: {error}");
    }
    let unwritable = std::collections::HashMap::from([((1, 2), 3)]);
    let error = client.request("POST", "/management/v1/labels").json(&unwritable).send::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("body: "), "{error}");
    assert!(desk.sent().is_empty());
}

// The generated client

#[tokio::test]
async fn errors_of_the_generated_client_become_errors_of_this_crate() {
    async fn call(client: &Client) -> metrika::Result<()> {
        client.raw().management().get_filter().counter_id(EMPTY).filter_id(1).send().await?;
        Ok(())
    }
    let desk = Desk::new().await;
    let client = desk.client();
    let error = call(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::NotFound, Some(404), Some("not_found")));
    assert_eq!((error.operation(), error.attempts()), (Some("get_filter"), 1));

    for (fault, kind, attempts) in [
        (Fault::empty(503), ErrorKind::Backend, 4),
        (Fault::garbage(), ErrorKind::UnexpectedAnswer, 1),
        (Fault::empty(202), ErrorKind::UnexpectedAnswer, 1),
        (Fault::cut(3), ErrorKind::Interrupted, 4),
    ] {
        desk.sandbox.clear_faults();
        desk.sandbox.state(|state| {
            let filter = json!({ "id": 1 }).as_object().unwrap().clone();
            state.counters.get_mut(&EMPTY).unwrap().filters.insert(1, filter);
        });
        desk.sandbox.fault(fault).unwrap();
        let error = call(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.operation()), (kind, attempts, Some("get_filter")));
    }

    let error = Error::from(client.raw().management().list_filters().send().await.unwrap_err());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
    assert!(error.to_string().contains("counter_id"), "{error}");
}

#[tokio::test]
async fn a_download_that_breaks_off_or_stalls_says_so() {
    let desk = Desk::new().await;
    let client = desk.client();
    let logs = client.raw().logs();
    let create = logs.create_log_request().counter_id(SHOP).source(metrika::raw::logs::types::LogSource::Visits);
    let create = create.date1("2026-02-01").date2("2026-02-28").fields(vec!["ym:s:visitID".to_owned()]);
    let id = create.send().await.unwrap().into_inner().log_request.unwrap().request_id.unwrap();
    desk.sandbox.advance(std::time::Duration::from_secs(3600));
    for (fault, kind) in [(Fault::cut(40), ErrorKind::Interrupted), (Fault::stall(40), ErrorKind::Timeout)] {
        desk.sandbox.clear_faults();
        desk.sandbox.fault(fault.on("download_log_part")).unwrap();
        if kind == ErrorKind::Timeout {
            desk.clock.let_pass(metrika::Timeouts::default().idle);
        }
        let part = logs.download_log_part().counter_id(SHOP).request_id(id).part_number(0).send().await.unwrap();
        let mut part = part.into_inner().into_inner();
        let error = loop {
            match futures_util::StreamExt::next(&mut part).await {
                Some(Ok(_)) => {}
                Some(Err(error)) => break error,
                None => panic!("the part has an end"),
            }
        };
        // What the stream brings is the HTTP client's error, with ours inside.
        let own = Error::from(metrika::raw::TransportError::from(error));
        assert_eq!((own.kind(), own.status(), own.operation()), (kind, Some(200), Some("download_log_part")));
    }
}

#[tokio::test]
async fn an_answer_of_another_form_says_where_it_is() {
    for (body, path) in [
        (r#"{"counters":[{"id":1},{"id":[]}]}"#, "counters[1].id"),
        (r#"{"counters":7}"#, "counters"),
        (r#"{"rows":"many","counters":[]}"#, "rows"),
    ] {
        let wire = Wire::always(wire::json(body)).await;
        let error = wire.builder().build().unwrap().counters().list().all().await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some(path)), "{error:?}");
        assert_eq!(error.body_excerpt().as_deref(), Some(body));
        assert_eq!((error.status(), error.operation(), error.attempts()), (Some(200), Some("list_counters"), 1));
        assert!(error.to_string().ends_with(&format!("at {path}")), "{error}");
        assert!(!error.is_retryable() && std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_of_another_form_is_in_doubt() {
    let wire = Wire::always(wire::json(r#"{"filter":7}"#)).await;
    let client = wire.builder().build().unwrap();
    let update = client.raw().management().delete_filter().counter_id(EMPTY).filter_id(1).send().await;
    assert!(update.is_ok(), "what is not needed is not looked at");
    let body = json!({ "label": { "name": "a" } });
    let wire = Wire::always(wire::json(r#"{"label":7}"#)).await;
    let client = wire.builder().build().unwrap();
    let error = client.request("POST", "/management/v1/labels").json(&body).send::<Vec<u8>>().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt(), error.is_retryable()), (ErrorKind::Decode, true, false));
    assert!(error.hint().contains("before you send it again"), "{}", error.hint());
    assert_eq!(wire.requests().len(), 1);
}

#[tokio::test]
async fn a_large_page_is_kept_in_part() {
    let page = format!("<html>{}</html>", "я".repeat(100_000));
    for status in ["502 Bad Gateway", "200 OK"] {
        let wire = Wire::always(wire::answer(status, &["Content-Type: text/html"], &page)).await;
        let client = wire.builder().retry(metrika::RetryPolicy::none()).build().unwrap();
        let error = filters(&client).await.unwrap_err();
        let excerpt = error.body_excerpt().unwrap().into_owned();
        assert!(excerpt.starts_with("<html>я") && excerpt.len() < 4100, "{}", excerpt.len());
    }
}
