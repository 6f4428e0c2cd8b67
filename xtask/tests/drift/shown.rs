//! The forms of the report: folding, order, extent, exit code, JSON, and the whole Markdown of a small one.

use serde_json::json;
use xtask::drift::{Severity, report};

use super::*;

fn partial(new: &Upstream) -> Report {
    compare(&OLD, new, Extent::Partial)
}

#[test]
fn the_exit_code_is_the_worst() {
    let unchanged = report(&layout::root(), &OLD, Extent::Whole).unwrap();
    assert_eq!(unchanged.exit_code(), 0);
    assert!(unchanged.impact.is_none(), "nothing changed, so nothing follows");
    assert!(unchanged.markdown().contains("No difference"));
    let additive = management(|d| field(d, "Label", "name")["maxLength"] = json!(300));
    assert_eq!(differences(&additive).exit_code(), 10);
    let breaking = management(|d| {
        field(d, "Label", "name")["maxLength"] = json!(300);
        field(d, "Label", "id")["format"] = json!("int64");
    });
    assert_eq!(differences(&breaking).exit_code(), 20);
}

#[test]
fn one_change_at_many_places_is_one_line() {
    let new = management(|d| {
        for (_, item) in d["paths"].as_object_mut().unwrap() {
            for (_, operation) in item.as_object_mut().unwrap() {
                push(operation, "parameters", json!({ "name": "lang", "in": "query", "schema": { "type": "string" } }));
            }
        }
        field(d, "Label", "name")["maxLength"] = json!(300);
    });
    let report = differences(&new);
    assert_eq!(report.count(Severity::Additive), 93);
    let markdown = report.markdown();
    assert!(markdown.contains("- parameter added: `lang` `string`, at 92 places\n  <details>"), "{markdown}");
    assert!(markdown.contains("`GET /management/v1/labels query.lang`, "), "{markdown}");
    assert!(markdown.contains("  - `Label.name`: loosened `maxLength` `255` -> `300`\n"), "{markdown}");
    // The JSON form has every place.
    assert_eq!(report.json()["changes"].as_array().unwrap().len(), 93);
}

#[test]
fn breaking_changes_come_first_and_apis_in_their_order() {
    let mut new = management(|d| field(d, "Label", "name")["maxLength"] = json!(300));
    new.vocabulary.as_mut().unwrap()["logs"]["visits"][3][1] = json!("Date32");
    let stat = new.documents.get_mut(&Api::Stat).unwrap();
    field(stat, "QueryExternal", "limit")["type"] = json!("string");
    field(stat, "QueryExternal", "offset")["deprecated"] = json!(true);
    let markdown = differences(&new).markdown();
    let headings: Vec<&str> = markdown.lines().filter(|line| line.starts_with("##")).collect();
    assert_eq!(headings, ["## Breaking", "### stat", "### vocabulary", "## Additive", "### management", "### stat"]);
}

#[test]
fn a_part_of_the_reference_removes_nothing_that_stands_elsewhere() {
    let part = management(|d| {
        d["paths"].as_object_mut().unwrap().retain(|path, _| path == LABELS);
        d["components"]["schemas"].as_object_mut().unwrap().retain(|name, _| name == "Label");
        // A schema has two forms on two pages.
        remove(&mut schema(d, "Label")["properties"], "id");
    });
    let mut part = Upstream { vocabulary: None, ..part };
    part.documents.retain(|api, _| *api == Api::Management);
    let report = partial(&part);
    assert_eq!(lines(&report), [""; 0]);
    assert!(report.markdown().contains("Only a part of the reference was read"));
}

#[test]
fn a_part_of_the_reference_shows_what_its_pages_hold() {
    let path = "/management/v1/counter/{counterId}/label/{labelId}";
    let new = management(|d| {
        operation(d, path, "post")["parameters"].as_array_mut().unwrap().pop();
        field(d, "Label", "name")["maxLength"] = json!(100);
        schema(d, "Label")["properties"]["color"] = json!({ "type": "string" });
    });
    let lines = lines(&partial(&new));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    let report = report(&layout::root(), &new, Extent::Partial).unwrap();
    assert!(report.impact.as_ref().unwrap().not_looked_at.is_some());
    assert!(report.markdown().contains("Not looked at: only a part of the reference was read."));
}

#[test]
fn the_json_form() {
    let new = management(|d| field(d, "Label", "name")["maxLength"] = json!(100));
    let json = differences(&new).json();
    assert_eq!(
        json,
        json!({
            "extent": "whole",
            "breaking": 1,
            "additive": 0,
            "notes": [],
            "changes": [{
                "kind": "bound-tightened",
                "severity": "breaking",
                "api": "management",
                "place": "Label.name",
                "operation": null,
                "page": null,
                "key": "maxLength",
                "before": "255",
                "after": "100",
            }],
            "impact": null,
        })
    );
}

#[test]
fn text_of_the_reference_cannot_leave_its_place() {
    let new = management(|d| {
        field(d, "Label", "name")["pattern"] = json!("`a`\n\n# Title <b>");
        operation(d, LABELS, "get")["externalDocs"]["url"] = json!("https://a b)");
        operation(d, LABELS, "get")["deprecated"] = json!(true);
    });
    let markdown = differences(&new).markdown();
    assert!(markdown.contains("`` \"`a`\\n\\n# Title <b>\" ``"), "{markdown}");
    assert!(!markdown.contains("](https://a"), "{markdown}");
}

/// The form that a reviewer sees, whole.
#[test]
fn a_small_report() {
    let new = management(|d| {
        let page = json!({ "name": "page", "in": "query", "required": true, "schema": { "type": "integer" } });
        push(operation(d, LABELS, "get"), "parameters", page);
        field(d, "Label", "name")["maxLength"] = json!(300);
    });
    let report = report(&layout::root(), &new, Extent::Whole).unwrap();
    assert_eq!(report.markdown(), SMALL_REPORT);
}

const SMALL_REPORT: &str = r#"# Drift of the published reference

**1 breaking, 1 additive** against `openapi/upstream`.

| | breaking | additive |
|---|---:|---:|
| management | 1 | 1 |

## Breaking

### management

- `GET /management/v1/labels`, `getLabels` [page](https://yandex.com/dev/metrika/en/management/openapi/label/getLabels)
  - `query.page`: parameter added `integer, required`

## Additive

### management

- schema `Label`, in requests and answers
  - `Label.name`: loosened `maxLength` `255` -> `300`

## What follows here

### To describe in an overlay (1)

- [ ] management: `GET /management/v1/labels parameter "page"`

### Public API of metrika-raw

0 added, 0 removed, 1 changed.

```diff
changed management ListLabels (builder_labels)
+ .page(i64)
```
"#;
