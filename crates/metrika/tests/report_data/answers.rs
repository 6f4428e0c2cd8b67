//! Answers of the service: recorded ones, and bad ones.

use metrika::reports::{Metric, Query, Report};
use metrika::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::scripted::{client, query};
use crate::wire::{self, Wire};
use crate::{dimension, metric, visits};

fn recorded(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn answered(query: &Query, answer: &Value) -> Result<Report, Error> {
    let wire = Wire::always(wire::json(&answer.to_string())).await;
    query.on(&client(&wire)).send().await
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// A report as JSON again, put together from what can be read of it, name by name.
fn told(report: &Report, metrics: &[Metric], answer: &Value) -> Value {
    let dimensions: Vec<_> = strings(&answer["query"]["dimensions"]).into_iter().map(dimension).collect();
    let rows = report.rows.iter().map(|row| {
        let value = |name| {
            let value = row.dimension(name).unwrap();
            let mut all = value.extra.clone();
            all.extend(value.id.iter().map(|id| ("id".to_owned(), json!(id))));
            all.extend(value.name.iter().map(|name| ("name".to_owned(), json!(name))));
            Value::Object(all)
        };
        json!({
            "dimensions": dimensions.iter().map(value).collect::<Vec<_>>(),
            "metrics": metrics.iter().map(|metric| row.metric(metric).unwrap()).collect::<Vec<_>>(),
        })
    });
    let numbers = |numbers: &metrika::reports::Numbers| -> Value {
        metrics.iter().map(|metric| json!(numbers.metric(metric).unwrap())).collect()
    };
    let mut told = json!({
        "query": report.query,
        "data": rows.collect::<Vec<_>>(),
        "total_rows": report.position.total_rows,
        "total_rows_rounded": report.position.total_rows_rounded,
        "sampled": report.sampling.sampled,
        "sample_share": report.sampling.share,
        "sample_size": report.sampling.size,
        "sample_space": report.sampling.space,
        "data_lag": report.data_lag.map(|lag| lag.as_secs()),
        "totals": numbers(&report.totals), "min": numbers(&report.min), "max": numbers(&report.max),
    });
    if let Some(sensitive) = report.contains_sensitive_data {
        told["contains_sensitive_data"] = sensitive.into();
    }
    told.as_object_mut().unwrap().extend(report.extra.clone());
    told
}

/// Numbers are numbers: `41` is `41.0`.
fn leveled(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(leveled).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), leveled(value))).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn recorded_answers_are_read_with_nothing_lost() {
    for name in ["stat-data-01", "stat-data-03-sampled"] {
        let mut answer = recorded(name);
        answer["a_field_to_come"] = json!([1, "two"]);
        answer["data"][0]["dimensions"][0]["a_field_to_come"] = json!({ "deep": true });
        let metrics: Vec<Metric> = strings(&answer["query"]["metrics"]).into_iter().map(metric).collect();
        let dimensions: Vec<_> = strings(&answer["query"]["dimensions"]).into_iter().map(dimension).collect();
        let query = Query::of([1]).metrics(metrics.clone()).dimensions(dimensions);
        let report = answered(&query, &answer).await.unwrap();
        assert_eq!(leveled(&told(&report, &metrics, &answer)), leveled(&answer), "{name}");
    }
}

#[tokio::test]
async fn recorded_answers_say_what_they_are() {
    let month = Query::of([1]).metrics([metric("ym:pv:pageviews")]).dimensions([dimension("ym:pv:month")]);
    let sampled = answered(&month, &recorded("stat-data-03-sampled")).await.unwrap();
    assert_eq!(sampled.sampling.is_sampled(), Some(true));
    assert_eq!(sampled.clone().require_complete().unwrap().rows.len(), 1);
    let error = sampled.require_unsampled().unwrap_err();
    assert!(error.to_string().contains("9.81873% of the data"), "{error}");

    let dimensions = ["ym:s:UTMSource", "ym:s:startURLPath", "ym:s:datePeriod<group>Name"].map(dimension);
    let names = ["ym:s:pageviews", "ym:s:pageDepth", "ym:s:avgVisitDurationSeconds", "ym:s:bounceRate"].map(metric);
    let report =
        answered(&Query::of([1]).metrics(names).dimensions(dimensions), &recorded("stat-data-01")).await.unwrap();
    let report = report.require_unsampled().unwrap();
    assert_eq!(report.data_lag.unwrap().as_secs(), 47);
    // Rows were cut out of the recording.
    let error = report.require_complete().unwrap_err();
    assert!(error.to_string().contains("rows 1 to 10, of 38"), "{error}");
}

fn answer(row: Value) -> Value {
    json!({
        "query": { "metrics": ["ym:s:visits"], "dimensions": ["ym:s:date"] },
        "data": [{ "dimensions": [{ "name": "a" }], "metrics": [1] }, row],
        "totals": [1], "total_rows": 2, "total_rows_rounded": false, "sampled": false,
    })
}

#[tokio::test]
async fn a_row_of_another_length_is_an_error_with_its_number() {
    let cases = [
        (
            json!({ "dimensions": [{ "name": "b" }], "metrics": [] }),
            "row 2 has 0 metrics instead of 1 at data[1].metrics",
        ),
        (json!({ "dimensions": [{ "name": "b" }] }), "row 2 has 0 metrics instead of 1 at data[1].metrics"),
        (
            json!({ "dimensions": [{ "name": "b" }], "metrics": [1, 2] }),
            "row 2 has 2 metrics instead of 1 at data[1].metrics",
        ),
        (json!({ "dimensions": [], "metrics": [1] }), "row 2 has 0 dimensions instead of 1 at data[1].dimensions"),
    ];
    for (row, message) in cases {
        let error = answered(&query(), &answer(row)).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
        assert_eq!(error.to_string(), format!("get_report: {message}"));
    }
    let mut totals = answer(json!({ "dimensions": [{}], "metrics": [2] }));
    totals["totals"] = json!([1, 2]);
    let error = answered(&query(), &totals).await.unwrap_err();
    assert_eq!(error.to_string(), "get_report: `totals` has 2 metrics instead of 1");
}

#[tokio::test]
async fn columns_that_were_not_asked_for_are_never_read_as_those_that_were() {
    let mut other = answer(json!({ "dimensions": [{}], "metrics": [2] }));
    other["query"]["metrics"] = json!(["ym:s:users"]);
    let error = answered(&query(), &other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let message = "get_report: ym:s:visits was asked for as number 1 of metrics, the answer has ym:s:users";
    assert_eq!(error.to_string(), message);
}

#[tokio::test]
async fn no_value_is_none_and_neither_zero_nor_an_error() {
    let report =
        answered(&query(), &answer(json!({ "dimensions": [{ "name": null }], "metrics": [null] }))).await.unwrap();
    let row = &report.rows[1];
    assert_eq!(row.metric(&visits()).unwrap(), None);
    assert_eq!(row.dimension(&dimension("ym:s:date")).unwrap().name, None);
    assert_eq!(report.min.metric(&visits()).unwrap(), None, "the answer has no minimum");
    assert_eq!(row.metric(&metric("ym:s:users")).unwrap_err().kind(), ErrorKind::NotAsked);
}

#[tokio::test]
async fn an_answer_without_rows_is_not_an_empty_report() {
    for answer in [json!({}), json!({ "query": {}, "total_rows": 0 })] {
        let error = answered(&query(), &answer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.to_string(), "get_report: the answer has no `data`");
    }
    let empty = json!({ "data": [], "total_rows": 0, "totals": [], "sampled": false });
    let report = answered(&query(), &empty).await.unwrap().require_complete().unwrap();
    assert!(report.rows.is_empty());
}

#[tokio::test]
async fn what_is_not_told_is_not_taken_for_granted() {
    let report = answered(&query(), &json!({ "data": [] })).await.unwrap();
    let error = report.clone().require_unsampled().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Sampled);
    assert!(error.to_string().contains("not told whether all data"), "{error}");
    assert_eq!(report.require_complete().unwrap_err().kind(), ErrorKind::Incomplete);
}
