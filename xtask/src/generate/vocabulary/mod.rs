//! `openapi/vocabulary.json` -> the names of reports in `metrika`: a module of constants and functions for each namespace, and the presets.
//!
//! * `facts` reads the vocabulary, and stops at what it does not know: facts must not get lost in silence,
//! * `items` gives every name its Rust name,
//! * `docs` says the facts in words, `code` writes the files.

mod code;
mod docs;
mod facts;
pub(super) mod items;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::layout;

/// The files, and what stands in them.
#[derive(Debug)]
pub struct Names {
    /// By path from the top of the repository.
    pub files: BTreeMap<PathBuf, String>,
    pub dimensions: usize,
    pub metrics: usize,
    pub presets: usize,
}

/// `additive` lists the metrics that add up over time, without prefix, by namespace.
pub fn names(vocabulary: &Value, additive: &BTreeMap<String, Vec<String>>) -> Result<Names> {
    let mut facts = facts::read(vocabulary).with_context(|| layout::VOCABULARY)?;
    facts::read_additive(&mut facts, additive).with_context(|| layout::ADDITIVE)?;
    code::files(&facts).with_context(|| layout::VOCABULARY)
}
