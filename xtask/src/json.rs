//! Small helpers over JSON values that several stages need.

use anyhow::Result;
use serde_json::Value;

/// JSON as this repository keeps it: two spaces, a final newline.
pub fn pretty(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// The names of all `#/components/schemas/...` that the value refers to, in the order found.
pub fn references(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    walk(value, &mut String::new(), &mut |_, value| {
        let target = value.get("$ref").and_then(Value::as_str);
        if let Some(name) = target.and_then(|target| target.strip_prefix("#/components/schemas/")) {
            names.push(name.to_owned());
        }
    });
    names
}

/// Calls `visit` with the JSON pointer and value of every node, parents first.
pub fn walk(value: &Value, pointer: &mut String, visit: &mut impl FnMut(&str, &Value)) {
    visit(pointer, value);
    let mut child = |key: &str, value: &Value| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&escape(key));
        walk(value, pointer, visit);
        pointer.truncate(length);
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| child(&index.to_string(), item));
        }
        Value::Object(map) => map.iter().for_each(|(key, item)| child(key, item)),
        _ => {}
    }
}

/// One reference token of a JSON pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
