//! When a body has been sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{Either, Ready, ready};
use http_body::{Frame, SizeHint};
use reqwest::{Body, Request};
use tokio::sync::oneshot;

/// Bodies in memory up to this many bytes are as good as sent.
const SMALL: usize = 1024 * 1024;

/// Comes when the body of this request has been sent, or is no longer needed.
pub(super) fn watch(request: &mut Request) -> impl Future<Output = ()> + Send + use<> {
    let large = request.body().is_some_and(|body| body.as_bytes().is_none_or(|bytes| bytes.len() > SMALL));
    let Some(body) = request.body_mut().take_if(|_| large) else { return Either::Left(ready(())) as Sent };
    let (dropped, waiting) = oneshot::channel();
    *request.body_mut() = Some(Body::wrap(Watched { body, _dropped: dropped }));
    Either::Right(Waiting(waiting))
}

type Sent = Either<Ready<()>, Waiting>;

/// A body that is dropped as soon as it is of no more use.
struct Watched {
    body: Body,
    _dropped: oneshot::Sender<()>,
}

impl http_body::Body for Watched {
    type Data = bytes::Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct Waiting(oneshot::Receiver<()>);

impl Future for Waiting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // Nothing is ever sent: what comes is that the sender is gone.
        Pin::new(&mut self.0).poll(context).map(drop)
    }
}
