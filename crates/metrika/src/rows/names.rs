//! Which column a field is.

use super::Columns;
use crate::error::{Error, ErrorKind};

/// What is left of the name of a column where it is held against a field: a field may be called with or without `ym:` and the namespace.
pub(crate) fn cut(field: &str) -> fn(&str) -> &str {
    if field.starts_with("ym:") { |name| name } else { |name| name.splitn(3, ':').nth(2).unwrap_or(name) }
}

/// A name without what does not count: `_`, and what letters are large.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|char| *char != '_').map(|char| char.to_ascii_lowercase()).collect()
}

/// The columns that a field may mean: those that are called exactly so, or if there are none, those whose names agree with it.
pub(crate) fn meant_by<C>(
    all: impl Fn() -> C,
    exact: impl Fn(&C::Item) -> bool,
    agrees: impl Fn(&C::Item) -> bool,
) -> Vec<C::Item>
where
    C: Iterator,
{
    let found: Vec<_> = all().filter(|column| exact(column)).collect();
    if found.is_empty() { all().filter(|column| agrees(column)).collect() } else { found }
}

/// The column that a field means, if it is one. `what` it should be, and how each is `called`, is for errors.
pub(crate) fn only<C: Columns, A>(
    columns: &C,
    field: &str,
    what: &str,
    found: Vec<A>,
    called: impl Fn(&A) -> String,
) -> Result<A, Error> {
    let of = C::OF;
    let mut found = found.into_iter();
    let message = match (found.next(), found.next()) {
        (Some(column), None) => return Ok(column),
        (None, _) => format!("the field `{field}` is no {what} of this {of}; {}", has(columns)),
        (first, second) => {
            let several: Vec<_> = first.into_iter().chain(second).chain(found).map(|column| called(&column)).collect();
            format!("the field `{field}` means more than one column of this {of}: {}", several.join(", "))
        }
    };
    Err(Error::new(ErrorKind::NotAsked, message))
}

/// A name that two columns have.
pub(crate) fn twice<C: Columns>(name: &str) -> Error {
    let message = format!("more than one column of this {} is called {name}: a map cannot have both", C::OF);
    Error::new(ErrorKind::NotAsked, message)
}

/// What columns there are: the end of a sentence.
pub(super) fn has<C: Columns>(columns: &C) -> String {
    let names = columns.names();
    format!("the {} has: {}", C::OF, if names.is_empty() { "none".to_owned() } else { names.join(", ") })
}
