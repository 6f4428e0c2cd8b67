//! The columns of a log, as fields of a type.

use std::sync::Arc;

use serde::Deserialize;

use super::cell::Cell;
use crate::error::{Error, Result};
use crate::logs::tsv::Row;
use crate::logs::tsv::header::Header;
use crate::reports::template;
use crate::rows::{self, Cells, Field, Problem, plain};

/// What to do about a value that does not fit.
const ADVICE: (&str, &str) = (
    "Give the field a type that takes every value of the column: `Option<...>` where one may be missing, `String` for any text; or let `Decoder::reject` take such lines.",
    "Выберите для поля тип, подходящий всем значениям столбца: `Option<...>`, если значения может не быть, `String` для любого текста; либо отдавайте такие строки в `Decoder::reject`.",
);

/// Reads rows as a type of yours, as [`Row::read`] does, and remembers which field is which column: it is found once, and not for every row anew.
///
/// Rows of any part may follow each other, and be read as any types; it is the best for the rows of one part and one type.
///
/// ```
/// use metrika::logs::tsv::{Decoder, Reader};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Visit<'a> {
///     #[serde(rename = "visitID")]
///     id: u64,
///     #[serde(borrow, rename = "startURL")]
///     url: std::borrow::Cow<'a, str>, // copied only if it has escapes
/// }
///
/// let part = b"ym:s:visitID\tym:s:startURL\n1\thttps://shop.example/\n2\thttps://shop.example/cart\n";
/// let (mut reader, mut decoder) = (Reader::new(), Decoder::new("part 0"));
/// let mut carts = Vec::new();
/// decoder.feed(part, |row| {
///     let visit: Visit = reader.read(&row)?;
///     if visit.url.ends_with("/cart") {
///         carts.push(visit.id);
///     }
///     Ok(())
/// })?;
/// decoder.finish()?;
/// assert_eq!(carts, [2]);
/// # Ok::<(), metrika::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Reader(rows::Reader<Header>);

impl Reader {
    /// One that has read nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a row: see [`Row::read`].
    pub fn read<'a, T: Deserialize<'a>>(&mut self, row: &Row<'a>) -> Result<T> {
        self.0.read(*row).map_err(|problem| unread(problem, row))
    }
}

/// The error for a row that could not be read.
pub(super) fn unread(problem: Problem, row: &Row<'_>) -> Error {
    let header = row.header();
    problem.into_error(header.as_ref(), |column, rule| {
        let mut error = match column.and_then(|column| header.place(column)) {
            Some(column) => row.wrong(column, &format!("does not fit: {rule}")),
            None => row.unfit(&rule),
        };
        error.inner_mut().advice = Some(ADVICE);
        error
    })
}

impl rows::Columns for Header {
    type At = usize;

    const OF: &'static str = "log";

    fn names(&self) -> Vec<&str> {
        Self::names(self).iter().map(String::as_str).collect()
    }

    fn find(&self, field: &'static str) -> Result<usize> {
        let (cut, template) = (rows::cut(field), plain(field));
        let all = || Self::names(self).iter().enumerate();
        let exact = |(_, name): &(usize, &String)| cut(name) == field;
        let agrees = |(_, name): &(usize, &String)| template::fits(&template, &plain(cut(name)));
        let found = rows::meant_by(all, exact, agrees);
        rows::only(self, field, "column", found, |(_, name)| (*name).clone()).map(|(column, _)| column)
    }

    /// No two columns have the same name: the decoder takes no such header.
    fn every(&self) -> Result<Vec<Field<usize>>> {
        let field = |(at, name): (usize, &String)| Field { key: name.clone().into(), at };
        Ok(Self::names(self).iter().enumerate().map(field).collect())
    }
}

impl<'a> Cells<'a> for Row<'a> {
    type Columns = Header;
    type Cell = Cell<'a>;

    fn columns(self) -> &'a Arc<Header> {
        self.header()
    }

    fn cell(self, column: &usize) -> Result<Cell<'a>, Problem> {
        Cell::of(Row::cell(&self, *column), self.header().kind(*column))
    }

    fn called(self, column: &usize) -> String {
        Row::columns(&self).get(*column).cloned().unwrap_or_default()
    }
}
