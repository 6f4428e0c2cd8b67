//! How the log machine behaves.

use serde::{Deserialize, Serialize};

/// How log requests go. By default they are ready at the first look, and nothing fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// How long a request stays `created`.
    pub queue_seconds: i64,
    /// What happens to the first requests, one after the other; later ones go well.
    pub script: Vec<Script>,
    /// Bytes of a part, at most; it always has at least one visit.
    pub part_bytes: u64,
    /// Parts of size 0 that are listed after the others, as the service has been seen to do.
    pub empty_parts: u32,
    /// Storage of a counter, in bytes; the service has 10 GB.
    pub quota_bytes: i64,
    /// After how long a processed request is cleaned. Nothing is known of the service's time; never, if not set.
    pub keep_seconds: Option<i64>,
    /// Whether parts are compressed for those who accept it.
    pub gzip: bool,
    /// Whether `Range` is heeded. Nothing says that the service does.
    pub ranges: bool,
    /// Visits above which a log is prepared while the request waits, and not before it is answered.
    pub at_once: u64,
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// How long it is `awaiting_retry`, after the queue.
    pub retry_seconds: i64,
    /// Whether it ends as `processing_failed`.
    pub fails: bool,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            queue_seconds: 0,
            script: Vec::new(),
            part_bytes: 64 * 1024 * 1024,
            empty_parts: 0,
            quota_bytes: 10_000_000_000,
            keep_seconds: None,
            gzip: true,
            ranges: false,
            at_once: 20_000,
        }
    }
}
