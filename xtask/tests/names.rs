//! What `cargo xtask regen` says to a vocabulary of which no names can be made: one line with file and name, and nothing written.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod folder;

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{layout, regen};

use folder::{copy, everything_below};

/// The line that regen ends with, after a change to the vocabulary.
#[track_caller]
fn refusal(change: impl FnOnce(&mut Value)) -> String {
    let checkout = TempDir::new().unwrap();
    copy(&layout::root().join("openapi"), &checkout.path().join("openapi"));
    let path = checkout.path().join(layout::VOCABULARY);
    let mut vocabulary = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut vocabulary);
    std::fs::write(&path, vocabulary.to_string()).unwrap();
    let before = everything_below(checkout.path());
    let Err(error) = regen::run(checkout.path(), false) else { panic!("nothing was refused") };
    assert_eq!(everything_below(checkout.path()), before);
    format!("{error:#}")
}

fn with_name(list: &str, name: &str) -> String {
    refusal(|vocabulary| vocabulary[list].as_array_mut().unwrap().push(json!(name)))
}

#[test]
fn two_names_that_would_be_one_item() {
    let module = "openapi/vocabulary.json: crates/metrika/src/reports/generated/s.rs";
    for (list, name, expected) in [
        ("metrics", "ym:s:Visits", "ym:s:Visits and ym:s:visits would both be `VISITS`"),
        // A metric and a dimension.
        ("dimensions", "ym:s:bounce_rate", "ym:s:bounce_rate and ym:s:bounceRate would both be `BOUNCE_RATE`"),
        // A constant and a function.
        ("metrics", "ym:s:goalVisits", "ym:s:goal<goal_id>visits and ym:s:goalVisits would both be `GOAL_VISITS`"),
        // A table.
        ("metrics", "ym:s:allMetrics", "ALL_METRICS and ym:s:allMetrics would both be `ALL_METRICS`"),
    ] {
        assert_eq!(with_name(list, name), format!("{module}: {expected}"));
    }
}

#[test]
fn names_of_which_no_item_can_be_made() {
    for (name, expected) in [
        (
            "ym:s:<moon>Phase",
            "crates/metrika/src/reports/generated/s.rs: ym:s:<moon>Phase: nothing is known of the placeholder `moon`",
        ),
        ("visits", "visits: has not the form of a name, `ym:s:visits`"),
        ("ym:fn:visits", "ym:fn: `fn` cannot be the name of a module"),
        ("ym:s:visits", "/metrics: ym:s:visits is there twice"),
    ] {
        assert_eq!(with_name("metrics", name), format!("openapi/vocabulary.json: {expected}"));
    }
}

#[test]
fn facts_that_would_get_lost() {
    let change = |pointer: &str, value: Value| {
        refusal(|vocabulary| {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            vocabulary.pointer_mut(parent).unwrap()[key] = value;
        })
    };
    for (pointer, value, expected) in [
        (
            "/metric_details/ym:s:visits/type",
            json!("furlong"),
            "/metric_details/ym:s:visits: unknown variant `furlong`",
        ),
        ("/metric_details/ym:s:visits/colour", json!("red"), "/metric_details/ym:s:visits: unknown field `colour`"),
        ("/dimension_details/ym:dl:gender/since", json!("soon"), "dl.rs: ym:dl:gender: \"soon\" is no date"),
        (
            "/metric_details/ym:s:nobody",
            json!({ "type": "int", "filterable": true, "since": "2009-01-18", "group": "visits/basic" }),
            "/metric_details/ym:s:nobody: no list has this name",
        ),
        ("/presets/traffic/metrics", Value::Null, "/presets/traffic: invalid type: null"),
    ] {
        let line = change(pointer, value);
        assert!(line.starts_with("openapi/vocabulary.json: ") && line.contains(expected), "{line}");
    }
}

#[test]
fn metrics_that_cannot_add_up_and_metrics_that_are_none() {
    for (line, expected) in [
        ("pv:\n- pageview", "/pv: ym:pv:pageview is no metric"),
        ("pv:\n- pageviews\n- pageviews", "/pv: ym:pv:pageviews is there twice"),
        ("dl:\n- mobilePercentage", "/dl: ym:dl:mobilePercentage is a share: shares do not add up"),
        ("ev:\n- affinityIndexInterests", "/ev: ym:ev:affinityIndexInterests is a share: shares do not add up"),
        ("q:\n- visits", "/q: no metric has this prefix"),
    ] {
        let checkout = TempDir::new().unwrap();
        copy(&layout::root().join("openapi"), &checkout.path().join("openapi"));
        std::fs::write(checkout.path().join(layout::ADDITIVE), line).unwrap();
        let Err(error) = regen::run(checkout.path(), false) else { panic!("nothing was refused") };
        assert_eq!(format!("{error:#}"), format!("openapi/overlays/additive.yaml: {expected}"));
    }
}

#[test]
fn log_fields_of_which_no_item_can_be_made() {
    let with = |source: &str, name: &str, kind: &str| {
        refusal(|vocabulary| vocabulary["logs"][source].as_array_mut().unwrap().push(json!([name, kind])))
    };
    for (source, name, kind, expected) in [
        ("visits", "ym:s:size", "Decimal(9)", "/logs/visits: ym:s:size: nothing is known of the type `Decimal(9)`"),
        ("visits", "ym:s:visitID", "UInt64", "/logs/visits: ym:s:visitID is there twice"),
        ("hits", "ym:s:size", "UInt8", "/logs/hits: ym:s:size does not begin with `ym:pv:`"),
        (
            "visits",
            "ym:s:<group>ID",
            "UInt8",
            "crates/metrika/src/logs/generated/visits.rs: ym:s:<group>ID: only `<attribution>` is known here",
        ),
    ] {
        assert_eq!(with(source, name, kind), format!("openapi/vocabulary.json: {expected}"));
    }
}

#[test]
fn what_is_known_of_fields_that_are_none() {
    for (text, expected) in [
        ("factors: {ym:s:price: 7}\nzones: {}", "/factors: ym:s:price is no field"),
        ("factors: {ym:s:date: 7}\nzones: {}", "/factors: ym:s:date is no number"),
        ("factors: {}\nzones: {ym:s:date: moscow}", "/zones: ym:s:date is no time"),
    ] {
        let checkout = TempDir::new().unwrap();
        copy(&layout::root().join("openapi"), &checkout.path().join("openapi"));
        std::fs::write(checkout.path().join(layout::LOG_FIELDS), text).unwrap();
        let Err(error) = regen::run(checkout.path(), false) else { panic!("nothing was refused") };
        assert_eq!(format!("{error:#}"), format!("openapi/overlays/log_fields.yaml: {expected}"));
    }
}
