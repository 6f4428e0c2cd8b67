//! Bounds and lists of values.

use serde_json::Value;

use super::change::{At, Kind, Severity};
use super::differ::{Differ, list, minus};

/// Whether a bound allows less or more than before. `None`: no bound, or one that means the same.
pub fn kind(key: &str, old: Option<&Value>, new: Option<&Value>) -> Option<Kind> {
    let tightened = match key {
        "minimum" | "minLength" | "minItems" | "minProperties" => higher(key, old, new)?,
        "maximum" | "maxLength" | "maxItems" | "maxProperties" => !higher(key, old, new)?,
        "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => {
            let set = |value: Option<&Value>| value.is_some_and(|value| value == true);
            if set(old) == set(new) {
                return None;
            }
            set(new)
        }
        "pattern" => match (old, new) {
            (None, _) => true,
            (_, None) => false,
            _ => return Some(Kind::BoundChanged),
        },
        _ => return None,
    };
    Some(if tightened { Kind::BoundTightened } else { Kind::BoundLoosened })
}

/// Whether a number grew; an absent lower bound is lowest, an absent upper bound highest.
fn higher(key: &str, old: Option<&Value>, new: Option<&Value>) -> Option<bool> {
    let open = match key {
        // A length is never below 0: this bound says nothing.
        "minLength" | "minItems" | "minProperties" => 0.0,
        "minimum" => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    };
    let number = |value: Option<&Value>| value.map_or(Some(open), Value::as_f64);
    let (old, new) = (number(old)?, number(new)?);
    if old == new { None } else { Some(new > old) }
}

impl Differ {
    /// `x-extensible-enum` is open, `enum` is closed: only who must decode a closed one fails on a new value.
    pub fn values(&mut self, at: &At, key: &str, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (list(old), list(new)) else { return };
        match (old, new) {
            (None, _) => self.push(at, Kind::ValuesListed, Severity::Breaking, Some(key), None, Some(joined(after))),
            (_, None) => self.push(at, Kind::ValuesUnlisted, Severity::Breaking, Some(key), Some(joined(before)), None),
            _ => {
                let (gone, fresh) = (minus(before, after), minus(after, before));
                if !gone.is_empty() {
                    self.add(at, Kind::ValuesRemoved, false, Some(joined(gone)), None);
                }
                if !fresh.is_empty() {
                    let closed = key == "enum" && at.side.answer;
                    let severity = if closed { Severity::Breaking } else { Severity::Additive };
                    self.push(at, Kind::ValuesAdded, severity, None, None, Some(joined(fresh)));
                }
            }
        }
    }
}

fn joined<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    values.into_iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
