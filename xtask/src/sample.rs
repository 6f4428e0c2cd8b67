//! Sample values from a spec: every field set, the same every time.
//!
//! Examples of the spec come first. Ids lie beyond 53 bits, unions show every known member and an unknown one, lists of numbers
//! that may be null hold a null.

use serde_json::{Map, Value, json};

use crate::spec::check::entries;

/// Beyond 32 bits, and beyond what a double holds exactly: nobody truncates it unseen.
const ID: i64 = (1 << 53) + 1;

/// Makes samples of the schemas of one spec.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a> {
    spec: &'a Value,
}

impl<'a> Samples<'a> {
    pub fn new(spec: &'a Value) -> Self {
        Self { spec }
    }

    /// A value of the schema; `field` names it where the schema has no example.
    pub fn of(&self, field: &str, schema: &Value) -> Value {
        self.value(field, schema, &mut Vec::new()).unwrap_or(Value::Null)
    }

    /// A value of the parameter.
    pub fn of_parameter(&self, parameter: &Value) -> Value {
        let name = parameter["name"].as_str().unwrap_or_default();
        let json_content = &parameter["content"]["application/json"]["schema"];
        let schema = if json_content.is_object() { json_content } else { &parameter["schema"] };
        let example = &parameter["example"];
        match (schema["type"].as_str(), example) {
            (_, Value::Null) => self.of(name, schema),
            // The example of a list may be one value with commas.
            (Some("array"), Value::String(text)) => text.split(',').map(Value::from).collect(),
            _ => example.clone(),
        }
    }

    /// `None` where a schema would contain itself.
    fn value(&self, field: &str, schema: &Value, inside: &mut Vec<String>) -> Option<Value> {
        if !schema["example"].is_null() {
            return Some(schema["example"].clone());
        }
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.rsplit('/').next().unwrap_or_default();
            if inside.iter().any(|outer| outer == name) {
                return None;
            }
            inside.push(name.to_owned());
            let value = self.value(field, &self.spec["components"]["schemas"][name], inside);
            inside.pop();
            return value;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.all_of(field, schema, parts, inside);
        }
        if schema.get("discriminator").is_some() {
            return self.members(schema, inside).into_iter().next();
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            return self.value(field, &forms[0], inside);
        }
        if let Some(first) = schema["x-extensible-enum"].get(0).filter(|_| schema["type"] == "string") {
            return Some(first.clone());
        }
        if let Some(first) = schema["enum"].get(0) {
            return Some(first.clone());
        }
        Some(match schema["type"].as_str() {
            Some("object") => self.object(schema, inside),
            Some("array") => self.array(field, schema, inside),
            Some("boolean") => json!(true),
            Some("integer") if ["id", "ids", "uid"].iter().any(|id| field.to_lowercase().ends_with(id)) => json!(ID),
            Some("integer") => json!(schema["minimum"].as_i64().unwrap_or_default().max(3)),
            Some("number") => json!(1.5),
            Some("string") => match schema["format"].as_str() {
                Some("date-time") => json!("2026-10-01T12:30:00+03:00"),
                Some("date") => json!("2026-10-01"),
                _ => json!(field),
            },
            _ => json!("anything"),
        })
    }

    fn all_of(&self, field: &str, schema: &Value, parts: &[Value], inside: &mut Vec<String>) -> Option<Value> {
        let mut merged = Map::new();
        for part in parts {
            match self.value(field, part, inside)? {
                Value::Object(fields) => merged.extend(fields),
                other => return Some(other),
            }
        }
        if let Value::Object(own) = self.object(schema, inside) {
            merged.extend(own);
        }
        Some(merged.into())
    }

    fn object(&self, schema: &Value, inside: &mut Vec<String>) -> Value {
        let mut fields = Map::new();
        for (name, field) in entries(&schema["properties"]) {
            if let Some(value) = self.value(name, field, inside) {
                fields.insert(name.to_owned(), value);
            }
        }
        let additional = &schema["additionalProperties"];
        if fields.is_empty() && additional.is_object() {
            fields.insert("key".to_owned(), self.value("value", additional, inside).unwrap_or(json!("anything")));
        } else if additional == &json!(true) {
            fields.insert("unknown_field".to_owned(), json!({ "kept": true }));
        }
        fields.into()
    }

    fn array(&self, field: &str, schema: &Value, inside: &mut Vec<String>) -> Value {
        let items = &schema["items"];
        if let Some(name) = items["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
            let union = &self.spec["components"]["schemas"][name];
            if union.get("discriminator").is_some() && !inside.iter().any(|outer| outer == name) {
                inside.push(name.to_owned());
                let mut all = self.members(union, inside);
                inside.pop();
                let tag = union["discriminator"]["propertyName"].as_str().unwrap_or_default();
                all.push(json!({ tag: "a_kind_to_come", "unknown_field": 1 }));
                return all.into();
            }
        }
        let mut values: Vec<Value> = self.value(field, items, inside).into_iter().collect();
        if items["nullable"] == true {
            values.push(Value::Null);
        }
        values.into()
    }

    /// One value of each known member of a union.
    fn members(&self, union: &Value, inside: &mut Vec<String>) -> Vec<Value> {
        let tag = union["discriminator"]["propertyName"].as_str().unwrap_or_default();
        entries(&union["discriminator"]["mapping"])
            .filter_map(|(word, target)| {
                let mut value = self.value("", &json!({ "$ref": target }), inside)?;
                value[tag] = json!(word);
                Some(value)
            })
            .collect()
    }
}
