//! What the service has said is used up is not asked for again before it begins anew.

use std::time::Duration;

use metrika::{CallOptions, Client, Error, ErrorKind};
use metrika_sandbox::faults::{Action, Fault};

use crate::desk::{Desk, EMPTY, SHOP};
use crate::{client, delegate, read, report, write};

const HOUR: Duration = Duration::from_secs(3600);

async fn filters(client: &Client, counter: i64) -> Result<(), Error> {
    client.counter(counter).filters().list().await.map(drop)
}

async fn open(client: &Client, counter: i64) -> Result<(), Error> {
    Ok(client.raw().management().create_public_grant().counter_id(counter).send().await.map(drop)?)
}

/// The error of a call that was not sent because of what the service had said before.
fn held_back(error: &Error, kind: ErrorKind) {
    assert_eq!((error.kind(), error.attempts(), error.status()), (kind, 0, None), "{error:?}");
    assert!(error.to_string().contains("the service has said"), "{error}");
    assert!(error.resets_at().is_some() && error.retry_after().is_some());
}

#[tokio::test]
async fn a_day_that_is_used_up_is_over_whatever_the_status_was() {
    for status in [403, 420, 429] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = client(&desk, |_| {});
        desk.sandbox.fault(Fault::answer(status, "quota_requests_by_uid").times(1)).unwrap();
        let said = read(&client).await.unwrap_err();
        assert_eq!((said.kind(), said.status(), said.attempts()), (ErrorKind::QuotaDailyUser, Some(status), 1));
        held_back(&read(&client).await.unwrap_err(), ErrorKind::QuotaDailyUser);
        held_back(&filters(&client, SHOP).await.unwrap_err(), ErrorKind::QuotaDailyUser);
        held_back(&read(&client.with(CallOptions::new().lang("ru"))).await.unwrap_err(), ErrorKind::QuotaDailyUser);
        assert_eq!(desk.sent().len(), 1, "nothing more was sent");

        // Reading, writing and reports are counted apart.
        write(&client).await.unwrap();
        report(&client, [SHOP]).await.unwrap();
        desk.clock.advance(15 * HOUR);
        read(&client).await.unwrap();
    }
}

#[tokio::test]
async fn writing_is_one_group_whatever_is_written() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |_| {});
    desk.sandbox.fault(Fault::answer(429, "quota_requests_by_uid").on("create_public_grant").times(1)).unwrap();
    open(&client, SHOP).await.unwrap_err();
    held_back(&write(&client).await.unwrap_err(), ErrorKind::QuotaDailyUser);
    held_back(&delegate(&client, "someone").await.unwrap_err(), ErrorKind::QuotaDailyUser);
    read(&client).await.unwrap();
    assert_eq!(desk.sent().len(), 2);
}

#[tokio::test]
async fn the_day_of_one_counter_says_nothing_of_others() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |_| {});
    desk.sandbox.fault(Fault::answer(429, "quota_requests_by_counter_id").times(1)).unwrap();
    filters(&client, SHOP).await.unwrap_err();
    held_back(&filters(&client, SHOP).await.unwrap_err(), ErrorKind::QuotaDailyCounter);
    filters(&client, EMPTY).await.unwrap();
    report(&client, [SHOP]).await.unwrap();
    assert_eq!(desk.sent().len(), 3);
    desk.clock.advance(15 * HOUR);
    filters(&client, SHOP).await.unwrap();
}

#[tokio::test]
async fn an_hour_that_is_used_up_ends_with_the_hour() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |_| {});
    desk.clock.advance(Duration::from_secs(59 * 60));
    desk.sandbox.fault(Fault::answer(429, "quota_delegate_requests").on("delegates").times(1)).unwrap();
    desk.sandbox.fault(Fault::answer(429, "quota_grants_requests").on("grants").times(1)).unwrap();
    let said = delegate(&client, "someone").await.unwrap_err();
    assert_eq!(said.retry_after(), Some(Duration::from_secs(60)));
    assert_eq!(said.resets_at(), Some("2026-03-01T10:00:00Z".parse().unwrap()));
    open(&client, SHOP).await.unwrap_err();

    held_back(&delegate(&client, "other").await.unwrap_err(), ErrorKind::QuotaDelegates);
    held_back(&open(&client, SHOP).await.unwrap_err(), ErrorKind::QuotaGrants);
    open(&client, EMPTY).await.unwrap();
    write(&client).await.unwrap();
    assert_eq!(desk.sent().len(), 4);

    desk.clock.advance(Duration::from_secs(60));
    delegate(&client, "other").await.unwrap();
    open(&client, SHOP).await.unwrap();
}

#[tokio::test]
async fn quotas_that_pass_by_themselves_close_nothing() {
    for error_type in ["quota_requests_by_ip", "quota_parallel_requests", "quota_of_tomorrow"] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = client(&desk, |_| {});
        desk.sandbox.fault(Fault::answer(429, error_type).times(4)).unwrap();
        read(&client).await.unwrap_err();
        read(&client).await.unwrap();
    }
}

#[tokio::test]
async fn the_services_own_count_is_obeyed() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.quotas.daily_per_user = Some(2))).await;
    let client = client(&desk, |_| {});
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    assert_eq!(read(&client).await.unwrap_err().status(), Some(429));
    held_back(&read(&client).await.unwrap_err(), ErrorKind::QuotaDailyUser);
    assert_eq!(desk.sent().len(), 3);
    desk.clock.advance(15 * HOUR);
    read(&client).await.unwrap();
    assert!(desk.sandbox.violations().is_empty());
}

/// Users have seen quotas of five minutes; under which word the service refuses then is not known.
#[tokio::test]
async fn a_time_that_the_service_names_goes_before_the_end_of_the_day() {
    let desk = Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.quotas.reports_per_five_minutes = Some(1);
            settings.quotas.retry_after = true;
        })
    })
    .await;
    let client = client(&desk, |_| {});
    report(&client, [SHOP]).await.unwrap();
    let said = report(&client, [SHOP]).await.unwrap_err();
    assert_eq!((said.kind(), said.retry_after()), (ErrorKind::QuotaDailyUser, Some(Duration::from_secs(300))));
    assert_eq!(said.resets_at(), Some("2026-03-01T09:05:00Z".parse().unwrap()));
    held_back(&report(&client, [SHOP]).await.unwrap_err(), ErrorKind::QuotaDailyUser);
    desk.clock.advance(Duration::from_secs(300));
    report(&client, [SHOP]).await.unwrap();
    assert_eq!(desk.sent().len(), 3);
}

#[tokio::test]
async fn no_quota_is_closed_for_longer_than_it_lasts() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |_| {});
    let fault = Action::Answer {
        error_type: "quota_requests_by_uid".into(),
        status: Some(429),
        message: None,
        location: None,
        retry_after: Some(999_999_999),
    };
    desk.sandbox.fault(Fault::of(fault).times(1)).unwrap();
    let error = read(&client).await.unwrap_err();
    assert_eq!(error.resets_at(), Some("2026-03-02T00:00:00Z".parse().unwrap()));
    desk.clock.advance(15 * HOUR);
    read(&client).await.unwrap();
}
