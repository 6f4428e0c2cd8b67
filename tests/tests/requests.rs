//! What a request must never be: half built, without its token, or with its token in sight.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::sync::{Arc, Mutex};

use metrika_raw::transport::{Answer, Call, OAuth, Transport, TransportError};
use metrika_raw::{Error, Metrika};
use metrika_tests::wire::{Recorder, TOKEN};

#[tokio::test]
async fn a_missing_parameter_is_named_and_nothing_is_sent() {
    let server = Recorder::start().await;
    let error = server.metrika().management().list_goals().send().await.unwrap_err();
    assert_eq!(error.to_string(), "the request was not sent: counter_id was not initialized");
}

#[tokio::test]
async fn an_item_with_a_comma_is_refused() {
    let server = Recorder::start().await;
    let error = server.metrika().stat().get_report().ids([1]).direct_client_logins(["a,b"]).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the request was not sent: conversion to `CommaList<String>` for direct_client_logins failed: \
         the item \"a,b\" holds a comma and would arrive as two"
    );
}

#[tokio::test]
async fn a_base_url_that_is_none_is_named() {
    let metrika = Metrika::new(TOKEN).unwrap().base_url("not a url");
    let error = metrika.management().list_labels().send().await.unwrap_err();
    assert_eq!(error.to_string(), "the request was not sent: builder error: relative URL without a base");
}

#[tokio::test]
async fn the_token_shows_up_in_no_text() {
    let nobody_listens = Metrika::new(TOKEN).unwrap().base_url("http://127.0.0.1:1");
    let client = nobody_listens.management();
    let call = client.delete_measurement_token().counter_id(1).token("secret-in-the-query");
    let call_text = format!("{call:?}");
    let error = call.send().await.unwrap_err();
    for text in
        [call_text, format!("{nobody_listens:?}"), format!("{client:?}"), format!("{error:?}"), format!("{error:#}")]
    {
        assert!(!text.contains(TOKEN) && !text.contains("secret-in-the-query"), "{text}");
    }
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = source {
        assert!(!error.to_string().contains("secret-in-the-query"), "{error}");
        source = error.source();
    }
}

#[tokio::test]
async fn measurement_tokens_in_answers_show_up_in_no_text() {
    for body in [r#"{"response":"a-measurement-token"}"#, r#""a-measurement-token""#] {
        let server = Recorder::start().await;
        server.answer(200, "application/json", body);
        let token = server.metrika().management().generate_measurement_token().counter_id(1).send().await.unwrap();
        assert!(!format!("{token:?}").contains("a-measurement-token"), "{token:?}");
    }
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_an_error() {
    let server = Recorder::start().await;
    let metrika = Metrika::new("line\nbreak").unwrap().base_url(server.address());
    let error = metrika.management().list_labels().send().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(_)));
    assert!(!format!("{error:?}").contains("line"));
}

/// Fails the first call with an error of its own, and lets later ones through.
#[derive(Debug)]
struct Moody {
    seen: Arc<Mutex<Vec<&'static str>>>,
    inner: OAuth,
}

#[derive(Debug, PartialEq)]
struct QuotaReached(u32);

impl std::fmt::Display for QuotaReached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} calls a day are enough", self.0)
    }
}

impl std::error::Error for QuotaReached {}

impl Transport for Moody {
    fn send<'a>(&'a self, call: Call<'a>, request: reqwest::Request) -> Answer<'a> {
        let first = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(call.operation.id);
            seen.len() == 1
        };
        if first {
            return Box::pin(std::future::ready(Err(TransportError::new(QuotaReached(5000)))));
        }
        self.inner.send(call, request)
    }
}

#[tokio::test]
async fn a_transport_sees_the_operation_and_its_own_errors_come_through() {
    let server = Recorder::start().await;
    server.answer(200, "application/json", r#"{"labels":[]}"#);
    let seen = Arc::default();
    let moody = Moody { seen: Arc::clone(&seen), inner: OAuth::new(TOKEN) };
    let client = Metrika::with_transport(moody).unwrap().base_url(server.address()).management();

    match client.list_labels().send().await.unwrap_err() {
        Error::Transport(error) => assert_eq!(error.get_ref().downcast_ref(), Some(&QuotaReached(5000))),
        other => panic!("{other:?}"),
    }
    assert!(client.list_labels().send().await.is_ok());
    assert_eq!(*seen.lock().unwrap(), ["list_labels", "list_labels"]);
}
