//! Rows and their values.

use std::fmt;
use std::sync::Arc;

use metrika_raw::stat::types;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::forms::Place;
use super::{Columns, Metric};
use crate::error::{Error, ErrorKind, Result};

/// What rows have in common whose values belong to dimensions.
macro_rules! labelled {
    ($type:ty, |$row:ident| $columns:expr) => {
        impl $type {
            /// The value of a dimension. One that was not asked for is an error of kind [`NotAsked`](crate::ErrorKind::NotAsked).
            pub fn dimension(&self, dimension: &crate::reports::Dimension) -> crate::Result<&DimensionValue> {
                let place = self.columns().dimension(dimension)?;
                // There are as many as columns.
                let missing = || crate::Error::new(crate::ErrorKind::NotAsked, format!("there is no {dimension}"));
                self.dimensions.get(place).ok_or_else(missing)
            }

            /// All values of dimensions, in the order of [`Columns::dimensions`].
            pub fn dimensions(&self) -> &[DimensionValue] {
                &self.dimensions
            }

            /// The columns that the row has.
            pub fn columns(&self) -> &Columns {
                let $row = self;
                $columns
            }
        }
    };
}
pub(super) use labelled;

/// What a dimension is in a row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DimensionValue {
    /// The id of the value, where the dimension has ids: digits, or a word such as `organic`. It is the same in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The value in the language asked for; `None` where it is undefined.
    pub name: Option<String>,
    /// What else came: `icon_id`, `favicon`, `url`...
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One number for each metric: totals, least and greatest values.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    columns: Arc<Columns>,
    /// As many as there are metrics, or none if the service gave none.
    values: Vec<Option<f64>>,
}

/// What tells a value from others of its dimension: its id, or its name if it has none. A name is never the same as an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Id(String),
    Name(String),
    Undefined,
}

impl Key {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(text) | Self::Name(text) => text,
            Self::Undefined => "undefined",
        }
    }
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    dimensions: Vec<DimensionValue>,
    numbers: Numbers,
}

impl Numbers {
    /// `what` is where they are in the answer.
    pub(super) fn of(columns: &Arc<Columns>, values: Vec<Option<f64>>, what: impl fmt::Display) -> Result<Self> {
        fit(what, values.len(), columns.metrics().len(), "metrics")?;
        Ok(Self::fitting(columns, values))
    }

    /// For an answer that may have none.
    pub(super) fn if_any(columns: &Arc<Columns>, values: Option<Vec<Option<f64>>>, what: &str) -> Result<Self> {
        match values.filter(|values| !values.is_empty()) {
            Some(values) => Self::of(columns, values, what),
            None => Ok(Self::none(columns)),
        }
    }

    /// Where the form has none.
    pub(super) fn none(columns: &Arc<Columns>) -> Self {
        Self::fitting(columns, Vec::new())
    }

    pub(super) fn fitting(columns: &Arc<Columns>, values: Vec<Option<f64>>) -> Self {
        let number = |value: Option<f64>| value.filter(|value| value.is_finite());
        Self { columns: Arc::clone(columns), values: values.into_iter().map(number).collect() }
    }

    /// The number of a metric. `None` if it has no value, such as an average of nothing. A metric that was not asked for is an error of kind
    /// [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Option<f64>> {
        let place = self.columns.metric(metric)?;
        Ok(self.values.get(place).copied().flatten())
    }

    /// The columns that they belong to.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// All of them, in the order of [`Columns::metrics`]. Empty if the service gave none.
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// Keeps what `better` chooses of each pair.
    pub(super) fn merge(&mut self, other: Self, better: impl Fn(f64, f64) -> f64) {
        if self.values.is_empty() {
            self.values = other.values;
            return;
        }
        for (mine, other) in self.values.iter_mut().zip(other.values) {
            *mine = match (*mine, other) {
                (Some(mine), Some(other)) => Some(better(mine, other)),
                (mine, other) => mine.or(other),
            };
        }
    }

    /// Whether these are the same, but for what is lost when numbers are added up in another order.
    pub(super) fn agree(&self, other: &Self) -> bool {
        self.values.len() == other.values.len() && self.values.iter().zip(&other.values).all(|(a, b)| same(*a, *b))
    }
}

impl Row {
    /// Puts one together. There are as many values as columns.
    pub(super) fn fitting(columns: &Arc<Columns>, dimensions: Vec<DimensionValue>, values: Vec<Option<f64>>) -> Self {
        Self { dimensions, numbers: Numbers::fitting(columns, values) }
    }

    /// What tells it from the other rows.
    pub(super) fn key(&self) -> Vec<Key> {
        self.dimensions
            .iter()
            .map(|value| match (&value.id, &value.name) {
                (Some(id), _) => Key::Id(id.clone()),
                (None, Some(name)) => Key::Name(name.clone()),
                (None, None) => Key::Undefined,
            })
            .collect()
    }

    pub(super) fn of(columns: &Arc<Columns>, row: types::ReportRow, place: &Place) -> Result<Self> {
        let dimensions = labels(columns, row.dimensions, place)?;
        let numbers = Numbers::of(columns, row.metrics.unwrap_or_default(), place)
            .map_err(|error| place.wrong(error, "metrics"))?;
        Ok(Self { dimensions, numbers })
    }

    /// The number of a metric. `None` if it has no value in this row, such as an average of nothing. A metric that was not asked for is an
    /// error of kind [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Option<f64>> {
        self.numbers.metric(metric)
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// All numbers, in the order of [`Columns::metrics`].
    pub fn metrics(&self) -> &[Option<f64>] {
        &self.numbers.values
    }

    /// The columns, which rows of one answer share.
    pub(super) fn shared_columns(&self) -> &Arc<Columns> {
        &self.numbers.columns
    }
}

labelled!(Row, |row| &row.numbers.columns);

/// Reads the values of a row.
pub(super) fn labels(
    columns: &Columns,
    values: Option<Vec<types::Dimension>>,
    place: &Place,
) -> Result<Vec<DimensionValue>> {
    let values = values.unwrap_or_default();
    fit(place, values.len(), columns.dimensions().len(), "dimensions")
        .map_err(|error| place.wrong(error, "dimensions"))?;
    Ok(values.into_iter().map(DimensionValue::from).collect())
}

impl From<types::Dimension> for DimensionValue {
    fn from(value: types::Dimension) -> Self {
        Self { id: value.id, name: value.name, extra: value.extra }
    }
}

/// Whether lists of numbers are the same, but for what is lost when numbers are added up in another order.
pub(super) fn alike(one: &[Vec<Option<f64>>], other: &[Vec<Option<f64>>]) -> bool {
    let lists = |(a, b): (&Vec<Option<f64>>, &Vec<Option<f64>>)| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(*a, *b))
    };
    one.len() == other.len() && one.iter().zip(other).all(lists)
}

/// Whether two numbers are the same, but for what is lost when numbers are added up in another order.
pub(super) fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(other.abs()),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A row that is too short or too long cannot be read: its values may belong to other columns.
pub(super) fn fit(what: impl fmt::Display, has: usize, needs: usize, of: &str) -> Result<()> {
    if has == needs {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Decode, format!("{what} has {has} {of} instead of {needs}")))
}

impl Error {
    /// Where in the answer it is.
    pub(super) fn at(mut self, path: String) -> Self {
        self.inner_mut().path = Some(path);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::Query;

    #[test]
    fn what_is_no_number_is_no_value() {
        let names =
            ["ym:s:visits", "ym:s:users", "ym:s:bounceRate", "ym:s:pageDepth"].map(|name| Metric::new(name).unwrap());
        let query = Query::of([1]).metrics(names.clone());
        let columns = Arc::new(Columns::of(&query, &types::ReportQuery::default()).unwrap());
        let values = vec![Some(f64::NAN), Some(f64::INFINITY), None, Some(0.0)];
        let numbers = Numbers::of(&columns, values, "`totals`").unwrap();
        assert_eq!(names.map(|name| numbers.metric(&name).unwrap()), [None, None, None, Some(0.0)]);
    }
}
