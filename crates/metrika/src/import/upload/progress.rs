//! How far an upload is.

use std::fmt;
use std::sync::Arc;

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Rows that were read so far.
    pub rows: u64,
    /// Bytes of this file that were sent so far.
    pub bytes: u64,
    /// Bytes that this file has.
    pub of_bytes: u64,
}

/// What is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Rows are read and checked.
    Checking,
    /// A file is sent.
    Sending {
        /// Which one, from 1.
        piece: usize,
        /// How many there are.
        of: usize,
    },
    /// The service processes an uploading.
    Processing {
        /// Its number.
        id: String,
        /// Its status, in the word of the service.
        status: String,
    },
}

/// Whom to tell.
#[derive(Clone, Default)]
pub(super) struct Report(pub Option<Arc<Callback>>);

type Callback = dyn Fn(&Progress) + Send + Sync;

impl Report {
    pub fn tell(&self, stage: Stage, rows: u64, bytes: u64, of_bytes: u64) {
        if let Some(report) = &self.0 {
            report(&Progress { stage, rows, bytes, of_bytes });
        }
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Report(..)" } else { "Report(nobody)" })
    }
}
