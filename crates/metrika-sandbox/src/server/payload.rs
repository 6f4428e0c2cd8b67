//! Bodies of requests: JSON, or one file in a multipart form.

use std::io::{self, Write};

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, BodyStream, LengthLimitError, Limited};
use hyper::body::Incoming;
use multer::Multipart;
use tempfile::SpooledTempFile;

use crate::call::{Payload, Upload};
use crate::refusal::{Problem, Refusal};
use crate::spec::{Operation, check_body};

/// JSON bodies are read whole; this is more than any reasonable one has.
const JSON_LIMIT: usize = 64 * 1024 * 1024;
/// The service takes files of up to 1 GB.
const FILE_LIMIT: u64 = 1024 * 1024 * 1024;
/// Files above this go to the disk.
const IN_MEMORY: usize = 1024 * 1024;
/// Bytes of a form that the journal gets to see.
const SEEN: usize = 64 * 1024;

/// What the journal gets to see of a body, also of one that is refused.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Its beginning, as it came; of a form, the content of the file.
    pub start: Bytes,
    pub length: u64,
}

/// Reads the body that the operation wants, and holds it against the spec.
pub(super) async fn read(
    operation: &Operation,
    headers: &HeaderMap,
    body: Incoming,
    seen: &mut Seen,
) -> Result<Payload, Refusal> {
    let media = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    match &operation.body {
        None => Ok(Payload::default()),
        Some(content) if content.media == "multipart/form-data" => form(media.as_deref(), body, seen).await,
        Some(_) => json(operation, media.as_deref(), body, seen).await,
    }
}

async fn json(operation: &Operation, media: Option<&str>, body: Incoming, seen: &mut Seen) -> Result<Payload, Refusal> {
    let essence = media.map(|media| media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase());
    if let Some(other) =
        essence.filter(|media| !["application/json", "application/x-yametrika+json"].contains(&media.as_str()))
    {
        let message = format!("{} takes application/json or application/x-yametrika+json, not {other}", operation.id);
        return Err(Refusal::new(400, "invalid_json", message));
    }
    let bytes = Limited::new(body, JSON_LIMIT).collect().await.map_err(|error| broken_off(&*error))?.to_bytes();
    *seen = Seen { start: bytes.clone(), length: bytes.len() as u64 };
    if bytes.is_empty() {
        return Err(Refusal::new(400, "invalid_json", format!("{} needs a body of JSON", operation.id)));
    }
    let value = serde_json::from_slice(&bytes).map_err(|error| Refusal::new(400, "invalid_json", error.to_string()))?;
    check_body(operation, &value)?;
    Ok(Payload::Json(value))
}

async fn form(media: Option<&str>, body: Incoming, seen: &mut Seen) -> Result<Payload, Refusal> {
    let boundary = media
        .ok_or_else(|| not_a_form("there is no Content-Type"))
        .and_then(|media| multer::parse_boundary(media).map_err(|error| not_a_form(&format!("{media}: {error}"))))?;
    let stream = BodyStream::new(body);
    let chunks = futures_util::StreamExt::filter_map(stream, async |frame| {
        frame.map(|frame| frame.into_data().ok()).transpose()
    });
    let mut form = Multipart::new(chunks, boundary);
    let mut upload = None;
    let mut start = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| not_a_form(&error.to_string()))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            return Err(Refusal::invalid(&name, format!("the form has one part, named file, and not {name:?}")));
        }
        if upload.is_some() {
            return Err(Refusal::invalid("file", "the form has one part, named file, and not two"));
        }
        let mut file = Upload {
            file_name: field.file_name().map(str::to_owned),
            media: field.content_type().map(ToString::to_string),
            content: SpooledTempFile::new(IN_MEMORY),
            length: 0,
        };
        while let Some(chunk) = field.chunk().await.map_err(|error| not_a_form(&error.to_string()))? {
            file.length += chunk.len() as u64;
            if file.length > FILE_LIMIT {
                return Err(Refusal::new(400, "invalid_uploading", "the file is larger than 1 GB"));
            }
            file.content.write_all(&chunk).map_err(|error| no_room(&error))?;
            start.extend_from_slice(&chunk[..chunk.len().min(SEEN.saturating_sub(start.len()))]);
        }
        upload = Some(file);
    }
    let upload = upload.ok_or_else(|| Refusal::of(400, vec![Problem::missing("file")]))?;
    *seen = Seen { start: start.into(), length: upload.length };
    Ok(Payload::File(upload))
}

fn not_a_form(reason: &str) -> Refusal {
    Refusal::invalid("file", format!("the body is no multipart/form-data with a part named file: {reason}"))
}

fn no_room(error: &io::Error) -> Refusal {
    Refusal::new(503, "backend_error", format!("the file cannot be kept: {error}"))
}

fn broken_off(error: &(dyn std::error::Error + 'static)) -> Refusal {
    if error.is::<LengthLimitError>() {
        return Refusal::new(400, "invalid_json", "the body is too large");
    }
    Refusal::new(400, "invalid_json", format!("the body broke off: {error}"))
}
