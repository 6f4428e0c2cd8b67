//! The body of a part: made while it is sent, so that no part is ever whole in memory.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::rows::{Part, Rows};

/// Bytes that are sent at a time.
const CHUNK: usize = 256 * 1024;
/// Chunks that wait for a slow reader.
const AHEAD: usize = 2;

/// Which bytes of a part are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u64,
    /// Excluded.
    pub end: u64,
}

impl Span {
    /// Reads `bytes=START-` and `bytes=START-END`; other forms ask for the whole.
    pub(super) fn read(range: &str, size: u64) -> Option<Self> {
        let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
        let start = start.parse().ok()?;
        let end = if end.is_empty() { size } else { end.parse::<u64>().ok()?.saturating_add(1).min(size) };
        (start < end).then_some(Self { start, end })
    }
}

/// Sends a part from a thread of its own. If nobody reads any more, it stops.
pub(super) fn stream(rows: Rows, part: Part, gzip: bool, span: Option<Span>) -> Receiver<io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let pipe = Pipe { sender, span, position: 0 };
        // The only error is a reader that is gone.
        let _ = if gzip { compressed(&rows, &part, pipe) } else { plain(&rows, &part, pipe) };
    });
    receiver
}

fn plain(rows: &Rows, part: &Part, mut pipe: Pipe) -> io::Result<()> {
    write(rows, part, |chunk| pipe.send(chunk))
}

fn compressed(rows: &Rows, part: &Part, mut pipe: Pipe) -> io::Result<()> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(CHUNK), Compression::fast());
    write(rows, part, |chunk| {
        encoder.write_all(&chunk)?;
        if encoder.get_ref().len() >= CHUNK / 4 {
            pipe.send(std::mem::take(encoder.get_mut()))?;
        }
        Ok(())
    })?;
    pipe.send(encoder.finish()?)
}

fn write(rows: &Rows, part: &Part, mut send: impl FnMut(Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut chunk = rows.header();
    for visit in rows.of_part(part) {
        rows.write(&visit, &mut chunk);
        if chunk.len() >= CHUNK {
            send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK + CHUNK / 8)))?;
        }
    }
    send(chunk)
}

/// The way to the reader, through which only the wanted bytes pass.
struct Pipe {
    sender: Sender<io::Result<Bytes>>,
    span: Option<Span>,
    position: u64,
}

impl Pipe {
    fn send(&mut self, chunk: Vec<u8>) -> io::Result<()> {
        let mut chunk = Bytes::from(chunk);
        if let Some(Span { start, end }) = self.span {
            let begins = self.position;
            let length = chunk.len() as u64;
            self.position += length;
            let clip = |at: u64| usize::try_from(at.saturating_sub(begins).min(length)).unwrap_or(chunk.len());
            chunk = chunk.slice(clip(start)..clip(end));
        }
        if chunk.is_empty() {
            return Ok(());
        }
        self.sender.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn ranges_are_read_or_else_the_whole_is_meant() {
        assert_eq!(Span::read("bytes=5-", 10), Some(Span { start: 5, end: 10 }));
        assert_eq!(Span::read("bytes=5-6", 10), Some(Span { start: 5, end: 7 }));
        assert_eq!(Span::read("bytes=5-99", 10), Some(Span { start: 5, end: 10 }));
        for other in ["bytes=10-", "bytes=-5", "bytes=7-6", "lines=1-2", "bytes=0-1,5-6"] {
            assert_eq!(Span::read(other, 10), None, "{other}");
        }
    }
}
