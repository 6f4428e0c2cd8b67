//! Whether a document has the shape that all later stages take for granted.

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use super::check::entries;
use crate::json::escape;

/// Methods that an operation can have.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub fn check(document: &Value) -> Result<()> {
    object(document, "")?;
    let version = document["openapi"].as_str().unwrap_or_default();
    ensure!(version.starts_with("3.0."), "/openapi: {version:?} is not 3.0.x");
    object(&document["paths"], "/paths")?;
    for (path, item) in entries(&document["paths"]) {
        let pointer = format!("/paths/{}", escape(path));
        object(item, &pointer)?;
        for (method, operation) in entries(item) {
            ensure!(METHODS.contains(&method), "{pointer}/{}: not a method", escape(method));
            self::operation(operation, &format!("{pointer}/{method}"))?;
        }
    }
    object(&document["components"], "/components")?;
    object(&document["components"]["schemas"], "/components/schemas")?;
    for (name, schema) in entries(&document["components"]["schemas"]) {
        self::schema(schema, &format!("/components/schemas/{}", escape(name)))?;
    }
    Ok(())
}

fn operation(operation: &Value, pointer: &str) -> Result<()> {
    object(operation, pointer)?;
    ensure!(operation["operationId"].is_string(), "{pointer}/operationId: missing");
    ensure!(operation["tags"][0].is_string(), "{pointer}/tags: an operation has a tag");
    for (index, parameter) in list(&operation["parameters"], &format!("{pointer}/parameters"))?.iter().enumerate() {
        let pointer = format!("{pointer}/parameters/{index}");
        object(parameter, &pointer)?;
        if parameter.get("$ref").is_none() {
            ensure!(parameter["name"].is_string(), "{pointer}/name: missing");
            ensure!(parameter["in"].is_string(), "{pointer}/in: missing");
            match parameter.get("schema") {
                Some(schema) => self::schema(schema, &format!("{pointer}/schema"))?,
                None => object(&parameter["content"], &format!("{pointer}/content"))?,
            }
        }
    }
    object(&operation["responses"], &format!("{pointer}/responses"))?;
    let mut bodies = vec![(&operation["requestBody"], format!("{pointer}/requestBody"))];
    bodies.extend(
        entries(&operation["responses"]).map(|(status, value)| (value, format!("{pointer}/responses/{status}"))),
    );
    for (body, pointer) in bodies {
        for (media, content) in entries(&body["content"]) {
            let pointer = format!("{pointer}/content/{}/schema", escape(media));
            self::schema(&content["schema"], &pointer)?;
        }
    }
    Ok(())
}

fn schema(schema: &Value, pointer: &str) -> Result<()> {
    object(schema, pointer)?;
    for (name, property) in entries(&schema["properties"]) {
        self::schema(property, &format!("{pointer}/properties/{}", escape(name)))?;
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for (index, part) in list(&schema[key], &format!("{pointer}/{key}"))?.iter().enumerate() {
            self::schema(part, &format!("{pointer}/{key}/{index}"))?;
        }
    }
    if let Some(items) = schema.get("items") {
        self::schema(items, &format!("{pointer}/items"))?;
    }
    ensure!(schema["type"] != "array" || schema.get("items").is_some(), "{pointer}/items: missing");
    list(&schema["required"], &format!("{pointer}/required"))?;
    list(&schema["x-extensible-enum"], &format!("{pointer}/x-extensible-enum"))?;
    match &schema["additionalProperties"] {
        Value::Null | Value::Bool(_) => Ok(()),
        values => self::schema(values, &format!("{pointer}/additionalProperties")),
    }
}

fn object(value: &Value, pointer: &str) -> Result<()> {
    ensure!(value.is_object(), "{pointer}: not an object");
    Ok(())
}

fn list<'a>(value: &'a Value, pointer: &str) -> Result<&'a [Value]> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        _ => bail!("{pointer}: not a list"),
    }
}
