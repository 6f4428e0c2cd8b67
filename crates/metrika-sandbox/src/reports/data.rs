//! `/stat/v1/data`: a table.
use super::answer::{Made, add_bounds, add_facts, echo_page, echo_period, labels, numbers, page};
use super::period::Period;
use super::problem::Problem;
use super::query::{Query, Reading};
use super::rows::{Source, defined};
use super::{Context, Parameters};
use serde_json::{Map, Value as Json, json};

pub(super) const READING: Reading = Reading { sort: "sort", down: false, having: true };

pub(super) fn run(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let query = Query::read(parameters, context, READING)?;
    let period = Period::read(parameters, ("date1", "date2"), (None, None), context.today)?;
    let source = Source::of(context, &query, period)?;
    let table = source.table(&defined(&query));

    let mut echo = query.echo();
    echo_period(period, ("date1", "date2"), &mut echo);
    echo_page(&query, &mut echo);
    let rows = page(&query, &table.rows).map(|row| {
        json!({
            "dimensions": labels(&query.dimensions, &row.key, context.counters),
            "metrics": numbers(&row.numbers),
        })
    });
    let mut answer = Map::new();
    answer.insert("query".to_owned(), echo.into());
    answer.insert("data".to_owned(), rows.collect());
    answer.insert("totals".to_owned(), numbers(&table.totals));
    add_bounds(&mut answer, query.metrics.len(), table.rows.iter().map(|row| row.numbers.as_slice()));
    let (sample, sensitive) = (source.sample, query.sensitive.is_some());
    add_facts(
        &mut answer,
        Made { sample, size: table.size, space: table.space, total_rows: table.rows.len(), sensitive },
    );
    Ok(answer.into())
}
