//! Requests at once.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt};
use metrika::auth::{Token, TokenSource, from_fn};
use metrika::clock::{Clock, Wait};
use metrika::{CallOptions, Client, ErrorKind, Quota};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP, TOKEN, TestClock};
use crate::wire::{Wire, json};
use crate::{client, quota, read, report};

const LIMIT: Duration = Duration::from_secs(7);

/// How many requests are under way: whoever has got a place asks for the token, and nobody else does.
#[derive(Debug, Clone, Default)]
struct UnderWay(Arc<Mutex<(usize, usize)>>);

impl UnderWay {
    fn source(&self) -> impl TokenSource {
        let counts = Arc::clone(&self.0);
        from_fn(move || {
            let (now, most) = &mut *counts.lock().unwrap();
            *now += 1;
            *most = (*most).max(*now);
            async { Token::new(TOKEN) }
        })
    }

    /// A call that is counted out when it has its answer. Nothing comes between: all calls are of one task.
    async fn read(self, client: Client) {
        read(&client).await.unwrap();
        self.0.lock().unwrap().0 -= 1;
    }

    fn now(&self) -> usize {
        self.0.lock().unwrap().0
    }

    fn most(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

/// Makes so many calls at once through clients that share their places. How many are under way while no answer comes, and how
/// many at most until all have theirs.
async fn at_once(quota: Quota, calls: usize) -> (usize, usize) {
    let wire = Wire::gated(json(r#"{"labels":[]}"#)).await;
    let under_way = UnderWay::default();
    let client = wire.builder().quota(quota).token_source(under_way.source()).build().unwrap();
    // One clone has other options.
    let clones = [client.clone(), client.with(CallOptions::new().lang("ru"))];
    let mut all = join_all((0..calls).map(|number| under_way.clone().read(clones[number % 2].clone())));
    // Each goes as far as it can.
    assert!((&mut all).now_or_never().is_none());
    let held = under_way.now();
    (0..calls).for_each(|_| wire.release());
    all.await;
    assert_eq!((under_way.now(), wire.requests().len()), (0, calls));
    (held, under_way.most())
}

#[tokio::test]
async fn three_requests_are_under_way_at_most() {
    assert_eq!(at_once(Quota::default(), 10).await, (3, 3));
}

#[tokio::test]
async fn the_service_never_has_to_refuse_the_fourth() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.quotas.parallel = Some(3))).await;
    desk.sandbox.fault(Fault::latency(Duration::from_millis(1))).unwrap();
    let client = desk.builder().quota(quota(|quota| quota.parallel = NonZeroU32::new(3))).build().unwrap();
    let calls: Vec<_> = (0..60)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&client).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let statuses: Vec<_> = desk.sandbox.journal().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(200); 60]);
}

#[tokio::test]
async fn whatever_becomes_of_a_request_its_place_is_free_again() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.parallel = NonZeroU32::new(1));
    for fault in [
        Fault::answer(400, "invalid_parameter"),
        Fault::empty(503),
        Fault::html(502),
        Fault::garbage(),
        Fault::reset_before(),
        Fault::cut(5),
    ] {
        desk.sandbox.fault(fault.on("labels")).unwrap();
        read(&client).await.unwrap_err();
        desk.sandbox.clear_faults();
        read(&client).await.unwrap();
    }
    // Nobody waits for the answer any more.
    let wire = Wire::silent().await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let one = quota(|quota| quota.parallel = NonZeroU32::new(1));
    let client = Client::builder().token(TOKEN).base_url(wire.url()).quota(one).clock(clock).build().unwrap();
    for _ in 0..2 {
        let client = client.clone();
        let call = tokio::spawn(async move { read(&client).await });
        wire.heard().notified().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
}

/// A part of a log, begun and not read.
async fn download(desk: &Desk, client: &Client) -> metrika::raw::ByteStream {
    let logs = client.raw().logs();
    let fields = vec!["ym:s:visitID".to_owned(), "ym:s:dateTime".to_owned()];
    let create = logs.create_log_request().counter_id(SHOP).source(metrika::raw::logs::types::LogSource::Visits);
    let date = |text: &str| text.parse::<jiff::civil::Date>().unwrap().to_string();
    let create = create.date1(date("2026-02-01")).date2(date("2026-02-28")).fields(fields);
    let request = create.send().await.unwrap().into_inner().log_request.unwrap();
    desk.clock.advance(Duration::from_secs(3600));
    let id = request.request_id.unwrap();
    let part = logs.download_log_part().counter_id(SHOP).request_id(id).part_number(0);
    part.send().await.unwrap().into_inner()
}

#[tokio::test]
async fn a_download_keeps_its_place_until_it_is_read() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.parallel = NonZeroU32::new(1));
    let mut part = download(&desk, &client).await.into_inner();
    let sent = desk.sent().len();

    desk.clock.let_pass(LIMIT);
    let hurried = client.with(CallOptions::new().timeout(LIMIT));
    let error = read(&hurried).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0), "there was no place");
    assert_eq!(desk.sent().len(), sent);

    let mut bytes = 0;
    while let Some(piece) = part.next().await {
        bytes += piece.unwrap().len();
    }
    assert!(bytes > 0);
    read(&client).await.unwrap();
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_download_that_is_dropped_gives_its_place_back() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.parallel = NonZeroU32::new(1));
    drop(download(&desk, &client).await);
    read(&client).await.unwrap();
}

#[tokio::test]
async fn a_download_that_breaks_off_gives_its_place_back() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk, |quota| quota.parallel = NonZeroU32::new(1));
    desk.sandbox.fault(Fault::cut(30).on("download_log_part")).unwrap();
    let mut part = download(&desk, &client).await.into_inner();
    while let Some(Ok(_)) = part.next().await {}
    read(&client).await.unwrap();
}

#[tokio::test]
async fn the_number_can_be_set_and_left_out() {
    for (most, expected) in [(NonZeroU32::new(5), 5), (None, 8)] {
        assert_eq!(at_once(quota(|quota| quota.parallel = most), 8).await, (expected, expected));
    }
}

/// Waits of minutes never end; others are over at once.
#[derive(Debug)]
struct Endless(TestClock);

impl Clock for Endless {
    fn now(&self) -> jiff::Timestamp {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        if duration < Duration::from_secs(1) {
            return self.0.sleep(duration);
        }
        Box::pin(std::future::pending())
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        self.0.deadline(duration)
    }
}

#[tokio::test]
async fn reports_that_wait_for_minutes_hold_no_place() {
    let desk = Desk::new().await;
    let few = quota(|quota| {
        quota.parallel = NonZeroU32::new(3);
        quota.reports_per_five_minutes = NonZeroU32::new(3);
    });
    let client = desk.builder().clock(Endless(desk.clock.clone())).quota(few).build().unwrap();
    report(&client, [SHOP]).await.unwrap();
    let mut waiting = join_all((0..5).map(|_| report(&client, [SHOP])));
    // Each goes as far as it can.
    assert!((&mut waiting).now_or_never().is_none());
    // It would wait for ever; the limit only ends the test then.
    tokio::time::timeout(Duration::from_secs(60), read(&client)).await.expect("a place is free").unwrap();
    assert_eq!(desk.sent().len(), 2);
    drop(waiting);
}
