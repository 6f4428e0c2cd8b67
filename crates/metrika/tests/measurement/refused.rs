//! What is answered to a hit, and what the client makes of it.

use metrika::{ErrorKind, Language};
use metrika_sandbox::faults::Fault;
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::wire::{Wire, answer};
use crate::{client, goal, hits, secret};

#[tokio::test]
async fn a_wrong_token_and_a_protocol_that_is_off_are_errors_with_advice() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let wrong = client.counter(SHOP).measurement("3f9a1c52-7d4e-4b08-9a6c-21e5d0b7f843").send(&goal()).await;
    desk.sandbox.state(|state| {
        let flags = &mut state.counters.get_mut(&SHOP).unwrap().flags;
        flags.insert("measurement_enabled".into(), json!(false));
    });
    let off = client.counter(SHOP).measurement(secret(&desk)).send(&goal()).await;
    for error in [wrong.unwrap_err(), off.unwrap_err()] {
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::AccessDenied, Some(403), 1));
        assert_eq!((error.operation(), error.is_in_doubt()), (Some("collect"), false));
        for language in [Language::English, Language::Russian] {
            let hint = error.hint_in(language);
            assert!(hint.contains("measurement_enabled") && hint.contains("measurement_tokens"), "{hint}");
        }
    }
    let error = client.counter(1).measurement(secret(&desk)).send(&goal()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)));
    assert!(hits(&desk).is_empty());
}

#[tokio::test]
async fn any_answer_2xx_is_sent_whatever_it_says() {
    for body in ["<!-- OK -->", "", "OK", "{}", "<html>something else</html>"] {
        for status in ["200 OK", "202 Accepted"] {
            let wire = Wire::always(answer(status, &["Content-Type: text/html"], body)).await;
            let client = wire.builder().measurement_url(wire.url()).build().unwrap();
            client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap();
            assert_eq!(wire.requests().len(), 1, "{status} {body}");
        }
    }
    let wire = Wire::always("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
    let client = wire.builder().measurement_url(wire.url()).build().unwrap();
    client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap();
}

#[tokio::test]
async fn an_answer_2xx_that_breaks_off_or_stalls_is_an_answer_2xx() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    // What is not read of an answer is not waited for.
    desk.clock.let_pass(std::time::Duration::from_secs(1));
    for fault in [Fault::cut(3), Fault::stall(3), Fault::wrong_length(5)] {
        desk.sandbox.clear_faults();
        desk.sandbox.fault(fault.on("collect")).unwrap();
        measurement.send(&goal()).await.unwrap();
    }
    assert_eq!(hits(&desk).len(), 3);
}

#[tokio::test]
async fn a_refusal_in_any_form_is_an_error() {
    for (status, kind) in [
        ("400 Bad Request", ErrorKind::Other),
        ("401 Unauthorized", ErrorKind::Unauthorized),
        ("403 Forbidden", ErrorKind::AccessDenied),
        ("418 I'm a teapot", ErrorKind::Other),
    ] {
        let wire = Wire::always(answer(status, &["Content-Type: text/plain"], "no such token")).await;
        let client = wire.builder().measurement_url(wire.url()).build().unwrap();
        let error = client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (kind, 1, false), "{status}");
        assert_eq!(error.body_excerpt().as_deref(), Some("no such token"), "{status}");
        assert_eq!(wire.requests().len(), 1, "no token of the API is renewed for it");
    }
}
