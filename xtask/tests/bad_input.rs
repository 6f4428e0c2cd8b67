//! What `cargo xtask` says to a broken spec or overlay: one line with file, place and reason, and nothing written.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod folder;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{layout, regen};

use folder::{copy, everything_below};

/// A copy of `openapi/`, to be broken.
struct Checkout(TempDir);

impl Checkout {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        copy(&layout::root().join("openapi"), &folder.path().join("openapi"));
        Self(folder)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let path = self.root().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(text)).unwrap();
    }

    fn edit_upstream(&self, api: &str, change: impl FnOnce(&mut Value)) {
        self.edit(&format!("openapi/upstream/{api}.json"), |text| {
            let mut document = serde_json::from_str(&text).unwrap();
            change(&mut document);
            document.to_string()
        });
    }

    /// Adds an overlay of one action, as the last one.
    fn overlay(&self, api: &str, action: Value) {
        let document = json!({ "overlay": "1.0.0", "info": { "title": "test", "version": "1" }, "actions": [action] });
        std::fs::write(self.root().join(format!("openapi/overlays/{api}/zz.yaml")), document.to_string()).unwrap();
    }

    /// The line that regen ends with.
    #[track_caller]
    fn refusal(&self) -> String {
        let Err(error) = regen::make(self.root()) else { panic!("nothing was refused") };
        format!("{error:#}")
    }
}

#[track_caller]
fn assert_line(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{part:?} is not in: {line}");
    }
}

#[test]
fn a_duplicate_operation_id() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.paths[*][?@.operationId=='clean_log_request']", "update": { "operationId": "cancel_log_request" } }),
    );
    assert_line(
        &checkout.refusal(),
        &["openapi/logs.yaml", "~1clean/post/operationId", "cancel_log_request is taken by"],
    );
}

#[test]
fn a_dangling_reference() {
    let checkout = Checkout::new();
    checkout.overlay("logs", json!({ "target": "$.components.schemas.LogSource", "remove": true }));
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/$ref", "LogSource is not defined"]);
}

#[test]
fn a_construct_that_lowering_does_not_know() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.components.schemas.LogRequestPart.properties.size", "update": { "anyOf": [] } }),
    );
    assert_line(
        &checkout.refusal(),
        &["openapi/logs.yaml", "/components/schemas/LogRequestPart/properties/size/anyOf", "not supported"],
    );
}

#[test]
fn a_union_that_nothing_tells_apart() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.components.schemas.LogRequestPart.properties.size", "update": {
            "oneOf": [{ "type": "integer" }, { "type": "boolean" }] } }),
    );
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "LogRequestPart/properties/size/oneOf"]);
}

#[test]
fn a_list_with_repeated_keys() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.paths[*][*].parameters[?@.name=='fields']", "update": { "explode": true } }),
    );
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/parameters/", "explode: false"]);
}

#[test]
fn a_parameter_that_is_not_in_the_path() {
    let checkout = Checkout::new();
    checkout.edit_upstream("logs", |document| {
        let paths = document["paths"].as_object_mut().unwrap();
        let item = paths.remove("/management/v1/counter/{counterId}/logrequests").unwrap();
        paths.insert("/management/v1/logrequests".into(), item);
    });
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "path parameter counterId does not stand in the path"]);
}

#[test]
fn an_overlay_that_matches_nothing() {
    let checkout = Checkout::new();
    checkout.overlay("stat", json!({ "target": "$.components.schemas.Gone", "update": {} }));
    assert_line(
        &checkout.refusal(),
        &["openapi/overlays/stat/zz.yaml", "/actions/0", "$.components.schemas.Gone", "matches nothing"],
    );
}

#[test]
fn an_overlay_of_another_form() {
    let checkout = Checkout::new();
    checkout.overlay("stat", json!({ "target": "$.info", "updates": {} }));
    assert_line(&checkout.refusal(), &["openapi/overlays/stat/zz.yaml", "not an overlay", "updates"]);
    checkout.overlay("stat", json!({ "target": "$.info[", "update": {} }));
    assert_line(&checkout.refusal(), &["openapi/overlays/stat/zz.yaml", "/actions/0", "not a JSONPath"]);
}

#[test]
fn a_name_for_something_that_is_gone() {
    let checkout = Checkout::new();
    checkout.edit(layout::NAMES, |text| text.replace("  GoalE: GoalBase", "  GoalE: GoalBase\n  Gone: New"));
    assert_line(&checkout.refusal(), &["names.yaml", "schemas/Gone", "names nothing"]);
}

#[test]
fn a_field_without_a_description() {
    let checkout = Checkout::new();
    checkout.edit_upstream("management", |document| {
        document["components"]["schemas"]["Label"]["properties"]["color"] = json!({ "type": "string" });
    });
    assert_line(
        &checkout.refusal(),
        &["openapi/management.yaml", "/components/schemas/Label/properties/color", "no description"],
    );
}

#[test]
fn upstream_of_another_shape() {
    for (pointer, value) in [
        ("", json!([])),
        ("/components", json!([])),
        ("/components/schemas/LogRequest/properties/status", json!("string")),
        ("/paths/~1management~1v1~1counter~1{counterId}~1logrequests/get/parameters/0", json!("counterId")),
    ] {
        let checkout = Checkout::new();
        checkout.edit_upstream("logs", |document| *document.pointer_mut(pointer).unwrap() = value);
        assert_line(&checkout.refusal(), &[&format!("openapi/upstream/logs.json: {pointer}: not an object")]);
    }
}

#[test]
fn words_and_tags_that_make_no_name() {
    for word in ["", "-", "2d"] {
        let checkout = Checkout::new();
        checkout.overlay(
            "logs",
            json!({ "target": "$.components.schemas.LogSource['x-extensible-enum']", "update": [word] }),
        );
        assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/components/schemas/LogSource", "makes no name"]);
    }
    let checkout = Checkout::new();
    checkout.edit_upstream("logs", |document| {
        document["paths"]["/management/v1/counter/{counterId}/logrequests"]["get"]["tags"] = json!(["new-tag"]);
    });
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/tags/0", "new-tag"]);
}

#[test]
fn two_fields_of_one_name_in_rust() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.components.schemas.LogRequestPart.properties", "update": {
            "partNumber": { "type": "integer", "description": "Again." } } }),
    );
    assert_line(
        &checkout.refusal(),
        &["openapi/logs.yaml", "/components/schemas/LogRequestPart/properties/partNumber", "called part_number"],
    );
}

#[test]
fn a_schema_with_the_name_of_a_type_of_ours() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.components.schemas", "update": {
            "Id": { "type": "object", "description": "Not ours.", "properties": {} },
            "LogRequestPart": { "properties": { "other": {
                "allOf": [{ "$ref": "#/components/schemas/Id" }], "description": "Uses it." } } } } }),
    );
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/components/schemas/Id", "a type of ours has this name"]);
}

#[test]
fn a_schema_made_of_itself() {
    let checkout = Checkout::new();
    checkout.overlay(
        "logs",
        json!({ "target": "$.components.schemas.LogRequestPart", "update": {
            "allOf": [{ "$ref": "#/components/schemas/LogRequestPart" }] } }),
    );
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "LogRequestPart is made of itself"]);
}

#[test]
fn constructs_of_operations_that_would_be_lost() {
    for update in [json!({ "servers": [] }), json!({ "callbacks": {} })] {
        let checkout = Checkout::new();
        checkout
            .overlay("logs", json!({ "target": "$.paths[*][?@.operationId=='clean_log_request']", "update": update }));
        assert_line(&checkout.refusal(), &["openapi/logs.yaml", "~1clean/post/", "not supported"]);
    }
}

#[test]
fn what_stands_beside_a_reference_is_told() {
    let checkout = Checkout::new();
    let target = "$.components.schemas.LogRequestList.properties.requests.items";
    checkout.overlay("logs", json!({ "target": target, "update": { "nullable": true } }));
    assert_line(&checkout.refusal(), &["openapi/logs.yaml", "/items/nullable: stands beside a $ref"]);
}

#[test]
fn what_upstream_has_must_stay() {
    for (target, lost) in [
        ("$.components.schemas.Report.properties.data", "field data of upstream is gone"),
        ("$.components.schemas.TimeGroup['x-extensible-enum'][0]", "words of upstream are gone: [\"all\"]"),
        ("$.paths[*][?@.operationId=='get_pivot'].parameters[?@.name=='lang']", "lang of upstream is gone"),
    ] {
        let checkout = Checkout::new();
        checkout.overlay("stat", json!({ "target": target, "remove": true }));
        assert_line(&checkout.refusal(), &["openapi/stat.yaml", lost]);
    }
}

#[test]
fn files_that_do_not_parse() {
    for file in [
        "openapi/upstream/stat.json",
        "openapi/vocabulary.json",
        "openapi/overlays/names.yaml",
        "openapi/overlays/stat/parameters.yaml",
    ] {
        let checkout = Checkout::new();
        checkout.edit(file, |text| text[..text.len() / 2].to_owned() + "\n{[");
        assert_line(&checkout.refusal(), &[file]);
    }
}

#[test]
fn the_command_ends_with_one_line_and_code_1_and_writes_nothing() {
    let checkout = Checkout::new();
    // A YAML error is the longest there is: the parser prints the lines around it.
    checkout.edit("openapi/overlays/logs/logs.yaml", |text| text + "\n  - [unclosed\n");
    let before = everything_below(checkout.root());
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--root").arg(checkout.root()).arg("regen").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_line(&stderr, &["error: openapi/overlays/logs/logs.yaml: not an overlay"]);
    assert_eq!(everything_below(checkout.root()), before);
}

#[test]
fn check_names_stale_missing_and_left_over_files_and_the_command_that_mends_them() {
    let checkout = Checkout::new();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("--root")
            .arg(checkout.root())
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["regen"]), (Some(0), String::new()));
    assert_eq!(run(&["regen", "--check"]), (Some(0), String::new()));

    let generated = checkout.root().join("crates/metrika-raw/src/generated");
    std::fs::remove_file(generated.join("logs/client.rs")).unwrap();
    std::fs::write(generated.join("logs/old.rs"), "").unwrap();
    checkout.edit("openapi/logs.yaml", |text| text.replace("title: Yandex Metrika Logs API", "title: Edited by hand"));
    let before = everything_below(checkout.root());
    let (code, stderr) = run(&["regen", "--check"]);
    assert_eq!(code, Some(1));
    assert_line(
        &stderr,
        &[
            "missing: crates/metrika-raw/src/generated/logs/client.rs",
            "left over: crates/metrika-raw/src/generated/logs/old.rs",
            "stale: openapi/logs.yaml",
            "-  title: Edited by hand\n+  title: Yandex Metrika Logs API",
            "3 generated files are not up to date: run `cargo xtask regen`",
        ],
    );
    assert_eq!(everything_below(checkout.root()), before);

    assert_eq!(run(&["regen"]), (Some(0), String::new()));
    assert_eq!(run(&["regen", "--check"]), (Some(0), String::new()));
}
