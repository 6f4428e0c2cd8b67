//! What a cell says: its markup taken off, and nothing of it left over.

use anyhow::{Result, ensure};

use super::place::{Place, quoted};

/// Markup in a cell, as far as these pages have it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Code(String),
    Link { text: String, target: String },
}

/// The text without code marks, link targets, bold marks, escapes, entities and attributes (`{.class}`).
pub fn plain(text: &str) -> String {
    let text: String = pieces(without_attributes(text))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => unescaped(&text.replace("**", "")),
            Piece::Code(code) => entities(&code.replace("\\|", "|")),
            Piece::Link { text, .. } => plain(&text),
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The code spans, in their order.
pub fn codes(text: &str, place: Place<'_>) -> Result<Vec<String>> {
    ensure_closed(text, place)?;
    let code = |piece| match piece {
        Piece::Code(code) => Some(entities(&code.replace("\\|", "|"))),
        _ => None,
    };
    Ok(pieces(text).into_iter().filter_map(code).collect())
}

/// A code mark without its partner means that a part of the cell got lost.
fn ensure_closed(text: &str, place: Place<'_>) -> Result<()> {
    let closed = text.matches('`').count().is_multiple_of(2);
    ensure!(closed, place.expected("code marks in pairs", quoted(text)));
    Ok(())
}

/// What stands before the first code span.
pub fn before_code(text: &str) -> String {
    text.split('`').next().map(plain).unwrap_or_default()
}

/// The links as (text, target).
pub fn links(text: &str) -> Vec<(String, String)> {
    let link = |piece| match piece {
        Piece::Link { text, target } => Some((plain(&text), target)),
        _ => None,
    };
    pieces(text).into_iter().filter_map(link).collect()
}

/// The text around the links.
pub fn around_links(text: &str) -> String {
    let other = |piece| match piece {
        Piece::Text(text) | Piece::Code(text) => Some(text),
        Piece::Link { .. } => None,
    };
    plain(&pieces(text).into_iter().filter_map(other).collect::<String>())
}

/// The one name in this text: `ym:s:visits`, or with a template parameter `ym:s:<attribution>From`.
pub fn name(text: &str, place: Place<'_>) -> Result<String> {
    ensure_closed(text, place)?;
    let name = plain(text);
    ensure!(is_name(&name), place.expected("a name such as ym:s:visits", quoted(&name)));
    Ok(name)
}

/// The names in this text, separated by commas; there may be none.
pub fn names(text: &str, place: Place<'_>) -> Result<Vec<String>> {
    ensure_closed(text, place)?;
    let text = plain(text);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split(',').map(|item| name(item, place)).collect()
}

/// The words in angle brackets.
pub fn template_parameters(name: &str) -> impl Iterator<Item = &str> {
    name.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

pub fn is_name(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let (Some("ym"), Some(table), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let lower = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
    let mut outside = String::new();
    let mut left = rest;
    while let Some((before, after)) = left.split_once('<') {
        let Some((parameter, after)) = after.split_once('>') else { return false };
        if !is_word(parameter) {
            return false;
        }
        outside.push_str(before);
        left = after;
    }
    outside.push_str(left);
    !table.is_empty() && table.chars().all(lower) && is_word(&outside)
}

/// Latin letters, digits and underscores, at least one.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let (length, piece) = match char {
            '\\' => (1 + rest[1..].chars().next().map_or(0, char::len_utf8), None),
            '`' => code(rest).unwrap_or((1, None)),
            '[' => link(rest).unwrap_or((1, None)),
            _ => (char.len_utf8(), None),
        };
        match piece {
            None => plain.push_str(&rest[..length]),
            Some(piece) => {
                pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
                pieces.push(piece);
            }
        }
        rest = &rest[length..];
    }
    pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
    pieces
}

fn code(rest: &str) -> Option<(usize, Option<Piece>)> {
    let end = rest[1..].find('`')?;
    Some((end + 2, Some(Piece::Code(rest[1..=end].to_owned()))))
}

/// `[text](target)`; the text may be empty, as it is in the anchors of older exports.
fn link(rest: &str) -> Option<(usize, Option<Piece>)> {
    let (text, after) = rest[1..].split_once("](")?;
    let end = after.find(')')?;
    let one = !text.contains('[') && !text.contains(']');
    let piece = Piece::Link { text: text.to_owned(), target: after[..end].to_owned() };
    one.then_some((text.len() + end + 4, Some(piece)))
}

/// Attributes stand at the end, of a cell (`{.table-cell}`) or of a heading (`{#id}`).
fn without_attributes(text: &str) -> &str {
    let text = text.trim_end();
    match text.strip_suffix('}').and_then(|inner| inner.rfind('{')) {
        Some(start) if text[start + 1..].starts_with(['.', '#']) => without_attributes(&text[..start]),
        _ => text,
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match chars.peek() {
            Some(next) if char == '\\' && next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(char),
        }
    }
    entities(&out)
}

fn entities(text: &str) -> String {
    // `&amp;` comes last, or `&amp;lt;` would become `<`.
    [("&lt;", "<"), ("&gt;", ">"), ("&#124;", "|"), ("&nbsp;", " "), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, char)| text.replace(entity, char))
}
