//! Objects: `allOf` made one, unknown fields kept, and nothing required of an answer that need not be.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::docs::with_constraints;
use super::schemas::check_keys;
use super::{Lowering, Struct};
use crate::case::rust_name;
use crate::json::escape;
use crate::spec::check::entries;

impl Lowering<'_> {
    pub(super) fn object(&mut self, name: &str, schema: &Value, pointer: &str) -> Result<Value> {
        let mut flat = Flat::default();
        self.flatten(schema, pointer, &mut flat)?;
        if let Some(tag) = self.tag_of(name) {
            flat.fields.retain(|field| field.name != tag);
            flat.required.remove(&tag);
        }
        let extra = flat.open || self.written.iter().any(|written| written == name);
        // An answer may leave out what a request needs: one list item without a field must not cost the whole list. The one
        // field that an answer consists of is needed all the same.
        let lenient = self.read.iter().any(|read| read == name) && !self.answers.contains(name);
        let mut properties = Map::new();
        let mut docs = BTreeMap::new();
        let mut names = BTreeSet::new();
        for Field { name: field, schema, pointer } in &flat.fields {
            let rust = rust_name(field);
            ensure!(rust != "extra" || !extra, "{pointer}: the name is taken by the map of unknown fields");
            ensure!(names.insert(rust.clone()), "{pointer}: another field is called {rust} in Rust, too");
            let required = flat.required.contains(field) && !lenient;
            let mut lowered = self.value(name, field, schema, pointer)?;
            if !required && lowered["type"] == "array" {
                lowered["nullable"] = json!(true);
            }
            let description = with_constraints(schema["description"].as_str(), schema);
            docs.insert(field.clone(), description.clone());
            properties.insert(field.clone(), describe(lowered, &description));
        }
        let mut object = json!({ "type": "object", "properties": properties });
        let needed_to_write = if lenient { std::mem::take(&mut flat.required) } else { BTreeSet::new() };
        if !flat.required.is_empty() {
            object["required"] = json!(flat.required);
        }
        if extra {
            object["additionalProperties"] = json!({});
        }
        self.lowered.structs.push(Struct {
            name: name.to_owned(),
            docs: schema["description"].as_str().unwrap_or_default().to_owned(),
            fields: docs,
            needed_to_write,
        });
        Ok(object)
    }

    /// The fields of an object and of everything in its `allOf`.
    fn flatten(&self, schema: &Value, pointer: &str, flat: &mut Flat) -> Result<()> {
        check_keys(schema, pointer)?;
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let name = target.rsplit('/').next().unwrap_or_default();
            ensure!(flat.inside.insert(name.to_owned()), "{pointer}: {name} is made of itself");
            self.flatten(self.schema(name)?, &format!("/components/schemas/{name}"), flat)?;
            flat.inside.remove(name);
            return Ok(());
        }
        for (index, part) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
            self.flatten(part, &format!("{pointer}/allOf/{index}"), flat)?;
        }
        ensure!(
            schema["type"] == "object" || schema.get("allOf").is_some(),
            "{pointer}: neither an object nor allOf: this construct is not supported"
        );
        for (name, field) in entries(&schema["properties"]) {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            flat.fields.retain(|known| known.name != name);
            flat.fields.push(Field { name: name.to_owned(), schema: field.clone(), pointer });
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        flat.required.extend(required.map(str::to_owned));
        match &schema["additionalProperties"] {
            Value::Null | Value::Bool(false) => {}
            Value::Bool(true) => flat.open = true,
            Value::Object(map) if map.is_empty() => flat.open = true,
            _ => bail!("{pointer}/additionalProperties: a typed map beside fields is not supported"),
        }
        Ok(())
    }
}

/// An object with its `allOf` taken in.
#[derive(Default)]
struct Flat {
    /// In the order of the spec; a later part overrides an earlier one.
    fields: Vec<Field>,
    required: BTreeSet<String>,
    open: bool,
    /// The schemas that are being taken in.
    inside: BTreeSet<String>,
}

struct Field {
    name: String,
    schema: Value,
    pointer: String,
}

fn describe(schema: Value, description: &str) -> Value {
    let mut schema = if schema.get("$ref").is_some() { json!({ "allOf": [schema] }) } else { schema };
    schema["description"] = json!(description);
    schema
}
