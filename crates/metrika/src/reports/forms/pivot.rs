//! Pivot tables: `GET /stat/v1/data/pivot`.

use std::fmt;
use std::sync::Arc;

use metrika_raw::stat::{self, types};
use serde::{Deserialize, Serialize};

use super::answer::{each, facts, rows};
use super::call::{asked, dated, paged};
use super::{Form, Paged};
use crate::error::{Error, ErrorKind, Result};
use crate::reports::row::{alike, fit, labelled, labels};
use crate::reports::{Columns, Dimension, DimensionValue, Metric, Numbers, Query, Report, ReportRequest};

const DIMENSIONS: usize = 10;
const COLUMNS: u8 = 100;
/// What the service does unless told otherwise.
const DEFAULT_COLUMNS: u8 = 5;

/// A pivot table.
pub type PivotReport = Report<Pivot>;

/// The form of a report that is a pivot table: the values of some dimensions are columns, and a row has a number for each metric and column.
///
/// The service documents what to ask, but not the answer, and no recorded one is known. What is read here is what a script that uses the
/// operation reads: for each row one list per metric, with one number per column. An answer of another shape is an error. Which value
/// belongs to which column the service must say, but where is unknown: look into [`extra`](Report::extra).
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/pivot>.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pivot {
    pub(in crate::reports) across: Vec<Dimension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_column: Option<u64>,
}

impl ReportRequest<'_, Pivot> {
    /// How many columns to bring, 100 at most. The service's default is 5.
    pub fn columns(mut self, columns: u8) -> Self {
        self.form.columns = Some(columns);
        self
    }

    /// The column to begin with, counted from 1.
    pub fn from_column(mut self, column: u64) -> Self {
        self.form.from_column = Some(column);
        self
    }
}

impl Pivot {
    pub(in crate::reports) fn by(across: Vec<Dimension>) -> Self {
        Self { across, ..Self::default() }
    }
}

impl Form for Pivot {
    type Row = PivotRow;
    type Totals = Cells;
    type Resolved = types::PivotQuery;

    const OPERATION: &'static str = "get_pivot";

    fn check(&self, query: &Query) -> Result<()> {
        query.check()?;
        let refuse = |field: &str, rule: String| Err(Error::invalid(field, rule));
        match self.across.len() {
            0 => return refuse("pivot_dimensions", "a pivot table needs a dimension whose values are columns".into()),
            1..=DIMENSIONS => {}
            many => return refuse("pivot_dimensions", format!("there are {many}, {DIMENSIONS} are allowed")),
        }
        for dimension in &self.across {
            dimension.checked()?;
            if query.dimensions.contains(dimension) {
                return refuse("pivot_dimensions", format!("{dimension} is among the dimensions of the rows already"));
            }
            if self.across.iter().filter(|other| *other == dimension).count() > 1 {
                return refuse("pivot_dimensions", format!("{dimension} is there twice"));
            }
        }
        if let Some(columns) = self.columns.filter(|columns| !(1..=COLUMNS).contains(columns)) {
            return refuse("pivot_limit", format!("an answer has from 1 to {COLUMNS} columns, and not {columns}"));
        }
        if self.from_column == Some(0) {
            return refuse("pivot_offset", "columns are counted from 1".into());
        }
        query.check_namespace("pivot_dimensions", &self.across)
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report<Self>> {
        let call = paged!(dated!(asked!(stat.get_pivot(), query), query), query, offset);
        let mut call = call.pivot_dimensions(self.across.iter().map(ToString::to_string).collect::<Vec<_>>());
        if let Some(columns) = self.columns {
            call = call.pivot_limit(i64::from(columns));
        }
        if let Some(column) = self.from_column {
            call = call.pivot_offset(i64::try_from(column).map_err(|error| Error::invalid("pivot_offset", error))?);
        }
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::PivotReport { data, query: resolved, totals, min, max, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let window =
                Window { from: self.from_column.unwrap_or(1), columns: self.columns.unwrap_or(DEFAULT_COLUMNS) };
            let rows = each(offset, rows(data)?, |row: types::PivotRow, place| {
                Ok(PivotRow {
                    dimensions: labels(&columns, row.dimensions, place)?,
                    cells: Cells::of(&columns, window, row.metrics.unwrap_or_default(), place)
                        .map_err(|error| place.wrong(error, "metrics"))?,
                })
            })?;
            let totals = match totals.filter(|totals| !totals.is_empty()) {
                Some(totals) => Cells::of(&columns, window, totals, "`totals`")?,
                None => Cells { columns: Arc::clone(&columns), window, values: Vec::new() },
            };
            same_width(&rows, &totals)?;
            let min = Numbers::if_any(&columns, min, "`min`")?;
            let max = Numbers::if_any(&columns, max, "`max`")?;
            Report::new(facts!(answer, offset, trail), rows, totals, resolved, columns)?.bounded(min, max)
        })
    }

    fn agree(one: &Cells, other: &Cells) -> bool {
        alike(&one.values, &other.values)
    }

    fn missing(report: &Report<Self>) -> Option<String> {
        let width = report.totals.width().max(report.rows.first().map_or(0, |row| row.cells.width()));
        let Window { from, columns } = report.totals.window;
        if from > 1 {
            return Some(format!("the columns before number {from} were not asked for"));
        }
        (width >= usize::from(columns)).then(|| format!("{columns} columns were asked for and came: there may be more"))
    }
}

impl Paged for Pivot {}

/// A row with fewer columns than another has shifted ones.
fn same_width(rows: &[PivotRow], totals: &Cells) -> Result<()> {
    let mut widths =
        rows.iter().map(|row| row.cells.width()).chain((!totals.values.is_empty()).then(|| totals.width()));
    let Some(first) = widths.next() else { return Ok(()) };
    match widths.find(|width| *width != first) {
        Some(other) => {
            let message = format!("one row of the pivot table has {first} columns, another one {other}");
            Err(Error::new(ErrorKind::Decode, message))
        }
        None => Ok(()),
    }
}

/// A number for each metric and column of a pivot table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    columns: Arc<Columns>,
    values: Vec<Vec<Option<f64>>>,
    window: Window,
}

/// Which columns were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    from: u64,
    columns: u8,
}

impl Cells {
    fn of(
        columns: &Arc<Columns>,
        window: Window,
        values: Vec<Vec<Option<f64>>>,
        what: impl fmt::Display,
    ) -> Result<Self> {
        fit(&what, values.len(), columns.metrics().len(), "metrics")?;
        let cells = Self { columns: Arc::clone(columns), window, values };
        for (name, list) in columns.metrics().zip(&cells.values) {
            fit(format_args!("{name} in {what}"), list.len(), cells.width(), "columns")?;
        }
        Ok(cells)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    /// The numbers of a metric, one for each column. Empty if the service gave none. A metric that was not asked for is an error of kind
    /// [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<&[Option<f64>]> {
        let place = self.columns.metric(metric)?;
        Ok(self.values.get(place).map(Vec::as_slice).unwrap_or_default())
    }

    /// All of them, in the order of [`Columns::metrics`].
    pub fn values(&self) -> &[Vec<Option<f64>>] {
        &self.values
    }
}

/// One row of a pivot table.
#[derive(Debug, Clone, PartialEq)]
pub struct PivotRow {
    dimensions: Vec<DimensionValue>,
    cells: Cells,
}

labelled!(PivotRow, |row| &row.cells.columns);

impl PivotRow {
    /// The numbers of a metric, one for each column. A metric that was not asked for is an error of kind
    /// [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<&[Option<f64>]> {
        self.cells.metric(metric)
    }

    /// All numbers.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }
}
