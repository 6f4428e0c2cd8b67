//! The report for a reviewer: the worst first, by API, then by operation or schema.

use std::fmt::Write as _;
use std::rc::Rc;

use super::change::{Change, Kind, Owner, Severity};
use super::{Extent, Report, advice};

/// The same change at this many places is one line.
const FOLD: usize = 3;
/// More places than this are folded away.
const SHOWN: usize = 6;

pub fn write(report: &Report) -> String {
    let mut text = "# Drift of the published reference\n\n".to_owned();
    headline(&mut text, report);
    for (severity, title) in [(Severity::Breaking, "Breaking"), (Severity::Additive, "Additive")] {
        let changes: Vec<&Change> = report.changes.iter().filter(|change| change.severity == severity).collect();
        if !changes.is_empty() {
            let _ = writeln!(text, "\n## {title}");
            for api in apis(&changes) {
                let _ = writeln!(text, "\n### {api}\n");
                let changes: Vec<&Change> = changes.iter().filter(|change| change.api == api).copied().collect();
                one_api(&mut text, &changes);
            }
        }
    }
    if let Some(impact) = &report.impact {
        advice::write(&mut text, impact);
    }
    text
}

fn headline(text: &mut String, report: &Report) {
    let (breaking, additive) = (report.count(Severity::Breaking), report.count(Severity::Additive));
    if report.changes.is_empty() {
        text.push_str("No difference: the reference says what `openapi/upstream` holds.\n");
    } else {
        let _ = writeln!(text, "**{breaking} breaking, {additive} additive** against `openapi/upstream`.\n");
        text.push_str("| | breaking | additive |\n|---|---:|---:|\n");
        let all: Vec<&Change> = report.changes.iter().collect();
        for api in apis(&all) {
            let count = |severity| all.iter().filter(|one| one.api == api && one.severity == severity).count();
            let _ = writeln!(text, "| {api} | {} | {} |", count(Severity::Breaking), count(Severity::Additive));
        }
    }
    if report.extent == Extent::Partial {
        text.push_str("\nOnly a part of the reference was read: what it does not show is not counted as removed.\n");
    }
    for note in &report.notes {
        let _ = writeln!(text, "\n{note}");
    }
}

/// The APIs that changed, in their order.
fn apis(changes: &[&Change]) -> Vec<&'static str> {
    let all = crate::layout::Api::ALL.map(crate::layout::Api::name);
    all.into_iter().chain(["vocabulary"]).filter(|api| changes.iter().any(|change| change.api == *api)).collect()
}

fn one_api(text: &mut String, changes: &[&Change]) {
    let mut groups: Vec<(String, Vec<&Change>)> = Vec::new();
    for change in changes {
        let line = line(change, true);
        match groups.iter_mut().find(|(known, _)| *known == line) {
            Some((_, same)) => same.push(change),
            None => groups.push((line, vec![change])),
        }
    }
    for (line, same) in groups.iter().filter(|(_, same)| same.len() >= FOLD) {
        let _ = writeln!(text, "- {line}, at {} places", same.len());
        places(text, same);
    }
    let single: Vec<&Change> =
        groups.into_iter().filter(|(_, same)| same.len() < FOLD).flat_map(|(_, same)| same).collect();
    let mut owners: Vec<&Rc<Owner>> = Vec::new();
    for change in &single {
        if !owners.contains(&&change.owner) {
            owners.push(&change.owner);
        }
    }
    for owner in owners {
        let _ = writeln!(text, "- {}", title(owner));
        for change in single.iter().filter(|change| change.owner == *owner) {
            let place = place_within(change);
            let _ = writeln!(text, "  - {place}{}", line(change, false));
        }
    }
}

fn places(text: &mut String, changes: &[&Change]) {
    let places: Vec<String> = changes.iter().map(|change| code(&change.place)).collect();
    if places.len() <= SHOWN {
        let _ = writeln!(text, "  - {}", places.join(", "));
    } else {
        let _ = writeln!(text, "  <details><summary>where</summary>\n\n  {}\n\n  </details>", places.join(", "));
    }
}

fn title(owner: &Owner) -> String {
    match owner {
        Owner::Operation { label, id, page } => {
            let id = id.as_deref().unwrap_or("no operationId");
            let plain = |url: &&String| {
                url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || "()<>[]`".contains(c))
            };
            let page = page.as_ref().filter(plain).map(|url| format!(" [page]({url})")).unwrap_or_default();
            format!("{}, {}{page}", code(label), code(id))
        }
        Owner::Schema { name, side } => format!("schema {}, {}", code(name), side.text()),
        Owner::Document => "document".to_owned(),
        Owner::Vocabulary { group } => code(group),
    }
}

/// The place below its owner; nothing if the owner itself changed.
fn place_within(change: &Change) -> String {
    let rest = match &*change.owner {
        Owner::Operation { label, .. } => change.place.strip_prefix(label.as_str()),
        Owner::Vocabulary { group } => change.place.strip_prefix(group.as_str()),
        // Fields are named with their schema, as everywhere in this repository.
        Owner::Schema { name, .. } => Some(change.place.as_str()).filter(|place| place != name),
        Owner::Document => Some(change.place.as_str()),
    };
    match rest.map(str::trim).filter(|rest| !rest.is_empty()) {
        Some(rest) => format!("{}: ", code(rest)),
        None => String::new(),
    }
}

/// What changed, without where; `named` for the line of many places, which must say what came or went.
fn line(change: &Change, named: bool) -> String {
    let mut line = change.kind.text().to_owned();
    if named && let Some(name) = &change.name {
        line = format!("{line}: {}", code(name));
    }
    if let Some(key) = change.key.as_deref().filter(|key| !change.kind.text().eq_ignore_ascii_case(key)) {
        let _ = write!(line, " {}", code(key));
    }
    // Things of the vocabulary come in dozens, each with details of its own.
    if named && matches!(change.kind, Kind::VocabularyAdded | Kind::VocabularyRemoved) {
        return line;
    }
    let came = change.key.is_none();
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => drop(write!(line, " {} -> {}", code(before), code(after))),
        (None, Some(after)) if came => drop(write!(line, " {}", code(after))),
        (Some(before), None) if came => drop(write!(line, ", was {}", code(before))),
        (None, Some(after)) => drop(write!(line, " none -> {}", code(after))),
        (Some(before), None) => drop(write!(line, " {} -> none", code(before))),
        (None, None) => {}
    }
    line
}

/// The longest text that is shown whole; the JSON form has all of it.
const LONGEST: usize = 300;

/// Text of the reference as code, on one line, whatever it holds.
pub fn code(text: &str) -> String {
    let mut flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = flat.char_indices().nth(LONGEST) {
        flat.truncate(end);
        flat.push_str("...");
    }
    let longest_run = flat.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest_run + 1);
    let pad = if longest_run > 0 { " " } else { "" };
    format!("{fence}{pad}{flat}{pad}{fence}")
}
