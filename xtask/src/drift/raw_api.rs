//! What a change of the specs does to the public API of `metrika-raw`.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, bail};
use serde::Serialize;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::generate;
use crate::layout::Api;
use crate::lower;
use crate::tables::{self, Sections};

/// A type, builder or enum of the generated code that comes, goes or changes.
#[derive(Debug, Clone, Serialize)]
pub struct RawChange {
    pub api: &'static str,
    /// The generated file: `types_goals`.
    pub file: String,
    pub name: String,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// `- field: i32`, `+ field: i64`.
    pub lines: Vec<String>,
}

/// What differs between the raw clients of two specs.
pub fn compare(api: Api, old: &Value, new: &Value) -> Result<Vec<RawChange>> {
    let (before, after) = (files(api, old)?, files(api, new)?);
    let mut found = Vec::new();
    let none = Sections::new();
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    for file in names {
        let (before, after) = (before.get(file).unwrap_or(&none), after.get(file).unwrap_or(&none));
        for name in tables::changed(before, after) {
            let (old, new) = (before.get(&name), after.get(&name));
            let change = match (old, new) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "changed",
            };
            let text = |section: Option<&String>| section.cloned().unwrap_or_default();
            let lines = changed_lines(&text(old), &text(new));
            found.push(RawChange { api: api.name(), file: file.clone(), name, change, lines });
        }
    }
    Ok(found)
}

/// The sections of all generated files. A spec can break any stage; a panic must not take the report along.
fn files(api: Api, spec: &Value) -> Result<BTreeMap<String, Sections>> {
    let made = catch_unwind(AssertUnwindSafe(|| {
        let module = generate::module(api, spec, &lower::lower(api, spec)?)?;
        tables::api::files(api, &module)
    }));
    match made {
        Ok(files) => files,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            bail!("{}", text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("the generator panicked"))
        }
    }
}

fn changed_lines(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let changes = diff.iter_all_changes().filter_map(|change| {
        let sign = match change.tag() {
            ChangeTag::Delete => "-",
            ChangeTag::Insert => "+",
            ChangeTag::Equal => return None,
        };
        Some(format!("{sign} {}", change.value().trim()))
    });
    changes.collect()
}
