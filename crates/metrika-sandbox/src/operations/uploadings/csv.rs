//! Rows of an uploaded CSV file, one at a time: a file of 1 GB takes no more memory than its longest row.

use std::cell::Cell;
use std::io::{self, Cursor, Read};

use csv::{ErrorKind, ReaderBuilder, StringRecord, Terminator};

use crate::refusal::{Problem, Refusal};

/// No row is as long as this. One that is has a quote that nothing closes, which would pull the whole file into memory.
const ROW_LIMIT: u64 = 1024 * 1024;

/// Beginnings that tell an encoding. The service asks for UTF-8, and nothing is known of it reading a mark of the byte
/// order: a mark that is read as a part of the first title is a mistake that is hard to see, so it is named here.
const MARKS: &[(&[u8], &str)] = &[
    (b"\xEF\xBB\xBF", "begins with a byte order mark; send UTF-8 without one"),
    (b"\xFF\xFE", "is UTF-16; send UTF-8"),
    (b"\xFE\xFF", "is UTF-16; send UTF-8"),
];

/// The rows of a file.
pub(in crate::operations) struct Rows<R> {
    reader: csv::Reader<Metered<io::Chain<Cursor<Vec<u8>>, R>>>,
    record: StringRecord,
    header: Vec<String>,
    number: u64,
}

/// One row of data.
#[derive(Debug, Clone, Copy)]
pub(in crate::operations) struct Row<'a> {
    /// The first row below the header is 1.
    pub number: u64,
    /// The line of the file that it begins in, or an empty one just above; the header has line 1.
    pub line: u64,
    cells: &'a StringRecord,
}

impl Row<'_> {
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell of a column; an empty one if the row is too short.
    pub fn cell(&self, position: usize) -> &str {
        cell(self.cells, position)
    }
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    pub fn open(mut content: R, delimiter: u8) -> Result<Self, Refusal> {
        let mut start = Vec::new();
        content.by_ref().take(3).read_to_end(&mut start).map_err(|error| unreadable(&error))?;
        if let Some((_, trouble)) = MARKS.iter().find(|(mark, _)| start.starts_with(mark)) {
            return Err(wrong(format!("line 1: the file {trouble}")));
        }
        let metered = Metered { content: Cursor::new(start).chain(content), taken: Cell::new(0) };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            // With CRLF told apart by the reader itself, it would number lines wrongly.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(metered);
        let mut rows = Self { reader, record: StringRecord::new(), header: Vec::new(), number: 0 };
        if !rows.read()? {
            return Err(wrong("the file is empty"));
        }
        rows.header = (0..rows.record.len()).map(|position| cell(&rows.record, position).to_owned()).collect();
        Ok(rows)
    }

    /// The titles of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row; `None` after the last one.
    pub fn row(&mut self) -> Result<Option<Row<'_>>, Refusal> {
        if !self.read()? {
            return Ok(None);
        }
        self.number += 1;
        let line = self.record.position().map_or(0, csv::Position::line);
        Ok(Some(Row { number: self.number, line, cells: &self.record }))
    }

    fn read(&mut self) -> Result<bool, Refusal> {
        while self.read_record()? {
            // An empty line of CRLF; the reader skips those of LF.
            if self.record.len() != 1 || self.record.get(0) != Some("\r") {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_record(&mut self) -> Result<bool, Refusal> {
        self.reader.get_ref().taken.set(0);
        let line = self.reader.position().line();
        self.reader.read_record(&mut self.record).map_err(|error| match error.kind() {
            ErrorKind::Utf8 { pos, .. } => {
                let line = pos.as_ref().map_or(line, csv::Position::line);
                wrong(format!("line {line}: the file is not UTF-8"))
            }
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                wrong(format!("line {line}: the row that begins here is too long; is a quote left open?"))
            }
            ErrorKind::Io(error) => unreadable(error),
            _ => wrong(format!("line {line}: {error}")),
        })
    }
}

/// A cell, without the CR of the end of the line.
fn cell(cells: &StringRecord, position: usize) -> &str {
    let cell = cells.get(position).unwrap_or_default();
    if position + 1 == cells.len() { cell.strip_suffix('\r').unwrap_or(cell) } else { cell }
}

/// A reader that counts what was taken since the last row began.
struct Metered<R> {
    content: R,
    taken: Cell<u64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken.get() > ROW_LIMIT {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let length = self.content.read(buffer)?;
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }
}

/// 400 `invalid_uploading`: the file as a whole cannot be taken.
pub(in crate::operations) fn wrong(message: impl Into<String>) -> Refusal {
    let problem = Problem { location: Some("file".to_owned()), ..Problem::new("invalid_uploading", message) };
    Refusal::of(400, vec![problem])
}

fn unreadable(error: &io::Error) -> Refusal {
    Refusal::new(503, "backend_error", format!("the file cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(content: &str) -> Result<Vec<(u64, u64, Vec<String>)>, Refusal> {
        let mut rows = Rows::open(content.as_bytes(), b',')?;
        let mut found = Vec::new();
        while let Some(row) = rows.row()? {
            found.push((row.number, row.line, row.cells.iter().map(str::to_owned).collect()));
        }
        Ok(found)
    }

    #[test]
    fn rows_know_the_line_that_they_begin_in() {
        let rows = lines("a,b\n1,\"two\nlines\"\n3,4\n").unwrap();
        assert_eq!(rows[0], (1, 2, vec!["1".to_owned(), "two\nlines".to_owned()]));
        assert_eq!((rows[1].0, rows[1].1), (2, 4));
    }

    #[test]
    fn a_quote_that_nothing_closes_does_not_swallow_the_file() {
        let refusal = lines(&format!("a,b\n1,2\n\"{}", "x,y\n".repeat(1_000_000))).unwrap_err();
        assert_eq!(refusal.problems[0].message, "line 3: the row that begins here is too long; is a quote left open?");
    }
}
