//! A sandbox and a client of it. Nobody waits: the client's waits move its clock, and the sandbox's too if they go in step.

#![allow(dead_code)] // not every test needs all of it

use std::collections::BTreeSet;
use std::error::Error as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use metrika::clock::{Clock, Wait};
use metrika::models::{Filter, FilterAction, FilterAttribute, FilterType, SettingStatus};
use metrika::{Client, ClientBuilder};
use metrika_sandbox::{Builder, Recorded, Sandbox};

/// The token that the tests send. It must show up nowhere.
pub const TOKEN: &str = "y0_a-token-of-the-tests";
/// Seeded counters: one with visits, goals and all that belongs to it; one without.
pub const SHOP: i64 = 44147844;
pub const EMPTY: i64 = 44147901;

/// A filter that is right.
pub fn office() -> Filter {
    Filter {
        attr: Some(FilterAttribute::ClientIp),
        type_: Some(FilterType::Interval),
        value: Some("192.0.2.0/24".into()),
        action: Some(FilterAction::Exclude),
        status: Some(SettingStatus::Active),
        ..Filter::default()
    }
}

pub struct Desk {
    pub sandbox: Sandbox,
    pub clock: TestClock,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// With other settings.
    pub async fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        let now: Timestamp = "2026-03-01T12:00:00+03:00".parse().unwrap();
        let builder = Sandbox::builder().now(now).with(|settings| settings.data.visits = 50);
        let sandbox = change(builder).start().await.unwrap();
        Self { sandbox, clock: TestClock::at(now) }
    }

    /// With other settings, and the sandbox's clock goes with the client's.
    pub async fn in_step(change: impl FnOnce(Builder) -> Builder) -> Self {
        let desk = Self::with(change).await;
        desk.clock.go_with(desk.sandbox.clock().clone());
        desk
    }

    /// A client of the sandbox.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// A client of the sandbox, to be changed.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().token(TOKEN).base_url(self.sandbox.url()).clock(self.clock.clone())
    }

    /// What was sent, as `METHOD /path`.
    pub fn sent(&self) -> Vec<String> {
        self.sandbox.journal().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// The last request.
    pub fn last(&self) -> Recorded {
        self.sandbox.journal().last().unwrap().clone()
    }
}

/// Leaves a list of what the sandbox carried out, for `cargo xtask coverage`.
impl Drop for Desk {
    fn drop(&mut self) {
        let Some(folder) = std::env::var_os("METRIKA_COVERAGE") else { return };
        let thread = std::thread::current();
        let test = format!("{}::{}", env!("CARGO_CRATE_NAME"), thread.name().unwrap_or("?"));
        let carried_out = self.sandbox.journal().into_iter().filter(|request| matches!(request.status, Some(200..300)));
        let operations: BTreeSet<String> = carried_out.filter_map(|request| request.operation).collect();
        let text = std::iter::once(test.clone()).chain(operations).collect::<Vec<_>>().join("\n");
        let path = std::path::Path::new(&folder).join(test.replace("::", "."));
        std::fs::write(path, text).unwrap();
    }
}

/// What was traced. Clones write into the same.
#[derive(Clone, Default)]
pub struct Log(pub Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All that an error can tell.
pub fn everything(error: &metrika::Error) -> String {
    let mut shown = format!(
        "{error} {error:?} {error:#?} {} {:?} {:?} {:?} {:?}",
        error.hint(),
        error.operation(),
        error.errors(),
        error.body_excerpt(),
        error.path()
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        shown.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    shown
}

/// A clock that moves on when it is waited for, and whose deadlines never come unless they are told to.
#[derive(Debug, Clone)]
pub struct TestClock {
    hands: Arc<Mutex<Hands>>,
}

#[derive(Debug)]
struct Hands {
    start: Timestamp,
    /// The sandbox's, which moves along.
    other: Option<metrika_sandbox::Clock>,
    elapsed: Duration,
    waits: Vec<Duration>,
    /// Deadlines of this length come at once.
    due: Option<Duration>,
    /// Deadlines so far, and how many of them have passed, with their length, although no others do.
    deadlines: usize,
    passed: Option<(Duration, usize)>,
    /// Those who wait for them.
    wakers: Vec<Waker>,
}

impl TestClock {
    pub fn at(start: Timestamp) -> Self {
        let hands = Hands {
            start,
            other: None,
            elapsed: Duration::ZERO,
            waits: Vec::new(),
            due: None,
            deadlines: 0,
            passed: None,
            wakers: Vec::new(),
        };
        Self { hands: Arc::new(Mutex::new(hands)) }
    }

    /// Moves this clock along.
    pub fn go_with(&self, other: metrika_sandbox::Clock) {
        self.hands.lock().unwrap().other = Some(other);
    }

    pub fn advance(&self, duration: Duration) {
        self.hands.lock().unwrap().advance(duration);
    }

    /// What was waited for before something was sent.
    pub fn waits(&self) -> Vec<Duration> {
        self.hands.lock().unwrap().waits.clone()
    }

    /// Deadlines of this length pass at once, if what they limit is not ready by then.
    pub fn let_pass(&self, deadline: Duration) {
        let mut hands = self.hands.lock().unwrap();
        hands.due = Some(deadline);
        hands.wakers.drain(..).for_each(Waker::wake);
    }

    /// No deadline passes any more but those that were there before.
    pub fn hold(&self) {
        let mut hands = self.hands.lock().unwrap();
        hands.passed = hands.due.take().map(|due| (due, hands.deadlines)).or(hands.passed);
    }
}

impl Hands {
    fn advance(&mut self, duration: Duration) {
        self.elapsed += duration;
        if let Some(other) = &self.other {
            other.advance(duration).unwrap();
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let hands = self.hands.lock().unwrap();
        hands.start + SignedDuration::try_from(hands.elapsed).unwrap()
    }

    fn elapsed(&self) -> Duration {
        self.hands.lock().unwrap().elapsed
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        let mut hands = self.hands.lock().unwrap();
        hands.advance(duration);
        hands.waits.push(duration);
        Box::pin(std::future::ready(()))
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        let number = {
            let mut hands = self.hands.lock().unwrap();
            hands.deadlines += 1;
            hands.deadlines
        };
        Box::pin(std::future::poll_fn(move |context| {
            let mut hands = self.hands.lock().unwrap();
            let passed = hands.passed.is_some_and(|(length, last)| length == duration && number <= last);
            if hands.due == Some(duration) || passed {
                return Poll::Ready(());
            }
            if !hands.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                hands.wakers.push(context.waker().clone());
            }
            Poll::Pending
        }))
    }
}
