//! A service with one log that is ready, whose parts have the lines that they are told to have.

use std::sync::atomic::{AtomicUsize, Ordering};

use metrika::Client;

use crate::desk::{TOKEN, TestClock};
use crate::wire::{self, Wire};

const HEADER: &str = "ym:s:visitID\tym:s:date\tym:s:startURL\tym:s:goalsID\n";

pub async fn service(parts: &'static [&'static str]) -> (Wire, Client) {
    failing(parts, usize::MAX).await
}

/// One download fails: that of this number.
pub async fn failing(parts: &'static [&'static str], fails: usize) -> (Wire, Client) {
    let downloads = AtomicUsize::new(0);
    let wire = Wire::start(move |_, request| {
        let line = request.lines().next().unwrap_or_default();
        let bodies: Vec<String> = parts.iter().map(|lines| format!("{HEADER}{lines}")).collect();
        let listed: Vec<String> = (0..)
            .zip(&bodies)
            .map(|(number, body): (usize, _)| format!(r#"{{"part_number":{number},"size":{}}}"#, body.len()))
            .collect();
        let download = bodies.iter().enumerate().find(|(number, _)| line.contains(&format!("/part/{number}/download")));
        Some(match download {
            Some(_) if downloads.fetch_add(1, Ordering::Relaxed) == fails => wire::answer(
                "403 Forbidden",
                &["Content-Type: application/json"],
                r#"{"errors":[{"error_type":"access_denied"}]}"#,
            ),
            Some((_, body)) => wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], body),
            None if line.contains("/evaluate") => wire::json(r#"{"log_request_evaluation":{"possible":true}}"#),
            None if line.contains("/logrequests ") => wire::json(r#"{"requests":[]}"#),
            None => wire::json(&format!(
                r#"{{"log_request":{{"request_id":7,"status":"processed","parts":[{}]}}}}"#,
                listed.join(",")
            )),
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}
