//! A file without a name, which is gone with the program.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use bytes::Bytes;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 20;

/// A file that is written from start to end, and then read.
pub(super) struct Spool {
    /// `None` while a thread for blocking calls has it.
    file: Option<File>,
    gathered: Vec<u8>,
}

impl Spool {
    pub fn new(folder: Option<&Path>) -> io::Result<Self> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        Ok(Self { file: Some(file), gathered: Vec::new() })
    }

    pub async fn write(&mut self, piece: &Bytes) -> io::Result<()> {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() >= GATHERED { self.flush().await } else { Ok(()) }
    }

    /// The whole file, ready to be read.
    pub async fn finish(mut self) -> io::Result<File> {
        self.flush().await?;
        let mut file = self.file.take().ok_or_else(lost)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    async fn flush(&mut self) -> io::Result<()> {
        let (mut file, gathered) = (self.file.take().ok_or_else(lost)?, std::mem::take(&mut self.gathered));
        let written = tokio::task::spawn_blocking(move || {
            let result = file.write_all(&gathered);
            (file, gathered, result)
        });
        let (file, mut gathered, result) = written.await.map_err(io::Error::other)?;
        gathered.clear();
        (self.file, self.gathered) = (Some(file), gathered);
        result
    }
}

fn lost() -> io::Error {
    io::Error::other("the file was lost in a call before")
}
