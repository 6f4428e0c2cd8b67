//! The spec, in the words that progenitor understands.
//!
//! | the spec says | lowered to |
//! |---|---|
//! | list in the query, `explode: false` | `wire::CommaList<T>` |
//! | JSON in one query value (`content`) | `wire::Json<T>` |
//! | `multipart/form-data` with `file` | a streaming body; the transport frames it |
//! | `Flag`, `ClientId`, `ApiErrorBody` | the type of that name in `metrika_raw::wire` |
//! | an integer named `id`, `ids`, `uid` or `..._id` in a body | `wire::Id`, which also reads digits in a string |
//! | `x-extensible-enum` | an open enum |
//! | `oneOf` with `discriminator` | an open union by tag |
//! | `oneOf` of a schema and a list of it | `wire::OneOrMany<T>` |
//! | `oneOf` of an object and a string | an open union by kind |
//! | `allOf` | one object with all the fields |
//! | an object that is written, or open | unknown fields kept in `extra` and written back |
//! | `required` in an object that is read | asked for by the builder, not of the answer; but for the one field of an envelope |
//! | `x-metrika-secret` | `wire::Secret`, which does not show in `Debug` |
//! | bounds, patterns, formats, defaults | a sentence in the documentation: an answer must not fail on them |
//! | a list that may be absent | `Option<Vec<T>>`: absent and empty are two things |
//! | answers `4XX`, `5XX` | one shared `wire::ApiErrorBody` |
//! | further `2XX` without a body | not a success: reported with status and body |
//! | anything else | an error with file, JSON pointer and reason |

mod docs;
mod model;
mod objects;
mod operations;
mod schemas;
mod words;

pub use model::{Body, Lowered, OpenEnum, Operation, Parameter, Struct, Union, UnionKind, Variant};

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::layout::{self, Api};

/// Schemas that `metrika_raw::wire` has types for.
pub const WIRE_TYPES: &[&str] = &["Flag", "ClientId", "ApiErrorBody", "ApiErrorItem"];

pub fn lower(api: Api, spec: &Value) -> Result<Lowered> {
    lower_spec(api, spec).with_context(|| layout::spec(api).display().to_string())
}

fn lower_spec(api: Api, spec: &Value) -> Result<Lowered> {
    let mut lowering = Lowering::new(api, spec);
    let paths = lowering.paths()?;
    let components = lowering.components()?;
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": spec["info"]["title"], "version": spec["info"]["version"] },
        "paths": paths,
        "components": { "schemas": components },
    });
    let Lowering { mut lowered, .. } = lowering;
    let info = |key: &str| spec["info"][key].as_str().unwrap_or_default();
    lowered.docs = format!("The {}.\n\n{}", info("title"), info("description"));
    lowered.document = serde_json::from_value(document).context("the lowered document is not OpenAPI")?;
    Ok(lowered)
}

/// One run over one spec.
struct Lowering<'a> {
    api: Api,
    spec: &'a Value,
    lowered: Lowered,
    /// Schemas used so far and not lowered yet.
    todo: Vec<String>,
    /// Schemas reachable from request bodies, and from answers.
    written: Vec<String>,
    read: Vec<String>,
    /// Schemas that are the whole of an answer.
    answers: BTreeSet<String>,
    /// Schemas that exist only to be replaced by a type of ours.
    stubs: Map<String, Value>,
    /// Names that would stand for two things.
    clashes: Vec<String>,
}

impl<'a> Lowering<'a> {
    fn new(api: Api, spec: &'a Value) -> Self {
        Self {
            api,
            spec,
            lowered: Lowered::default(),
            todo: Vec::new(),
            written: schemas::reachable(spec, "/requestBody/content"),
            read: schemas::reachable(spec, "/responses"),
            answers: BTreeSet::new(),
            stubs: Map::new(),
            clashes: Vec::new(),
        }
    }

    fn schema(&self, name: &str) -> Result<&'a Value> {
        let schema = &self.spec["components"]["schemas"][name];
        (!schema.is_null()).then_some(schema).with_context(|| format!("/components/schemas/{name}: not defined"))
    }

    /// Uses a schema: it will be lowered, and this refers to it.
    fn use_schema(&mut self, name: &str) -> Value {
        self.todo.push(name.to_owned());
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A schema that progenitor sees as a name only, and the Rust type that stands for it.
    fn stub(&mut self, name: &str, rust_type: String) -> Value {
        self.stubs.insert(name.to_owned(), json!({}));
        let known = self.lowered.replacements.entry(name.to_owned()).or_insert_with(|| rust_type.clone());
        if *known != rust_type {
            self.clashes.push(format!("/components/schemas/{name}: stands for {known} and for {rust_type}"));
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// The path of a type generated for this API.
    fn type_path(&self, name: &str) -> String {
        if WIRE_TYPES.contains(&name) {
            format!("crate::wire::{name}")
        } else {
            format!("crate::{}::types::{name}", self.api)
        }
    }
}
