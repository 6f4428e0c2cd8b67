//! How much a document says, in numbers: upstream and spec are counted alike.

use serde_json::Value;

use super::check::{entries, fields, operations};

/// What a document says, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub operations: usize,
    pub parameters: usize,
    pub schemas: usize,
    pub fields: usize,
    pub words: usize,
}

impl Counts {
    pub fn of(document: &Value) -> Self {
        let mut counts = Self::default();
        for operation in operations(document) {
            counts.operations += 1;
            counts.parameters += operation.value["parameters"].as_array().map_or(0, Vec::len);
            for body in ["/requestBody/content", "/responses/200/content"] {
                for (_, content) in operation.value.pointer(body).map(entries).into_iter().flatten() {
                    counts.fields += fields(&content["schema"]).len();
                }
            }
        }
        let schemas = &document["components"]["schemas"];
        counts.schemas = entries(schemas).count();
        counts.fields += entries(schemas).map(|(_, schema)| fields(schema).len()).sum::<usize>();
        crate::json::walk(document, &mut String::new(), &mut |_, value| {
            if let Some(words) = value.get("x-extensible-enum").and_then(Value::as_array) {
                counts.words += words.iter().filter(|word| word.is_string()).count();
            }
        });
        counts
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.operations += other.operations;
        self.parameters += other.parameters;
        self.schemas += other.schemas;
        self.fields += other.fields;
        self.words += other.words;
    }
}
