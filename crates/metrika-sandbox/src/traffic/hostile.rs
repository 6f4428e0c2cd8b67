//! Titles and parameters as bytes, with those that hurt where the plan asks for them.

use std::borrow::Cow;

use super::model::{Hit, Visit};
use super::plan::Hostile;

impl Hit {
    /// The title of the page as the site sent it.
    pub fn title_bytes(&self, hostile: Hostile) -> Cow<'static, [u8]> {
        spoil(self.page.title, self.id, hostile)
    }
}

impl Visit {
    /// A level of a parameter of this visit as the site sent it.
    pub fn param_bytes(&self, level: &'static str, hostile: Hostile) -> Cow<'static, [u8]> {
        spoil(level, self.id, hostile)
    }
}

/// One text in eight has a NUL in it, one in eight is not UTF-8: which ones depends on `id` alone.
fn spoil(text: &'static str, id: u64, hostile: Hostile) -> Cow<'static, [u8]> {
    let bad: &[u8] = match id % 8 {
        3 if hostile.nul => b"\0",
        5 if hostile.invalid_utf8 => b"\xff\xc3(",
        _ => return Cow::Borrowed(text.as_bytes()),
    };
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let mut bytes = Vec::with_capacity(text.len() + bad.len());
    bytes.extend_from_slice(&text.as_bytes()[..middle]);
    bytes.extend_from_slice(bad);
    bytes.extend_from_slice(&text.as_bytes()[middle..]);
    Cow::Owned(bytes)
}
