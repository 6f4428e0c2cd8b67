//! The storage of a counter: prepared logs take it until they are cleaned.

use jiff::ToSpan;
use jiff::civil::date;
use metrika_sandbox::operations::log_requests::LogSettings;
use serde_json::{Value, json};

use crate::exported::{Desk, FIRST, all_days, but, refusal};

const FIELDS: &str = "ym:s:visitID,ym:s:startURL";

async fn evaluation(desk: &Desk, wanted: &[(&str, &str)]) -> (bool, i64) {
    let (status, body) = desk.evaluate(wanted).await;
    assert_eq!(status, 200);
    let evaluation = &body["log_request_evaluation"];
    (evaluation["possible"].as_bool().unwrap(), evaluation["max_possible_day_quantity"].as_i64().unwrap())
}

#[tokio::test]
async fn a_counter_has_10_gb() {
    assert_eq!(LogSettings::default().quota_bytes, 10_000_000_000);
    let desk = Desk::with(|settings| {
        settings.data.days = 365;
        settings.data.visits = 20_000_000;
    })
    .await;
    let fields = "ym:pv:watchID,ym:pv:clientID,ym:pv:dateTime,ym:pv:URL,ym:pv:referer,ym:pv:title";
    let year = but(&all_days("hits", fields), "date1", "2025-03-10");
    let (possible, most) = evaluation(&desk, &year).await;
    assert!(!possible && (1..365).contains(&most), "{most}");
    let told = desk.ask(&year).await;
    let (status, error_type, location, words) = refusal(&told);
    assert_eq!((status, error_type, location), (400, "limit_exceeded", None));
    assert!(words.ends_with(" bytes, and 10000000000 are free: ask for fewer days or clean others"), "{words}");
    assert_eq!(desk.list().await, Vec::<Value>::new());
    // Weekdays differ, so that so many days fit and a good many more do not.
    let last = date(2026, 3, 9);
    let split = |days: i64| last.checked_sub((days - 1).days()).unwrap().to_string();
    assert!(evaluation(&desk, &but(&year, "date1", &split(most * 9 / 10))).await.0);
    assert!(!evaluation(&desk, &but(&year, "date1", &split(most * 11 / 10))).await.0);
}

#[tokio::test]
async fn logs_take_storage_until_they_are_cleaned() {
    let desk = Desk::open().await;
    let wanted = all_days("visits", FIELDS);
    let id = desk.create(&wanted).await;
    let size = desk.look(id).await["size"].as_i64().unwrap();

    // Room for one and a half.
    let desk = Desk::with(|settings| settings.logs.quota_bytes = size * 3 / 2).await;
    let (possible, most) = evaluation(&desk, &wanted).await;
    assert!(possible && (5..=7).contains(&most), "{most} days for four days and a half of them");
    let first = desk.create(&wanted).await;
    let (possible, most) = evaluation(&desk, &wanted).await;
    assert!(!possible && (1..=2).contains(&most), "{most} days for the other half");
    let told = desk.ask(&wanted).await;
    assert_eq!(refusal(&told).1, "limit_exceeded");
    assert!(refusal(&told).3.contains(&format!("{} are free", size * 3 / 2 - size)), "{}", refusal(&told).3);
    assert_eq!(desk.list().await.len(), 1, "what is refused is not there");

    let one_day = but(&wanted, "date2", FIRST);
    assert!(evaluation(&desk, &one_day).await.0);
    let second = desk.create(&one_day).await;
    let listed: i64 = desk.list().await.iter().map(|request| request["size"].as_i64().unwrap()).sum();
    assert_eq!(
        listed,
        desk.look(first).await["size"].as_i64().unwrap() + desk.look(second).await["size"].as_i64().unwrap()
    );

    assert_eq!(desk.post(&format!("~/logrequest/{first}/clean")).await.0, 200);
    assert!(evaluation(&desk, &wanted).await.0);
    desk.create(&wanted).await;
}

#[tokio::test]
async fn what_is_not_ready_or_gone_takes_no_storage() {
    let desk = Desk::open().await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let size = desk.look(id).await["size"].as_i64().unwrap();
    let desk = Desk::with(|settings| {
        settings.logs.quota_bytes = size * 3 / 2;
        settings.logs.queue_seconds = 60;
        settings.logs.keep_seconds = Some(60);
    })
    .await;
    let wanted = all_days("visits", FIELDS);
    desk.create(&wanted).await;
    for possible in [true, false, true] {
        assert_eq!(evaluation(&desk, &wanted).await.0, possible);
        desk.sandbox.advance(std::time::Duration::from_secs(60));
    }
}

#[tokio::test]
async fn days_are_negative_if_more_is_stored_than_there_is_room_for() {
    // As a counter is whose storage was made smaller: the log was there before.
    let folder = tempfile::tempdir().unwrap();
    let start = async |quota: i64| {
        let builder = metrika_sandbox::Sandbox::builder()
            .now(crate::exported::NOW.parse().unwrap())
            .state_file(folder.path().join("state.json"));
        let sandbox = builder.with(|settings| {
            settings.data.days = 4;
            settings.data.visits = 240;
            settings.logs.quota_bytes = quota;
        });
        Desk::of(sandbox.start().await.unwrap())
    };
    let desk = start(10_000_000_000).await;
    let wanted = all_days("visits", FIELDS);
    desk.create(&wanted).await;
    drop(desk);
    let desk = start(1).await;
    let (possible, most) = evaluation(&desk, &wanted).await;
    assert!(!possible && most < 0, "{most}");
    assert_eq!(desk.list().await[0]["status"], json!("processed"), "what is there stays");
}
