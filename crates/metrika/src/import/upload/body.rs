//! A file as the body of a request: read as it is sent, of a length that is known before.

use std::fs::File;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::Body;
use tokio::sync::mpsc;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait to be sent.
const AHEAD: usize = 4;

/// The whole file, from its first byte. `sent` is told how many bytes have gone out so far.
pub(super) fn of(file: Arc<File>, bytes: u64, sent: impl Fn(u64) + Send + Sync + 'static) -> Body {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut at = 0;
        while at < bytes {
            let chunk = read(&file, at, CHUNK.min(usize::try_from(bytes - at).unwrap_or(CHUNK)));
            let over = chunk.is_err();
            at += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
            // Nobody waits for it any more: the request is over.
            if sender.blocking_send(chunk).is_err() || over {
                return;
            }
        }
    });
    Body::wrap(FileBody { receiver, left: bytes, bytes, sent: Box::new(sent) })
}

struct FileBody {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
    bytes: u64,
    sent: Box<dyn Fn(u64) + Send + Sync>,
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.receiver.poll_recv(context).map(|chunk| {
            let chunk = chunk?;
            Some(chunk.map(|chunk| {
                self.left = self.left.saturating_sub(chunk.len() as u64);
                (self.sent)(self.bytes - self.left);
                Frame::data(chunk)
            }))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Reads at a place of its own: another reader of the same file may still be under way.
fn read(file: &File, at: u64, most: usize) -> io::Result<Bytes> {
    let mut chunk = vec![0; most];
    let read = read_at(file, &mut chunk, at)?;
    if read == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file to send became shorter"));
    }
    chunk.truncate(read);
    Ok(chunk.into())
}

#[cfg(unix)]
pub(super) fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(windows)]
pub(super) fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

/// The file from its first byte, for a reader of its own.
pub(super) struct FromStart {
    pub file: Arc<File>,
    pub at: u64,
}

impl io::Read for FromStart {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
