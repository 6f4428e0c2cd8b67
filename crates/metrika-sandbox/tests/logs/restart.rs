//! A sandbox that is stopped between the request and the download, and started again on the same file.

use std::path::Path;

use metrika_sandbox::Sandbox;
use metrika_sandbox::settings::Settings;
use serde_json::Value;

use crate::exported::{Desk, NOW, all_days};

const FIELDS: &str = "ym:s:visitID,ym:s:dateTime,ym:s:startURL,ym:s:goalsID,ym:s:lastsignTrafficSource";

async fn start(file: &Path, change: impl FnOnce(&mut Settings)) -> Desk {
    let builder = Sandbox::builder().now(NOW.parse().unwrap()).state_file(file).with(|settings| {
        settings.data.days = 4;
        settings.data.visits = 240;
        settings.logs.part_bytes = 10_000;
        change(settings);
    });
    Desk::of(builder.start().await.unwrap())
}

#[tokio::test]
async fn parts_are_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = start(&file, |_| {}).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let hits = desk.create(&all_days("hits", "ym:pv:watchID,ym:pv:title")).await;
    let (parts, parts_of_hits) = (desk.parts(id).await, desk.parts(hits).await);
    assert!(parts.len() > 1 && parts_of_hits.len() > 1);
    let listed = desk.list().await;
    drop(desk);

    let desk = start(&file, |_| {}).await;
    assert_eq!(desk.list().await, listed);
    assert!(desk.parts(id).await == parts);
    assert!(desk.parts(hits).await == parts_of_hits);
    let next = desk.create(&all_days("visits", "ym:s:visitID")).await;
    assert_eq!(next, hits + 1, "numbers go on");
    drop(desk);

    // The file has what the log is made from: other settings are for those who begin anew.
    let other = |settings: &mut Settings| {
        settings.data.seed = 99;
        settings.data.visits = 5;
        settings.data.nul = true;
        settings.logs.part_bytes = 500;
    };
    let desk = start(&file, other).await;
    assert!(desk.parts(id).await == parts);
    assert!(desk.parts(hits).await == parts_of_hits);
    drop(desk);
    let anew = start(&folder.path().join("other.json"), other).await;
    let id = anew.create(&all_days("visits", FIELDS)).await;
    assert!(anew.parts(id).await != parts);
}

/// The log ends yesterday, however long ago it was begun, and what was seen of it stays.
#[tokio::test]
async fn the_log_goes_on_while_time_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = start(&file, |_| {}).await;
    let first = desk.export(&all_days("visits", FIELDS)).await;
    let yesterday = [("date1", "yesterday"), ("date2", "yesterday"), ("metrics", "ym:s:visits,ym:s:users")];
    let visits = |report: Value| report["totals"][0].as_f64().unwrap();
    assert!(visits(desk.report(&yesterday).await) > 30.0);
    desk.sandbox.advance(std::time::Duration::from_secs(7 * 86_400));
    let moved = desk.report(&yesterday).await;
    assert_eq!(moved["query"]["date1"], "2026-03-16");
    assert!(visits(moved.clone()) > 30.0, "{moved}");
    let wanted = [("source", "visits"), ("fields", FIELDS), ("date1", "2026-03-16"), ("date2", "2026-03-16")];
    assert_eq!(desk.export(&wanted).await.rows.len() as f64, visits(moved.clone()));
    assert_eq!(desk.export(&all_days("visits", FIELDS)).await.rows, first.rows, "what was seen stays");
    let today = [("date1", "today"), ("date2", "today"), ("metrics", "ym:s:visits")];
    assert_eq!(visits(desk.report(&today).await), 0.0);
    drop(desk);

    // The same file, read much later.
    let later = "2026-03-17T12:30:00Z".parse().unwrap();
    let desk = Desk::of(Sandbox::builder().now(later).state_file(&file).start().await.unwrap());
    assert_eq!(desk.report(&yesterday).await["totals"], moved["totals"]);
}

#[tokio::test]
async fn states_of_requests_are_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = start(&file, |_| {}).await;
    let mut ids = Vec::new();
    for field in ["ym:s:visitID", "ym:s:date"] {
        ids.push(desk.create(&all_days("visits", field)).await);
    }
    assert_eq!(desk.post(&format!("~/logrequest/{}/clean", ids[0])).await.0, 200);
    drop(desk);

    let desk = start(&file, |settings| settings.logs.queue_seconds = 60).await;
    // The queue is a setting: the second request is younger than it is long now.
    let statuses: Vec<Value> = desk.list().await.iter().map(|request| request["status"].clone()).collect();
    assert_eq!(statuses, ["cleaned_by_user", "created"]);
    assert_eq!(desk.ask(&all_days("visits", "ym:s:date")).await.0, 202);
    assert_eq!(desk.post(&format!("~/logrequest/{}/cancel", ids[1])).await.0, 200);
    drop(desk);

    let desk = start(&file, |_| {}).await;
    assert_eq!(desk.status(ids[1]).await, "canceled");
}

#[tokio::test]
async fn what_was_being_prepared_is_prepared_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = start(&file, |_| {}).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let parts = desk.parts(id).await;
    // As the state is while a large log is prepared. Another change has it written.
    desk.sandbox.state(|state| {
        let counter = state.counters.get_mut(&crate::exported::COUNTER).unwrap();
        counter.log_requests.requests.get_mut(&id).unwrap().parts = None;
    });
    assert_eq!(desk.status(id).await, "created");
    desk.create(&all_days("visits", "ym:s:visitID")).await;
    drop(desk);

    let desk = start(&file, |_| {}).await;
    let mut looks = 0;
    while desk.status(id).await == "created" {
        looks += 1;
        assert!(looks < 10_000, "nobody prepares it");
    }
    assert!(desk.parts(id).await == parts);
}
