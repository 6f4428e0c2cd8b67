//! CSV files of contacts and orders: which column holds which field.

use crate::call::Call;
use crate::operations::uploadings::cells::Rule;
use crate::operations::uploadings::columns::{self, Bound, Place, Survey, excerpt};
use crate::operations::uploadings::csv::{Row, Rows, wrong};
use crate::refusal::Refusal;
use crate::state::Entity;

use super::{Batch, KEPT, Kind, Known};

/// What separates the columns.
fn delimiter(call: &Call) -> u8 {
    if call.text("delimiter_type") == Some("SEMICOLON") { b';' } else { b',' }
}

/// Reads a file whose columns `columns_mapping` explains.
pub(super) fn mapped(call: &mut Call, kind: &Kind, known: &Known) -> Result<Batch, Refusal> {
    let pairs = pairs(call.text("columns_mapping").unwrap_or_default())?;
    let mut fields: Vec<(String, String, Rule, bool)> = Vec::new();
    for (field, title) in pairs {
        if fields.iter().any(|(other, ..)| *other == field) {
            return Err(unmappable(format!("the field {field} is there twice")));
        }
        let column = kind.layout.columns.iter().find(|column| column.title == field);
        let (rule, required) = match column {
            Some(column) => (column.rule, column.required),
            None if known.attributes.contains(&field) => (Rule::Text, false),
            None => return Err(unmappable(format!("{} have no field {}", kind.name, excerpt(&field)))),
        };
        fields.push((field, title, rule, required));
    }
    for column in kind.layout.columns.iter().filter(|column| column.required) {
        if fields.iter().all(|(field, ..)| field != column.title) {
            return Err(unmappable(format!("the field {} is needed", column.title)));
        }
    }
    read(call, kind, known, |header| {
        let mut places = Vec::new();
        for (name, title, rule, required) in fields {
            let position = header.iter().position(|found| *found == title);
            let position = position
                .ok_or_else(|| wrong(format!("line 1: there is no column {title}, which columns_mapping names")))?;
            places.push(Place { position, name, rule, required });
        }
        Ok(Bound { places, any: Vec::new(), width: header.len() })
    })
}

/// Reads a file whose titles are those of the reference.
pub(super) fn plain(call: &mut Call, kind: &Kind, known: &Known) -> Result<Batch, Refusal> {
    read(call, kind, known, |header| kind.layout.bind(header))
}

fn read(
    call: &mut Call,
    kind: &Kind,
    known: &Known,
    bind: impl FnOnce(&[String]) -> Result<Bound, Refusal>,
) -> Result<Batch, Refusal> {
    let (now, delimiter) = (call.now, delimiter(call));
    let content = call.file()?.rewound().map_err(|error| Refusal::new(503, "backend_error", error.to_string()))?;
    let mut rows = Rows::open(content, delimiter)?;
    let bound = bind(rows.header())?;
    let mut entities = Vec::new();
    let survey: Survey = columns::survey(&mut rows, &bound, now, |row| {
        let entity = entity(&bound, row, known);
        (kind.check)(&entity, known)?;
        // One more than is kept shows that there are too many.
        if entities.len() <= KEPT {
            entities.push((row.number, row.line, entity));
        }
        Ok(())
    })?;
    Ok(Batch { survey, entities, format: "CSV" })
}

/// A row as JSON would have it. An empty cell is a field that was not sent.
fn entity(bound: &Bound, row: &Row<'_>, known: &Known) -> Entity {
    let (mut entity, mut attributes) = (Entity::new(), Entity::new());
    for place in &bound.places {
        let cell = row.cell(place.position);
        if !cell.is_empty() {
            let target = if known.attributes.contains(&place.name) { &mut attributes } else { &mut entity };
            target.insert(place.name.clone(), place.rule.value(cell));
        }
    }
    if !attributes.is_empty() {
        entity.insert("attribute_values".to_owned(), attributes.into());
    }
    entity
}

/// `"uniq_id":"ID","name":"Name"`: fields and titles of columns. Nothing else may stand between.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let pair = quoted(rest).and_then(|(field, rest)| {
            let (title, rest) = quoted(rest.strip_prefix(':')?)?;
            Some((field, title, rest))
        });
        let Some((field, title, after)) = pair else {
            return Err(unmappable(format!("{} is no pair such as \"field\":\"Title\"", excerpt(rest))));
        };
        found.push((field.to_owned(), title.to_owned()));
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(found),
            None => return Err(unmappable(format!("after a pair a comma is needed, not {}", excerpt(after)))),
        }
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"').filter(|(inner, _)| !inner.is_empty())
}

fn unmappable(reason: String) -> Refusal {
    Refusal::invalid("columns_mapping", format!("wrong columns_mapping: {reason}"))
}
