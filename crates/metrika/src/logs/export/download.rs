//! One part, until it is whole.

use std::sync::Arc;

use futures_util::TryStreamExt;
use memchr::memchr_iter;

use super::part::LogPart;
use super::progress::Stage;
use super::spool::Spool;
use super::{Settings, Tracker};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CounterId, LogRequestId};
use crate::logs::LogQuery;
use crate::logs::tsv::header::Header;
use crate::policy::retry::{Attempt, Verdict, decide};
use crate::reports::template;

/// What is to be downloaded.
pub(super) struct Download {
    pub client: Client,
    pub counter: CounterId,
    pub query: LogQuery,
    pub request: LogRequestId,
    pub number: i64,
    /// As the service declares it; 0 has been seen of parts that there are.
    pub size: Option<i64>,
    pub settings: Settings,
}

impl Download {
    /// Downloads it, again if it breaks off.
    pub async fn run(self) -> Result<LogPart> {
        let session = self.client.session();
        let (policy, clock) = (session.options.retry.as_ref().unwrap_or(&session.core.retry), &session.core.clock);
        let began = clock.elapsed();
        let mut number = 1;
        loop {
            let error = match self.once().await {
                Ok(part) => return Ok(part),
                Err(error) => error,
            };
            let elapsed = clock.elapsed().saturating_sub(began);
            let attempt = Attempt { number, elapsed, reads: true, repeatable: true, error: &error };
            match decide(policy, attempt, fastrand::f64()) {
                Verdict::GiveUp if number == 1 => return Err(error),
                Verdict::GiveUp => return Err(error.noted(format!("it was downloaded {number} times"))),
                Verdict::After(wait) => clock.sleep(wait).await,
            }
            number += 1;
            self.settings.progress.report(Stage::Restarted, |now| {
                (now.request, now.part) = (Some(self.request), Some(self.number));
                now.restarts += 1;
            });
        }
    }

    async fn once(&self) -> Result<LogPart> {
        let mut come = Come { tracker: Arc::clone(&self.settings.progress), bytes: 0, whole: false };
        let mut spool = Spool::new(self.settings.spool.as_deref()).map_err(unwritten)?;
        let handle = self.client.counter(self.counter).logs().request(self.request);
        let mut pieces = handle.part(self.number).await?;
        let (mut lines, mut first, mut headed) = (0, Vec::new(), false);
        loop {
            let piece = match pieces.try_next().await {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                // One that is declared to have nothing may have nothing, not even a header.
                Err(error) if error.kind() == ErrorKind::Interrupted && come.bytes == 0 && self.size == Some(0) => {
                    break;
                }
                Err(error) => return Err(error),
            };
            let mut ends = memchr_iter(b'\n', &piece);
            if !headed {
                let end = ends.next();
                first.extend_from_slice(piece.get(..end.unwrap_or(piece.len())).unwrap_or_default());
                headed = end.is_some();
                if headed {
                    self.check_header(&first)?;
                } else {
                    self.check_length(&first)?;
                }
            }
            lines += ends.count() as u64;
            spool.write(&piece).await.map_err(unwritten)?;
            come.more(piece.len() as u64, self);
        }
        let bytes = come.bytes;
        if let Some(size) = self.size.filter(|size| *size > 0 && self.settings.check_sizes)
            && u64::try_from(size) != Ok(bytes)
        {
            let message = format!(
                "{}: {bytes} bytes came, and the service declares {size}; if it always does, `ignore_sizes` takes what comes",
                self.called()
            );
            return Err(Error::new(ErrorKind::Interrupted, message).about_the_answer("download_log_part"));
        }
        let file = spool.finish().await.map_err(unwritten)?;
        come.whole = true;
        self.settings.progress.report(Stage::Downloaded, |now| {
            (now.request, now.part) = (Some(self.request), Some(self.number));
            now.parts += 1;
            now.rows += lines;
        });
        let Self { query, request, number, .. } = self;
        Ok(LogPart { query: query.clone(), request: *request, number: *number, rows: lines, bytes, file })
    }

    /// The columns must be those that were asked for, in any order. An attribution may be written in.
    fn check_header(&self, line: &[u8]) -> Result<()> {
        let wrong = |rule: String| {
            let message = format!("{}, line 1: {rule}", self.called());
            // A page of a gateway, say: what comes next time may be the log.
            Error::new(ErrorKind::Interrupted, message).about_the_answer("download_log_part")
        };
        let header = Header::read(line).map_err(wrong)?;
        let asked = self.query.columns();
        let missing: Vec<&str> = asked
            .iter()
            .map(|field| field.as_str())
            .filter(|field| !header.names().iter().any(|name| template::fits(field, name)))
            .collect();
        if !missing.is_empty() || header.len() != asked.len() {
            let names = header.names().join(", ");
            let missing = if missing.is_empty() { "nothing".to_owned() } else { missing.join(", ") };
            return Err(wrong(format!(
                "{} columns were asked for and {} came: {names}; missing: {missing}",
                asked.len(),
                header.len()
            )));
        }
        Ok(())
    }

    /// No header is so long.
    fn check_length(&self, first: &[u8]) -> Result<()> {
        const LONGEST: usize = 64 << 10;
        if first.len() <= LONGEST {
            return Ok(());
        }
        let message = format!("{}, line 1: it has more than {LONGEST} bytes, and is no header", self.called());
        Err(Error::new(ErrorKind::Interrupted, message).about_the_answer("download_log_part"))
    }

    fn called(&self) -> String {
        format!("part {} of the log request {}", self.number, self.request)
    }
}

/// Bytes that have come, which do not count if the rest does not come.
struct Come {
    tracker: Arc<Tracker>,
    bytes: u64,
    whole: bool,
}

impl Come {
    fn more(&mut self, bytes: u64, of: &Download) {
        self.bytes += bytes;
        self.tracker.report(Stage::Downloading, |now| {
            (now.request, now.part) = (Some(of.request), Some(of.number));
            now.bytes += bytes;
        });
    }
}

impl Drop for Come {
    fn drop(&mut self) {
        if !self.whole && self.bytes > 0 {
            self.tracker.correct(self.bytes);
        }
    }
}

/// A file of ours that cannot be written.
fn unwritten(error: std::io::Error) -> Error {
    let message = format!("a part could not be kept in the folder for temporary files (see `spool_in`): {error}");
    Error::new(ErrorKind::Storage, message).with_source(error)
}
