//! A hit is sent again only if it surely did not arrive.

use std::sync::Mutex;
use std::time::Duration;

use metrika::clock::{Clock, Wait};
use metrika::{CallOptions, Client, ErrorKind, Language, RetryPolicy, Timeouts};
use metrika_sandbox::faults::Fault;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::desk::{Desk, SHOP, TOKEN, TestClock};
use crate::wire::{Wire, answer};
use crate::{client, goal, hits, secret};

#[tokio::test]
async fn a_hit_that_may_have_arrived_is_not_sent_again_and_the_error_says_what_that_would_do() {
    for (fault, kind, done) in [
        (Fault::reset_before(), ErrorKind::Interrupted, 0),
        (Fault::reset_after(), ErrorKind::Interrupted, 1),
        (Fault::answer(503, "backend_error"), ErrorKind::Backend, 0),
        (Fault::answer(503, "backend_error").done(), ErrorKind::Backend, 1),
        (Fault::html(502), ErrorKind::Backend, 0),
        (Fault::empty(504).done(), ErrorKind::ServiceTimeout, 1),
    ] {
        let desk = Desk::new().await;
        desk.sandbox.fault(fault.clone().on("collect")).unwrap();
        let error = client(&desk).counter(SHOP).measurement(secret(&desk)).send(&goal()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (kind, 1, true), "{fault:?}");
        assert!(!error.is_retryable());
        assert_eq!((desk.sent().len(), hits(&desk).len()), (1, done), "{fault:?}");
        assert!(error.to_string().contains("sent again, it would count twice"), "{error}");
        assert!(error.hint().contains("counts twice"), "{}", error.hint());
        assert!(error.hint_in(Language::Russian).contains("дважды"), "{}", error.hint_in(Language::Russian));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_leaves_the_hit_in_doubt() {
    let wire = Wire::silent().await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let builder = Client::builder().token(TOKEN).measurement_url(wire.url()).clock(clock.clone());
    let client = builder.build().unwrap();
    let limit = Duration::from_secs(7);
    for (client, deadline) in
        [(client.clone(), Timeouts::default().first_byte), (client.with(CallOptions::new().timeout(limit)), limit)]
    {
        clock.hold();
        let sending = tokio::spawn(async move { client.counter(SHOP).measurement("secret").send(&goal()).await });
        wire.heard().notified().await;
        clock.let_pass(deadline);
        let error = sending.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Timeout, 1, true), "{error}");
        assert!(error.to_string().contains("count twice"), "{error}");
    }
    assert_eq!(wire.requests().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_leaves_the_hit_in_doubt() {
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let foreign = Wire::always(answer("200 OK", &[], "")).await;
        let location = format!("Location: {}/collect", foreign.url());
        let service = Wire::always(answer(status, &[&location], "")).await;
        let client = service.builder().measurement_url(service.url()).build().unwrap();
        let error = client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap_err();
        assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::UnexpectedAnswer, true), "{status}");
        assert_eq!((service.requests().len(), foreign.requests().len()), (1, 0), "{status}");
    }
}

#[tokio::test]
async fn what_a_quota_refused_is_sent_again() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(429).on("collect").times(2)).unwrap();
    let client = client(&desk);
    client.counter(SHOP).measurement(secret(&desk)).send(&goal()).await.unwrap();
    assert_eq!((desk.sent().len(), hits(&desk).len(), desk.clock.waits().len()), (3, 1, 2));

    // As the policy has it.
    desk.sandbox.fault(Fault::empty(429).on("collect")).unwrap();
    let once = client.with(CallOptions::new().retry(RetryPolicy::none()));
    let error = once.counter(SHOP).measurement(secret(&desk)).send(&goal()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Quota, 1, false));
    assert!(!error.to_string().contains("twice"), "{error}");
}

/// An address that takes no connections before somebody waits for the next attempt.
#[derive(Debug)]
struct Opens {
    clock: TestClock,
    closed: Mutex<Option<TcpSocket>>,
}

impl Clock for Opens {
    fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        if let Some(socket) = self.closed.lock().unwrap().take() {
            let listener = socket.listen(8).unwrap();
            tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
                stream.write_all(answer("200 OK", &[], "<!-- OK -->").as_bytes()).await.unwrap();
            });
        }
        self.clock.sleep(duration)
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        self.clock.deadline(duration)
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_and_it_is_tried_again() {
    // It takes no connections, and nobody else can have its port meanwhile.
    let bound = TcpSocket::new_v4().unwrap();
    bound.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", bound.local_addr().unwrap());
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let builder = || Client::builder().token(TOKEN).measurement_url(&url);
    let client = builder().clock(clock.clone()).build().unwrap();
    let error = client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Connect, 4, false));
    assert!(error.is_retryable() && !error.to_string().contains("twice"), "{error}");
    assert_eq!(clock.waits().len(), 3);

    let opens = Opens { clock: clock.clone(), closed: Mutex::new(Some(bound)) };
    let client = builder().clock(opens).build().unwrap();
    client.counter(SHOP).measurement("secret").send(&goal()).await.unwrap();
    assert_eq!(clock.waits().len(), 4, "the second attempt was taken");
}

#[tokio::test]
async fn retries_of_hits_come_out_of_the_budget_of_the_client() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(429).on("collect")).unwrap();
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    for _ in 0..5 {
        measurement.send(&goal()).await.unwrap_err();
    }
    let retries = desk.sent().len() - 5;
    assert_eq!(retries, 10, "ten at first, and the fifth request has earned no other yet");
}
