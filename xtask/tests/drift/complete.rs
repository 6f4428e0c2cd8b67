//! Nothing is silent: whatever is changed in a document, the report names it. And what does not matter is not in it.

use std::collections::BTreeMap;

use serde_json::json;
use xtask::json::walk;

use super::*;

/// About so many places of each document are changed.
const PLACES: usize = 300;

/// Keywords that the report has words of its own for.
const TOLD_IN_WORDS: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "oneOf",
    "allOf",
    "schema",
    "content",
    "requestBody",
    "responses",
    "parameters",
    "name",
    "in",
    "x-extensible-enum",
    "format",
    "paths",
    "schemas",
    "components",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mutation {
    Change,
    Delete,
    Add,
}

fn apply(document: &mut Value, pointer: &str, mutation: Mutation) -> bool {
    if mutation == Mutation::Delete {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        return match document.pointer_mut(parent).unwrap() {
            Value::Object(map) => map.shift_remove(&plain(key)).is_some(),
            Value::Array(items) => {
                items.remove(key.parse().unwrap());
                true
            }
            _ => false,
        };
    }
    let node = document.pointer_mut(pointer).unwrap();
    match (mutation, node) {
        (Mutation::Add, Value::Object(map)) => map.insert("x-probe".to_owned(), json!(1)).is_none(),
        (Mutation::Add, Value::Array(items)) => {
            items.push(json!("x-probe"));
            true
        }
        (Mutation::Add, _) => false,
        (_, node) => {
            *node = match &*node {
                Value::String(text) => json!(format!("{text}~")),
                Value::Number(number) => json!(number.as_f64().unwrap() + 1.5),
                Value::Bool(flag) => json!(!flag),
                Value::Array(_) | Value::Object(_) => json!("broken"),
                Value::Null => json!(0),
            };
            true
        }
    }
}

fn plain(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// What a report on a change at this pointer must mention.
fn names(pointer: &str, document: &Value) -> Vec<String> {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(plain).collect();
    let mut names = Vec::new();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["paths", path, method, rest @ ..] => {
            names.push(format!("{} {path}", method.to_uppercase()));
            if let ["parameters", index, ..] = rest {
                let name = &document["paths"][path][method]["parameters"][index.parse::<usize>().unwrap()]["name"];
                names.push(name.as_str().unwrap().to_owned());
            }
        }
        ["paths", path] => names.push((*path).to_owned()),
        ["components", "schemas", name, ..] => names.push((*name).to_owned()),
        _ => {}
    }
    for pair in tokens.windows(2) {
        if pair[0] == "properties" {
            names.push(pair[1].clone());
        }
    }
    let is_operation = tokens[0] == "paths" && tokens.len() == 3;
    if let Some(key) = tokens.last().filter(|_| !is_operation)
        && key.parse::<usize>().is_err()
        && !TOLD_IN_WORDS.contains(&key.as_str())
    {
        names.push(key.clone());
    }
    names
}

/// Every place of the document.
fn pointers(document: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    walk(document, &mut String::new(), &mut |pointer, _| {
        if !pointer.is_empty() {
            pointers.push(pointer.to_owned());
        }
    });
    pointers
}

fn alone(api: Api, document: &Value) -> Upstream {
    Upstream { documents: BTreeMap::from([(api, document.clone())]), ..Upstream::default() }
}

/// Changes places of one document, each in a copy of its own.
fn nothing_is_silent(api: Api) {
    let document = &OLD.documents[&api];
    let old = alone(api, document);
    let pointers = pointers(document);
    // A step that shares no factor with the three mutations, so that each kind of place meets each of them.
    let step = (pointers.len() * 3 / PLACES).max(1) | 1;
    let mutations = [Mutation::Change, Mutation::Delete, Mutation::Add];
    let mut tried = 0;
    for (index, pointer) in pointers.iter().enumerate() {
        for (turn, mutation) in mutations.into_iter().enumerate() {
            if (index * 3 + turn) % step != 0 {
                continue;
            }
            let mut new = old.clone();
            if !apply(new.documents.get_mut(&api).unwrap(), pointer, mutation) {
                continue;
            }
            tried += 1;
            let text = lines(&compare(&old, &new, Extent::Whole)).join("\n");
            assert!(!text.is_empty(), "{mutation:?} {pointer}: silent");
            for name in names(pointer, document) {
                assert!(text.contains(&name), "{mutation:?} {pointer}: {name} is not named in:\n{text}");
            }
        }
    }
    assert!(tried > 150, "only {tried} places");
}

#[test]
fn nothing_is_silent_in_management() {
    nothing_is_silent(Api::Management);
}

#[test]
fn nothing_is_silent_in_stat() {
    nothing_is_silent(Api::Stat);
}

#[test]
fn nothing_is_silent_in_logs() {
    nothing_is_silent(Api::Logs);
}

/// One difference must not hide another: all single values of a document change at once.
#[test]
fn many_changes_at_once_are_all_told() {
    let document = &OLD.documents[&Api::Management];
    let old = alone(Api::Management, document);
    let mut new = old.clone();
    let changed: Vec<String> = pointers(document)
        .into_iter()
        .filter(|pointer| {
            ["/maxLength", "/minimum", "/format", "/default", "/pattern"].iter().any(|key| pointer.ends_with(key))
        })
        .collect();
    for pointer in &changed {
        apply(new.documents.get_mut(&Api::Management).unwrap(), pointer, Mutation::Change);
    }
    assert!(changed.len() > 100, "{}", changed.len());
    assert_eq!(compare(&old, &new, Extent::Whole).changes.len(), changed.len());
}

/// The vocabulary has no keywords: everything in it is a name.
#[test]
fn nothing_is_silent_in_the_vocabulary() {
    let vocabulary = OLD.vocabulary.as_ref().unwrap();
    let old = Upstream { vocabulary: Some(vocabulary.clone()), ..Upstream::default() };
    let pointers = pointers(vocabulary);
    for (index, pointer) in pointers.iter().enumerate().step_by(pointers.len() / 150) {
        let mutation = [Mutation::Change, Mutation::Delete, Mutation::Add][index % 3];
        let mut new = old.clone();
        if apply(new.vocabulary.as_mut().unwrap(), pointer, mutation) {
            let text = lines(&compare(&old, &new, Extent::Whole)).join("\n");
            for name in pointer.split('/').skip(1).map(plain).filter(|token| token.parse::<usize>().is_err()) {
                assert!(text.contains(&name), "{mutation:?} {pointer}: {name} is not named in:\n{text}");
            }
        }
    }
}

fn reversed(value: &mut Value, is_set: &impl Fn(&str) -> bool) {
    match value {
        Value::Object(map) => {
            *map = std::mem::take(map).into_iter().rev().collect();
            for (key, child) in map.iter_mut() {
                if let Value::Array(items) = child
                    && is_set(key)
                {
                    items.reverse();
                }
                reversed(child, is_set);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| reversed(item, is_set)),
        _ => {}
    }
}

#[test]
fn order_is_no_difference() {
    let mut new = OLD.clone();
    for document in new.documents.values_mut() {
        reversed(document, &|key| ["parameters", "required", "x-extensible-enum", "oneOf", "allOf"].contains(&key));
    }
    reversed(new.vocabulary.as_mut().unwrap(), &|key| ["dimensions", "metrics", "visits", "hits"].contains(&key));
    // The columns of a preset have an order; back to it.
    let presets = OLD.vocabulary.as_ref().unwrap()["presets"].clone();
    new.vocabulary.as_mut().unwrap()["presets"] = presets;
    assert_eq!(lines(&differences(&new)), [""; 0]);
}

#[test]
fn the_order_of_the_columns_of_a_preset_is_a_difference() {
    let mut new = OLD.clone();
    new.vocabulary.as_mut().unwrap()["presets"]["adfox_invent"]["metrics"].as_array_mut().unwrap().reverse();
    assert_eq!(differences(&new).changes.len(), 1);
}
