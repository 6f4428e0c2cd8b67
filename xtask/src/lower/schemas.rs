//! Schemas, and the types that replace them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::words::open_values;
use super::{Lowering, OpenEnum, Union, WIRE_TYPES};
use crate::case::pascal;
use crate::json::escape;
use crate::spec::check::{entries, operations};

/// Keys of a schema that lowering knows. Another one is a construct that would be lost.
const KNOWN: &[&str] = &[
    "additionalProperties",
    "allOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "type",
    "uniqueItems",
    "writeOnly",
    "x-enum-descriptions",
    "x-extensible-enum",
    "x-metrika-secret",
    "x-metrika-seen",
    "$ref",
];

impl Lowering<'_> {
    /// Lowers every schema that is used, and those that they use.
    pub(super) fn components(&mut self) -> Result<Map<String, Value>> {
        // Every list of words gets its type, also one that nothing refers to once a union has taken its tag.
        let spec = self.spec;
        let lists =
            entries(&spec["components"]["schemas"]).filter(|(_, schema)| schema.get("x-extensible-enum").is_some());
        self.todo.extend(lists.map(|(name, _)| name.to_owned()));
        let mut components = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some(name) = self.todo.pop() {
            if seen.insert(name.clone()) {
                let pointer = format!("/components/schemas/{}", escape(&name));
                let lowered = self.component(&name, &pointer)?;
                // Only now: a schema that is made of itself has been refused.
                self.lowered.references.insert(name.clone(), self.direct_references(&name)?);
                if let Some(schema) = lowered {
                    components.insert(name, schema);
                }
            }
        }
        if let Some(clash) = self.clashes.first() {
            bail!("{clash}");
        }
        for (name, stub) in std::mem::take(&mut self.stubs) {
            let pointer = format!("/components/schemas/{}", escape(&name));
            ensure!(components.insert(name, stub).is_none(), "{pointer}: a type of ours has this name");
        }
        self.lowered.structs.sort_by(|a, b| a.name.cmp(&b.name));
        self.lowered.enums.sort_by(|a, b| a.name.cmp(&b.name));
        self.lowered.unions.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(components.into_iter().collect())
    }

    /// One named schema; `None` where a type of ours replaces it.
    fn component(&mut self, name: &str, pointer: &str) -> Result<Option<Value>> {
        let schema = self.schema(name)?;
        check_keys(schema, pointer)?;
        let docs = schema["description"].as_str().unwrap_or_default().to_owned();
        if WIRE_TYPES.contains(&name) {
            self.stub(name, format!("crate::wire::{name}"));
            return Ok(None);
        }
        if ["type", "allOf", "oneOf"].iter().all(|key| schema.get(key).is_none()) {
            self.stub(name, "::serde_json::Value".into());
            return Ok(None);
        }
        if schema.get("x-extensible-enum").is_some() {
            let values = open_values(schema).with_context(|| pointer.to_owned())?;
            self.lowered.enums.push(OpenEnum { name: name.to_owned(), docs, values });
        } else if schema.get("discriminator").is_some() {
            let kind = self.tagged(schema).with_context(|| pointer.to_owned())?;
            self.lowered.unions.push(Union { name: name.to_owned(), docs, kind });
        } else if schema.get("oneOf").is_some() {
            let kind = self.by_kind(schema).with_context(|| format!("{pointer}/oneOf"))?;
            self.lowered.unions.push(Union { name: name.to_owned(), docs, kind });
        } else {
            return self.object(name, schema, pointer).map(Some);
        }
        self.stub(name, self.type_path(name));
        Ok(None)
    }

    /// What a schema refers to, with the parts of its `allOf` taken for its own.
    fn direct_references(&self, name: &str) -> Result<Vec<String>> {
        let schema = self.schema(name)?;
        let mut found = Vec::new();
        for target in crate::json::references(schema) {
            let is_part =
                schema["allOf"].as_array().into_iter().flatten().any(|part| {
                    part["$ref"].as_str().is_some_and(|reference| reference.ends_with(&format!("/{target}")))
                });
            if is_part {
                found.extend(self.direct_references(&target)?);
            } else {
                found.push(target);
            }
        }
        Ok(found)
    }

    /// The schema of a field, parameter or item, without constraints.
    pub(super) fn value(&mut self, owner: &str, field: &str, schema: &Value, pointer: &str) -> Result<Value> {
        check_keys(schema, pointer)?;
        let mut lowered = self.bare_value(owner, field, schema, pointer)?;
        if schema["nullable"] == true {
            lowered = nullable(lowered);
        }
        Ok(lowered)
    }

    fn bare_value(&mut self, owner: &str, field: &str, schema: &Value, pointer: &str) -> Result<Value> {
        if let Some(name) = single_reference(schema) {
            return Ok(self.use_schema(&name));
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            return self.one_or_many(owner, field, forms).with_context(|| format!("{pointer}/oneOf"));
        }
        ensure!(schema.get("allOf").is_none(), "{pointer}/allOf: only a single reference is supported here");
        Ok(match schema["type"].as_str() {
            None => json!({}),
            Some("string") if schema["x-metrika-secret"] == true => self.stub("Secret", "crate::wire::Secret".into()),
            Some("string") => {
                ensure!(
                    schema.get("enum").is_none() && schema.get("not").is_none(),
                    "{pointer}/enum: a closed list is not supported: say x-extensible-enum"
                );
                json!({ "type": "string" })
            }
            Some("boolean") => json!({ "type": "boolean" }),
            Some("number") => json!({ "type": "number", "format": "double" }),
            Some("integer") if is_id(field) && !pointer.contains("/parameters/") => {
                self.stub("Id", "crate::wire::Id".into())
            }
            Some("integer") => json!({ "type": "integer", "format": "int64" }),
            Some("array") => {
                let items = self.value(owner, field, &schema["items"], &format!("{pointer}/items"))?;
                json!({ "type": "array", "items": items })
            }
            Some("object") => {
                ensure!(
                    schema.get("properties").is_none(),
                    "{pointer}: an object inside a field needs a name of its own"
                );
                match &schema["additionalProperties"] {
                    values if values.is_object() => {
                        let place = format!("{pointer}/additionalProperties");
                        json!({ "type": "object", "additionalProperties": self.value(owner, field, values, &place)? })
                    }
                    _ => json!({ "type": "object", "additionalProperties": {} }),
                }
            }
            Some(other) => bail!("{pointer}/type: {other} is not supported"),
        })
    }

    /// The Rust type of a schema, for types of ours that hold it.
    pub(super) fn rust_type(&mut self, schema: &Value, pointer: &str) -> Result<String> {
        if let Some(name) = single_reference(schema) {
            self.use_schema(&name);
            return Ok(self.type_path(&name));
        }
        Ok(match schema["type"].as_str() {
            Some("string") if schema["x-metrika-secret"] == true => "crate::wire::Secret".to_owned(),
            Some("string") => "::std::string::String".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("array") => {
                let items = self.rust_type(&schema["items"], &format!("{pointer}/items"))?;
                format!("::std::vec::Vec<{items}>")
            }
            _ => bail!("{pointer}: this construct is not supported here"),
        })
    }

    fn one_or_many(&mut self, owner: &str, field: &str, forms: &[Value]) -> Result<Value> {
        let [one, many] = forms else { bail!("only a schema and a list of it are supported") };
        ensure!(many["type"] == "array" && many["items"] == *one, "the second form is not a list of the first");
        let item = self.rust_type(one, "/0")?;
        Ok(self.stub(&(owner.to_owned() + &pascal(field)), format!("crate::wire::OneOrMany<{item}>")))
    }
}

/// A schema that is only a reference, alone or wrapped in `allOf` to carry a description.
pub(super) fn single_reference(schema: &Value) -> Option<String> {
    let reference = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([one]) if schema.get("properties").is_none() => one,
        _ => schema,
    };
    Some(reference.get("$ref")?.as_str()?.rsplit('/').next()?.to_owned())
}

/// The schemas that bodies at `pointer` of any operation reach.
pub(super) fn reachable(spec: &Value, pointer: &str) -> Vec<String> {
    let mut todo: Vec<String> = operations(spec)
        .filter_map(|operation| operation.value.pointer(pointer))
        .flat_map(crate::json::references)
        .collect();
    let mut seen = Vec::new();
    while let Some(name) = todo.pop() {
        if !seen.contains(&name) {
            todo.extend(crate::json::references(&spec["components"]["schemas"][&name]));
            seen.push(name);
        }
    }
    seen
}

pub(super) fn check_keys(schema: &Value, pointer: &str) -> Result<()> {
    let unknown = entries(schema).map(|(key, _)| key).find(|key| !KNOWN.contains(key));
    match unknown {
        Some(key) => bail!("{pointer}/{}: this construct is not supported", escape(key)),
        None => Ok(()),
    }
}

/// Fields that identify something: `id`, `counter_id`, `ids`, `uid`, `user_uid`.
fn is_id(field: &str) -> bool {
    let last = field.rsplit('_').next().unwrap_or(field);
    matches!(last, "id" | "ids" | "uid")
}

fn nullable(schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        json!({ "allOf": [schema], "nullable": true })
    } else {
        let mut schema = schema;
        schema["nullable"] = json!(true);
        schema
    }
}
