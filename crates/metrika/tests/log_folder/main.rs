//! Folders of logs: every row once, whatever happens in between.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod again;
mod broken;
mod edges;
mod killed;
#[cfg(feature = "object-store")]
mod objects;
mod others;
#[cfg(feature = "parquet")]
mod parquet;
mod rejects;
mod service;
mod unique;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::civil::{Date, date};
use metrika::logs::folder::{Folder, Format, Saved};
use metrika::logs::{Export, Field, LogQuery};
use metrika::{Client, Result};
use metrika_sandbox::Settings;
use metrika_sandbox::faults::Fault;

use desk::{Desk, SHOP};

const DAY: Duration = Duration::from_secs(24 * 3600);
const FIRST: Date = date(2026, 2, 9);
const LAST: Date = date(2026, 2, 28);

/// A counter with a few hundred visits in twenty days, in several parts.
async fn desk(change: impl FnOnce(&mut Settings)) -> Desk {
    Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.data.visits = 400;
            settings.logs.part_bytes = 3_000;
            change(settings);
        })
    })
    .await
}

fn fields(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| Field::new(*name).unwrap()).collect()
}

fn query(first: Date, last: Date) -> LogQuery {
    LogQuery::visits(first..=last).fields(fields(&["ym:s:visitID", "ym:s:date", "ym:s:startURL", "ym:s:goalsID"]))
}

fn export(client: &Client) -> Export<'_> {
    client.counter(SHOP).logs().export(query(FIRST, LAST))
}

async fn save(desk: &Desk, folder: &Path) -> Result<Saved> {
    let client = desk.client();
    export(&client).save_to(&Folder::at(folder).format(Format::Tsv)).await
}

/// All rows of an export that nothing interrupts, by day.
async fn expected(desk: &Desk, first: Date, last: Date) -> BTreeMap<String, Vec<String>> {
    let client = desk.client();
    let mut days: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let date = Field::new("ym:s:date").unwrap();
    let all = client.counter(SHOP).logs().export(query(first, last)).rows(|row| {
        days.entry(row.text(&date)?.into_owned()).or_default().push(String::from_utf8(row.line().to_vec()).unwrap());
        Ok(())
    });
    all.await.unwrap();
    days.values_mut().for_each(|rows| rows.sort_unstable());
    days
}

/// All files below a folder, by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What an engine that reads `date=*/*` finds, by day.
fn rows(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut days: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, bytes) in files(folder) {
        let Some(day) = name.strip_prefix("date=").and_then(|name| name.split('/').next()) else { continue };
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("ym:s:visitID\tym:s:date\tym:s:startURL\tym:s:goalsID"), "{name}");
        days.entry(day.to_owned()).or_default().extend(lines.map(str::to_owned));
    }
    days.values_mut().for_each(|rows| rows.sort_unstable());
    days
}

/// Nothing is there but whole days, and the manifest says the same.
#[track_caller]
fn is_tidy(folder: &Path) {
    let files = files(folder);
    let text = files.get("_manifest.json").unwrap();
    let below = std::fs::read_dir(folder.join("_staging")).unwrap().count();
    assert_eq!(below, 0, "empty folders stay");
    let manifest: serde_json::Value = serde_json::from_slice(text).unwrap();
    assert_eq!((&manifest["pieces"], &manifest["obsolete"]), (&serde_json::json!([]), &serde_json::json!([])));
    let listed = manifest["days"].as_object().unwrap().values().flat_map(|day| day["files"].as_array().unwrap());
    let mut listed: BTreeMap<&str, u64> =
        listed.map(|file| (file["path"].as_str().unwrap(), file["bytes"].as_u64().unwrap())).collect();
    for (name, bytes) in &files {
        if !name.starts_with('_') || name.starts_with("_staging") {
            assert_eq!(listed.remove(name.as_str()), Some(bytes.len() as u64), "{name}");
        }
    }
    assert!(listed.is_empty(), "{listed:?}");
}

/// Requests that take up storage, or will.
async fn left(desk: &Desk) -> Vec<i64> {
    let client = desk.client();
    let listed = client.counter(SHOP).logs().list().await.unwrap();
    let takes = |request: &&metrika::models::LogRequest| {
        let status = request.status.as_ref().unwrap().to_string();
        ["created", "processed", "awaiting_retry"].contains(&status.as_str())
    };
    listed.iter().filter(takes).map(|request| request.request_id.unwrap().to_string().parse().unwrap()).collect()
}

/// How often an operation was called.
fn count(desk: &Desk, operation: &str) -> usize {
    desk.sandbox.journal().iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
}

/// An export that ends when so many parts have been asked for, and leaves its request.
async fn broken_off(desk: &Desk, folder: &Folder, parts: u32) {
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("download_log_part").after(parts)).unwrap();
    export(&client).parallel(1).save_to(&folder.clone().keep_requests()).await.unwrap_err();
    desk.sandbox.clear_faults();
    desk.sandbox.clear_journal();
}
