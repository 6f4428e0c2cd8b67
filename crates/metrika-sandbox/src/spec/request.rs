//! Requests: the text of parameters becomes values, and values and bodies are held against the spec.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::schema::short;
use super::{Form, Kind, Operation, Parameter};
use crate::refusal::{Problem, Refusal};

/// Parameters that every operation takes, whether its page lists them or not.
const EVERYWHERE: &[&str] = &["pretty", "callback", "ulogin", "lang"];

/// Parameters, with the group of their operations, whose words are taken in any spelling, as the service itself writes them
/// in more than one: reports tell `lastsign` as `LastSign` and `week` as `Week`, and the guide to CRM writes `contact` where
/// the reference has `CONTACT`. Log requests take attributions in upper case, and tell them so.
const ANY_SPELLING: &[(&str, &str)] = &[("reports", "attribution"), ("reports", "group"), ("crm", "entity_type")];

/// The parameters of one request, by name: as values, and as the text that was sent.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    pub values: BTreeMap<&'static str, Value>,
    pub texts: BTreeMap<String, String>,
}

/// Reads the parameters of a request, or tells all that is wrong with them.
pub fn parameters(
    operation: &'static Operation,
    path: &[(&'static str, String)],
    query: &[(String, String)],
    ignore_unknown: bool,
) -> Result<Parameters, Refusal> {
    let mut problems = Vec::new();
    let mut found = Parameters::default();
    for (name, text) in query {
        let known = operation.parameters.iter().any(|parameter| !parameter.in_path && parameter.name == *name);
        if !known && !EVERYWHERE.contains(&name.as_str()) && !ignore_unknown {
            problems.push(Problem::invalid(name, format!("{} has no parameter {name}", operation.id)));
        }
        if found.texts.insert(name.clone(), text.clone()).is_some() {
            let message = format!("{name} is sent twice; a list is one value, joined by commas");
            problems.push(Problem::invalid(name, message));
        }
    }
    for parameter in &operation.parameters {
        let text = if parameter.in_path {
            path.iter().find(|(name, _)| *name == parameter.name).map(|(_, text)| text.as_str())
        } else {
            found.texts.get(&parameter.name).map(String::as_str)
        };
        match text {
            Some(text) => match read(&operation.tag, parameter, text) {
                Ok(value) => drop(found.values.insert(parameter.name.as_str(), value)),
                Err(problem) => problems.push(problem),
            },
            None if parameter.required => problems.push(Problem::missing(&parameter.name)),
            None => {}
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(Refusal::of(400, problems)) }
}

fn read(group: &str, parameter: &Parameter, text: &str) -> Result<Value, Problem> {
    let invalid = |message: String| Problem::invalid(&parameter.name, format!("wrong {}: {message}", parameter.name));
    let value = match parameter.form {
        Form::Plain if ANY_SPELLING.contains(&(group, parameter.name.as_str())) => {
            Value::from(as_listed(parameter, text))
        }
        Form::Plain => single(parameter.kind, text).map_err(invalid)?,
        Form::Commas if text.is_empty() => Value::Array(Vec::new()),
        Form::Commas => Value::Array(
            text.split(',')
                .map(|item| single(parameter.kind, item.trim()))
                .collect::<Result<_, _>>()
                .map_err(invalid)?,
        ),
        Form::Json => serde_json::from_str(text).map_err(|error| invalid(format!("no JSON: {error}")))?,
    };
    let checked = if parameter.form == Form::Json { without_nulls(value.clone()) } else { value.clone() };
    match parameter.check.faults(&checked).into_iter().next() {
        Some(fault) => Err(invalid(fault.message)),
        None => Ok(value),
    }
}

/// A path to a row, as reports take it. The spec has texts for its keys; the key of a row without a value is null, as
/// `name` is in the row itself, since such rows can be opened (`only_expandable_undefined`) and have nothing else to be
/// called by.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().filter(|item| !item.is_null()).map(without_nulls).collect(),
        other => other,
    }
}

/// The word of the list that is meant, or else the text as it is.
fn as_listed<'a>(parameter: &'a Parameter, text: &'a str) -> &'a str {
    let plain = |word: &str| word.replace('_', "").to_ascii_lowercase();
    parameter.words.iter().find(|word| plain(word) == plain(text)).map_or(text, String::as_str)
}

fn single(kind: Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Text => Ok(Value::from(text)),
        Kind::Integer => match (text.parse::<i64>(), text.parse::<u64>()) {
            (Ok(number), _) => Ok(Value::from(number)),
            (_, Ok(number)) => Ok(Value::from(number)),
            _ => Err(format!("{} is no whole number", quoted(text))),
        },
        Kind::Number => text
            .parse::<f64>()
            .ok()
            .and_then(Number::from_f64)
            .map(Value::Number)
            .ok_or_else(|| format!("{} is no number", quoted(text))),
        Kind::Boolean => match text {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(format!("{} is neither true nor false", quoted(text))),
        },
    }
}

/// A text of a request, which may be long, in a message.
fn quoted(text: &str) -> String {
    short(&format!("{text:?}"))
}

/// Holds a JSON body against the spec.
pub(crate) fn check_body(operation: &Operation, body: &Value) -> Result<(), Refusal> {
    let Some(content) = &operation.body else { return Ok(()) };
    if let Some(number) = too_large(body) {
        return Err(Refusal::new(400, "invalid_json", format!("{number} is beyond 64 bits")));
    }
    let problems: Vec<Problem> = content
        .check
        .faults(body)
        .into_iter()
        .map(|fault| match fault.missing {
            true => Problem::missing(&fault.place),
            false => Problem::invalid(&fault.place, fault.message),
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::of(400, problems)) }
}

/// A whole number that 64 bits do not hold: reading it has already changed it.
fn too_large(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => {
            let whole = number.as_i64().is_some() || number.as_u64().is_some();
            let large = |float: f64| float.fract() == 0.0 && float.abs() >= 2f64.powi(63);
            (!whole && number.as_f64().is_some_and(large)).then_some(number)
        }
        Value::Array(items) => items.iter().find_map(too_large),
        Value::Object(map) => map.values().find_map(too_large),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}
