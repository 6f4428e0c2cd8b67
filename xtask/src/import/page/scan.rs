//! Every marker of a page, found by a plain search of its text: knows nothing of how pages are read.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;
use std::sync::LazyLock;

use anyhow::{Result, bail, ensure};
use regex::Regex;

use super::labels;
use super::lines::{Fence, Source};
use super::older::SECTIONS;

/// A part of a page that carries structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marker {
    Method,
    Table,
    Property,
    Type,
    Reference,
    Combinators,
    Assertion,
    Value,
    Example,
    Entity,
    Response,
    Deprecated,
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "method",
            Self::Table => "table",
            Self::Property => "property",
            Self::Type => "type",
            Self::Reference => "reference",
            Self::Combinators => "combinator",
            Self::Assertion => "assertion",
            Self::Value => "value",
            Self::Example => "example",
            Self::Entity => "entity",
            Self::Response => "response",
            Self::Deprecated => "note of deprecation",
        })
    }
}

/// How many markers there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Marker, usize>);

impl Tally {
    pub fn of(markers: impl Iterator<Item = Marker>) -> Self {
        let mut tally = Self::default();
        markers.for_each(|marker| *tally.0.entry(marker).or_default() += 1);
        tally
    }

    pub fn get(&self, marker: Marker) -> usize {
        self.0.get(&marker).copied().unwrap_or_default()
    }

    pub fn total(&self) -> usize {
        self.0.values().sum()
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        other.0.iter().for_each(|(marker, count)| *self.0.entry(*marker).or_default() += count);
    }
}

/// The classes of the current form.
const CLASSES: &[(&str, Option<Marker>)] = &[
    ("json-schema-reset", None),
    ("json-schema-required", None),
    ("json-schema-deprecated", None),
    ("json-schema-property", Some(Marker::Property)),
    ("json-schema-additional-property", Some(Marker::Property)),
    ("json-schema-pattern-property", Some(Marker::Property)),
    ("json-schema-properties", Some(Marker::Table)),
    ("json-schema-assertion", Some(Marker::Assertion)),
    ("json-schema-value", Some(Marker::Value)),
    ("json-schema-example", Some(Marker::Example)),
    ("json-schema-combinators", Some(Marker::Combinators)),
    ("json-schema-deprecated-title", Some(Marker::Deprecated)),
    ("openapi-deprecated", Some(Marker::Deprecated)),
    ("openapi-deprecated-compact", None),
    ("openapi__method", Some(Marker::Method)),
];

/// All markers of a page in the current form, with their lines. A class that is not known stops the import: it means
/// something.
pub fn current(source: &Source<'_>) -> Result<Vec<(usize, Marker)>> {
    let mut found = Vec::new();
    let mut fence = Fence::default();
    for line in &source.lines {
        let mut add = |marker: Marker, times: usize| found.extend(std::iter::repeat_n((line.number, marker), times));
        if fence.holds(line.text) {
            continue;
        }
        for class in classes(line.text) {
            match CLASSES.iter().find(|(known, _)| *known == class) {
                Some((_, Some(marker))) => add(*marker, 1),
                Some((_, None)) => {}
                None => bail!(source.error(line.number, &format!("a known class in place of .{class}"), line.text)),
            }
        }
        let count = |mark: &str| line.text.matches(mark).count();
        add(Marker::Type, count("**Type**:") + count("**Type:**"));
        add(Marker::Reference, count("](#entity-"));
        add(Marker::Entity, count("{#entity-"));
        add(Marker::Response, count("openapi__response__code__"));
    }
    ensure!(!fence.is_open(), source.error(source.last_line(), "the end of a code block", "the end of the page"));
    Ok(found)
}

/// A row of a table of fields: `name | **Type:** ...`, with or without bars in front.
pub static ROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"\|\s+\*\*Type:\*\*"));
/// `_Default:_ `, and a known `Default: ` before code or at the start of a line.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let known: Vec<&str> = labels::names().collect();
    let known = format!("({})", known.join("|"));
    pattern(&format!("_([A-Z][A-Za-z ]+):_|(?:^|\\s){known}: +`|^{known}: "))
});
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^###? (?:\[\]\([^)]*\))?(.+?)(?: \{#[^}]*\})?\s*$"));
static REQUEST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:GET|POST|PUT|PATCH|DELETE)(?: https://\S+)?\s*$"));

/// All markers of a page in the older form, with their lines.
pub fn older(source: &Source<'_>) -> Result<Vec<(usize, Marker)>> {
    let mut found = Vec::new();
    let start = source.lines.iter().position(|line| line.text.starts_with("## ") && line.text.contains("Request"));
    for line in &source.lines[start.unwrap_or(0)..] {
        let mut add = |marker: Marker, times: usize| found.extend(std::iter::repeat_n((line.number, marker), times));
        add(Marker::Method, usize::from(REQUEST.is_match(line.text)));
        add(Marker::Property, ROW.find_iter(line.text).count());
        add(Marker::Type, line.text.matches("**Type:**").count());
        for (name, _) in labels_of(line.text) {
            match labels::marker(name) {
                Some(marker) => add(marker, 1),
                None => bail!(source.error(line.number, &format!("a known label in place of {name:?}"), line.text)),
            }
        }
        if let Some(heading) = HEADING.captures(line.text) {
            let status = heading[1].chars().take_while(char::is_ascii_digit).count() == 3;
            let section = SECTIONS.contains(&&heading[1]);
            match line.text.starts_with("### ") {
                true if !section && !heading[1].contains(' ') => add(Marker::Entity, 1),
                false if status => add(Marker::Response, 1),
                _ => {}
            }
        }
    }
    Ok(found)
}

/// The labels in a line, and where the name of each ends.
pub fn labels_of(text: &str) -> impl Iterator<Item = (&str, usize)> {
    LABEL.captures_iter(text).filter_map(|label| {
        let name = label.get(1).or(label.get(2)).or(label.get(3))?;
        Some((name.as_str(), name.end()))
    })
}

pub fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// The names of classes that Markdown attributes give: `{.one .two}`.
fn classes(text: &str) -> impl Iterator<Item = &str> {
    let groups = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(group, _)| group);
    groups
        .filter(|group| group.contains(".json-schema-") || group.contains(".openapi"))
        .flat_map(|group| group.split_whitespace().filter_map(|word| word.strip_prefix('.')))
}
