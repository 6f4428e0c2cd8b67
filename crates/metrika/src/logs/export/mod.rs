//! A log of any length as one operation: planned, prepared, downloaded, handed on, cleaned.

mod download;
mod engine;
mod items;
mod own;
mod part;
mod progress;
mod spool;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::stream::{self, Stream};
use serde::de::DeserializeOwned;

pub use self::items::ExportStream;
pub use self::part::LogPart;
pub use self::progress::{Progress, Stage};

pub(in crate::logs) use self::engine::{Engine, Step, Task};
pub(in crate::logs) use self::own::give_up;
pub(in crate::logs) use self::part::PIECE;
#[cfg(feature = "parquet")]
pub(in crate::logs) use self::part::unread;
pub(in crate::logs) use self::progress::Tracker;

use super::tsv::{Reader, Row};
use super::{LogQuery, Logs, Patience, Plan};
use crate::error::Result;
use crate::ids::LogRequestId;

/// Everything that it takes to get a log: which requests, waiting for them, downloading their parts, and cleaning up. From
/// [`LogSelection::export`](super::LogSelection::export) or [`Logs::export`].
///
/// A part is downloaded whole into a file that has no name, and checked, before anything of it is handed on: one that broke off is downloaded again, as often as
/// the [retry policy](crate::RetryPolicy) allows, and nobody sees the half of it. Memory stays the same however long the log is; the disk needs room for
/// [`parallel`](Self::parallel) parts and one more.
///
/// # What happens to the requests
///
/// Those that this export made are cleaned when their rows were handed on, and cancelled or cleaned when it fails or is dropped (then on the runtime of tokio, in the
/// background, if there is one). Those of others are never touched, also if the same log was being prepared for somebody already: then it is read and left.
///
/// If the connection breaks while a request is made, nobody tells whether it was. So it is looked for in the list of the service. What is found there is read and left, since it may
/// be somebody else's, and told in [`not_cleaned`](Exported::not_cleaned). What is not there is made again. Should the list have been behind, there are two of them, and the first
/// takes up storage until you or the service clean it: nothing here knows of it.
#[must_use = "nothing is asked for until it runs"]
pub struct Export<'a> {
    pub(in crate::logs) logs: Logs<'a>,
    pub(in crate::logs) query: LogQuery,
    pub(in crate::logs) settings: Settings,
}

/// How an export goes about it.
#[derive(Clone)]
pub(in crate::logs) struct Settings {
    pub ahead: usize,
    /// `None` if nobody has said.
    pub parallel: Option<usize>,
    pub patience: Patience,
    pub spool: Option<PathBuf>,
    pub check_sizes: bool,
    /// Requests that are not done with are left when it fails or is dropped.
    pub keep: bool,
    pub progress: Arc<Tracker>,
}

/// What came of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Exported {
    /// Rows that were handed on.
    pub rows: u64,
    /// Lines that were rejected.
    pub rejected: u64,
    /// Parts.
    pub parts: u64,
    /// Bytes of TSV, headers and all.
    pub bytes: u64,
    /// Requests that still take up storage, although their rows are all there: they could not be cleaned, or it is not known whether they are this export's, since the
    /// connection broke when they were made.
    pub not_cleaned: Vec<LogRequestId>,
}

impl<'a> Export<'a> {
    pub(super) fn new(logs: Logs<'a>, query: LogQuery) -> Self {
        let settings = Settings {
            ahead: 2,
            parallel: None,
            patience: Patience::default(),
            spool: None,
            check_sizes: true,
            keep: false,
            progress: Arc::new(Tracker::default()),
        };
        Self { logs, query, settings }
    }

    /// How many requests there may be at a time, the one that is being downloaded included: 2, so that the service prepares one while another is read. Fewer are made
    /// while the storage of the counter has no room. 0 counts as 1.
    pub fn ahead(mut self, requests: usize) -> Self {
        self.settings.ahead = requests.max(1);
        self
    }

    /// How many parts are downloaded at a time. Without this 2, of the three calls that the service allows at once; into a [folder](super::folder::Folder) 1. 0 counts as 1.
    ///
    /// Into a folder, this is also how many parts have to be downloaded again, at most, after a kill: those that are being downloaded, or are there and not committed. With
    /// 1, the next part is not asked for before the one that has come is committed. With more, parts come while others are put into files, which is faster.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.settings.parallel = Some(parts.max(1));
        self
    }

    /// How long to wait for each request, and how often to look.
    pub fn patience(mut self, patience: Patience) -> Self {
        self.settings.patience = patience;
        self
    }

    /// In which folder parts are kept while they are read: that for temporary files otherwise.
    pub fn spool_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings.spool = Some(folder.into());
        self
    }

    /// Does not hold the size of a part against the one that the service declares. Without this, a part of another size is downloaded again, and then an error.
    pub fn ignore_sizes(mut self) -> Self {
        self.settings.check_sizes = false;
        self
    }

    /// Tells this how far it is; often, so it should be quick.
    pub fn on_progress(self, tell: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.settings.progress.tell(Box::new(tell));
        self
    }

    /// How far it is, as a stream that ends with the export. It never holds the export up: what is not read in time is left out, and each item has all the numbers.
    pub fn progress(&self) -> impl Stream<Item = Progress> + Send + use<> {
        self.settings.progress.stream()
    }

    /// What the log is to have.
    pub fn query(&self) -> &LogQuery {
        &self.query
    }

    /// Which requests it takes, as things are now. Nothing is asked for yet.
    pub async fn plan(&self) -> Result<Plan> {
        self.logs.plan(&self.query).await
    }

    /// Runs it: parts, whole and checked, in the order of the days. A request is cleaned when the part after its last one is asked for.
    ///
    /// ```
    /// # async fn example(export: metrika::logs::Export<'_>) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut parts = export.parts();
    /// while let Some(mut part) = parts.try_next().await? {
    ///     std::io::copy(&mut part.reader()?, &mut std::io::stdout()).expect("stdout takes it");
    /// }
    /// for request in parts.not_cleaned() {
    ///     eprintln!("the log request {request} takes up storage");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn parts(self) -> ExportStream<'a, LogPart> {
        let tracker = Arc::clone(&self.settings.progress);
        let state = Run::Planning(Box::new(self));
        let parts = stream::unfold(state, |mut state| async move {
            let next = state.next().await;
            match next {
                Ok(Some(part)) => Some((Ok(part), state)),
                Ok(None) => None,
                Err(error) => Some((Err(error), Run::Over)),
            }
        });
        ExportStream::new(parts, tracker)
    }

    /// Runs it, and hands on every row. An error of yours ends it; a row that does not fit is an error, with its place.
    pub async fn rows(self, mut row: impl FnMut(Row<'_>) -> Result<()> + Send) -> Result<Exported> {
        let mut run = Run::Planning(Box::new(self));
        let mut done = Exported::default();
        while let Some(mut part) = run.next().await? {
            match part.rows(&mut row) {
                Ok(counts) => {
                    done.rows += counts.read;
                    done.bytes += counts.bytes;
                    done.parts += 1;
                }
                Err(error) => return Err(run.fail(error).await),
            }
        }
        done.not_cleaned = run.not_cleaned();
        Ok(done)
    }

    /// Runs it, and hands on every row as a type of yours: see [`Row::read`]. Here it cannot borrow from the row; with [`rows`](Self::rows) and a [`Reader`] it can.
    pub async fn rows_as<T: DeserializeOwned>(self, mut row: impl FnMut(T) -> Result<()> + Send) -> Result<Exported> {
        let mut reader = Reader::new();
        self.rows(move |cells| row(reader.read(&cells)?)).await
    }

    /// Runs it, and makes record batches of the rows; for other fields than those of the log, see [`Export::parts`]. A row that does not fit is an error that ends it, and
    /// the rows of its batch do not come.
    #[cfg(feature = "arrow")]
    pub fn batches(self, options: super::arrow::ArrowOptions) -> Result<ExportStream<'a, super::arrow::RecordBatch>> {
        let tracker = Arc::clone(&self.settings.progress);
        let batches = super::arrow::Batches::new(self.query.columns(), options)?;
        let state = (Run::Planning(Box::new(self)), None::<part::Reading>, batches);
        let batches = stream::unfold(state, |(mut run, mut reading, mut batches)| async move {
            loop {
                let mut current = match reading.take() {
                    Some(current) => current,
                    None => match run.next().await {
                        Ok(Some(part)) => match part.reading() {
                            Ok(reading) => reading,
                            Err(error) => return Some((Err(run.fail(error).await), (Run::Over, None, batches))),
                        },
                        // What is left of the last part.
                        Ok(None) if batches.rows() > 0 => return Some((batches.take(), (Run::Over, None, batches))),
                        Ok(None) => return None,
                        Err(error) => return Some((Err(error), (Run::Over, None, batches))),
                    },
                };
                match current.until(&mut batches) {
                    Ok(more) => reading = more.then_some(current),
                    Err(error) => return Some((Err(run.fail(error).await), (Run::Over, None, batches))),
                }
                if batches.is_full() {
                    return Some((batches.take(), (run, reading, batches)));
                }
            }
        });
        Ok(ExportStream::new(batches, tracker))
    }
}

/// An export on its way.
enum Run<'a> {
    Planning(Box<Export<'a>>),
    Running(Box<Engine<'a>>),
    Over,
}

impl Run<'_> {
    /// The next part.
    async fn next(&mut self) -> Result<Option<LogPart>> {
        if let Self::Planning(export) = self {
            let plan = export.plan().await?;
            let tasks = plan.requests.into_iter().map(Task::new).collect();
            *self = Self::Running(Box::new(Engine::new(export.logs, export.settings.clone(), tasks)));
        }
        let Self::Running(engine) = self else { return Ok(None) };
        while let Some(step) = engine.next().await? {
            if let Step::Part(part) = step {
                return Ok(Some(*part));
            }
        }
        Ok(None)
    }

    /// Ends it because of an error that is not its own.
    async fn fail(&mut self, error: crate::Error) -> crate::Error {
        match self {
            Self::Running(engine) => engine.fail(error).await,
            Self::Planning(_) | Self::Over => error,
        }
    }

    fn not_cleaned(&self) -> Vec<LogRequestId> {
        match self {
            Self::Running(engine) => engine.not_cleaned(),
            Self::Planning(_) | Self::Over => Vec::new(),
        }
    }
}

impl fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("query", &self.query).finish_non_exhaustive()
    }
}
