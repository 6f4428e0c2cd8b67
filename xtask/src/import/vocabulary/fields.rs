//! Fields of logs with their ClickHouse types.

use anyhow::{Result, ensure};
use serde_json::{Map, json};

use super::columns::{Column, Record};
use super::draft::Found;
use super::place::quoted;

pub fn read<'a>(prefix: &str, record: &Record<'a, '_>) -> Result<Found<'a>> {
    let name = record.name(Column::Key)?;
    let (_, place) = record.cell(Column::Key);
    ensure!(name.starts_with(prefix), place.expected(format_args!("a field {prefix}..."), quoted(&name)));
    let (kind, place) = record.plain(Column::Type);
    ensure!(is_type(&kind), place.expected("a ClickHouse type", quoted(&kind)));
    let mut facts = Map::new();
    facts.insert("type".to_owned(), json!(kind));
    Ok(Found { place: record.place(), name, group: None, facts })
}

/// The types that logs have or may well get. Once a page writes `string` for `String`: kept as it stands there.
fn is_type(text: &str) -> bool {
    const PLAIN: [&str; 8] = ["String", "string", "Date", "Date32", "DateTime", "Bool", "UUID", "IPv6"];
    let wrapped = ["Array(", "Nullable(", "LowCardinality("].iter().find_map(|start| text.strip_prefix(start));
    if let Some(inner) = wrapped.and_then(|rest| rest.strip_suffix(')')) {
        return is_type(inner);
    }
    let bits = |name: &str, sizes: &[&str]| text.strip_prefix(name).is_some_and(|size| sizes.contains(&size));
    PLAIN.contains(&text)
        || bits("UInt", &["8", "16", "32", "64"])
        || bits("Int", &["8", "16", "32", "64"])
        || bits("Float", &["32", "64"])
}
