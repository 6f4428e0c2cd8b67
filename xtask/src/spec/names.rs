//! Names: the one thing that an overlay cannot give.
//!
//! `openapi/overlays/names.yaml` renames schemas and tags, and names what the reference leaves without a name: request and
//! response bodies, unions, and lists of values. Every `$ref` follows. A name for something that is gone is an error.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::check::entries;
use super::overlay::Stale;
use crate::case::pascal;
use crate::json::escape;
use crate::layout::{self, Api};

/// The file, as it stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Upstream schema -> ours. Two that become one must agree on their fields.
    schemas: BTreeMap<String, String>,
    /// Upstream schemas that are left out, with the reason.
    drop: BTreeMap<String, String>,
    /// Upstream group -> tag.
    tags: BTreeMap<String, String>,
    /// Union -> its members, in our names. Every `oneOf` of some of them becomes the union.
    unions: BTreeMap<String, Vec<String>>,
    /// List of values -> the fields (`Schema.field`) and parameters (`operationId?parameter`) that take them.
    values: BTreeMap<String, Vec<String>>,
    /// What upstream lists as values and is none, with the reason.
    not_values: BTreeMap<String, String>,
    /// Body -> the bodies (`operationId.request`, `operationId.response`) with that form.
    bodies: BTreeMap<String, Vec<String>>,
}

impl Names {
    pub fn parse(text: &str) -> Result<Self> {
        serde_saphyr::from_str(text).context("does not parse")
    }
}

/// Applies the names to copies of the upstream documents.
///
/// What to do about a name for something that is gone is asked of `stale`.
pub fn apply(
    names: &Names,
    upstream: &[(Api, Value)],
    stale: &mut dyn FnMut(Stale) -> Result<()>,
) -> Result<Vec<(Api, Value)>> {
    let mut used = BTreeSet::new();
    let mut documents = Vec::new();
    for (api, document) in upstream {
        let mut naming = Naming { names, used: &mut used, schemas: Map::new() };
        let document = naming.document(document).with_context(|| layout::upstream(*api).display().to_string())?;
        documents.push((*api, document));
    }
    for target in names.all_keys().into_iter().filter(|key| !used.contains(key)) {
        let reason = anyhow!("names nothing that is in openapi/upstream");
        stale(Stale { file: layout::NAMES.into(), action: None, target, reason })?;
    }
    Ok(documents)
}

impl Names {
    fn all_keys(&self) -> Vec<String> {
        let plain =
            [("schemas", &self.schemas), ("drop", &self.drop), ("tags", &self.tags), ("not_values", &self.not_values)];
        let lists = [("values", &self.values), ("bodies", &self.bodies)];
        let plain = plain.into_iter().flat_map(|(section, map)| map.keys().map(move |key| format!("{section}/{key}")));
        let lists = lists
            .into_iter()
            .flat_map(|(section, map)| map.values().flatten().map(move |key| format!("{section}/{key}")));
        let unions = self.unions.keys().map(|key| format!("unions/{key}"));
        plain.chain(lists).chain(unions).collect()
    }

    /// The name of an upstream schema in the spec.
    pub fn schema<'a>(&'a self, name: &'a str) -> &'a str {
        self.schemas.get(name).map_or(name, String::as_str)
    }

    /// Whether what upstream lists at this place is no list of words, for a reason that stands in the file.
    pub fn is_no_list(&self, key: &str) -> bool {
        self.not_values.contains_key(key)
    }

    fn listed<'a>(section: &'a BTreeMap<String, Vec<String>>, key: &str) -> Option<&'a str> {
        section.iter().find(|(_, keys)| keys.iter().any(|k| k == key)).map(|(name, _)| name.as_str())
    }
}

struct Naming<'a> {
    names: &'a Names,
    used: &'a mut BTreeSet<String>,
    schemas: Map<String, Value>,
}

impl Naming<'_> {
    fn document(&mut self, upstream: &Value) -> Result<Value> {
        let mut document = upstream.clone();
        for (name, schema) in entries(&upstream["components"]["schemas"]) {
            if self.names.drop.contains_key(name) {
                self.used.insert(format!("drop/{name}"));
                continue;
            }
            let ours = self.names.schema(name).to_owned();
            self.used.insert(format!("schemas/{name}"));
            let mut schema = schema.clone();
            self.refer(&mut schema);
            self.lift_unions(&mut schema);
            self.lift_values(&ours, &mut schema)?;
            wrap_references(&mut schema);
            self.define(&ours, schema)?;
        }
        let paths = document["paths"].as_object_mut().context("/paths is not an object")?;
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                self.operation(operation).with_context(|| format!("/paths/{}/{method}", escape(path)))?;
            }
        }
        document["components"]["schemas"] = std::mem::take(&mut self.schemas).into();
        Ok(document)
    }

    /// Adds a schema. A second one of the same name must have the same fields.
    fn define(&mut self, name: &str, schema: Value) -> Result<()> {
        if let Some(known) = self.schemas.get_mut(name) {
            let same_fields = field_names(known) == field_names(&schema);
            ensure!(same_fields, "{name}: two different schemas would have this name");
            require_all(known, &schema);
            extend_values(known, &schema);
            return Ok(());
        }
        self.schemas.insert(name.to_owned(), schema);
        Ok(())
    }

    fn operation(&mut self, operation: &mut Value) -> Result<()> {
        let id = operation["operationId"].as_str().context("no operationId")?.to_owned();
        for tag in operation["tags"].as_array_mut().into_iter().flatten() {
            let group = tag.as_str().unwrap_or_default().to_owned();
            if let Some(name) = self.names.tags.get(&group) {
                self.used.insert(format!("tags/{group}"));
                *tag = json!(name);
            }
        }
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let automatic = pascal(&id) + &pascal(&name);
            self.lift_value(&mut parameter["schema"], &format!("{id}?{name}"), automatic)?;
        }
        if let Some(body) = operation.pointer_mut("/requestBody/content") {
            self.lift_body(body, &format!("{id}.request"))?;
        }
        if let Some(body) = operation.pointer_mut("/responses/200/content") {
            self.lift_body(body, &format!("{id}.response"))?;
        }
        Ok(())
    }

    fn lift_body(&mut self, content: &mut Value, key: &str) -> Result<()> {
        for (media, content) in content.as_object_mut().into_iter().flatten() {
            let mut schema = content["schema"].take();
            if schema["type"] == "object" {
                self.refer(&mut schema);
                self.lift_unions(&mut schema);
                let listed = Names::listed(&self.names.bodies, key);
                self.used.insert(format!("bodies/{key}"));
                let name = match listed {
                    Some(name) => name.to_owned(),
                    None => automatic_body_name(media, key, &schema)
                        .with_context(|| format!("{key}: the body has no name: add it to bodies"))?,
                };
                wrap_references(&mut schema);
                self.define(&name, schema)?;
                schema = reference(&name);
            }
            content["schema"] = schema;
        }
        Ok(())
    }

    /// Every `$ref` follows the renames.
    fn refer(&self, value: &mut Value) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(target)) = map.get_mut("$ref")
                    && let Some(name) = target.strip_prefix("#/components/schemas/")
                {
                    *target = format!("#/components/schemas/{}", self.names.schema(name));
                }
                map.values_mut().for_each(|child| self.refer(child));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.refer(item)),
            _ => {}
        }
    }

    fn lift_unions(&mut self, value: &mut Value) {
        if let Some(members) = value.get("oneOf").and_then(Value::as_array) {
            let members: Vec<String> = members.iter().flat_map(crate::json::references).collect();
            let union = self.names.unions.iter().find(|(_, all)| members.iter().all(|one| all.contains(one)));
            if let Some((name, all)) = union {
                self.used.insert(format!("unions/{name}"));
                let all: Vec<Value> = all.iter().map(|member| reference(member)).collect();
                self.schemas.entry(name.clone()).or_insert_with(|| json!({ "oneOf": all }));
                *value = reference(name);
                return;
            }
        }
        match value {
            Value::Object(map) => map.values_mut().for_each(|child| self.lift_unions(child)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.lift_unions(item)),
            _ => {}
        }
    }

    /// Lists of values of the fields of one schema.
    fn lift_values(&mut self, schema_name: &str, schema: &mut Value) -> Result<()> {
        for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
            self.lift_values(schema_name, part)?;
        }
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            return Ok(());
        };
        for (field, value) in properties {
            let automatic = schema_name.to_owned() + &pascal(field);
            self.lift_value(value, &format!("{schema_name}.{field}"), automatic)?;
        }
        Ok(())
    }

    /// A list of strings becomes a schema of its own; lists of numbers and flags stay where they are.
    fn lift_value(&mut self, schema: &mut Value, key: &str, automatic: String) -> Result<()> {
        if let Some(items) = schema.get_mut("items") {
            return self.lift_value(items, key, automatic);
        }
        if schema["type"] != "string" || schema.get("x-extensible-enum").is_none() {
            return Ok(());
        }
        let map = schema.as_object_mut().context("a schema is an object")?;
        if self.names.not_values.contains_key(key) {
            self.used.insert(format!("not_values/{key}"));
            map.shift_remove("x-extensible-enum");
            return Ok(());
        }
        let name = Names::listed(&self.names.values, key).map_or(automatic, str::to_owned);
        self.used.insert(format!("values/{key}"));
        map.shift_remove("type");
        let values = map.shift_remove("x-extensible-enum").unwrap_or_default();
        let lifted = json!({ "type": "string", "x-extensible-enum": values });
        match self.schemas.get_mut(&name) {
            Some(known) => extend_values(known, &lifted),
            None => {
                self.schemas.insert(name.clone(), lifted);
            }
        }
        let mut with_reference = reference(&name);
        if !map.is_empty() {
            with_reference = json!({ "allOf": [with_reference] });
        }
        if let Some(target) = with_reference.as_object_mut() {
            target.append(map);
        }
        *schema = with_reference;
        Ok(())
    }
}

/// A field that refers to a schema says so in `allOf`: beside a bare `$ref` no description may stand.
fn wrap_references(schema: &mut Value) {
    for (_, field) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        if field.get("$ref").is_some() {
            *field = json!({ "allOf": [field.take()] });
        }
    }
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        wrap_references(part);
    }
}

/// `{"goal": Goal}` is a `GoalEnvelope`, `{"goals": [Goal]}` a `GoalList` when it comes and a `GoalBatch` when it goes.
fn automatic_body_name(media: &str, key: &str, schema: &Value) -> Result<String> {
    if media.starts_with("multipart/") {
        return Ok("FileUpload".to_owned());
    }
    let mut fields = entries(&schema["properties"]);
    let (Some((field, value)), None) = (fields.next(), fields.next()) else {
        bail!("more than one field");
    };
    let item = crate::json::references(value).into_iter().next();
    Ok(match (item, value["type"] == "array") {
        (Some(item), true) if key.ends_with(".request") => item + "Batch",
        (Some(item), true) => item + "List",
        (Some(item), false) => item + "Envelope",
        (None, _) => pascal(field),
    })
}

/// What any form of a body requires is required: an answer without its one field says nothing.
fn require_all(known: &mut Value, other: &Value) {
    for field in other["required"].as_array().into_iter().flatten() {
        let required = &mut known["required"];
        match required.as_array_mut() {
            Some(list) if list.contains(field) => {}
            Some(list) => list.push(field.clone()),
            None => *required = json!([field]),
        }
    }
}

/// Two lists of one name: what either lists.
fn extend_values(known: &mut Value, other: &Value) {
    for value in other["x-extensible-enum"].as_array().into_iter().flatten() {
        if let Some(list) = known["x-extensible-enum"].as_array_mut()
            && !list.contains(value)
        {
            list.push(value.clone());
        }
    }
}

fn field_names(schema: &Value) -> BTreeSet<String> {
    super::check::fields(schema).into_iter().map(|(place, _)| place).collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
