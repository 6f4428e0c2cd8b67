//! What a reviewer sees when a spec changes: operations, schemas and the generated API, one section a thing.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};
use xtask::generate::{self, Module};
use xtask::layout::{self, Api};
use xtask::lower;
use xtask::spec::Sources;
use xtask::tables::{self, Sections};

fn sources() -> Sources {
    Sources::read(&layout::root()).unwrap()
}

/// The files below a folder of snapshots are just those named: none is left over.
fn assert_no_other_snapshots(folder: &str, mut names: Vec<String>) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(folder);
    let mut found: Vec<String> = std::fs::read_dir(path)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().unwrap().strip_suffix(".snap").map(str::to_owned))
        .collect();
    found.sort();
    names.sort();
    assert_eq!(found, names, "snapshots in {folder}");
}

/// Compares all tables with their snapshots before it fails, so that one mismatch does not hide the next.
fn compare(snapshots: impl IntoIterator<Item = (String, String, Sections)>) {
    let mut failed = Vec::new();
    for (folder, name, sections) in snapshots {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(format!("snapshots/{folder}"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(name.as_str(), tables::render(&sections)));
        }));
        if compared.is_err() {
            failed.push(format!("{folder}/{name}"));
        }
    }
    assert!(failed.is_empty(), "snapshots that changed: {failed:#?}");
}

#[test]
fn operations() {
    for (api, spec) in &sources().build().unwrap().documents {
        let tables = tables::spec::operations(spec);
        let folder = format!("spec/{api}/operations");
        assert_no_other_snapshots(&folder, tables.keys().cloned().collect());
        compare(tables.into_iter().map(|(tag, sections)| (folder.clone(), tag, sections)));
    }
}

#[test]
fn schemas() {
    let specs = sources().build().unwrap().documents;
    compare(specs.iter().map(|(api, spec)| (format!("spec/{api}"), "schemas".to_owned(), tables::spec::schemas(spec))));
}

#[test]
fn generated_api() {
    for (api, spec) in &sources().build().unwrap().documents {
        let files = tables::api::files(*api, &module(*api, spec)).unwrap();
        let folder = format!("api/{api}");
        assert_no_other_snapshots(&folder, files.keys().cloned().collect());
        compare(files.into_iter().map(|(path, sections)| (folder.clone(), path, sections)));
    }
}

fn module(api: Api, spec: &Value) -> Module {
    generate::module(api, spec, &lower::lower(api, spec).unwrap()).unwrap()
}

/// The generated call of each operation: what the wire snapshots record.
fn calls(api: Api, module: &Module) -> Sections {
    let file = syn::parse_file(&module.files[&layout::wire_tests(api)]).unwrap();
    let functions = file.items.iter().filter_map(|item| match item {
        syn::Item::Fn(function) => Some((function.sig.ident.to_string(), format!("{function:?}"))),
        _ => None,
    });
    functions.collect()
}

/// Every section of every table of one API, by table and name.
fn all_sections(api: Api, sources: &Sources) -> Sections {
    let specs = sources.apply().unwrap();
    let spec = specs.get(api);
    let mut all = Sections::new();
    for (_, sections) in tables::spec::operations(spec) {
        all.extend(sections.into_iter().map(|(name, text)| (format!("operation {name}"), text)));
    }
    all.extend(tables::spec::schemas(spec).into_iter().map(|(name, text)| (format!("schema {name}"), text)));
    let module = module(api, spec);
    all.extend(calls(api, &module).into_iter().map(|(name, text)| (format!("wire {name}"), text)));
    for (file, sections) in tables::api::files(api, &module).unwrap() {
        all.extend(sections.into_iter().map(|(name, text)| (format!("api {file} {name}"), text)));
    }
    all
}

/// The sections of the specs as they are.
static BEFORE: LazyLock<BTreeMap<Api, Sections>> =
    LazyLock::new(|| Api::ALL.map(|api| (api, all_sections(api, &sources()))).into());

/// The sections that change when upstream does.
fn changed_by(api: Api, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut after = sources();
    change(&mut after.upstream[api as usize].1);
    tables::changed(&BEFORE[&api], &all_sections(api, &after))
}

#[test]
fn a_new_field_shows_in_its_schema_and_its_type_alone() {
    let changed = changed_by(Api::Management, |upstream| {
        upstream["components"]["schemas"]["Label"]["properties"]["color"] = json!({ "type": "string" });
    });
    assert_eq!(
        changed,
        [
            "api types_labels Label",
            "api types_labels builder::Label",
            "schema Label",
            "wire create_counter",
            "wire create_label",
            "wire get_counter",
            "wire get_label",
            "wire list_counters",
            "wire list_labels",
            "wire update_counter",
            "wire update_label",
        ]
    );
}

#[test]
fn a_new_bound_shows_in_its_schema_alone() {
    let changed = changed_by(Api::Management, |upstream| {
        upstream["components"]["schemas"]["Label"]["properties"]["name"]["maxLength"] = json!(100);
    });
    assert_eq!(changed, ["schema Label"]);
}

#[test]
fn a_new_parameter_shows_in_its_operation_and_its_builder_alone() {
    let changed = changed_by(Api::Management, |upstream| {
        let parameters = &mut upstream["paths"]["/management/v1/counter/{counterId}/goals"]["get"]["parameters"];
        let new = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
        parameters.as_array_mut().unwrap().push(new);
    });
    assert_eq!(changed, ["api builder_goals ListGoals", "operation list_goals", "wire list_goals"]);
}

#[test]
fn a_new_word_shows_in_its_list_alone() {
    let changed = changed_by(Api::Logs, |upstream| {
        let status = &mut upstream["components"]["schemas"]["LogRequest"]["properties"]["status"];
        status["x-extensible-enum"].as_array_mut().unwrap().push(json!("postponed"));
    });
    assert_eq!(changed, ["api types_logs LogRequestStatus", "schema LogRequestStatus"]);
}

#[test]
fn a_field_of_another_type_shows_in_the_type() {
    let changed = changed_by(Api::Stat, |upstream| {
        upstream["components"]["schemas"]["QueryExternal"]["properties"]["limit"]["type"] = json!("string");
    });
    assert_eq!(
        changed,
        [
            "api types_reports ReportQuery",
            "api types_reports builder::ReportQuery",
            "schema ReportQuery",
            "wire get_drilldown",
            "wire get_report",
        ]
    );
}

#[test]
fn a_new_operation_shows_as_a_method_a_builder_and_a_row() {
    let changed = changed_by(Api::Management, |upstream| {
        let mut operation = upstream["paths"]["/management/v1/messengers"]["get"].clone();
        operation["operationId"] = json!("list_shops");
        upstream["paths"]["/management/v1/shops"] = json!({ "get": operation });
    });
    assert_eq!(
        changed,
        ["api builder_goals ListShops", "api client Client", "operation list_shops", "wire list_shops"]
    );
}
