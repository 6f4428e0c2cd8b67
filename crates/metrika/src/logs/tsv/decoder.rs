//! Pieces of a part in, rows out.

use std::sync::Arc;

use memchr::memchr;

use super::breaks::Breaks;
use super::header::Header;
use super::row::{Place, Row, shown};
use crate::error::{Error, ErrorKind, Result};

/// The longest line that is waited for.
const LONGEST_LINE: usize = 64 << 20;

/// Takes what a bad line was, and why.
type Reject<'r> = Box<dyn FnMut(&[u8], Error) -> Result<()> + Send + 'r>;

/// Reads one part of a log, piece by piece. See [the module](super).
pub struct Decoder<'r> {
    part: String,
    header: Option<Arc<Header>>,
    /// The beginning of a line whose end is still to come.
    rest: Vec<u8>,
    ends: Vec<usize>,
    /// Of the line that comes next.
    line: u64,
    byte: u64,
    counts: Counts,
    reject: Option<Reject<'r>>,
    /// Once something is wrong, nothing that follows is whole.
    failed: bool,
}

/// How many lines a part had, without its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Rows that were handed on.
    pub read: u64,
    /// Lines that were [rejected](Decoder::reject).
    pub rejected: u64,
    /// Bytes, header and all.
    pub bytes: u64,
}

impl<'r> Decoder<'r> {
    /// Begins a part, which errors call so.
    pub fn new(part: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            header: None,
            rest: Vec::new(),
            ends: Vec::new(),
            line: 1,
            byte: 0,
            counts: Counts::default(),
            reject: None,
            failed: false,
        }
    }

    /// Hands bad lines to this, with what is wrong, and goes on: lines with another number of cells than the header, and those for which the function that is
    /// given to [`feed`](Self::feed) returns an error of kind [`Decode`](ErrorKind::Decode). Without it, the first one ends the reading.
    pub fn reject(mut self, reject: impl FnMut(&[u8], Error) -> Result<()> + Send + 'r) -> Self {
        self.reject = Some(Box::new(reject));
        self
    }

    /// Takes the next piece of the part, of any size, and hands on every row that it completes. After an error there is no going on: the part must be read anew.
    pub fn feed(&mut self, piece: &[u8], mut row: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        if self.failed {
            return Err(self.over());
        }
        let result = self.pieces(piece, &mut row);
        self.failed = result.is_err();
        result
    }

    fn pieces(&mut self, piece: &[u8], row: &mut impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        self.counts.bytes += piece.len() as u64;
        let mut piece = piece;
        if !self.rest.is_empty() {
            let Some(end) = memchr(b'\n', piece) else { return self.keep(piece) };
            let (first, after) = piece.split_at(end + 1);
            self.keep(first)?;
            let line = std::mem::take(&mut self.rest);
            self.lines(&line, row)?;
            self.rest = line;
            self.rest.clear();
            piece = after;
        }
        let complete = self.lines(piece, row)?;
        self.keep(piece.get(complete..).unwrap_or_default())
    }

    /// Takes the lines in that are complete, and tells how many bytes they have.
    fn lines(&mut self, piece: &[u8], row: &mut impl FnMut(Row<'_>) -> Result<()>) -> Result<usize> {
        let mut from = 0;
        self.ends.clear();
        for at in Breaks::of(piece) {
            self.ends.push(at - from);
            if piece.get(at) == Some(&b'\n') {
                self.take(piece.get(from..at).unwrap_or_default(), row)?;
                self.ends.clear();
                from = at + 1;
            }
        }
        Ok(from)
    }

    /// Says that the part is over. An error if its last line is not, if there was not even a header, or if something was wrong before.
    pub fn finish(self) -> Result<Counts> {
        let place = self.place();
        let cut = |message: String| Err(Error::new(ErrorKind::Interrupted, message));
        if self.failed {
            return Err(self.over());
        }
        if !self.rest.is_empty() {
            let error = place.error(format_args!("the part ends within a line, after {}", shown(&self.rest)));
            return cut(error.to_string());
        }
        if self.header.is_none() {
            return cut(place.error("the part is empty: not even its header came").to_string());
        }
        Ok(self.counts)
    }

    /// The names of the columns, once the header is there.
    pub fn columns(&self) -> Option<&[String]> {
        self.header.as_ref().map(|header| header.names())
    }

    /// What has been read so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn place(&self) -> Place<'_> {
        Place { part: &self.part, line: self.line, byte: self.byte }
    }

    fn over(&self) -> Error {
        let rule =
            "the reading ended here with an error: what comes after it is not read, and the part must be read anew";
        self.place().error(rule)
    }

    /// Keeps the beginning of a line.
    fn keep(&mut self, beginning: &[u8]) -> Result<()> {
        if self.rest.len() + beginning.len() > LONGEST_LINE {
            return Err(self
                .place()
                .error(format_args!("the line has more than {LONGEST_LINE} bytes: this is no log")));
        }
        self.rest.extend_from_slice(beginning);
        Ok(())
    }

    /// Takes a whole line in, whose cells end at `ends`.
    fn take(&mut self, line: &[u8], row: &mut impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let place = Place { part: &self.part, line: self.line, byte: self.byte };
        let Some(header) = &self.header else {
            self.header = Some(Arc::new(Header::read(line).map_err(|problem| place.error(problem))?));
            self.line += 1;
            self.byte += line.len() as u64 + 1;
            return Ok(());
        };
        let result = if line.len() > LONGEST_LINE {
            Err(place.error(format_args!("the line has more than {LONGEST_LINE} bytes: this is no log")))
        } else if self.ends.len() == header.len() {
            row(Row { header, line, ends: &self.ends, place })
        } else {
            let rule =
                format!("the line has {} cells and the header {}: {}", self.ends.len(), header.len(), shown(line));
            Err(place.error(rule))
        };
        match (result, &mut self.reject) {
            (Ok(()), _) => self.counts.read += 1,
            (Err(error), Some(reject)) if error.kind() == ErrorKind::Decode => {
                reject(line, error)?;
                self.counts.rejected += 1;
            }
            (Err(error), _) => return Err(error),
        }
        self.line += 1;
        self.byte += line.len() as u64 + 1;
        Ok(())
    }
}

impl std::fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("part", &self.part)
            .field("line", &self.line)
            .field("byte", &self.byte)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}
