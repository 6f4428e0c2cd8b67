//! What `cargo xtask drift` says: every difference, how bad it is, and what follows.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod complete;
mod follows;
mod operations;
mod schemas;
mod shown;

use std::sync::LazyLock;

use serde_json::Value;
use xtask::drift::{Change, Extent, Report, Upstream, compare};
use xtask::layout::{self, Api};

/// `openapi/upstream` as it is.
static OLD: LazyLock<Upstream> = LazyLock::new(|| Upstream::read(&layout::root()).unwrap());

const LABELS: &str = "/management/v1/labels";

/// The upstream with one thing changed.
fn with(api: Api, change: impl FnOnce(&mut Value)) -> Upstream {
    let mut new = OLD.clone();
    change(new.documents.get_mut(&api).unwrap());
    new
}

fn management(change: impl FnOnce(&mut Value)) -> Upstream {
    with(Api::Management, change)
}

fn differences(new: &Upstream) -> Report {
    compare(&OLD, new, Extent::Whole)
}

/// `breaking bound-tightened Label.name [maxLength] 255 -> 100`, one a change.
fn lines(report: &Report) -> Vec<String> {
    report.changes.iter().map(line).collect()
}

fn line(change: &Change) -> String {
    let json = serde_json::to_value(change).unwrap();
    let text = |key: &str| json[key].as_str().unwrap_or("none").to_owned();
    let key = change.key.as_ref().map(|key| format!(" [{key}]")).unwrap_or_default();
    let values = match (&change.before, &change.after) {
        (None, None) => String::new(),
        _ => format!(" {} -> {}", text("before"), text("after")),
    };
    format!("{} {} {}{key}{values}", text("severity"), text("kind"), change.place)
}

/// All that is said of one change of the management API.
#[track_caller]
fn says(change: impl FnOnce(&mut Value), expected: &[&str]) {
    assert_eq!(lines(&differences(&management(change))), expected);
}

fn operation<'a>(document: &'a mut Value, path: &str, method: &str) -> &'a mut Value {
    let operation = &mut document["paths"][path][method];
    assert!(operation.is_object(), "{method} {path}");
    operation
}

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    let schema = &mut document["components"]["schemas"][name];
    assert!(schema.is_object(), "{name}");
    schema
}

fn field<'a>(document: &'a mut Value, schema: &str, name: &str) -> &'a mut Value {
    let field = &mut document["components"]["schemas"][schema]["properties"][name];
    assert!(field.is_object(), "{schema}.{name}");
    field
}

fn remove(value: &mut Value, key: &str) -> Value {
    value.as_object_mut().unwrap().shift_remove(key).unwrap()
}

fn push(value: &mut Value, key: &str, item: Value) {
    match value.get_mut(key).and_then(Value::as_array_mut) {
        Some(items) => items.push(item),
        None => value[key] = Value::Array(vec![item]),
    }
}
