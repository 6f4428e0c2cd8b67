//! `cargo xtask drift`: what the published reference says today, compared with what `openapi/upstream` holds.
//!
//! * `normal` brings both documents into one form: keys and sets sorted, so that only structure differs,
//! * `operations`, `parameters`, `schemas`, `limits`, `vocabulary` compare; `differ` sees to it that nothing is silent,
//! * `rules` says how bad a change is, `reach` whether a schema is sent or received,
//! * `impact`, `raw_api` show what the changes do to the overlays and to the raw client,
//! * `markdown`, `advice` and the JSON form of [`Report`] are for the reviewer.
//!
//! # How bad a change is
//!
//! A schema is used in requests, in answers or in both, now or before; where both, or unknown, the worse rule counts. A field
//! that is and was read-only counts as one of answers.
//!
//! | change | in requests | in answers |
//! |---|---|---|
//! | operation, response code, schema, document added | additive | additive |
//! | anything removed: operation, parameter, body, media type, response code, schema, field | breaking | breaking |
//! | operation moved, parameter moved or renamed | breaking | |
//! | parameter or field added | breaking if required | additive |
//! | body added | breaking if required | breaking |
//! | media type or alternative (`oneOf`) added | additive | breaking |
//! | became required | breaking | additive |
//! | became optional | additive | breaking |
//! | retyped, other format, other base (`allOf`), other default | breaking | breaking |
//! | bound tightened, other pattern | breaking | additive |
//! | bound loosened | additive | additive |
//! | values added to an open list (`x-extensible-enum`) | additive | additive |
//! | values added to a closed list (`enum`) | additive | breaking |
//! | values removed, list of values begun or ended | breaking | breaking |
//! | became read-only / no longer | breaking / additive | additive |
//! | became write-only / no longer | additive | breaking / additive |
//! | became nullable / no longer | additive / breaking | breaking / additive |
//! | deprecated, or no longer | additive | additive |
//! | vocabulary: added / removed, changed | additive / breaking | |
//! | pages, texts, `false` written out where nothing stood | additive | additive |
//! | anything else | breaking | breaking |
//!
//! # The JSON form
//!
//! `extent` (`whole`, `partial`), `breaking` and `additive` (numbers), `notes`, `changes` (see [`Change`]: `kind`,
//! `severity`, `api`, `place`, `operation`, `page`, `key`, `before`, `after`; one a place, not folded), `impact` (see
//! [`Impact`]; null if nothing changed).

mod advice;
mod change;
mod differ;
mod impact;
mod kind;
mod limits;
mod markdown;
mod normal;
mod operations;
mod parameters;
mod raw_api;
mod reach;
mod rules;
mod schemas;
mod vocabulary;

pub use crate::upstream::Upstream;
pub use change::{Change, Kind, Owner, Severity, Side};
pub use impact::{Impact, RawChange, StaleEntry, Trouble};

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, json};

use crate::layout::Api;
use change::At;
use differ::{Differ, keys, object};

/// How much of the reference the new documents are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All pages: everything is compared.
    Whole,
    /// Some pages: what they do not show is not removed.
    Partial,
}

/// All differences, the worst first.
#[derive(Debug, Serialize)]
pub struct Report {
    pub extent: Extent,
    /// What could not be compared.
    pub notes: Vec<String>,
    pub changes: Vec<Change>,
    /// What follows for this repository. Not looked for if nothing changed.
    pub impact: Option<Impact>,
}

/// Compares `new` with what the checkout at `root` holds.
pub fn report(root: &Path, new: &Upstream, extent: Extent) -> Result<Report> {
    let old = Upstream::read(root)?;
    let mut report = compare(&old, new, extent);
    if !report.changes.is_empty() {
        report.impact = Some(match extent {
            Extent::Whole => impact::of(root, &old, new),
            Extent::Partial => Impact::not_looked_at("only a part of the reference was read"),
        });
    }
    Ok(report)
}

/// The differences alone, without what follows from them.
pub fn compare(old: &Upstream, new: &Upstream, extent: Extent) -> Report {
    let mut differ = Differ::new(extent);
    for api in Api::ALL {
        let at = At::new(api.name(), Owner::Document, Side::BOTH);
        match (old.documents.get(&api), new.documents.get(&api)) {
            (Some(old), Some(new)) => differ.document(&at, &normal::normal(old), &normal::normal(new)),
            (Some(_), None) => differ.gone(&at.below(api.name()), Kind::DocumentRemoved, None),
            (None, Some(_)) => differ.add(&at.below(api.name()), Kind::DocumentAdded, false, None, None),
            (None, None) => {}
        }
    }
    let mut notes = Vec::new();
    match (&old.vocabulary, &new.vocabulary) {
        (Some(old), Some(new)) => differ.vocabulary(&normal::vocabulary(old), &normal::vocabulary(new)),
        (Some(_), None) => notes.push("The vocabulary was not compared: the new import has none.".to_owned()),
        (None, _) => {}
    }
    if extent == Extent::Whole {
        notes.extend(new_generators(old, new));
    }
    differ.repeated(&old.reference["repeated"], &new.reference["repeated"]);
    let mut changes = differ.changes;
    // Stable: within one API the order of the walk stays.
    changes.sort_by_key(|change| change.severity);
    Report { extent, notes, changes, impact: None }
}

/// Pages that another program has written may mean something else by the same form.
fn new_generators(old: &Upstream, new: &Upstream) -> Option<String> {
    let unknown: Vec<&str> = new.generators().filter(|name| !old.generators().any(|known| known == *name)).collect();
    (!unknown.is_empty()).then(|| {
        format!(
            "Pages are by a generator that is not known yet: {}. Look whether its pages have a new form.",
            unknown.join(", ")
        )
    })
}

impl Report {
    /// 0: no difference, 10: additive ones only, 20: something is breaking.
    pub fn exit_code(&self) -> u8 {
        match self.changes.iter().map(|change| change.severity).min() {
            None => 0,
            Some(Severity::Additive) => 10,
            Some(Severity::Breaking) => 20,
        }
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.changes.iter().filter(|change| change.severity == severity).count()
    }

    /// For a reviewer.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// For a machine; the form is described in the documentation of this module.
    pub fn json(&self) -> Value {
        json!({
            "extent": self.extent,
            "breaking": self.count(Severity::Breaking),
            "additive": self.count(Severity::Additive),
            "notes": self.notes,
            "changes": self.changes,
            "impact": self.impact,
        })
    }
}

impl Differ {
    /// Pages that describe an operation again: nothing is made of them, and nothing of them may change in silence.
    fn repeated(&mut self, old: &Value, new: &Value) {
        let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else { return };
        for page in keys(before, after) {
            let (old, new) = (before.get(page), after.get(page));
            let gone = new.is_none() && self.extent == Extent::Partial;
            if old != new && !gone {
                self.other(&At::new("management", Owner::Document, Side::BOTH), page, old, new);
            }
        }
    }

    fn document(&mut self, at: &At, old: &Value, new: &Value) {
        let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
            return self.step(at, "document", Some(old), Some(new), |_, _, _| {});
        };
        let sides = reach::sides([old, new]);
        let mut keys = keys(before, after);
        // Operations are what a reviewer looks for first.
        keys.sort_by_key(|key| *key != "paths");
        for key in keys {
            let at = at.below(key);
            self.step(&at, key, before.get(key), after.get(key), |differ, one, other| match key {
                "paths" => differ.paths(&at, old, new),
                "components" => differ.components(&at, &sides, one, other),
                _ => {}
            });
        }
    }

    fn components(&mut self, at: &At, sides: &BTreeMap<String, Side>, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (object(old), object(new)) else { return };
        for key in keys(&before, &after) {
            let at = at.below(key);
            self.step(&at, key, before.get(key), after.get(key), |differ, old, new| {
                if key == "schemas" {
                    differ.all_schemas(&at, sides, old, new);
                }
            });
        }
    }

    fn all_schemas(&mut self, at: &At, sides: &BTreeMap<String, Side>, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (object(old), object(new)) else { return };
        for name in keys(&before, &after) {
            // A schema that nothing refers to may be used in any way.
            let side = sides.get(name).copied().unwrap_or(Side::BOTH);
            let at = At::new(at.api, Owner::Schema { name: name.to_owned(), side }, side);
            match (before.get(name), after.get(name)) {
                (Some(old), Some(new)) => self.schema(&at, old, new),
                (Some(old), None) => self.gone(&at, Kind::SchemaRemoved, Some(kind::signature(old))),
                (None, Some(new)) => self.add(&at, Kind::SchemaAdded, false, None, Some(kind::signature(new))),
                (None, None) => {}
            }
        }
    }
}
