//! The state: what it begins with, and how it is kept in a file.

use metrika_sandbox::Sandbox;
use metrika_sandbox::settings::Settings;
use metrika_sandbox::state::{State, load, save, seed};
use serde_json::{Value, json};

use super::{Desk, SHOP};

fn seeded(change: impl FnOnce(&mut Settings), now: &str) -> State {
    let mut settings = Settings::default();
    change(&mut settings);
    seed::state(&settings, now.parse().unwrap())
}

#[test]
fn the_same_seed_at_the_same_moment_brings_the_same_state() {
    let now = "2026-03-10T12:30:00Z";
    assert_eq!(seeded(|_| {}, now), seeded(|_| {}, now));
    assert_ne!(seeded(|_| {}, now), seeded(|settings| settings.data.seed = 2, now));
    assert_ne!(seeded(|_| {}, now), seeded(|_| {}, "2026-03-10T12:30:01Z"));
}

/// Everything that is seeded can be read, and every answer is one that the specs allow.
#[tokio::test]
async fn all_that_is_seeded_is_as_the_specs_say() {
    let desk = Desk::new().await;
    let fields = "field=goals,mirrors,grants,filters,operations,counter_flags,measurement_tokens";
    let counters: Vec<i64> = desk.sandbox.state(|state| state.counters.keys().copied().collect());
    assert_eq!(counters.len(), 7);
    for id in counters.iter().filter(|id| **id != seed::PRIVATE) {
        desk.get(&format!("/management/v1/counter/{id}?{fields}")).await;
    }
    desk.get(&format!("/management/v1/counters?{fields}")).await;
    for list in [
        "goals?useDeleted=1",
        "filters",
        "operations",
        "grants",
        "access_filters",
        "apisegment/segments",
        "chart_annotations",
    ] {
        let answer = desk.get(&format!("{SHOP}/{list}")).await;
        let items = answer.as_object().unwrap().values().next().unwrap().as_array().unwrap();
        assert!(!items.is_empty(), "{list}");
    }
    for path in ["/management/v1/labels", "/management/v1/accounts", "/export/v1/cloud/counter/44147844"] {
        assert!(desk.get(path).await.as_object().unwrap().values().all(|list| list[0].is_object()), "{path}");
    }
    let segments = desk.get(&format!("{SHOP}/apisegment/segments")).await;
    assert!(
        segments["segments"].as_array().unwrap().iter().all(|one| one["segment_id"].as_i64() > Some(1_000_000_000))
    );
}

#[test]
fn a_state_that_was_saved_is_loaded_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    assert_eq!(load(&path).unwrap(), None);
    let state = seeded(|_| {}, "2026-03-10T12:30:00Z");
    save(&state, &path).unwrap();
    assert_eq!(load(&path).unwrap(), Some(state.clone()));
    save(&State::default(), &path).unwrap();
    assert_eq!(load(&path).unwrap(), Some(State::default()));
    save(&state, &path).unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["state.json"], "nothing is left beside it");
}

#[tokio::test]
async fn a_broken_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.json");
    std::fs::write(&path, "{ \"users\": 5").unwrap();
    let error = load(&path).unwrap_err().to_string();
    assert!(error.contains("broken.json"), "{error}");
    let error = Sandbox::builder().state_file(&path).start().await.unwrap_err().to_string();
    assert!(error.contains("broken.json"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{ \"users\": 5", "it is not written over");
    // Valid JSON, and no state.
    std::fs::write(&path, "{ \"users\": {} }").unwrap();
    let error = load(&path).unwrap_err().to_string();
    assert!(error.contains("broken.json") && error.contains("lacks its tokens"), "{error}");
    assert!(save(&State::default(), &folder.path().join("no/such/folder.json")).is_err());
}

#[tokio::test]
async fn a_sandbox_goes_on_where_the_last_one_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let labels = |sandbox: &Sandbox| format!("{}/management/v1/labels", sandbox.url());
    let http = reqwest::Client::new();
    let sandbox = Sandbox::builder().state_file(&path).start().await.unwrap();
    let request = http.post(labels(&sandbox)).header("authorization", "OAuth any-token");
    let made: Value = request.json(&json!({ "label": { "name": "Kept" } })).send().await.unwrap().json().await.unwrap();
    drop(sandbox);
    let sandbox = Sandbox::builder().state_file(&path).start().await.unwrap();
    let request = http.get(labels(&sandbox)).header("authorization", "OAuth any-token");
    let list: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(list["labels"].as_array().unwrap().contains(&made["label"]), "{list}");
}
