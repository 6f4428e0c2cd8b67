//! Collects changes, and sees to it that none is silent.

use serde_json::{Map, Value};

use super::Extent;
use super::change::{At, Change, Kind, Owner, Severity};
use super::rules;

/// Walks two documents and collects what differs.
#[derive(Debug)]
pub struct Differ {
    pub extent: Extent,
    pub changes: Vec<Change>,
    /// How many differences are known and left out: told elsewhere, or nothing that part of a reference can show.
    silenced: usize,
}

impl Differ {
    pub fn new(extent: Extent) -> Self {
        Self { extent, changes: Vec::new(), silenced: 0 }
    }

    /// Compares what stands under one key. If `compare` finds nothing to say, the difference is told as it is: this makes
    /// the report complete, whatever a document holds.
    pub fn step(
        &mut self,
        at: &At,
        key: &str,
        old: Option<&Value>,
        new: Option<&Value>,
        compare: impl FnOnce(&mut Self, Option<&Value>, Option<&Value>),
    ) {
        if old == new {
            return;
        }
        let told = self.told();
        compare(self, old, new);
        if self.told() == told {
            self.other(at, key, old, new);
        }
    }

    fn told(&self) -> usize {
        self.changes.len() + self.silenced
    }

    /// A difference that another line tells.
    pub fn silence(&mut self) {
        self.silenced += 1;
    }

    pub fn add(&mut self, at: &At, kind: Kind, on: bool, before: Option<String>, after: Option<String>) {
        self.push(at, kind, rules::severity(kind, at.side, on), None, before, after);
    }

    /// A change of one keyword.
    pub fn keyword(&mut self, at: &At, kind: Kind, on: bool, key: &str, old: Option<&Value>, new: Option<&Value>) {
        self.push(at, kind, rules::severity(kind, at.side, on), Some(key), old.map(json), new.map(json));
    }

    /// Something that is gone. Of a part of the reference this cannot be said where a thing may stand on another page.
    pub fn gone(&mut self, at: &At, kind: Kind, before: Option<String>) {
        let elsewhere = match kind {
            Kind::DocumentRemoved | Kind::OperationRemoved | Kind::SchemaRemoved | Kind::VocabularyRemoved => true,
            // A schema has two forms on two pages; only one of them may have been read.
            Kind::FieldRemoved => matches!(*at.owner, Owner::Schema { .. }),
            _ => false,
        };
        if elsewhere && self.extent == Extent::Partial {
            self.silence();
        } else {
            self.add(at, kind, false, before, None);
        }
    }

    /// A change without a kind of its own, down to the smallest part that differs.
    pub fn other(&mut self, at: &At, key: &str, old: Option<&Value>, new: Option<&Value>) {
        if let (Some(Value::Object(before)), Some(Value::Object(after))) = (old, new) {
            for name in keys(before, after) {
                let (old, new) = (before.get(name), after.get(name));
                if old != new {
                    self.other(at, &format!("{key}.{name}"), old, new);
                }
            }
            return;
        }
        let severity = rules::severity_of_other(key, old, new);
        self.push(at, Kind::Changed, severity, Some(key), old.map(json), new.map(json));
    }

    pub fn push(
        &mut self,
        at: &At,
        kind: Kind,
        severity: Severity,
        key: Option<&str>,
        before: Option<String>,
        after: Option<String>,
    ) {
        let (operation, page) = match &*at.owner {
            Owner::Operation { id, page, .. } => (id.clone(), page.clone()),
            _ => (None, None),
        };
        self.changes.push(Change {
            kind,
            severity,
            api: at.api,
            place: at.text(),
            operation,
            page,
            key: key.map(str::to_owned),
            before,
            after,
            owner: at.owner.clone(),
            name: name(at, kind),
        });
    }
}

/// The name of a thing that came or went; of other changes the place alone says what changed.
fn name(at: &At, kind: Kind) -> Option<String> {
    match (&*at.owner, kind) {
        (Owner::Vocabulary { group }, _) => Some(group.clone()),
        (_, Kind::ParameterAdded | Kind::ParameterRemoved | Kind::ParameterMoved)
        | (_, Kind::FieldAdded | Kind::FieldRemoved) => at.within.rsplit('.').next().map(str::to_owned),
        _ => None,
    }
}

/// The keys of both, each once: first those of `old` in its order, then the new ones.
pub fn keys<'a>(old: &'a Map<String, Value>, new: &'a Map<String, Value>) -> Vec<&'a str> {
    old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).map(String::as_str).collect()
}

/// The object that stands here; an absent one is empty. `None` if something else stands here.
pub fn object(value: Option<&Value>) -> Option<Map<String, Value>> {
    match value {
        None => Some(Map::new()),
        Some(Value::Object(map)) => Some(map.clone()),
        Some(_) => None,
    }
}

/// The list that stands here; an absent one is empty. `None` if something else stands here.
pub fn list(value: Option<&Value>) -> Option<&[Value]> {
    match value {
        None => Some(&[]),
        Some(Value::Array(items)) => Some(items),
        Some(_) => None,
    }
}

/// What `one` has more than `other`, each as often as it is more.
pub fn minus<'a>(one: &'a [Value], other: &[Value]) -> Vec<&'a Value> {
    let mut left: Vec<&Value> = other.iter().collect();
    one.iter()
        .filter(|value| match left.iter().position(|known| known == value) {
            Some(index) => {
                left.swap_remove(index);
                false
            }
            None => true,
        })
        .collect()
}

pub fn json(value: &Value) -> String {
    value.to_string()
}

/// Whether two things are the same.
type Rule<'a, T> = &'a dyn Fn(&T, &T) -> bool;

/// Pairs what belongs together, by index: the rules are tried one after the other, the first match wins. What has no partner
/// stands alone.
pub fn pair<T>(old: &[T], new: &[T], rules: &[Rule<'_, T>]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    for same in rules {
        for (index, one) in old.iter().enumerate() {
            if partner[index].is_none()
                && let Some(found) = (0..new.len()).find(|other| !taken[*other] && same(one, &new[*other]))
            {
                taken[found] = true;
                partner[index] = Some(found);
            }
        }
    }
    let known = partner.into_iter().enumerate().map(|(index, found)| (Some(index), found));
    let fresh = (0..new.len()).filter(|index| !taken[*index]).map(|index| (None, Some(index)));
    known.chain(fresh).collect()
}
