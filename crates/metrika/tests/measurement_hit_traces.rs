//! The secret in hits of the Measurement Protocol shows in no trace. In a program of its own: who listens is set once for all threads.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;

use desk::{Desk, Log, SHOP, TOKEN};
use metrika::measurement::{Event, GoalReached};
use metrika_sandbox::faults::Fault;
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::test]
async fn a_hit_leaves_one_span_without_its_secret() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let desk = Desk::new().await;
    let client = desk.builder().measurement_url(desk.sandbox.url()).build().unwrap();
    let secret = desk.sandbox.state(|state| state.counters[&SHOP].measurement_tokens[0].clone());
    let event = Event::new(7, GoalReached::new("order_sent"));
    let faults = [None, Some(Fault::empty(429).times(1)), Some(Fault::reset_after()), Some(Fault::html(502))];
    for fault in faults {
        desk.sandbox.clear_faults();
        if let Some(fault) = fault {
            desk.sandbox.fault(fault.on("collect")).unwrap();
        }
        let _ = client.counter(SHOP).measurement(secret.as_str()).send(&event).await;
    }
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    let spans: Vec<&str> = log.lines().filter(|line| line.contains("metrika{") && line.contains(": close")).collect();
    assert_eq!(spans.len(), 4, "{spans:#?}");
    let begins = format!(r#"metrika{{operation="collect" counter={SHOP}"#);
    assert!(spans.iter().all(|span| span.contains(&begins)), "{spans:#?}");
    for (span, part) in spans.iter().zip(["status=200 attempts=1", "attempts=2", "error=Interrupted", "status=502"]) {
        assert!(span.contains(part), "{part}: {span}");
    }
    for secret in [secret.as_str(), TOKEN] {
        assert!(!log.contains(secret), "{}", log.replace(secret, ">>>SECRET<<<"));
    }
}
