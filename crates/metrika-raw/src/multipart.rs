//! Frames a file as `multipart/form-data`.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body::{Frame, SizeHint};
use reqwest::Body;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part};

use crate::transport::TransportError;

/// The name of the part, as the guides give it. The name of the file is free.
const PART: &str = "file";
const FILE_NAME: &str = "upload.csv";
const MEDIA_TYPE: &str = "text/csv";

/// Wraps the body of the request. A body in memory stays in memory, so that it can be sent again; a stream stays a stream, and its
/// length stays known if it was.
pub(crate) async fn frame(
    http: &reqwest::Client,
    mut request: reqwest::Request,
) -> Result<reqwest::Request, TransportError> {
    let Some(body) = request.body_mut().take() else {
        return Err(TransportError::new("an upload without a body"));
    };
    // The frame is that of an empty file, cut where the file goes.
    let form = Form::new().part(PART, Part::bytes(Vec::new()).file_name(FILE_NAME).mime_str(MEDIA_TYPE)?);
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={}", form.boundary()))
        .map_err(TransportError::new)?;
    let end = format!("\r\n--{}--\r\n", form.boundary());
    let mut before = form.into_stream().try_collect::<Vec<Bytes>>().await?.concat();
    if !before.ends_with(end.as_bytes()) {
        return Err(TransportError::new("the frame of an upload does not end as it should"));
    }
    before.truncate(before.len() - end.len());
    let body = match body.as_bytes() {
        Some(file) => Body::from([&before, file, end.as_bytes()].concat()),
        None => Body::wrap(Framed { before: Some(before.into()), file: Some(body), after: Some(end.into()) }),
    };
    let headers = request.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, content_type);
    *request.body_mut() = Some(body);
    // Goes through the builder once more, so that the length of a body in memory is known.
    Ok(reqwest::RequestBuilder::from_parts(http.clone(), request).build()?)
}

/// A file in its frame; each part is gone once it is sent.
struct Framed {
    before: Option<Bytes>,
    file: Option<Body>,
    after: Option<Bytes>,
}

impl http_body::Body for Framed {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        if let Some(before) = self.before.take() {
            return Poll::Ready(Some(Ok(Frame::data(before))));
        }
        if let Some(file) = &mut self.file {
            match Pin::new(file).poll_frame(context) {
                Poll::Ready(None) => self.file = None,
                more => return more,
            }
        }
        Poll::Ready(self.after.take().map(|after| Ok(Frame::data(after))))
    }

    fn is_end_stream(&self) -> bool {
        self.after.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let around = [&self.before, &self.after].into_iter().flatten().map(|part| part.len() as u64).sum::<u64>();
        let file = self.file.as_ref().map_or(SizeHint::with_exact(0), http_body::Body::size_hint);
        let mut hint = SizeHint::new();
        hint.set_lower(file.lower().saturating_add(around));
        if let Some(upper) = file.upper() {
            hint.set_upper(upper.saturating_add(around));
        }
        hint
    }
}
