//! `openapi/vocabulary.json` -> the fields of logs in `metrika`: a module of constants and functions for visits and one for hits.
//!
//! * `facts` reads the vocabulary and what is known beyond it, and stops at what it does not know,
//! * `code` writes the files.

mod code;
mod facts;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::layout;

/// The files, and what stands in them.
#[derive(Debug)]
pub struct Fields {
    /// By path from the top of the repository.
    pub files: BTreeMap<PathBuf, String>,
    pub visits: usize,
    pub hits: usize,
}

/// What is known of fields beyond name and type.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// What a number was multiplied by.
    pub factors: BTreeMap<String, u32>,
    pub zones: BTreeMap<String, Zone>,
}

/// Whose clock a time is by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    Counter,
    Moscow,
}

pub fn fields(vocabulary: &Value, known: &Known) -> Result<Fields> {
    let facts = facts::read(vocabulary).with_context(|| layout::VOCABULARY)?;
    facts.check(known).with_context(|| layout::LOG_FIELDS)?;
    code::files(&facts, known).with_context(|| layout::VOCABULARY)
}
