//! Schemas: objects, open enums, unions, and the types that replace them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::docs::with_constraints;
use super::{Lowering, OpenEnum, Struct, Union, UnionKind, Variant, WIRE_TYPES};
use crate::json::escape;
use crate::spec::check::{entries, operations};
use crate::spec::names::pascal;

/// Keys of a schema that lowering knows. Another one is a construct that would be lost.
const KNOWN: &[&str] = &[
    "additionalProperties",
    "allOf",
    "default",
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
    "x-enum-descriptions",
    "x-extensible-enum",
    "x-metrika-format",
    "x-metrika-seen",
    "$ref",
];

impl Lowering<'_> {
    /// Lowers every schema that is used, and those that they use.
    pub(super) fn components(&mut self) -> Result<Map<String, Value>> {
        let mut components = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some(name) = self.todo.pop() {
            if seen.insert(name.clone()) {
                let pointer = format!("/components/schemas/{}", escape(&name));
                if let Some(schema) = self.component(&name, &pointer)? {
                    components.insert(name, schema);
                }
            }
        }
        for (name, stub) in std::mem::take(&mut self.stubs) {
            components.insert(name, stub);
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
        self.lowered.references.insert(name.to_owned(), self.direct_references(name)?);
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

    fn object(&mut self, name: &str, schema: &Value, pointer: &str) -> Result<Value> {
        let mut flat = Flat::default();
        self.flatten(schema, pointer, &mut flat)?;
        if let Some(tag) = self.tag_of(name) {
            flat.properties.shift_remove(&tag);
            flat.required.remove(&tag);
        }
        let both = [&self.read, &self.written].iter().all(|reach| reach.iter().any(|n| n == name));
        let extra = both || flat.open;
        ensure!(
            !extra || !flat.properties.contains_key("extra"),
            "{pointer}/properties/extra: the name is taken by the map of unknown fields"
        );
        let mut properties = Map::new();
        let mut docs = BTreeMap::new();
        for (field, (value, place)) in &flat.properties {
            let required = flat.required.contains(field);
            let mut lowered = self.value(name, field, value, place)?;
            if !required && lowered["type"] == "array" {
                lowered["nullable"] = json!(true);
            }
            let description = with_constraints(value["description"].as_str(), value);
            docs.insert(field.clone(), description.clone());
            properties.insert(field.clone(), describe(lowered, &description));
        }
        self.lowered.structs.push(Struct {
            name: name.to_owned(),
            docs: schema["description"].as_str().unwrap_or_default().to_owned(),
            fields: docs,
            extra,
        });
        let mut object = json!({ "type": "object", "properties": properties });
        if !flat.required.is_empty() {
            object["required"] = json!(flat.required);
        }
        if extra {
            object["additionalProperties"] = json!({});
        }
        Ok(object)
    }

    /// The fields of an object and of everything in its `allOf`.
    fn flatten(&self, schema: &Value, pointer: &str, flat: &mut Flat) -> Result<()> {
        check_keys(schema, pointer)?;
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let name = target.rsplit('/').next().unwrap_or_default();
            return self.flatten(self.schema(name)?, &format!("/components/schemas/{name}"), flat);
        }
        for (index, part) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
            self.flatten(part, &format!("{pointer}/allOf/{index}"), flat)?;
        }
        ensure!(
            schema["type"] == "object" || schema.get("allOf").is_some(),
            "{pointer}: neither an object nor allOf: this construct is not supported"
        );
        for (name, field) in entries(&schema["properties"]) {
            let place = format!("{pointer}/properties/{}", escape(name));
            flat.properties.insert(name.to_owned(), (field.clone(), place));
        }
        flat.required
            .extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        match &schema["additionalProperties"] {
            Value::Null | Value::Bool(false) => {}
            Value::Bool(true) => flat.open = true,
            Value::Object(map) if map.is_empty() => flat.open = true,
            _ => bail!("{pointer}/additionalProperties: a typed map beside fields is not supported"),
        }
        Ok(())
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
            Some("string") => json!({ "type": "string" }),
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

    fn tagged(&mut self, schema: &Value) -> Result<UnionKind> {
        let tag = schema["discriminator"]["propertyName"].as_str().context("/discriminator/propertyName is missing")?;
        let mut variants = Vec::new();
        for (word, target) in entries(&schema["discriminator"]["mapping"]) {
            let name = target
                .as_str()
                .and_then(|t| t.rsplit('/').next())
                .context("/discriminator/mapping: not a reference")?;
            let docs = self.schema(name)?["description"].as_str().unwrap_or_default().to_owned();
            self.use_schema(name);
            variants.push((Variant { name: name.to_owned(), word: word.to_owned(), docs }, name.to_owned()));
        }
        let open: Vec<String> = crate::json::references(&schema["oneOf"])
            .into_iter()
            .filter(|member| !variants.iter().any(|(variant, _)| variant.name == *member))
            .collect();
        let members = schema["oneOf"].as_array().map_or(0, Vec::len);
        ensure!(members == variants.len() + open.len(), "/discriminator/mapping names schemas that oneOf does not");
        ensure!(
            matches!(open.as_slice(), [other] if other.starts_with("Other")),
            "/oneOf: all members but one Other... must stand in discriminator/mapping, found {open:?}"
        );
        Ok(UnionKind::Tagged { tag: tag.to_owned(), variants })
    }

    fn by_kind(&mut self, schema: &Value) -> Result<UnionKind> {
        let forms = schema["oneOf"].as_array().map(Vec::as_slice);
        let Some([object, string]) = forms else { bail!("not an object and a string, and no discriminator") };
        ensure!(string["type"] == "string", "the second form is not a string, and there is no discriminator");
        let object =
            single_reference(object).context("the first form is not a reference, and there is no discriminator")?;
        self.use_schema(&object);
        Ok(UnionKind::ObjectOrString { object })
    }

    /// The tag that tells this schema apart, if a union has it as a member.
    fn tag_of(&self, name: &str) -> Option<String> {
        entries(&self.spec["components"]["schemas"]).find_map(|(_, union)| {
            let mapping = &union["discriminator"]["mapping"];
            let target = format!("#/components/schemas/{name}");
            let member = entries(mapping).any(|(_, value)| *value == *target);
            member.then(|| union["discriminator"]["propertyName"].as_str().map(str::to_owned)).flatten()
        })
    }
}

#[derive(Default)]
struct Flat {
    properties: indexed::Properties,
    required: BTreeSet<String>,
    open: bool,
}

/// Fields in the order of the spec, each with its JSON pointer.
mod indexed {
    use serde_json::Value;

    #[derive(Default)]
    pub(super) struct Properties(Vec<(String, (Value, String))>);

    impl Properties {
        pub(super) fn insert(&mut self, name: String, value: (Value, String)) {
            match self.0.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => self.0.push((name, value)),
            }
        }

        pub(super) fn shift_remove(&mut self, name: &str) {
            self.0.retain(|(known, _)| known != name);
        }

        pub(super) fn contains_key(&self, name: &str) -> bool {
            self.0.iter().any(|(known, _)| known == name)
        }
    }

    impl<'a> IntoIterator for &'a Properties {
        type Item = &'a (String, (Value, String));
        type IntoIter = std::slice::Iter<'a, (String, (Value, String))>;

        fn into_iter(self) -> Self::IntoIter {
            self.0.iter()
        }
    }
}

/// A schema that is only a reference, alone or wrapped in `allOf` to carry a description.
pub(super) fn single_reference(schema: &Value) -> Option<String> {
    let reference = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([one]) => one,
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

fn check_keys(schema: &Value, pointer: &str) -> Result<()> {
    let unknown = entries(schema).map(|(key, _)| key).find(|key| !KNOWN.contains(key));
    match unknown {
        Some(key) => bail!("{pointer}/{}: this construct is not supported", escape(key)),
        None => Ok(()),
    }
}

fn open_values(schema: &Value) -> Result<Vec<Variant>> {
    ensure!(schema["type"] == "string", "a list of values that are not strings is not supported here");
    let mut variants: Vec<Variant> = Vec::new();
    for value in schema["x-extensible-enum"].as_array().into_iter().flatten() {
        let word = value.as_str().context("/x-extensible-enum: a value is not a string")?;
        let mut name = variant_name(word);
        if variants.iter().any(|known| known.name == name) {
            ensure!(word == word.to_uppercase(), "/x-extensible-enum: {word:?} clashes with another value");
            name.push_str("Uppercase");
        }
        ensure!(
            name != "Other" || word == "OTHER" || word == "other",
            "/x-extensible-enum: {word:?} has no usable name"
        );
        let docs = schema["x-enum-descriptions"][word].as_str().unwrap_or_default().to_owned();
        variants.push(Variant { name, word: word.to_owned(), docs });
    }
    for (word, _) in entries(&schema["x-enum-descriptions"]) {
        ensure!(variants.iter().any(|known| known.word == word), "/x-enum-descriptions/{word}: not among the values");
    }
    Ok(variants)
}

/// `LAST_YANDEX_DIRECT_CLICK`, `only_mirrors`, `Active` -> `LastYandexDirectClick`, `OnlyMirrors`, `Active`.
fn variant_name(word: &str) -> String {
    let lower = if word.chars().any(char::is_lowercase) { word.to_owned() } else { word.to_lowercase() };
    pascal(&lower)
}

/// Fields that identify something.
fn is_id(field: &str) -> bool {
    field == "id" || field.ends_with("_id")
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

fn describe(schema: Value, description: &str) -> Value {
    let mut schema = if schema.get("$ref").is_some() { json!({ "allOf": [schema] }) } else { schema };
    schema["description"] = json!(description);
    schema
}
