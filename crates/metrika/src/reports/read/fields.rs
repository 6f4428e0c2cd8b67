//! The columns of a report, as fields of a type.

use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};

use super::cell::Cell;
use crate::error::{Error, ErrorKind};
use crate::reports::columns::At;
use crate::reports::{Columns, Row};
use crate::rows::{self, Cells, Field, Problem};

/// What to do about a value that does not fit.
const ADVICE: (&str, &str) = (
    "Give the field a type that takes every value of the column: `Option<...>` where one may be missing, `f64` for a metric, `String` for a dimension.",
    "Выберите для поля тип, подходящий всем значениям столбца: `Option<...>`, если значения может не быть, `f64` для метрики, `String` для группировки.",
);

/// What a field takes of a dimension.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Whole,
    Id,
    Name,
}

/// Reads rows one by one, and remembers where their fields are.
#[derive(Debug, Default)]
pub(in crate::reports) struct Reader(rows::Reader<Columns>);

impl Reader {
    /// Reads a row. Its number, if it is known, is for errors.
    pub(in crate::reports) fn read<T: DeserializeOwned>(&mut self, row: &Row, number: Option<u64>) -> Result<T, Error> {
        let unfit = |column: Option<&str>, rule| {
            let number = number.map(|number| format!("row {number}"));
            let place: Vec<&str> = number.as_deref().into_iter().chain(column).collect();
            let message = if place.is_empty() { rule } else { format!("{}: {rule}", place.join(", ")) };
            let mut error = Error::new(ErrorKind::Decode, message);
            error.inner_mut().advice = Some(ADVICE);
            error
        };
        self.0.read(row).map_err(|problem| problem.into_error(row.columns(), unfit))
    }
}

impl rows::Columns for Columns {
    type At = (At, Part);

    const OF: &'static str = "report";

    fn names(&self) -> Vec<&str> {
        self.dimensions().chain(self.metrics()).collect()
    }

    /// The column of a field, or of a part of it: `lastSignTrafficSource.id`.
    fn find(&self, field: &'static str) -> Result<(At, Part), Error> {
        let (name, part) = match field.rsplit_once('.') {
            Some((name, "id")) => (name, Part::Id),
            Some((name, "name")) => (name, Part::Name),
            _ => (field, Part::Whole),
        };
        let mut found = self.meant_by(name);
        let mut what = "column";
        if !matches!(part, Part::Whole) {
            // Nothing else has parts.
            found.retain(|(at, _)| matches!(at, At::Dimension(_)));
            what = "dimension";
        }
        let called = |(at, name): &(At, &str)| match at {
            At::Dimension(_) => format!("the dimension {name}"),
            At::Metric(_) => format!("the metric {name}"),
        };
        rows::only(self, field, what, found, called).map(|(at, _)| (at, part))
    }

    fn every(&self) -> Result<Vec<Field<(At, Part)>>, Error> {
        let dimensions = self.dimensions().enumerate().map(|(place, name)| (At::Dimension(place), name));
        let metrics = self.metrics().enumerate().map(|(place, name)| (At::Metric(place), name));
        let mut fields: Vec<Field<_>> = Vec::new();
        for (at, name) in dimensions.chain(metrics) {
            // In a map, one of them would be lost.
            if fields.iter().any(|field| field.key == name) {
                return Err(rows::twice::<Self>(name));
            }
            fields.push(Field { key: name.to_owned().into(), at: (at, Part::Whole) });
        }
        Ok(fields)
    }
}

impl<'a> Cells<'a> for &'a Row {
    type Columns = Columns;
    type Cell = Cell<'a>;

    fn columns(self) -> &'a Arc<Columns> {
        self.shared_columns()
    }

    fn cell(self, (at, part): &(At, Part)) -> Result<Cell<'a>, Problem> {
        let cell = match *at {
            At::Metric(place) => self.metrics().get(place).map(|number| Cell::Number(*number)),
            At::Dimension(place) => self.dimensions().get(place).map(|value| match part {
                Part::Whole => Cell::Dimension(value),
                Part::Id => Cell::Text(value.id.as_deref()),
                Part::Name => Cell::Text(value.name.as_deref()),
            }),
        };
        // There are as many as columns.
        cell.ok_or_else(|| Problem::custom("the row has no such value"))
    }

    fn called(self, (at, part): &(At, Part)) -> String {
        let columns = Row::columns(self);
        let name = match *at {
            At::Dimension(place) => columns.dimensions().nth(place),
            At::Metric(place) => columns.metrics().nth(place),
        };
        let part = match part {
            Part::Whole => "",
            Part::Id => ".id",
            Part::Name => ".name",
        };
        format!("{}{part}", name.unwrap_or_default())
    }
}
