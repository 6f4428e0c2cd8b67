//! A part that is whole.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::LogRequestId;
use crate::logs::LogQuery;
use crate::logs::tsv::{Counts, Decoder, Row};

/// Bytes that are read at a time.
pub(in crate::logs) const PIECE: usize = 256 << 10;

/// A part of a log: downloaded, whole and checked, in a file that has no name and is gone with this.
#[derive(Debug)]
#[non_exhaustive]
pub struct LogPart {
    /// The request that it is of, which may be one of several.
    pub query: LogQuery,
    /// Its number.
    pub request: LogRequestId,
    /// Which of its parts this is.
    pub number: i64,
    /// Lines, without the header.
    pub rows: u64,
    /// Bytes, header and all.
    pub bytes: u64,
    pub(super) file: File,
}

impl LogPart {
    /// The TSV as it came, from its header on.
    pub fn reader(&mut self) -> Result<impl Read + '_> {
        self.file.seek(SeekFrom::Start(0)).map_err(unread)?;
        Ok(BufReader::with_capacity(PIECE, &self.file))
    }

    /// Hands on every row; a row that does not fit is an error, with its place. It reads a local file and computes, without giving way to other tasks.
    pub fn rows(&mut self, row: impl FnMut(Row<'_>) -> Result<()>) -> Result<Counts> {
        self.decode(Decoder::new(self.called()), row)
    }

    /// The same with a decoder of yours, which may [reject](Decoder::reject) rows.
    pub fn decode(&mut self, mut decoder: Decoder<'_>, mut row: impl FnMut(Row<'_>) -> Result<()>) -> Result<Counts> {
        // One that has nothing, not even a header: it was declared so.
        if self.bytes == 0 {
            return self.all(Counts::default());
        }
        self.file.seek(SeekFrom::Start(0)).map_err(unread)?;
        let mut piece = vec![0; PIECE];
        loop {
            match self.file.read(&mut piece).map_err(unread)? {
                0 => break,
                read => decoder.feed(piece.get(..read).unwrap_or_default(), &mut row)?,
            }
        }
        self.all(decoder.finish()?)
    }

    /// What errors call it.
    pub fn called(&self) -> String {
        format!("part {} of the log request {}", self.number, self.request)
    }

    /// Rows in are rows out.
    fn all(&self, counts: Counts) -> Result<Counts> {
        if counts.read + counts.rejected == self.rows && counts.bytes == self.bytes {
            return Ok(counts);
        }
        let Counts { read, rejected, bytes } = counts;
        let message = format!(
            "{}: {} rows in {} bytes were downloaded, and {read} were read and {rejected} rejected of {bytes} bytes",
            self.called(),
            self.rows,
            self.bytes
        );
        Err(Error::new(ErrorKind::Incomplete, message))
    }

    #[cfg(feature = "arrow")]
    pub(super) fn reading(mut self) -> Result<Reading> {
        self.file.seek(SeekFrom::Start(0)).map_err(unread)?;
        let decoder = (self.bytes > 0).then(|| Decoder::new(self.called()));
        Ok(Reading { decoder, piece: vec![0; PIECE / 8], part: self })
    }
}

/// A part on its way into batches.
#[cfg(feature = "arrow")]
pub(super) struct Reading {
    part: LogPart,
    decoder: Option<Decoder<'static>>,
    piece: Vec<u8>,
}

#[cfg(feature = "arrow")]
impl Reading {
    /// Reads on until a batch is full, or a little further. `false` if the part is over.
    pub fn until(&mut self, batches: &mut crate::logs::arrow::Batches) -> Result<bool> {
        while !batches.is_full() {
            let Some(decoder) = &mut self.decoder else { return Ok(false) };
            match self.part.file.read(&mut self.piece).map_err(unread)? {
                0 => {
                    if let Some(decoder) = self.decoder.take() {
                        self.part.all(decoder.finish()?)?;
                    }
                    return Ok(false);
                }
                read => decoder.feed(self.piece.get(..read).unwrap_or_default(), |row| batches.push(row))?,
            }
        }
        Ok(true)
    }
}

/// A file of ours that cannot be read.
pub(in crate::logs) fn unread(error: io::Error) -> Error {
    Error::new(ErrorKind::Storage, format!("a file of the export could not be read: {error}")).with_source(error)
}
