//! One span for each call. It has neither bodies nor secrets.

use std::time::Duration;

use metrika_raw::transport::{Operation, Trail};
use reqwest::Response;
use tracing::Span;
use tracing::field::Empty;

use crate::error::Result;

/// Fields: `operation`, `counter`, `attempts`, `status`, `error`, `bytes`, and `elapsed_ms` until the head of the answer.
pub(super) fn begin(operation: &Operation, counters: &[i64]) -> Span {
    tracing::info_span!(
        "metrika",
        operation = operation.id,
        counter = counters.first(),
        attempts = Empty,
        status = Empty,
        error = Empty,
        bytes = Empty,
        elapsed_ms = Empty,
    )
}

pub(super) fn end(span: &Span, result: &Result<Response>, elapsed: Duration) {
    span.record("elapsed_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    match result {
        Ok(response) => {
            span.record("status", response.status().as_u16());
            if let Some(trail) = response.extensions().get::<Trail>() {
                span.record("attempts", trail.attempts);
            }
            if let Some(length) = response.content_length() {
                read(span, length);
            }
        }
        Err(error) => {
            span.record("attempts", error.attempts());
            if let Some(status) = error.status() {
                span.record("status", status);
            }
            span.record("error", tracing::field::debug(error.kind()));
        }
    }
}

pub(super) fn read(span: &Span, bytes: u64) {
    span.record("bytes", bytes);
}
