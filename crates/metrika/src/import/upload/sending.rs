//! Sends the files, and none twice.

use std::collections::BTreeSet;
use std::time::Duration;

use super::checked::{Checked, PieceState};
use super::progress::Stage;
use super::sent::Sent;
use super::{Kind, Uploading, UploadingStatus, body};
use crate::error::{Error, ErrorKind, Result};
use crate::models::VisitorIdType;
use crate::policy::retry::{self, Attempt, Verdict};

impl<'a> Checked<'a> {
    /// Sends the files that were not sent yet, one after another.
    ///
    /// Nothing is sent if there are problems that [`OnProblem`](super::OnProblem) does not pass over: the error has the [`Report`](crate::import::Report) as its source. If a
    /// file is refused, or the service takes none of its rows, the rest is not sent. If the connection breaks so that nobody knows whether a
    /// file arrived, the error is [in doubt](Error::is_in_doubt): [`reconcile`](Self::reconcile) looks for it, and until then nothing more is sent.
    pub async fn send(&mut self) -> Result<Sent<'a>> {
        self.refuse()?;
        self.refuse_doubts()?;
        self.name_it().await?;
        for piece in 0..self.pieces.len() {
            if self.pieces[piece].state == PieceState::Waiting {
                self.send_piece(piece).await.map_err(|error| self.told(error, piece))?;
            }
        }
        if matches!(self.kind, Kind::VisitorParameters { .. }) && self.confirm {
            self.confirm().await?;
        }
        Ok(Sent::of(self))
    }

    /// [Sends](Self::send) what was not sent, and again what [`reconcile`](Self::reconcile) looked for and did not find.
    ///
    /// An uploading may get into the list a little later than it arrives. What is sent again and had arrived is there twice: conversions then count twice.
    pub async fn send_missing(&mut self) -> Result<Sent<'a>> {
        for piece in &mut self.pieces {
            if let PieceState::InDoubt { missed: true, .. } = piece.state {
                piece.state = PieceState::Waiting;
            }
        }
        self.send().await
    }

    /// Nothing is sent while a file is in doubt.
    fn refuse_doubts(&self) -> Result<()> {
        for (number, piece) in self.pieces.iter().enumerate() {
            let PieceState::InDoubt { missed, .. } = piece.state else { continue };
            let what = match missed {
                true => "it was looked for and not found: `send_missing` sends it again, `reconcile` looks once more",
                false => "call `reconcile`, which looks for it; if that is unclear, `settle` says what became of it",
            };
            let of = self.pieces.len();
            let message = format!(
                "file {} of {of} may have arrived, and nothing is sent before that is known: {what}",
                number + 1
            );
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        Ok(())
    }

    /// Sees to it that it can be found again: by a comment that no other has, or else by what was there before.
    async fn name_it(&mut self) -> Result<()> {
        if self.kind.takes_comment() && self.comment.is_none() {
            self.comment = Some(format!("metrika {:08x}", fastrand::u32(..)));
            self.before = Some(BTreeSet::new());
        }
        if self.before.is_none() {
            let listed = self.kind.list(self.client, self.counter).await.map_err(|error| {
                error.noted(
                    "nothing was sent: what was uploaded before is listed first, so that a lost file can be told from it"
                        .to_owned(),
                )
            })?;
            self.before = Some(listed.into_iter().map(|uploading| uploading.id).collect());
        }
        Ok(())
    }

    async fn send_piece(&mut self, piece: usize) -> Result<()> {
        let core = &self.client.session().core;
        let policy = self.client.session().options.retry.as_ref().unwrap_or(&core.retry).clone();
        let (began, mut number, mut renewed) = (core.clock.elapsed(), 0, false);
        loop {
            number += 1;
            // If this future is dropped, nobody knows what arrived.
            self.pieces[piece].state = PieceState::InDoubt { since: core.clock.now(), missed: false };
            let error = match self.send_once(piece).await {
                Ok(uploading) => {
                    let judged = judge(&uploading, self.pieces[piece].rows);
                    self.pieces[piece].state = PieceState::Arrived(Box::new(uploading));
                    return judged;
                }
                Err(error) => error,
            };
            if error.is_in_doubt() {
                return Err(error);
            }
            self.pieces[piece].state = PieceState::Waiting;
            // What is sent from memory was sent again by the client itself.
            if self.kind.is_json() {
                return Err(error);
            }
            if error.was_renewed() && !renewed {
                renewed = true;
                continue;
            }
            let elapsed: Duration = core.clock.elapsed().saturating_sub(began);
            let failed = Attempt { number, elapsed, reads: false, repeatable: true, error: &error };
            match retry::decide(&policy, failed, fastrand::f64()) {
                Verdict::After(wait) if core.budget.spend(&policy) => core.clock.sleep(wait).await,
                _ => return Err(error),
            }
        }
    }

    async fn send_once(&self, number: usize) -> Result<Uploading> {
        let piece = &self.pieces[number];
        if self.kind.is_json() {
            let elements = super::json::elements(piece, self.kind.layout(), self.kind.delimiter()).await?;
            return self.kind.upload_json(self.client, self.counter, elements).await;
        }
        let (progress, of, bytes, rows) = (self.progress.clone(), self.pieces.len(), piece.bytes, self.report.rows);
        let body = body::of(piece.file.clone(), piece.bytes, move |sent| {
            progress.tell(Stage::Sending { piece: number + 1, of }, rows, sent, bytes);
        });
        let comment = self.comment_of(number);
        self.kind.upload(self.client, self.counter, comment.as_deref(), &piece.columns, body).await
    }

    /// Confirms visitor parameters: they have no effect before.
    async fn confirm(&mut self) -> Result<()> {
        let handle = self.client.counter(self.counter).import().visitor_parameters();
        for piece in &mut self.pieces {
            let PieceState::Arrived(uploading) = &mut piece.state else { continue };
            if piece.confirmed {
                continue;
            }
            let kind = match piece.visitor.as_deref() {
                Some("UserID") => VisitorIdType::UserId,
                _ => VisitorIdType::ClientId,
            };
            let id = &uploading.id;
            let number: i64 = id.parse().map_err(|_| Error::new(ErrorKind::Decode, format!("{id} is no number")))?;
            // What an earlier attempt came to is not known, and what a second confirmation does is not documented.
            if piece.confirming {
                let shown = Uploading::from(handle.get(number).await?);
                if shown.status.is_confirmed() {
                    **uploading = shown.with_counts_of(uploading);
                    piece.confirmed = true;
                    continue;
                }
            }
            piece.confirming = true;
            let confirmed = handle.confirm(number, kind, None).await.map_err(|error| {
                piece.confirming = error.is_in_doubt();
                error.noted(format!(
                    "the uploading {id} has arrived and is not applied before it is confirmed: send again, which only confirms, or call `confirm({id}, ..)`"
                ))
            })?;
            **uploading = Uploading::from(confirmed).with_counts_of(uploading);
            piece.confirmed = true;
        }
        Ok(())
    }

    /// The error, with what had arrived before and what is to do.
    fn told(&self, error: Error, piece: usize) -> Error {
        let of = self.pieces.len();
        let (first, last) = self.pieces[piece].range();
        let mut notes = Vec::new();
        if of > 1 {
            notes.push(format!("it was file {} of {of}, with rows {first} to {last}", piece + 1));
        }
        let arrived: Vec<&str> =
            self.pieces.iter().take(piece).filter_map(|piece| Some(piece.uploading()?.id.as_str())).collect();
        if !arrived.is_empty() {
            notes.push(format!("before it arrived: uploadings {}", arrived.join(", ")));
        }
        if error.is_in_doubt() {
            let comment = self.comment_of(piece).map(|comment| format!(" and the comment {comment:?}"));
            notes.push(format!(
                "whether it arrived is not known: `Checked::reconcile` looks for it in the list of uploadings, by its {} rows{}; without a `Checked`, look there yourself before you send these rows again",
                self.pieces[piece].rows,
                comment.unwrap_or_default()
            ));
        }
        match notes.is_empty() {
            true => error,
            false => error.noted(notes.join("; ")),
        }
    }
}

/// An answer 200 is not yet a success.
fn judge(uploading: &Uploading, rows: u64) -> Result<()> {
    let id = &uploading.id;
    if uploading.status == UploadingStatus::Failed {
        let mut reasons = uploading.errors.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        if reasons.is_empty() {
            "it does not say why".clone_into(&mut reasons);
        }
        let message = format!("the service refused the uploading {id} of {rows} rows: {reasons}");
        return Err(Error::new(ErrorKind::InvalidUploading, message));
    }
    if uploading.accepted == Some(0) {
        let message =
            format!("the service took none of the {rows} rows: the uploading {id} is there and holds nothing");
        return Err(Error::new(ErrorKind::InvalidUploading, message));
    }
    Ok(())
}
