//! How long the client waits before it sends again.

use std::time::Duration;

use metrika::{Client, ErrorKind, RetryPolicy};
use metrika_sandbox::faults::{Action, Fault};

use crate::Call;
use crate::desk::{Desk, TOKEN, TestClock};
use crate::wire::{Wire, answer};

const SECOND: Duration = Duration::from_secs(1);

fn busy(retry_after: Option<u64>) -> Fault {
    Fault::of(Action::Answer {
        error_type: "quota_requests_by_ip".to_owned(),
        status: None,
        message: None,
        location: None,
        retry_after,
    })
}

/// The waits of a call that fails until the client gives up, and the error.
async fn waits(policy: RetryPolicy, fault: Fault) -> (Vec<Duration>, metrika::Error) {
    let desk = Desk::new().await;
    desk.sandbox.fault(fault).unwrap();
    let client = desk.builder().retry(policy).build().unwrap();
    let error = Call::Read.make(&client).await.unwrap_err();
    (desk.clock.waits(), error)
}

#[tokio::test]
async fn waits_are_drawn_at_random_below_a_bound_that_doubles() {
    let policy = RetryPolicy::default().attempts(8).time_limit(Duration::from_secs(1000));
    let mut longest = [0.0_f64; 7];
    for _ in 0..12 {
        let (waits, error) = waits(policy.clone(), Fault::empty(503)).await;
        assert_eq!((waits.len(), error.attempts()), (7, 8));
        for (number, wait) in waits.iter().enumerate() {
            longest[number] = longest[number].max(wait.as_secs_f64());
        }
    }
    for (longest, bound) in longest.into_iter().zip([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0]) {
        assert!(longest <= bound, "{longest} of at most {bound}");
        // That twelve draws all stay below an eighth happens once in 70 billion runs.
        assert!(longest > bound / 8.0, "{longest} of at most {bound}");
    }
}

#[tokio::test]
async fn two_calls_do_not_come_back_at_the_same_moment() {
    let (first, _) = waits(RetryPolicy::default(), Fault::empty(503)).await;
    let (second, _) = waits(RetryPolicy::default(), Fault::empty(503)).await;
    assert_ne!(first, second);
}

#[tokio::test]
async fn what_the_service_asks_for_is_the_least() {
    let (waits, error) = waits(RetryPolicy::default(), busy(Some(30))).await;
    assert_eq!(waits, [30 * SECOND; 3]);
    assert_eq!(error.retry_after(), Some(30 * SECOND));
}

#[tokio::test]
async fn a_wait_beyond_the_time_limit_is_not_begun() {
    let (waits, error) = waits(RetryPolicy::default(), busy(Some(121))).await;
    assert_eq!((waits.len(), error.attempts()), (0, 1));
    assert_eq!(error.retry_after(), Some(121 * SECOND), "the program may wait itself");
}

#[tokio::test]
async fn no_attempt_begins_after_the_time_limit() {
    let policy = RetryPolicy::default().attempts(100).time_limit(100 * SECOND);
    let (waits, error) = waits(policy, busy(Some(30))).await;
    assert_eq!((waits.len(), error.attempts()), (3, 4));
}

#[tokio::test]
async fn as_many_attempts_as_the_policy_says() {
    for (policy, attempts) in [
        (RetryPolicy::none(), 1),
        (RetryPolicy::default().attempts(0), 1),
        (RetryPolicy::default().attempts(2), 2),
        (RetryPolicy::default().attempts(7), 7),
    ] {
        let (waits, error) = waits(policy, Fault::reset_before()).await;
        assert_eq!((waits.len() + 1, error.attempts()), (attempts, u32::try_from(attempts).unwrap()));
    }
}

#[tokio::test]
async fn a_policy_has_delays_of_its_own() {
    let policy = RetryPolicy::default().attempts(6).delays(Duration::from_millis(4), Duration::from_millis(10));
    let (waits, _) = waits(policy, Fault::empty(503)).await;
    for (wait, bound) in waits.into_iter().zip([4, 8, 10, 10, 10]) {
        assert!(wait <= Duration::from_millis(bound), "{wait:?} of {bound} ms");
    }
}

/// The sandbox tells seconds only.
#[tokio::test]
async fn the_time_to_come_back_may_be_a_date() {
    // The clock of the tests begins at 09:00:00.
    for (value, waited) in [
        ("Sun, 01 Mar 2026 09:00:40 GMT", Some(40)),
        ("Sun, 01 Mar 2026 08:00:00 GMT", Some(0)),
        ("25", Some(25)),
        ("soon", None),
        ("-5", None),
        ("18446744073709551616", None),
    ] {
        let busy = answer("503 Service Unavailable", &[&format!("Retry-After: {value}")], "");
        let wire = Wire::always(busy).await;
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock.clone());
        let client = client.retry(RetryPolicy::default().attempts(2)).build().unwrap();
        let error = Call::Read.make(&client).await.unwrap_err();
        assert_eq!(wire.requests().len(), 2, "{value}");
        let wait = clock.waits()[0];
        match waited {
            Some(seconds) if seconds > 0 => assert_eq!(wait, seconds * SECOND, "{value}"),
            _ => assert!(wait <= SECOND / 2, "{value}: {wait:?}"),
        }
        // Measured again when the second answer came, the date is the nearer.
        assert_eq!(error.retry_after().is_some(), waited.is_some(), "{value}");
        assert_eq!(error.kind(), ErrorKind::Backend);
    }
}

#[tokio::test]
async fn a_time_to_come_back_in_the_far_future_ends_the_call() {
    for value in ["18446744073709551615", "Thu, 31 Dec 2099 23:59:59 GMT"] {
        let busy = answer("429 Too Many Requests", &[&format!("Retry-After: {value}")], "");
        let wire = Wire::always(busy).await;
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        let error = Call::Write.make(&client).await.unwrap_err();
        assert_eq!((error.attempts(), wire.requests().len()), (1, 1));
    }
}
