//! A schema in the making: type, bounds, values and so on, as they come.

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::labels::{self, Binds, Label};
use super::types::{Base, Type};

/// What stands beside a link, until it is known where the link leads: the generator repeats there what the entity says.
pub const AT_LINK: &str = "at-link";
/// Key, what it is about, and value.
type Bound = (&'static str, Binds, Value);

/// What was read of one field, parameter, body or entity.
#[derive(Debug, Default)]
pub struct Parts {
    pub type_: Option<Type>,
    /// The fields of an object that is written out in place.
    pub table: Option<Map<String, Value>>,
    /// `oneOf`, `allOf`, `anyOf`. If the type is an array, they are of its elements.
    pub combinators: Vec<(&'static str, Vec<Value>)>,
    pub bounds: Vec<Bound>,
    pub default: Option<String>,
    /// What an array of unions says of itself in the cut that holds them: the same as after it.
    pub nested: Option<(Vec<Bound>, Option<String>)>,
    /// Values that the page lists as closed.
    pub closed: Vec<String>,
    /// Values that prose lists.
    pub listed: Vec<String>,
    pub format: Option<String>,
    pub deprecated: bool,
}

impl Parts {
    /// Whether a label was read: they stand last.
    pub fn labelled(&self) -> bool {
        self.default.is_some() || self.format.is_some() || !self.closed.is_empty() || !self.bounds.is_empty()
    }

    /// Takes the labels of an array whose elements are unions. They stand inside the cut, and after it again.
    pub fn take_labels(&mut self, nested: Self) -> Result<()> {
        ensure!(nested.closed.is_empty() && nested.format.is_none(), "no values of an array");
        self.nested = Some((nested.bounds, nested.default));
        Ok(())
    }

    /// Takes what a label says, which it says once.
    pub fn label(&mut self, label: Label, values: &[&str]) -> Result<()> {
        let one = || -> Result<&str> {
            ensure!(values.len() == 1, "one value");
            Ok(values[0])
        };
        match label {
            Label::Example => {}
            Label::Enum | Label::Const => {
                ensure!(self.closed.is_empty(), "one list of values");
                ensure!(label == Label::Enum || values.len() == 1, "one value");
                self.closed = values.iter().map(|value| (*value).to_owned()).collect();
            }
            Label::Default => once(&mut self.default, one()?, "one default")?,
            Label::Format => once(&mut self.format, one()?, "one format")?,
            Label::Bound(key, binds) => {
                let value = labels::bound(binds, key, one()?)?;
                ensure!(self.bounds.iter().all(|(known, ..)| *known != key), "one bound of each kind");
                self.bounds.push((key, binds, value));
            }
        }
        Ok(())
    }

    /// The schema.
    pub fn schema(self) -> Result<Value> {
        let Some(type_) = self.type_.clone().or_else(|| self.implied()) else {
            bail!("a type");
        };
        if let Some((bounds, default)) = &self.nested {
            let same = *bounds == self.bounds && *default == self.default;
            ensure!(same, "the same values and bounds inside of the cut and after it");
        }
        if let Base::Never = type_.base {
            return Ok(json!(false));
        }
        let array_of_combinators = type_.word() == Some("array") && !self.combinators.is_empty();
        let depth = type_.depth + usize::from(array_of_combinators);
        let mut schema = if array_of_combinators { json!({}) } else { type_.element() };
        if let Some(table) = self.table.clone() {
            ensure!(type_.word() == Some("object"), "an object before a table of its fields");
            if let Some(object) = schema.as_object_mut() {
                object.extend(table);
            }
        }
        for (key, members) in &self.combinators {
            schema[*key] = json!(members);
        }
        let said = self.said(&type_, depth)?;
        match is_link(&type_) {
            true if !said.is_empty() => schema[AT_LINK] = said.into(),
            true => {}
            false => said.into_iter().for_each(|(key, value)| annotate(&mut schema, &key, value)),
        }
        for _ in 0..depth {
            schema = json!({ "type": "array", "items": schema });
        }
        self.describe_array(&mut schema, is_link(&type_))?;
        if type_.nullable {
            annotate(&mut schema, "nullable", json!(true));
        }
        if self.deprecated {
            annotate(&mut schema, "deprecated", json!(true));
        }
        Ok(schema)
    }

    /// An object that is written out at once has no type line, and neither has a union.
    fn implied(&self) -> Option<Type> {
        let base = match (&self.table, self.combinators.is_empty()) {
            (Some(_), _) => Base::Word { word: "object".to_owned(), format: None },
            (None, false) => Base::Any,
            (None, true) => return None,
        };
        Some(Type { base, depth: 0, nullable: false })
    }

    /// What is said of one element: bounds, values, and the default if it is no array. Beside a link all of it is text.
    fn said(&self, type_: &Type, depth: usize) -> Result<Map<String, Value>> {
        let mut said = Map::new();
        let mut say = |key: &str, value: Value| said.insert(key.to_owned(), value);
        if let Some(format) = &self.format {
            say("format", json!(format));
        }
        for (key, binds, value) in &self.bounds {
            let fits = match binds {
                Binds::Text => type_.word() == Some("string"),
                // Some numbers travel as strings, and keep the bounds of a number.
                Binds::Number => matches!(type_.word(), Some("integer" | "number" | "string")),
                Binds::Object => type_.word() == Some("object"),
                // Bounds of an array are said of the array; beside a link it is the entity that may be one.
                Binds::Array if depth > 0 || !is_link(type_) => continue,
                Binds::Array => false,
            };
            ensure!(fits || is_link(type_), "a type that {key} can bind");
            say(key, value.clone());
        }
        if let Some(default) = &self.default
            && depth == 0
            && !(type_.nullable && default == "null")
        {
            say("default", type_.word().map_or_else(|| Ok(json!(default)), |word| typed(word, default))?);
        }
        let values = self.values(type_)?;
        if !values.is_empty() {
            say("x-extensible-enum", values.into());
        }
        Ok(said)
    }

    fn describe_array(&self, schema: &mut Value, link: bool) -> Result<()> {
        let is_array = schema["type"] == "array";
        for (key, _, value) in self.bounds.iter().filter(|(_, binds, _)| *binds == Binds::Array) {
            ensure!(is_array || link, "an array for {key}");
            if is_array {
                schema[*key] = value.clone();
            }
        }
        if is_array && let Some(default) = &self.default {
            schema["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        }
        Ok(())
    }

    /// Closed and listed values are one open list: the service adds values without notice. What prose lists under a type
    /// that cannot hold it explains something else.
    fn values(&self, type_: &Type) -> Result<Vec<Value>> {
        // That null is allowed is said already.
        let closed = self.closed.iter().filter(|value| !(type_.nullable && *value == "null"));
        let Some(word) = type_.word().filter(|word| matches!(*word, "string" | "integer" | "number" | "boolean"))
        else {
            ensure!(self.closed.is_empty() || is_link(type_), "a plain type for a list of values");
            return Ok(closed.map(|value| json!(value)).collect());
        };
        let listed: Result<Vec<Value>> = self.listed.iter().map(|value| typed_value(word, value)).collect();
        let mut values = listed.unwrap_or_default();
        for value in closed {
            let value = typed_value(word, value)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }
}

/// Says something more of a schema. In OpenAPI 3.0 nothing may stand beside a reference.
pub fn annotate(schema: &mut Value, key: &str, value: Value) {
    let is_reference = schema.get("$ref").is_some();
    if is_reference {
        let reference = std::mem::take(schema);
        *schema = json!({ "allOf": [reference] });
    }
    schema[key] = value;
}

fn is_link(type_: &Type) -> bool {
    matches!(type_.base, Base::Link { .. })
}

fn once(place: &mut Option<String>, value: &str, what: &'static str) -> Result<()> {
    ensure!(place.is_none(), what);
    *place = Some(value.to_owned());
    Ok(())
}

/// A default or a value, in the type of its field.
pub fn typed(word: &str, text: &str) -> Result<Value> {
    let value = match word {
        "string" => Some(json!(text)),
        "integer" => labels::integer(text).map(Value::from),
        "number" => labels::integer(text).map(Value::from).or_else(|| labels::number(text).map(Value::from)),
        "boolean" => text.parse::<bool>().ok().map(Value::from),
        _ => serde_json::from_str(text).ok(),
    };
    match value {
        Some(value) => Ok(value),
        None => bail!("a value of type {word}"),
    }
}

/// Flags are listed as 0 and 1, or as true and false.
fn typed_value(word: &str, text: &str) -> Result<Value> {
    match word {
        "boolean" if matches!(text, "0" | "1") => typed("integer", text),
        _ => typed(word, text),
    }
}
