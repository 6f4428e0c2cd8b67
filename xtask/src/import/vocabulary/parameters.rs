//! Template parameters, `<currency>` in a name: their values, and what stands for a missing one.

use anyhow::{Result, ensure};
use serde_json::{Map, json};

use super::cell;
use super::columns::{Column, Record};
use super::draft::Found;
use super::place::quoted;

/// A parameter without a list of values (an id) and one without a default are usual.
pub fn read<'a>(record: &Record<'a, '_>) -> Result<Found<'a>> {
    let (name, place) = record.plain(Column::Key);
    ensure!(cell::is_word(&name), place.expected("the name of a parameter", quoted(&name)));
    let values = values(record)?;
    let default = default(record, &values)?;
    let mut facts = Map::new();
    facts.insert("values".to_owned(), json!(values));
    facts.insert("default".to_owned(), json!(default));
    Ok(Found { place: record.place(), name, group: None, facts })
}

/// The code spans of the description, which must have announced values.
fn values(record: &Record<'_, '_>) -> Result<Vec<String>> {
    let (text, place) = record.cell(Column::Values);
    let values = cell::codes(text, place)?;
    if let Some(other) = values.iter().find(|value| !cell::is_word(value)) {
        return Err(place.expected("a value in one word", quoted(other)));
    }
    let before = cell::before_code(text).to_lowercase();
    let announced = values.is_empty() || before.contains("значения") || before.contains("values");
    ensure!(announced, place.expected("`values:` or `значения:` before the first code span", quoted(&before)));
    let twice = values.iter().enumerate().find(|(index, value)| values[..*index].contains(value));
    ensure!(twice.is_none(), place.expected("every value once", quoted(twice.map_or("", |(_, value)| value))));
    Ok(values)
}

/// One of the values. A dash is none, and so is a sentence, which says that it depends.
fn default(record: &Record<'_, '_>, values: &[String]) -> Result<Option<String>> {
    let (text, place) = record.plain(Column::Default);
    let none = matches!(text.as_str(), "" | "—" | "–" | "-") || text.contains(' ');
    ensure!(none || values.contains(&text), place.expected("a default out of the values", quoted(&text)));
    Ok((!none).then_some(text))
}
