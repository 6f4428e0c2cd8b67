//! Pages of a report, one after the other, of one and the same state of the data.

use super::forms::{Form, Resolved};
use super::{Position, Report, Sampling};
use crate::error::{Error, ErrorKind, Result};

/// How far the pages have come.
#[derive(Debug, Clone)]
pub(super) struct Progress<F: Form> {
    /// The first row of the next page.
    pub offset: u64,
    /// What the first page said about all of them.
    first: Option<First<F>>,
}

#[derive(Debug, Clone)]
struct First<F: Form> {
    position: Position,
    sampling: Sampling,
    totals: F::Totals,
    /// Days that are counted from today are others after midnight.
    period: String,
}

impl<F: Form> Progress<F> {
    pub(super) fn from(offset: u64) -> Self {
        Self { offset, first: None }
    }

    /// Takes a page in. `None` if it is the last.
    ///
    /// A page may be shorter than was asked for: only the total ends a report or, where that is rounded or not told, an empty page.
    pub(super) fn after(self, page: &Report<F>) -> Result<Option<Self>> {
        self.advance(page).map_err(|error| error.about_the_answer(F::OPERATION))
    }

    fn advance(mut self, page: &Report<F>) -> Result<Option<Self>> {
        match &self.first {
            Some(first) => first.check(page)?,
            None => {
                let Report { position, sampling, totals, .. } = page;
                let (position, sampling, totals) = (*position, *sampling, totals.clone());
                self.first = Some(First { position, sampling, totals, period: page.query.period() });
            }
        }
        let rows = page.rows.len() as u64;
        self.offset = self.offset.saturating_add(rows);
        let before = self.offset - 1;
        match page.position.exact_total() {
            Some(total) if before > total && rows > 0 => {
                let message = format!("{before} rows came, although the report has {total}");
                Err(Error::new(ErrorKind::UnexpectedAnswer, message))
            }
            Some(total) if before >= total => Ok(None),
            Some(total) if rows == 0 => {
                let message = format!("rows end after {before} of {total}: what is missing is not told");
                Err(Error::new(ErrorKind::Incomplete, message))
            }
            None if rows == 0 => Ok(None),
            _ => Ok(Some(self)),
        }
    }
}

impl<F: Form> First<F> {
    /// If anything is different that all pages have in common, rows have moved between pages, and some are missing or there twice.
    fn check(&self, page: &Report<F>) -> Result<()> {
        let rows = |position: &Position| match position.total_rows {
            Some(rows) if position.total_rows_rounded => format!("about {rows} rows"),
            Some(rows) => format!("{rows} rows"),
            None => "an unknown number of rows".to_owned(),
        };
        let told = |position: &Position| (position.total_rows, position.total_rows_rounded);
        let changed = if self.period != page.query.period() {
            format!("the period was {} and is now {}", self.period, page.query.period())
        } else if told(&self.position) != told(&page.position) {
            format!("the report had {} and now has {}", rows(&self.position), rows(&page.position))
        } else if !self.sampling.agrees(&page.sampling) {
            format!("the first page counts {}, this one {}", self.sampling, page.sampling)
        } else if !F::agree(&self.totals, &page.totals) {
            "the totals are others than on the first page".to_owned()
        } else {
            return Ok(());
        };
        let offset = page.position.offset;
        let message = format!("the data changed before the page from row {offset} on: {changed}");
        Err(Error::new(ErrorKind::DataChanged, message))
    }
}
