//! Bodies that are not taken any more, and bodies that are slow to come.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use metrika::clock::{Clock, Wait};
use metrika::{Client, Error, ErrorKind, Timeouts};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::desk::{Desk, TOKEN, TestClock};

/// Deadlines for a piece come after others had their turn a few times; how many came is told.
#[derive(Debug)]
struct Turns {
    clock: TestClock,
    idle: Duration,
    passed: Arc<watch::Sender<u32>>,
}

impl Clock for Turns {
    fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait<'_> {
        self.clock.sleep(duration)
    }

    fn deadline(&self, duration: Duration) -> Wait<'_> {
        if duration != self.idle {
            return Box::pin(std::future::pending());
        }
        Box::pin(async move {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            self.passed.send_modify(|passed| *passed += 1);
        })
    }
}

fn client(url: String) -> (Client, watch::Receiver<u32>) {
    let (sender, passed) = watch::channel(0);
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let clock = Turns { clock, idle: Timeouts::default().idle, passed: Arc::new(sender) };
    (Client::builder().token(TOKEN).base_url(url).clock(clock).build().unwrap(), passed)
}

async fn upload(client: &Client, body: reqwest::Body) -> Result<(), Error> {
    let raw = client.raw().management();
    let call = raw.upload_expenses().counter_id(crate::EMPTY).body(body);
    call.send().await.map(drop).map_err(Error::from)
}

#[tokio::test]
async fn an_upload_that_nobody_takes_is_given_up_and_in_doubt() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let (client, _) = client(format!("http://{}", listener.local_addr().unwrap()));
    // More than the buffers on the way hold.
    let body = vec![b'x'; 64 * 1024 * 1024];
    let (error, _held) = tokio::join!(upload(&client, body.into()), listener.accept());
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt(), error.attempts()), (ErrorKind::Timeout, true, 1), "{error}");
    assert!(error.to_string().contains("nothing more of the body was taken"), "{error}");
}

#[tokio::test]
async fn an_upload_that_is_slow_to_come_is_waited_for() {
    let desk = Desk::new().await;
    let (client, passed) = client(desk.sandbox.url());
    let rows = futures_util::stream::unfold((0, passed), |(piece, mut passed)| async move {
        match piece {
            0 => Some((Ok::<_, Infallible>("Date,UTMSource,Expenses\n"), (1, passed))),
            1 => {
                passed.wait_for(|passed| *passed >= 5).await.unwrap();
                Some((Ok("2026-01-01,a,1\n"), (2, passed)))
            }
            _ => None,
        }
    });
    upload(&client, reqwest::Body::wrap_stream(rows)).await.unwrap();
}
