//! Reading an answer: whole, or piece by piece if it is a file. Either way no pause may be too long.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, StreamExt};
use metrika_raw::transport::Operation;
use reqwest::{Body, Response};
use tracing::Span;

use super::{Core, Session, timed_out, trace, within};
use crate::auth::Token;
use crate::error::{Error, ErrorKind, Result};
use crate::policy::quota::Place;

/// Reads the body, so that one that breaks off can be asked for again.
pub(super) async fn whole(session: &Session, mut response: Response, token: &Token) -> Result<Response> {
    let status = response.status().as_u16();
    // Most answers come in one piece, which need not be copied.
    let mut body = piece(&session.core, &mut response, status).await?.unwrap_or_default();
    if let Some(second) = piece(&session.core, &mut response, status).await? {
        let mut pieces = BytesMut::from(body);
        pieces.extend_from_slice(&second);
        while let Some(piece) = piece(&session.core, &mut response, status).await? {
            pieces.extend_from_slice(&piece);
        }
        body = pieces.freeze();
    }
    // It may be no answer of the service's but the page of a proxy, and end up in an error.
    let mut made = http::Response::new(token.hide_in_answer(body));
    *made.status_mut() = response.status();
    *made.version_mut() = response.version();
    *made.headers_mut() = std::mem::take(response.headers_mut());
    Ok(made.into())
}

/// Reads no more than this, and what there is if it breaks off.
pub(super) async fn beginning(session: &Session, response: &mut Response, most: usize) -> Bytes {
    let status = response.status().as_u16();
    let mut body = BytesMut::new();
    while body.len() < most {
        match piece(&session.core, response, status).await {
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) | Err(_) => break,
        }
    }
    body.truncate(most);
    body.freeze()
}

/// Leaves the body to be read piece by piece. It keeps its place among the requests at once until it is read or dropped.
pub(super) fn stream(
    session: &Session,
    operation: &'static Operation,
    mut response: Response,
    place: Place,
    number: u32,
) -> Response {
    let status = response.status();
    let mut made = http::Response::new(());
    *made.status_mut() = status;
    *made.version_mut() = response.version();
    *made.headers_mut() = std::mem::take(response.headers_mut());
    let reading = Reading { core: Arc::clone(&session.core), response, _place: place, span: Span::current(), bytes: 0 };
    let pieces = stream::try_unfold(reading, move |mut reading| async move {
        let piece = piece(&reading.core, &mut reading.response, status.as_u16()).await;
        let piece = piece.map_err(|error| error.of_call(operation, number))?;
        Ok::<_, Error>(piece.map(|piece| {
            reading.bytes += piece.len() as u64;
            (piece, reading)
        }))
    });
    made.map(|()| Body::wrap_stream(pieces.boxed())).into()
}

struct Reading {
    core: Arc<Core>,
    response: Response,
    _place: Place,
    span: Span,
    bytes: u64,
}

impl Drop for Reading {
    fn drop(&mut self) {
        trace::read(&self.span, self.bytes);
    }
}

async fn piece(core: &Core, response: &mut Response, status: u16) -> Result<Option<Bytes>> {
    let limit = core.timeouts.idle;
    let mut error = match within(&*core.clock, limit, response.chunk()).await {
        Some(Ok(piece)) => return Ok(piece),
        Some(Err(error)) => Error::new(ErrorKind::Interrupted, "the answer broke off").with_source(error.without_url()),
        None => timed_out("the answer stalled", limit),
    };
    error.inner_mut().status = Some(status);
    Err(error)
}
