//! The tables of the current form: a row for each property, a label and a description in each row.

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::block;
use super::fields::annotate;
use super::lines::{Cursor, Line, Source};
use super::scan::Marker;

/// How a table of properties ends; tables in prose end with `|#` alone.
pub const END: &str = "|#{.json-schema-properties}";
const HEADER: &str = "|| **Name** | **Description** ||";
const CELL: &str = "{.table-cell}|";
const LAST_CELL: &str = "{.table-cell}";

pub fn opens(text: &str) -> bool {
    text == "#|"
}

pub fn closes(text: &str) -> bool {
    text.starts_with("|#")
}

/// One row.
pub struct Row {
    pub name: String,
    pub kind: Kind,
    pub required: bool,
    pub deprecated: bool,
    pub schema: Value,
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Property,
    /// All properties that are not named.
    Additional,
}

/// Whether a table stands by itself or within another one: only the first has a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Outer,
    Inner,
}

/// The rows of a table, without its first and last line. `place` is the line to name if there are none.
pub fn rows(source: &Source<'_>, lines: &[Line<'_>], level: Level, place: Line<'_>) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut cursor = Cursor::new(lines);
    if level == Level::Outer {
        let header = cursor.next().unwrap_or(place);
        ensure!(header.text == HEADER, source.expected(header, &format!("the header of a table, `{HEADER}`")));
    }
    while let Some(line) = cursor.next() {
        ensure!(line.text == "||", source.expected(line, "a row, `||`"));
        let Some(label) = cursor.next() else {
            bail!(source.expected(line, "a property in this row"));
        };
        let cell = cursor.next().filter(|cell| cell.text == CELL);
        ensure!(cell.is_some(), source.expected(label, &format!("a label that is closed by {CELL}")));
        let Some((content, _)) = cursor.until(opens, closes, |text| text == LAST_CELL) else {
            bail!(source.expected(label, &format!("a description that is closed by {LAST_CELL}")));
        };
        let end = cursor.next().filter(|end| end.text == "||");
        ensure!(end.is_some(), source.expected(label, "a row that is closed by `||`"));
        let row = row(source, label, content)?;
        let again = rows.iter().any(|other| other.name == row.name && other.kind == row.kind);
        ensure!(!again, source.expected(label, "each property once"));
        rows.push(row);
    }
    Ok(rows)
}

fn row(source: &Source<'_>, label: Line<'_>, content: &[Line<'_>]) -> Result<Row> {
    let parsed = label.text.strip_prefix('_').and_then(|rest| rest.split_once("_{.json-schema-reset "));
    let Some((name, (classes, rest))) = parsed.and_then(|(name, rest)| Some((name, rest.split_once('}')?))) else {
        bail!(source.expected(label, "a property, `_name_{.json-schema-reset .json-schema-property}`"));
    };
    source.take(label.number, Marker::Property);
    let classes: Vec<&str> = classes.split_whitespace().collect();
    let kind = match classes.first() {
        Some(&".json-schema-property") => Kind::Property,
        Some(&".json-schema-additional-property") => Kind::Additional,
        _ => bail!(source.expected(label, "a property or [additional]; patterns of names are not supported")),
    };
    let has = |class: &str| classes[1..].contains(&class);
    let known = classes[1..].iter().all(|class| [".json-schema-required", ".json-schema-deprecated"].contains(class));
    ensure!(known, source.expected(label, "required and deprecated as the only other classes"));
    let deprecated = has(".json-schema-deprecated");
    let note = "_[ ](*Deprecated)_{.openapi-deprecated .openapi-deprecated-compact}";
    ensure!(
        rest.is_empty() && !deprecated || deprecated && rest == note,
        source.expected(label, "nothing after the classes but the note of deprecation")
    );
    if deprecated {
        source.take(label.number, Marker::Deprecated);
    }
    ensure!(is_name(name, kind), source.expected(label, "the name of a property"));
    let schema = block::schema(source, content, label, Level::Inner)?;
    Ok(Row {
        name: name.to_owned(),
        kind,
        required: has(".json-schema-required"),
        deprecated,
        schema,
        line: label.number,
    })
}

fn is_name(name: &str, kind: Kind) -> bool {
    match kind {
        Kind::Additional => name == "[additional]",
        Kind::Property => !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || "`|{}<>".contains(c)),
    }
}

/// A table as the fields of an object: `required`, `properties`, `additionalProperties`.
pub fn object(source: &Source<'_>, lines: &[Line<'_>], level: Level, place: Line<'_>) -> Result<Map<String, Value>> {
    let mut required = Vec::new();
    let mut properties = Map::new();
    let mut object = Map::new();
    for row in rows(source, lines, level, place)? {
        if row.kind == Kind::Additional {
            object.insert("additionalProperties".to_owned(), row.schema);
            continue;
        }
        if row.required {
            required.push(row.name.clone());
        }
        let mut schema = row.schema;
        if row.deprecated {
            annotate(&mut schema, "deprecated", json!(true));
        }
        properties.insert(row.name, schema);
    }
    let mut all = Map::new();
    if !required.is_empty() {
        all.insert("required".to_owned(), json!(required));
    }
    if !properties.is_empty() {
        all.insert("properties".to_owned(), properties.into());
    }
    all.append(&mut object);
    Ok(all)
}
