//! What follows a type: `_Default:_ `, `_Max length:_ `, ... The words are the generator's own.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::scan::Marker;

/// What a label gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Default,
    /// A list of values, closed on the page.
    Enum,
    /// One value.
    Const,
    Format,
    /// A bound: its key in a schema, and the types that it binds.
    Bound(&'static str, Binds),
    /// The service's own example: not kept.
    Example,
}

/// What a bound is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binds {
    Text,
    Number,
    Array,
    Object,
}

const LABELS: &[(&str, Label)] = &[
    ("Default", Label::Default),
    ("Enum", Label::Enum),
    ("Const", Label::Const),
    ("Format", Label::Format),
    ("Example", Label::Example),
    ("Pattern", Label::Bound("pattern", Binds::Text)),
    ("Min length", Label::Bound("minLength", Binds::Text)),
    ("Max length", Label::Bound("maxLength", Binds::Text)),
    ("Min value", Label::Bound("minimum", Binds::Number)),
    ("Max value", Label::Bound("maximum", Binds::Number)),
    ("Exclusive min", Label::Bound("exclusiveMinimum", Binds::Number)),
    ("Exclusive max", Label::Bound("exclusiveMaximum", Binds::Number)),
    ("Min items", Label::Bound("minItems", Binds::Array)),
    ("Max items", Label::Bound("maxItems", Binds::Array)),
    ("Unique items", Label::Bound("uniqueItems", Binds::Array)),
    ("Min properties", Label::Bound("minProperties", Binds::Object)),
    ("Max properties", Label::Bound("maxProperties", Binds::Object)),
];

pub fn names() -> impl Iterator<Item = &'static str> {
    LABELS.iter().map(|(name, _)| *name)
}

pub fn find(name: &str) -> Option<Label> {
    LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| *label)
}

pub fn marker(name: &str) -> Option<Marker> {
    Some(match find(name)? {
        Label::Default | Label::Enum | Label::Const => Marker::Value,
        Label::Bound(..) | Label::Format => Marker::Assertion,
        Label::Example => Marker::Example,
    })
}

/// The texts in code of `` `a`, `b` ``, and how much of the text they take. Empty code is printed as two backticks.
pub fn code_spans(text: &str) -> Option<(Vec<&str>, usize)> {
    let mut spans = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let inner = rest.strip_prefix('`')?;
        let end = inner.find('`')?;
        spans.push(&inner[..end]);
        at += end + 2;
        match text[at..].strip_prefix(", `") {
            Some(_) => at += 2,
            None => return Some((spans, at)),
        }
    }
}

/// The value of a bound, as JSON.
pub fn bound(binds: Binds, key: &str, text: &str) -> Result<Value> {
    if key == "pattern" {
        return Ok(json!(text));
    }
    // In OpenAPI 3.0 these say whether a bound itself is allowed.
    if ["uniqueItems", "exclusiveMinimum", "exclusiveMaximum"].contains(&key) {
        return Ok(json!(text.parse::<bool>()?));
    }
    if let Some(whole) = integer(text) {
        return Ok(json!(whole));
    }
    match (binds, number(text)) {
        (Binds::Number, Some(number)) => Ok(json!(number)),
        _ => bail!("a number"),
    }
}

/// A whole number as a program prints it: `01` and `+1` are slips.
pub fn integer(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

/// A number as a program prints it, with or without a part that is zero: `1`, `1.0`, `0.5`.
pub fn number(text: &str) -> Option<f64> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    (number.to_string() == text || format!("{number:?}") == text).then_some(number)
}
