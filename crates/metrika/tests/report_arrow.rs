//! Reports as record batches of Apache Arrow.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;
mod wire;

use arrow_select::concat::concat_batches;
use desk::{Desk, SHOP};
use futures_util::TryStreamExt;
use metrika::reports::arrow::arrow_array::cast::AsArray;
use metrika::reports::arrow::arrow_array::types::{Float64Type, Int64Type};
use metrika::reports::arrow::arrow_schema::{DataType, Schema};
use metrika::reports::arrow::{ArrowOptions, RecordBatch};
use metrika::reports::{Attribution, Dimension, Metric, Period, Preset, Query, Report, s};
use metrika::{Error, ErrorKind};
use serde_json::{Value, json};
use wire::Wire;

fn metric(name: &str) -> Metric {
    Metric::new(name).unwrap()
}

fn dimension(name: &str) -> Dimension {
    Dimension::new(name).unwrap()
}

fn recorded(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn answered(query: &Query, answer: &Value) -> Report {
    let wire = Wire::always(wire::json(&answer.to_string())).await;
    query.on(&wire.builder().build().unwrap()).send().await.unwrap()
}

/// A query for what a recorded answer brings.
fn query_of(answer: &Value) -> Query {
    let names = |what: &str| -> Vec<String> { serde_json::from_value(answer["query"][what].clone()).unwrap() };
    let metrics = names("metrics").into_iter().map(|name| metric(&name));
    Query::of([1]).metrics(metrics).dimensions(names("dimensions").into_iter().map(|name| dimension(&name)))
}

fn types(schema: &Schema) -> Vec<(&str, &DataType)> {
    schema.fields().iter().map(|field| (field.name().as_str(), field.data_type())).collect()
}

fn texts(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = batch.column_by_name(name).unwrap().as_string::<i32>();
    column.iter().map(|text| text.map(str::to_owned)).collect()
}

/// The numbers of a column of either type.
fn numbers(batch: &RecordBatch, name: &str) -> Vec<Option<f64>> {
    let column = batch.column_by_name(name).unwrap();
    match column.as_primitive_opt::<Float64Type>() {
        Some(floats) => floats.iter().collect(),
        None => column.as_primitive::<Int64Type>().iter().map(|number| number.map(|number| number as f64)).collect(),
    }
}

/// Holds a batch against what can be read of the report, name by name.
fn same(report: &Report, batch: &RecordBatch, metrics: &[Metric], dimensions: &[Dimension]) {
    assert_eq!(batch.num_rows(), report.rows.len());
    assert_eq!(batch.num_columns(), 2 * dimensions.len() + metrics.len());
    for metric in metrics {
        let expected: Vec<_> = report.rows.iter().map(|row| row.metric(metric).unwrap()).collect();
        assert_eq!(numbers(batch, metric.as_str()), expected, "{metric}");
    }
    for dimension in dimensions {
        let values = || report.rows.iter().map(|row| row.dimension(dimension).unwrap());
        let names: Vec<_> = values().map(|value| value.name.clone()).collect();
        assert_eq!(texts(batch, dimension.as_str()), names, "{dimension}");
        let ids: Vec<_> = values().map(|value| value.id.clone()).collect();
        assert_eq!(texts(batch, &format!("{dimension}.id")), ids, "{dimension}");
    }
}

/// One metric that is counted in whole numbers, one that is not.
fn small() -> Query {
    Query::of([1]).metrics([s::VISITS, s::BOUNCE_RATE]).dimensions([s::TRAFFIC_SOURCE])
}

fn answer(offset: u64, rows: Value) -> Value {
    json!({
        "query": {
            "ids": [1, 2], "metrics": ["ym:s:visits", "ym:s:bounceRate"], "dimensions": ["ym:s:lastSignTrafficSource"],
            "date1": "2026-02-22", "date2": "2026-02-28", "attribution": "LastSign", "offset": offset,
        },
        "data": rows, "totals": [10, 20], "total_rows": 3, "total_rows_rounded": false,
        "sampled": false, "sample_share": 1, "sample_size": 10 * offset, "sample_space": 10 * offset,
    })
}

#[tokio::test]
async fn every_value_of_the_sandbox_is_in_the_batch() {
    let desk = Desk::new().await;
    let metrics = [s::VISITS, s::USERS, s::BOUNCE_RATE, s::AVG_VISIT_DURATION_SECONDS];
    let dimensions = [s::traffic_source(Attribution::LastSign), s::DATE];
    let query = Query::of([SHOP]).metrics(metrics.clone()).dimensions(dimensions.clone()).period(Period::last_days(30));
    let client = desk.client();
    let report = query.on(&client).limit(7).all().await.unwrap();
    assert!(report.rows.len() > 7, "{} rows are one page", report.rows.len());
    let batch = report.to_record_batch().unwrap();
    same(&report, &batch, &metrics, &dimensions);
    assert!(texts(&batch, "ym:s:lastSignTrafficSource.id").iter().all(Option::is_some));

    let total: i64 = batch.column_by_name("ym:s:visits").unwrap().as_primitive::<Int64Type>().iter().flatten().sum();
    let all = query.on(&client).dimensions([]).send().await.unwrap();
    assert_eq!(Some(total as f64), all.totals.metric(&s::VISITS).unwrap());
}

#[tokio::test]
async fn recorded_answers_keep_every_value() {
    for name in ["stat-data-01", "stat-data-03-sampled"] {
        let answer = recorded(name);
        let report = answered(&query_of(&answer), &answer).await;
        assert!(!report.rows.is_empty());
        let metrics: Vec<_> = report.columns().metrics().map(metric).collect();
        let dimensions: Vec<_> = report.columns().dimensions().map(dimension).collect();
        for options in [ArrowOptions::new(), ArrowOptions::new().floats(true)] {
            let batch = report.to_record_batch_with(&options).unwrap();
            same(&report, &batch, &metrics, &dimensions);
        }
    }
}

#[tokio::test]
async fn estimates_are_marked_as_such() {
    let of = async |answer: &Value| answered(&query_of(answer), answer).await.arrow_schema().unwrap();
    let sampled = of(&recorded("stat-data-03-sampled")).await;
    for (key, value) in [
        ("sampled", "true"),
        ("sample_share", "0.0981873"),
        ("contains_sensitive_data", "false"),
        ("total_rows", "1"),
        ("total_rows_rounded", "false"),
        ("counters", "1822898"),
        ("date1", "2018-01-05"),
        ("date2", "2018-04-19"),
        ("attribution", "LastSign"),
        ("currency", "RUB"),
        ("group", "Week"),
    ] {
        assert_eq!(sampled.metadata()[&format!("metrika.{key}")], value, "{key}");
    }
    assert_eq!(of(&recorded("stat-data-01")).await.metadata()["metrika.sampled"], "false");

    let mut silent = recorded("stat-data-03-sampled");
    for key in ["sampled", "sample_share", "contains_sensitive_data", "total_rows"] {
        silent.as_object_mut().unwrap().remove(key);
    }
    let silent = of(&silent).await;
    assert_eq!(silent.metadata()["metrika.sampled"], "unknown");
    assert_eq!(silent.metadata()["metrika.contains_sensitive_data"], "unknown");
    assert!(!silent.metadata().contains_key("metrika.total_rows"));
}

#[tokio::test]
async fn a_report_without_rows_has_the_schema_of_one_with_rows() {
    let row = json!({ "dimensions": [{ "name": "Ads", "id": "ad" }], "metrics": [1, 2.5] });
    let [none, one] = [json!([]), json!([row])].map(|rows| answer(1, rows));
    let (none, one) = (answered(&small(), &none).await, answered(&small(), &one).await);
    let batch = none.to_record_batch().unwrap();
    assert_eq!((batch.num_rows(), batch.num_columns()), (0, 4));
    assert_eq!(batch.schema(), one.to_record_batch().unwrap().schema());
    assert_eq!(batch.schema(), none.arrow_schema().unwrap());
    let expected = [
        ("ym:s:<attribution>TrafficSource", &DataType::Utf8),
        ("ym:s:<attribution>TrafficSource.id", &DataType::Utf8),
        ("ym:s:visits", &DataType::Int64),
        ("ym:s:bounceRate", &DataType::Float64),
    ];
    assert_eq!(types(batch.schema_ref()), expected);
    let written = |field: &str| batch.schema_ref().field_with_name(field).unwrap().metadata()["metrika.name"].clone();
    assert_eq!(written("ym:s:<attribution>TrafficSource.id"), "ym:s:lastSignTrafficSource");
}

#[tokio::test]
async fn what_is_undefined_is_null_and_not_zero_or_empty() {
    let rows = json!([
        { "dimensions": [{ "name": null }], "metrics": [null, null] },
        { "dimensions": [{ "name": "", "id": "" }], "metrics": [0, 0] },
        { "dimensions": [{ "name": "Ads", "id": null }], "metrics": [1, null] },
    ]);
    let batch = answered(&small(), &answer(1, rows)).await.to_record_batch().unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(texts(&batch, "ym:s:<attribution>TrafficSource"), [None, text(""), text("Ads")]);
    assert_eq!(texts(&batch, "ym:s:<attribution>TrafficSource.id"), [None, text(""), None]);
    assert_eq!(numbers(&batch, "ym:s:visits"), [None, Some(0.0), Some(1.0)]);
    assert_eq!(numbers(&batch, "ym:s:bounceRate"), [None, Some(0.0), None]);
}

#[tokio::test]
async fn a_fraction_among_whole_numbers_is_an_error_unless_floats_are_asked_for() {
    let row = |visits: f64| json!({ "dimensions": [{ "name": "Ads" }], "metrics": [visits, 2.5] });
    let report = answered(&small().offset(11), &answer(11, json!([row(1.0), row(1.5)]))).await;
    let error: Error = report.to_record_batch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let expected = "row 12: ym:s:visits is 1.5, which is no whole number: use `ArrowOptions::floats`";
    assert_eq!(error.to_string(), expected);

    let floats = ArrowOptions::new().floats(true);
    let batch = report.to_record_batch_with(&floats).unwrap();
    assert_eq!(numbers(&batch, "ym:s:visits"), [Some(1.0), Some(1.5)]);
    assert_eq!(batch.schema(), report.arrow_schema_with(&floats).unwrap());
    assert_eq!(batch.schema_ref().field(2).data_type(), &DataType::Float64);
}

#[tokio::test]
async fn pages_of_one_report_are_one_table() {
    // The second page has nothing that could tell the types: no ids, no numbers.
    let first = json!([
        { "dimensions": [{ "name": "Ads", "id": "ad" }], "metrics": [1, 2.5] },
        { "dimensions": [{ "name": "Links", "id": "referral" }], "metrics": [2, 3] },
    ]);
    let second = json!([{ "dimensions": [{ "name": null }], "metrics": [null, null] }]);
    let pages = [answer(1, first), answer(3, second)];
    let wire = Wire::start(move |number, _| Some(wire::json(&pages[number].to_string()))).await;
    let client = wire.builder().build().unwrap();
    let batches: Vec<_> =
        small().on(&client).pages().map_ok(|page| page.to_record_batch().unwrap()).try_collect().await.unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(batches[0].schema(), batches[1].schema());
    let table = concat_batches(batches[0].schema_ref(), &batches).unwrap();
    assert_eq!(numbers(&table, "ym:s:visits"), [Some(1.0), Some(2.0), None]);
}

#[tokio::test]
async fn what_a_preset_brings_is_named_as_the_service_wrote_it() {
    let preset = Query::of([1]).preset(Preset::new("sources_summary").unwrap());
    let row = json!({ "dimensions": [{ "name": "Ads" }], "metrics": [1, 2.5] });
    let batch = answered(&preset, &answer(1, json!([row]))).await.to_record_batch().unwrap();
    let names: Vec<_> = types(batch.schema_ref()).into_iter().map(|(name, _)| name).collect();
    let expected = ["ym:s:lastSignTrafficSource", "ym:s:lastSignTrafficSource.id", "ym:s:visits", "ym:s:bounceRate"];
    assert_eq!(names, expected);
    assert_eq!(batch.schema_ref().field(2).data_type(), &DataType::Int64);
}

#[tokio::test]
async fn rows_of_another_report_are_not_taken_for_its_own() {
    let row = json!([{ "dimensions": [{ "name": "Ads" }], "metrics": [1, 2.5] }]);
    let mut report = answered(&small(), &answer(1, row.clone())).await;
    // The same query once more is the same report.
    report.rows.extend(answered(&small(), &answer(1, row.clone())).await.rows);
    assert_eq!(report.to_record_batch().unwrap().num_rows(), 2);
    let mut other = answer(1, row);
    other["query"]["metrics"] = json!(["ym:s:users", "ym:s:bounceRate"]);
    report.rows.extend(answered(&small().metrics([s::USERS, s::BOUNCE_RATE]), &other).await.rows);
    let error = report.to_record_batch().unwrap_err();
    assert_eq!(error.to_string(), "row 3 is of another report: it has other columns");
}
