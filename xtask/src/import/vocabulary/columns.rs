//! The words that head a column, in the two languages of the pages.
//!
//! Only words that pages have been seen to use. An unknown one stops the import: its column might hold facts.

use anyhow::{Result, ensure};

use super::cell;
use super::place::{Place, quoted};
use super::table::{Cell, Row, Table};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The name that the row is about.
    Key,
    /// Words for people: a title or a description.
    Prose,
    Type,
    Filterable,
    Since,
    Operators,
    NameDimension,
    Dimensions,
    Metrics,
    /// A template parameter's values, in the midst of prose.
    Values,
    Default,
}

/// The columns of one kind of table, each with its headers.
pub type Headers = &'static [(Column, &'static [&'static str])];

const TITLE: (Column, &[&str]) = (Column::Prose, &["название", "name"]);
const SINCE: (Column, &[&str]) =
    (Column::Since, &["минимальная дата для создания отчета", "minimum date for report generation"]);

pub const NAMES: Headers =
    &[(Column::Dimensions, &["группировки", "dimensions"]), (Column::Metrics, &["метрики", "metrics"])];

pub const METRICS: Headers = &[
    (Column::Key, &["метрика", "metric", "metrica"]),
    TITLE,
    (Column::Prose, &["описание", "description"]),
    (Column::Type, &["тип", "type"]),
    (Column::Filterable, &["возможность фильтрации", "filter option"]),
    SINCE,
];

// In English, "Description" heads the column that holds the dimension with the names.
pub const DIMENSIONS: Headers = &[
    (Column::Key, &["группировка", "dimension"]),
    TITLE,
    (Column::Operators, &["типы соответствий", "relations"]),
    (Column::Prose, &["подробное описание", "detailed description"]),
    (Column::NameDimension, &["расшифровка", "description"]),
    SINCE,
];

pub const PRESETS: Headers = &[
    (Column::Key, &["шаблон", "template", "preset"]),
    (Column::Prose, &["отчет", "report"]),
    (Column::Dimensions, &["группировки", "dimensions"]),
    (Column::Metrics, &["метрики", "metrics"]),
];

pub const FIELDS: Headers = &[
    (Column::Key, &["поле", "field"]),
    (Column::Type, &["тип данных", "data type"]),
    (Column::Prose, &["описание", "description"]),
];

pub const PARAMETERS: Headers = &[
    (Column::Key, &["параметр", "parameter"]),
    TITLE,
    (Column::Values, &["описание", "description"]),
    (Column::Default, &["значение по умолчанию", "default value"]),
];

/// A table whose columns are known.
#[derive(Debug)]
pub struct Columns<'p, 't> {
    page: &'p str,
    columns: Vec<Column>,
    rows: &'t [Row],
}

impl<'p, 't> Columns<'p, 't> {
    /// Every header of the table is known, and every known one stands there once.
    pub fn of(page: &'p str, table: &'t Table, headers: Headers) -> Result<Self> {
        let mut left = headers.to_vec();
        let mut columns = Vec::new();
        for header in &table.header.cells {
            let word = cell::plain(&header.text).to_lowercase();
            let found = left.iter().position(|(_, words)| words.contains(&word.as_str()));
            let place = Place { page, line: header.line };
            let wanted = || left.iter().map(|(_, words)| words.join("/")).collect::<Vec<_>>().join(", ");
            let found = found.ok_or_else(|| place.expected(format_args!("a column of {}", wanted()), quoted(&word)))?;
            columns.push(left.remove(found).0);
        }
        let place = Place { page, line: table.header.line };
        if let Some((_, words)) = left.first() {
            return Err(place.expected(format_args!("a column {}", words.join("/")), "none"));
        }
        ensure!(columns.len() == headers.len(), place.expected(headers.len(), columns.len()));
        Ok(Self { page, columns, rows: &table.rows })
    }

    pub fn rows(&self) -> impl Iterator<Item = Record<'p, '_>> {
        self.rows.iter().map(|row| Record { page: self.page, columns: &self.columns, row })
    }
}

/// A row whose cells go by their columns.
#[derive(Debug, Clone, Copy)]
pub struct Record<'p, 't> {
    page: &'p str,
    columns: &'t [Column],
    row: &'t Row,
}

impl<'p, 't> Record<'p, 't> {
    /// The text of the cell and where it stands. `Columns::of` saw to it that there is one.
    pub fn cell(&self, column: Column) -> (&'t str, Place<'p>) {
        let cell: Option<&Cell> =
            self.columns.iter().position(|found| *found == column).and_then(|index| self.row.cells.get(index));
        let line = cell.map_or(self.row.line, |cell| cell.line);
        (cell.map_or("", |cell| cell.text.as_str()), Place { page: self.page, line })
    }

    pub fn plain(&self, column: Column) -> (String, Place<'p>) {
        let (text, place) = self.cell(column);
        (cell::plain(text), place)
    }

    pub fn name(&self, column: Column) -> Result<String> {
        let (text, place) = self.cell(column);
        cell::name(text, place)
    }

    pub fn names(&self, column: Column) -> Result<Vec<String>> {
        let (text, place) = self.cell(column);
        cell::names(text, place)
    }

    pub fn place(&self) -> Place<'p> {
        Place { page: self.page, line: self.row.line }
    }
}
