//! When a body has been sent, and whether its sending goes on.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body::{Frame, SizeHint};
use reqwest::{Body, Request};
use tokio::sync::oneshot;

use crate::clock::Clock;

/// Bodies in memory up to this many bytes are as good as sent.
const SMALL: usize = 1024 * 1024;

/// Bytes that are handed to the connection at once: what it holds already cannot be watched.
const CHUNK: usize = 64 * 1024;

/// A body that is being sent.
pub(super) struct Upload {
    /// Comes when the body is dropped: it has been sent, or is no longer needed. `None` if it is as good as sent.
    over: Option<oneshot::Receiver<()>>,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that the connection has taken.
    taken: AtomicU64,
    /// The connection waits for more, and whoever makes the body has none yet.
    hungry: AtomicBool,
}

/// Watches the body of this request.
pub(super) fn watch(request: &mut Request) -> Upload {
    let state = Arc::new(State::default());
    let large = request.body().is_some_and(|body| body.as_bytes().is_none_or(|bytes| bytes.len() > SMALL));
    let Some(body) = request.body_mut().take_if(|_| large) else { return Upload { over: None, state } };
    let (dropped, over) = oneshot::channel();
    *request.body_mut() =
        Some(Body::wrap(Watched { body, rest: Bytes::new(), state: Arc::clone(&state), _dropped: dropped }));
    Upload { over: Some(over), state }
}

impl Upload {
    /// Comes when the body has been sent, however long it takes. If the other side takes nothing of it for this long, that is `Err`; a body
    /// that is not made faster is waited for.
    pub async fn sent(self, clock: &dyn Clock, idle: Duration) -> Result<(), ()> {
        let Some(mut over) = self.over else { return Ok(()) };
        let mut before = 0;
        loop {
            match select(&mut over, clock.deadline(idle)).await {
                // Nothing is ever sent through it: what comes is that the sender is gone.
                Either::Left(_) => return Ok(()),
                Either::Right(((), _)) => {
                    let taken = self.state.taken.load(Ordering::Relaxed);
                    if taken == before && !self.state.hungry.load(Ordering::Relaxed) {
                        return Err(());
                    }
                    before = taken;
                }
            }
        }
    }
}

/// A body that is dropped as soon as it is of no more use.
struct Watched {
    body: Body,
    /// What came of it and was not handed on.
    rest: Bytes,
    state: Arc<State>,
    _dropped: oneshot::Sender<()>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.rest.is_empty() {
            let polled = Pin::new(&mut self.body).poll_frame(context);
            self.state.hungry.store(polled.is_pending(), Ordering::Relaxed);
            match polled.map_ok(Frame::into_data) {
                Poll::Ready(Some(Ok(Ok(data)))) => self.rest = data,
                Poll::Ready(Some(Ok(Err(frame)))) => return Poll::Ready(Some(Ok(frame))),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
        let length = self.rest.len().min(CHUNK);
        let chunk = self.rest.split_to(length);
        self.state.taken.fetch_add(length as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (body, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower().saturating_add(rest));
        if let Some(upper) = body.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
