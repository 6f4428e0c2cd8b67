//! Logs as record batches of Apache Arrow: on to Parquet, DataFusion, Polars, a database. With the feature `arrow`.
//!
//! ```
//! use metrika::logs::arrow::{ArrowOptions, Batches};
//! use metrika::logs::tsv::Decoder;
//! use metrika::logs::visits;
//!
//! let part = b"ym:s:visitID\tym:s:startURL\tym:s:goalsPrice\n18446744073709551615\thttps://shop.example/\t[1500,]\n";
//! let mut batches = Batches::new(&[visits::VISIT_ID, visits::GOALS_PRICE], ArrowOptions::default())?;
//! let mut decoder = Decoder::new("part 0");
//! decoder.feed(part, |row| {
//!     batches.push(row)?;
//!     if batches.is_full() {
//!         println!("{:?}", batches.take()?);
//!     }
//!     Ok(())
//! })?;
//! decoder.finish()?;
//! let batch = batches.take()?;
//! assert_eq!((batch.num_rows(), batch.num_columns()), (1, 2));
//! assert_eq!(batch.schema_ref().field(0).name(), "visitID");
//! # Ok::<(), metrika::Error>(())
//! ```
//!
//! # Columns
//!
//! The types depend on names and options alone, never on values, so that all batches of a log have one schema. They are those of the reference:
//!
//! | ClickHouse | Arrow |
//! |---|---|
//! | `UInt8` to `UInt64`, `Int8` to `Int64`, `Float32`, `Float64` | the same |
//! | `String`, and fields that the reference does not list | `Utf8`, or `Binary` with [`Text::Bytes`] |
//! | `Date` | `Date32` |
//! | `DateTime` by the clock of the counter, or by one that is not known | `Timestamp` in milliseconds without a zone: what the clock showed |
//! | `DateTime` in UTC+3 | `Timestamp` in milliseconds with the zone `+03:00`: a moment |
//! | whole money, which was multiplied by 1000 or 1 000 000 | `Decimal128` of money: exact |
//! | other money that was multiplied | `Float64`, divided |
//! | `Array(...)` | `List` of these |
//!
//! Money whose factor is not known is as it stands in the log, and so is all money with [`ArrowOptions::raw_money`]. Every column may have nulls, and every list: an empty cell of a number or
//! a time is null, an entry that is not known is, too; an empty text is an empty text.
//!
//! # Names and metadata
//!
//! A column is named like its field, without `ym:s:` or `ym:pv:`; [`ArrowOptions::full_names`] keeps them. Of a column:
//!
//! | key | value |
//! |---|---|
//! | `metrika.field` | the name of the field: `ym:s:visitID` |
//! | `metrika.type` | its type in ClickHouse, if it is known: `UInt64` |
//! | `metrika.factor` | what the number was multiplied by in the log, and has been divided by here: `1000`; not there if it stands as it stood |
//! | `metrika.clock` | of a time: `counter`, `UTC+3` or `unknown` |
//!
//! Of the schema: `metrika.source`, which is `visits` or `hits`, and what [`Batches::with_metadata`] adds. Files of a [folder](crate::logs::folder) have `metrika.counter`, and
//! `metrika.attribution` if it was asked for.

mod batches;
mod columns;
mod lists;
mod options;
mod schema;
mod texts;

pub use batches::Batches;
pub use options::{ArrowOptions, Text};

pub use arrow_array::{self, RecordBatch};
pub use arrow_schema::{self, SchemaRef};
