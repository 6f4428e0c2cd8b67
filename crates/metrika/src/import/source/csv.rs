//! Rows of a CSV file.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord, Terminator};
use memchr::memchr_iter;

use super::{Columns, Row};
use crate::error::{Error, ErrorKind, Result};

/// No row is as long as this. One that is has a quote that nothing closes, which would pull the whole file into memory.
const ROW_LIMIT: u64 = 1024 * 1024;

/// A quote and the end of a line.
const END: usize = 3;

/// A CSV file to upload, with its columns in any order.
///
/// Its header names the columns of the API. Where yours have other names, say so:
///
/// ```no_run
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::import::CsvFile;
///
/// let file = CsvFile::open("conversions.csv")
///     .delimiter(b';')
///     .rename("Client", "ClientId")
///     .rename("Goal", "Target")
///     .ignore("Manager");
/// let uploaded = client.counter(44147844).import().conversions().upload(file).send().await?;
/// # let _ = uploaded;
/// # Ok(())
/// # }
/// ```
///
/// It is read one row at a time and written anew, so it may be of any size; what is sent has commas and no mark of the byte order. It must be
/// UTF-8.
pub struct CsvFile {
    from: From,
    delimiter: u8,
    renamed: HashMap<String, String>,
    ignored: Vec<String>,
}

enum From {
    Path(PathBuf),
    Reader(Box<dyn Read + Send>),
}

impl CsvFile {
    /// The file of this path. It is not opened before the upload.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self::of(From::Path(path.into()))
    }

    /// Whatever can be read: an archive, an answer, `&[u8]`.
    pub fn read(reader: impl Read + Send + 'static) -> Self {
        Self::of(From::Reader(Box::new(reader)))
    }

    fn of(from: From) -> Self {
        Self { from, delimiter: b',', renamed: HashMap::new(), ignored: Vec::new() }
    }

    /// What separates the columns in this file; a comma if nothing is said.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// The column that is called so in the file is this one of the API.
    #[must_use]
    pub fn rename(mut self, title: impl Into<String>, column: impl Into<String>) -> Self {
        self.renamed.insert(title.into(), column.into());
        self
    }

    /// The column that is called so in the file is not sent.
    #[must_use]
    pub fn ignore(mut self, title: impl Into<String>) -> Self {
        self.ignored.push(title.into());
        self
    }

    pub(super) fn path(&self) -> Option<&Path> {
        match &self.from {
            From::Path(path) => Some(path),
            From::Reader(_) => None,
        }
    }

    /// Opens the file and reads its header.
    pub(super) fn open_with(self, columns: &mut Columns, notes: &mut Vec<String>) -> Result<CsvRows> {
        let (mut content, name): (Box<dyn Read + Send>, _) = match self.from {
            From::Path(path) => {
                let name = path.display().to_string();
                (Box::new(File::open(&path).map_err(|error| storage(&name, error))?), name)
            }
            From::Reader(reader) => (reader, "the file".to_owned()),
        };
        let start = without_mark(&mut content, &name, notes)?;
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            // With CRLF told apart by the reader itself, it would number lines wrongly.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Metered {
                content: Cursor::new(start).chain(content),
                taken: 0,
                end: Vec::new(),
                over: false,
            });
        let mut rows = CsvRows {
            reader,
            cells: StringRecord::new(),
            places: Vec::new(),
            number: 0,
            name,
            first_line: 0,
            spans_lines: false,
        };
        if !rows.read()? {
            return Err(wrong(&rows.name, "is empty: it needs a header and rows"));
        }
        let titles: Vec<String> = rows.cells().map(|title| title.trim().to_owned()).collect();
        separated(&titles, self.delimiter).map_or(Ok(()), |reason| Err(wrong(&rows.name, reason)))?;
        if let Some(missing) = self.renamed.keys().chain(&self.ignored).find(|title| !titles.contains(title)) {
            let all = titles.join(", ");
            return Err(wrong(
                &rows.name,
                format_args!("has no column {missing:?}, which is to be renamed or ignored; its columns are {all}"),
            ));
        }
        for title in &titles {
            let column = self.renamed.get(title).unwrap_or(title);
            let place = (!self.ignored.contains(title)).then(|| columns.place(column));
            if column.is_empty() && place.is_some() {
                return Err(wrong(&rows.name, "has a column without a title"));
            }
            if place.is_some() && rows.places.contains(&place) {
                return Err(wrong(&rows.name, format_args!("has the column {column} twice")));
            }
            rows.places.push(place);
        }
        Ok(rows)
    }
}

impl fmt::Debug for CsvFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvFile")
            .field("path", &self.path())
            .field("delimiter", &char::from(self.delimiter))
            .finish_non_exhaustive()
    }
}

/// A file that is being read.
pub(in crate::import) struct CsvRows {
    reader: csv::Reader<Metered>,
    cells: StringRecord,
    /// Where the cells of each column go; `None` for those that are not sent.
    pub(super) places: Vec<Option<usize>>,
    number: u64,
    name: String,
    first_line: u64,
    /// The last cell of the line has line ends within, so that it is quoted.
    spans_lines: bool,
}

impl CsvRows {
    pub fn next(&mut self, row: &mut Row) -> Result<bool> {
        self.number += 1;
        if !self.read()? {
            return Ok(false);
        }
        row.begin(self.number, Some(self.first_line));
        if self.cells.len() != self.places.len() {
            let reason = format!("the row has {} cells and the header {}", self.cells.len(), self.places.len());
            row.broken.push((String::new(), reason));
        }
        for (cell, place) in self.cells().zip(&self.places) {
            if let Some(place) = place {
                row.cell(*place).push_str(cell);
            }
        }
        Ok(true)
    }

    /// Reads the next line that is not empty.
    fn read(&mut self) -> Result<bool> {
        loop {
            self.reader.get_mut().taken = 0;
            let line = self.reader.position().line();
            let mut record = std::mem::take(&mut self.cells).into_byte_record();
            let more = self.reader.read_byte_record(&mut record).map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                    wrong(&self.name, format_args!("{error} (in line {line})"))
                }
                csv::ErrorKind::Io(error) => storage(&self.name, error),
                other => wrong(&self.name, format_args!("cannot be read: {other:?}")),
            })?;
            if !more {
                // The reader takes the end of the file for the end of a quote: all rows behind it would be one cell.
                if self.spans_lines && !self.reader.get_ref().ends_quoted() {
                    return Err(wrong(
                        &self.name,
                        format_args!("has a quote that nothing closes, in the row of line {}", self.first_line),
                    ));
                }
                return Ok(false);
            }
            // The reader counts empty lines above a row as its own: the row is what is between them and where it ends.
            let within = memchr_iter(b'\n', record.as_slice()).count() as u64;
            let ended = u64::from(!self.reader.get_ref().over);
            let line = self.reader.position().line().saturating_sub(within + ended);
            self.first_line = line;
            self.spans_lines = within > 0 && record.iter().next_back().is_some_and(|cell| cell.contains(&b'\n'));
            self.cells = StringRecord::from_byte_record(record).map_err(|_| {
                wrong(
                    &self.name,
                    format_args!("is not UTF-8 in line {line}: save it as UTF-8 (it may be Windows-1251)"),
                )
            })?;
            if self.cells().any(|cell| !cell.is_empty()) || self.cells.len() > 1 {
                return Ok(true);
            }
        }
    }

    /// The cells of the line, the last one without the CR before its end.
    fn cells(&self) -> impl Iterator<Item = &str> {
        let last = self.cells.len().saturating_sub(1);
        self.cells.iter().enumerate().map(move |(at, cell)| match cell.strip_suffix('\r') {
            Some(clean) if at == last => clean,
            _ => cell,
        })
    }
}

/// The first bytes of the file, behind a mark of UTF-8.
fn without_mark(content: &mut impl Read, name: &str, notes: &mut Vec<String>) -> Result<Vec<u8>> {
    let mut start = Vec::new();
    content.by_ref().take(3).read_to_end(&mut start).map_err(|error| storage(name, error))?;
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return Err(wrong(name, "is UTF-16: save it as UTF-8"));
    }
    if start == b"\xEF\xBB\xBF" {
        notes.push(format!("{name} begins with a byte order mark, which is not sent"));
        start.clear();
    }
    if start.starts_with(b"PK") {
        return Err(wrong(name, "is an archive or a workbook, not CSV"));
    }
    Ok(start)
}

/// Whether another character separates the columns.
fn separated(titles: &[String], delimiter: u8) -> Option<String> {
    if titles.iter().any(|title| title.contains('\r')) {
        return Some("has lines that end with CR alone: save it with LF or CRLF".to_owned());
    }
    let [title] = titles else { return None };
    let other = [b';', b'\t', b',', b'|']
        .into_iter()
        .find(|other| *other != delimiter && title.contains(char::from(*other)))?;
    let shown = if other == b'\t' { "\\t".to_owned() } else { char::from(other).to_string() };
    Some(format!("has its columns separated by {shown:?}: say `.delimiter(b'{shown}')`"))
}

fn wrong(name: &str, what: impl fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("{name} {what}"))
}

fn storage(name: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Storage, format!("{name} cannot be read: {error}")).with_source(error)
}

/// Counts what is read for one row.
struct Metered {
    content: io::Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>,
    taken: u64,
    /// The last bytes that were read: as many as a quote and the end of a line.
    end: Vec<u8>,
    /// Nothing is left: what is read now is not ended by the end of a line.
    over: bool,
}

impl Metered {
    /// Whether the last cell that was read ends with a quote.
    fn ends_quoted(&self) -> bool {
        let end = self.end.strip_suffix(b"\n").unwrap_or(&self.end);
        end.strip_suffix(b"\r").unwrap_or(end).ends_with(b"\"")
    }
}

impl Read for Metered {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken > ROW_LIMIT {
            let reason = "has a row of over 1 MiB: a quote may not be closed";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let read = self.content.read(into)?;
        self.taken += read as u64;
        self.over = read == 0;
        self.end.extend_from_slice(&into[read.saturating_sub(END)..read]);
        self.end.drain(..self.end.len().saturating_sub(END));
        Ok(read)
    }
}
