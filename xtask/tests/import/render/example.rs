//! Examples in the current form (`renderExamples.ts` of the generator): one for each part that is no plain number or flag.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::cut;
use super::labels::labelled;
use super::schema::{Mode, Printer, name};

const DEEPEST: usize = 5;

struct State {
    seen: HashSet<String>,
}

impl Printer<'_> {
    /// The example of a body.
    pub fn example(&mut self, schema: &Value, mode: Mode) -> String {
        self.mode = mode;
        let schema = self.normal(schema);
        self.found(&schema).map(|example| formatted(&example)).unwrap_or_default()
    }

    pub(super) fn examples(&mut self, schema: &Value) -> String {
        if matches!(schema["type"].as_str(), Some("boolean" | "number" | "integer")) {
            return String::new();
        }
        let Some(example) = self.found(schema) else { return String::new() };
        if example.is_object() || example.is_array() {
            return cut(&formatted(&example), "**Example**", "{.json-schema-example}");
        }
        let text = formatted(&example);
        labelled("Example", "example", &text[1..text.len() - 1])
    }

    fn found(&mut self, schema: &Value) -> Option<Value> {
        let given = self.chain(schema).into_iter().find_map(|schema| schema.get("example").cloned());
        if given.is_some() {
            return given;
        }
        // A default alone is example enough.
        if schema.get("default").is_some() && !matches!(schema["type"].as_str(), Some("object" | "array")) {
            return None;
        }
        self.made(schema, 0, false, &mut State { seen: HashSet::new() })
    }

    fn made(&mut self, schema: &Value, depth: usize, defaults: bool, state: &mut State) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let given = schema.get("example").or_else(|| schema.get("default").filter(|_| defaults));
        if let Some(given) = given {
            return Some(given.clone());
        }
        if let Some(name) = name(schema)
            && state.seen.insert(name.to_owned())
        {
            self.resolve(name);
            let referred = self.referred(name);
            let normal = self.normal(referred);
            if let Some(example) = self.made(&normal, depth, defaults, state) {
                return Some(example);
            }
        }
        if let Some(example) = self.of_members(schema, depth, defaults, state) {
            return Some(example);
        }
        Some(match schema["type"].as_str() {
            Some("string") => json!("example"),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(0)),
            Some("boolean") => json!(true),
            Some("array") => json!([self.made(&schema["items"], depth + 1, defaults, state)]),
            Some("object") => self.object_example(schema, depth, state),
            _ => Value::Null,
        })
    }

    fn of_members(&mut self, schema: &Value, depth: usize, defaults: bool, state: &mut State) -> Option<Value> {
        let Some(members) = schema["allOf"].as_array() else {
            let first = schema.get("oneOf").or(schema.get("anyOf"))?.get(0)?;
            return self.made(first, depth + 1, defaults, state);
        };
        let all: Vec<Value> =
            members.iter().filter_map(|member| self.made(member, depth + 1, defaults, state)).collect();
        if !all.iter().all(Value::is_object) {
            return all.first().cloned();
        }
        let merged: Map<String, Value> = all.iter().flat_map(|value| value.as_object().unwrap().clone()).collect();
        (!merged.is_empty()).then_some(merged.into())
    }

    fn object_example(&mut self, schema: &Value, depth: usize, state: &mut State) -> Value {
        let mut example = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if self.shows(property)
                && let Some(value) = self.made(property, depth + 1, true, state)
            {
                example.insert(name.clone(), value);
            }
        }
        example.into()
    }
}

fn formatted(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => {
            format!("```json translate=no\n{}\n```", serde_json::to_string_pretty(value).unwrap())
        }
        Value::String(text) => format!("`{text}`"),
        plain => format!("`{plain}`"),
    }
}
