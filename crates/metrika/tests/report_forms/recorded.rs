//! Recorded answers are read, and nothing of them is lost.

use metrika::reports::{ByTime, ComparedNumbers, Comparison, DimensionValue, Drilldown, Form, Numbers, Query, Report};
use metrika::reports::{Metric, Period, Preset};
use serde_json::{Map, Value, json};

use crate::wire::{self, Wire};
use crate::{dimension, metric};

fn recorded(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut answer: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    answer["a_field_to_come"] = json!([1, "two"]);
    answer["query"]["a_field_to_come"] = json!({ "deep": [null] });
    answer
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

async fn wire(answer: &Value) -> Wire {
    Wire::always(wire::json(&answer.to_string())).await
}

fn value(value: &DimensionValue) -> Value {
    let mut all = value.extra.clone();
    all.extend(value.id.iter().map(|id| ("id".to_owned(), json!(id))));
    all.extend(value.name.iter().map(|name| ("name".to_owned(), json!(name))));
    Value::Object(all)
}

/// What all forms tell alike. What the answer does not have is left out.
fn told<F: Form>(report: &Report<F>, query: Value, data: Vec<Value>, more: Value, answer: &Value) -> Value {
    let sampling = report.sampling;
    let mut told = json!({
        "query": query,
        "data": data,
        "total_rows": report.position.total_rows,
        "total_rows_rounded": report.position.total_rows_rounded,
        "sampled": sampling.sampled,
        "sample_share": sampling.share,
        "sample_size": sampling.size,
        "sample_space": sampling.space,
        "data_lag": report.data_lag.map(|lag| lag.as_secs()),
        "contains_sensitive_data": report.contains_sensitive_data,
    });
    let fields: &mut Map<String, Value> = told.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    fields.extend(report.extra.clone());
    // `None` stands for what is not there, and so does `false` for a number that is not said to be rounded.
    fields.retain(|name, value| answer.get(name).is_some() || !(value.is_null() || *value == json!(false)));
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
async fn over_time() {
    let mut answer = recorded("stat-bytime-02");
    answer["data"][0]["dimensions"][0]["a_field_to_come"] = json!({ "deep": true });
    let (visits, source) = (metric("ym:s:visits"), dimension("ym:s:lastsignTrafficSource"));
    let wire = wire(&answer).await;
    let client = wire.builder().build().unwrap();
    let query = Query::of([1]).metrics([visits.clone()]).dimensions([source.clone()]);
    let report: Report<ByTime> = query.on(&client).by_time().send().await.unwrap();
    let rows = report.rows.iter().map(|row| {
        json!({ "dimensions": [value(row.dimension(&source).unwrap())], "metrics": [row.metric(&visits).unwrap()] })
    });
    let intervals: Vec<_> = report.axis().intervals.iter().map(|interval| [&interval.from, &interval.to]).collect();
    let more = json!({ "totals": [report.totals.metric(&visits).unwrap()], "time_intervals": intervals });
    let told = told(&report, json!(report.query), rows.collect(), more, &answer);
    assert_eq!(leveled(&told), leveled(&answer));
}

fn numbers(numbers: &Numbers, metrics: &[Metric]) -> Value {
    metrics.iter().map(|metric| json!(numbers.metric(metric).unwrap())).collect()
}

#[tokio::test]
async fn a_level_of_a_tree() {
    let mut answer = recorded("stat-drilldown-02");
    answer["data"][0]["dimension"]["a_field_to_come"] = json!({ "deep": true });
    let metrics: Vec<_> = strings(&answer["query"]["metrics"]).into_iter().map(metric).collect();
    let wire = wire(&answer).await;
    let client = wire.builder().build().unwrap();
    let query = Query::of([1]).preset(Preset::new("tech_platforms").unwrap());
    let report: Report<Drilldown> = query.on(&client).drilldown().send().await.unwrap();
    let rows = report.rows.iter().map(|node| {
        json!({ "dimension": value(&node.value), "metrics": numbers(&node.numbers, &metrics), "expand": node.expands })
    });
    let more = json!({
        "totals": numbers(&report.totals, &metrics),
        "min": numbers(&report.min, &metrics),
        "max": numbers(&report.max, &metrics),
    });
    let told = told(&report, json!(report.query), rows.collect(), more, &answer);
    assert_eq!(leveled(&told), leveled(&answer));
}

#[tokio::test]
async fn a_comparison() {
    let mut answer = recorded("stat-comparison-02");
    answer["data"][0]["dimensions"][0]["a_field_to_come"] = json!({ "deep": true });
    let visits = [metric("ym:s:visits")];
    let source = dimension("ym:s:lastsignTrafficSource");
    let wire = wire(&answer).await;
    let client = wire.builder().build().unwrap();
    let query = Query::of([1]).metrics(visits.clone()).dimensions([source.clone()]);
    let report: Report<Comparison> =
        query.on(&client).compare(Period::last_days(7), Period::last_days(14)).send().await.unwrap();
    let pair = |both: &ComparedNumbers| json!({ "a": numbers(&both.a, &visits), "b": numbers(&both.b, &visits) });
    let rows = report
        .rows
        .iter()
        .map(|row| json!({ "dimensions": [value(row.dimension(&source).unwrap())], "metrics": pair(row.numbers()) }));
    // This recording has no totals.
    assert!(report.totals.a.values().is_empty() && report.totals.b.values().is_empty());
    let told = told(&report, json!(report.query), rows.collect(), json!({}), &answer);
    assert_eq!(leveled(&told), leveled(&answer));
}
