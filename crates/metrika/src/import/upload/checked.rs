//! What was checked, and how much of it was sent.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::sync::Arc;

use super::{Kind, OnProblem, Uploading, progress};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::CounterId;
use crate::import::check::Report;

/// Rows that were checked and lie on disk, ready to be sent; from [`Upload::check`](super::Upload::check).
///
/// ```
/// # async fn example(client: metrika::Client, rows: Vec<metrika::import::Conversion>) -> metrika::Result<()> {
/// let mut checked = client.counter(44147844).import().conversions().upload(rows).check().await?;
/// println!("{}", checked.report());
/// if checked.report().is_clean() {
///     let sent = match checked.send().await {
///         Err(error) if error.is_in_doubt() => {
///             // A connection broke: did it arrive?
///             println!("{error}");
///             checked.reconcile().await?;
///             checked.send_missing().await?
///         }
///         sent => sent?,
///     };
///     sent.wait().await?.complete()?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct Checked<'a> {
    pub(super) client: &'a Client,
    pub(super) counter: CounterId,
    pub(super) kind: Kind,
    pub(super) comment: Option<String>,
    pub(super) on_problem: OnProblem,
    pub(super) progress: progress::Report,
    pub(super) confirm: bool,
    pub(super) wrong_columns: bool,
    pub(super) report: Report,
    pub(super) pieces: Vec<Piece>,
    /// Uploadings that were there before anything was sent, by id; `None` if it needs not be known.
    pub(super) before: Option<BTreeSet<String>>,
}

/// One file to send.
pub struct Piece {
    pub(super) file: Arc<File>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) columns: Vec<String>,
    pub(super) visitor: Option<String>,
    pub(super) state: PieceState,
    pub(super) confirmed: bool,
    /// It was told to be applied, and the answer was lost.
    pub(super) confirming: bool,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PieceState {
    /// It was not sent, or surely did not arrive.
    Waiting,
    /// It was sent, and whether it arrived is not known.
    InDoubt {
        /// When the sending began.
        since: jiff::Timestamp,
        /// It was [looked for](Checked::reconcile) and not found.
        missed: bool,
    },
    /// It arrived.
    Arrived(Box<Uploading>),
}

impl Checked<'_> {
    /// What the check found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The files, in the order in which they are sent.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// What stands against sending.
    pub(super) fn refuse(&self) -> Result<()> {
        let report = &self.report;
        let stops = match self.on_problem {
            OnProblem::Stop => !report.is_clean(),
            OnProblem::Skip => self.wrong_columns,
            OnProblem::Send => false,
        };
        if stops {
            let first = report.problems.first().map(ToString::to_string).unwrap_or_default();
            let more = match report.found {
                0 | 1 => String::new(),
                found => format!(" (and {} more)", found - 1),
            };
            let message = format!(
                "nothing was sent: {} of {} rows of {} are good; {first}{more}",
                report.good_rows(),
                report.rows,
                self.kind.layout().name
            );
            return Err(Error::new(ErrorKind::InvalidRequest, message).with_source(report.clone()));
        }
        if self.pieces.is_empty() {
            let message = format!("nothing was sent: none of {} rows is good", report.rows);
            return Err(Error::new(ErrorKind::InvalidRequest, message).with_source(report.clone()));
        }
        Ok(())
    }

    /// The comment of one of the files.
    pub(super) fn comment_of(&self, piece: usize) -> Option<String> {
        let comment = self.comment.as_deref().filter(|comment| !comment.is_empty())?;
        if self.pieces.len() == 1 {
            return Some(comment.to_owned());
        }
        let number = format!(", {} of {}", piece + 1, self.pieces.len());
        let room = 255_usize.saturating_sub(number.len());
        let comment: String = comment.chars().take(room).collect();
        Some(comment + &number)
    }
}

impl Piece {
    /// Rows in the file.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The numbers of its first and its last row. Rows in between may be in another file, with other visitors, or left out.
    pub fn range(&self) -> (u64, u64) {
        (self.first, self.last)
    }

    /// The columns of its header.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The column by which its rows name their visitors.
    pub fn visitor(&self) -> Option<&str> {
        self.visitor.as_deref()
    }

    /// What became of it.
    pub fn state(&self) -> &PieceState {
        &self.state
    }

    /// The uploading that it became.
    pub fn uploading(&self) -> Option<&Uploading> {
        match &self.state {
            PieceState::Arrived(uploading) => Some(uploading),
            _ => None,
        }
    }
}

impl fmt::Debug for Checked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("counter", &self.counter)
            .field("kind", &self.kind)
            .field("report", &self.report)
            .field("pieces", &self.pieces)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece")
            .field("rows", &self.rows)
            .field("bytes", &self.bytes)
            .field("columns", &self.columns)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
