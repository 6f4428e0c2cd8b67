//! Reports that are too much for one query, and what may be done about it.
//!
//! - More metrics than a query may have: several queries, [joined](metrics) by the values of the dimensions.
//! - "Too complicated", too many rows, or no answer in time: once more after a while and, if that does not help, part by part of the period,
//!   [added up](days) — but only what may be added up.

mod days;
mod metrics;

use std::time::Duration;

use super::query::rules::METRICS;
use super::row::Key;
use super::{Report, ReportRequest, Row};
use crate::error::{Error, ErrorKind, Result};

/// Public clients have seen the same query go through after some minutes, and wait 5 to 30 seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// All rows, by as many queries as it takes.
pub(super) async fn whole(request: ReportRequest<'_>) -> Result<Report> {
    if request.query.metrics.len() > METRICS { metrics::joined(request).await } else { one(request).await }
}

/// All rows of a query that has no more metrics than it may.
async fn one(request: ReportRequest<'_>) -> Result<Report> {
    let error = match request.clone().every_page().await {
        Err(error) if is_too_much(&error) => error,
        result => return result,
    };
    let mut sent = error.attempts().max(1);
    // What was sent again by the retry policy has had its time.
    let error = if sent > 1 {
        error
    } else {
        request.client.session().core.clock.sleep(PATIENCE).await;
        match request.clone().every_page().await {
            Ok(mut report) => {
                report.requests = report.requests.saturating_add(sent);
                return Ok(report);
            }
            Err(error) if is_too_much(&error) => {
                sent += error.attempts().max(1);
                error
            }
            Err(error) => return Err(error),
        }
    };
    let mut report = days::added_up(&request, error).await?;
    report.requests = report.requests.saturating_add(sent);
    Ok(report)
}

/// Whether less would do. The words are those that public clients look for, since the kind of the error is not always the same.
fn is_too_much(error: &Error) -> bool {
    let complicated = |text: &str| text.contains("too complicated") || text.contains("слишком сложный");
    matches!(error.kind(), ErrorKind::TooManyRows | ErrorKind::ServiceTimeout)
        || error.status() == Some(400)
            && error.errors().iter().any(|item| item.message.as_deref().is_some_and(complicated))
}

/// The row in words.
fn words(row: &Row) -> String {
    let key = row.key();
    let parts: Vec<&str> = key.iter().map(Key::as_str).collect();
    if parts.is_empty() { "the row".to_owned() } else { format!("the row of {}", parts.join(", ")) }
}

/// Says that the queries of one report were about different data.
fn changed(message: String) -> Error {
    Error::new(ErrorKind::DataChanged, message).about_the_answer("get_report")
}
