//! `/stat/v1/data/pivot`: values of some dimensions as columns.
//!
//! No recorded answer is known. `metrics` and `totals` hold one list per metric with one number per column, as a script
//! that uses this operation reads them. What the columns are must be told somehow: `pivot_columns` is the sandbox's own key.
use super::aggregate::{Cells, Groups, Key, Pass};
use super::answer::{Made, add_bounds, add_facts, echo_page, echo_period, labels, numbers, page};
use super::data::READING;
use super::dimensions::{Dimension, Value, order_keys};
use super::filter::split_list;
use super::fraction::Number;
use super::period::Period;
use super::problem::Problem;
use super::query::{DIMENSIONS, Query, check_prefix, dimensions, number};
use super::rows::{Source, defined};
use super::{Context, Parameters};
use serde_json::{Map, Value as Json, json};
use std::collections::HashSet;

pub(super) fn run(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let mut query = Query::read(parameters, context, READING)?;
    let names = split_list(parameters.get("pivot_dimensions").unwrap_or_default());
    if names.len() > DIMENSIONS {
        return Err(Problem::invalid(
            "pivot_dimensions",
            format!("At most {DIMENSIONS} pivot_dimensions are possible"),
        ));
    }
    let across = dimensions(&names, query.values, "pivot_dimensions")?;
    check_prefix(query.rows, &across, "pivot_dimensions")?;
    let touched: Vec<&'static str> = across.iter().map(Dimension::plain_name).collect();
    query.touch(&touched, context);
    let query = query;
    let period = Period::read(parameters, ("date1", "date2"), (None, None), context.today)?;
    let columns = number(parameters, "pivot_limit", 5, 0, 100)?;
    let skipped = number(parameters, "pivot_offset", 1, 1, i64::MAX)? - 1;

    // Rows by themselves, columns by themselves, and the cells where they meet: visitors do not add up.
    let source = Source::of(context, &query, period)?;
    let defined = defined(&query);
    let table = source.table(&defined);
    let passed: HashSet<&[Value]> = table.rows.iter().map(|row| &*row.key).collect();
    let both: Vec<Dimension> = query.dimensions.iter().chain(&across).cloned().collect();
    let width = query.dimensions.len();
    let meeting = |values: &[Value]| {
        let (row, column) = values.split_at(width.min(values.len()));
        defined(row) && (query.having.is_empty() || passed.contains(row)) && column.first() != Some(&Value::None)
    };
    let pass = Pass {
        context,
        query: &query,
        period,
        filter: None,
        sample: source.sample,
        dimensions: &both,
        interval: None,
        subtotals: Some(width..both.len()),
        keep: &meeting,
    };
    let cells = pass.run();
    let columns_of_all = columns_in_order(&source, &cells);
    let shown: &[(Key, Vec<Number>)] = page_of(&columns_of_all, skipped, columns);

    let empty = Cells::new(&query.atoms);
    let row_of = |key: &[Value]| -> Vec<Vec<Number>> {
        let values = shown.iter().map(|(column, _)| {
            let key: Key = key.iter().chain(column.iter()).cloned().collect();
            // A cell of a few visitors would tell what a hidden row does not.
            let found = cells.rows.get(&key).filter(|cells| source.shows(cells));
            source.numbers(found.unwrap_or(&empty), period.seconds())
        });
        transpose(values.collect(), query.metrics.len())
    };
    let rows: Vec<(Json, Vec<Vec<Number>>)> = page(&query, &table.rows)
        .map(|row| (labels(&query.dimensions, &row.key, context.counters), row_of(&row.key)))
        .collect();

    let mut echo = query.echo();
    echo_period(period, ("date1", "date2"), &mut echo);
    echo_page(&query, &mut echo);
    echo.insert("pivot_dimensions".to_owned(), across.iter().map(|dimension| dimension.name.as_str()).collect());
    echo.insert("pivot_limit".to_owned(), columns.into());
    echo.insert("pivot_offset".to_owned(), (skipped + 1).into());
    let matrix = |matrix: &[Vec<Number>]| -> Json { matrix.iter().map(|list| numbers(list)).collect() };
    let mut answer = Map::new();
    answer.insert("query".to_owned(), echo.into());
    answer.insert(
        "data".to_owned(),
        rows.iter().map(|(labels, values)| json!({"dimensions": labels, "metrics": matrix(values)})).collect(),
    );
    let heads = shown.iter().map(|(key, _)| labels(&across, key, context.counters));
    answer.insert("pivot_columns".to_owned(), heads.collect());
    let totals = shown.iter().map(|(_, totals)| totals.clone()).collect();
    answer.insert("totals".to_owned(), matrix(&transpose(totals, query.metrics.len())));
    let flat: Vec<Vec<Number>> = rows.iter().flat_map(|(_, values)| transpose(values.clone(), shown.len())).collect();
    add_bounds(&mut answer, query.metrics.len(), flat.iter().map(Vec::as_slice));
    let (sample, sensitive) = (source.sample, query.sensitive.is_some());
    add_facts(
        &mut answer,
        Made { sample, size: table.size, space: table.space, total_rows: table.rows.len(), sensitive },
    );
    Ok(answer.into())
}

/// The columns and their totals, by the first metric downwards.
fn columns_in_order(source: &Source<'_>, cells: &Groups) -> Vec<(Key, Vec<Number>)> {
    let shown = cells.subtotals.iter().filter(|(_, totals)| source.shows(totals));
    let mut columns: Vec<(Key, Vec<Number>)> =
        shown.map(|(key, totals)| (key.clone(), source.numbers(totals, source.period.seconds()))).collect();
    columns.sort_by(|(a, x), (b, y)| {
        let first = |numbers: &[Number]| numbers.first().copied().unwrap_or(Number::Null);
        first(y).order(first(x)).then_with(|| order_keys(a, b, source.context.counters))
    });
    columns
}

fn page_of<T>(list: &[T], skipped: usize, most: usize) -> &[T] {
    let rest = list.get(skipped..).unwrap_or_default();
    rest.get(..most).unwrap_or(rest)
}

/// Rows to columns.
fn transpose(rows: Vec<Vec<Number>>, width: usize) -> Vec<Vec<Number>> {
    (0..width).map(|index| rows.iter().filter_map(|row| row.get(index).copied()).collect()).collect()
}
