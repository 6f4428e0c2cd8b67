//! Lists that come in pages.

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use crate::error::{Error, ErrorKind, Result};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// The number of its first item, counted from 1.
    pub offset: u64,
    /// How many there are in all, if the service says so.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, offset: u64, total: Option<i64>) -> Self {
        Self { items, offset, total: total.and_then(|total| total.try_into().ok()) }
    }

    /// Where the next page begins; `None` if this is the last. Without a total, only an empty page is the last.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnexpectedAnswer`] if the page is empty although the total is not reached, since the list would be short without
    /// anybody noticing; and if it goes beyond the total, since then it cannot be the page that was asked for.
    pub fn next_offset(&self) -> Result<Option<u64>> {
        let next = self.offset.saturating_add(self.items.len() as u64);
        let unexpected = |message| Err(Error::new(ErrorKind::UnexpectedAnswer, message));
        match self.total {
            Some(total) if !self.items.is_empty() && next - 1 > total => {
                unexpected(format!("the list has {} items, but {total} in all: some are not those asked for", next - 1))
            }
            Some(total) if next > total => Ok(None),
            Some(total) if self.items.is_empty() => {
                unexpected(format!("the list ends after {} of {total}: what is missing is not told", next - 1))
            }
            None if self.items.is_empty() => Ok(None),
            _ => Ok(Some(next)),
        }
    }
}

/// All items, page by page; a page is asked for when the one before is used up. By the keys it is seen whether a page is only
/// the one before again: whoever does not heed the offset would otherwise bring duplicates, and never an end.
pub(crate) fn items<T, K, Key, F, Answer>(fetch: F, key: Key) -> impl Stream<Item = Result<T>> + Send
where
    T: Send + 'static,
    K: PartialEq + Send + 'static,
    Key: Fn(&T) -> K + Send + 'static,
    F: Fn(u64) -> Answer + Send + 'static,
    Answer: Future<Output = Result<Page<T>>> + Send + 'static,
{
    let start = (Some(1), Vec::new(), fetch, key);
    let pages = stream::try_unfold(start, |(offset, before, fetch, key)| async move {
        let Some(offset) = offset else { return Ok(None) };
        let page = fetch(offset).await?;
        let keys: Vec<K> = page.items.iter().map(&key).collect();
        if !keys.is_empty() && keys == before {
            let message = format!("the page from {offset} on is the one before again");
            return Err(Error::new(ErrorKind::UnexpectedAnswer, message));
        }
        let next = page.next_offset()?;
        Ok(Some((page.items, (next, keys, fetch, key))))
    });
    pages.map_ok(|items| stream::iter(items).map(Ok)).try_flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(offset: u64, items: usize, total: Option<i64>) -> Page<usize> {
        Page::new((0..items).collect(), offset, total)
    }

    #[test]
    fn the_total_ends_a_list_and_not_the_size_of_a_page() {
        assert_eq!(page(1, 100, Some(250)).next_offset().unwrap(), Some(101));
        assert_eq!(page(101, 3, Some(250)).next_offset().unwrap(), Some(104), "a short page is not the end");
        assert_eq!(page(201, 50, Some(250)).next_offset().unwrap(), None);
        assert_eq!(page(1, 0, Some(0)).next_offset().unwrap(), None);
        assert_eq!(page(1, 100, None).next_offset().unwrap(), Some(101));
        assert_eq!(page(101, 0, None).next_offset().unwrap(), None);
    }

    #[test]
    fn more_than_there_are_cannot_be_what_was_asked_for() {
        let error = page(201, 100, Some(250)).next_offset().unwrap_err();
        assert_eq!(error.to_string(), "the list has 300 items, but 250 in all: some are not those asked for");
        assert_eq!(page(300, 0, Some(250)).next_offset().unwrap(), None, "nobody asked for what there is");
    }

    #[test]
    fn a_list_that_ends_early_is_an_error() {
        let error = page(101, 0, Some(250)).next_offset().unwrap_err();
        assert_eq!(error.to_string(), "the list ends after 100 of 250: what is missing is not told");
    }
}
