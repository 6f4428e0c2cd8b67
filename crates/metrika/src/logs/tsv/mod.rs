//! The TSV of logs: bytes in, rows out, in constant memory.
//!
//! A [`Decoder`] takes a part piece by piece, as it comes from the network or from a file, and hands on rows as soon as they are complete. A [`Row`] borrows its
//! cells from the bytes; what they mean is read on demand, by field. [`Row::read`] makes a row a type of yours, a [`Reader`] does so with many rows, and [`Row::values`] tells
//! values whose types are not known beforehand.
//!
//! ```
//! use metrika::logs::tsv::Decoder;
//! use metrika::logs::visits;
//!
//! let part = b"ym:s:visitID\tym:s:startURL\tym:s:goalsID\n18446744073709551615\thttps://shop.example/\\tall\t[1,2]\n";
//! let mut decoder = Decoder::new("part 0");
//! for piece in part.chunks(7) {
//!     decoder.feed(piece, |row| {
//!         assert_eq!(row.number::<u64>(&visits::VISIT_ID)?, Some(u64::MAX)); // exact
//!         assert_eq!(row.text(&visits::START_URL)?, "https://shop.example/\tall"); // escapes undone
//!         assert_eq!(row.numbers::<u32>(&visits::GOALS_ID)?, [Some(1), Some(2)]);
//!         Ok(())
//!     })?;
//! }
//! let counts = decoder.finish()?; // an error if the last line is not complete
//! assert_eq!((counts.read, counts.rejected), (1, 0));
//! # Ok::<(), metrika::Error>(())
//! ```
//!
//! # The format
//!
//! It is ClickHouse's TabSeparated with a line of names: cells are parted by tabs and lines by line feeds, and nothing is quoted. In a cell, `\t`, `\n`, `\\`, `\'` and the
//! other escapes of ClickHouse (`\b`, `\f`, `\r`, `\0`) stand for one byte. A list is `[1,2]`, and `[\'a\',\'b\']` or `['a','b']`; an entry that is not known is empty (`[,,a]`), and a cell of
//! a number may be empty, or `\N`.
//!
//! # What cannot get lost
//!
//! A line with more or fewer cells than the header is an error that names the part, the line, the byte and what is wrong; so is a value that is not of its type, when it
//! is read. [`Decoder::reject`] hands such lines to you instead and goes on: lines in are rows and rejects out, and [`Counts`] has both numbers.

pub(super) mod array;
mod breaks;
pub(super) mod cell;
mod decoder;
pub(super) mod header;
mod row;

pub use cell::Number;
pub use decoder::{Counts, Decoder};
pub use row::{At, Column, Row};

pub use super::read::Reader;
