//! One row, and what its cells mean.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

use super::array;
use super::cell::{is_null, number, unescaped};
use super::header::Header;
use crate::error::{Error, ErrorKind, Result};
use crate::logs::Field;

/// Bytes of a cell that an error shows.
const SHOWN: usize = 60;

/// One row of a log. Its cells are borrowed from the part.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) header: &'a Header,
    pub(super) line: &'a [u8],
    /// Where each cell ends.
    pub(super) ends: &'a [usize],
    pub(super) place: Place<'a>,
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
    /// The cell as it stands in the part, escapes and all.
    pub fn raw(&self, field: &Field) -> Result<&'a [u8]> {
        let place = self.header.place(field).ok_or_else(|| {
            let names = self.header.names().join(", ");
            Error::new(ErrorKind::NotAsked, format!("{field} is no column of this log, which has: {names}"))
        })?;
        Ok(self.cell(place))
    }

    /// The cell of a text, as bytes: nothing says that they are UTF-8.
    pub fn bytes(&self, field: &Field) -> Result<Cow<'a, [u8]>> {
        let raw = self.raw(field)?;
        unescaped(raw).ok_or_else(|| self.wrong(field, raw, "has an escape that is cut off or unknown"))
    }

    /// The text of a cell. One that is not UTF-8 is an error: [`bytes`](Self::bytes) takes it as it is.
    pub fn text(&self, field: &Field) -> Result<Cow<'a, str>> {
        let raw = self.raw(field)?;
        utf8(self.bytes(field)?).ok_or_else(|| self.wrong(field, raw, "is no UTF-8"))
    }

    /// A number, exactly. `None` if the cell is empty.
    pub fn number<T: FromStr>(&self, field: &Field) -> Result<Option<T>> {
        self.parsed(field, "number", number)
    }

    /// A day. `None` if the cell is empty.
    pub fn date(&self, field: &Field) -> Result<Option<Date>> {
        self.parsed(field, "date", number)
    }

    /// A moment, by the clock that [`FieldInfo::zone`](crate::logs::FieldInfo::zone) tells. `None` if the cell is empty.
    pub fn date_time(&self, field: &Field) -> Result<Option<DateTime>> {
        self.parsed(field, "date and time", number)
    }

    /// A list of numbers. `None` are entries that are not known.
    pub fn numbers<T: FromStr>(&self, field: &Field) -> Result<Vec<Option<T>>> {
        self.list(field, "number", |entry| number(&entry))
    }

    /// A list of texts. `None` are entries that are not known.
    pub fn texts(&self, field: &Field) -> Result<Vec<Option<Cow<'a, str>>>> {
        self.list(field, "text in UTF-8", utf8)
    }

    /// A list of moments. `None` are entries that are not known.
    pub fn date_times(&self, field: &Field) -> Result<Vec<Option<DateTime>>> {
        self.list(field, "date and time", |entry| number(&entry))
    }

    /// All cells as they stand in the part, in the order of the columns.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &'a [u8]> {
        let row = *self;
        (0..self.header.len()).map(move |place| row.cell(place))
    }

    /// The columns, in the order of the part.
    pub fn columns(&self) -> &'a [String] {
        self.header.names()
    }

    /// The line as it stands in the part.
    pub fn line(&self) -> &'a [u8] {
        self.line
    }

    fn cell(&self, place: usize) -> &'a [u8] {
        let from = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        // There are as many as columns.
        self.ends.get(place).and_then(|end| self.line.get(from..*end)).unwrap_or_default()
    }

    fn parsed<T>(&self, field: &Field, what: &str, parse: impl Fn(&[u8]) -> Option<T>) -> Result<Option<T>> {
        let raw = self.raw(field)?;
        if is_null(raw) {
            return Ok(None);
        }
        match parse(raw) {
            Some(value) => Ok(Some(value)),
            None => Err(self.wrong(field, raw, &format!("is no {what} that fits"))),
        }
    }

    fn list<T>(&self, field: &Field, what: &str, parse: impl Fn(Cow<'a, [u8]>) -> Option<T>) -> Result<Vec<Option<T>>> {
        let raw = self.raw(field)?;
        let entries = array::entries(raw).ok_or_else(|| self.wrong(field, raw, "is no list"))?;
        let mut list = Vec::with_capacity(entries.len());
        for (entry, number) in entries.into_iter().zip(1..) {
            list.push(match entry {
                None => None,
                Some(entry) => match parse(entry) {
                    Some(value) => Some(value),
                    None => {
                        return Err(self.wrong(
                            field,
                            raw,
                            &format!("has an entry, number {number}, that is no {what} that fits"),
                        ));
                    }
                },
            });
        }
        Ok(list)
    }

    fn wrong(&self, field: &Field, raw: &[u8], rule: &str) -> Error {
        self.place.error(format_args!("{field}: {} {rule}", shown(raw)))
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
