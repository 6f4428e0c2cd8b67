//! More metrics than one query may have.

use std::collections::HashMap;
use std::sync::Arc;

use super::{changed, one, words};
use crate::error::{Error, Result};
use crate::reports::forms::Resolved;
use crate::reports::query::rules::METRICS;
use crate::reports::row::{Key, same};
use crate::reports::{Column, Columns, Metric, Numbers, Query, Report, ReportRequest, Row};

/// Asks for the metrics by several queries, and joins the rows by the values of their dimensions.
///
/// Each query has the first metric too, those of the filter and those that rows are sorted by. These must be the same in all answers, and so
/// must be the rows, the days and the sample: otherwise the numbers of one row would be of different data.
pub(super) async fn joined(request: ReportRequest<'_>) -> Result<Report> {
    let query = &request.query;
    query.check_any_number()?;
    let carried = carried(query);
    let Some(room) = METRICS.checked_sub(carried.len()).filter(|room| *room > 0) else {
        let rule = format_args!(
            "each query of a report with more than {METRICS} metrics has the first one, those of the filter and of the sort, and these are {} already",
            carried.len()
        );
        return Err(Error::invalid("metrics", rule));
    };
    let rest: Vec<Metric> = query.metrics.iter().filter(|metric| !carried.contains(metric)).cloned().collect();
    let mut parts = Vec::new();
    for chunk in rest.chunks(room) {
        let mut part = request.clone();
        part.query.metrics = carried.iter().chain(chunk).cloned().collect();
        parts.push(one(part).await?);
    }
    join(query, &carried, parts)
}

/// What every query must have.
fn carried(query: &Query) -> Vec<Metric> {
    let sorted = query.sort.iter().filter_map(|sort| match &sort.column {
        Column::Metric(metric) => Some(metric),
        Column::Dimension(_) => None,
    });
    let filtered = query.filter.iter().flat_map(|filter| filter.metrics());
    let mut carried = Vec::new();
    for metric in query.metrics.iter().take(1).chain(sorted).chain(filtered) {
        if !carried.contains(metric) {
            carried.push(metric.clone());
        }
    }
    carried
}

fn join(query: &Query, carried: &[Metric], parts: Vec<Report>) -> Result<Report> {
    let mut parts = parts.into_iter();
    let Some(mut first) = parts.next() else { return Err(Error::invalid("metrics", "there are none")) };
    let rest: Vec<Part> = parts.map(|report| Part::of(&first, carried, report)).collect::<Result<_>>()?;

    let mut resolved = first.query.clone();
    let place = |metric: &Metric| -> Result<(usize, usize)> {
        if let Ok(column) = first.columns.metric(metric) {
            return Ok((0, column));
        }
        let found =
            rest.iter().zip(1..).find_map(|(part, number)| Some((number, part.report.columns.metric(metric).ok()?)));
        found.ok_or_else(|| changed(format!("no answer has {metric}")))
    };
    let places = query.metrics.iter().map(place).collect::<Result<Vec<_>>>()?;
    let names = |report: &Report| -> Vec<String> { report.columns.metrics().map(str::to_owned).collect() };
    let all: Vec<Vec<String>> =
        std::iter::once(names(&first)).chain(rest.iter().map(|part| names(&part.report))).collect();
    resolved.metrics = Some(places.iter().filter_map(|(part, column)| all.get(*part)?.get(*column).cloned()).collect());
    let columns = Arc::new(Columns::of(query, &resolved)?);

    let mut rows = Vec::with_capacity(first.rows.len());
    for row in &first.rows {
        let key = row.key();
        let others = rest.iter().map(|part| part.row(&key, row, carried)).collect::<Result<Vec<&Row>>>()?;
        let values = pick(&places, |part| match part.checked_sub(1) {
            None => Some(row.metrics()),
            Some(other) => others.get(other).map(|row| row.metrics()),
        });
        rows.push(Row::fitting(&columns, row.dimensions().to_vec(), values));
    }
    let numbers = |of: fn(&Report) -> &Numbers| {
        let values = pick(&places, |part| match part.checked_sub(1) {
            None => Some(of(&first).values()),
            Some(other) => rest.get(other).map(|part| of(&part.report).values()),
        });
        Numbers::fitting(&columns, values)
    };
    let (totals, min, max) = (numbers(|part| &part.totals), numbers(|part| &part.min), numbers(|part| &part.max));
    (first.rows, first.totals, first.min, first.max) = (rows, totals, min, max);
    for part in rest {
        first.requests = first.requests.saturating_add(part.report.requests);
        first.data_lag = first.data_lag.max(part.report.data_lag);
        if part.report.contains_sensitive_data == Some(true) {
            first.contains_sensitive_data = Some(true);
        }
    }
    (first.columns, first.query) = (columns, resolved);
    Ok(first)
}

/// One value of the first answer, or of what belongs to it in another one, for each metric of the report.
fn pick<'v>(places: &[(usize, usize)], of_part: impl Fn(usize) -> Option<&'v [Option<f64>]>) -> Vec<Option<f64>> {
    places.iter().map(|(part, column)| of_part(*part)?.get(*column).copied().flatten()).collect()
}

/// The answer to a query after the first one.
struct Part {
    report: Report,
    /// Which row it is by the values of its dimensions.
    places: HashMap<Vec<Key>, usize>,
}

impl Part {
    fn of(first: &Report, carried: &[Metric], report: Report) -> Result<Self> {
        let mut places = HashMap::with_capacity(report.rows.len());
        for (place, row) in report.rows.iter().enumerate() {
            if places.insert(row.key(), place).is_some() {
                return Err(changed(format!("{} is there twice: it cannot be joined", words(row))));
            }
        }
        let differs = if first.query.period() != report.query.period() {
            format!("one query is about {}, another one about {}", first.query.period(), report.query.period())
        } else if first.rows.len() != report.rows.len() {
            format!("one query has {} rows, another one {}", first.rows.len(), report.rows.len())
        } else if !first.sampling.agrees(&report.sampling) {
            format!("one query counts {}, another one {}", first.sampling, report.sampling)
        } else if let Some(metric) = other(carried, &first.totals, &report.totals)? {
            format!("the total of {metric} is not the same in two queries")
        } else {
            return Ok(Self { report, places });
        };
        Err(changed(format!("the data changed between the queries for different metrics: {differs}")))
    }

    fn row(&self, key: &[Key], first: &Row, carried: &[Metric]) -> Result<&Row> {
        let differs = match self.places.get(key).and_then(|place| self.report.rows.get(*place)) {
            None => format!("{} is not in all of them", words(first)),
            Some(row) => match other(carried, first.numbers(), row.numbers())? {
                None => return Ok(row),
                Some(metric) => format!("{metric} of {} is not the same in all of them", words(first)),
            },
        };
        Err(changed(format!("the data changed between the queries for different metrics: {differs}")))
    }
}

/// A metric that is not the same in both.
fn other<'m>(carried: &'m [Metric], one: &Numbers, another: &Numbers) -> Result<Option<&'m Metric>> {
    for metric in carried {
        if !same(one.metric(metric)?, another.metric(metric)?) {
            return Ok(Some(metric));
        }
    }
    Ok(None)
}
