//! Whether a file arrived whose answer was lost.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::checked::{Checked, PieceState};
use super::{Kind, Uploading};
use crate::error::Result;

/// Clocks differ, and the list shows seconds.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// What was found of one file that was in doubt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reconciled {
    /// Which file: its place in [`Checked::pieces`].
    pub piece: usize,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a file that was in doubt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fate {
    /// It is in the list of uploadings.
    Arrived(Box<Uploading>),
    /// Nothing in the list looks like it, now. It may get there a little later.
    NotFound,
    /// Several uploadings look like it, and only somebody who knows of the others can tell: by
    /// [`Checked::settle`].
    Unclear(Vec<Uploading>),
}

impl Checked<'_> {
    /// Looks in the list of uploadings for the files that are in doubt: by the number of rows, the comment, and the time of the sending (give or take
    /// ten minutes). Those that were there before the sending are none of them. Files that are found have arrived, and [`send`](Self::send) goes on behind them. Those that are not found
    /// are sent again by [`send_missing`](Self::send_missing), and by nothing else.
    pub async fn reconcile(&mut self) -> Result<Vec<Reconciled>> {
        if !self.pieces.iter().any(|piece| matches!(piece.state, PieceState::InDoubt { .. })) {
            return Ok(Vec::new());
        }
        let listed = self.kind.list(self.client, self.counter).await?;
        let mut taken: BTreeSet<String> =
            self.pieces.iter().filter_map(|piece| piece.uploading()).map(|uploading| uploading.id.clone()).collect();
        taken.extend(self.before.iter().flatten().cloned());
        let mut found = Vec::new();
        for number in 0..self.pieces.len() {
            let PieceState::InDoubt { since, .. } = self.pieces[number].state else { continue };
            let sought =
                Sought { kind: &self.kind, rows: self.pieces[number].rows, comment: self.comment_of(number), since };
            let mut alike: Vec<Uploading> =
                listed.iter().filter(|listed| !taken.contains(&listed.id) && sought.is(listed)).cloned().collect();
            let state = &mut self.pieces[number].state;
            let fate = match alike.len() {
                0 => {
                    *state = PieceState::InDoubt { since, missed: true };
                    Fate::NotFound
                }
                1 => {
                    let uploading = Box::new(alike.remove(0));
                    taken.insert(uploading.id.clone());
                    *state = PieceState::Arrived(uploading.clone());
                    Fate::Arrived(uploading)
                }
                _ => {
                    // One of them may be it: it is not to be sent again, even if it was not found before.
                    *state = PieceState::InDoubt { since, missed: false };
                    Fate::Unclear(alike)
                }
            };
            found.push(Reconciled { piece: number, fate });
        }
        Ok(found)
    }
}

/// What a file would look like in the list.
struct Sought<'a> {
    kind: &'a Kind,
    rows: u64,
    comment: Option<String>,
    since: Timestamp,
}

impl Sought<'_> {
    /// What the list does not say does not speak against it.
    fn is(&self, listed: &Uploading) -> bool {
        let rows = match self.kind {
            // Only rows that were taken are told.
            Kind::VisitorParameters { .. } => listed.accepted.is_none_or(|accepted| accepted <= self.rows),
            _ => listed.rows.is_none_or(|rows| rows == self.rows),
        };
        let comment = !self.kind.takes_comment()
            || listed.comment.as_deref().unwrap_or_default().trim()
                == self.comment.as_deref().unwrap_or_default().trim();
        let late = |at: Timestamp| self.since.checked_sub(TOLERANCE).is_ok_and(|earliest| at >= earliest);
        let word = match (self.kind.word(), &listed.word) {
            (Some(word), Some(listed)) => listed.eq_ignore_ascii_case(word),
            _ => true,
        };
        rows && comment && word && listed.at().is_none_or(late)
    }
}

impl Uploading {
    /// When it was made. A time without a zone is that of the counter, and says nothing here.
    fn at(&self) -> Option<Timestamp> {
        self.created.as_deref()?.parse().ok()
    }
}
