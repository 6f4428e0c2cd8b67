//! Presets: report templates with their dimensions and metrics.

use anyhow::{Result, ensure};
use serde_json::{Map, json};

use super::cell;
use super::columns::{Column, Record};
use super::draft::Found;
use super::place::quoted;

/// A preset may be without dimensions, but not without metrics.
pub fn read<'a>(page: &'a str, record: &Record<'a, '_>) -> Result<Found<'a>> {
    let (name, place) = record.plain(Column::Key);
    ensure!(cell::is_word(&name), place.expected("the name of a preset", quoted(&name)));
    let metrics = record.names(Column::Metrics)?;
    ensure!(!metrics.is_empty(), record.cell(Column::Metrics).1.expected("metrics of the preset", "none"));
    let mut facts = Map::new();
    facts.insert("dimensions".to_owned(), json!(record.names(Column::Dimensions)?));
    facts.insert("metrics".to_owned(), json!(metrics));
    Ok(Found { place: record.place(), name, group: Some(group(page)), facts })
}

/// `stat/presets/visitors/preset_geo.md` is the group `geo`.
fn group(page: &str) -> &str {
    let file = page.rsplit('/').next().unwrap_or(page);
    let file = file.strip_suffix(".md").unwrap_or(file);
    file.strip_prefix("preset_").unwrap_or(file)
}
