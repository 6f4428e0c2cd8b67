//! Parameters: by name and location, then by name alone, then by their place in the path.

use serde_json::Value;

use super::change::{At, Kind};
use super::differ::{Differ, keys, pair};
use super::kind::signature;

impl Differ {
    pub fn parameter_lists(&mut self, at: &At, (old_path, new_path): (&str, &str), old: &[Value], new: &[Value]) {
        let same = |one: &Value, other: &Value| name(one).is_some() && place(one) == place(other);
        let equal = |one: &Value, other: &Value| one == other;
        let moved = |one: &Value, other: &Value| name(one).is_some() && name(one) == name(other);
        let renamed = |one: &Value, other: &Value| {
            let position = index_in(old_path, one);
            position.is_some() && position == index_in(new_path, other)
        };
        for (one, other) in pair(old, new, &[&equal, &same, &moved, &renamed]) {
            match (one.map(|i| &old[i]), other.map(|i| &new[i])) {
                (Some(old), Some(new)) => self.parameter(at, old, new),
                (Some(old), None) => self.gone(&at.below(&place(old)), Kind::ParameterRemoved, Some(text(old))),
                (None, Some(new)) => {
                    let required = new["required"] == true;
                    self.add(&at.below(&place(new)), Kind::ParameterAdded, required, None, Some(text(new)));
                }
                (None, None) => {}
            }
        }
    }

    fn parameter(&mut self, at: &At, old: &Value, new: &Value) {
        let at = at.below(&place(old));
        let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
            return self.step(&at, "parameter", Some(old), Some(new), |_, _, _| {});
        };
        for key in keys(before, after) {
            self.step(&at, key, before.get(key), after.get(key), |differ, old, new| {
                let words = (old.and_then(Value::as_str), new.and_then(Value::as_str));
                match (key, words) {
                    ("in", (Some(from), Some(to))) => {
                        differ.add(&at, Kind::ParameterMoved, false, Some(from.to_owned()), Some(to.to_owned()));
                    }
                    ("name", (Some(from), Some(to))) => {
                        differ.add(&at, Kind::ParameterRenamed, false, Some(from.to_owned()), Some(to.to_owned()));
                    }
                    ("required", _) => differ.required_flag(&at, old, new),
                    ("deprecated", _) => differ.flag(&at, key, old, new),
                    ("content", _) => differ.content(&at, old, new),
                    _ => differ.schema_or_none(&at, key, old, new),
                }
            });
        }
    }
}

fn name(parameter: &Value) -> Option<&str> {
    parameter["name"].as_str()
}

/// `query.limit`; what has no name stands for itself.
fn place(parameter: &Value) -> String {
    match name(parameter) {
        Some(name) => format!("{}.{name}", parameter["in"].as_str().unwrap_or("parameter")),
        None => format!("parameter {parameter}"),
    }
}

/// Which part of the path a parameter fills.
fn index_in(path: &str, parameter: &Value) -> Option<usize> {
    let wanted = format!("{{{}}}", name(parameter)?);
    (parameter["in"] == "path").then(|| path.split('/').position(|part| part == wanted)).flatten()
}

/// `string maxLength=255, required`, with whatever else it says of itself.
fn text(parameter: &Value) -> String {
    let Some(map) = parameter.as_object() else { return parameter.to_string() };
    let mut text = parameter.get("schema").map_or_else(|| "no schema".to_owned(), signature);
    for (key, value) in map {
        match key.as_str() {
            "name" | "in" | "schema" => {}
            "required" if value == true => text.push_str(", required"),
            _ => text.push_str(&format!(", {key}={value}")),
        }
    }
    text
}
