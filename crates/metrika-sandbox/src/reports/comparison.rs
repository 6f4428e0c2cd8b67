//! `/stat/v1/data/comparison`: two segments side by side.
use super::aggregate::{Cells, Groups, Key};
use super::answer::{Made, add_facts, echo_page, echo_period, labels, numbers};
use super::dimensions::{Dimension, Value};
use super::filter::Filter;
use super::fraction::Number;
use super::period::Period;
use super::problem::Problem;
use super::query::{Query, Reading};
use super::rows::{Row, Source, defined, order, visits, weigh};
use super::sampling::Sample;
use super::{Context, Parameters};
use serde_json::{Map, Value as Json, json};
use std::collections::HashSet;

pub(super) const READING: Reading = Reading { sort: "sort", down: false, having: false };

/// One of the two.
#[derive(Debug)]
pub(super) struct Segment {
    period: Period,
    filter: Option<Filter>,
    /// As it was sent.
    text: Option<String>,
}

/// Reads both segments. `instead` are parameters that stand in for missing dates.
pub(super) fn pair(
    parameters: &dyn Parameters,
    query: &mut Query,
    context: &Context<'_>,
    instead: (Option<&str>, Option<&str>),
) -> Result<[Segment; 2], Problem> {
    let read = |dates: (&str, &str), filters: &str| -> Result<Segment, Problem> {
        Ok(Segment {
            period: Period::read(parameters, dates, instead, context.today)?,
            filter: query.segment_filter(parameters, filters)?,
            text: parameters.get(filters).filter(|text| !text.is_empty()).map(str::to_owned),
        })
    };
    let segments = [read(("date1_a", "date2_a"), "filters_a")?, read(("date1_b", "date2_b"), "filters_b")?];
    for filter in segments.iter().filter_map(|segment| segment.filter.as_ref()) {
        query.touch(filter.dimensions(), context);
    }
    Ok(segments)
}

/// A row of both segments: numbers of A, which the order of rows goes by, and of B.
pub(super) struct Both {
    pub row: Row,
    b: Vec<Number>,
}

/// Both segments, counted.
pub(super) struct Pair {
    rows: Vec<Both>,
    totals: [Vec<Number>; 2],
    made: Made,
}

impl Pair {
    pub(super) fn of(
        context: &Context<'_>,
        query: &Query,
        segments: &[Segment; 2],
        dimensions: &[Dimension],
        keep: &dyn Fn(&[Value]) -> bool,
    ) -> Result<Self, Problem> {
        // One sample for both, so that they can be compared.
        let most = segments.iter().map(|segment| visits(context, segment.period)).max().unwrap_or(0);
        weigh(most, context)?;
        let sample = Sample::choose(query.accuracy, most, &context.settings.sample_above);
        let [a, b] = segments.each_ref().map(|segment| {
            let (period, filter) = (segment.period, segment.filter.as_ref());
            Source { context, query, period, filter, sample, dimensions }
        });
        let (of_a, of_b): (Groups, Groups) = (a.pass(keep), b.pass(keep));
        let keys: HashSet<&Key> = of_a.rows.keys().chain(of_b.rows.keys()).collect();
        let empty = Cells::new(&query.atoms);
        let mut rows: Vec<Both> = Vec::with_capacity(keys.len());
        for key in keys {
            let cells = [of_a.rows.get(key).unwrap_or(&empty), of_b.rows.get(key).unwrap_or(&empty)];
            // Hidden if either segment would single visitors out; a segment without any cannot.
            let hidden = [&of_a, &of_b]
                .into_iter()
                .zip([&a, &b])
                .any(|(groups, source)| groups.rows.get(key).is_some_and(|cells| !source.shows(cells)));
            if !hidden {
                let row = Row { key: key.clone(), numbers: a.numbers(cells[0], a.period.seconds()) };
                rows.push(Both { row, b: b.numbers(cells[1], b.period.seconds()) });
            }
        }
        rows.sort_by(|a, b| order(&a.row, &b.row, &query.sort, context.counters));
        let totals = [a.numbers(&of_a.totals, a.period.seconds()), b.numbers(&of_b.totals, b.period.seconds())];
        let made = Made {
            sample,
            size: of_a.size + of_b.size,
            space: of_a.space + of_b.space,
            total_rows: rows.len(),
            sensitive: query.sensitive.is_some(),
        };
        Ok(Self { rows, totals, made })
    }

    /// The answer; `head` makes the part of a row that is not metrics.
    pub(super) fn answer(
        &self,
        query: &Query,
        segments: &[Segment; 2],
        head: impl Fn(&Row) -> Map<String, Json>,
    ) -> Map<String, Json> {
        let mut echo = query.echo();
        let names = [("date1_a", "date2_a", "filters_a"), ("date1_b", "date2_b", "filters_b")];
        for (segment, (first, last, filters)) in segments.iter().zip(names) {
            echo_period(segment.period, (first, last), &mut echo);
            if let Some(text) = &segment.text {
                echo.insert(filters.to_owned(), text.as_str().into());
            }
        }
        echo_page(query, &mut echo);
        let rows = self.rows.iter().skip(query.skip).take(query.limit).map(|both| {
            let mut row = head(&both.row);
            row.insert("metrics".to_owned(), json!({"a": numbers(&both.row.numbers), "b": numbers(&both.b)}));
            Json::Object(row)
        });
        let mut answer = Map::new();
        answer.insert("query".to_owned(), echo.into());
        answer.insert("data".to_owned(), rows.collect());
        let totals = json!({"a": numbers(&self.totals[0]), "b": numbers(&self.totals[1])});
        answer.insert("totals".to_owned(), totals);
        add_facts(&mut answer, self.made);
        answer
    }
}

pub(super) fn run(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let mut query = Query::read(parameters, context, READING)?;
    let segments = pair(parameters, &mut query, context, (None, None))?;
    let keep = defined(&query);
    let compared = Pair::of(context, &query, &segments, &query.dimensions, &keep)?;
    let answer = compared.answer(&query, &segments, |row| {
        let mut object = Map::new();
        object.insert("dimensions".to_owned(), labels(&query.dimensions, &row.key, context.counters));
        object
    });
    Ok(answer.into())
}
