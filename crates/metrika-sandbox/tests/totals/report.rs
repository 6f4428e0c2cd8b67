//! Reports as tables of numbers, and what it means that two numbers are the same.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::exported::Desk;

/// Numbers by the values of the dimensions: ids where there are any, names otherwise, and nothing where there is no value.
pub type Table = BTreeMap<Vec<Option<String>>, Vec<f64>>;

pub async fn desk() -> Desk {
    Desk::with(|settings| settings.data.visits = 1_200).await
}

/// The totals of a report.
pub async fn totals(desk: &Desk, metrics: &str, more: &[(&str, &str)]) -> Vec<f64> {
    let report = desk.report(&[&[("metrics", metrics)], more].concat()).await;
    numbers(&report["totals"])
}

/// All rows of a report.
pub async fn table(desk: &Desk, metrics: &str, dimensions: &str, more: &[(&str, &str)]) -> Table {
    let report = desk.report(&[&[("metrics", metrics), ("dimensions", dimensions)], more].concat()).await;
    let rows = report["data"].as_array().unwrap();
    let table: Table = rows
        .iter()
        .map(|row| {
            let values = row["dimensions"].as_array().unwrap().iter();
            let key = |value: &Value| value["id"].as_str().or(value["name"].as_str()).map(str::to_owned);
            (values.map(key).collect(), numbers(&row["metrics"]))
        })
        .collect();
    assert_eq!(table.len(), rows.len(), "two rows of {dimensions} have one name");
    table
}

/// A metric without a denominator is null, which is no number.
fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
}

/// The same numbers, up to what is lost by adding fractions in another order.
pub fn same(a: &[f64], b: &[f64]) -> bool {
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * a.abs().max(1.0) || a.is_nan() && b.is_nan();
    a.len() == b.len() && a.iter().zip(b).all(near)
}

/// A table computed from a log and one that was reported are the same, row by row.
pub fn agree(computed: &Table, reported: &Table, what: &str) {
    for (key, numbers) in computed {
        let row = reported.get(key).unwrap_or_else(|| panic!("{what}: the report has no row {key:?}"));
        assert!(same(numbers, row), "{what}, {key:?}: {numbers:?} in the log, {row:?} in the report");
    }
    let more: Vec<_> = reported.keys().filter(|key| !computed.contains_key(*key)).collect();
    assert!(more.is_empty(), "{what}: the log has no {more:?}");
}
