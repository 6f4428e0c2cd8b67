//! Uploadings that have arrived, until they are processed.

use std::fmt;
use std::time::Duration;

use super::checked::Checked;
use super::outcome::{Outcome, Summary};
use super::progress::{self, Stage};
use super::{Kind, Uploading, UploadingStatus};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::CounterId;
use crate::policy::Patience;

/// Files that have arrived; from [`Checked::send`] or [`Upload::send`](super::Upload::send).
///
/// They are applied within about two hours. What becomes of their rows is known when they are processed: see [`wait`](Self::wait).
#[must_use = "that files arrived does not say that their rows were taken: call `wait`, or look at `outcome`"]
pub struct Sent<'a> {
    client: &'a Client,
    counter: CounterId,
    kind: Kind,
    progress: progress::Report,
    patience: Patience,
    summary: Summary,
    /// How many rows each file has.
    files: Vec<u64>,
    /// Visitor parameters that nobody confirmed.
    unconfirmed: bool,
}

impl<'a> Sent<'a> {
    pub(super) fn of(checked: &Checked<'a>) -> Self {
        let files: Vec<u64> = checked.pieces.iter().map(|piece| piece.rows).collect();
        let uploadings = checked.pieces.iter().filter_map(|piece| piece.uploading().cloned()).collect();
        let unconfirmed = matches!(checked.kind, Kind::VisitorParameters { .. })
            && checked.pieces.iter().any(|piece| !piece.confirmed);
        Self {
            client: checked.client,
            counter: checked.counter,
            kind: checked.kind.clone(),
            progress: checked.progress.clone(),
            patience: Patience::for_uploads(),
            summary: Summary::new(checked.report.rows, files.iter().sum(), uploadings),
            files,
            unconfirmed,
        }
    }

    /// The uploadings, one for each file, as they were last seen.
    pub fn uploadings(&self) -> &[Uploading] {
        &self.summary.uploadings
    }

    /// How long to wait and how often to look: every half minute at first, every five minutes in the end, for 4 hours if nothing is said.
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// What is known so far, without waiting.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.summary.clone(), &self.files, self.unconfirmed)
    }

    /// Waits until all files are processed, and tells what became of their rows. Uploads of the CRM are checked when they arrive, and not waited for. Visitor parameters that are not
    /// confirmed are not waited for either: [`Outcome::NotApplied`].
    ///
    /// The patience is one for all files. A service that is down meanwhile is waited for like one that is not done. An error of kind
    /// [`Timeout`](ErrorKind::Timeout) says that the service is not done; it goes on all the same. Whatever the error, the files have arrived:
    /// do not send them again. It names them, and `get` of their kind looks at one by its number.
    pub async fn wait(mut self) -> Result<Outcome> {
        if self.unconfirmed || !self.kind.is_processed_later() {
            return Ok(self.outcome());
        }
        let clock = &*self.client.session().core.clock;
        let mut waiting = self.patience.begin(clock);
        for at in 0..self.summary.uploadings.len() {
            while !self.summary.uploadings[at].is_over() {
                let uploading = &mut self.summary.uploadings[at];
                let looked = self.kind.get(self.client, self.counter, uploading).await;
                let unseen = match looked {
                    Ok(shown) => {
                        *uploading = shown.with_counts_of(uploading);
                        let stage =
                            Stage::Processing { id: uploading.id.clone(), status: uploading.status.to_string() };
                        self.progress.tell(stage, self.summary.rows, 0, 0);
                        if uploading.is_over() {
                            break;
                        }
                        None
                    }
                    Err(error) if error.is_retryable() => Some(error),
                    Err(error) => return Err(error.noted(self.arrived())),
                };
                if let Err(waited) = waiting.again(clock).await {
                    return Err(unseen.unwrap_or_else(|| self.late(at, waited)).noted(self.arrived()));
                }
            }
        }
        Ok(self.outcome())
    }

    fn late(&self, at: usize, waited: Duration) -> Error {
        let Uploading { id, status, .. } = &self.summary.uploadings[at];
        let message = format!("the uploading {id} is still {status} after {} seconds", waited.as_secs());
        Error::new(ErrorKind::Timeout, message)
    }

    fn arrived(&self) -> String {
        let ids: Vec<&str> = self.summary.uploadings.iter().map(|uploading| uploading.id.as_str()).collect();
        format!(
            "all files have arrived, and the service goes on without you: do not send them again, but look later at the uploadings {}",
            ids.join(", ")
        )
    }
}

impl Uploading {
    /// Whether it will not change, or holds nothing that could.
    pub(super) fn is_over(&self) -> bool {
        self.status.is_final() || self.accepted == Some(0)
    }

    /// This one, with what an earlier answer said and this one leaves out.
    pub(super) fn with_counts_of(mut self, earlier: &Self) -> Self {
        fn or(now: &mut Option<u64>, before: Option<u64>) {
            *now = now.or(before);
        }
        or(&mut self.rows, earlier.rows);
        or(&mut self.accepted, earlier.accepted);
        or(&mut self.linked, earlier.linked);
        or(&mut self.user_not_found, earlier.user_not_found);
        or(&mut self.goal_not_found, earlier.goal_not_found);
        or(&mut self.static_calls, earlier.static_calls);
        if self.id.is_empty() {
            self.id.clone_from(&earlier.id);
        }
        if self.status == UploadingStatus::Unknown && earlier.status.is_final() {
            self.status = earlier.status.clone();
        }
        self
    }
}

impl Patience {
    /// Uploads are applied within about two hours.
    fn for_uploads() -> Self {
        let (first, longest) = (Duration::from_secs(30), Duration::from_secs(300));
        Self { first, longest, deadline: Some(Duration::from_secs(4 * 3600)) }
    }
}

impl fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("counter", &self.counter)
            .field("kind", &self.kind)
            .field("uploadings", &self.summary.uploadings)
            .finish_non_exhaustive()
    }
}
