//! What a spec says: operations and schemas.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::Sections;
use crate::spec::check::{self, entries};

/// One section an operation, grouped by tag.
pub fn operations(spec: &Value) -> BTreeMap<String, Sections> {
    let mut tags: BTreeMap<String, Sections> = BTreeMap::new();
    for operation in check::operations(spec) {
        let value = operation.value;
        let mut text = format!("{} {}\n", operation.method.to_uppercase(), operation.path);
        for parameter in value["parameters"].as_array().into_iter().flatten() {
            let shared = parameter["$ref"].as_str().and_then(|target| spec.pointer(target.trim_start_matches('#')));
            parameter_line(&mut text, shared.unwrap_or(parameter));
        }
        for (media, content) in entries(&value["requestBody"]["content"]) {
            let _ = writeln!(text, "  body  {media} {}", kind(&content["schema"]));
        }
        for (status, response) in entries(&value["responses"]) {
            match response["$ref"].as_str() {
                Some(target) => drop(writeln!(text, "  {status}   {}", short(target))),
                None => match entries(&response["content"]).next() {
                    Some((media, content)) => drop(writeln!(text, "  {status}   {media} {}", kind(&content["schema"]))),
                    None => drop(writeln!(text, "  {status}   no body")),
                },
            }
        }
        let scopes: Vec<String> =
            value["security"].as_array().into_iter().flatten().flat_map(|way| entries(way).map(scope_line)).collect();
        if !scopes.is_empty() {
            let _ = writeln!(text, "  auth  {}", scopes.join(" or "));
        }
        let tag = value["tags"][0].as_str().unwrap_or("untagged").to_owned();
        tags.entry(tag).or_default().insert(operation.id().to_owned(), text);
    }
    tags
}

/// One section a schema.
pub fn schemas(spec: &Value) -> Sections {
    let mut sections = Sections::new();
    for (name, schema) in entries(&spec["components"]["schemas"]) {
        let mut text = format!("{}\n", kind_with_bounds(schema));
        field_lines(&mut text, schema, 1);
        sections.insert(name.to_owned(), text);
    }
    sections
}

fn scope_line((name, scopes): (&str, &Value)) -> String {
    let scopes: Vec<&str> = scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if scopes.is_empty() { name.to_owned() } else { scopes.join("+") }
}

fn parameter_line(text: &mut String, parameter: &Value) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let location = parameter["in"].as_str().unwrap_or_default();
    let required = if parameter["required"] == true { "*" } else { "" };
    let json = &parameter["content"]["application/json"]["schema"];
    let kind =
        if json.is_object() { format!("{} as JSON", kind(json)) } else { kind_with_bounds(&parameter["schema"]) };
    let style = if parameter["explode"] == false { ", joined by commas" } else { "" };
    let _ = writeln!(text, "  {location:<5} {:<22} {kind}{style}", format!("{name}{required}"));
}

fn field_lines(text: &mut String, schema: &Value, depth: usize) {
    for part in schema["allOf"].as_array().into_iter().flatten().filter(|part| part.get("$ref").is_none()) {
        field_lines(text, part, depth);
    }
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in entries(&schema["properties"]) {
        let mark = if required.contains(&name) { "*" } else { "" };
        let indent = "  ".repeat(depth);
        let _ = writeln!(text, "{indent}{:<28} {}", format!("{name}{mark}"), kind_with_bounds(field));
    }
    if schema["additionalProperties"] == true {
        let _ = writeln!(text, "{}...and whatever else", "  ".repeat(depth));
    }
}

/// `[Goal]`, `string(date)`, `UrlGoal|string`.
fn kind(schema: &Value) -> String {
    let null = if schema["nullable"] == true { "?" } else { "" };
    if let Some(target) = schema["$ref"].as_str() {
        return short(target).to_owned();
    }
    let parts = |key: &str, separator: &str| {
        let parts = schema[key].as_array()?;
        Some(parts.iter().map(kind).collect::<Vec<_>>().join(separator))
    };
    if let Some(union) = parts("oneOf", " | ") {
        return union;
    }
    if let Some(all) = parts("allOf", " & ") {
        return all + null;
    }
    let name = match schema["type"].as_str() {
        Some("array") => format!("[{}]", kind(&schema["items"])),
        Some(name) => match schema["format"].as_str() {
            Some(format) => format!("{name}({format})"),
            None => name.to_owned(),
        },
        None => "any".to_owned(),
    };
    match &schema["additionalProperties"] {
        values @ Value::Object(_) => format!("map of {}{null}", kind(values)),
        _ => name + null,
    }
}

/// The kind, then bounds, default and listed values.
fn kind_with_bounds(schema: &Value) -> String {
    let mut text = kind(schema);
    let inner = if schema["type"] == "array" { &schema["items"] } else { schema };
    for holder in [schema, inner] {
        for key in ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern", "default"] {
            let bound = &holder[key];
            if !bound.is_null() && !text.contains(&format!(" {key}=")) {
                let _ = write!(text, " {key}={bound}");
            }
        }
    }
    for key in ["uniqueItems", "readOnly", "deprecated"] {
        if schema[key] == true {
            let _ = write!(text, " {key}");
        }
    }
    if let Some(tag) = schema["discriminator"]["propertyName"].as_str() {
        let words: Vec<&str> = entries(&schema["discriminator"]["mapping"]).map(|(word, _)| word).collect();
        let _ = write!(text, "\n  told apart by {tag}: {}", words.join(", "));
    }
    for (key, open) in [("enum", ""), ("x-extensible-enum", ", ...")] {
        let words: Vec<String> = schema[key].as_array().into_iter().flatten().map(word).collect();
        if !words.is_empty() {
            let _ = write!(text, " {{{}{open}}}", words.join(", "));
        }
    }
    if schema.get("x-metrika-seen").is_some() {
        text.push_str(" (only in older pages)");
    }
    text
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn short(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or(target)
}
