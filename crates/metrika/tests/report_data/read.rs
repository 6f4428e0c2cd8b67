//! Rows as types of the caller.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use jiff::civil::Date;
use metrika::ErrorKind;
use metrika::reports::{Attribution, DateSpec, DimensionValue, Period, Query, Report};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::scripted::client;
use crate::wire::{self, Wire};
use crate::{dimension, metric, source, users, visits};

#[derive(Debug, Deserialize, PartialEq)]
struct Day {
    date: Date,
    #[serde(rename = "ym:s:<attribution>TrafficSource")]
    source: DimensionValue,
    #[serde(rename = "lastSignTrafficSource.id")]
    source_id: Source,
    #[serde(rename = "ym:s:visits")]
    visits: u64,
    users: u32,
    page_depth: Option<f64>,
}

#[derive(Debug, Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Source {
    Organic,
    #[serde(other)]
    Other,
}

fn days() -> Query {
    Query::of([SHOP])
        .metrics([visits(), users(), metric("ym:s:pageDepth")])
        .dimensions([source(), dimension("ym:s:date")])
        .attribution(Attribution::LastSign)
        .period(Period::new(DateSpec::DaysAgo(30), DateSpec::Yesterday))
}

async fn busy() -> Desk {
    Desk::with(|builder| builder.with(|settings| settings.data.visits = 800)).await
}

#[tokio::test]
async fn rows_of_the_sandbox_are_read_with_the_values_that_they_have() {
    let desk = busy().await;
    let client = desk.client();
    let report = days().on(&client).all().await.unwrap().require_complete().unwrap();
    let read: Vec<Day> = report.read().unwrap();
    assert!(read.len() > 30 && read.len() == report.rows.len(), "{}", read.len());
    assert!(read.iter().any(|day| day.source_id == Source::Organic));
    for (day, row) in read.iter().zip(&report.rows) {
        let number = |name| row.metric(&metric(name)).unwrap();
        assert_eq!(Some(day.visits as f64), number("ym:s:visits"));
        assert_eq!(Some(f64::from(day.users)), number("ym:s:users"));
        assert_eq!(day.page_depth, number("ym:s:pageDepth"));
        let value = row.dimension(&source()).unwrap();
        assert_eq!(&day.source, value);
        assert_eq!(day.source_id == Source::Organic, value.id.as_deref() == Some("organic"));
        assert_eq!(Some(day.date.to_string()), row.dimension(&dimension("ym:s:date")).unwrap().name);
    }
    let sum: u64 = read.iter().map(|day| day.visits).sum();
    assert_eq!(report.totals.metric(&visits()).unwrap(), Some(sum as f64));

    // The order of the columns is of no matter.
    let turned = days().metrics([metric("ym:s:pageDepth"), users(), visits()]);
    let turned = turned.dimensions([dimension("ym:s:date"), source()]).on(&client).all().await.unwrap();
    let mut turned: Vec<Day> = turned.read().unwrap();
    let mut read = read;
    let key = |day: &Day| (day.date, day.source.id.clone());
    turned.sort_by_key(key);
    read.sort_by_key(key);
    assert_eq!(turned, read);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn rows_are_read_one_by_one_from_several_pages() {
    let desk = busy().await;
    let client = desk.client();
    let whole: Vec<Day> = days().on(&client).all().await.unwrap().read().unwrap();
    desk.sandbox.clear_journal();
    let rows = days().limit(25).on(&client).rows();
    let read: Vec<Day> = rows.and_then(|row| async move { row.read() }).try_collect().await.unwrap();
    assert_eq!(read, whole);
    assert_eq!(desk.sent().len(), whole.len().div_ceil(25));
    let joined: Vec<Day> = days().limit(25).on(&client).all().await.unwrap().read().unwrap();
    assert_eq!(joined, whole, "each page has its own columns");
}

#[tokio::test]
async fn a_field_that_was_not_asked_for_is_no_silent_none() {
    #[derive(Debug, Deserialize)]
    struct Misspelt {
        #[serde(default, rename = "pageDepht")]
        _depth: Option<f64>,
    }
    let desk = busy().await;
    let client = desk.client();
    let report = days().on(&client).send().await.unwrap();
    let error = report.read::<Misspelt>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
    let has = "ym:s:lastSignTrafficSource, ym:s:date, ym:s:visits, ym:s:users, ym:s:pageDepth";
    let has = has.replace("lastSign", "lastsign");
    let message = format!("the field `pageDepht` is no column of this report; the report has: {has}");
    assert_eq!(error.to_string().to_lowercase(), message.to_lowercase());
}

async fn recorded(change: impl FnOnce(&mut Value)) -> Report {
    let path = format!("{}/../../tests/fixtures/recorded/stat-data-01.json", env!("CARGO_MANIFEST_DIR"));
    let mut answer: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut answer);
    let wire = Wire::always(wire::json(&answer.to_string())).await;
    let dimensions = ["ym:s:UTMSource", "ym:s:startURLPath", "ym:s:datePeriod<group>Name"].map(dimension);
    let metrics = ["ym:s:pageviews", "ym:s:pageDepth", "ym:s:avgVisitDurationSeconds", "ym:s:bounceRate"].map(metric);
    Query::of([1]).metrics(metrics).dimensions(dimensions).on(&client(&wire)).send().await.unwrap()
}

/// As the names are in the recording, or were asked for.
#[derive(Debug, Deserialize)]
struct Visit {
    utm_source: String,
    #[serde(rename = "startURLPath")]
    path: HashMap<String, String>,
    #[serde(rename = "ym:s:datePeriod<group>Name")]
    day: Date,
    pageviews: u64,
    avg_visit_duration_seconds: f64,
    #[serde(rename = "ym:s:bounceRate")]
    bounces: Option<f32>,
}

#[tokio::test]
async fn a_recorded_answer_is_read() {
    let report = recorded(|_| {}).await;
    let visits: Vec<Visit> = report.read().unwrap();
    assert_eq!(visits.len(), 10);
    let Visit { utm_source, path, day, pageviews, avg_visit_duration_seconds, bounces } = &visits[0];
    assert_eq!((utm_source.as_str(), *day, *pageviews), ("google", jiff::civil::date(2017, 7, 23), 41));
    assert_eq!((*avg_visit_duration_seconds, *bounces), (14.023, Some(26.9466)));
    assert_eq!(path["favicon"], "sfb-verpfh.uc");
    assert!(path["name"].starts_with("/rcofelwdt/"));

    let maps: Vec<Value> = report.read().unwrap();
    let last = json!({
        "ym:s:UTMSource": "fb", "ym:s:startURLPath": report.rows[9].dimensions()[1].name,
        "ym:s:datePerioddayName": "2017-03-18",
        "ym:s:pageviews": 1, "ym:s:pageDepth": 1, "ym:s:avgVisitDurationSeconds": 16, "ym:s:bounceRate": 0,
    });
    assert_eq!(maps[9], last);
}

#[tokio::test]
async fn what_does_not_fit_is_named_by_row_and_column() {
    let failed = async |change: fn(&mut Value)| {
        let error = recorded(change).await.read::<Visit>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        error.to_string()
    };
    let message = failed(|answer| answer["data"][2]["metrics"][0] = json!(33.5)).await;
    assert_eq!(message, "row 3, ym:s:pageviews: 33.5 is no whole number: only `f64` can take it");
    let none = "there is no value, which only a field of type `Option<...>` can say";
    let message = failed(|answer| answer["data"][9]["metrics"][2] = Value::Null).await;
    assert_eq!(message, format!("row 10, ym:s:avgVisitDurationSeconds: {none}"));
    let message = failed(|answer| answer["data"][0]["dimensions"][0]["name"] = Value::Null).await;
    assert_eq!(message, format!("row 1, ym:s:UTMSource: {none}"));
    let message = failed(|answer| answer["data"][1]["dimensions"][2]["name"] = json!("never")).await;
    assert!(message.starts_with("row 2, ym:s:datePerioddayName: "), "{message}");
    let report = recorded(|answer| answer["data"][4]["metrics"][3] = Value::Null).await;
    assert_eq!(report.read::<Visit>().unwrap()[4].bounces, None);
}

#[tokio::test]
async fn rows_of_all_pages_are_read_as_they_come() {
    #[derive(Deserialize)]
    struct Day {
        date: String,
        visits: u64,
    }
    let desk = Desk::new().await;
    let query = Query::of([SHOP]).metrics([visits()]).dimensions([dimension("ym:s:date")]);
    let query = query.period(Period::last_days(90)).limit(3);
    let days: Vec<Day> = query.on(&desk.client()).rows_as().try_collect().await.unwrap();
    let report = query.on(&desk.client()).all().await.unwrap();
    assert!(report.rows.len() > 3);
    assert_eq!(days.iter().map(|day| day.visits as f64).sum::<f64>(), report.totals.values()[0].unwrap());
    let names: Vec<_> = report.rows.iter().map(|row| row.dimensions()[0].name.clone().unwrap()).collect();
    assert_eq!(days.into_iter().map(|day| day.date).collect::<Vec<_>>(), names);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_has_its_number_in_the_whole_report() {
    #[derive(Debug, Deserialize)]
    struct Wrong {
        #[allow(dead_code)] // no date is a number
        date: u64,
    }
    let desk = Desk::new().await;
    let query = Query::of([SHOP]).metrics([visits()]).dimensions([dimension("ym:s:date")]);
    let wrong: Result<Vec<Wrong>, _> = query.offset(4).on(&desk.client()).rows_as().try_collect().await;
    let error = wrong.unwrap_err();
    assert!(error.to_string().contains("row 4"), "{error}");
}
