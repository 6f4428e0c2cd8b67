//! The token shows nowhere and goes nowhere but to the service.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;
#[path = "faults/table.rs"]
#[allow(dead_code)] // only the faults of the table are used
mod table;
mod wire;

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use desk::{Desk, EMPTY, SHOP, TOKEN, TestClock, office};
use futures_util::TryStreamExt;
use metrika::auth::{Token, from_fn};
use metrika::{CallOptions, Client, ClientBuilder, Error, ErrorKind, Timeouts};
use tracing_subscriber::fmt::format::FmtSpan;
use wire::{Wire, answer, header};

/// Everything that is said in a run.
#[derive(Debug, Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl io::Write for Said {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Said {
    /// Hears all targets at all levels, for the rest of the process.
    fn listen() -> Self {
        let said = Self::default();
        let writer = said.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_writer(move || writer.clone())
            .init();
        said
    }

    fn add(&self, what: &impl Debug) {
        let mut text = String::new();
        write!(text, "{what:?} {what:#?}").unwrap();
        self.0.lock().unwrap().extend(text.bytes());
    }

    /// With everything that caused it.
    fn add_error(&self, error: &(dyn StdError + 'static)) {
        self.add(&error.to_string());
        self.add(&format_args!("{error:?} {error:#?}"));
        if let Some(source) = error.source() {
            self.add_error(source);
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

fn elsewhere(url: String) -> ClientBuilder {
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    Client::builder().token(TOKEN).base_url(url).clock(clock)
}

/// Calls through all doors: the client's own methods, the generated ones, and requests by hand.
async fn calls(client: &Client, said: &Said) {
    let filters = client.counter(EMPTY).filters();
    match filters.list().await {
        Ok(list) => said.add(&list),
        Err(error) => {
            said.add(&(error.hint(), error.body_excerpt(), error.errors(), error.path(), error.code()));
            said.add_error(&error);
        }
    }
    match filters.create(office()).await {
        Ok(made) => said.add(&made),
        Err(error) => said.add_error(&error),
    }
    match client.raw().management().list_filters().counter_id(EMPTY).send().await {
        Ok(list) => said.add(&list),
        Err(error) => {
            said.add(&error.body());
            said.add_error(&error);
            said.add_error(&Error::from(error));
        }
    }
    let path = format!("/management/v1/counter/{EMPTY}/filters");
    match client.request("GET", path).send::<serde_json::Value>().await {
        Ok(value) => said.add(&value),
        Err(error) => said.add_error(&error),
    }
}

/// What stands between may answer with the request that it got.
fn echoes() -> Vec<String> {
    let refusal =
        format!(r#"{{"errors":[{{"error_type":"invalid_parameter","message":"OAuth {TOKEN}"}}],"message":"{TOKEN}"}}"#);
    let page = format!("<html><pre>Authorization: OAuth {TOKEN}</pre></html>");
    let (json, html) = ("Content-Type: application/json", "Content-Type: text/html");
    let location = format!("Location: https://login.example/?back=OAuth%20{TOKEN}");
    vec![
        answer("400 Bad Request", &[json], &refusal),
        answer("403 Forbidden", &[html], &page),
        answer("502 Bad Gateway", &[html], &page),
        answer("200 OK", &[html], &page),
        answer("200 OK", &[json], &page),
        answer("200 OK", &[], &page),
        answer("202 Accepted", &[html], &page),
        answer("200 OK", &[json], &format!(r#"{{"filters":"OAuth {TOKEN}"}}"#)),
        answer("200 OK", &[json], &format!(r#"{{"filters":[{{"id":"{TOKEN}"}}]}}"#)),
        answer("302 Found", &[&location], &page),
    ]
}

#[tokio::test]
async fn a_whole_run_shows_the_token_nowhere() {
    let said = Said::listen();
    let desk = Desk::new().await;
    let client = desk.client();
    said.add(&client);
    said.add(&desk.builder());
    said.add(&client.with(CallOptions::new().lang("ru")));
    said.add(&client.raw());
    said.add(&client.counter(SHOP));
    said.add(&client.request("GET", "/management/v1/labels"));
    said.add(&Token::new(TOKEN).unwrap());
    said.add(&desk.builder().token_source(from_fn(|| async { Token::new(TOKEN) })));

    // What succeeds.
    calls(&client, &said).await;
    said.add(&client.counters().list().items().try_collect::<Vec<_>>().await.unwrap());
    said.add(&client.counter(SHOP).get().await.unwrap());
    let diagnosis = client.diagnose(SHOP).await;
    said.add(&(&diagnosis, diagnosis.to_string()));

    // Everything that goes wrong.
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    for row in table::table() {
        desk.sandbox.clear_faults();
        desk.sandbox.fault(row.fault.on("filters")).unwrap();
        let client = elsewhere(desk.sandbox.url()).http_client(http.clone());
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        if row.kind == ErrorKind::Timeout {
            clock.let_pass(Timeouts::default().idle);
        }
        calls(&client.clock(clock).build().unwrap(), &said).await;
    }
    for echo in echoes() {
        let wire = Wire::always(echo).await;
        let client = elsewhere(wire.url()).build().unwrap();
        calls(&client, &said).await;
        said.add(&client.diagnose(SHOP).await.to_string());
        assert!(wire.requests()[0].contains(TOKEN), "the token is sent, or this test shows nothing");
    }
    let nobody = elsewhere("http://127.0.0.1:1".into()).build().unwrap();
    calls(&nobody, &said).await;
    let spoiled = format!("{TOKEN} and more");
    said.add_error(&Client::builder().token(spoiled.clone()).build().unwrap_err());
    said.add_error(&Client::builder().token(format!("OAuth {TOKEN}")).build().unwrap_err());
    let source = from_fn(move || std::future::ready(Token::new(spoiled.clone())));
    calls(&desk.builder().token_source(source).build().unwrap(), &said).await;

    let text = said.text();
    // That all of it was heard.
    for part in
        ["list_filters", "create_filter", "reqwest", "Authorization: OAuth ***", "InvalidToken", "sent again after"]
    {
        assert!(text.contains(part), "{part} was not heard in {} bytes", text.len());
    }
    let shown: Vec<_> = text.lines().filter(|line| line.contains(TOKEN)).collect();
    assert!(shown.is_empty(), "{shown:#?}");
}

#[tokio::test]
async fn a_redirect_is_an_error_and_nothing_follows_it() {
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let foreign = Wire::always(wire::json(r#"{"filters":[]}"#)).await;
        let location = format!("Location: {}/management/v1/counter/1/filters", foreign.url());
        let service = Wire::always(answer(status, &[&location], "")).await;
        let client = elsewhere(service.url()).build().unwrap();
        let error = client.counter(EMPTY).filters().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        assert_eq!((error.status().unwrap().to_string(), error.attempts()), (status[..3].to_owned(), 1));
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
        let error = client.counter(EMPTY).filters().create(office()).await.unwrap_err();
        assert!(error.is_in_doubt());
        assert_eq!((foreign.requests().len(), service.requests().len()), (0, 2));
    }
}

#[tokio::test]
async fn a_client_that_follows_redirects_leaves_the_token_behind() {
    let foreign = Wire::always(wire::json(r#"{"filters":[]}"#)).await;
    let location = format!("Location: {}/management/v1/counter/1/filters", foreign.url());
    let service = Wire::always(answer("307 Temporary Redirect", &[&location], "")).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(5)).build().unwrap();
    let client = elsewhere(service.url()).http_client(http).build().unwrap();
    client.counter(EMPTY).filters().list().await.unwrap();
    assert!(header(&service.requests()[0], "authorization").is_some());
    let requests = foreign.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(header(&requests[0], "authorization"), None);
    assert!(!requests[0].contains(TOKEN), "{}", requests[0]);
}

#[tokio::test]
async fn no_path_leads_to_another_host() {
    let foreign = Wire::always(wire::json("{}")).await;
    let service = Wire::always(wire::json("{}")).await;
    let host = foreign.url().replace("http://", "");
    let client = elsewhere(service.url()).build().unwrap();
    for path in [
        foreign.url(),
        format!("//{host}/x"),
        format!("/\\{host}/x"),
        format!("\\\\{host}/x"),
        format!("/\t/{host}/x"),
        format!("/\n/{host}/x"),
        format!(" //{host}/x"),
        format!("@{host}/x"),
        String::new(),
        "management/v1/counters".to_owned(),
        "/management/v1/counters?token=1".to_owned(),
        "/management/v1/counters#x".to_owned(),
    ] {
        let error = client.request("GET", &path).send::<serde_json::Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{path:?}: {error}");
    }
    assert_eq!((foreign.requests().len(), service.requests().len()), (0, 0));
    // What only looks so stays at home.
    for path in [format!("/x//{host}"), format!("/@{host}/x"), format!("/../../{host}")] {
        client.request("GET", path).send::<serde_json::Value>().await.unwrap();
    }
    assert_eq!((foreign.requests().len(), service.requests().len()), (0, 3));
}

#[tokio::test]
async fn a_token_that_is_a_word_of_the_answer_spoils_no_answer() {
    let service = Wire::always(wire::json(r#"{"filters":[{"value":"any company"}]}"#)).await;
    let client = elsewhere(service.url()).token("any").build().unwrap();
    let list = client.counter(EMPTY).filters().list().await.unwrap();
    assert_eq!(list[0].value.as_deref(), Some("any company"));
}
