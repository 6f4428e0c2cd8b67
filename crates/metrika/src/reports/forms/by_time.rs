//! Reports over time: `GET /stat/v1/data/bytime`.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use metrika_raw::stat::{self, types};
use metrika_raw::wire::OneOrMany;
use serde::{Deserialize, Serialize};

use super::Form;
use super::answer::{Place, each, facts, rows};
use super::call::{asked, dated};
use crate::error::{Error, ErrorKind, Result};
use crate::reports::row::{alike, fit, labelled, labels};
use crate::reports::{Columns, DimensionValue, Metric, Query, Report, ReportRequest};

/// Rows that can be asked for without naming them.
const TOP: u8 = 30;

/// A report over time.
pub type TimeReport = Report<ByTime>;

/// The form of a report over time: the period is cut into intervals of the query's [`group`](ReportRequest::group), and a row has a number
/// for each metric and interval.
///
/// There are no pages: the rows are those that are [named](ReportRequest::rows_of), or the [first few](ReportRequest::top), 30 at most. For all rows
/// by date, ask for a table with a dimension such as [`s::DATE`](crate::reports::s::DATE).
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/bytime>.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ByTime {
    #[serde(skip_serializing_if = "Option::is_none")]
    top: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Vec<String>>,
}

impl ReportRequest<'_, ByTime> {
    /// How many rows to bring: the first values of the first dimension by the first metric, 30 at most. The service's default is 7.
    pub fn top(mut self, rows: u8) -> Self {
        self.form.top = Some(rows);
        self
    }

    /// Which rows to bring. A row is named by one key for each dimension, from the first on: the id of the value, or its name if the
    /// dimension has no ids. It may have fewer keys than there are dimensions: `["organic"]` is all of this source, and its row has
    /// the value of this dimension only. A row that the service does not find is not among the answer's.
    pub fn rows_of<P, K>(mut self, paths: impl IntoIterator<Item = P>) -> Self
    where
        P: IntoIterator<Item = K>,
        K: Into<String>,
    {
        self.form.rows = paths.into_iter().map(|path| path.into_iter().map(Into::into).collect()).collect();
        self
    }

    /// Brings the [annotations](crate::management::ChartAnnotations) of the counter too, those of these groups (`A` to `E`, `HOLIDAY`), or of all if none is
    /// named. They are in [`Axis::annotations`].
    pub fn annotations<G: Into<String>>(mut self, groups: impl IntoIterator<Item = G>) -> Self {
        self.form.annotations = Some(groups.into_iter().map(Into::into).collect());
        self
    }
}

impl ByTime {
    /// A row that was named by fewer keys than there are dimensions has values for these only.
    fn labels(
        &self,
        columns: &Columns,
        values: Option<Vec<types::Dimension>>,
        place: &Place,
    ) -> Result<Vec<DimensionValue>> {
        let values = values.unwrap_or_default();
        if self.rows.iter().any(|path| path.len() == values.len()) {
            return Ok(values.into_iter().map(DimensionValue::from).collect());
        }
        labels(columns, Some(values), place)
    }
}

impl Form for ByTime {
    type Row = TimeRow;
    type Totals = Series;
    type Resolved = types::ByTimeQuery;

    const OPERATION: &'static str = "get_report_by_time";

    fn check(&self, query: &Query) -> Result<()> {
        query.check()?;
        let refuse = |field: &str, rule: String| Err(Error::invalid(field, rule));
        if query.limit.is_some() || query.offset.is_some() {
            let field = if query.limit.is_some() { "limit" } else { "offset" };
            return refuse(
                field,
                "a report over time has no pages: say how many rows by `top`, or which by `rows_of`".into(),
            );
        }
        if let Some(top) = self.top.filter(|top| *top > TOP) {
            return refuse(
                "top_keys",
                format!("there are {TOP} rows at most, and not {top}: name those you want by `rows_of`"),
            );
        }
        if self.top.is_some() && !self.rows.is_empty() {
            return refuse("row_ids", "rows that are named are not the first few: use `top` or `rows_of`".into());
        }
        let most = if query.preset_brings(&query.dimensions) { usize::MAX } else { query.dimensions.len() };
        match self.rows.iter().find(|path| path.is_empty() || path.len() > most) {
            Some(path) => refuse(
                "row_ids",
                format!("a row has from 1 to {most} keys, one for each dimension, and not {}", path.len()),
            ),
            None => Ok(()),
        }
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report<Self>> {
        let mut call = dated!(asked!(stat.get_report_by_time(), query), query);
        if !query.sort.is_empty() {
            call = call.keys_sort(query.sort.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        if let Some(top) = self.top {
            call = call.top_keys(i64::from(top));
        }
        if !self.rows.is_empty() {
            call = call.row_ids(self.rows.clone());
        }
        if let Some(groups) = &self.annotations {
            call = call.include_annotations(true);
            if !groups.is_empty() {
                call = call.annotation_groups(groups.clone());
            }
        }
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::ByTimeReport { data, query: resolved, totals, time_intervals, annotations, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let axis = Arc::new(Axis::of(time_intervals, annotations)?);
            let rows = each(offset, rows(data)?, |row: types::ByTimeRow, place| {
                Ok(TimeRow {
                    dimensions: self.labels(&columns, row.dimensions, place)?,
                    series: Series::of(&columns, &axis, row.metrics.unwrap_or_default(), place)
                        .map_err(|error| place.wrong(error, "metrics"))?,
                })
            })?;
            let totals = match totals.filter(|totals| !totals.is_empty()) {
                Some(totals) => Series::of(&columns, &axis, totals, "`totals`")?,
                None => Series { columns: Arc::clone(&columns), axis, values: Vec::new() },
            };
            Report::new(facts!(answer, offset, trail), rows, totals, resolved, columns)
        })
    }

    fn agree(one: &Series, other: &Series) -> bool {
        one.axis.intervals == other.axis.intervals && alike(&one.values, &other.values)
    }
}

/// The intervals of a report over time.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Axis {
    /// One after the other. The period cuts the first and the last.
    pub intervals: Vec<Interval>,
    /// Annotations of the counter, if they were [asked for](ReportRequest::annotations).
    pub annotations: Vec<types::ReportAnnotation>,
}

/// One interval: its first and last day or, where intervals are shorter than a day, moment; in the time zone of the report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Interval {
    /// When it begins, as the service writes it: `2026-03-01`.
    pub from: String,
    /// The last day or moment of it.
    pub to: String,
}

impl Interval {
    /// When it begins; `None` if the text has no form that is known (`2026-03-01`, `2026-03-01 10:00:00`).
    pub fn start(&self) -> Option<DateTime> {
        self.from
            .parse()
            .ok()
            .or_else(|| Some(self.from.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))
    }
}

impl Axis {
    fn of(
        intervals: Option<Vec<Vec<String>>>,
        annotations: Option<Vec<OneOrMany<types::ReportAnnotation>>>,
    ) -> Result<Self> {
        let intervals = intervals.ok_or_else(|| Error::new(ErrorKind::Decode, "the answer has no `time_intervals`"))?;
        let interval = |(index, pair): (usize, Vec<String>)| match <[String; 2]>::try_from(pair) {
            Ok([from, to]) => Ok(Interval { from, to }),
            Err(other) => {
                let message = format!("an interval has a beginning and an end, and not {} moments", other.len());
                Err(Error::new(ErrorKind::Decode, message).at(format!("time_intervals[{index}]")))
            }
        };
        let annotations = annotations.unwrap_or_default().into_iter().flat_map(|item| match item {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        });
        Ok(Self {
            intervals: intervals.into_iter().enumerate().map(interval).collect::<Result<_>>()?,
            annotations: annotations.collect(),
        })
    }
}

/// A number for each metric and interval.
#[derive(Debug, Clone)]
pub struct Series {
    columns: Arc<Columns>,
    axis: Arc<Axis>,
    values: Vec<Vec<Option<f64>>>,
}

/// Annotations have no part in it.
impl PartialEq for Series {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns && self.axis.intervals == other.axis.intervals && self.values == other.values
    }
}

impl Series {
    fn of(
        columns: &Arc<Columns>,
        axis: &Arc<Axis>,
        values: Vec<Vec<Option<f64>>>,
        what: impl fmt::Display,
    ) -> Result<Self> {
        fit(&what, values.len(), columns.metrics().len(), "metrics")?;
        for (name, series) in columns.metrics().zip(&values) {
            fit(format_args!("{name} in {what}"), series.len(), axis.intervals.len(), "intervals")?;
        }
        Ok(Self { columns: Arc::clone(columns), axis: Arc::clone(axis), values })
    }

    /// The numbers of a metric, one for each interval of the [axis](Self::axis). Empty if the service gave none.
    pub fn metric(&self, metric: &Metric) -> Result<&[Option<f64>]> {
        let place = self.columns.metric(metric)?;
        Ok(self.values.get(place).map(Vec::as_slice).unwrap_or_default())
    }

    /// The same, each with its interval.
    pub fn points(&self, metric: &Metric) -> Result<impl Iterator<Item = (&Interval, Option<f64>)>> {
        Ok(self.axis.intervals.iter().zip(self.metric(metric)?.iter().copied()))
    }

    /// All of them, in the order of [`Columns::metrics`].
    pub fn values(&self) -> &[Vec<Option<f64>>] {
        &self.values
    }

    /// The intervals.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }
}

/// One row of a report over time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeRow {
    dimensions: Vec<DimensionValue>,
    series: Series,
}

labelled!(TimeRow, |row| &row.series.columns);

impl TimeRow {
    /// The numbers of a metric, one for each interval of the [axis](Report::axis). A metric that was not asked for is an error of kind
    /// [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<&[Option<f64>]> {
        self.series.metric(metric)
    }

    /// The same, each with its interval.
    pub fn points(&self, metric: &Metric) -> Result<impl Iterator<Item = (&Interval, Option<f64>)>> {
        self.series.points(metric)
    }

    /// All numbers.
    pub fn series(&self) -> &Series {
        &self.series
    }
}

impl Report<ByTime> {
    /// The intervals that every row has numbers for.
    pub fn axis(&self) -> &Axis {
        self.totals.axis()
    }
}
