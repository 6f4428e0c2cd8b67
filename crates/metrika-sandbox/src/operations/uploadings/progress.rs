//! How far an uploading is, by the clock.

use jiff::Timestamp;

use super::{Subject, UploadSettings, Uploading};

/// How far an uploading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Status {
    /// The word of the service. Visitor parameters that nobody confirmed have none that is documented.
    pub word: Option<&'static str>,
    /// It will not change any more, and what was linked is known.
    pub done: bool,
}

/// The states on the way. The time of the processing is divided evenly among them; how the service divides it is not
/// known.
const fn way(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Conversions | Subject::Calls | Subject::Chats => &["PREPARED", "UPLOADED", "EXPORTED", "MATCHED"],
        Subject::Expenses | Subject::Removals => &["UPLOADED", "IN_PROGRESS"],
        Subject::VisitorParameters => &["is_processed"],
    }
}

/// The state at the end: a failure if not one visitor was matched. Static calls have no visitor to match, so a file
/// of nothing else fails too, although its calls count.
fn end(uploading: &Uploading) -> &'static str {
    let failed = uploading.fails || uploading.links.matched == 0;
    match uploading.subject {
        Subject::Expenses | Subject::Removals => "PROCESSED",
        Subject::VisitorParameters if failed => "linkage_failure",
        Subject::VisitorParameters => "processed",
        _ if failed => "LINKAGE_FAILURE",
        _ => "PROCESSED",
    }
}

/// How far it is now. `first` is for the answer to what began the processing.
pub(super) fn status(uploading: &Uploading, settings: &UploadSettings, now: Timestamp, first: bool) -> Status {
    let began = match uploading.subject {
        Subject::VisitorParameters => uploading.confirmed_at,
        _ => Some(uploading.uploaded_at),
    };
    let Some(began) = began else { return Status { word: None, done: false } };
    let elapsed = if first { 0 } else { u64::try_from(now.duration_since(began).as_secs()).unwrap_or(0) };
    if !first && elapsed >= settings.processing_seconds {
        return Status { word: Some(end(uploading)), done: true };
    }
    let way = way(uploading.subject);
    let step = u128::from(elapsed) * way.len() as u128 / u128::from(settings.processing_seconds.max(1));
    let word = way.get(usize::try_from(step).unwrap_or(usize::MAX)).or(way.last());
    Status { word: word.copied(), done: false }
}
