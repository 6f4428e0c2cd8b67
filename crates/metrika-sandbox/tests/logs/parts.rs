//! The parts of a log: together they are the log, whatever their size.

use std::collections::HashSet;

use serde_json::json;

use crate::exported::log::Log;
use crate::exported::tsv::lines;
use crate::exported::{Desk, all_days, but, refusal};

const VISITS: &str = "ym:s:visitID,ym:s:dateTime,ym:s:startURL,ym:s:goalsID,ym:s:eventsProductName";
const HITS: &str = "ym:pv:watchID,ym:pv:dateTime,ym:pv:URL,ym:pv:title";

/// The rows of all parts, one after the other, as they are without header lines.
fn joined(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().flat_map(|part| lines(part).into_iter().skip(1)).collect()
}

#[tokio::test]
async fn parts_hold_all_rows_once_and_each_has_the_header() {
    for (source, fields) in [("visits", VISITS), ("hits", HITS)] {
        let whole = Desk::open().await;
        let id = whole.create(&all_days(source, fields)).await;
        let whole = whole.parts(id).await;
        assert_eq!(whole.len(), 1);
        for part_bytes in [1, 1_000, 20_000] {
            let desk = Desk::with(|settings| settings.logs.part_bytes = part_bytes).await;
            let id = desk.create(&all_days(source, fields)).await;
            let parts = desk.parts(id).await;
            assert!(parts.len() > 1, "{source}, {part_bytes}");
            for part in &parts {
                let rows = lines(part);
                assert_eq!(rows[0], fields.replace(',', "\t").as_bytes(), "{source}, {part_bytes}");
                assert!(rows.len() > 1, "a header without rows");
                // A part has one visit at least, with as many hits as it has.
                let one_visit = source == "hits" || rows.len() == 2;
                assert!(part.len() as u64 <= part_bytes || one_visit, "{} of {part_bytes}", part.len());
            }
            assert!(joined(&parts) == joined(&whole), "{source}, {part_bytes}: other rows");
            let size: usize = parts.iter().map(Vec::len).sum();
            assert_eq!(desk.look(id).await["size"], json!(size));
        }
    }
}

#[tokio::test]
async fn the_smallest_part_is_one_visit() {
    let desk = Desk::with(|settings| settings.logs.part_bytes = 1).await;
    let id = desk.create(&all_days("visits", "ym:s:visitID")).await;
    let parts = desk.parts(id).await;
    assert_eq!(parts.len(), 240);
    assert!(parts.iter().all(|part| lines(part).len() == 2));
}

#[tokio::test]
async fn as_many_rows_come_out_as_reports_count() {
    let desk = Desk::with(|settings| settings.logs.part_bytes = 3_000).await;
    let visits = desk.export(&all_days("visits", VISITS)).await;
    let report = desk.report(&[("metrics", "ym:s:visits,ym:s:pageviews")]).await;
    assert_eq!(report["totals"][0], json!(visits.rows.len()));
    let ids: HashSet<u64> = visits.rows().map(|row| row.number("ym:s:visitID")).collect();
    assert_eq!(ids.len(), visits.rows.len(), "a visit is there twice");

    let hits = desk.export(&all_days("hits", "ym:pv:watchID,ym:pv:isPageView")).await;
    let ids: HashSet<u64> = hits.rows().map(|row| row.number("ym:pv:watchID")).collect();
    assert_eq!(ids.len(), hits.rows.len(), "a hit is there twice");
    let views = hits.rows().filter(|row| row.flag("ym:pv:isPageView")).count();
    assert_eq!(report["totals"][1], json!(views));
    assert!(hits.rows.len() > views, "the log of hits has events too");
}

#[tokio::test]
async fn logs_of_single_days_are_the_log_of_all_days() {
    let desk = Desk::open().await;
    for (source, fields) in [("visits", VISITS), ("hits", HITS)] {
        let whole = desk.export(&all_days(source, fields)).await;
        let mut days = Vec::new();
        for day in ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"] {
            let wanted = but(&but(&all_days(source, fields), "date1", day), "date2", day);
            let log = desk.export(&wanted).await;
            assert!(!log.rows.is_empty());
            let prefix = if source == "visits" { "ym:s" } else { "ym:pv" };
            let times: Vec<String> = log.rows().map(|row| row.text(&format!("{prefix}:dateTime"))).collect();
            assert!(times.iter().all(|time| time.starts_with(day)), "{source} of another day than {day}");
            days.extend(log.rows);
        }
        assert!(days == whole.rows, "{source}");
    }
}

#[tokio::test]
async fn empty_parts_are_listed_after_the_others_and_have_not_even_a_header() {
    let desk = Desk::with(|settings| {
        settings.logs.part_bytes = 10_000;
        settings.logs.empty_parts = 2;
    })
    .await;
    let id = desk.create(&all_days("visits", VISITS)).await;
    let parts = desk.parts(id).await;
    let full = parts.len() - 2;
    assert!(full > 1);
    assert!(parts[..full].iter().all(|part| !part.is_empty()));
    assert!(parts[full..].iter().all(Vec::is_empty));
    assert_eq!(Log::read(&parts).rows.len(), 240);
    for number in [parts.len().to_string(), "-1".to_owned(), i64::MAX.to_string()] {
        let told = desk.get(&format!("~/logrequest/{id}/part/{number}/download")).await;
        assert_eq!(refusal(&told), (400, "invalid_parameter", None, "Incorrect part number"), "{number}");
    }
}

#[tokio::test]
async fn a_period_without_visits_is_processed_and_has_no_parts() {
    let desk = Desk::with(|settings| settings.logs.empty_parts = 2).await;
    let wanted = but(&but(&all_days("visits", VISITS), "date1", "2026-01-01"), "date2", "2026-01-31");
    let id = desk.create(&wanted).await;
    let request = desk.look(id).await;
    assert_eq!((&request["status"], &request["size"], request.get("parts")), (&json!("processed"), &json!(0), None));
    let told = desk.get(&format!("~/logrequest/{id}/part/0/download")).await;
    assert_eq!(refusal(&told), (400, "invalid_parameter", None, "Incorrect part number"));
    // A counter that has no visits at all is no other case.
    let path = "/management/v1/counter/44147901/logrequests";
    let answer = desk.request(reqwest::Method::POST, path).query(&all_days("hits", HITS)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let (_, body) = desk.get(path).await;
    let request = &body["requests"][0];
    assert_eq!((&request["status"], request.get("parts")), (&json!("processed"), None));
}
