//! The list of all dimensions and metrics: two columns side by side, the shorter one ending in empty cells. A section
//! per name may follow.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::VocabularyPage;
use super::cell;
use super::columns::{Column, Record};
use super::draft::{Draft, Found};
use super::place::{Place, quoted};
use super::table::Lines;

/// Either name may be missing, but not both.
pub fn read<'a>(record: &Record<'a, '_>, draft: &mut Draft<'a>) -> Result<()> {
    let mut empty = true;
    for column in [Column::Dimensions, Column::Metrics] {
        let (text, place) = record.cell(column);
        if text.trim().is_empty() {
            continue;
        }
        empty = false;
        let name = cell::name(text, place)?;
        draft.listed.push((place, name.clone()));
        let list = if column == Column::Dimensions { &mut draft.dimensions } else { &mut draft.metrics };
        list.push(Found::bare(place, name));
    }
    ensure!(!empty, record.place().expected("a name", "an empty row"));
    Ok(())
}

/// If the page has sections about names, then about each name of the list and about no other. The list is the only
/// witness of most names: this is how a part of it that got lost is noticed.
pub fn check_headings(page: &VocabularyPage<'_>, listed: &[(Place<'_>, String)]) -> Result<()> {
    let mut headings = BTreeSet::new();
    let names: BTreeSet<_> = listed.iter().map(|(_, name)| name.as_str()).collect();
    let lines = Lines::of(page);
    for (index, line) in (0..).map_while(|index| Some((index, lines.get(index)?))) {
        let Some(heading) = line.strip_prefix("### ") else { continue };
        let heading = cell::plain(heading);
        if heading.starts_with("ym:") {
            let known = names.contains(heading.as_str());
            ensure!(known, lines.at(index).expected("a section about a name of the list", quoted(&heading)));
            headings.insert(heading);
        }
    }
    let missing = listed.iter().find(|(_, name)| !headings.contains(name)).filter(|_| !headings.is_empty());
    missing.map_or(Ok(()), |(place, name)| {
        Err(place.expected(format_args!("a section about `{name}`, as other names have"), "none"))
    })
}
