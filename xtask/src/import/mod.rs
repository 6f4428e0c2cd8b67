//! `cargo xtask import`: the published reference, as facts, becomes `openapi/upstream/*.json`.
//!
//! * `facts` reads what is known of the reference pages,
//! * `forms` merges the request and response forms of one schema,
//! * `openapi` writes both as OpenAPI 3.0.3: structure only, no prose.

pub mod facts;
mod forms;
mod openapi;

use std::path::Path;

use anyhow::{Context, Result};

use crate::files::Outputs;
use crate::layout::{self, Api};
use crate::spec::counts::Counts;

/// Reads the folder of facts and makes the files of `openapi/upstream` and `openapi/vocabulary.json`, and tells in numbers
/// what went in and came out.
pub fn outputs(facts_dir: &Path) -> Result<(Outputs, String)> {
    let facts = facts::Facts::read(facts_dir)?;
    let documents = openapi::documents(&facts)?;
    let mut outputs = Outputs::default();
    for api in Api::ALL {
        let document = documents.get(&api).with_context(|| format!("no operation of the {api} API in the facts"))?;
        outputs.add(layout::upstream(api), crate::json::pretty(document)?);
    }
    outputs.add(layout::VOCABULARY.into(), crate::json::pretty(&facts.vocabulary)?);
    outputs.owns_folder("openapi/upstream");
    let mut total = Counts::default();
    documents.values().for_each(|document| total += Counts::of(document));
    let counts = format!(
        "{} pages: {} operations, {} parameters, {} schemas, {} fields, {} words",
        facts.operations.len(),
        total.operations,
        total.parameters,
        total.schemas,
        total.fields,
        total.words
    );
    Ok((outputs, counts))
}
