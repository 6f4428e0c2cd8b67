//! Each quota, and when there is something left again.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod steered;

use std::time::Duration;

use metrika_sandbox::access::TokenSpec;
use metrika_sandbox::faults::Fault;
use metrika_sandbox::quota::QuotaSettings;
use metrika_sandbox::{Sandbox, Settings};
use reqwest::Method;
use steered::{COUNTER, create_label, get, list_labels, request, sandbox};

async fn limited(quotas: QuotaSettings) -> Sandbox {
    sandbox(|settings| settings.quotas = quotas).await
}

/// What requests to this path are answered, one after another: the type of error, or nothing.
async fn answers(sandbox: &Sandbox, path: &str, requests: usize) -> Vec<String> {
    let mut types = Vec::new();
    for _ in 0..requests {
        let (_, body) = get(sandbox, path, "any").await;
        let error_type = body["errors"][0]["error_type"].as_str().unwrap_or_default();
        types.push(if error_type.starts_with("quota") { error_type.to_owned() } else { String::new() });
    }
    types
}

/// Asks until this is answered; the server is given some turns to see what happened, and no time.
async fn comes(sandbox: &Sandbox, error_type: &str) -> bool {
    for _ in 0..1000 {
        if answers(sandbox, LABELS, 1).await == [error_type] {
            return true;
        }
    }
    false
}

const LABELS: &str = "/management/v1/labels";

#[tokio::test]
async fn requests_a_second() {
    let sandbox = limited(QuotaSettings { per_second: Some(2), ..QuotaSettings::default() }).await;
    assert_eq!(answers(&sandbox, LABELS, 3).await, ["", "", "quota_requests_by_ip"]);
    assert_eq!(list_labels(&sandbox, "any").await.0, 429);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn requests_a_second_to_the_logs_api_are_counted_apart() {
    let quotas = QuotaSettings { per_second: Some(5), logs_per_second: Some(1), ..QuotaSettings::default() };
    let sandbox = limited(quotas).await;
    let logs = format!("/management/v1/counter/{COUNTER}/logrequests");
    assert_eq!(answers(&sandbox, &logs, 2).await, ["", "quota_requests_by_ip"]);
    assert_eq!(answers(&sandbox, LABELS, 5).await, [""; 5]);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(answers(&sandbox, &logs, 1).await, [""]);
}

#[tokio::test]
async fn requests_at_the_same_time() {
    let sandbox = limited(QuotaSettings { parallel: Some(1), ..QuotaSettings::default() }).await;
    sandbox.fault(Fault::stall(3).times(1)).unwrap();
    let mut stalled = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(stalled.chunk().await.unwrap().unwrap().len(), 3);
    assert_eq!(answers(&sandbox, LABELS, 1).await, ["quota_parallel_requests"]);
    let other = sandbox.issue_token(TokenSpec::new().login("other"));
    assert_eq!(list_labels(&sandbox, &other).await.0, 200);
    // Who goes away gives the place back, as soon as the server sees it.
    drop(stalled);
    assert!(comes(&sandbox, "").await);
    // An answer that is not streamed holds its place no longer than it takes to make.
    assert_eq!(answers(&sandbox, LABELS, 3).await, ["", "", ""]);
}

#[tokio::test]
async fn a_slow_request_holds_its_place() {
    let sandbox = limited(QuotaSettings { parallel: Some(1), ..QuotaSettings::default() }).await;
    sandbox.fault(Fault::latency(Duration::from_secs(3600)).on("get_label")).unwrap();
    let slow = tokio::spawn(request(&sandbox, Method::GET, "/management/v1/label/5", "any").send());
    assert!(comes(&sandbox, "quota_parallel_requests").await);
    slow.abort();
}

#[tokio::test]
async fn requests_of_a_user_a_day() {
    let sandbox = limited(QuotaSettings { daily_per_user: Some(2), ..QuotaSettings::default() }).await;
    assert_eq!(answers(&sandbox, LABELS, 3).await, ["", "", "quota_requests_by_uid"]);
    // Writing is counted apart, and so is everybody else.
    assert_eq!(create_label(&sandbox).await, 200);
    let other = sandbox.issue_token(TokenSpec::new().login("other"));
    assert_eq!(list_labels(&sandbox, &other).await.0, 200);
    // It is noon: the day ends twelve hours later, in UTC.
    sandbox.advance(Duration::from_secs(12 * 3600 - 1));
    assert_eq!(list_labels(&sandbox, "any").await.0, 429);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
}

#[tokio::test]
async fn requests_to_a_counter_a_day_and_failed_ones_count_too() {
    let sandbox = limited(QuotaSettings { daily_per_counter: Some(2), ..QuotaSettings::default() }).await;
    let missing = "/management/v1/counter/5/goal/5";
    assert_eq!(get(&sandbox, missing, "any").await.0, 404);
    let other = sandbox.issue_token(TokenSpec::new().login("other"));
    assert_eq!(get(&sandbox, missing, &other).await.0, 404);
    assert_eq!(answers(&sandbox, missing, 1).await, ["quota_requests_by_counter_id"]);
    assert_eq!(answers(&sandbox, "/management/v1/counter/6/goal/5", 1).await, [""]);
    sandbox.advance(Duration::from_secs(12 * 3600));
    assert_eq!(get(&sandbox, missing, "any").await.0, 404);
}

#[tokio::test]
async fn a_request_that_a_quota_refuses_counts_nowhere() {
    let quotas = QuotaSettings { per_second: Some(1), daily_per_user: Some(2), ..QuotaSettings::default() };
    let sandbox = limited(quotas).await;
    assert_eq!(answers(&sandbox, LABELS, 3).await, ["", "quota_requests_by_ip", "quota_requests_by_ip"]);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(answers(&sandbox, LABELS, 1).await, [""]);
}

#[tokio::test]
async fn reports_in_five_minutes() {
    let sandbox = limited(QuotaSettings { reports_per_five_minutes: Some(1), ..QuotaSettings::default() }).await;
    let report = format!("/stat/v1/data?ids={COUNTER}&metrics=ym:s:visits");
    assert_eq!(answers(&sandbox, &report, 2).await, ["", "quota_requests_by_uid"]);
    assert_eq!(list_labels(&sandbox, "any").await.0, 200);
    sandbox.advance(Duration::from_secs(300));
    assert_eq!(answers(&sandbox, &report, 1).await, [""]);
}

#[tokio::test]
async fn a_refusal_can_have_another_status_no_body_and_tell_when() {
    let quotas = QuotaSettings {
        daily_per_user: Some(0),
        status: Some(420),
        without_body: true,
        retry_after: true,
        ..QuotaSettings::default()
    };
    let sandbox = limited(quotas).await;
    let answer = request(&sandbox, Method::GET, LABELS, "any").send().await.unwrap();
    assert_eq!(answer.status(), 420);
    assert_eq!(answer.headers()["retry-after"], "43200");
    assert_eq!(answer.bytes().await.unwrap().len(), 0);
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn quotas_change_while_it_runs_and_what_is_used_stays_used() {
    let sandbox = limited(QuotaSettings::default()).await;
    assert_eq!(answers(&sandbox, LABELS, 2).await, ["", ""]);
    sandbox.set_quotas(QuotaSettings { daily_per_user: Some(3), ..QuotaSettings::default() });
    assert_eq!(answers(&sandbox, LABELS, 2).await, ["", "quota_requests_by_uid"]);
}

#[test]
fn a_preset_stands_for_the_services_numbers() {
    let quotas = |text: &str| Settings::from_toml(text).map(|settings| settings.quotas);
    assert_eq!(quotas("").unwrap(), QuotaSettings::default());
    assert_eq!(quotas("[quotas]\npreset = \"service\"").unwrap(), QuotaSettings::service());
    let own = quotas("[quotas]\npreset = \"service\"\nper_second = 5").unwrap();
    assert_eq!(own, QuotaSettings { per_second: Some(5), ..QuotaSettings::service() });
    assert!(quotas("[quotas]\npreset = \"servise\"").is_err());
    assert!(quotas("[quotas]\nper_secnod = 5").is_err());
}
