//! Where the token of each request comes from.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use desk::{Desk, EMPTY};
use metrika::auth::{EnvToken, FileToken, Pending, Token, TokenSource, from_fn};
use metrika::{Client, Error, ErrorKind};
use metrika_sandbox::faults::Fault;
use serde_json::{Value, json};
use wire::Wire;

async fn filters(client: &Client) -> Result<(), Error> {
    client.counter(EMPTY).filters().list().await.map(drop)
}

#[tokio::test]
async fn the_token_of_a_file_is_read_for_each_request() {
    let wire = Wire::always(wire::json(r#"{"filters":[]}"#)).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "y0_first\n").unwrap();
    let client = wire.builder().token_source(FileToken::new(file.path())).build().unwrap();
    filters(&client).await.unwrap();
    std::fs::write(file.path(), "y0_second").unwrap();
    filters(&client).await.unwrap();
    assert_eq!(wire.tokens(), ["y0_first", "y0_second"]);

    std::fs::write(file.path(), "y0_secret and more").unwrap();
    let error = filters(&client).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("y0_secret"), "{error}");
    let path = file.path().to_owned();
    drop(file);
    let error = filters(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.operation()), (ErrorKind::Token, 0, Some("list_filters")));
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(wire.requests().len(), 2, "without a token nothing is sent");
}

#[tokio::test]
async fn a_variable_that_is_not_set_brings_no_token() {
    let desk = Desk::new().await;
    let source = EnvToken::new("METRIKA_TEST_VARIABLE_THAT_NOBODY_SETS");
    let error = filters(&desk.builder().token_source(source).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Token, 0));
    assert!(error.to_string().contains("METRIKA_TEST_VARIABLE_THAT_NOBODY_SETS"), "{error}");
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn a_function_is_asked_for_each_attempt() {
    let wire = Wire::start(|number, _| {
        Some(if number == 1 {
            wire::answer("503 Service Unavailable", &[], "")
        } else {
            wire::json(r#"{"filters":[]}"#)
        })
    })
    .await;
    let asked = Arc::new(AtomicUsize::new(0));
    let source = from_fn(move || {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        async move { Token::new(format!("y0_{number}")) }
    });
    let client = wire.builder().token_source(source).build().unwrap();
    filters(&client).await.unwrap();
    filters(&client).await.unwrap();
    assert_eq!(wire.tokens(), ["y0_0", "y0_1", "y0_2"]);
}

#[tokio::test]
async fn a_source_that_fails_is_named_as_the_cause() {
    let desk = Desk::new().await;
    let source = from_fn(|| async { Err(Error::token(std::io::Error::other("the vault is sealed"))) });
    let error = filters(&desk.builder().token_source(source).build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("the vault is sealed"));
    assert!(desk.sent().is_empty());
}

/// Has a new token whenever one is refused, so often.
#[derive(Debug)]
struct Renewing {
    number: AtomicUsize,
    most: usize,
}

impl TokenSource for Renewing {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(async { Token::new(format!("y0_{}", self.number.load(Ordering::Relaxed))) })
    }

    fn renew<'a>(&'a self, _: &'a Token) -> Pending<'a, bool> {
        Box::pin(async { Ok(self.number.fetch_add(1, Ordering::Relaxed) < self.most) })
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_the_call_sent_again() {
    for (status, word) in [(401, "unauthorized"), (403, "invalid_token")] {
        // Renewed once: the second one is good.
        let desk = Desk::new().await;
        desk.sandbox.fault(Fault::answer(status, word).times(1)).unwrap();
        let source = Renewing { number: AtomicUsize::new(0), most: 9 };
        let client = desk.builder().token_source(source).build().unwrap();
        client
            .request("POST", "/management/v1/labels")
            .json(&json!({ "label": { "name": "a" } }))
            .send::<Value>()
            .await
            .unwrap();
        assert_eq!(desk.sent().len(), 2);
        assert!(desk.clock.waits().is_empty(), "nobody has to wait for that");

        // The second one is no better: another would not be either.
        desk.sandbox.clear_journal();
        desk.sandbox.fault(Fault::answer(status, word)).unwrap();
        let error = filters(&client).await.unwrap_err();
        assert_eq!((error.attempts(), desk.sent().len()), (2, 2));

        // There is none to be had.
        desk.sandbox.clear_journal();
        let source = Renewing { number: AtomicUsize::new(0), most: 0 };
        let error = filters(&desk.builder().token_source(source).build().unwrap()).await.unwrap_err();
        assert_eq!((error.attempts(), desk.sent().len()), (1, 1));
    }
}

#[tokio::test]
async fn an_upload_from_a_stream_cannot_be_sent_again_but_the_next_one_has_the_new_token() {
    let wire = Wire::start(|number, _| {
        Some(if number == 0 { wire::answer("401 Unauthorized", &[], "") } else { wire::json(r#"{"uploading":{}}"#) })
    })
    .await;
    let client = wire.builder().token_source(Renewing { number: AtomicUsize::new(0), most: 9 }).build().unwrap();
    let upload = async || {
        let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>("Date,UTMSource,Expenses\n")]);
        let call = client.raw().management();
        call.upload_expenses().counter_id(EMPTY).body(reqwest::Body::wrap_stream(pieces)).send().await.map(drop)
    };
    let error = Error::from(upload().await.unwrap_err());
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Unauthorized, 1, false));
    upload().await.unwrap();
    assert_eq!(wire.tokens(), ["y0_0", "y0_1"]);
}

#[tokio::test]
async fn a_token_that_may_not_do_this_is_not_renewed() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::answer(403, "access_denied")).unwrap();
    let client = desk.builder().token_source(Renewing { number: AtomicUsize::new(0), most: 9 }).build().unwrap();
    filters(&client).await.unwrap_err();
    assert_eq!(desk.sent().len(), 1);
}
