//! Where the rows of an upload come from.

mod csv;
mod rows;
mod value;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use futures_util::Stream;
use serde::Serialize;

pub use csv::CsvFile;
use csv::CsvRows;
use rows::Values;

use super::layout::Layout;
use crate::error::Result;

/// The rows of an upload: from [`IntoSource`].
pub struct Source<'a>(Inner<'a>);

enum Inner<'a> {
    Values(Values<'a>),
    Csv(Box<CsvFile>),
}

impl Source<'_> {
    /// Whether it is read from this file.
    pub(super) fn is_file(&self, other: &Path) -> bool {
        match &self.0 {
            Inner::Csv(file) => match (file.path().map(Path::canonicalize), other.canonicalize()) {
                (Some(Ok(path)), Ok(other)) => path == other,
                _ => false,
            },
            Inner::Values(_) => false,
        }
    }
}

/// What can be uploaded: rows of any type that serialises to an object, or a CSV file.
///
/// * Anything to iterate over: a `Vec`, an iterator that reads a database. Its items are rows of [this module](super) or structs of yours,
///   with fields named like the columns (`#[serde(rename = "ClientId")]`). They are taken one at a time.
/// * A stream of such rows: [`from_stream`].
/// * A file: [`CsvFile`].
///
/// Fields of real types are written as the column wants them: a `jiff::Timestamp` as unix seconds or by the clock of the counter, a `bool` as 1
/// or 0, a `Vec` as a list, `None` as an empty cell. A float that is no number (NaN, infinity) is an error: it is no empty cell.
pub trait IntoSource<'a> {
    /// The rows, one after another.
    fn into_source(self) -> Source<'a>;
}

impl<'a, I> IntoSource<'a> for I
where
    I: IntoIterator,
    I::IntoIter: Send + 'a,
    I::Item: Serialize,
{
    fn into_source(self) -> Source<'a> {
        Source(Inner::Values(Values::of_iterator(self.into_iter())))
    }
}

impl<'a> IntoSource<'a> for Source<'a> {
    fn into_source(self) -> Source<'a> {
        self
    }
}

impl<'a> IntoSource<'a> for CsvFile {
    fn into_source(self) -> Source<'a> {
        Source(Inner::Csv(Box::new(self)))
    }
}

/// Rows that come as a stream, each of which may be an error of yours: it ends the upload before anything is sent, see
/// [`Error::caller`](crate::Error::caller).
pub fn from_stream<'a, T, S>(stream: S) -> Source<'a>
where
    T: Serialize,
    S: Stream<Item = Result<T>> + Send + 'a,
{
    Source(Inner::Values(Values::of_stream(stream)))
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Values(_) => f.write_str("Source(rows)"),
            Inner::Csv(file) => f.debug_tuple("Source").field(file).finish(),
        }
    }
}

/// The columns that rows are sorted into: those of the layout, attributes of the counter, and others that came up.
#[derive(Debug)]
pub(super) struct Columns {
    pub names: Vec<String>,
    places: HashMap<String, usize>,
    /// From here on they are unknown.
    known: usize,
}

impl Columns {
    pub fn new(layout: &Layout, attributes: &[String]) -> Self {
        let mut columns = Self { names: Vec::new(), places: HashMap::new(), known: 0 };
        let titles = layout.columns.iter().map(|column| column.title);
        for name in titles.chain(attributes.iter().map(String::as_str)) {
            columns.place(name);
        }
        columns.known = columns.names.len();
        columns
    }

    /// Where the cells of this column are. One that is not known gets a place of its own.
    pub fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    pub fn known(&self) -> &[String] {
        &self.names[..self.known]
    }

    pub fn unknown(&self) -> &[String] {
        &self.names[self.known..]
    }
}

/// One row, with its cells by place.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The first is 1.
    pub number: u64,
    /// In a file: where it begins; the header is line 1.
    pub line: Option<u64>,
    pub cells: Vec<String>,
    /// What is wrong with it as a row, or with a cell that could not be made: the column and why.
    pub broken: Vec<(String, String)>,
}

impl Row {
    fn begin(&mut self, number: u64, line: Option<u64>) {
        (self.number, self.line) = (number, line);
        self.cells.iter_mut().for_each(String::clear);
        self.broken.clear();
    }

    fn cell(&mut self, place: usize) -> &mut String {
        if self.cells.len() <= place {
            self.cells.resize_with(place + 1, String::new);
        }
        &mut self.cells[place]
    }
}

/// A source that is being read.
pub(super) enum Reading<'a> {
    Values(Values<'a>),
    Csv(Box<CsvRows>),
}

impl<'a> Reading<'a> {
    /// Reads the header, if it is a file. What is to be said of the file beside its rows goes to `notes`.
    pub fn begin(source: Source<'a>, columns: &mut Columns, notes: &mut Vec<String>) -> Result<Self> {
        Ok(match source.0 {
            Inner::Values(values) => Self::Values(values),
            Inner::Csv(file) => Self::Csv(Box::new(file.open_with(columns, notes)?)),
        })
    }

    /// The places of the columns of a file; `None` if rows have their own fields.
    pub fn has(&self) -> Option<Vec<Option<usize>>> {
        match self {
            Self::Values(_) => None,
            Self::Csv(rows) => Some(rows.places.clone()),
        }
    }

    /// The next row; `false` after the last one.
    pub async fn next(&mut self, row: &mut Row, columns: &mut Columns) -> Result<bool> {
        match self {
            Self::Values(values) => values.next(row, columns).await,
            Self::Csv(rows) => rows.next(row),
        }
    }
}
