//! The files to send: cut between rows, each with the header and no column that is empty throughout.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use csv::{Writer, WriterBuilder};

use super::checked::{Piece, PieceState};
use super::sheet::{Group, Laid, Sheet};
use crate::import::check::Repeated;

const GATHERED: usize = 64 * 1024;

/// What the files are made by.
pub(super) struct Cut<'a> {
    /// The columns, by place.
    pub names: &'a [String],
    pub delimiter: u8,
    pub most_bytes: u64,
    pub folder: Option<&'a Path>,
    /// Rows that repeat others, by number.
    pub repeated: &'a [Repeated],
    /// Whether they are left out.
    pub leaves_out: bool,
}

/// Makes the files. `tell` is told of each row that repeats another, with its cells.
pub(super) fn cut(
    sheet: Sheet,
    cut: &Cut<'_>,
    tell: &mut dyn FnMut(&Laid<'_>, Repeated) -> io::Result<()>,
) -> io::Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (visitor, group) in sheet.groups {
        let visitor = visitor.and_then(|place| cut.names.get(place)).cloned();
        of_group(group, visitor, cut, tell, &mut pieces)?;
    }
    Ok(pieces)
}

fn of_group(
    group: Group,
    visitor: Option<String>,
    cut: &Cut<'_>,
    tell: &mut dyn FnMut(&Laid<'_>, Repeated) -> io::Result<()>,
    pieces: &mut Vec<Piece>,
) -> io::Result<()> {
    let places: Vec<usize> = (0..group.used.len()).filter(|place| group.used[*place]).collect();
    let columns: Vec<String> = places.iter().filter_map(|place| cut.names.get(*place).cloned()).collect();
    let header = size(columns.iter().map(|name| name.as_bytes()));
    let mut rows = group.read()?;
    let mut open: Option<Open> = None;
    while let Some(row) = rows.next()? {
        let number = row.number()?;
        if let Ok(at) = cut.repeated.binary_search_by_key(&number, |repeated| repeated.row) {
            tell(&row, cut.repeated[at])?;
            if cut.leaves_out {
                continue;
            }
        }
        let cells = || places.iter().map(|place| row.cell(*place));
        let size = size(cells());
        if header + size > cut.most_bytes {
            let reason = format!("row {number} is longer than a file may be ({} bytes)", cut.most_bytes);
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        if open.as_ref().is_some_and(|open| open.size + size > cut.most_bytes) {
            pieces.extend(open.take().map(Open::close).transpose()?);
        }
        let piece = match &mut open {
            Some(open) => open,
            None => open.insert(Open::new(&columns, header, visitor.clone(), number, cut)?),
        };
        piece.writer.write_record(cells()).map_err(io::Error::other)?;
        (piece.size, piece.rows, piece.last) = (piece.size + size, piece.rows + 1, number);
    }
    pieces.extend(open.map(Open::close).transpose()?);
    Ok(())
}

/// Bytes that a row takes at most: every cell may be quoted.
fn size<'a>(cells: impl Iterator<Item = &'a [u8]>) -> u64 {
    let quotes = |cell: &[u8]| cell.iter().filter(|byte| **byte == b'"').count();
    cells.map(|cell| (cell.len() + quotes(cell) + 3) as u64).sum()
}

/// A file that is being written.
struct Open {
    writer: Writer<File>,
    size: u64,
    rows: u64,
    first: u64,
    last: u64,
    columns: Vec<String>,
    visitor: Option<String>,
}

impl Open {
    fn new(columns: &[String], header: u64, visitor: Option<String>, first: u64, cut: &Cut<'_>) -> io::Result<Self> {
        let file = cut.folder.map_or_else(tempfile::tempfile, tempfile::tempfile_in)?;
        let mut writer = WriterBuilder::new().delimiter(cut.delimiter).buffer_capacity(GATHERED).from_writer(file);
        writer.write_record(columns).map_err(io::Error::other)?;
        Ok(Self { writer, size: header, rows: 0, first, last: first, columns: columns.to_vec(), visitor })
    }

    fn close(self) -> io::Result<Piece> {
        let mut file = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        file.flush()?;
        let bytes = file.metadata()?.len();
        Ok(Piece {
            file: Arc::new(file),
            bytes,
            rows: self.rows,
            first: self.first,
            last: self.last,
            columns: self.columns,
            visitor: self.visitor,
            state: PieceState::Waiting,
            confirmed: false,
            confirming: false,
        })
    }
}
