//! Folders of logs: one file or more for each day, and a manifest that knows what is whole.
//!
//! ```text
//! logs/
//!   date=2026-02-01/visits-17962077-0.parquet     rows of that day; names never repeat
//!   date=2026-02-02/visits-17962077-0.parquet
//!   _manifest.json                                which days are there, in which files, with rows, bytes and checksums; what is under way
//!   _staging/...                                  parts that are there, of requests that are not: moved when all of them are
//!   _rejected/visits-17962077-0.tsv               rows that did not fit, if you ask for it
//! ```
//!
//! Names that begin with `_` are passed over by Spark, Trino, Hive and their like, and `date=*/*.parquet` does not meet them: what those read are whole days.
//!
//! # What cannot get lost
//!
//! A part is committed when its files are there and the manifest says so, which is written at one stroke. After a crash, a power cut or `kill -9`, the same export goes
//! on from the manifest: it finds the requests that it had made, downloads only the parts that are not committed, and ends with the same rows as one that was
//! never interrupted. The rows of a part are those of its files and its rejects together, or it is an error.
//!
//! Parts are downloaded one at a time, and the next one is asked for when the one before it is committed. So what a kill costs is one part at most: the one that is being downloaded
//! or put into files. That is for as long as the service has the request; [`Export::parallel`](super::Export::parallel) gives this up for speed. An export that ends with an error, or
//! is dropped, gives its requests up, and the parts of a request that was not published have to come again, unless [`keep_requests`](Folder::keep_requests) is set.
//!
//! When all parts of a request are committed, its days are published: their files are moved to where they are read, and those of the same days from
//! before, if any, deleted. In between, a reader may see both, for a moment; [`_manifest.json`](Folder) has the truth at any time.
//!
//! # Days that are read again
//!
//! Metrika counts on for some days: of a visit, what is known after three days is final in 99 of 100. So a day that was read less than
//! [`lookback`](Folder::lookback) days after it was over is read again, and replaced, by the next export into the folder that has it among its days. Days that are
//! settled are not asked for again: the same command every night brings the day before and replaces the three before that.
//!
//! How to query a folder, from ClickHouse, DuckDB and others: [`engines`].

mod bench;
mod by_date;
mod commit;
mod days;
#[doc = include_str!("../engines.md")]
pub mod engines {}
mod format;
mod keys;
mod manifest;
#[cfg(feature = "object-store")]
mod objects;
mod save;
#[cfg(feature = "parquet")]
mod sheet;
mod store;
mod tsv;

use std::path::PathBuf;

pub use self::format::Format;
pub use self::save::Saved;
#[cfg(feature = "parquet")]
pub use self::sheet::{ParquetOptions, write as write_parquet};
#[cfg(feature = "object-store")]
pub use object_store;
#[cfg(feature = "parquet")]
pub use parquet;

use self::store::Store;

/// A folder that logs are exported to; see [`Export::save_to`](super::Export::save_to).
///
/// It holds one log: one counter, one source, one attribution, and fields that may become more but not fewer. Two exports to the same folder at the same time are
/// an error.
///
/// An export into it can be killed at any time. The next one goes on, and downloads one part again at most, unless [`Export::parallel`](super::Export::parallel) allows more: see
/// [`folder`](self).
///
/// ```no_run
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use jiff::civil::date;
/// use metrika::logs::folder::{Folder, Format};
/// use metrika::logs::presets;
///
/// let folder = Folder::at("logs/visits").format(Format::TsvGz);
/// let days = date(2026, 1, 1)..=date(2026, 2, 28);
/// let export = client.counter(44147844).logs().visits().fields(presets::visits::essential()).days(days).export()?;
/// let saved = export.save_to(&folder).await?;
/// println!("{} rows of {} days, in {} files", saved.rows, saved.days, saved.files);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Folder {
    store: Store,
    format: Format,
    lookback: u32,
    reject: bool,
    keep_requests: bool,
    unique: bool,
    #[cfg(feature = "parquet")]
    parquet: ParquetOptions,
}

impl Folder {
    /// A folder of this machine, which is made if it is not there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::of(Store::Local(path.into(), None))
    }

    /// A folder of an object store: S3 and its like. Stores that know conditional writes keep a second export out; otherwise that is yours to do.
    #[cfg(feature = "object-store")]
    pub fn in_store(
        store: std::sync::Arc<dyn object_store::ObjectStore>,
        prefix: impl Into<object_store::path::Path>,
    ) -> Self {
        Self::of(Store::Objects(objects::Objects::new(store, prefix.into())))
    }

    fn of(store: Store) -> Self {
        Self {
            store,
            format: Format::default(),
            lookback: 3,
            reject: false,
            keep_requests: false,
            unique: false,
            #[cfg(feature = "parquet")]
            parquet: ParquetOptions::default(),
        }
    }

    /// What the files are. Without this, Parquet if the feature `parquet` is on, and TSV otherwise.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// How files of Parquet are written.
    #[cfg(feature = "parquet")]
    pub fn parquet(mut self, options: ParquetOptions) -> Self {
        (self.format, self.parquet) = (Format::Parquet, options);
        self
    }

    /// How many days after its end a day is still read again: 3.
    pub fn lookback(mut self, days: u32) -> Self {
        self.lookback = days;
        self
    }

    /// Puts rows that do not fit into `_rejected`, each behind what is wrong with it, and goes on. Without this, the first one is an error.
    pub fn reject(mut self) -> Self {
        self.reject = true;
        self
    }

    /// Leaves out rows that have come before, as [`Unique`](super::Unique) tells them. The keys of the rows of one request are in memory, some sixteen bytes each: longer logs need
    /// more of it.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Leaves the requests that were made when the export fails or is dropped, so that the next one need not wait for them again, nor download the parts that are committed. They take
    /// up storage until then. After a kill it is so in any case: nothing is left to give them up.
    pub fn keep_requests(mut self) -> Self {
        self.keep_requests = true;
        self
    }
}
