//! Logs: visits and hits one by one, as the Logs API has them.
//!
//! [`Logs`], from [`CounterHandle::logs`](crate::management::CounterHandle::logs), has a log of any length as one operation, and the calls that it consists of.
//!
//! | what you want | where it is |
//! |---|---|
//! | rows, or types of yours | [`Export::rows`], [`Export::rows_as`] |
//! | record batches of Arrow | `Export::batches`, with the feature `arrow` |
//! | files of Parquet or TSV by day, here or in an object store, that go on where they ended | [`Export::save_to`], [`folder`] |
//! | parts, whole and checked, as files | [`Export::parts`] |
//! | which requests it takes | [`Export::plan`] |
//! | how far it is | [`Export::on_progress`], [`Export::progress`] |
//! | the single calls | [`Logs::list`], [`Logs::evaluate`], [`Logs::create`], [`LogRequestHandle`] |
//! | a file of TSV that is there already | [`tsv::Decoder`], and with features `logs::arrow::Batches` and `logs::folder::write_parquet` |
//!
//! # Fields
//!
//! Every field of the reference is a constant of [`visits`] or [`hits`]; one whose name has an attribution is also a function that writes it in.
//! [`Field::info`] tells the type, the factor of money and the clock of times, as far as they are known; [`fields()`] lists them.
//! [`presets`] are fields that are often wanted together.

#[cfg(feature = "arrow")]
pub mod arrow;
mod export;
mod field;
mod field_type;
pub mod folder;
#[rustfmt::skip]
mod generated;
mod plan;
pub mod presets;
mod query;
mod read;
mod request;
mod requests;
mod selection;
pub mod tsv;
mod unique;

pub use export::{Export, ExportStream, Exported, LogPart, Progress, Stage};
pub use field::{Field, FieldInfo, Source, Zone, fields};
pub use field_type::{FieldType, Scalar};
pub use generated::{hits, visits};
pub use plan::Plan;
pub use query::LogQuery;
pub use read::Value;
pub use request::LogRequestHandle;
pub use requests::{Evaluation, Logs};
pub use selection::LogSelection;
pub use unique::Unique;

pub use crate::policy::Patience;
