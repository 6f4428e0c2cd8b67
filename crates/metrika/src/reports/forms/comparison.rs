//! Two segments side by side: `GET /stat/v1/data/comparison` and `GET /stat/v1/data/comparison/drilldown`.

use std::sync::Arc;

use metrika_raw::stat::{self, types};
use metrika_raw::wire::OneOrMany;
use serde::{Deserialize, Serialize};

use super::answer::{Place, each, facts, rows};
use super::call::{asked, branched, paged};
use super::drilldown::{Branch, Node, Tree, TreeBranch};
use super::{Form, Paged};
use crate::error::{Error, ErrorKind, Result};
use crate::reports::filter::Beside;
use crate::reports::row::{labelled, labels};
use crate::reports::{Columns, DimensionValue, Filter, Metric, Numbers, Period, Query, Report, ReportRequest};

/// A comparison as a table.
pub type ComparisonReport = Report<Comparison>;

/// One level of a tree that compares.
pub type ComparedLevel = Report<ComparedTree>;

/// What a comparison has instead of conditions on metrics.
const PLACE: &str = "a comparison";

/// One of the two sides of a comparison: its days, and what of them.
///
/// ```
/// use metrika::reports::{Period, Segment, s};
///
/// let now = Segment::from(Period::last_days(7)).filter(s::DEVICE_CATEGORY.eq("mobile"));
/// # let _ = now;
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Segment {
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
}

impl Segment {
    /// Of these days. The service's default is from six days ago to today.
    pub fn period(mut self, period: impl Into<Period>) -> Self {
        self.period = Some(period.into());
        self
    }

    /// Only what this filter lets through. It has no conditions on metrics.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    fn check(&self, [from, to, filter]: [&'static str; 3]) -> Result<()> {
        self.period.map_or(Ok(()), |period| period.check(from, to))?;
        self.filter.as_ref().map_or(Ok(()), |own| own.check_as(filter, Beside::Nothing(PLACE)))
    }
}

impl<P: Into<Period>> From<P> for Segment {
    fn from(period: P) -> Self {
        Self::default().period(period)
    }
}

impl From<Filter> for Segment {
    fn from(filter: Filter) -> Self {
        Self::default().filter(filter)
    }
}

/// The form of a report that compares two segments: a row has two numbers for each metric.
///
/// Both segments pass the filter of the query, too; how the service joins it with those of the segments is not documented.
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/comparison_1>.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub(in crate::reports) a: Segment,
    pub(in crate::reports) b: Segment,
}

/// The form of a report that compares two segments in a tree, of which one level is brought at a time.
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/comparison_drilldown>.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedTree {
    segments: Comparison,
    #[serde(default)]
    branch: Branch,
}

impl Comparison {
    fn check_segments(&self, query: &Query) -> Result<()> {
        query.check_for(Some(PLACE))?;
        if query.period.is_some() {
            let rule = "a comparison has two periods: give each segment its own";
            return Err(Error::invalid("date1", rule));
        }
        self.a.check(["date1_a", "date2_a", "filters_a"])?;
        self.b.check(["date1_b", "date2_b", "filters_b"])
    }
}

impl<'a> ReportRequest<'a, Comparison> {
    /// The same as a tree, of which one level is brought at a time.
    pub fn drilldown(self) -> ReportRequest<'a, ComparedTree> {
        self.formed(|segments| ComparedTree { segments, branch: Branch::default() })
    }
}

macro_rules! segments {
    ($call:expr, $segments:expr) => {{
        let Comparison { a, b } = $segments;
        let mut call = $call;
        if let Some(period) = a.period {
            call = call.date1_a(period.from.to_string()).date2_a(period.to.to_string());
        }
        if let Some(period) = b.period {
            call = call.date1_b(period.from.to_string()).date2_b(period.to.to_string());
        }
        if let Some(filter) = &a.filter {
            call = call.filters_a(filter.to_string());
        }
        if let Some(filter) = &b.filter {
            call = call.filters_b(filter.to_string());
        }
        call
    }};
}

impl Form for Comparison {
    type Row = ComparedRow;
    type Totals = ComparedNumbers;
    type Resolved = types::ComparisonQuery;

    const OPERATION: &'static str = "get_comparison";

    fn check(&self, query: &Query) -> Result<()> {
        self.check_segments(query)
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report<Self>> {
        let call = paged!(segments!(asked!(stat.get_comparison(), query), self), query, offset);
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::ComparisonReport { data, query: resolved, totals, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let rows = each(offset, rows(data)?, |row: types::ComparisonRow, place| {
                Ok(ComparedRow {
                    dimensions: labels(&columns, row.dimensions, place)?,
                    numbers: ComparedNumbers::of(&columns, row.metrics, place)?,
                })
            })?;
            let totals = ComparedNumbers::if_any(&columns, totals)?;
            Report::new(facts!(answer, offset, trail), rows, totals, resolved, columns)
        })
    }

    fn agree(one: &ComparedNumbers, other: &ComparedNumbers) -> bool {
        one.agree(other)
    }
}

impl Paged for Comparison {}

impl Form for ComparedTree {
    type Row = Node<ComparedNumbers>;
    type Totals = ComparedNumbers;
    type Resolved = types::ComparisonQuery;

    const OPERATION: &'static str = "get_comparison_drilldown";

    fn check(&self, query: &Query) -> Result<()> {
        self.segments.check_segments(query)?;
        self.branch.check(query)
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report<Self>> {
        let call = asked!(stat.get_comparison_drilldown(), query);
        let call = branched!(paged!(segments!(call, &self.segments), query, offset), self.branch);
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::ComparisonDrilldownReport { data, query: resolved, totals, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let facts = facts!(answer, offset, trail);
            let rows = each(offset, rows(data)?, |row: types::ComparisonDrilldownRow, place| {
                let numbers = ComparedNumbers::of(&columns, row.metrics, place)?;
                self.branch.node(&columns, own(row.dimension, place)?, row.expand, numbers, facts.sampling, place)
            })?;
            let totals = ComparedNumbers::if_any(&columns, totals)?;
            Report::new(facts, rows, totals, resolved, columns)
        })
    }

    fn agree(one: &ComparedNumbers, other: &ComparedNumbers) -> bool {
        one.agree(other)
    }
}

impl Paged for ComparedTree {}

impl Tree for ComparedTree {
    type Numbers = ComparedNumbers;

    fn branch(&mut self) -> &mut impl TreeBranch {
        &mut self.branch
    }
}

/// The value of a node. The reference shows a list here, and one value in the other tree: a list of one is that one.
fn own(value: Option<OneOrMany<types::Dimension>>, place: &Place) -> Result<Option<types::Dimension>> {
    match value {
        None => Ok(None),
        Some(OneOrMany::One(value)) => Ok(Some(value)),
        Some(OneOrMany::Many(mut values)) if values.len() == 1 => Ok(values.pop()),
        Some(OneOrMany::Many(values)) => {
            let message = format!("{place} has {} dimensions: which is that of this level is not known", values.len());
            Err(place.wrong(Error::new(ErrorKind::Decode, message), "dimension"))
        }
    }
}

/// The values of both segments.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[allow(clippy::exhaustive_structs)] // there are two
pub struct Pair {
    /// Of the first one.
    pub a: Option<f64>,
    /// Of the second one.
    pub b: Option<f64>,
}

impl Pair {
    /// By how much the first one is more; `None` if either has no value.
    pub fn difference(&self) -> Option<f64> {
        Some(self.a? - self.b?)
    }

    /// The same as a share of the second one; `None` also if that is 0.
    pub fn change(&self) -> Option<f64> {
        let b = self.b.filter(|b| *b != 0.0)?;
        Some(self.difference()? / b)
    }
}

/// Two numbers for each metric.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ComparedNumbers {
    /// Those of the first segment.
    pub a: Numbers,
    /// Those of the second one.
    pub b: Numbers,
}

impl ComparedNumbers {
    fn of(columns: &Arc<Columns>, metrics: Option<types::ComparisonMetrics>, place: &Place) -> Result<Self> {
        let metrics = metrics.unwrap_or_default();
        let side = |values: Option<Vec<Option<f64>>>, name: &str| {
            Numbers::of(columns, values.unwrap_or_default(), format_args!("{place}, segment {name},"))
                .map_err(|error| place.wrong(error, &format!("metrics.{name}")))
        };
        Ok(Self { a: side(metrics.a, "a")?, b: side(metrics.b, "b")? })
    }

    fn if_any(columns: &Arc<Columns>, totals: Option<types::ComparisonMetrics>) -> Result<Self> {
        let totals = totals.unwrap_or_default();
        Ok(Self {
            a: Numbers::if_any(columns, totals.a, "`totals.a`")?,
            b: Numbers::if_any(columns, totals.b, "`totals.b`")?,
        })
    }

    fn agree(&self, other: &Self) -> bool {
        self.a.agree(&other.a) && self.b.agree(&other.b)
    }

    /// The numbers of a metric. A metric that was not asked for is an error of kind [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Pair> {
        Ok(Pair { a: self.a.metric(metric)?, b: self.b.metric(metric)? })
    }
}

/// One row of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedRow {
    dimensions: Vec<DimensionValue>,
    numbers: ComparedNumbers,
}

labelled!(ComparedRow, |row| row.numbers.a.columns());

impl ComparedRow {
    /// The numbers of a metric. A metric that was not asked for is an error of kind [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Pair> {
        self.numbers.metric(metric)
    }

    /// All numbers.
    pub fn numbers(&self) -> &ComparedNumbers {
        &self.numbers
    }
}

impl Node<ComparedNumbers> {
    /// The numbers of a metric. A metric that was not asked for is an error of kind [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Pair> {
        self.numbers.metric(metric)
    }
}
