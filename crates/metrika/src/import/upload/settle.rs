//! What somebody knows of a file that is in doubt.

use super::Uploading;
use super::checked::{Checked, PieceState};
use crate::error::{Error, Result};

impl Checked<'_> {
    /// Says what became of a file that is in doubt, where [`reconcile`](Self::reconcile) cannot tell: `piece` is its place in
    /// [`pieces`](Self::pieces). With an uploading, such as one of [`Fate::Unclear`](super::Fate::Unclear), it has arrived as that, and
    /// [`send`](Self::send) goes on behind it. With `None`, it did not arrive, and is sent again: conversions count twice if it did.
    pub fn settle(&mut self, piece: usize, arrived: Option<Uploading>) -> Result<()> {
        let of = self.pieces.len();
        let taken = arrived.as_ref().is_some_and(|arrived| {
            self.pieces.iter().filter_map(|piece| piece.uploading()).any(|uploading| uploading.id == arrived.id)
        });
        if taken {
            return Err(Error::invalid("arrived", "another file is this uploading"));
        }
        match self.pieces.get_mut(piece).map(|piece| &mut piece.state) {
            Some(state @ PieceState::InDoubt { .. }) => {
                *state = arrived.map_or(PieceState::Waiting, |uploading| PieceState::Arrived(Box::new(uploading)));
                Ok(())
            }
            Some(_) => Err(Error::invalid("piece", format_args!("file {piece} of {of} is not in doubt"))),
            None => Err(Error::invalid("piece", format_args!("there is no file {piece}: there are {of}, from 0"))),
        }
    }
}
