//! Requests a second.

use std::num::NonZeroU32;
use std::time::Duration;

use metrika::{CallOptions, Client, Quota};

use crate::desk::Desk;
use crate::{client, logs, quota, read, report, write};

const SECOND: Duration = Duration::from_secs(1);

/// A sandbox that refuses more than the service would.
async fn strict() -> Desk {
    Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.quotas.per_second = Some(30);
            settings.quotas.logs_per_second = Some(10);
        })
    })
    .await
}

/// The most that any second has, wherever it begins.
fn densest(times: &[Duration]) -> usize {
    densest_in(SECOND, times)
}

fn densest_in(span: Duration, times: &[Duration]) -> usize {
    let within = |first: &Duration| times.iter().filter(|time| *time >= first && **time < *first + span).count();
    times.iter().map(within).max().unwrap()
}

fn all_were_served(desk: &Desk, requests: usize) {
    let statuses: Vec<_> = desk.sandbox.journal().iter().map(|request| request.status).collect();
    assert_eq!(statuses, vec![Some(200); requests], "the sandbox counts seconds too");
}

#[tokio::test]
async fn no_second_has_more_than_thirty_requests() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    let mut times = Vec::new();
    for number in 0..150 {
        match number % 3 {
            0 => read(&client).await,
            1 => write(&client).await,
            _ => report(&client, [crate::desk::SHOP]).await,
        }
        .unwrap();
        times.push(metrika::clock::Clock::elapsed(&desk.clock));
    }
    all_were_served(&desk, 150);
    assert!(densest(&times) <= 30, "{}", densest(&times));
    assert!(densest(&times) >= 20, "{}: slower than it need be", densest(&times));
    assert!(desk.clock.waits().iter().all(|wait| *wait <= SECOND / 20), "they are spread out");
}

#[tokio::test]
async fn no_second_has_more_than_ten_requests_to_the_logs_api() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    let mut times = Vec::new();
    for _ in 0..60 {
        logs(&client).await.unwrap();
        times.push(metrika::clock::Clock::elapsed(&desk.clock));
    }
    all_were_served(&desk, 60);
    assert!((7..=10).contains(&densest(&times)), "{}", densest(&times));
}

#[tokio::test]
async fn no_five_minutes_have_more_than_two_hundred_reports() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    let mut times = Vec::new();
    for _ in 0..450 {
        report(&client, [crate::desk::SHOP]).await.unwrap();
        times.push(metrika::clock::Clock::elapsed(&desk.clock));
    }
    let most = densest_in(300 * SECOND, &times);
    assert!((150..=200).contains(&most), "{most}");
    let before = desk.clock.waits().len();
    read(&client).await.unwrap();
    assert_eq!(desk.clock.waits().len(), before, "what is no report does not wait for them");
}

#[tokio::test]
async fn a_few_requests_do_not_wait() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    for _ in 0..3 {
        logs(&client).await.unwrap();
    }
    for _ in 0..7 {
        read(&client).await.unwrap();
    }
    assert!(desk.clock.waits().is_empty());
}

#[tokio::test]
async fn clones_share_the_rate() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    let clones = [client.clone(), client.with(CallOptions::new().lang("ru")), client];
    let mut times = Vec::new();
    for number in 0..90 {
        read(&clones[number % 3]).await.unwrap();
        times.push(metrika::clock::Clock::elapsed(&desk.clock));
    }
    all_were_served(&desk, 90);
    assert!(densest(&times) <= 30);
}

#[tokio::test]
async fn calls_at_the_same_time_share_the_rate() {
    let desk = strict().await;
    let client = desk.builder().quota(Quota::default()).build().unwrap();
    let calls = (0..90).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { read(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    all_were_served(&desk, 90);
}

#[tokio::test]
async fn rates_can_be_set() {
    for rate in [1, 2, 5, 100] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = client(&desk, |quota| quota.per_second = NonZeroU32::new(rate));
        let mut times = Vec::new();
        for _ in 0..=rate {
            read(&client).await.unwrap();
            times.push(metrika::clock::Clock::elapsed(&desk.clock));
        }
        assert!(densest(&times) <= rate as usize, "{rate}: {}", densest(&times));
    }
}

#[tokio::test]
async fn without_a_rate_nothing_is_waited_for() {
    let desk = Desk::in_step(|builder| builder).await;
    let client: Client = desk.builder().quota(quota(|_| {})).build().unwrap();
    for _ in 0..50 {
        read(&client).await.unwrap();
        logs(&client).await.unwrap();
    }
    assert!(desk.clock.waits().is_empty());
}
