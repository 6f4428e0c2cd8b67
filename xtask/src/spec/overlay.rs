//! OpenAPI Overlay 1.0.0: a list of actions, each a JSONPath (RFC 9535) with an `update` or a `remove`.
//!
//! Stricter than the standard in one point: an action that matches nothing is an error, because a correction must not
//! outlive what it corrects.

use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

/// One overlay file.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub path: PathBuf,
    pub actions: Vec<Action>,
}

/// One action of an overlay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub target: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub update: Option<Value>,
    #[serde(default)]
    pub remove: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    overlay: String,
    #[serde(rename = "info")]
    _info: Value,
    actions: Vec<Action>,
}

/// An overlay action or a name that does not fit what upstream holds.
#[derive(Debug)]
pub struct Stale {
    pub file: PathBuf,
    /// The index of the action; none for a name.
    pub action: Option<usize>,
    pub target: String,
    pub reason: Error,
}

impl Stale {
    pub fn error(self) -> Error {
        let action = self.action.map(|index| format!("/actions/{index}: ")).unwrap_or_default();
        self.reason.context(format!("{}: {action}{}", self.file.display(), self.target))
    }
}

impl Overlay {
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let document: Document =
            serde_saphyr::from_str(text).with_context(|| format!("{}: not an overlay", path.display()))?;
        ensure!(
            document.overlay == "1.0.0",
            "{}: /overlay: version {} is not supported, 1.0.0 is",
            path.display(),
            document.overlay
        );
        Ok(Self { path: path.to_owned(), actions: document.actions })
    }

    /// Applies every action to every document. Each action must match somewhere.
    pub fn apply(&self, documents: &mut [&mut Value]) -> Result<()> {
        self.apply_or(documents, &mut |stale| Err(stale.error()))
    }

    /// The same; what to do about an action that does not fit is asked, then the next one follows.
    pub fn apply_or(&self, documents: &mut [&mut Value], stale: &mut dyn FnMut(Stale) -> Result<()>) -> Result<()> {
        for (index, action) in self.actions.iter().enumerate() {
            if let Err(reason) = action.apply(documents) {
                let (file, target) = (self.path.clone(), action.target.clone());
                stale(Stale { file, action: Some(index), target, reason })?;
            }
        }
        Ok(())
    }
}

impl Action {
    fn apply(&self, documents: &mut [&mut Value]) -> Result<()> {
        let query = JsonPath::parse(&self.target).context("the target is not a JSONPath")?;
        let mut matches = 0;
        for document in documents {
            let mut pointers: Vec<String> =
                query.query_located(document).locations().map(|location| location.to_json_pointer()).collect();
            matches += pointers.len();
            match (&self.update, self.remove) {
                (Some(update), false) => {
                    for pointer in &pointers {
                        let node = document.pointer_mut(pointer).context("the target is gone")?;
                        ensure!(node.is_object() || node.is_array(), "{pointer} is neither object nor array");
                        merge(node, update);
                    }
                }
                // Later array elements go first, so that the indexes of earlier ones stay right.
                (None, true) => {
                    pointers.sort_by_key(|pointer| place(pointer));
                    pointers.dedup();
                    pointers.reverse();
                    for pointer in &pointers {
                        remove(document, pointer)?;
                    }
                }
                _ => bail!("an action has either update or remove: true"),
            }
        }
        ensure!(matches > 0, "matches nothing: what it corrects is gone, so remove or mend the action");
        Ok(())
    }
}

/// Objects merge key by key, arrays are appended to, everything else is replaced.
fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            for (key, value) in update {
                match node.get_mut(key) {
                    Some(known) => merge(known, value),
                    None => {
                        node.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(node), Value::Array(update)) => node.extend(update.iter().cloned()),
        (Value::Array(node), update) => node.push(update.clone()),
        (node, update) => *node = update.clone(),
    }
}

/// Sorts pointers as they stand in a document: indexes as numbers.
fn place(pointer: &str) -> Vec<(usize, String)> {
    pointer
        .split('/')
        .map(|key| key.parse().map_or_else(|_| (usize::MAX, key.to_owned()), |index| (index, String::new())))
        .collect()
}

fn remove(document: &mut Value, pointer: &str) -> Result<()> {
    let (parent, key) = pointer.rsplit_once('/').context("the whole document cannot be removed")?;
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.shift_remove(&key);
        }
        Some(Value::Array(items)) => {
            let index = key.parse::<usize>()?;
            ensure!(index < items.len(), "{pointer}: no such item");
            items.remove(index);
        }
        // An earlier removal took the parent along.
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn overlay(actions: Value) -> Overlay {
        let text = json!({ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": actions });
        Overlay::parse(Path::new("test.yaml"), &text.to_string()).unwrap()
    }

    #[test]
    fn update_merges_objects_and_appends_to_arrays() {
        let mut document = json!({ "a": { "b": 1, "tags": ["x"] } });
        overlay(json!([{ "target": "$.a", "update": { "b": 2, "c": 3, "tags": ["y"] } }]))
            .apply(&mut [&mut document])
            .unwrap();
        assert_eq!(document, json!({ "a": { "b": 2, "tags": ["x", "y"], "c": 3 } }));
    }

    #[test]
    fn remove_takes_every_match_out_of_an_array() {
        let mut document = json!({ "p": [{ "n": "a" }, { "n": "b" }, { "n": "a" }] });
        overlay(json!([{ "target": "$.p[?@.n=='a']", "remove": true }])).apply(&mut [&mut document]).unwrap();
        assert_eq!(document, json!({ "p": [{ "n": "b" }] }));
    }

    #[test]
    fn remove_takes_indexes_in_any_order_and_twice() {
        let mut document = json!({ "p": ["a", "b", "c"] });
        overlay(json!([{ "target": "$.p[2,0,2]", "remove": true }])).apply(&mut [&mut document]).unwrap();
        assert_eq!(document, json!({ "p": ["b"] }));
    }

    #[test]
    fn an_action_that_matches_nothing_names_file_pointer_and_reason() {
        let error = overlay(json!([{ "target": "$.gone", "update": {} }])).apply(&mut [&mut json!({})]).unwrap_err();
        let line = format!("{error:#}");
        assert!(line.starts_with("test.yaml: /actions/0: $.gone: matches nothing"), "{line}");
    }

    #[test]
    fn a_common_action_may_match_in_one_document_only() {
        let (mut first, mut second) = (json!({}), json!({ "a": {} }));
        overlay(json!([{ "target": "$.a", "update": { "b": 1 } }])).apply(&mut [&mut first, &mut second]).unwrap();
        assert_eq!((first, second), (json!({}), json!({ "a": { "b": 1 } })));
    }
}
