//! What became of the rows of an upload.

use std::fmt;

use super::{Uploading, UploadingStatus};
use crate::error::{Error, ErrorKind, Result};

/// What became of the rows of an upload. Only [`Complete`](Self::Complete) is what one wants; the others differ in what is to do.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use = "rows may not have been taken: match it, or call `complete`"]
pub enum Outcome {
    /// All rows were taken, and joined as far as the service tells.
    Complete(Summary),
    /// All rows were taken; some were joined to no visit or visitor: `linked` is below `accepted`. Their visitors are unknown to the counter, or have no visit in time.
    PartlyLinked(Summary),
    /// Not one row was joined: the service says LINKAGE_FAILURE. The ids may be of another kind or another counter.
    NotLinked(Summary),
    /// The service says LINKAGE_FAILURE because all calls are static: they join no visit, and count in the reports on calls all the same. Nothing is to do.
    OnlyStaticCalls(Summary),
    /// Some rows were not taken: left out by the check, or refused by the service, which does not say which.
    PartlyAccepted(Summary),
    /// Not one row was taken, although the upload succeeded.
    NothingAccepted(Summary),
    /// The service refused what the files hold: [`Uploading::errors`].
    Refused(Summary),
    /// Visitor parameters that are not confirmed: they have no effect.
    NotApplied(Summary),
    /// The service is not done.
    Processing(Summary),
}

/// What is known of an upload, in numbers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// Rows that there were.
    pub rows: u64,
    /// Rows that were sent; the check left out the others.
    pub sent: u64,
    /// Rows that the service took, if it tells of every file: it does not for expenses and the CRM.
    pub accepted: Option<u64>,
    /// Rows that were joined to visits or visitors, if it is known of every file.
    pub linked: Option<u64>,
    /// The uploadings, one for each file.
    pub uploadings: Vec<Uploading>,
}

impl Summary {
    pub(super) fn new(rows: u64, sent: u64, uploadings: Vec<Uploading>) -> Self {
        Self { rows, sent, accepted: None, linked: None, uploadings }
    }

    fn count(&mut self) {
        let sum = |number: fn(&Uploading) -> Option<u64>| self.uploadings.iter().map(number).sum::<Option<u64>>();
        (self.accepted, self.linked) = (sum(|uploading| uploading.accepted), sum(|uploading| uploading.linked));
    }

    /// Whether the service counts other rows than were sent, or took less.
    fn is_short(&self) -> bool {
        let found = self.uploadings.iter().map(|uploading| uploading.rows).sum::<Option<u64>>();
        self.sent < self.rows
            || found.is_some_and(|found| found != self.sent)
            || self.accepted.is_some_and(|accepted| accepted != self.sent)
    }

    /// Whether there are rows that could be joined and were not: static calls never are.
    fn is_partly_linked(&self) -> bool {
        let never: u64 = self.uploadings.iter().filter_map(|uploading| uploading.static_calls).sum();
        matches!((self.linked, self.accepted), (Some(linked), Some(accepted)) if linked + never < accepted)
    }

    fn is_static(&self) -> bool {
        self.uploadings
            .iter()
            .filter(|uploading| uploading.status == UploadingStatus::LinkageFailure)
            .all(|uploading| uploading.static_calls.is_some() && uploading.static_calls == uploading.accepted)
    }
}

impl Outcome {
    pub(super) fn of(mut summary: Summary, processed_later: bool, unconfirmed: bool) -> Self {
        summary.count();
        let any = |status: UploadingStatus| summary.uploadings.iter().any(|uploading| uploading.status == status);
        if any(UploadingStatus::Failed) {
            Self::Refused(summary)
        } else if summary.accepted == Some(0) && summary.sent > 0 {
            Self::NothingAccepted(summary)
        } else if unconfirmed {
            Self::NotApplied(summary)
        } else if processed_later && !summary.uploadings.iter().all(|uploading| uploading.status.is_final()) {
            Self::Processing(summary)
        } else if any(UploadingStatus::LinkageFailure) && !summary.is_static() && summary.linked.unwrap_or(0) == 0 {
            Self::NotLinked(summary)
        } else if summary.is_short() {
            Self::PartlyAccepted(summary)
        } else if any(UploadingStatus::LinkageFailure) && !summary.is_static() {
            Self::PartlyLinked(summary)
        } else if summary.uploadings.iter().all(|uploading| uploading.status == UploadingStatus::LinkageFailure) {
            Self::OnlyStaticCalls(summary)
        } else if summary.is_partly_linked() {
            Self::PartlyLinked(summary)
        } else {
            Self::Complete(summary)
        }
    }

    /// The numbers, whatever became of it.
    pub fn summary(&self) -> &Summary {
        match self {
            Self::Complete(summary)
            | Self::PartlyLinked(summary)
            | Self::NotLinked(summary)
            | Self::OnlyStaticCalls(summary)
            | Self::PartlyAccepted(summary)
            | Self::NothingAccepted(summary)
            | Self::Refused(summary)
            | Self::NotApplied(summary)
            | Self::Processing(summary) => summary,
        }
    }

    /// The numbers if all rows were taken and joined, or are calls that join nothing. Everything else is an error of kind
    /// [`NotImported`](ErrorKind::NotImported) that says what is missing.
    pub fn complete(self) -> Result<Summary> {
        match self {
            Self::Complete(summary) | Self::OnlyStaticCalls(summary) => Ok(summary),
            other => Err(Error::new(ErrorKind::NotImported, other.to_string())),
        }
    }

    /// The numbers if all rows were taken, joined or not. Everything else is an error, as in [`complete`](Self::complete).
    pub fn accepted(self) -> Result<Summary> {
        match self {
            Self::PartlyLinked(summary) => Ok(summary),
            other => other.complete(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary();
        let told = |number: Option<u64>| number.map_or("?".to_owned(), |number| number.to_string());
        let ids: Vec<&str> = summary.uploadings.iter().map(|uploading| uploading.id.as_str()).collect();
        let what = match self {
            Self::Complete(_) if summary.accepted.is_none() => {
                "all rows have arrived; how many were taken, the service does not tell"
            }
            Self::Complete(_) => "all rows were taken",
            Self::PartlyLinked(_) => "all rows were taken, and some joined no visit or visitor",
            Self::NotLinked(_) => {
                "not one row was joined to a visit or visitor (LINKAGE_FAILURE): are the ids of this counter, and of this kind?"
            }
            Self::OnlyStaticCalls(_) => "all calls are static: they join no visit, and count in the reports on calls",
            Self::PartlyAccepted(_) => "some rows were not taken",
            Self::NothingAccepted(_) => "not one row was taken",
            Self::Refused(_) => "the service refused what was sent",
            Self::NotApplied(_) => "nothing is applied before it is confirmed: call `VisitorParameters::confirm`",
            Self::Processing(_) => "the service is not done",
        };
        let Summary { rows, sent, .. } = summary;
        write!(
            f,
            "{what}; of {rows} rows {sent} were sent, {} accepted, {} linked (uploading {})",
            told(summary.accepted),
            told(summary.linked),
            ids.join(", ")
        )?;
        let refused = summary.uploadings.iter().flat_map(|uploading| &uploading.errors).take(3);
        for reason in refused {
            write!(f, "; {reason}")?;
        }
        Ok(())
    }
}
