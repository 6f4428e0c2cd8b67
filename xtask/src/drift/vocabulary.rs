//! Dimensions, metrics, presets, log fields: whatever groups `vocabulary.json` has.

use serde_json::{Map, Value};

use super::change::{At, Kind, Owner, Side};
use super::differ::{Differ, keys, minus};

impl Differ {
    pub fn vocabulary(&mut self, old: &Value, new: &Value) {
        let groups = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let (before, after) = (groups(old), groups(new));
        for group in keys(&before, &after) {
            let at = At::new("vocabulary", Owner::Vocabulary { group: group.to_owned() }, Side::BOTH);
            self.step(&at, group, before.get(group), after.get(group), |differ, old, new| match (old, new) {
                (Some(old), None) => differ.gone(&at, Kind::VocabularyRemoved, Some(old.to_string())),
                (None, Some(new)) => differ.add(&at, Kind::VocabularyAdded, false, None, Some(new.to_string())),
                (Some(old), Some(new)) => differ.group(&at, old, new),
                (None, None) => {}
            });
        }
        if !(old.is_object() && new.is_object()) && old != new {
            let at = At::new("vocabulary", Owner::Document, Side::BOTH);
            self.other(&at, "vocabulary", Some(old), Some(new));
        }
    }

    fn group(&mut self, at: &At, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Array(old), Value::Array(new)) => match (table(old), table(new)) {
                (Some(old), Some(new)) => self.named(at, &old, &new),
                _ => self.words(at, old, new),
            },
            (Value::Object(old), Value::Object(new)) => self.named(at, old, new),
            _ => {}
        }
    }

    /// A list of names, whose order says nothing.
    fn words(&mut self, at: &At, old: &[Value], new: &[Value]) {
        for word in minus(old, new) {
            self.gone(&at.below(&name(word)), Kind::VocabularyRemoved, None);
        }
        for word in minus(new, old) {
            self.add(&at.below(&name(word)), Kind::VocabularyAdded, false, None, None);
        }
    }

    /// Names with what is known of each.
    fn named(&mut self, at: &At, old: &Map<String, Value>, new: &Map<String, Value>) {
        for name in keys(old, new) {
            let at = at.below(name);
            match (old.get(name), new.get(name)) {
                (Some(old), None) => self.gone(&at, Kind::VocabularyRemoved, Some(old.to_string())),
                (None, Some(new)) => self.add(&at, Kind::VocabularyAdded, false, None, Some(new.to_string())),
                (Some(Value::Array(old)), Some(Value::Array(new))) if table(old).is_some() && table(new).is_some() => {
                    if let (Some(old), Some(new)) = (table(old), table(new)) {
                        self.named(&at, &old, &new);
                    }
                }
                (Some(old), Some(new)) => self.details(&at, None, old, new),
                (None, None) => {}
            }
        }
    }

    /// Down to the smallest part that differs.
    fn details(&mut self, at: &At, key: Option<&str>, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        if let (Value::Object(before), Value::Object(after)) = (old, new) {
            for name in keys(before, after) {
                let path = key.map_or_else(|| name.to_owned(), |key| format!("{key}.{name}"));
                match (before.get(name), after.get(name)) {
                    (Some(old), Some(new)) => self.details(at, Some(&path), old, new),
                    (old, new) => self.keyword(at, Kind::VocabularyChanged, false, &path, old, new),
                }
            }
            return;
        }
        let severity = super::rules::severity(Kind::VocabularyChanged, at.side, false);
        self.push(at, Kind::VocabularyChanged, severity, key, Some(old.to_string()), Some(new.to_string()));
    }
}

/// A list of `[name, type]`, each name once, as a map.
fn table(items: &[Value]) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    for item in items {
        let [Value::String(name), kind] = item.as_array()?.as_slice() else { return None };
        if map.insert(name.clone(), kind.clone()).is_some() {
            return None;
        }
    }
    (!items.is_empty()).then_some(map)
}

fn name(word: &Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}
