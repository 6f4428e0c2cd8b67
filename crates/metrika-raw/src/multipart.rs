//! Frames a file as `multipart/form-data`.

use futures_util::TryStreamExt;
use reqwest::Body;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part};

use crate::transport::TransportError;

/// The name of the part, as the guides give it. The name of the file is free.
const PART: &str = "file";
const FILE_NAME: &str = "upload.csv";
const MEDIA_TYPE: &str = "text/csv";

/// Wraps the body of the request. A body in memory stays in memory, so that it can be sent again; a stream stays a stream.
pub(crate) async fn frame(
    http: &reqwest::Client,
    mut request: reqwest::Request,
) -> Result<reqwest::Request, TransportError> {
    let Some(body) = request.body_mut().take() else {
        return Err(TransportError::new("an upload without a body"));
    };
    // A body in memory is not copied for this: the part only refers to it.
    let length = body.as_bytes().map(|bytes| bytes.len() as u64);
    let part = match length {
        Some(length) => Part::stream_with_length(body, length),
        None => Part::stream(body),
    };
    let form = Form::new().part(PART, part.file_name(FILE_NAME).mime_str(MEDIA_TYPE)?);
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={}", form.boundary()))
        .map_err(TransportError::new)?;
    let framed = form.into_stream();
    let body = if length.is_some() {
        let pieces: Vec<bytes::Bytes> = framed.try_collect().await?;
        Body::from(pieces.concat())
    } else {
        Body::wrap_stream(framed)
    };
    let headers = request.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, content_type);
    *request.body_mut() = Some(body);
    // Goes through the builder once more, so that the length of a body in memory is known.
    Ok(reqwest::RequestBuilder::from_parts(http.clone(), request).build()?)
}
