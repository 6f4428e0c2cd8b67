//! What follows from a change here: overlays, descriptions, the raw client.

use serde_json::json;
use xtask::drift::{Impact, report};

use super::*;

fn impact(new: &Upstream) -> Impact {
    let report = report(&layout::root(), new, Extent::Whole).unwrap();
    assert!(report.markdown().contains("## What follows here"));
    report.impact.unwrap()
}

/// Names of the sections of the raw client that change.
fn raw(impact: &Impact) -> Vec<String> {
    impact.raw_api.iter().map(|one| format!("{} {} {}", one.change, one.file, one.name)).collect()
}

#[test]
fn a_new_required_parameter_changes_its_builder_and_wants_a_description() {
    let new = management(|d| {
        let page = json!({ "name": "page", "in": "query", "required": true, "schema": { "type": "integer" } });
        push(operation(d, LABELS, "get"), "parameters", page);
    });
    let impact = impact(&new);
    assert_eq!(raw(&impact), ["changed builder_labels ListLabels"]);
    assert_eq!(impact.raw_api[0].lines, ["+ .page(i64)"]);
    assert_eq!(impact.undescribed.len(), 1);
    assert_eq!(impact.undescribed[0].what, "/paths/~1management~1v1~1labels/get/parameters/0 (\"page\")");
    assert!(impact.stale.is_empty() && impact.refused.is_empty() && impact.orphans.is_empty(), "{impact:#?}");
}

#[test]
fn every_overlay_action_and_name_that_would_match_nothing_is_told() {
    let new = management(|d| {
        remove(&mut d["paths"][LABELS], "get");
        remove(&mut d["paths"], "/management/v1/messengers");
    });
    let impact = impact(&new);
    let stale: Vec<String> =
        impact.stale.iter().map(|one| format!("{} {:?} {}", one.file, one.action.is_some(), one.target)).collect();
    for expected in [
        "openapi/overlays/management/labels.yaml true $.paths[*][?@.operationId=='getLabels']",
        "openapi/overlays/management/labels.yaml true $.components.schemas.LabelList",
        "openapi/overlays/management/goals.yaml true $.paths[*][?@.operationId=='getMessengers']",
    ] {
        assert!(stale.iter().any(|one| one == expected), "{expected}: {stale:#?}");
    }
    assert!(impact.stale.iter().all(|one| one.reason.contains("nothing")), "{:#?}", impact.stale);
    // They are left out, so the rest can be seen.
    assert!(raw(&impact).contains(&"removed builder_labels ListLabels".to_owned()), "{:#?}", raw(&impact));
}

#[test]
fn a_name_for_what_is_gone_is_told() {
    let new = management(|d| {
        let filters = &mut schema(d, "AccessFiltersGrantE")["allOf"][1]["properties"]["access_filters"];
        filters["items"] = json!({ "type": "object" });
        remove(&mut d["components"]["schemas"], "AccessFiltersShortE");
    });
    let mut stale = impact(&new).stale;
    stale.retain(|one| one.file == "openapi/overlays/names.yaml");
    let names: Vec<&str> = stale.iter().map(|one| one.target.as_str()).collect();
    assert_eq!(names, ["schemas/AccessFiltersShortE"]);
}

/// The update of an overlay would put a field back that upstream no longer has.
#[test]
fn a_field_that_only_an_overlay_still_knows_is_told() {
    let new = management(|d| drop(remove(&mut schema(d, "Segment")["properties"], "status")));
    let impact = impact(&new);
    let orphans: Vec<&str> = impact.orphans.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(orphans, ["/components/schemas/Segment/properties/status"]);
}

#[test]
fn a_document_that_makes_no_spec_is_told_and_the_rest_is_still_given() {
    let mut new = management(|d| field(d, "Label", "name")["maxLength"] = json!(100));
    let logs = new.documents.get_mut(&Api::Logs).unwrap();
    logs["paths"]["/x"] = json!({ "get": { "responses": {} } });
    let report = report(&layout::root(), &new, Extent::Whole).unwrap();
    let impact = report.impact.as_ref().unwrap();
    assert_eq!(impact.raw_api_unknown, ["logs"]);
    assert!(impact.refused[0].what.contains("/paths/~1x/get/operationId: missing"), "{:?}", impact.refused);
    assert_eq!(report.changes.len(), 2);
    assert!(report.markdown().contains("Unknown for logs"), "{}", report.markdown());
}

#[test]
fn the_vocabulary_alone_changes_no_code() {
    let mut new = OLD.clone();
    push(new.vocabulary.as_mut().unwrap(), "dimensions", json!("ym:s:shoeSize"));
    assert!(impact(&new).not_looked_at.unwrap().starts_with("only the vocabulary"));
}
