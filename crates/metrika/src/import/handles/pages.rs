//! Lists of uploadings, page by page. Unlike counters, uploadings are counted from 0, and their total is not told.

use std::collections::HashSet;

use crate::error::{Error, ErrorKind, Result};
use crate::models::Id;

/// Uploadings to ask for at once: what the service itself takes for the default. So a page with fewer is the last.
const PAGE: i64 = 10_000;

/// All uploadings. `fetch` gets limit and offset.
pub(super) async fn all<T, Answer>(fetch: impl Fn(i64, i64) -> Answer, id: impl Fn(&T) -> Option<Id>) -> Result<Vec<T>>
where
    Answer: Future<Output = Result<Vec<T>>>,
{
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    let (mut offset, mut before) = (0, Vec::new());
    loop {
        let page = fetch(PAGE, offset).await?;
        let ids: Vec<Option<Id>> = page.iter().map(&id).collect();
        // Whoever does not heed the offset would never come to an end.
        if !ids.is_empty() && ids == before {
            let message = format!("the uploadings from {offset} on are those before again");
            return Err(Error::new(ErrorKind::UnexpectedAnswer, message));
        }
        let last = page.len() < PAGE as usize;
        offset += page.len() as i64;
        // An uploading that is made meanwhile may move others onto the next page.
        let new = page.into_iter().zip(&ids).filter(|(_, id)| id.is_none_or(|id| seen.insert(id)));
        all.extend(new.map(|(uploading, _)| uploading));
        if last {
            return Ok(all);
        }
        before = ids;
    }
}
