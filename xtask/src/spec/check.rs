//! What every finished spec must fulfil, each failure with its JSON pointer.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::json::{escape, walk};

pub fn all(document: &Value) -> Result<()> {
    super::shape::check(document)?;
    references(document)?;
    operation_ids(document)?;
    let missing = undescribed(document);
    if let [first, ..] = missing.as_slice() {
        bail!("{first}: no description ({} in all): say it in an overlay", missing.len());
    }
    Ok(())
}

/// Every `$ref` points at something in the document, and stands alone: OpenAPI 3.0 ignores what is beside it.
pub fn references(document: &Value) -> Result<()> {
    let mut problem = None;
    walk(document, &mut String::new(), &mut |pointer, value| {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else { return };
        let found = target.strip_prefix('#').is_some_and(|p| document.pointer(p).is_some());
        let beside = entries(value).map(|(key, _)| key).find(|key| *key != "$ref");
        if !found {
            problem.get_or_insert_with(|| format!("{pointer}/$ref: {target} is not defined"));
        } else if let Some(key) = beside {
            problem.get_or_insert_with(|| format!("{pointer}/{key}: stands beside a $ref, where nobody reads it"));
        }
    });
    problem.map_or(Ok(()), |problem| bail!(problem))
}

/// Every operation has an id of its own, in verb_noun form.
pub fn operation_ids(document: &Value) -> Result<()> {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for operation in operations(document) {
        let pointer = operation.pointer();
        let id = operation.value["operationId"].as_str().with_context(|| format!("{pointer}: no operationId"))?;
        ensure!(
            id.contains('_') && id.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{pointer}/operationId: {id} is not in verb_noun form: name it in an overlay"
        );
        if let Some(first) = seen.insert(id, pointer.clone()) {
            bail!("{pointer}/operationId: {id} is taken by {first}");
        }
    }
    Ok(())
}

/// The pointers of operations, parameters, schemas and fields without a description.
pub fn undescribed(document: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    for operation in operations(document) {
        let pointer = operation.pointer();
        if text(operation.value, "summary").is_none() || text(&operation.value["externalDocs"], "url").is_none() {
            missing.push(format!("{pointer}/summary"));
        }
        let parameters = operation.value["parameters"].as_array().into_iter().flatten();
        for (index, parameter) in parameters.enumerate() {
            if parameter.get("$ref").is_none() && text(parameter, "description").is_none() {
                missing.push(format!("{pointer}/parameters/{index} ({})", parameter["name"]));
            }
        }
    }
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let pointer = format!("/components/schemas/{}", escape(name));
        if text(schema, "description").is_none() {
            missing.push(pointer.clone());
        }
        for (place, field) in fields(schema) {
            if text(field, "description").is_none() {
                missing.push(format!("{pointer}{place}"));
            }
        }
    }
    for (name, parameter) in entries(&document["components"]["parameters"]) {
        if text(parameter, "description").is_none() {
            missing.push(format!("/components/parameters/{}", escape(name)));
        }
    }
    missing
}

/// One operation of a document, with where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub value: &'a Value,
}

impl Operation<'_> {
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", escape(self.path), self.method)
    }

    pub fn id(&self) -> &str {
        self.value["operationId"].as_str().unwrap_or_default()
    }
}

/// All operations of a document, in its order.
pub fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    entries(&document["paths"])
        .flat_map(|(path, item)| entries(item).map(move |(method, value)| Operation { method, path, value }))
}

/// All properties below a schema that are not those of a referenced one, with the pointer from the schema.
pub fn fields(schema: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    collect_fields(schema, String::new(), &mut found);
    found
}

fn collect_fields<'a>(schema: &'a Value, place: String, found: &mut Vec<(String, &'a Value)>) {
    for (name, field) in entries(&schema["properties"]) {
        let place = format!("{place}/properties/{}", escape(name));
        found.push((place.clone(), field));
        collect_fields(field, place, found);
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for (index, part) in schema[key].as_array().into_iter().flatten().enumerate() {
            collect_fields(part, format!("{place}/{key}/{index}"), found);
        }
    }
    for key in ["items", "additionalProperties"] {
        if schema[key].is_object() {
            collect_fields(&schema[key], format!("{place}/{key}"), found);
        }
    }
}

/// The entries of an object; none of anything else.
pub fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}
