//! The tokens of the Measurement Protocol show in no trace. In a program of its own: who listens is set once for all threads.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;

use desk::{Desk, Log, SHOP, TOKEN};
use metrika_sandbox::faults::Fault;
use tracing_subscriber::fmt::format::FmtSpan;

/// It is sent in the query.
const SECRET: &str = "3f9a1c52-7d4e-4b08-9a6c-21e5d0b7f843";

#[tokio::test]
async fn a_token_in_the_query_or_in_an_answer_is_in_no_trace() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .init();

    let faults: [Option<Fault>; 5] =
        [None, Some(Fault::reset_after()), Some(Fault::html(502)), Some(Fault::garbage()), Some(Fault::cut(5))];
    for fault in faults {
        let desk = Desk::new().await;
        let client = desk.client();
        if let Some(fault) = fault {
            desk.sandbox.fault(fault.on("delete_measurement_token")).unwrap();
        }
        let tokens = client.counter(SHOP).measurement_tokens();
        tokens.delete(SECRET).await.unwrap_err();
        let made = tokens.generate().await.unwrap();
        let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(log.contains("delete_measurement_token") && log.contains("generate_measurement_token"));
        for secret in [SECRET, made.expose(), TOKEN] {
            assert!(!log.contains(secret), "{}", log.replace(secret, ">>>SECRET<<<"));
        }
    }
}
