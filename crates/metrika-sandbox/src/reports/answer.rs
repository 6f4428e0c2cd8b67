//! What the six answers have in common.
use super::Counter;
use super::dimensions::{Dimension, Value};
use super::fraction::Number;
use super::period::Period;
use super::query::Query;
use super::rows::Row;
use super::sampling::Sample;
use serde_json::{Map, Value as Json, json};

/// Metrics as a list.
pub(super) fn numbers(numbers: &[Number]) -> Json {
    numbers.iter().map(|&number| Json::from(number)).collect()
}

/// Dimensions as a list of objects.
pub(super) fn labels(dimensions: &[Dimension], key: &[Value], counters: &[Counter]) -> Json {
    let label = |(dimension, value): (&Dimension, &Value)| dimension.label(value, counters).json();
    dimensions.iter().zip(key).map(label).collect()
}

/// The rows of the page that the query asks for.
pub(super) fn page<'r>(query: &Query, rows: &'r [Row]) -> impl Iterator<Item = &'r Row> {
    rows.iter().skip(query.skip).take(query.limit)
}

/// Adds the page to the echo of a query.
pub(super) fn echo_page(query: &Query, echo: &mut Map<String, Json>) {
    echo.insert("limit".to_owned(), query.limit.into());
    echo.insert("offset".to_owned(), query.skip.saturating_add(1).into());
}

pub(super) fn echo_period(period: Period, names: (&str, &str), echo: &mut Map<String, Json>) {
    echo.insert(names.0.to_owned(), period.from.to_string().into());
    echo.insert(names.1.to_owned(), period.to.to_string().into());
}

/// The least and the greatest value of each metric among all rows, not only those of the page.
pub(super) fn add_bounds<'r>(
    answer: &mut Map<String, Json>,
    metrics: usize,
    rows: impl Iterator<Item = &'r [Number]> + Clone,
) {
    let bound = |index: usize, most: bool| {
        let values = rows.clone().filter_map(|row| row.get(index).copied()).filter(|value| *value != Number::Null);
        let found = values.reduce(|a, b| if (a.order(b).is_lt()) == most { b } else { a });
        Json::from(found.unwrap_or(Number::Null))
    };
    answer.insert("min".to_owned(), (0..metrics).map(|index| bound(index, false)).collect());
    answer.insert("max".to_owned(), (0..metrics).map(|index| bound(index, true)).collect());
}

/// How the numbers came about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub sample: Sample,
    pub size: u64,
    pub space: u64,
    pub total_rows: usize,
    pub sensitive: bool,
}

/// The keys that every answer ends with.
pub(super) fn add_facts(answer: &mut Map<String, Json>, made: Made) {
    let share = match made.sample.times {
        1 => json!(1),
        _ => json!(made.sample.share()),
    };
    for (key, value) in [
        ("total_rows", json!(made.total_rows)),
        ("total_rows_rounded", json!(false)),
        ("sampled", json!(made.sample.times != 1)),
        ("contains_sensitive_data", json!(made.sensitive)),
        ("sample_share", share),
        ("sample_size", json!(made.size)),
        ("sample_space", json!(made.space)),
        // The visits of a day are complete as soon as the sandbox shows them.
        ("data_lag", json!(0)),
    ] {
        answer.insert(key.to_owned(), value);
    }
}
