//! What differs between two schemas, wherever they stand.

use serde_json::{Map, Value};

use super::change::{At, Kind, Side};
use super::differ::{Differ, keys, list, minus, object, pair};
use super::kind::{Form, form, signature, tells_format, type_text};
use super::limits;

impl Differ {
    pub fn schema(&mut self, at: &At, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Object(before), Value::Object(after)) if form(before) == form(after) => {
                for key in keys(before, after) {
                    self.step(at, key, before.get(key), after.get(key), |differ, old, new| {
                        differ.schema_key(at, key, (before, after), old, new);
                    });
                }
            }
            _ => self.add(at, Kind::Retyped, false, Some(signature(old)), Some(signature(new))),
        }
    }

    fn schema_key(
        &mut self,
        at: &At,
        key: &str,
        (before, after): (&Map<String, Value>, &Map<String, Value>),
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        match key {
            "type" | "$ref" => {
                let (from, to) = (type_text(before), type_text(after));
                // A type that is no text would look like no type.
                if from != to {
                    self.add(at, Kind::Retyped, false, Some(from), Some(to));
                }
            }
            // Another type: told with its format.
            "format" if before.get("type") != after.get("type") && tells_format(before) && tells_format(after) => {
                self.silence();
            }
            "format" => self.keyword(at, Kind::Format, false, key, old, new),
            "properties" => self.fields(at, (before, after), old, new),
            "required" => self.required_fields(at, (before, after), old, new),
            "items" | "additionalProperties" => self.inner(at, key, old, new),
            "oneOf" | "anyOf" => self.members(at, old, new),
            "allOf" => self.bases(at, old, new),
            "default" => self.keyword(at, Kind::Default, false, key, old, new),
            "readOnly" | "writeOnly" | "nullable" | "deprecated" => self.flag(at, key, old, new),
            "x-extensible-enum" | "enum" => self.values(at, key, old, new),
            _ => {
                if let Some(kind) = limits::kind(key, old, new) {
                    self.keyword(at, kind, false, key, old, new);
                }
            }
        }
    }

    fn inner(&mut self, at: &At, key: &str, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
                self.schema(&at.plus(if key == "items" { "[]" } else { "{}" }), old, new);
            }
            _ => self.keyword(at, Kind::Retyped, false, key, old, new),
        }
    }

    fn fields(
        &mut self,
        at: &At,
        (before, after): (&Map<String, Value>, &Map<String, Value>),
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        let (Some(old), Some(new)) = (object(old), object(new)) else { return };
        for name in keys(&old, &new) {
            let at = side_of_field(&at.below(name), old.get(name), new.get(name));
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => self.schema(&at, old, new),
                (Some(old), None) => self.gone(&at, Kind::FieldRemoved, Some(with_required(old, before, name))),
                (None, Some(new)) => {
                    let required = requires(after, name);
                    self.add(&at, Kind::FieldAdded, required, None, Some(with_required(new, after, name)));
                }
                (None, None) => {}
            }
        }
    }

    fn required_fields(
        &mut self,
        at: &At,
        (before, after): (&Map<String, Value>, &Map<String, Value>),
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        let (Some(old), Some(new)) = (list(old), list(new)) else { return };
        let changes = [(Kind::BecameRequired, minus(new, old)), (Kind::BecameOptional, minus(old, new))];
        for (kind, names) in changes {
            for name in names {
                let told = name.as_str().filter(|name| requires(before, name) != requires(after, name));
                let Some(name) = told else {
                    // A second mention, or no name at all.
                    let (gone, fresh) =
                        if kind == Kind::BecameOptional { (Some(name), None) } else { (None, Some(name)) };
                    self.keyword(at, Kind::Changed, false, "required", gone, fresh);
                    continue;
                };
                let (was, is) = (property(before, name), property(after, name));
                if was.is_some() == is.is_some() {
                    self.add(&side_of_field(&at.below(name), was, is), kind, false, None, None);
                } else {
                    // The field came or went: told with the field.
                    self.silence();
                }
            }
        }
    }

    /// Of a `oneOf`. Those written out are compared in their order, references by name.
    fn members(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let (Some(old), Some(new)) = (list(old), list(new)) else { return };
        for (old, new) in Self::matched(old, new) {
            match (old, new) {
                (Some(old), Some(new)) => self.schema(at, old, new),
                (Some(old), None) => self.add(at, Kind::MemberRemoved, false, Some(signature(old)), None),
                (None, Some(new)) => self.add(at, Kind::MemberAdded, false, None, Some(signature(new))),
                (None, None) => {}
            }
        }
    }

    /// Of an `allOf`: its parts are at the place of the whole.
    fn bases(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let (Some(old), Some(new)) = (list(old), list(new)) else { return };
        let matched = Self::matched(old, new);
        let gone: Vec<&Value> = matched.iter().filter_map(|(old, new)| old.filter(|_| new.is_none())).collect();
        let fresh: Vec<&Value> = matched.iter().filter_map(|(old, new)| new.filter(|_| old.is_none())).collect();
        for (old, new) in &matched {
            if let (Some(old), Some(new)) = (old, new) {
                self.schema(at, old, new);
            }
        }
        if let ([old], [new]) = (gone.as_slice(), fresh.as_slice()) {
            self.add(at, Kind::BaseChanged, false, Some(signature(old)), Some(signature(new)));
            return;
        }
        gone.into_iter().for_each(|base| self.add(at, Kind::BaseRemoved, false, Some(signature(base)), None));
        fresh.into_iter().for_each(|base| self.add(at, Kind::BaseAdded, false, None, Some(signature(base))));
    }

    fn matched<'a>(old: &'a [Value], new: &'a [Value]) -> Vec<(Option<&'a Value>, Option<&'a Value>)> {
        let (old, new) = (minus(old, new), minus(new, old));
        let same_form = |one: &&Value, other: &&Value| match (one.as_object(), other.as_object()) {
            (Some(one), Some(other)) => form(one) == form(other) && form(one) != Form::Reference,
            _ => false,
        };
        let pairs = pair(&old, &new, &[&same_form]);
        pairs.into_iter().map(|(one, other)| (one.map(|i| old[i]), other.map(|i| new[i]))).collect()
    }

    pub fn flag(&mut self, at: &At, key: &str, old: Option<&Value>, new: Option<&Value>) {
        let set = |value: Option<&Value>| value.is_some_and(|value| value == true);
        if set(old) == set(new) {
            return;
        }
        // Only the request form of a schema may have been read: then no field is read-only.
        if key == "readOnly" && !set(new) && self.extent == super::Extent::Partial {
            return self.silence();
        }
        let kind = match key {
            "readOnly" => Kind::ReadOnly,
            "writeOnly" => Kind::WriteOnly,
            "nullable" => Kind::Nullable,
            _ => Kind::Deprecated,
        };
        self.keyword(at, kind, set(new), key, old, new);
    }
}

/// A field that is read-only before and after is in no request.
fn side_of_field(at: &At, old: Option<&Value>, new: Option<&Value>) -> At {
    let both = [old, new].into_iter().flatten().all(|field| field["readOnly"] == true);
    if both && at.side.answer { at.on(Side::ANSWER) } else { at.clone() }
}

fn property<'a>(schema: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    schema.get("properties")?.get(name)
}

fn requires(schema: &Map<String, Value>, name: &str) -> bool {
    list(schema.get("required")).is_some_and(|names| names.iter().any(|one| one == name))
}

fn with_required(field: &Value, schema: &Map<String, Value>, name: &str) -> String {
    signature(field) + if requires(schema, name) { ", required" } else { "" }
}
