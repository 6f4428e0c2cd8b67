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
    /// All rows were taken; some were joined to no visit or visitor: `linked` is below `accepted` (static calls do not count here), or the service
    /// says LINKAGE_FAILURE of one of several files. Their visitors are unknown to the counter, or have no visit in time.
    PartlyLinked(Summary),
    /// Not one row was joined: the service says LINKAGE_FAILURE, or counts none. The ids may be of another kind or another counter, and the goals unknown:
    /// see [`Uploading::user_not_found`] and [`Uploading::goal_not_found`].
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
    /// The service is not done. Also an upload of the CRM of which it does not say whether it passed the check: see
    /// [`Crm::uploadings`](crate::import::Crm::uploadings).
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

    /// Whether the service counts other rows in a file than were sent in it, or took less. `files`: how many each had.
    fn is_short(&self, files: &[u64]) -> bool {
        let other = |(uploading, rows): (&Uploading, &u64)| {
            [uploading.rows, uploading.accepted].into_iter().flatten().any(|told| told != *rows)
        };
        self.sent < self.rows || self.uploadings.iter().zip(files).any(other)
    }

    /// Whether files failed that do not hold static calls alone.
    fn has_failed(&self) -> bool {
        self.uploadings.iter().any(|uploading| uploading.is_failure() && !uploading.is_static())
    }
}

impl Uploading {
    fn is_failure(&self) -> bool {
        self.status == UploadingStatus::LinkageFailure
    }

    fn is_static(&self) -> bool {
        self.static_calls.is_some() && self.static_calls == self.accepted
    }

    /// Not one of its rows was joined: a file that is processed and does not say so may have joined all.
    fn joined_nothing(&self) -> bool {
        self.linked.map_or(self.is_failure(), |linked| linked == 0)
    }

    /// Rows were taken that could be joined and were not: static calls never are.
    fn is_partly_linked(&self) -> bool {
        let lacks = |linked: u64, accepted| linked.saturating_add(self.static_calls.unwrap_or(0)) < accepted;
        matches!((self.linked, self.accepted), (Some(linked), Some(accepted)) if lacks(linked, accepted))
    }
}

impl Outcome {
    /// `files`: how many rows were sent in each.
    pub(super) fn of(mut summary: Summary, files: &[u64], unconfirmed: bool) -> Self {
        summary.count();
        let all = |is: fn(&Uploading) -> bool| summary.uploadings.iter().all(is);
        let any = |is: fn(&Uploading) -> bool| summary.uploadings.iter().any(is);
        if any(|uploading| uploading.status == UploadingStatus::Failed) {
            Self::Refused(summary)
        } else if summary.accepted == Some(0) && summary.sent > 0 {
            Self::NothingAccepted(summary)
        } else if unconfirmed {
            Self::NotApplied(summary)
        } else if !all(Uploading::is_over) {
            Self::Processing(summary)
        } else if (summary.has_failed() || any(Uploading::is_partly_linked)) && all(Uploading::joined_nothing) {
            Self::NotLinked(summary)
        } else if summary.is_short(files) {
            Self::PartlyAccepted(summary)
        } else if summary.has_failed() || any(Uploading::is_partly_linked) {
            Self::PartlyLinked(summary)
        } else if all(Uploading::is_failure) {
            Self::OnlyStaticCalls(summary)
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
                "not one row was joined to a visit or visitor (LINKAGE_FAILURE, or none counted): are the ids of this counter, and of this kind?"
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
        let sum = |number: fn(&Uploading) -> Option<u64>| summary.uploadings.iter().filter_map(number).sum::<u64>();
        for (rows, what) in [
            (sum(|uploading| uploading.user_not_found), "rows with a visitor"),
            (sum(|uploading| uploading.goal_not_found), "rows with a goal"),
        ] {
            if rows > 0 {
                write!(f, "; {rows} {what} that was not found")?;
            }
        }
        let refused = summary.uploadings.iter().flat_map(|uploading| &uploading.errors).take(3);
        for reason in refused {
            write!(f, "; {reason}")?;
        }
        Ok(())
    }
}
