//! Whether an answer is one that the spec allows.

use serde_json::Value;

use super::Operation;

/// What is wrong with an answer of this operation; nothing if it is as the spec says.
///
/// `body` is `None` for an empty one. Bodies that are no JSON are judged by their media type alone.
pub fn violations(operation: &Operation, status: u16, media: Option<&str>, body: Option<&Value>) -> Vec<String> {
    let Some(expected) = operation.answer(status) else {
        return vec![format!("{}: the spec has no answer {status}", operation.id)];
    };
    match (expected, media) {
        (None, None) => Vec::new(),
        (None, Some(media)) => vec![format!("{}: {status} has a body of {media}, the spec has none", operation.id)],
        (Some(content), None) => {
            vec![format!("{}: {status} has no body, the spec has {}", operation.id, content.media)]
        }
        (Some(content), Some(media)) if media.split(';').next().map(str::trim) != Some(content.media.as_str()) => {
            vec![format!("{}: {status} is {media}, the spec has {}", operation.id, content.media)]
        }
        (Some(content), Some(_)) => match body {
            Some(body) => content
                .check
                .faults(body)
                .into_iter()
                .map(|fault| format!("{}: {status}: {}: {}", operation.id, fault.place, fault.message))
                .collect(),
            None => Vec::new(),
        },
    }
}
