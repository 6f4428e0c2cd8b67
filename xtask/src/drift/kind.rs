//! A schema in one line.

use serde_json::{Map, Value};

use crate::spec::check::entries;

/// What a schema is. Two of different forms have nothing to compare: one became the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Reference,
    OneOf,
    AnyOf,
    AllOf,
    List,
    Fields,
    Map,
    Plain,
}

pub fn form(schema: &Map<String, Value>) -> Form {
    let has = |key: &str| schema.contains_key(key);
    if has("$ref") {
        Form::Reference
    } else if has("oneOf") {
        Form::OneOf
    } else if has("anyOf") {
        Form::AnyOf
    } else if has("allOf") {
        Form::AllOf
    } else if has("items") || schema.get("type").is_some_and(|kind| kind == "array") {
        Form::List
    } else if has("properties") {
        Form::Fields
    } else if schema.get("additionalProperties").is_some_and(Value::is_object) {
        Form::Map
    } else if schema.get("type").is_some_and(|kind| kind == "object") {
        Form::Fields
    } else {
        Form::Plain
    }
}

/// All of a schema: `Goal`, `[integer(int64)]`, `string maxLength=255`, `A | B`.
pub fn signature(schema: &Value) -> String {
    let Some(map) = schema.as_object() else { return schema.to_string() };
    let (mut text, told) = head(map);
    for (key, value) in entries(schema).filter(|(key, _)| !told.contains(key)) {
        text.push_str(&format!(" {key}={value}"));
    }
    text
}

/// The type, and the keys that it tells.
fn head(schema: &Map<String, Value>) -> (String, &'static [&'static str]) {
    let parts = |key: &str, sign: &str| {
        let parts = schema.get(key)?.as_array()?;
        Some(parts.iter().map(signature).collect::<Vec<_>>().join(sign))
    };
    match form(schema) {
        Form::Reference => {
            if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"))
            {
                return (name.to_owned(), &["$ref"]);
            }
        }
        Form::OneOf => {
            if let Some(text) = parts("oneOf", " | ") {
                return (text, &["oneOf"]);
            }
        }
        Form::AllOf => {
            if let Some(text) = parts("allOf", " & ") {
                return (text, &["allOf"]);
            }
        }
        Form::List => {
            if let (Some(items), Some("array")) = (schema.get("items"), schema.get("type").and_then(Value::as_str)) {
                return (format!("[{}]", signature(items)), &["items", "type"]);
            }
        }
        Form::Map => {
            if schema.get("type").is_some_and(|kind| kind == "object") {
                let values = signature(&schema["additionalProperties"]);
                return (format!("map of {values}"), &["additionalProperties", "type"]);
            }
        }
        Form::AnyOf | Form::Fields | Form::Plain => {}
    }
    plain(schema)
}

/// `string`, `string(date)`.
fn plain(schema: &Map<String, Value>) -> (String, &'static [&'static str]) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    match (text("type"), text("format")) {
        (Some(kind), Some(format)) => (format!("{kind}({format})"), &["type", "format"]),
        (Some(kind), None) => (kind.to_owned(), &["type"]),
        (None, Some(format)) => (format!("any({format})"), &["format"]),
        (None, None) => ("any".to_owned(), &[]),
    }
}

/// Whether [`type_text`] tells all of type and format.
pub fn tells_format(schema: &Map<String, Value>) -> bool {
    let text = |key: &str| schema.get(key).is_none_or(Value::is_string);
    matches!(form(schema), Form::Fields | Form::Plain) && text("type") && text("format")
}

/// The type alone, with its format.
pub fn type_text(schema: &Map<String, Value>) -> String {
    match form(schema) {
        Form::Fields | Form::Plain => plain(schema).0,
        _ => head(schema).0,
    }
}
