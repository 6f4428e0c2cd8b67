//! Which days can be asked for.

use std::time::Duration;

use reqwest::Method;

use crate::exported::{Desk, all_days, but, refusal, told};

const FIELDS: &str = "ym:s:visitID";

fn days<'a>(date1: &'a str, date2: &'a str) -> Vec<(&'a str, &'a str)> {
    but(&but(&all_days("visits", FIELDS), "date1", date1), "date2", date2)
}

/// An evaluation and a request are refused for the same reason.
async fn refused(desk: &Desk, wanted: &[(&str, &str)], location: &str, words: &str) {
    let refused = (400, "invalid_parameter", Some(location), words);
    assert_eq!(refusal(&desk.evaluate(wanted).await), refused);
    assert_eq!(refusal(&desk.ask(wanted).await), refused);
}

/// Both are taken.
async fn taken(desk: &Desk, wanted: &[(&str, &str)]) {
    assert_eq!(desk.evaluate(wanted).await.0, 200, "{wanted:?}");
    desk.create(wanted).await;
}

#[tokio::test]
async fn a_log_covers_one_year_at_most() {
    let desk = Desk::open().await;
    taken(&desk, &days("2025-03-09", "2026-03-09")).await;
    // With the 29th of February in it, a year is a day longer.
    taken(&desk, &days("2023-03-09", "2024-03-09")).await;
    let words = "a log covers at most one year";
    refused(&desk, &days("2025-03-08", "2026-03-09"), "date1", words).await;
    refused(&desk, &days("2023-03-08", "2024-03-09"), "date1", words).await;
    refused(&desk, &days("0001-01-01", "2026-03-09"), "date1", words).await;
}

#[tokio::test]
async fn yesterday_is_the_last_day() {
    let desk = Desk::open().await;
    taken(&desk, &days("2026-03-09", "2026-03-09")).await;
    let today = "date2 2026-03-10 is not over yet: yesterday is the last day that there are logs of";
    refused(&desk, &days("2026-03-09", "2026-03-10"), "date2", today).await;
    refused(&desk, &days("2026-03-10", "2026-03-10"), "date2", today).await;
    let future = "date2 2026-04-01 is not over yet: yesterday is the last day that there are logs of";
    refused(&desk, &days("2026-03-01", "2026-04-01"), "date2", future).await;
}

#[tokio::test]
async fn a_day_ends_when_it_ends_in_the_zone_of_the_counter() {
    let desk = Desk::open().await;
    // Half past eight in the evening of Moscow, and then a second before midnight.
    desk.sandbox.advance(Duration::from_secs(8 * 3600 + 30 * 60 - 1));
    assert_eq!(desk.ask(&days("2026-03-10", "2026-03-10")).await.0, 400);
    desk.sandbox.advance(Duration::from_secs(1));
    taken(&desk, &days("2026-03-10", "2026-03-10")).await;
    // It is 21:00 in UTC, and five in the afternoon of New York.
    let path = "/management/v1/counter/52310987/logrequests";
    for (day, status) in [("2026-03-10", 400), ("2026-03-09", 200)] {
        let request = desk.request(Method::POST, path).query(&days(day, day));
        assert_eq!(told(request).await.0, status, "{day}");
    }
}

#[tokio::test]
async fn the_first_day_is_not_after_the_last() {
    let desk = Desk::open().await;
    let words = "date1 2026-03-09 is after date2 2026-03-08";
    refused(&desk, &days("2026-03-09", "2026-03-08"), "date1", words).await;
}

/// Reports know words and other forms; logs do not.
#[tokio::test]
async fn days_are_written_in_one_form() {
    let desk = Desk::open().await;
    for text in [
        "2026-3-9",
        "20260309",
        "2026-03-09T00:00:00",
        "2026-02-30",
        "09.03.2026",
        "yesterday",
        "6daysAgo",
        "",
        "2026-W10-1",
    ] {
        let words = format!("{text} is no day in the form YYYY-MM-DD");
        refused(&desk, &days(text, "2026-03-09"), "date1", &words).await;
        refused(&desk, &days("2026-03-06", text), "date2", &words).await;
    }
}
