//! A service whose logs are ready at once, and whose parts have the lines that they are told to have; one that is told nothing has not even a header.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use metrika::Client;

use crate::desk::{TOKEN, TestClock};
use crate::wire::{self, Wire};

const HEADER: &str = "ym:s:visitID\tym:s:date\tym:s:startURL\tym:s:goalsID\n";

pub async fn service(parts: &'static [&'static str]) -> (Wire, Client) {
    failing(parts, usize::MAX).await
}

/// One download fails: that of this number.
pub async fn failing(parts: &'static [&'static str], fails: usize) -> (Wire, Client) {
    let (downloads, newest) = (AtomicUsize::new(0), AtomicI64::new(6));
    let wire = Wire::start(move |_, request| {
        let line = request.lines().next().unwrap_or_default();
        let bodies: Vec<String> = parts
            .iter()
            .map(|lines| if lines.is_empty() { String::new() } else { format!("{HEADER}{lines}") })
            .collect();
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
            None => {
                let made = i64::from(line.contains("/logrequests?"));
                let id = newest.fetch_add(made, Ordering::Relaxed) + made;
                let parts = listed.join(",");
                wire::json(&format!(
                    r#"{{"log_request":{{"request_id":{id},"status":"processed","parts":[{parts}]}}}}"#
                ))
            }
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}
