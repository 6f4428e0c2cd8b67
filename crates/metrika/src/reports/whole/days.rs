//! Periods that are too long for one query.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use super::{changed, is_too_much, words};
use crate::error::{Error, Result};
use crate::reports::row::Key;
use crate::reports::{Column, DateSpec, Numbers, Period, Query, Report, ReportRequest, Row, Sampling, Sort};

/// Asks for the parts of the period one after the other, as large as they may be, and adds them up.
///
/// `refusal` is why the whole is too much; it is given back, with the reason, if the parts may not be added up.
pub(super) async fn added_up(request: &ReportRequest<'_>, refusal: Error) -> Result<Report> {
    let may = may_be_added_up(&request.query).and_then(|()| halves(request.query.period.unwrap_or_default()));
    let (first, second) = match may {
        Ok(halves) => halves,
        Err(reason) => return Err(refused(refusal, &reason)),
    };
    let mut sent = 0_u32;
    let mut parts = Vec::new();
    let mut waiting = vec![second, first];
    while let Some(period) = waiting.pop() {
        match request.clone().period(period).every_page().await {
            Ok(part) => parts.push(part),
            Err(error) if is_too_much(&error) => {
                sent = sent.saturating_add(error.attempts().max(1));
                let (first, second) = halves(period).map_err(|reason| refused(error, &reason))?;
                waiting.extend([second, first]);
            }
            Err(error) => return Err(error),
        }
    }
    let mut report = add_up(&request.query, parts)?;
    report.requests = report.requests.saturating_add(sent);
    Ok(report)
}

fn refused(refusal: Error, reason: &str) -> Error {
    refusal.noted(format!("it cannot be counted part by part of the period: {reason}"))
}

/// Why the parts of a period are not the whole: nothing if they are.
fn may_be_added_up(query: &Query) -> Result<(), String> {
    if query.metrics.is_empty() {
        return Err("which metrics the preset brings is not known before: name them".to_owned());
    }
    if let Some(metric) = query.metrics.iter().find(|metric| !metric.is_additive()) {
        return Err(format!("{metric} of a period is not the sum of its days, as far as is known"));
    }
    if let Some(filter) = &query.filter {
        if let Some(metric) = filter.metrics().first() {
            return Err(format!("the filter has a condition on {metric}, which is about the whole period"));
        }
        if !filter.is_known() {
            return Err("the filter is given as text, which may have conditions on metrics".to_owned());
        }
    }
    if query.offset.is_some_and(|offset| offset > 1) {
        return Err("it does not begin with the first row".to_owned());
    }
    if let Some(Sort { column: Column::Dimension(dimension), .. }) = query.sort.iter().find(|sort| !sort.is_clear()) {
        return Err(format!("rows of several parts cannot be sorted by {dimension} as the service does"));
    }
    Ok(())
}

impl Sort {
    /// Whether rows can be put in this order without the service: by numbers, or by days.
    fn is_clear(&self) -> bool {
        match &self.column {
            Column::Metric(_) => true,
            Column::Dimension(dimension) => dimension.short() == "date",
        }
    }
}

/// Cuts a period into two. If it cannot be cut, the reason.
fn halves(period: Period) -> Result<(Period, Period), String> {
    let Period { from, to } = period;
    let one_day = || Err("a single day is too much already".to_owned());
    match (ago(from), ago(to)) {
        (Some(from), Some(to)) if from == to => one_day(),
        (Some(from), Some(to)) => {
            let middle = to + from.saturating_sub(to).div_ceil(2);
            let part = |from, to| Period::new(DateSpec::ago(from), DateSpec::ago(to));
            Ok((part(from, middle), part(middle - 1, to)))
        }
        (None, None) => match (from, to) {
            (DateSpec::Date(from), DateSpec::Date(to)) if from == to => one_day(),
            (DateSpec::Date(from), DateSpec::Date(to)) => {
                let beyond = |_| "the period is too long".to_owned();
                let days = from.until((Unit::Day, to)).map_err(beyond)?.get_days();
                let middle = from.checked_add(((days - 1) / 2).days()).map_err(beyond)?;
                let next = middle.tomorrow().map_err(beyond)?;
                Ok((Period::new(from, middle), Period::new(next, to)))
            }
            _ => one_day(),
        },
        _ => Err("one end of the period is a date and the other one counted from today: give both as dates".to_owned()),
    }
}

/// How many days before today.
fn ago(day: DateSpec) -> Option<u32> {
    match day {
        DateSpec::Date(_) => None,
        DateSpec::Today => Some(0),
        DateSpec::Yesterday => Some(1),
        DateSpec::DaysAgo(days) => Some(days),
    }
}

/// Makes one report of the reports of consecutive parts of the period.
fn add_up(query: &Query, parts: Vec<Report>) -> Result<Report> {
    follow_each_other(&parts)?;
    let mut parts = parts.into_iter();
    let Some(mut sum) = parts.next() else { return Err(changed("there is no part".to_owned())) };
    let columns = Arc::clone(&sum.columns);
    let mut places = HashMap::new();
    let mut rows: Vec<(Vec<_>, Vec<Option<f64>>)> = Vec::new();
    take_in(&sum, &mut places, &mut rows)?;
    let mut totals = sum.totals.values().to_vec();
    for part in parts {
        if part.columns != columns {
            return Err(changed("the parts of the period have different columns".to_owned()));
        }
        take_in(&part, &mut places, &mut rows)?;
        // Without those of one part there are none.
        if part.totals.values().len() == totals.len() {
            add(&mut totals, part.totals.values());
        } else {
            totals.clear();
        }
        sum.query.date2 = part.query.date2;
        sum.sampling = both(sum.sampling, part.sampling);
        sum.data_lag = sum.data_lag.max(part.data_lag);
        sum.requests = sum.requests.saturating_add(part.requests);
        sum.contains_sensitive_data = match (sum.contains_sensitive_data, part.contains_sensitive_data) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        sum.position.total_rows_rounded |= part.position.total_rows_rounded;
        sum.position.total_rows = sum.position.total_rows.and(part.position.total_rows);
    }
    // Rows of several parts may be one row; the total of them is known if those of the parts are.
    sum.position.total_rows = sum.position.total_rows.map(|_| rows.len() as u64);
    sum.rows = rows.into_iter().map(|(dimensions, values)| Row::fitting(&columns, dimensions, values)).collect();
    sum.totals = Numbers::fitting(&columns, totals);
    sum.min = bound(&sum, f64::min);
    sum.max = bound(&sum, f64::max);
    sort(query, &mut sum)?;
    Ok(sum)
}

/// After midnight, days that are counted from today are others: a day would be there twice, or not at all.
fn follow_each_other(parts: &[Report]) -> Result<()> {
    let day = |text: &Option<String>| text.as_deref().and_then(|day| day.parse::<Date>().ok());
    for (one, next) in parts.iter().zip(parts.iter().skip(1)) {
        let (end, begin) = (&one.query.date2, &next.query.date1);
        let follows = day(end).and_then(|end| end.tomorrow().ok()) == day(begin) && day(begin).is_some();
        if !follows {
            let name = |day: &Option<String>| day.clone().unwrap_or_else(|| "an unknown day".to_owned());
            let message =
                format!("a part of the period ends with {}, and the next one begins with {}", name(end), name(begin));
            return Err(changed(message));
        }
    }
    Ok(())
}

/// Adds the rows of a part to those that are there.
fn take_in(
    part: &Report,
    places: &mut HashMap<Vec<Key>, usize>,
    rows: &mut Vec<(Vec<crate::reports::DimensionValue>, Vec<Option<f64>>)>,
) -> Result<()> {
    let mut seen = std::collections::HashSet::with_capacity(part.rows.len());
    for row in &part.rows {
        let key = row.key();
        if !seen.insert(key.clone()) {
            return Err(changed(format!("{} is there twice: it cannot be added up", words(row))));
        }
        let place = *places.entry(key).or_insert(rows.len());
        match rows.get_mut(place) {
            Some((_, values)) => add(values, row.metrics()),
            None => rows.push((row.dimensions().to_vec(), row.metrics().to_vec())),
        }
    }
    Ok(())
}

/// What has no value in one part has none in the sum: how much it would be is not known.
fn add(sum: &mut [Option<f64>], values: &[Option<f64>]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum = sum.zip(*value).map(|(sum, value)| sum + value);
    }
}

fn both(one: Sampling, other: Sampling) -> Sampling {
    let sum = |a: Option<i64>, b: Option<i64>| Some(a?.saturating_add(b?));
    let (size, space) = (sum(one.size, other.size), sum(one.space, other.space));
    let share = match (one.share, other.share) {
        (Some(a), Some(b)) if a == b => Some(a),
        // Of both together; never all if either is a part.
        (Some(a), Some(b)) => size
            .zip(space)
            .filter(|(_, space)| *space > 0)
            .map(|(size, space)| size as f64 / space as f64)
            .or(Some(a.min(b))),
        _ => None,
    };
    let sampled = match (one.is_sampled(), other.is_sampled()) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    Sampling { sampled, share, size, space }
}

/// The least or the greatest of each column.
fn bound(report: &Report, better: fn(f64, f64) -> f64) -> Numbers {
    let mut rows = report.rows.iter();
    let Some(first) = rows.next() else { return Numbers::none(&report.columns) };
    let mut bound = first.numbers().clone();
    rows.for_each(|row| bound.merge(row.numbers().clone(), better));
    bound
}

/// As the query says, or by the first metric, the greatest first. Rows that are alike stay in the order in which they came.
fn sort(query: &Query, report: &mut Report) -> Result<()> {
    let first = query.metrics.first().map(|metric| Sort::descending(metric.clone()));
    let order: Vec<&Sort> = if query.sort.is_empty() { first.iter().collect() } else { query.sort.iter().collect() };
    let mut keys = Vec::new();
    for sort in order {
        keys.push(match &sort.column {
            Column::Metric(metric) => (true, report.columns.metric(metric)?, sort.descending),
            Column::Dimension(dimension) => (false, report.columns.dimension(dimension)?, sort.descending),
        });
    }
    report.rows.sort_by(|one, other| {
        let by = |(of_metric, place, descending): &(bool, usize, bool)| {
            let number = |row: &Row| row.metrics().get(*place).copied().flatten();
            let text = |row: &Row| row.dimensions().get(*place).and_then(|value| value.name.clone());
            let order = if *of_metric {
                number(one).partial_cmp(&number(other)).unwrap_or(Ordering::Equal)
            } else {
                text(one).cmp(&text(other))
            };
            if *descending { order.reverse() } else { order }
        };
        keys.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    Ok(())
}
