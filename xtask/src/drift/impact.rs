//! What new documents mean for this repository: overlays that no longer fit, words that are missing, the raw client.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::Upstream;
use super::normal::normal;
use super::raw_api;
pub use super::raw_api::RawChange;
use crate::json::escape;
use crate::layout::{self, Api};
use crate::spec::{Sources, Specs, Stale, check, kept, shape};

/// What `cargo xtask regen` would make of the new documents, with the overlays as they are.
#[derive(Debug, Default, Serialize)]
pub struct Impact {
    /// Why nothing was looked at, if so.
    pub not_looked_at: Option<String>,
    /// Overlay actions and names that would match nothing.
    pub stale: Vec<StaleEntry>,
    /// What an overlay describes and upstream no longer has: the update put it back, without a type.
    pub orphans: Vec<Trouble>,
    /// What has no description yet, as JSON pointers into the spec.
    pub undescribed: Vec<Trouble>,
    /// Why else regen would refuse; what follows from such a document is unknown.
    pub refused: Vec<Trouble>,
    pub raw_api: Vec<RawChange>,
    /// APIs whose raw client cannot be made.
    pub raw_api_unknown: Vec<&'static str>,
}

/// An overlay action or a name that no longer fits.
#[derive(Debug, Clone, Serialize)]
pub struct StaleEntry {
    pub file: String,
    /// The index of the action; none for `names.yaml`.
    pub action: Option<usize>,
    /// The JSONPath of the action, or the entry of `names.yaml`: `bodies/addGoal.request`.
    pub target: String,
    pub reason: String,
}

/// Something in one API that must be mended first.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble {
    pub api: &'static str,
    pub what: String,
}

impl Impact {
    pub fn not_looked_at(reason: &str) -> Self {
        Self { not_looked_at: Some(reason.to_owned()), ..Self::default() }
    }

    fn refuse(&mut self, api: Api, what: &anyhow::Error) {
        self.refused.push(Trouble { api: api.name(), what: one_line(what) });
    }

    /// The same, and no client can be made.
    fn refuse_all(&mut self, api: Api, what: &anyhow::Error) {
        self.refuse(api, what);
        self.raw_api_unknown.push(api.name());
    }
}

/// Makes specs and raw client twice, in memory. What cannot be made is said; it never fails.
pub fn of(root: &Path, old: &Upstream, new: &Upstream) -> Impact {
    let changed = |api: &Api| old.documents.get(api).map(normal) != new.documents.get(api).map(normal);
    let changed: Vec<Api> = Api::ALL.into_iter().filter(changed).collect();
    if changed.is_empty() {
        return Impact::not_looked_at("only the vocabulary changed: no spec and no raw client is made of it");
    }
    let before = match Sources::read(root).and_then(|sources| Ok((sources.apply()?, sources))) {
        Ok(before) => before,
        Err(error) => {
            let reason = format!("the specs of this checkout cannot be made: {}", one_line(&error));
            return Impact::not_looked_at(&reason);
        }
    };
    let mut impact = Impact::default();
    let (specs, sources) = before;
    let (after, usable) = with_new_documents(&sources, new, &changed, &mut impact);
    match collecting(&after, &mut impact.stale) {
        Ok(new_specs) => {
            for api in usable {
                look_into(api, &after, (&specs, &new_specs), &mut impact);
            }
        }
        Err(error) => usable.iter().for_each(|api| impact.refuse_all(*api, &error)),
    }
    impact
}

/// The sources with every new document that a spec can be made of, and which those are.
fn with_new_documents(sources: &Sources, new: &Upstream, changed: &[Api], impact: &mut Impact) -> (Sources, Vec<Api>) {
    let mut after = sources.clone();
    let mut usable = Vec::new();
    for api in changed {
        let Some(document) = new.documents.get(api) else {
            impact.refuse_all(*api, &anyhow::anyhow!("there is no document of this API"));
            continue;
        };
        let kept = std::mem::replace(&mut after.upstream[*api as usize].1, document.clone());
        match collecting(&after, &mut Vec::new()) {
            Ok(_) => usable.push(*api),
            Err(error) => {
                impact.refuse_all(*api, &error);
                after.upstream[*api as usize].1 = kept;
            }
        }
    }
    (after, usable)
}

/// Makes the specs without what does not fit, and tells that.
fn collecting(sources: &Sources, found: &mut Vec<StaleEntry>) -> Result<Specs> {
    sources.apply_or(&mut |stale: Stale| {
        found.push(StaleEntry {
            file: stale.file.display().to_string(),
            action: stale.action,
            target: stale.target.clone(),
            reason: one_line(&stale.reason),
        });
        Ok(())
    })
}

fn look_into(api: Api, sources: &Sources, (old, new): (&Specs, &Specs), impact: &mut Impact) {
    let (old, new) = (old.get(api), new.get(api));
    let trouble = |what| Trouble { api: api.name(), what };
    let known = without_type(old);
    impact.orphans.extend(without_type(new).into_iter().filter(|place| !known.contains(place)).map(trouble));
    impact.undescribed.extend(check::undescribed(new).into_iter().map(trouble));
    let upstream = &sources.upstream[api as usize].1;
    let checks = [
        shape::check(new),
        check::references(new),
        check::operation_ids(new),
        kept::check(upstream, new, &sources.names),
    ];
    for error in checks.into_iter().filter_map(Result::err) {
        impact.refuse(api, &error.context(layout::spec(api).display().to_string()));
    }
    match raw_api::compare(api, old, new) {
        Ok(changes) => impact.raw_api.extend(changes),
        Err(error) => impact.refuse_all(api, &error),
    }
}

/// Fields of which a spec says nothing but words.
fn without_type(spec: &Value) -> Vec<String> {
    const TYPES: &[&str] = &["type", "$ref", "allOf", "oneOf", "anyOf", "items", "properties", "additionalProperties"];
    let mut found = Vec::new();
    for (name, schema) in check::entries(&spec["components"]["schemas"]) {
        for (place, field) in check::fields(schema) {
            if !TYPES.iter().any(|key| field.get(key).is_some()) {
                found.push(format!("/components/schemas/{}{place}", escape(name)));
            }
        }
    }
    found
}

fn one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}
