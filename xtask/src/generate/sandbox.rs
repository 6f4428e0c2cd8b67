//! A spec -> the tables by which `metrika-sandbox` judges requests and answers: operations, and schemas as JSON Schema.
//!
//! The sandbox could read the specs themselves; made here, it needs no YAML, and a published crate has all that it needs.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::json;
use crate::layout::{self, Api};
use crate::spec::check::{entries, operations};

/// What only people read.
const PROSE: &[&str] =
    &["description", "title", "example", "examples", "externalDocs", "x-enum-descriptions", "deprecated"];

pub fn tables(api: Api, spec: &Value) -> Result<String> {
    let mut list = Vec::new();
    for operation in operations(spec) {
        let table = table(spec, operation.path, operation.method, operation.value);
        list.push(table.with_context(|| operation.pointer())?);
    }
    let schemas: Map<String, Value> =
        entries(&spec["components"]["schemas"]).map(|(name, schema)| (name.to_owned(), json_schema(schema))).collect();
    json::pretty(&json!({
        "generated": format!("by `cargo xtask regen` from {}. Do not edit.", layout::spec(api).display()),
        "operations": list,
        "schemas": schemas,
    }))
}

fn table(spec: &Value, path: &str, method: &str, operation: &Value) -> Result<Value> {
    let mut parameters = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        parameters.push(self::parameter(resolve(spec, parameter)?));
    }
    let mut answers = Map::new();
    for (status, answer) in entries(&operation["responses"]) {
        answers.insert(status.to_owned(), content(resolve(spec, answer)?));
    }
    let security = match &operation["security"] {
        Value::Null => &spec["security"],
        own => own,
    };
    // Each way in by itself is enough.
    let scopes: Vec<&Value> =
        security.as_array().into_iter().flatten().filter_map(|way| way["oauth"].as_array()).flatten().collect();
    Ok(json!({
        "id": operation["operationId"],
        "method": method.to_uppercase(),
        "path": path,
        "tag": operation["tags"][0],
        "scopes": scopes,
        "parameters": parameters,
        "body": content(&operation["requestBody"]),
        "answers": answers,
    }))
}

fn resolve<'a>(spec: &'a Value, value: &'a Value) -> Result<&'a Value> {
    match value["$ref"].as_str() {
        Some(target) => spec.pointer(target.trim_start_matches('#')).with_context(|| format!("{target} is missing")),
        None => Ok(value),
    }
}

fn parameter(parameter: &Value) -> Value {
    let in_json = &parameter["content"]["application/json"]["schema"];
    let (form, schema) = match (in_json, parameter["explode"] == false) {
        (Value::Null, false) => ("plain", &parameter["schema"]),
        (Value::Null, true) => ("commas", &parameter["schema"]),
        (schema, _) => ("json", schema),
    };
    json!({
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter["required"] == true,
        "form": form,
        "schema": json_schema(schema),
    })
}

/// The one media type of a body and its schema; null if there is no body.
fn content(body: &Value) -> Value {
    match entries(&body["content"]).next() {
        Some((media, content)) => json!({ "media": media, "schema": json_schema(&content["schema"]) }),
        None => Value::Null,
    }
}

/// A schema of OpenAPI 3.0 in the words of JSON Schema 2020-12, without prose.
fn json_schema(schema: &Value) -> Value {
    let Value::Object(map) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (key, value) in map.iter().filter(|(key, _)| !PROSE.contains(&key.as_str())) {
        let value = match (key.as_str(), value) {
            ("$ref", Value::String(target)) => json!(target.replace("#/components/schemas/", "#/$defs/")),
            ("properties", Value::Object(fields)) => {
                fields.iter().map(|(name, field)| (name.clone(), json_schema(field))).collect()
            }
            ("items" | "additionalProperties" | "not", value) => json_schema(value),
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => parts.iter().map(json_schema).collect(),
            ("nullable" | "discriminator", _) => continue,
            (_, value) => value.clone(),
        };
        out.insert(key.clone(), value);
    }
    if let Some(tag) = schema["discriminator"]["propertyName"].as_str() {
        // As an open choice by one field: a problem is then told of the one form that was meant, not of all of them.
        let members = out.remove("oneOf").unwrap_or_default();
        out.insert("allOf".to_owned(), choice(tag, &schema["discriminator"]["mapping"], &members));
    }
    if schema["nullable"] == true {
        return json!({ "anyOf": [out, { "type": "null" }] });
    }
    Value::Object(out)
}

fn choice(tag: &str, mapping: &Value, members: &Value) -> Value {
    let mut words = Vec::new();
    let mut cases = Vec::new();
    for (word, target) in entries(mapping) {
        let form = json_schema(&json!({ "$ref": target }));
        words.push(word.to_owned());
        cases.push(json!({ "if": tagged(tag, json!({ "const": word })), "then": form }));
    }
    let mapped: Vec<&Value> = cases.iter().map(|case| &case["then"]["$ref"]).collect();
    // What no word of the mapping stands for is one of the other members.
    let others: Vec<&Value> =
        members.as_array().into_iter().flatten().filter(|member| !mapped.contains(&&member["$ref"])).collect();
    if !others.is_empty() {
        cases.push(json!({ "if": { "not": tagged(tag, json!({ "enum": words })) }, "then": { "anyOf": others } }));
    }
    Value::Array(cases)
}

fn tagged(tag: &str, value: Value) -> Value {
    json!({ "type": "object", "required": [tag], "properties": { tag: value } })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on has failed
mod tests {
    use super::*;
    use crate::spec::Sources;

    fn specs() -> Vec<(Api, Value, Value)> {
        let specs = Sources::read(&layout::root()).unwrap().build().unwrap();
        let tables = |api, spec: &Value| serde_json::from_str(&tables(api, spec).unwrap()).unwrap();
        specs.documents.into_iter().map(|(api, spec)| (api, spec.clone(), tables(api, &spec))).collect()
    }

    #[test]
    fn operations_parameters_answers_and_schemas_are_as_many_as_in_the_specs() {
        for (api, spec, tables) in specs() {
            let of_spec: Vec<_> = operations(&spec)
                .map(|operation| {
                    let parameters = operation.value["parameters"].as_array().map_or(0, Vec::len);
                    (operation.id().to_owned(), parameters, entries(&operation.value["responses"]).count())
                })
                .collect();
            let of_tables: Vec<_> = tables["operations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|table| {
                    let parameters = table["parameters"].as_array().unwrap().len();
                    (table["id"].as_str().unwrap().to_owned(), parameters, entries(&table["answers"]).count())
                })
                .collect();
            assert_eq!(of_tables, of_spec, "{api}");
            let names = |schemas: &Value| entries(schemas).map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
            assert_eq!(names(&tables["schemas"]), names(&spec["components"]["schemas"]), "{api}");
        }
    }

    #[test]
    fn no_reference_leads_nowhere() {
        fn follow(value: &Value, tables: &Value) {
            match value {
                Value::Object(map) => {
                    if let Some(target) = map.get("$ref") {
                        let name = target.as_str().and_then(|target| target.strip_prefix("#/$defs/"));
                        assert!(name.is_some_and(|name| !tables["schemas"][name].is_null()), "{target}");
                    }
                    map.values().for_each(|value| follow(value, tables));
                }
                Value::Array(items) => items.iter().for_each(|value| follow(value, tables)),
                _ => {}
            }
        }
        for (_, _, tables) in specs() {
            follow(&tables, &tables);
        }
    }

    #[test]
    fn a_nullable_field_may_be_null_and_keeps_its_rules() {
        let schema = json!({ "type": "string", "nullable": true, "maxLength": 5, "description": "Prose." });
        let expected = json!({ "anyOf": [{ "type": "string", "maxLength": 5 }, { "type": "null" }] });
        assert_eq!(json_schema(&schema), expected);
    }

    #[test]
    fn a_field_named_as_a_word_of_schemas_stays() {
        let schema = json!({ "properties": { "title": { "type": "string", "title": "Prose" }, "nullable": {} } });
        assert_eq!(json_schema(&schema), json!({ "properties": { "title": { "type": "string" }, "nullable": {} } }));
    }

    #[test]
    fn a_discriminator_becomes_a_choice_by_its_field_and_leaves_other_words_to_the_other_members() {
        let member = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let schema = json!({
            "oneOf": [member("Url"), member("Other")],
            "discriminator": { "propertyName": "type", "mapping": { "url": "#/components/schemas/Url" } },
        });
        let tag = |value: Value| json!({ "type": "object", "required": ["type"], "properties": { "type": value } });
        let expected = json!({ "allOf": [
            { "if": tag(json!({ "const": "url" })), "then": { "$ref": "#/$defs/Url" } },
            { "if": { "not": tag(json!({ "enum": ["url"] })) }, "then": { "anyOf": [{ "$ref": "#/$defs/Other" }] } },
        ] });
        assert_eq!(json_schema(&schema), expected);
    }

    #[test]
    fn scopes_of_every_way_in_are_gathered() {
        let operation = json!({ "operationId": "list_things", "tags": ["things"], "responses": {},
            "security": [{ "oauth": ["metrika:read"] }, { "token": [] }, { "oauth": ["metrika:write"] }] });
        let found = table(&Value::Null, "/things", "get", &operation).unwrap();
        assert_eq!(found["scopes"], json!(["metrika:read", "metrika:write"]));
        assert_eq!((&found["method"], &found["body"]), (&json!("GET"), &Value::Null));
    }
}
