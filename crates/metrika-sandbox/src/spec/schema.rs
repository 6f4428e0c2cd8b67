//! Schemas, ready to judge a value. They are compiled when they are first needed: most runs need few of them.

use std::sync::{Arc, OnceLock};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::Kind;

/// Lists of words that stay open in requests: goals of types that no reference lists can be changed, though not made.
const OPEN: &[&str] = &["GoalType"];

/// All schemas of one spec. Requests may use listed words only; answers may have others, as those of the service do.
#[derive(Debug, Clone)]
pub(super) struct Schemas {
    answers: Arc<Map<String, Value>>,
    requests: Arc<Map<String, Value>>,
}

/// One schema and its compiled form.
#[derive(Debug)]
pub(super) struct Check {
    schema: Value,
    definitions: Arc<Map<String, Value>>,
    compiled: OnceLock<Result<Validator, String>>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where, as in `goal.conditions[0].url`; empty for the value itself.
    pub place: String,
    /// Whether there has to be something and is nothing.
    pub missing: bool,
    pub message: String,
}

impl Schemas {
    pub(super) fn new(schemas: Map<String, Value>) -> Self {
        let closed = |(name, schema): (&String, &Value)| {
            let schema = if OPEN.contains(&name.as_str()) { schema.clone() } else { closed(schema) };
            (name.clone(), schema)
        };
        let requests = schemas.iter().map(closed).collect();
        Self { answers: Arc::new(schemas), requests: Arc::new(requests) }
    }

    pub(super) fn of_request(&self, schema: Value) -> Check {
        Check::new(closed(&schema), &self.requests)
    }

    pub(super) fn of_answer(&self, schema: Value) -> Check {
        Check::new(schema, &self.answers)
    }

    /// The listed words that a value may be; none if there is no list.
    pub(super) fn words(&self, schema: &Value) -> Vec<String> {
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
            return self.answers.get(name).map_or_else(Vec::new, |schema| self.words(schema));
        }
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).flatten();
        let listed = ["x-extensible-enum", "enum"].iter().filter_map(|key| schema[key].as_array()).flatten();
        let own = listed.filter_map(Value::as_str).map(str::to_owned);
        own.chain(parts.flat_map(|part| self.words(part))).collect()
    }

    /// What the text of a parameter is read as: the type of the value, or of the items of a list.
    pub(super) fn kind(&self, schema: &Value) -> Kind {
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
            return self.answers.get(name).map_or(Kind::Text, |schema| self.kind(schema));
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(part) = schema[key].as_array().and_then(|parts| parts.first()) {
                return self.kind(part);
            }
        }
        match schema["type"].as_str() {
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => self.kind(&schema["items"]),
            _ => Kind::Text,
        }
    }
}

/// The schema with its lists of words closed.
fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| match key.as_str() {
                "x-extensible-enum" => ("enum".to_owned(), value.clone()),
                _ => (key.clone(), closed(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(closed).collect(),
        other => other.clone(),
    }
}

impl Check {
    fn new(schema: Value, definitions: &Arc<Map<String, Value>>) -> Self {
        Self { schema, definitions: Arc::clone(definitions), compiled: OnceLock::new() }
    }

    /// The schema, and where it looks its references up.
    pub(super) fn source(&self) -> (&Value, &Map<String, Value>) {
        (&self.schema, &self.definitions)
    }

    pub(super) fn compile(&self) -> Result<&Validator, &str> {
        let compiled = self.compiled.get_or_init(|| {
            let document = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [self.schema],
                "$defs": needed(&self.schema, &self.definitions),
            });
            jsonschema::options().build(&document).map_err(|error| error.to_string())
        });
        compiled.as_ref().map_err(String::as_str)
    }

    /// All that is wrong with the value.
    pub(super) fn faults(&self, value: &Value) -> Vec<Fault> {
        match self.compile() {
            Ok(validator) => validator.iter_errors(value).map(|error| fault(&error)).collect(),
            Err(error) => {
                vec![Fault { place: String::new(), missing: false, message: format!("the schema is broken: {error}") }]
            }
        }
    }
}

fn fault(error: &ValidationError<'_>) -> Fault {
    let at = place(error.instance_path().as_str());
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            let place = if at.is_empty() { field.to_owned() } else { format!("{at}.{field}") };
            Fault { message: format!("{place} is missing"), missing: true, place }
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let mut choices = context.iter().filter_map(|errors| closest(errors));
            let Some(first) = choices.next() else {
                return Fault {
                    message: format!("{} is not what the field takes", short(&error.instance().to_string())),
                    missing: false,
                    place: at,
                };
            };
            // All that would do, if they are about the very same value.
            choices.filter(|other| other.place == first.place && !other.missing && !first.missing).fold(
                first.clone(),
                |all, other| Fault { message: format!("{}; {}", all.message, other.message), ..all },
            )
        }
        kind => Fault { message: message(kind, error), missing: false, place: at },
    }
}

/// Of what is wrong with one choice, what tells most: that something is missing, or else the first.
fn closest(errors: &[ValidationError<'_>]) -> Option<Fault> {
    let faults = || errors.iter().filter(|error| !matches!(error.kind(), ValidationErrorKind::Not { .. })).map(fault);
    faults().find(|fault| fault.missing).or_else(|| faults().next())
}

/// What is wrong, in words. The words that would do are all named.
fn message(kind: &ValidationErrorKind, error: &ValidationError<'_>) -> String {
    let found = short(&error.instance().to_string());
    let list = |options: &Value| {
        let options: Vec<String> = options.as_array().into_iter().flatten().map(Value::to_string).collect();
        options.join(", ")
    };
    match kind {
        ValidationErrorKind::Enum { options } => format!("{found} is not one of {}", list(options)),
        ValidationErrorKind::Constant { expected_value } => format!("{found} is not {expected_value}"),
        ValidationErrorKind::Type { kind } => format!("{found} is not {}", named(kind)),
        ValidationErrorKind::MaxLength { limit } => format!("{found} is longer than {limit} characters"),
        ValidationErrorKind::MinLength { limit } => format!("{found} is shorter than {limit} characters"),
        ValidationErrorKind::MaxItems { limit } => format!("there are more than {limit} entries"),
        ValidationErrorKind::MinItems { limit } => format!("there are fewer than {limit} entries"),
        ValidationErrorKind::UniqueItems => "an entry is there twice".to_owned(),
        ValidationErrorKind::Maximum { limit } => format!("{found} is more than {limit}"),
        ValidationErrorKind::Minimum { limit } => format!("{found} is less than {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("{found} is not less than {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("{found} is not more than {limit}"),
        ValidationErrorKind::Format { format } if format == "date-time" => {
            format!("{found} is no time as in 2026-03-01T12:00:00+03:00")
        }
        ValidationErrorKind::Format { format } => format!("{found} is no {format}"),
        ValidationErrorKind::Pattern { pattern } => format!("{found} is not of the form {pattern}"),
        _ => format!("{found} is not what the field takes"),
    }
}

/// The types of JSON in words.
fn named(kind: &TypeKind) -> String {
    let word = |kind: JsonType| match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a text",
    };
    match kind {
        TypeKind::Single(kind) => word(*kind).to_owned(),
        TypeKind::Multiple(kinds) => kinds.iter().map(word).collect::<Vec<_>>().join(" or "),
    }
}

/// Characters of a value that a message repeats.
const SHOWN: usize = 80;

/// The beginning of what may be long.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The definitions that a schema leads to, so that each check holds only its own.
fn needed(schema: &Value, definitions: &Map<String, Value>) -> Map<String, Value> {
    fn collect(schema: &Value, definitions: &Map<String, Value>, found: &mut Map<String, Value>) {
        match schema {
            Value::Object(map) => {
                let name = map.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/"));
                if let Some((name, definition)) = name.and_then(|name| definitions.get_key_value(name))
                    && !found.contains_key(name)
                {
                    found.insert(name.clone(), definition.clone());
                    collect(definition, definitions, found);
                }
                map.values().for_each(|value| collect(value, definitions, found));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, definitions, found)),
            _ => {}
        }
    }
    let mut found = Map::new();
    collect(schema, definitions, &mut found);
    found
}

/// `/goal/conditions/0/url` as `goal.conditions[0].url`.
fn place(pointer: &str) -> String {
    let mut place = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            place.push_str(&format!("[{part}]"));
        } else {
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(&part);
        }
    }
    place
}
