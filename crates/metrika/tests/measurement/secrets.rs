//! The secret shows nowhere.

use metrika::{Client, ErrorKind, RetryPolicy};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP, TOKEN, everything};
use crate::wire::{Wire, answer};
use crate::{client, goal};

const SECRET: &str = "3f9a1c52-7d4e-4b08-9a6c-21e5d0b7f843";

fn assert_hidden(shown: &str, secret: &str) {
    assert!(!shown.contains(secret), "the secret shows: {}", shown.replace(secret, ">>>SECRET<<<"));
}

#[test]
fn it_is_in_no_debug_text() {
    let client = Client::builder().token(TOKEN).build().unwrap();
    let measurement = client.counter(SHOP).measurement(SECRET);
    let shown = format!("{measurement:?} {measurement:#?}");
    assert!(shown.contains("Secret(***)"), "{shown}");
    assert_hidden(&shown, SECRET);
}

#[tokio::test]
async fn it_is_in_no_error_whatever_goes_wrong() {
    let faults: [Option<fn() -> Fault>; 9] = [
        None,
        Some(Fault::reset_before),
        Some(Fault::reset_after),
        Some(|| Fault::html(502)),
        Some(|| Fault::html(403)),
        Some(|| Fault::empty(429)),
        Some(|| Fault::empty(400)),
        Some(|| Fault::answer(403, "access_denied")),
        Some(|| Fault::answer(503, "backend_error")),
    ];
    for fault in faults {
        let desk = Desk::new().await;
        if let Some(fault) = fault {
            desk.sandbox.fault(fault().on("collect")).unwrap();
        }
        let error = client(&desk).counter(SHOP).measurement(SECRET).send(&goal()).await.unwrap_err();
        assert_hidden(&everything(&error), SECRET);
        assert_hidden(&everything(&error), TOKEN);
    }
    let nobody = Client::builder().token(TOKEN).measurement_url("http://127.0.0.1:1").retry(RetryPolicy::none());
    let error = nobody.build().unwrap().counter(SHOP).measurement(SECRET).send(&goal()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_hidden(&everything(&error), SECRET);
}

#[tokio::test]
async fn an_answer_that_repeats_the_form_does_not_show_it() {
    let odd = "s/3+cret=";
    let refusal = |said: &str| format!(r#"{{"errors":[{{"error_type":"invalid_token","message":"no {said}"}}]}}"#);
    // Where what is kept of a body ends, so that a half would be left.
    let long = format!("{}{SECRET}{}", "x".repeat(4096 - 18), "x".repeat(99));
    for (secret, status, body) in [
        (SECRET, "403 Forbidden", format!("<html>ms={SECRET}</html>")),
        (SECRET, "403 Forbidden", refusal(SECRET)),
        (SECRET, "500 Internal Server Error", format!("<html>ms={SECRET}</html>")),
        (SECRET, "403 Forbidden", long),
        (odd, "403 Forbidden", "<html>ms=s%2F3%2Bcret%3D&t=event</html>".to_owned()),
        (odd, "403 Forbidden", format!("<html>{odd}</html>")),
    ] {
        let wire = Wire::always(answer(status, &["Content-Type: text/html"], &body)).await;
        let client = wire.builder().measurement_url(wire.url()).build().unwrap();
        let error = client.counter(SHOP).measurement(secret).send(&goal()).await.unwrap_err();
        let shown = everything(&error);
        for part in [secret, "s%2F3%2Bcret%3D", &SECRET[..18]] {
            assert_hidden(&shown, part);
        }
        assert!(shown.contains("collect") && shown.contains("***"), "what is no secret stays: {shown}");
    }
}
