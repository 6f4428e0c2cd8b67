//! Rows that were checked, on disk, before they become the files to send.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, Writer, WriterBuilder};

use crate::import::source::Row;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 64 * 1024;

/// All rows, by the column that names their visitor: each such column is sent in a file of its own.
pub(super) struct Sheet {
    pub groups: BTreeMap<Option<usize>, Group>,
    folder: Option<PathBuf>,
}

/// Rows of one kind of visitors.
pub(super) struct Group {
    writer: Writer<File>,
    /// Which columns have a cell that is not empty.
    pub used: Vec<bool>,
}

impl Sheet {
    pub fn new(folder: Option<&Path>) -> Self {
        Self { groups: BTreeMap::new(), folder: folder.map(Path::to_owned) }
    }

    /// Adds a row: its number, its line, and its cells.
    pub fn add(&mut self, visitor: Option<usize>, row: &Row) -> io::Result<()> {
        if !self.groups.contains_key(&visitor) {
            let group = Group::new(self.folder.as_deref())?;
            self.groups.insert(visitor, group);
        }
        let group = self.groups.get_mut(&visitor).ok_or_else(|| io::Error::other("a group was lost"))?;
        group.add(row)
    }
}

impl Group {
    fn new(folder: Option<&Path>) -> io::Result<Self> {
        let file = folder.map_or_else(tempfile::tempfile, tempfile::tempfile_in)?;
        let writer = WriterBuilder::new().flexible(true).buffer_capacity(GATHERED).from_writer(file);
        Ok(Self { writer, used: Vec::new() })
    }

    fn add(&mut self, row: &Row) -> io::Result<()> {
        let number = row.number.to_string();
        let line = row.line.map(|line| line.to_string()).unwrap_or_default();
        let cells = [number.as_str(), line.as_str()].into_iter().chain(row.cells.iter().map(String::as_str));
        self.writer.write_record(cells).map_err(io::Error::other)?;
        self.used.resize(self.used.len().max(row.cells.len()), false);
        for (used, cell) in self.used.iter_mut().zip(&row.cells) {
            *used |= !cell.is_empty();
        }
        Ok(())
    }

    /// The rows again, from the first one.
    pub fn read(self) -> io::Result<Rows> {
        let mut file = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        file.seek(SeekFrom::Start(0))?;
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(GATHERED).from_reader(file);
        Ok(Rows { reader, record: ByteRecord::new() })
    }
}

/// The rows of a group.
pub(super) struct Rows {
    reader: Reader<File>,
    record: ByteRecord,
}

/// One row that was laid down.
pub(super) struct Laid<'a>(&'a ByteRecord);

impl Rows {
    pub fn next(&mut self) -> io::Result<Option<Laid<'_>>> {
        let more = self.reader.read_byte_record(&mut self.record).map_err(io::Error::other)?;
        Ok(more.then_some(Laid(&self.record)))
    }
}

impl<'a> Laid<'a> {
    pub fn number(&self) -> io::Result<u64> {
        let text = std::str::from_utf8(self.0.get(0).unwrap_or_default()).map_err(io::Error::other)?;
        text.parse().map_err(io::Error::other)
    }

    pub fn line(&self) -> Option<u64> {
        std::str::from_utf8(self.0.get(1)?).ok()?.parse().ok()
    }

    /// The cell at this place; empty if the row is shorter.
    pub fn cell(&self, place: usize) -> &'a [u8] {
        self.0.get(place + 2).unwrap_or_default()
    }
}
