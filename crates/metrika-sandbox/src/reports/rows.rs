//! The rows of a report: from sums to numbers, the wanted ones, in order.
use super::aggregate::{Cells, Groups, Key, Pass};
use super::dimensions::{Dimension, Value, order_keys};
use super::filter::{Filter, Having, Operator};
use super::fraction::Number;
use super::period::Period;
use super::problem::Problem;
use super::query::{Query, Sort, SortKey};
use super::sampling::Sample;
use super::{Context, Counter};
use std::cmp::Ordering;
use std::collections::HashSet;

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub key: Key,
    pub numbers: Vec<Number>,
}

/// All rows of a report, in order, and what belongs to all of them.
#[derive(Debug)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    pub totals: Vec<Number>,
    pub space: u64,
    pub size: u64,
}

/// What a table is made of.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub context: &'a Context<'a>,
    pub query: &'a Query,
    pub period: Period,
    pub filter: Option<&'a Filter>,
    pub sample: Sample,
    pub dimensions: &'a [Dimension],
}

impl<'a> Source<'a> {
    /// The whole of the query's own dimensions, sampled as it asks.
    pub(super) fn of(context: &'a Context<'a>, query: &'a Query, period: Period) -> Result<Self, Problem> {
        let visits = visits(context, period);
        weigh(visits, context)?;
        let sample = Sample::choose(query.accuracy, visits, &context.settings.sample_above);
        Ok(Self { context, query, period, filter: None, sample, dimensions: &query.dimensions })
    }

    pub(super) fn pass(&self, keep: &dyn Fn(&[Value]) -> bool) -> Groups {
        let Self { context, query, period, filter, sample, dimensions } = *self;
        Pass { context, query, period, filter, sample, dimensions, interval: None, subtotals: None, keep }.run()
    }

    /// The numbers of one row.
    pub(super) fn numbers(&self, cells: &Cells, seconds: i64) -> Vec<Number> {
        let value = |place| cells.get(place);
        self.query.metrics.iter().map(|metric| metric.value(value, self.sample.times, seconds)).collect()
    }

    /// Whether a row may be shown: reports about sensitive data hide those of a few visitors.
    pub(super) fn shows(&self, cells: &Cells) -> bool {
        let Some(place) = self.query.sensitive else { return true };
        let visitors = u64::try_from(cells.get(place) * self.sample.times).unwrap_or(0);
        visitors >= self.context.settings.sensitive_below
    }

    /// The rows that pass the conditions on metrics, in order. Hidden rows still count in the totals.
    pub(super) fn table(&self, keep: &dyn Fn(&[Value]) -> bool) -> Table {
        let seconds = self.period.seconds();
        let groups = self.pass(keep);
        let mut totals = self.numbers(&groups.totals, seconds);
        let (space, size) = (groups.space, groups.size);
        let mut passed: Vec<(Row, bool)> = Vec::with_capacity(groups.rows.len());
        for (key, cells) in groups.rows {
            let numbers = self.numbers(&cells, seconds);
            if self.query.having.iter().all(|having| having.holds(&numbers)) {
                passed.push((Row { key, numbers }, self.shows(&cells)));
            }
        }
        if !self.query.having.is_empty() {
            let keys: HashSet<&[Value]> = passed.iter().map(|(row, _)| &*row.key).collect();
            totals = self.numbers(&self.pass(&|key| keys.contains(key)).totals, seconds);
        }
        let mut rows: Vec<Row> = passed.into_iter().filter(|(_, shown)| *shown).map(|(row, _)| row).collect();
        rows.sort_by(|a, b| order(a, b, &self.query.sort, self.context.counters));
        Table { rows, totals, space, size }
    }
}

/// Refuses what is too much for one query. The words are those of the service, as public clients look for them.
pub(super) fn weigh(visits: u64, context: &Context<'_>) -> Result<(), Problem> {
    match context.settings.refuse_above {
        Some(most) if visits > most => {
            let message = "Query is too complicated. Please reduce the date interval or sampling.";
            Err(Problem { location: None, ..Problem::new("query_error", "", message) })
        }
        _ => Ok(()),
    }
}

/// Visits of the period in all counters.
pub(super) fn visits(context: &Context<'_>, period: Period) -> u64 {
    context.counters.iter().map(|counter| context.log.count(counter.id, period.from, period.to)).sum()
}

/// Leaves rows out whose first dimension has no value, unless they are wanted.
pub(super) fn defined(query: &Query) -> impl Fn(&[Value]) -> bool {
    let all = query.include_undefined;
    move |values: &[Value]| all || values.first() != Some(&Value::None)
}

impl Having {
    pub(super) fn holds(&self, numbers: &[Number]) -> bool {
        // A number that is not there is unlike every number.
        let Some(number) = numbers.get(self.metric).copied().and_then(Number::as_f64) else {
            return self.operator == Operator::NotEqual;
        };
        match self.operator {
            Operator::Equal => number == self.value,
            Operator::NotEqual => number != self.value,
            Operator::Greater => number > self.value,
            Operator::GreaterOrEqual => number >= self.value,
            Operator::Less => number < self.value,
            Operator::LessOrEqual => number <= self.value,
            _ => false,
        }
    }
}

/// The order that is asked for; rows that are equal by that go by their dimensions.
pub(super) fn order(a: &Row, b: &Row, by: &[Sort], counters: &[Counter]) -> Ordering {
    for sort in by {
        let found = match sort.key {
            SortKey::Dimension(index) => match (a.key.get(index), b.key.get(index)) {
                (Some(a), Some(b)) => a.order(b, counters),
                _ => Ordering::Equal,
            },
            SortKey::Metric(index) => match (a.numbers.get(index), b.numbers.get(index)) {
                (Some(a), Some(b)) => a.order(*b),
                _ => Ordering::Equal,
            },
        };
        if found.is_ne() {
            return if sort.down { found.reverse() } else { found };
        }
    }
    order_keys(&a.key, &b.key, counters)
}
