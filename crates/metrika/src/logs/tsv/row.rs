//! One row, and what its cells mean.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use super::array::{Broken, Entries};
use super::cell::{self, NULL, Number, is_null, unescaped};
use super::header::Header;
use crate::error::{Error, ErrorKind, Result};
use crate::logs::Field;

/// Bytes of a cell that an error shows.
const SHOWN: usize = 60;

/// One row of a log. Its cells are borrowed from the part.
///
/// A cell is named by its [`Field`], or by the [`Column`] that [`column`](Self::column) has found for it once: that spares looking for the name in every row.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) header: &'a Arc<Header>,
    pub(super) line: &'a [u8],
    /// Where each cell ends.
    pub(super) ends: &'a [usize],
    pub(super) place: Place<'a>,
}

/// Which column of a part it is. Good for the rows of that part; in another one, the columns may stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Column(usize);

/// What names a cell of a row: a [`&Field`](Field) or a [`Column`].
pub trait At: sealed::At + Copy {}

impl At for &Field {}
impl At for Column {}

mod sealed {
    use super::{Column, Error, Field, Row};

    pub trait At {
        fn column(self, row: &Row<'_>) -> Result<usize, Error>;
    }

    impl At for &Field {
        fn column(self, row: &Row<'_>) -> Result<usize, Error> {
            row.column(self).map(|column| column.0)
        }
    }

    impl At for Column {
        fn column(self, row: &Row<'_>) -> Result<usize, Error> {
            if self.0 < row.header.len() { Ok(self.0) } else { Err(row.lacks(format_args!("number {}", self.0 + 1))) }
        }
    }
}

/// Where a row is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Which part it is of, in words.
    pub part: &'a str,
    /// Counted from 1; the header is line 1.
    pub line: u64,
    /// Of its first byte, counted from 0.
    pub byte: u64,
}

impl Place<'_> {
    pub fn error(&self, what: impl fmt::Display) -> Error {
        let Self { part, line, byte } = self;
        Error::new(ErrorKind::Decode, format!("{part}, line {line}, byte {byte}: {what}"))
    }
}

impl<'a> Row<'a> {
    /// Finds a column by its name, for all rows of the part.
    pub fn column(&self, field: &Field) -> Result<Column> {
        self.header.place(field.as_str()).map(Column).ok_or_else(|| self.lacks(field))
    }

    /// The cell as it stands in the part, escapes and all.
    pub fn raw(&self, at: impl At) -> Result<&'a [u8]> {
        Ok(self.cell(at.column(self)?))
    }

    /// The cell of a text, as bytes: nothing says that they are UTF-8.
    pub fn bytes(&self, at: impl At) -> Result<Cow<'a, [u8]>> {
        let column = at.column(self)?;
        let raw = self.cell(column);
        unescaped(raw).ok_or_else(|| {
            let rule = if raw == NULL { "stands for no value" } else { "has an escape that is cut off or unknown" };
            self.wrong(column, rule)
        })
    }

    /// The text of a cell. One that is not UTF-8 is an error: [`bytes`](Self::bytes) takes it as it is, and [`lossy`](Self::lossy) puts � for what is none.
    pub fn text(&self, at: impl At) -> Result<Cow<'a, str>> {
        let column = at.column(self)?;
        utf8(self.bytes(Column(column))?).ok_or_else(|| self.wrong(column, "is no UTF-8"))
    }

    /// The text of a cell, with � for what is no UTF-8.
    pub fn lossy(&self, at: impl At) -> Result<Cow<'a, str>> {
        Ok(match self.bytes(at)? {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        })
    }

    /// A number, exactly. `None` if the cell is empty.
    pub fn number<T: Number>(&self, at: impl At) -> Result<Option<T>> {
        self.parsed(at, "number", cell::number)
    }

    /// A day. `None` if the cell is empty.
    pub fn date(&self, at: impl At) -> Result<Option<Date>> {
        self.parsed(at, "date", cell::date)
    }

    /// A moment, by the clock that [`FieldInfo::zone`](crate::logs::FieldInfo::zone) tells. `None` if the cell is empty.
    pub fn date_time(&self, at: impl At) -> Result<Option<DateTime>> {
        self.parsed(at, "date and time", cell::date_time)
    }

    /// A list of numbers. `None` are entries that are not known.
    pub fn numbers<T: Number>(&self, at: impl At) -> Result<Vec<Option<T>>> {
        self.list(at, "number", |entry| cell::number(&entry))
    }

    /// A list of texts. `None` are entries that are not known.
    pub fn texts(&self, at: impl At) -> Result<Vec<Option<Cow<'a, str>>>> {
        self.list(at, "text in UTF-8", utf8)
    }

    /// A list of moments. `None` are entries that are not known.
    pub fn date_times(&self, at: impl At) -> Result<Vec<Option<DateTime>>> {
        self.list(at, "date and time", |entry| cell::date_time(&entry))
    }

    /// All cells as they stand in the part, in the order of the columns.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &'a [u8]> {
        let row = *self;
        (0..self.header.len()).map(move |column| row.cell(column))
    }

    /// The columns, in the order of the part.
    pub fn columns(&self) -> &'a [String] {
        self.header.names()
    }

    /// The line as it stands in the part.
    pub fn line(&self) -> &'a [u8] {
        self.line
    }

    /// The header, of which all rows of a part have the same one.
    pub(in crate::logs) fn header(&self) -> &'a Arc<Header> {
        self.header
    }

    /// The cell of a column that there is.
    pub(in crate::logs) fn cell(&self, column: usize) -> &'a [u8] {
        let from = column.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        // There are as many as columns.
        self.ends.get(column).and_then(|end| self.line.get(from..*end)).unwrap_or_default()
    }

    fn parsed<T>(&self, at: impl At, what: &str, parse: impl Fn(&[u8]) -> Option<T>) -> Result<Option<T>> {
        let column = at.column(self)?;
        let raw = self.cell(column);
        if is_null(raw) {
            return Ok(None);
        }
        match parse(raw) {
            Some(value) => Ok(Some(value)),
            None => Err(self.wrong(column, &format!("is no {what} that fits"))),
        }
    }

    fn list<T>(&self, at: impl At, what: &str, parse: impl Fn(Cow<'a, [u8]>) -> Option<T>) -> Result<Vec<Option<T>>> {
        let column = at.column(self)?;
        let broken = |Broken| self.wrong(column, "is no list");
        let mut list = Vec::new();
        for entry in Entries::of(self.cell(column)).map_err(broken)? {
            list.push(match entry.map_err(broken)? {
                None => None,
                Some(entry) => Some(parse(entry).ok_or_else(|| {
                    let rule = format!("has an entry, number {}, that is no {what} that fits", list.len() + 1);
                    self.wrong(column, &rule)
                })?),
            });
        }
        Ok(list)
    }

    fn lacks(&self, field: impl fmt::Display) -> Error {
        let names = self.header.names().join(", ");
        Error::new(ErrorKind::NotAsked, format!("{field} is no column of this log, which has: {names}"))
    }

    /// What is wrong with the cell of a column.
    pub(in crate::logs) fn wrong_at(&self, column: Column, rule: &str) -> Error {
        self.wrong(column.0, rule)
    }

    /// What is wrong with a cell, and where it is.
    pub(in crate::logs) fn wrong(&self, column: usize, rule: &str) -> Error {
        let name = self.header.names().get(column).map_or("", String::as_str);
        self.place.error(format_args!("{name}: {} {rule}", shown(self.cell(column))))
    }

    /// What is wrong with all of the row, and where it is.
    pub(in crate::logs) fn unfit(&self, rule: &str) -> Error {
        self.place.error(rule)
    }
}

fn utf8(bytes: Cow<'_, [u8]>) -> Option<Cow<'_, str>> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

/// The beginning of some bytes, so that it can stand in a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    let more = if bytes.len() > SHOWN { "..." } else { "" };
    let part = bytes.get(..SHOWN).unwrap_or(bytes);
    format!("`{}{more}`", String::from_utf8_lossy(part).escape_debug())
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.columns().iter().zip(self.cells()).map(|(name, cell)| (name, String::from_utf8_lossy(cell)));
        f.debug_map().entries(cells).finish()
    }
}
