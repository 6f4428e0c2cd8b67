//! Rows that are left out: where they go, and how they are written.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use csv::{Writer, WriterBuilder};

use super::sheet::Laid;
use crate::import::source::Row;

/// Where rows that are left out go.
#[derive(Default)]
pub(super) enum Rejects {
    #[default]
    Nowhere,
    Path(PathBuf),
    Writer(Box<dyn Write + Send>),
}

impl Rejects {
    fn open(self) -> io::Result<Option<Box<dyn Write + Send>>> {
        Ok(match self {
            Self::Nowhere => None,
            Self::Path(path) => Some(Box::new(File::create(path)?)),
            Self::Writer(writer) => Some(writer),
        })
    }
}

/// Rows that are left out, as CSV.
pub(super) struct Rejected {
    writer: Option<Writer<Box<dyn Write + Send>>>,
    /// Columns of the header, once it is written.
    columns: usize,
}

impl Rejected {
    pub fn open(to: Rejects) -> io::Result<Self> {
        let writer = to.open()?.map(|to| WriterBuilder::new().flexible(true).from_writer(to));
        Ok(Self { writer, columns: 0 })
    }

    pub fn row(&mut self, names: &[String], row: &Row, problems: &[(String, String)]) -> io::Result<()> {
        let (number, line) = (row.number.to_string(), row.line.map(|line| line.to_string()).unwrap_or_default());
        let columns: Vec<&str> = problems.iter().map(|(column, _)| column.as_str()).collect();
        let reasons: Vec<&str> = problems.iter().map(|(_, reason)| reason.as_str()).collect();
        let cells = row.cells.iter().map(String::as_bytes);
        self.write(names, [number, line, columns.join("; "), reasons.join("; ")], cells)
    }

    pub fn laid(&mut self, names: &[String], laid: &Laid<'_>, column: &str, reason: &str) -> io::Result<()> {
        let line = laid.line().map(|line| line.to_string()).unwrap_or_default();
        let cells = (0..names.len()).map(|place| laid.cell(place));
        self.write(names, [laid.number()?.to_string(), line, column.to_owned(), reason.to_owned()], cells)
    }

    fn write<'r>(
        &mut self,
        names: &[String],
        about: [String; 4],
        cells: impl Iterator<Item = &'r [u8]>,
    ) -> io::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if self.columns == 0 {
            let titles = ["row", "line", "column", "reason"].into_iter().chain(names.iter().map(String::as_str));
            writer.write_record(titles).map_err(io::Error::other)?;
            self.columns = names.len();
        }
        let mut cells: Vec<&[u8]> = cells.collect();
        cells.resize(cells.len().max(self.columns), b"");
        let record = about.iter().map(String::as_bytes).chain(cells);
        writer.write_record(record).map_err(io::Error::other)
    }

    pub fn close(mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Writer::flush)
    }
}
