//! What follows a type in the current form: prose, defaults, bounds (`renderDescription.ts`, `renderValues.ts`, `renderAssertions.ts`).

use serde_json::Value;

use super::schema::Printer;
use super::{block, words};

const BOUNDS: &[(&str, &str, &[&str])] = &[
    ("minimum", "Min value", &["number", "integer"]),
    ("maximum", "Max value", &["number", "integer"]),
    ("exclusiveMinimum", "Exclusive min", &["number", "integer"]),
    ("exclusiveMaximum", "Exclusive max", &["number", "integer"]),
    ("minLength", "Min length", &["string"]),
    ("maxLength", "Max length", &["string"]),
    ("pattern", "Pattern", &["string"]),
    ("minItems", "Min items", &["array"]),
    ("maxItems", "Max items", &["array"]),
    ("uniqueItems", "Unique items", &["array"]),
    ("minProperties", "Min properties", &["object"]),
    ("maxProperties", "Max properties", &["object"]),
];

impl Printer<'_> {
    pub(super) fn description(&mut self, schema: &Value) -> String {
        let mut found: Vec<String> = Vec::new();
        for schema in self.chain(schema) {
            let text = schema["description"].as_str().unwrap_or_default().to_owned();
            if !found.contains(&text) {
                found.push(text);
            }
        }
        block(&found.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn values(&mut self, schema: &Value) -> String {
        let default = self.chain(schema).into_iter().find_map(|schema| schema.get("default").cloned());
        default.map_or(String::new(), |default| labelled("Default", "value", &words::plain(&default)))
    }

    pub(super) fn assertions(&mut self, schema: &Value) -> String {
        let chain = self.chain(schema);
        let mut found = Vec::new();
        for (key, label, types) in BOUNDS {
            let Some(holder) = chain.iter().find(|schema| schema.get(*key).is_some()) else { continue };
            let fits = types.iter().any(|word| holder["type"] == *word);
            if fits && (*key != "uniqueItems" || holder[*key] == true) {
                found.push(labelled(label, "assertion", &words::plain(&holder[*key])));
            }
        }
        block(&found.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

pub fn labelled(label: &str, class: &str, value: &str) -> String {
    format!("_{label}:_{{.json-schema-reset .json-schema-{class}}} `{value}`")
}
