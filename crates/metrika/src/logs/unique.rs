//! Rows that have come before.

use std::collections::HashSet;
use std::sync::Arc;

use super::tsv::header::Header;
use super::tsv::{Column, Row};
use super::{Field, Source, hits, visits};
use crate::error::Result;

/// Tells rows that have not come before from those that have, by the id of the visit or hit, which is the only one in its year. Sixteen bytes or so for each row are kept.
///
/// ```
/// use metrika::logs::Unique;
/// use metrika::logs::tsv::Decoder;
///
/// let part = b"ym:s:visitID\tym:s:date\n1\t2026-02-28\n1\t2026-02-28\n1\t2025-02-28\n";
/// let mut unique = Unique::new();
/// let mut rows = 0;
/// let mut decoder = Decoder::new("part 0");
/// decoder.feed(part, |row| {
///     rows += u32::from(unique.is_new(&row)?);
///     Ok(())
/// })?;
/// assert_eq!(rows, 2); // that of the year before is another visit
/// # Ok::<(), metrika::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Unique {
    seen: HashSet<Key>,
    columns: Option<(Arc<Header>, Column, Column)>,
}

/// Year and id.
pub(super) type Key = (i16, u64);

/// What a row is told by, which it must have.
pub(super) fn id_field(source: Source) -> Field {
    match source {
        Source::Visits => visits::VISIT_ID,
        Source::Hits => hits::WATCH_ID,
    }
}

/// The field that tells the day.
pub(super) fn date_field(source: Source) -> Field {
    match source {
        Source::Visits => visits::DATE,
        Source::Hits => hits::DATE,
    }
}

impl Unique {
    /// Of no rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether no such row has come before. It must have `ym:s:visitID` and `ym:s:date`, or `ym:pv:watchID` and `ym:pv:date`.
    pub fn is_new(&mut self, row: &Row<'_>) -> Result<bool> {
        Ok(self.add(row)?.is_some())
    }

    /// The key of a row that has not come before.
    pub(super) fn add(&mut self, row: &Row<'_>) -> Result<Option<Key>> {
        let (id, date) = self.columns(row)?;
        let missing = |column| row.wrong_at(column, "is empty, and rows are told apart by it");
        let year = row.date(date)?.ok_or_else(|| missing(date))?.year();
        let key = (year, row.number(id)?.ok_or_else(|| missing(id))?);
        Ok(self.seen.insert(key).then_some(key))
    }

    /// These have come.
    pub(super) fn extend(&mut self, keys: impl IntoIterator<Item = Key>) {
        self.seen.extend(keys);
    }

    fn columns(&mut self, row: &Row<'_>) -> Result<(Column, Column)> {
        if let Some((header, id, date)) = &self.columns
            && Arc::ptr_eq(header, row.header())
        {
            return Ok((*id, *date));
        }
        let is_hit = row.columns().first().is_some_and(|name| name.starts_with("ym:pv:"));
        let source = if is_hit { Source::Hits } else { Source::Visits };
        let (id, date) = (row.column(&id_field(source))?, row.column(&date_field(source))?);
        self.columns = Some((Arc::clone(row.header()), id, date));
        Ok((id, date))
    }
}
