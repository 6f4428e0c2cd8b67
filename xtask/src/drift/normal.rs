//! One form for both documents, so that what does not matter does not differ.

use serde_json::{Map, Value};

/// Lists whose order means nothing.
const SETS: &[&str] =
    &["parameters", "required", "x-extensible-enum", "enum", "oneOf", "anyOf", "allOf", "x-metrika-pages"];

/// Keys sorted, sets sorted.
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            entries.into_iter().map(|(key, value)| (key.clone(), below(key, value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(normal).collect(),
        plain => plain.clone(),
    }
}

fn below(key: &str, value: &Value) -> Value {
    let mut value = normal(value);
    if let Value::Array(items) = &mut value
        && SETS.contains(&key)
    {
        items.sort_by_cached_key(Value::to_string);
    }
    value
}

/// The vocabulary has sets of its own: lists of names, and tables of `[name, type]` below a group.
pub fn vocabulary(value: &Value) -> Value {
    let mut value = normal(value);
    for (_, group) in value.as_object_mut().into_iter().flatten() {
        sort(group);
        for (_, entry) in group.as_object_mut().into_iter().flatten() {
            let is_table = entry.as_array().is_some_and(|rows| rows.iter().all(Value::is_array));
            if is_table {
                sort(entry);
            }
        }
    }
    value
}

fn sort(value: &mut Value) {
    if let Value::Array(items) = value {
        items.sort_by_cached_key(Value::to_string);
    }
}
