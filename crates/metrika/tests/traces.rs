//! What a call leaves in the traces: one span, with what an operator wants to know.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;

use std::io;
use std::sync::{Arc, Mutex};

use desk::{Desk, EMPTY, SHOP};
use metrika::Client;
use metrika_sandbox::faults::Fault;
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The fields of the spans that closed while this ran, without the braces.
async fn spans(run: impl Future<Output = ()>) -> Vec<String> {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    // Tests have one thread each, the sandbox included.
    let guard = tracing::subscriber::set_default(subscriber);
    run.await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let fields = |line: &str| Some(line.split_once("metrika{")?.1.split_once("}: ")?.0.to_owned());
    text.lines().filter(|line| line.contains(": close")).filter_map(fields).collect()
}

async fn list(client: &Client) {
    let _ = client.counter(EMPTY).filters().list().await;
}

#[tokio::test]
async fn a_call_that_succeeds() {
    let desk = Desk::new().await;
    let client = desk.client();
    let spans = spans(list(&client)).await;
    let bytes = r#"{"filters":[]}"#.len();
    let expected =
        format!(r#"operation="list_filters" counter={EMPTY} elapsed_ms=0 status=200 attempts=1 bytes={bytes}"#);
    assert_eq!(spans, [expected]);
}

#[tokio::test]
async fn a_call_that_is_tried_again_is_one_span_and_has_all_its_time() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::empty(503).times(2)).unwrap();
    let spans = spans(list(&client)).await;
    let waited: u128 = desk.clock.waits().iter().sum::<std::time::Duration>().as_millis();
    assert_eq!(spans.len(), 1);
    assert!(spans[0].contains(&format!("elapsed_ms={waited} status=200 attempts=3")), "{}", spans[0]);
}

#[tokio::test]
async fn a_call_that_fails() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(403, "access_denied")).unwrap();
    let spans = spans(list(&client)).await;
    let expected =
        format!(r#"operation="list_filters" counter={EMPTY} elapsed_ms=0 attempts=1 status=403 error=AccessDenied"#);
    assert_eq!(spans, [expected]);
}

#[tokio::test]
async fn a_call_of_no_counter_names_none() {
    let desk = Desk::new().await;
    let client = desk.client();
    let spans = spans(async { drop(client.raw().management().list_labels().send().await.unwrap()) }).await;
    assert!(spans[0].starts_with(r#"operation="list_labels" elapsed_ms=0 status=200"#), "{}", spans[0]);
}

#[tokio::test]
async fn a_download_is_as_long_as_what_was_read_of_it() {
    let desk = Desk::new().await;
    let client = desk.client();
    let create = client.raw().logs();
    let create = create.create_log_request().counter_id(SHOP).source(metrika::raw::logs::types::LogSource::Visits);
    let create = create.date1("2026-02-01").date2("2026-02-28").fields(vec!["ym:s:visitID".to_owned()]);
    let request = create.send().await.unwrap().into_inner().log_request.unwrap();
    desk.sandbox.advance(std::time::Duration::from_secs(3600));
    let mut bytes = 0;
    let spans = spans(async {
        let logs = client.raw().logs();
        let part = logs.download_log_part().counter_id(SHOP).request_id(request.request_id.unwrap()).part_number(0);
        let mut part = part.send().await.unwrap().into_inner().into_inner();
        while let Some(piece) = futures_util::StreamExt::next(&mut part).await {
            bytes += piece.unwrap().len();
        }
    })
    .await;
    assert!(bytes > 0);
    assert_eq!(spans.len(), 1);
    assert!(spans[0].contains(r#"operation="download_log_part" counter=44147844"#), "{}", spans[0]);
    assert!(spans[0].ends_with(&format!("bytes={bytes}")), "{}", spans[0]);
}
