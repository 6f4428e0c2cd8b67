//! Answers that break off or never come: an error each time, and never half a value.

use futures_util::StreamExt;
use metrika_raw::management::types::LabelEnvelope;
use metrika_raw::{Error, Metrika};
use metrika_sandbox::Sandbox;
use metrika_sandbox::faults::Fault;
use serde_json::json;

use crate::desk::{SHOP, sent};
use crate::errors::{of_json, with};

fn labels(sandbox: &Sandbox) -> usize {
    sandbox.state(|state| state.user("sandbox-owner").labels.len())
}

#[tokio::test]
async fn a_reset_tells_nothing_of_what_was_done() {
    for (fault, done) in [(Fault::reset_before(), 0), (Fault::reset_after(), 1)] {
        let (sandbox, metrika) = with(fault).await;
        let before = labels(&sandbox);
        let body: LabelEnvelope = sent(json!({ "label": { "name": "New" } }));
        let error = metrika.management().create_label().body(body).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_eq!((error.status(), error.headers(), error.body()), (None, None, None));
        assert_eq!(labels(&sandbox) - before, done);
        for error in of_json(&metrika).await {
            assert!(matches!(error, Error::Transport(_)), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_cut_is_no_value() {
    for at in [0, 1, 10] {
        let (_sandbox, metrika) = with(Fault::cut(at)).await;
        for error in of_json(&metrika).await {
            assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
            assert_eq!(error.status().unwrap().as_u16(), 200);
            assert!(error.headers().unwrap().contains_key("content-type"));
        }
    }
}

#[tokio::test]
async fn a_length_that_is_not_the_bodys_is_no_value() {
    let (_sandbox, metrika) = with(Fault::wrong_length(4)).await;
    for error in of_json(&metrika).await {
        assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    }
    let (_sandbox, metrika) = with(Fault::wrong_length(-4)).await;
    for error in of_json(&metrika).await {
        assert!(matches!(error, Error::Decode { .. }), "{error:?}");
        assert!(error.body().unwrap().starts_with(b"{"), "what there is is kept");
    }
}

/// A client, and a log request of which a part can be downloaded.
async fn log(fault: Fault) -> (Sandbox, Metrika, i64) {
    let (sandbox, metrika) = with(fault.on("download_log_part")).await;
    let client = metrika.logs();
    let create = client.create_log_request().counter_id(SHOP).source("visits").date1("2026-02-08").date2("2026-03-09");
    let made = create.fields(["ym:s:visitID", "ym:s:startURL"]).send().await.unwrap().into_inner().log_request.unwrap();
    (sandbox, metrika, made.request_id.unwrap().into())
}

/// What came of a part, and how it ended.
async fn read(metrika: &Metrika, request: i64, before_body: impl FnOnce()) -> (Vec<u8>, Result<(), reqwest::Error>) {
    let client = metrika.logs();
    let download = client.download_log_part().counter_id(SHOP).request_id(request).part_number(0);
    let mut body = download.send().await.unwrap().into_inner().into_inner();
    before_body();
    let mut all = Vec::new();
    while let Some(chunk) = body.next().await {
        match chunk {
            Ok(chunk) => all.extend_from_slice(&chunk),
            Err(error) => return (all, Err(error)),
        }
    }
    (all, Ok(()))
}

#[tokio::test]
async fn a_file_that_is_cut_ends_with_an_error() {
    let (_sandbox, metrika, request) = log(Fault::cut(40).after(1).times(1)).await;
    let (whole, end) = read(&metrika, request, || {}).await;
    assert!(end.is_ok() && whole.len() > 40, "{end:?} {whole:?}");
    let (part, end) = read(&metrika, request, || {}).await;
    assert!(end.is_err() && whole.starts_with(&part) && part.len() < whole.len(), "{end:?} {part:?}");
}

// In these two the client waits for the next piece as long as it always does. The time of the runtime is stopped once the
// answer has begun, and jumps to the end of that wait as soon as nothing else is left to do.

#[tokio::test]
async fn a_file_that_stalls_ends_with_an_error() {
    let (_sandbox, metrika, request) = log(Fault::stall(40).after(1).times(1)).await;
    let (whole, end) = read(&metrika, request, || {}).await;
    assert!(end.is_ok(), "{end:?}");
    let (part, end) = read(&metrika, request, tokio::time::pause).await;
    assert!(end.unwrap_err().is_timeout());
    assert!(whole.starts_with(&part) && part.len() < whole.len(), "{part:?}");
}

#[tokio::test]
async fn a_body_that_stalls_is_no_value() {
    let (sandbox, metrika) = with(Fault::stall(5).on("list_labels").times(1)).await;
    let stalled = {
        let client = metrika.management();
        tokio::spawn(async move { client.list_labels().send().await })
    };
    while sandbox.journal().is_empty() {
        tokio::task::yield_now().await;
    }
    // The others are served meanwhile; after that, all that will ever come of the answer has come.
    assert!(metrika.management().list_labels().send().await.is_ok());
    tokio::time::pause();
    let error = stalled.await.unwrap().unwrap_err();
    let Error::Interrupted { answer, source } = &error else { panic!("{error:?}") };
    assert_eq!(answer.status.as_u16(), 200);
    let source = source.get_ref().downcast_ref::<reqwest::Error>().unwrap();
    assert!(source.is_timeout(), "{source:?}");
}
