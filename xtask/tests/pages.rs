//! How `cargo xtask import` reads pages of operations, in each of their forms: see `pages/operations/README.md`.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use xtask::import::{Imported, part};
use xtask::json::pretty;

fn folder(form: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages/operations").join(form)
}

/// Imports the pages of a form, and compares the documents with those that are expected.
#[track_caller]
fn assert_expected(form: &str) -> Imported {
    let imported = part(&folder(form)).unwrap();
    let documents: Map<String, Value> =
        imported.upstream.documents.iter().map(|(api, document)| (api.to_string(), document.clone())).collect();
    let expected = std::fs::read_to_string(folder(form).join("expected.json")).unwrap();
    assert_same_lines(&pretty(&documents.into()).unwrap(), &expected, form);
    assert!(imported.upstream.vocabulary.is_none(), "{form}");
    imported
}

/// Names the first line that differs: the whole documents are too long to look through.
#[track_caller]
fn assert_same_lines(found: &str, expected: &str, form: &str) {
    let differ = found.lines().zip(expected.lines()).zip(1..).find(|((found, expected), _)| found != expected);
    if let Some(((found, expected), line)) = differ {
        panic!("{form}/expected.json:{line}: expected {expected}, found {found}");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{form}");
}

#[test]
fn the_current_form() {
    let imported = assert_expected("current");
    let reference =
        json!({ "generators": { "Diplodoc Platform v5.57.3": 6 }, "forms": { "current": 6 }, "repeated": {} });
    assert_eq!(imported.upstream.reference, reference);
}

#[test]
fn the_older_form_in_markdown() {
    let imported = assert_expected("older-barred");
    let generators = json!({ "Diplodoc Platform v5.57.3": 1, "none named": 2 });
    assert_eq!(
        imported.upstream.reference,
        json!({ "generators": generators, "forms": { "older": 3 }, "repeated": {} })
    );
}

/// The names of these files have lost their capitals, as exports have: the links on the pages still have them.
#[test]
fn the_older_form_as_text_says_the_same() {
    let imported = assert_expected("older-text");
    let reference = json!({ "generators": { "none named": 3 }, "forms": { "older": 3 }, "repeated": {} });
    assert_eq!(imported.upstream.reference, reference);
    assert_eq!(imported.upstream.documents, part(&folder("older-barred")).unwrap().upstream.documents);
}
