//! Details of dimensions and metrics. The path of a page below its folder is the group of its names.

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::cell;
use super::columns::{Column, Record};
use super::draft::Found;
use super::place::{Place, quoted};

/// The operators of filters, sorted.
const OPERATORS: [&str; 14] = ["!*", "!.", "!=", "!@", "!~", "<", "<=", "=*", "=.", "==", "=@", "=~", ">", ">="];

pub fn metric<'a>(page: &'a str, record: &Record<'a, '_>) -> Result<Found<'a>> {
    let mut facts = Map::new();
    facts.insert("type".to_owned(), json!(word(record, Column::Type)?));
    facts.insert("filterable".to_owned(), json!(filterable(record)?));
    facts.insert("since".to_owned(), json!(date(record)?));
    found(record, group(page, "stat/metrics/"), facts)
}

pub fn dimension<'a>(page: &'a str, record: &Record<'a, '_>) -> Result<Found<'a>> {
    let (text, place) = record.cell(Column::NameDimension);
    let name_dimension = if text.trim().is_empty() { None } else { Some(cell::name(text, place)?) };
    let mut facts = Map::new();
    facts.insert("operators".to_owned(), json!(operators(record)?));
    facts.insert("name_dimension".to_owned(), json!(name_dimension));
    facts.insert("since".to_owned(), json!(date(record)?));
    found(record, group(page, "stat/attributes/"), facts)
}

fn found<'a>(record: &Record<'a, '_>, group: &'a str, facts: Map<String, Value>) -> Result<Found<'a>> {
    Ok(Found { place: record.place(), name: record.name(Column::Key)?, group: Some(group), facts })
}

fn group<'a>(page: &'a str, folder: &str) -> &'a str {
    let page = page.strip_prefix(folder).unwrap_or(page);
    page.strip_suffix(".md").unwrap_or(page)
}

/// The kind of number. New ones come with new metrics, so that any one word will do.
fn word(record: &Record<'_, '_>, column: Column) -> Result<String> {
    let (text, place) = record.plain(column);
    let word = cell::is_word(&text) && text.chars().all(|char| !char.is_ascii_uppercase());
    ensure!(word, place.expected("a type in one word", quoted(&text)));
    Ok(text)
}

fn filterable(record: &Record<'_, '_>) -> Result<bool> {
    let (text, place) = record.plain(Column::Filterable);
    match text.to_lowercase().as_str() {
        "есть" | "да" | "present" | "yes" => Ok(true),
        "нет" | "no" => Ok(false),
        _ => Err(place.expected("whether one can filter (есть/present or нет/no)", quoted(&text))),
    }
}

fn date(record: &Record<'_, '_>) -> Result<String> {
    let (text, place) = record.plain(Column::Since);
    ensure!(is_date(&text), place.expected("a date as YYYY-MM-DD", quoted(&text)));
    Ok(text)
}

fn is_date(text: &str) -> bool {
    let digits = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<u32>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    digits && text.len() == 10 && year > 0 && (1..=days).contains(&day)
}

/// Two forms: links to terms, `[!=](*noteq), [==](*eqeq)`, and code spans, each followed by what it means.
fn operators(record: &Record<'_, '_>) -> Result<Vec<String>> {
    let (text, place) = record.cell(Column::Operators);
    let links = cell::links(text);
    let mut operators = if links.is_empty() {
        cell::codes(text, place)?
    } else {
        ensure_only_links(text, &links, place)?;
        links.into_iter().map(|(text, _)| text).collect()
    };
    let unknown = operators.iter().find(|operator| !OPERATORS.contains(&operator.as_str()));
    if let Some(operator) = unknown {
        return Err(place.expected(format_args!("operators out of {}", OPERATORS.join(" ")), quoted(operator)));
    }
    ensure!(!operators.is_empty(), place.expected("operators", quoted(text)));
    operators.sort();
    let twice = operators.windows(2).find(|pair| pair[0] == pair[1]);
    ensure!(twice.is_none(), place.expected("every operator once", quoted(&operators.join(" "))));
    Ok(operators)
}

/// An operator whose link is broken would be lost among the others.
fn ensure_only_links(text: &str, links: &[(String, String)], place: Place<'_>) -> Result<()> {
    let rest: String = cell::around_links(text).chars().filter(|char| !matches!(char, ',' | ' ')).collect();
    let terms = links.iter().all(|(_, target)| target.starts_with('*') && !target.starts_with("**"));
    ensure!(terms && rest.is_empty(), place.expected("operators as links to terms, and commas", quoted(text)));
    Ok(())
}
