//! Answers as HTTP: the body, with what is to go wrong with it.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::Either;
use futures_util::stream::{self, Stream, StreamExt};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;

use super::socket::Line;
use crate::answer::{Answer, Body};
use crate::faults::Effect;
use crate::quota::Pass;

pub(super) type HttpBody = BoxBody<Bytes, io::Error>;

/// The answer as HTTP. The pass is given back when the whole body is sent.
pub(super) fn response(
    answer: Answer,
    pretty: bool,
    effect: Option<&Effect>,
    pass: Option<Pass>,
    line: &Arc<Line>,
) -> Response<HttpBody> {
    let Answer { status, headers, body } = answer;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(HttpBody::default());
    *response.status_mut() = status;
    let mut length = None;
    let (media, content) = match body {
        Body::Empty => (None, Either::Left(Bytes::new())),
        Body::Json(value) => {
            let written = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
            (Some("application/json; charset=utf-8"), Either::Left(Bytes::from(written.unwrap_or_default())))
        }
        Body::Bytes { media, bytes } => (Some(media), Either::Left(bytes)),
        Body::Stream { media, chunks } => (Some(media), Either::Right(chunks)),
    };
    if let Either::Left(bytes) = &content {
        length = Some(bytes.len() as u64);
    }
    if let Some(media) = media {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    let (limit, stalls) = match effect {
        Some(Effect::Cut { at }) => (Some(*at), false),
        Some(Effect::Stall { at }) => (Some(*at), true),
        // More is promised than there is: the true end is a cut.
        Some(Effect::WrongLength { by: 1.. }) => (length, false),
        _ => (None, false),
    };
    if let Some(Effect::WrongLength { by }) = effect {
        length = length.map(|length| length.saturating_add_signed(*by));
    }
    if let Some(Effect::WrongMedia) = effect {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    *response.body_mut() = match (content, limit, effect) {
        (Either::Left(bytes), None, None | Some(Effect::WrongMedia)) => {
            Full::new(bytes).map_err(|never| match never {}).boxed()
        }
        (content, limit, _) => {
            // A length that does not come from the body has to be said.
            if let Some(length) = length {
                response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
            }
            let chunks = match content {
                Either::Left(bytes) => stream::iter([Ok(bytes)]).left_stream(),
                Either::Right(receiver) => {
                    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)))
                        .right_stream()
                }
            };
            let chunks = broken(chunks, limit, stalls, pass, Arc::clone(line));
            BodyExt::boxed(StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))))
        }
    };
    response
}

/// The chunks up to the limit, and then an end that is none.
fn broken(
    chunks: impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static,
    limit: Option<u64>,
    stalls: bool,
    pass: Option<Pass>,
    line: Arc<Line>,
) -> impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static {
    let start = (Box::pin(chunks), limit, pass, line);
    stream::unfold(start, move |(mut chunks, left, pass, line)| async move {
        if left == Some(0) {
            if stalls {
                std::future::pending::<()>().await;
            }
            line.flushed().await;
            let error = io::Error::new(io::ErrorKind::UnexpectedEof, "cut off, as told");
            return Some((Err(error), (chunks, None, pass, line)));
        }
        let chunk = chunks.next().await?;
        let (chunk, left) = match (chunk, left) {
            (Ok(bytes), Some(left)) => {
                let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                (Ok(bytes.slice(..taken)), Some(left - taken as u64))
            }
            (chunk, left) => (chunk, left),
        };
        Some((chunk, (chunks, left, pass, line)))
    })
}
