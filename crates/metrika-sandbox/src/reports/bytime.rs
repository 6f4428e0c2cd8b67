//! `/stat/v1/data/bytime`: metrics over time.
use super::aggregate::{Cells, Groups, Key, Pass};
use super::answer::{Made, add_facts, echo_period, labels, numbers};
use super::axis::Axis;
use super::dimensions::{Dimension, Value};
use super::fraction::Number;
use super::path::{Path, paths};
use super::period::Period;
use super::problem::Problem;
use super::query::{Query, Reading, number};
use super::rows::{Source, defined};
use super::{Context, Parameters};
use serde_json::{Map, Value as Json, json};
use std::collections::HashSet;

const READING: Reading = Reading { sort: "keys_sort", down: true, having: true };

pub(super) fn run(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let query = Query::read(parameters, context, READING)?;
    let period = Period::read(parameters, ("date1", "date2"), (None, None), context.today)?;
    let axis = Axis::of(query.values.group, period)?;
    let top = number(parameters, "top_keys", 7, 0, 30)?;
    let asked = paths(parameters, query.dimensions.len())?;
    let source = Source::of(context, &query, period)?;
    let defined = defined(&query);
    let table = source.table(&defined);

    // Conditions on metrics are about whole rows: time is laid over the rows that have passed them.
    let passed: Option<HashSet<&[Value]>> =
        (!query.having.is_empty()).then(|| table.rows.iter().map(|row| &*row.key).collect());
    let groups = over_time(&source, &axis, &|values| {
        defined(values) && passed.as_ref().is_none_or(|keys| keys.contains(values))
    });
    let data: Vec<Json> = match asked {
        None => {
            let rows = table.rows.iter().take(top);
            rows.map(|row| line(&source, &axis, &groups, &row.key)).collect()
        }
        Some(asked) => asked.iter().flat_map(|path| lines_of(&source, &axis, path, &defined)).collect(),
    };

    let mut echo = query.echo();
    echo_period(period, ("date1", "date2"), &mut echo);
    for (key, value) in [
        ("group", query.values.group.word().to_owned()),
        ("auto_group_size", axis.size.to_string()),
        ("auto_group_type", axis.group.word().to_owned()),
    ] {
        echo.insert(key.to_owned(), value.into());
    }
    let totals = series(&source, &axis, |index| groups.subtotals.get([Value::Int(index)].as_slice()));
    let mut answer = Map::new();
    answer.insert("query".to_owned(), echo.into());
    answer.insert("data".to_owned(), data.into());
    answer.insert("totals".to_owned(), totals);
    answer.insert("time_intervals".to_owned(), axis.json());
    answer.insert("last_period_index".to_owned(), json!(axis.starts.len() - 1));
    let (sample, sensitive) = (source.sample, query.sensitive.is_some());
    add_facts(
        &mut answer,
        Made { sample, size: table.size, space: table.space, total_rows: table.rows.len(), sensitive },
    );
    Ok(answer.into())
}

fn over_time(source: &Source<'_>, axis: &Axis, keep: &dyn Fn(&[Value]) -> bool) -> Groups {
    let Source { context, query, period, filter, sample, dimensions } = *source;
    let interval = |at| axis.index(at);
    // The interval comes first in a key.
    let (interval, subtotals): (Option<&dyn Fn(_) -> _>, _) = (Some(&interval), Some(0..1));
    Pass { context, query, period, filter, sample, dimensions, interval, subtotals, keep }.run()
}

/// The rows below one path of `row_ids`: one row for each metric condition that holds, none if there is no such value.
fn lines_of(source: &Source<'_>, axis: &Axis, path: &Path, defined: &dyn Fn(&[Value]) -> bool) -> Vec<Json> {
    let dimensions: &[Dimension] = source.dimensions.get(..path.len()).unwrap_or_default();
    let part = Source { dimensions, ..*source };
    let wanted = |values: &[Value]| defined(values) && path.fits(dimensions, values, source.context.counters);
    let rows = part.table(&wanted).rows;
    let groups = over_time(&part, axis, &wanted);
    rows.iter().map(|row| line(&part, axis, &groups, &row.key)).collect()
}

fn line(source: &Source<'_>, axis: &Axis, groups: &Groups, key: &[Value]) -> Json {
    let cells = |index: i64| {
        let key: Key = std::iter::once(&Value::Int(index)).chain(key).cloned().collect();
        groups.rows.get(&key)
    };
    json!({
        "dimensions": labels(source.dimensions, key, source.context.counters),
        "metrics": series(source, axis, cells),
    })
}

/// One list for each metric, with one number for each interval.
fn series<'c>(source: &Source<'_>, axis: &Axis, cells: impl Fn(i64) -> Option<&'c Cells>) -> Json {
    let empty = Cells::new(&source.query.atoms);
    let mut columns: Vec<Vec<Number>> = vec![Vec::with_capacity(axis.starts.len()); source.query.metrics.len()];
    for (index, place) in (0..axis.starts.len()).zip(0_i64..) {
        let values = source.numbers(cells(place).unwrap_or(&empty), axis.seconds(index));
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
    }
    columns.iter().map(|column| numbers(column)).collect()
}
