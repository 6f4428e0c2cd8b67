//! What an export hands on, piece by piece.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::stream::{BoxStream, Stream, StreamExt};

use super::progress::Tracker;
use crate::error::Result;
use crate::ids::LogRequestId;

/// Parts or batches of an export, as they are asked for. From [`Export::parts`](super::Export::parts) and `Export::batches`.
///
/// It ends after an error. Dropped before its end, it gives its requests up in the background.
#[must_use = "nothing is asked for until it is polled"]
pub struct ExportStream<'a, T> {
    items: BoxStream<'a, Result<T>>,
    tracker: Arc<Tracker>,
}

impl<'a, T> ExportStream<'a, T> {
    pub(super) fn new(items: impl Stream<Item = Result<T>> + Send + 'a, tracker: Arc<Tracker>) -> Self {
        Self { items: items.boxed(), tracker }
    }

    /// Requests that still take up storage, although their rows are all there, as far as is known by now; all of them when the stream has ended. The same as
    /// [`Exported::not_cleaned`](super::Exported::not_cleaned). An error tells those that could not be given up because of it by itself.
    pub fn not_cleaned(&self) -> Vec<LogRequestId> {
        self.tracker.not_cleaned()
    }
}

impl<T> Stream for ExportStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for ExportStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportStream").field("not_cleaned", &self.not_cleaned()).finish_non_exhaustive()
    }
}
