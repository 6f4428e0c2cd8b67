//! A schema in the making: type, bounds, values and so on, as they come.

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::labels::{self, Binds, Label};
use super::types::{Base, Type};

/// What was read of one field, parameter, body or entity.
#[derive(Debug, Default)]
pub struct Parts {
    pub type_: Option<Type>,
    /// The fields of an object that is written out in place.
    pub table: Option<Map<String, Value>>,
    /// `oneOf`, `allOf`, `anyOf`. If the type is an array, they are of its elements.
    pub combinators: Vec<(&'static str, Vec<Value>)>,
    pub bounds: Vec<(&'static str, Binds, Value)>,
    pub default: Option<String>,
    /// Values that the page lists as closed.
    pub closed: Vec<String>,
    /// Values that prose lists.
    pub listed: Vec<String>,
    pub format: Option<String>,
    pub deprecated: bool,
}

impl Parts {
    /// Takes what a label says. Said twice, it must say the same.
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
                match self.bounds.iter().find(|(known, ..)| *known == key) {
                    None => self.bounds.push((key, binds, value)),
                    Some((_, _, known)) => ensure!(*known == value, "one bound of each kind"),
                }
            }
        }
        Ok(())
    }

    /// The schema.
    pub fn schema(self) -> Result<Value> {
        let Some(type_) = self.type_.clone().or_else(|| self.implied()) else {
            bail!("a type");
        };
        let array_of_combinators = type_.word() == Some("array") && !self.combinators.is_empty();
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
        self.describe(&mut schema, &type_)?;
        for _ in 0..type_.depth + usize::from(array_of_combinators) {
            schema = json!({ "type": "array", "items": schema });
        }
        self.describe_array(&mut schema)?;
        if let Base::Never = type_.base {
            schema = json!(false);
        } else if type_.nullable {
            schema["nullable"] = json!(true);
        }
        if self.deprecated {
            schema["deprecated"] = json!(true);
        }
        Ok(schema)
    }

    /// An object that is written out at once has no type line, and neither has a union.
    fn implied(&self) -> Option<Type> {
        let base = match (&self.table, self.combinators.is_empty()) {
            (Some(_), true) => Base::Word { word: "object".to_owned(), format: None },
            (None, false) => Base::Any,
            _ => return None,
        };
        Some(Type { base, depth: 0, nullable: false })
    }

    /// Adds what is said of one element: bounds, values, and the default if it is no array.
    fn describe(&self, schema: &mut Value, type_: &Type) -> Result<()> {
        if let Some(format) = &self.format {
            schema["format"] = json!(format);
        }
        for (key, binds, value) in &self.bounds {
            let fits = match binds {
                Binds::Text => type_.word() == Some("string"),
                Binds::Number => matches!(type_.word(), Some("integer" | "number")),
                Binds::Object => type_.word() == Some("object"),
                Binds::Array => continue,
            };
            // Some numbers travel as strings, and keep the bounds of a number.
            let number_as_text = *binds == Binds::Number && type_.word() == Some("string");
            ensure!(fits || number_as_text || is_link(type_), "a type that {key} can bind");
            schema[*key] = value.clone();
        }
        if let Some(default) = &self.default
            && type_.depth == 0
        {
            schema["default"] = match type_.word() {
                Some(word) => typed(word, default)?,
                None => json!(default),
            };
        }
        let values = self.values(type_)?;
        if !values.is_empty() {
            schema["x-extensible-enum"] = values.into();
        }
        // In OpenAPI 3.0 nothing may stand beside a reference.
        if let Some(object) = schema.as_object_mut()
            && object.len() > 1
            && let Some(reference) = object.shift_remove("$ref")
        {
            let mut wrapped = Map::from_iter([("allOf".to_owned(), json!([{ "$ref": reference }]))]);
            wrapped.append(object);
            *schema = wrapped.into();
        }
        Ok(())
    }

    fn describe_array(&self, schema: &mut Value) -> Result<()> {
        let is_array = schema["type"] == "array";
        for (key, _, value) in self.bounds.iter().filter(|(_, binds, _)| *binds == Binds::Array) {
            ensure!(is_array, "an array for {key}");
            schema[*key] = value.clone();
        }
        if is_array && let Some(default) = &self.default {
            schema["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        }
        Ok(())
    }

    /// Closed and listed values are one open list: the service adds values without notice. What prose lists under a type
    /// that cannot hold it explains something else.
    fn values(&self, type_: &Type) -> Result<Vec<Value>> {
        let Some(word) = type_.word().filter(|word| matches!(*word, "string" | "integer" | "number" | "boolean"))
        else {
            ensure!(self.closed.is_empty() || is_link(type_), "a plain type for a list of values");
            return Ok(self.closed.iter().map(|value| json!(value)).collect());
        };
        let listed: Result<Vec<Value>> = self.listed.iter().map(|value| typed_value(word, value)).collect();
        let mut values = listed.unwrap_or_default();
        for value in &self.closed {
            let value = typed_value(word, value)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }
}

fn is_link(type_: &Type) -> bool {
    matches!(type_.base, Base::Link { .. })
}

fn once(place: &mut Option<String>, value: &str, what: &'static str) -> Result<()> {
    ensure!(place.as_deref().is_none_or(|known| known == value), what);
    *place = Some(value.to_owned());
    Ok(())
}

/// A default or a value, in the type of its field.
fn typed(word: &str, text: &str) -> Result<Value> {
    let value = match word {
        "string" => Some(json!(text)),
        "integer" => text.parse::<i64>().ok().map(Value::from),
        "number" => text.parse::<f64>().ok().map(Value::from),
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
