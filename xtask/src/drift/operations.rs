//! Which operations came, went, moved; and what differs in those that stayed.

use std::rc::Rc;

use serde_json::Value;

use super::change::{At, Kind, Owner, Severity, Side};
use super::differ::{Differ, keys, list, object, pair};
use crate::spec::check::{Operation, operations};

impl Differ {
    pub fn paths(&mut self, at: &At, old: &Value, new: &Value) {
        let (before, after): (Vec<_>, Vec<_>) = (operations(old).collect(), operations(new).collect());
        for (one, other) in pair(&before, &after, &[&same_call, &same_id, &same_page, &same_form]) {
            match (one.map(|i| before[i]), other.map(|i| after[i])) {
                (Some(old), Some(new)) => self.operation(&place(at.api, old), old, new),
                (Some(old), None) => self.gone(&place(at.api, old), Kind::OperationRemoved, None),
                (None, Some(new)) => self.add(&place(at.api, new), Kind::OperationAdded, false, None, None),
                (None, None) => {}
            }
        }
        self.paths_without_operations(at, &old["paths"], &new["paths"]);
    }

    /// What stands below `paths` and is no operation.
    fn paths_without_operations(&mut self, at: &At, old: &Value, new: &Value) {
        let (Some(old), Some(new)) = (object(Some(old)), object(Some(new))) else { return };
        let silent =
            |item: Option<&Value>| item.is_some_and(|item| item.as_object().is_none_or(serde_json::Map::is_empty));
        for path in keys(&old, &new) {
            let (old, new) = (old.get(path), new.get(path));
            if old != new && (silent(old) || silent(new)) {
                self.other(at, &format!("paths.{path}"), old, new);
            }
        }
    }

    fn operation(&mut self, at: &At, old: Operation<'_>, new: Operation<'_>) {
        if !same_call(&old, &new) {
            self.add(at, Kind::OperationMoved, false, Some(label(old)), Some(label(new)));
        }
        let (Some(before), Some(after)) = (old.value.as_object(), new.value.as_object()) else {
            if old.value != new.value {
                self.other(at, "operation", Some(old.value), Some(new.value));
            }
            return;
        };
        for key in keys(before, after) {
            self.step(at, key, before.get(key), after.get(key), |differ, one, other| match key {
                "parameters" => differ.parameters(at, (old.path, new.path), one, other),
                "requestBody" => differ.request(&at.below("request").on(Side::REQUEST), one, other),
                "responses" => differ.responses(at, one, other),
                "deprecated" => differ.flag(at, key, one, other),
                // A part of the reference may hold one page of several.
                "x-metrika-pages" if differ.extent == super::Extent::Partial => differ.silence(),
                _ => {}
            });
        }
    }

    fn request(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let required = |body: &Value| body["required"] == true;
        match (old, new) {
            (None, Some(body)) => self.add(at, Kind::BodyAdded, required(body), None, Some(body_text(body))),
            (Some(body), None) => self.add(at, Kind::BodyRemoved, false, Some(body_text(body)), None),
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                for key in keys(before, after) {
                    self.step(at, key, before.get(key), after.get(key), |differ, old, new| match key {
                        "required" => differ.required_flag(at, old, new),
                        "content" => differ.content(at, old, new),
                        _ => {}
                    });
                }
            }
            _ => {}
        }
    }

    fn responses(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (object(old), object(new)) else { return };
        for code in keys(&before, &after) {
            let at = at.below(code).on(Side::ANSWER);
            match (before.get(code), after.get(code)) {
                (Some(old), None) => self.gone(&at, Kind::ResponseRemoved, Some(body_text(old))),
                (None, Some(new)) => self.add(&at, Kind::ResponseAdded, false, None, Some(body_text(new))),
                (Some(Value::Object(old)), Some(Value::Object(new))) => {
                    for key in keys(old, new) {
                        self.step(&at, key, old.get(key), new.get(key), |differ, old, new| match (key, old, new) {
                            ("content", None, Some(body)) => {
                                differ.add(&at, Kind::BodyAdded, false, None, Some(content_text(body)));
                            }
                            ("content", Some(body), None) => {
                                differ.add(&at, Kind::BodyRemoved, false, Some(content_text(body)), None);
                            }
                            ("content", ..) => differ.content(&at, old, new),
                            _ => {}
                        });
                    }
                }
                (old, new) => self.step(&at, "response", old, new, |_, _, _| {}),
            }
        }
    }

    /// Media types with their schemas.
    pub fn content(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (object(old), object(new)) else { return };
        let names = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
        let (old, new) = (names(&before), names(&after));
        let lone = |one: &[String], other: &[String]| one.iter().filter(|name| !other.contains(name)).count();
        let replaced = lone(&old, &new) == 1 && lone(&new, &old) == 1;
        // One media type is the rule; where there are several, the place says which.
        let several = old.len() > 1 || new.len() > 1;
        for (one, other) in pair(&old, &new, &[&|a, b| a == b, &|_, _| replaced]) {
            match (one.map(|i| &old[i]), other.map(|i| &new[i])) {
                (Some(from), Some(to)) => {
                    if from != to {
                        self.add(at, Kind::MediaChanged, false, Some(from.clone()), Some(to.clone()));
                    }
                    let at = if several { at.plus(&format!("({to})")) } else { at.clone() };
                    self.media(&at, to, &before[from], &after[to]);
                }
                (Some(from), None) => {
                    self.add(at, Kind::MediaRemoved, false, Some(media_text(from, &before[from])), None);
                }
                (None, Some(to)) => self.add(at, Kind::MediaAdded, false, None, Some(media_text(to, &after[to]))),
                (None, None) => {}
            }
        }
    }

    fn media(&mut self, at: &At, media: &str, old: &Value, new: &Value) {
        let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
            return self.step(at, media, Some(old), Some(new), |_, _, _| {});
        };
        for key in keys(before, after) {
            self.step(at, &format!("{media}.{key}"), before.get(key), after.get(key), |differ, old, new| {
                differ.schema_or_none(at, key, old, new);
            });
        }
    }

    pub fn required_flag(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let set = |value: Option<&Value>| value.is_some_and(|value| value == true);
        match (set(old), set(new)) {
            (false, true) => self.add(at, Kind::BecameRequired, false, None, None),
            (true, false) => self.add(at, Kind::BecameOptional, false, None, None),
            _ => {}
        }
    }

    /// The schema of a parameter or body, which may have none.
    pub fn schema_or_none(&mut self, at: &At, key: &str, old: Option<&Value>, new: Option<&Value>) {
        match (key, old, new) {
            ("schema", Some(old), Some(new)) => self.schema(at, old, new),
            ("schema", old, new) => {
                let text = |schema: Option<&Value>| schema.map(super::kind::signature);
                self.push(at, Kind::Retyped, Severity::Breaking, None, text(old), text(new));
            }
            _ => {}
        }
    }

    /// The list of parameters; see [`super::parameters`].
    fn parameters(&mut self, at: &At, paths: (&str, &str), old: Option<&Value>, new: Option<&Value>) {
        if let (Some(old), Some(new)) = (list(old), list(new)) {
            self.parameter_lists(&at.on(Side::REQUEST), paths, old, new);
        }
    }
}

fn place(api: &'static str, operation: Operation<'_>) -> At {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let owner = Owner::Operation {
        label: label(operation),
        id: text(&operation.value["operationId"]),
        page: text(&operation.value["externalDocs"]["url"]),
    };
    At { api, owner: Rc::new(owner), within: String::new(), side: Side::BOTH }
}

fn label(operation: Operation<'_>) -> String {
    format!("{} {}", operation.method.to_uppercase(), operation.path)
}

fn same_call(one: &Operation<'_>, other: &Operation<'_>) -> bool {
    one.method == other.method && one.path == other.path
}

fn same_id(one: &Operation<'_>, other: &Operation<'_>) -> bool {
    !one.id().is_empty() && one.id() == other.id()
}

fn same_page(one: &Operation<'_>, other: &Operation<'_>) -> bool {
    let others = pages(other);
    pages(one).iter().any(|page| others.contains(page))
}

/// The same but for the names in the path.
fn same_form(one: &Operation<'_>, other: &Operation<'_>) -> bool {
    one.method == other.method && without_names(one.path) == without_names(other.path)
}

fn pages<'a>(operation: &Operation<'a>) -> Vec<&'a str> {
    let value = operation.value;
    let all = value["x-metrika-pages"].as_array().into_iter().flatten();
    all.chain([&value["externalDocs"]["url"]]).filter_map(Value::as_str).collect()
}

fn without_names(path: &str) -> Vec<&str> {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect()
}

/// `application/json Goal`.
fn body_text(body: &Value) -> String {
    if body["content"].is_object() { content_text(&body["content"]) } else { body.to_string() }
}

fn content_text(content: &Value) -> String {
    let parts: Vec<String> =
        crate::spec::check::entries(content).map(|(media, content)| media_text(media, content)).collect();
    if parts.is_empty() { content.to_string() } else { parts.join(", ") }
}

fn media_text(media: &str, content: &Value) -> String {
    format!("{media} {}", super::kind::signature(&content["schema"]))
}
