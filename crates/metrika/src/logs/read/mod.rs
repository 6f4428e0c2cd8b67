//! Rows as types of the caller, and values by their types.

mod cell;
mod fields;
mod value;

use serde::Deserialize;

pub use self::fields::Reader;
pub use self::value::Value;
use super::tsv::Row;
use crate::error::Result;

impl<'a> Row<'a> {
    /// The row as a type of yours, by serde. A field is a column of the same name. [`Reader`] does it for many rows, faster.
    ///
    /// ```
    /// use std::borrow::Cow;
    ///
    /// use jiff::civil::DateTime;
    /// use metrika::logs::tsv::Decoder;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Visit<'a> {
    ///     // As the API has it, or without `ym:s:`.
    ///     #[serde(rename = "ym:s:visitID")]
    ///     id: u64,
    ///     // `_` and capitals do not count: this is `ym:s:isNewUser`.
    ///     is_new_user: bool,
    ///     date_time: DateTime,
    ///     // Copied if it has escapes, and borrowed from the part if it has none.
    ///     #[serde(borrow, rename = "startURL")]
    ///     url: Cow<'a, str>,
    ///     // Whatever attribution is written in.
    ///     #[serde(borrow, rename = "<attribution>TrafficSource")]
    ///     source: Option<Cow<'a, str>>,
    ///     // A list, some of whose entries may not be known.
    ///     #[serde(rename = "goalsID")]
    ///     goals: Vec<Option<u32>>,
    /// }
    ///
    /// let part = b"ym:s:visitID\tym:s:isNewUser\tym:s:dateTime\tym:s:startURL\tym:s:lastsignTrafficSource\tym:s:goalsID\n\
    ///     18446744073709551615\t1\t2026-02-28 12:00:00\thttps://shop.example/\torganic\t[7,]\n";
    /// let mut decoder = Decoder::new("part 0");
    /// decoder.feed(part, |row| {
    ///     let visit: Visit = row.read()?;
    ///     assert_eq!((visit.id, visit.is_new_user, visit.date_time.hour()), (u64::MAX, true, 12));
    ///     assert!(matches!(visit.url, Cow::Borrowed("https://shop.example/")));
    ///     assert_eq!((visit.source.as_deref(), visit.goals), (Some("organic"), vec![Some(7), None]));
    ///     Ok(())
    /// })?;
    /// # Ok::<(), metrika::Error>(())
    /// ```
    ///
    /// Every field must be a column, even if it is an `Option` or has a default: otherwise, or if a name means more than one column, that is an error of kind
    /// [`NotAsked`](crate::ErrorKind::NotAsked). Columns without a field are left out.
    ///
    /// | field | takes |
    /// |---|---|
    /// | integer | digits, exactly, if they fit |
    /// | `f64`, `f32` | a number; one of more digits than the type holds becomes the nearest |
    /// | `bool` | `0` and `1` |
    /// | `String`, `Cow<str>` | the text without escapes, if it is UTF-8; a number or a time as it stands, if it is one |
    /// | `&str` | the same, but none with escapes: there is nothing to borrow |
    /// | `char`, enum of names | a text of one character, or that is one of the names |
    /// | `Cow<[u8]>`, `&[u8]` with `#[serde(borrow)]` | the text without escapes, whatever its bytes |
    /// | [`Date`](jiff::civil::Date) | `2026-02-28` |
    /// | [`DateTime`](jiff::civil::DateTime) | `2026-02-28 12:00:00` |
    /// | `Vec<...>` and its like | a list, each of whose entries the type in it takes; `Vec<Option<...>>` one with holes |
    /// | `Option<...>` | `None` for `\N`, and for an empty cell of a number or a time; an empty text is a text |
    /// | [`serde_json::Value`] and its like | any value, of the type that the vocabulary tells |
    ///
    /// What a column is, the vocabulary tells ([`Field::info`](crate::logs::Field::info)). One that it does not list is what the field asks for; an `Option` has
    /// `None` for an empty cell of it, text or not. What does not fit, or is missing, is an error of kind [`Decode`](crate::ErrorKind::Decode) that names the
    /// part, the line, the byte and the column: [`Decoder::reject`](super::tsv::Decoder::reject) takes such lines. There are no tuples, structs and maps in cells.
    ///
    /// A map, such as `HashMap<String, serde_json::Value>`, gets every column by its name in the header, each with the type that the vocabulary tells. So does a
    /// struct with `#[serde(flatten)]`, since it does not tell which fields it has: then only that name finds a column, and a field that has none is not noticed if
    /// it is an `Option` or has a default. [`values`](Self::values) gives the same as [`Value`]s, which tell times from texts. A field must not have an `alias`: each
    /// name would have to be a column.
    pub fn read<T: Deserialize<'a>>(&self) -> Result<T> {
        Reader::new().read(self)
    }
}

#[cfg(test)]
mod tests;
