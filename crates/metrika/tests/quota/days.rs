//! Requests a day and an hour: what is used up fails at once, and nothing is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrika::auth::{Token, from_fn};
use metrika::{CallOptions, Client, Error, ErrorKind, Quota};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, EMPTY, SHOP, TOKEN};
use crate::{client, delegate, read, report, write};

const HOUR: Duration = Duration::from_secs(3600);
const SECOND: Duration = Duration::from_secs(1);

/// The tests begin at 09:00 UTC.
fn refused(error: &Error, kind: ErrorKind, resets_at: &str, hours: u32) {
    assert_eq!((error.kind(), error.attempts(), error.status()), (kind, 0, None), "{error:?}");
    assert_eq!(error.resets_at(), Some(resets_at.parse().unwrap()));
    assert_eq!(error.retry_after(), Some(hours * HOUR));
    assert!(!error.is_retryable() && !error.is_in_doubt());
    assert!(error.operation().is_some());
    assert!(error.to_string().contains("nothing was sent"), "{error}");
}

async fn filters(client: &Client, counter: i64) -> Result<(), Error> {
    client.counter(counter).filters().list().await.map(drop)
}

#[tokio::test]
async fn the_day_of_a_user_ends_at_midnight_utc() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.daily_per_user = Some(2));
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    refused(&read(&client).await.unwrap_err(), ErrorKind::QuotaDailyUser, "2026-03-02T00:00:00Z", 15);
    assert_eq!(desk.sent().len(), 2);

    desk.clock.advance(15 * HOUR - SECOND);
    read(&client).await.unwrap_err();
    assert_eq!(desk.sent().len(), 2);
    desk.clock.advance(SECOND);
    read(&client).await.unwrap();
    assert_eq!(desk.sent().len(), 3);
}

#[tokio::test]
async fn reading_writing_and_reports_are_counted_apart() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.daily_per_user = Some(1));
    read(&client).await.unwrap();
    write(&client).await.unwrap();
    report(&client, [SHOP]).await.unwrap();
    for error in [read(&client).await, write(&client).await, report(&client, [SHOP]).await] {
        refused(&error.unwrap_err(), ErrorKind::QuotaDailyUser, "2026-03-02T00:00:00Z", 15);
    }
    // A change of representatives is writing too.
    let error = delegate(&client, "someone").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::QuotaDailyUser);
    assert_eq!(desk.sent().len(), 3);
}

#[tokio::test]
async fn each_counter_has_a_day_of_its_own() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.daily_per_counter = Some(2));
    filters(&client, SHOP).await.unwrap();
    filters(&client, SHOP).await.unwrap();
    let error = filters(&client, SHOP).await.unwrap_err();
    refused(&error, ErrorKind::QuotaDailyCounter, "2026-03-02T00:00:00Z", 15);
    assert!(error.to_string().contains("44147844"), "{error}");
    filters(&client, EMPTY).await.unwrap();
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    assert_eq!(desk.sent().len(), 6);
}

#[tokio::test]
async fn a_report_counts_for_all_its_counters() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.daily_per_counter = Some(1));
    report(&client, [EMPTY]).await.unwrap();
    let error = report(&client, [SHOP, EMPTY]).await.unwrap_err();
    assert!(error.to_string().contains("44147901"), "{error}");
    report(&client, [SHOP]).await.unwrap();
    assert_eq!(desk.sent().len(), 2, "what was refused here counts for none");
}

#[tokio::test]
async fn every_attempt_counts() {
    let desk = Desk::in_step(|builder| builder).await;
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    let client = client(&desk, |quota| quota.daily_per_user = Some(3));
    let error = read(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::QuotaDailyUser, 3));
    assert_eq!(desk.sent().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_the_same_time_do_not_slip_through() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.daily_per_user = Some(5));
    let calls: Vec<_> = (0..40)
        .map(|number| {
            let client = if number % 2 == 0 { client.clone() } else { client.with(CallOptions::new().lang("ru")) };
            tokio::spawn(async move { read(&client).await.is_ok() })
        })
        .collect();
    let mut good = 0;
    for call in calls {
        good += usize::from(call.await.unwrap());
    }
    assert_eq!((good, desk.sent().len()), (5, 5));
}

#[tokio::test]
async fn three_representatives_an_hour() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.quotas.delegates_per_hour = Some(3))).await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    for login in ["one", "two", "three"] {
        delegate(&client, login).await.unwrap();
    }
    refused(&delegate(&client, "four").await.unwrap_err(), ErrorKind::QuotaDelegates, "2026-03-01T10:00:00Z", 1);
    assert_eq!(desk.sent().len(), 3);
    // Taking them away again is not counted, nor is anything else.
    client.raw().management().delete_delegate().user_login("one").send().await.unwrap();
    write(&client).await.unwrap();
    desk.clock.advance(HOUR);
    delegate(&client, "four").await.unwrap();
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn changes_of_access_can_be_limited_for_each_counter() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.grants_per_hour = Some(1));
    let open = async |counter: i64| {
        Ok::<_, Error>(client.raw().management().create_public_grant().counter_id(counter).send().await.map(drop)?)
    };
    open(SHOP).await.unwrap();
    refused(&open(SHOP).await.unwrap_err(), ErrorKind::QuotaGrants, "2026-03-01T10:00:00Z", 1);
    open(EMPTY).await.unwrap();
    client.raw().management().list_grants().counter_id(SHOP).send().await.unwrap();
    desk.clock.advance(HOUR);
    open(SHOP).await.unwrap();
    assert_eq!(desk.sent().len(), 4);
}

#[tokio::test]
async fn without_quotas_nothing_is_refused_here() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |_| {});
    for login in ["one", "two", "three", "four", "five"] {
        delegate(&client, login).await.unwrap();
    }
    assert_eq!(desk.sent().len(), 5);
}

#[tokio::test]
async fn what_is_not_sent_is_not_counted() {
    let desk = Desk::new().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let times = Arc::clone(&asked);
    let source = from_fn(move || {
        let time = times.fetch_add(1, Ordering::Relaxed);
        async move { if time < 3 { Err(Error::token("the vault is closed")) } else { Token::new(TOKEN) } }
    });
    let quota = crate::quota(|quota| quota.daily_per_user = Some(1));
    let client = desk.builder().token_source(source).quota(quota).build().unwrap();
    for _ in 0..3 {
        assert_eq!(read(&client).await.unwrap_err().kind(), ErrorKind::Token);
    }
    read(&client).await.unwrap();
    assert_eq!(read(&client).await.unwrap_err().kind(), ErrorKind::QuotaDailyUser);
}
