//! No answer in time: nobody waits here, the deadlines come when the request is known to have arrived.

use std::sync::Arc;
use std::time::Duration;

use metrika::clock::{Clock, Wait};
use metrika::{CallOptions, Client, Error, ErrorKind, Quota, Timeouts};
use metrika_sandbox::faults::Fault;
use tokio::sync::Notify;

use crate::Call;
use crate::desk::{Desk, TOKEN, TestClock};
use crate::wire::Wire;

/// Deadlines of one length come when something is signalled, others never.
#[derive(Debug)]
struct Signalled {
    clock: TestClock,
    deadline: Duration,
    signal: Arc<Notify>,
    /// Whether waits before an attempt are what is signalled, and never end.
    hangs: bool,
}

impl Clock for Signalled {
    fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        if !self.hangs {
            return self.clock.sleep(duration);
        }
        self.signal.notify_one();
        Box::pin(std::future::pending())
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        if duration == self.deadline { Box::pin(self.signal.notified()) } else { Box::pin(std::future::pending()) }
    }
}

const CALL: Duration = Duration::from_secs(7);

fn client(url: String, deadline: Duration, signal: Arc<Notify>, hangs: bool) -> Client {
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let builder = Client::builder().token(TOKEN).base_url(url);
    builder.clock(Signalled { clock, deadline, signal, hangs }).build().unwrap()
}

#[tokio::test]
async fn a_read_without_an_answer_is_sent_again_and_a_write_is_not() {
    for (call, attempts) in [(Call::Read, 4), (Call::Write, 1)] {
        let wire = Wire::silent().await;
        let client = client(wire.url(), Timeouts::default().first_byte, wire.heard(), false);
        let error = call.make(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Timeout, None, attempts));
        assert_eq!(wire.requests().len(), attempts as usize);
        assert_eq!(error.is_in_doubt(), call == Call::Write);
        assert_eq!(error.operation(), Some(call.operation()));
        assert_eq!(
            error.is_retryable(),
            call == Call::Read,
            "who repeats a write that may have been done, does it twice"
        );
    }
}

#[tokio::test]
async fn the_time_for_an_answer_begins_when_the_upload_is_sent() {
    let wire = Wire::silent().await;
    let client = client(wire.url(), Timeouts::default().first_byte, wire.heard(), false);
    let rows =
        futures_util::stream::iter([Ok::<_, std::io::Error>("Date,UTMSource,Expenses\n"), Ok("2026-01-01,a,1\n")]);
    let raw = client.raw().management();
    let upload = raw.upload_expenses().counter_id(crate::EMPTY).body(reqwest::Body::wrap_stream(rows));
    let error = Error::from(upload.send().await.unwrap_err());
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Timeout, 1, true));
    assert!(wire.requests()[0].contains("2026-01-01,a,1"), "all of it was sent before");
}

#[tokio::test]
async fn a_call_that_is_given_up_under_way_is_in_doubt_if_it_writes() {
    for call in Call::BOTH {
        let wire = Wire::silent().await;
        let client = client(wire.url(), CALL, wire.heard(), false).with(CallOptions::new().timeout(CALL));
        let error = call.make(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        assert_eq!(error.is_in_doubt(), call == Call::Write);
        assert_eq!(wire.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_between_two_attempts_was_not_done() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(429)).unwrap();
    let client = client(desk.sandbox.url(), CALL, Arc::default(), true).with(CallOptions::new().timeout(CALL));
    let error = Call::Write.make(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Timeout, 1, false));
    assert_eq!(desk.sandbox.journal().len(), 1);
}

#[tokio::test]
async fn a_call_that_is_given_up_while_it_waits_for_its_place_was_not_sent() {
    let wire = Wire::silent().await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let mut quota = Quota::default();
    quota.parallel = std::num::NonZeroU32::new(1);
    let client = Client::builder().token(TOKEN).base_url(wire.url()).quota(quota).clock(clock.clone()).build().unwrap();
    let first = client.clone();
    let first = tokio::spawn(async move { Call::Read.make(&first).await });
    wire.heard().notified().await;
    clock.let_pass(CALL);
    let error = Call::Write.make(&client.with(CallOptions::new().timeout(CALL))).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.is_in_doubt()), (ErrorKind::Timeout, 0, false));
    assert_eq!(wire.requests().len(), 1);
    first.abort();
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_and_everything_is_tried_again() {
    // It takes no connections, and nobody else can have its port meanwhile.
    let bound = tokio::net::TcpSocket::new_v4().unwrap();
    bound.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let free = bound.local_addr().unwrap();
    for call in Call::BOTH {
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = Client::builder().token(TOKEN).base_url(format!("http://{free}")).clock(clock).build().unwrap();
        let error = call.make(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Connect, None, 4));
        assert!(error.is_retryable() && !error.is_in_doubt());
        assert!(std::error::Error::source(&error).is_some());
    }
}
