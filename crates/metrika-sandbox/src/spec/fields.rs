//! Which fields of a body no schema has.

use serde_json::{Map, Value};

use super::Operation;

/// The fields of a body that neither the schema of the request has nor that of its answer: clients send back what they
/// read, so that what the service writes may come back to it. Each with its place, as in `goal.conditions[0].hue`, and its
/// name.
pub(crate) fn unknown_fields(operation: &Operation, body: &Value) -> Vec<(String, String)> {
    let Some(content) = &operation.body else { return Vec::new() };
    let answer = operation.answer(200).and_then(Option::as_ref);
    let mut schemas = Vec::new();
    let checks = [Some(&content.check), answer.map(|answer| &answer.check)];
    for (schema, definitions) in checks.into_iter().flatten().map(super::schema::Check::source) {
        spread(schema, definitions, body, &mut schemas);
    }
    let mut found = Vec::new();
    look(&schemas, body, "", &mut found);
    found
}

/// A schema, and where it looks its references up.
type Schema<'a> = (&'a Value, &'a Map<String, Value>);

/// All schemas that say something about one value: those that a reference leads to, the parts of `allOf` and the like, and
/// of those with a condition, such as the types of goals, the ones whose condition the value meets.
fn spread<'a>(schema: &'a Value, definitions: &'a Map<String, Value>, value: &Value, into: &mut Vec<Schema<'a>>) {
    let name = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/"));
    if let Some(target) = name.and_then(|name| definitions.get(name)) {
        spread(target, definitions, value, into);
    }
    for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).flatten() {
        spread(part, definitions, value, into);
    }
    if let (Some(condition), Some(then)) = (schema.get("if"), schema.get("then"))
        && meets(value, condition)
    {
        spread(then, definitions, value, into);
    }
    into.push((schema, definitions));
}

/// Whether a value meets a condition, of which the specs have one kind: that fields are certain words, or that they are not.
fn meets(value: &Value, condition: &Value) -> bool {
    if let Some(other) = condition.get("not") {
        return !meets(value, other);
    }
    condition["properties"].as_object().into_iter().flatten().all(|(field, wanted)| {
        let words = wanted["enum"].as_array().into_iter().flatten().chain(wanted.get("const"));
        value.get(field).is_some_and(|found| words.into_iter().any(|word| word == found))
    })
}

fn look(schemas: &[Schema<'_>], value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            let properties = || schemas.iter().filter_map(|(schema, at)| Some((schema["properties"].as_object()?, at)));
            let open =
                |schema: &Value| schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false));
            // Whatever it holds is its own affair.
            if properties().next().is_none() || schemas.iter().any(|(schema, _)| open(schema)) {
                return;
            }
            for (field, value) in fields {
                let at = if place.is_empty() { field.clone() } else { format!("{place}.{field}") };
                let mut inner = Vec::new();
                for (properties, definitions) in properties() {
                    if let Some(schema) = properties.get(field) {
                        spread(schema, definitions, value, &mut inner);
                    }
                }
                if inner.is_empty() {
                    found.push((at, field.clone()));
                } else {
                    look(&inner, value, &at, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let mut inner = Vec::new();
                for (schema, definitions) in schemas {
                    if let Some(items) = schema.get("items") {
                        spread(items, definitions, item, &mut inner);
                    }
                }
                look(&inner, item, &format!("{place}[{index}]"), found);
            }
        }
        _ => {}
    }
}
