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
    pub(crate) fn new(items: Option<Vec<T>>, offset: u64, total: Option<i64>) -> Self {
        Self { items: items.unwrap_or_default(), offset, total: total.and_then(|total| total.try_into().ok()) }
    }

    /// Where the next page begins; `None` if this is the last. Without a total, only an empty page is the last.
    ///
    /// A page that is empty although the total is not reached is an error: the list would be short without anybody noticing.
    pub fn next_offset(&self) -> Result<Option<u64>> {
        let next = self.offset + self.items.len() as u64;
        match self.total {
            Some(total) if next > total => Ok(None),
            Some(total) if self.items.is_empty() => {
                let message = format!("the list ends after {} of {total}: what is missing is not told", next - 1);
                Err(Error::new(ErrorKind::UnexpectedAnswer, message))
            }
            None if self.items.is_empty() => Ok(None),
            _ => Ok(Some(next)),
        }
    }
}

/// All items, page by page; a page is asked for when the one before is used up.
pub(crate) fn items<'a, T: 'a, F, Answer>(fetch: F) -> impl Stream<Item = Result<T>> + 'a
where
    F: Fn(u64) -> Answer + 'a,
    Answer: Future<Output = Result<Page<T>>> + 'a,
{
    let pages = stream::try_unfold((Some(1), fetch), |(offset, fetch)| async move {
        let Some(offset) = offset else { return Ok(None) };
        let page = fetch(offset).await?;
        let next = page.next_offset()?;
        Ok::<_, Error>(Some((page.items, (next, fetch))))
    });
    pages.map_ok(|items| stream::iter(items).map(Ok)).try_flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(offset: u64, items: usize, total: Option<i64>) -> Page<usize> {
        Page::new(Some((0..items).collect()), offset, total)
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
    fn a_list_that_ends_early_is_an_error() {
        let error = page(101, 0, Some(250)).next_offset().unwrap_err();
        assert_eq!(error.to_string(), "the list ends after 100 of 250: what is missing is not told");
    }
}
