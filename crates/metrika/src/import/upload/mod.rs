//! An upload: what it is made of, and how it goes.

mod body;
mod checked;
mod checking;
mod json;
mod outcome;
mod pieces;
mod progress;
mod reconcile;
mod rejects;
mod sending;
mod sent;
mod service;
mod settle;
mod sheet;
mod shown;
mod starts;

use std::fmt;
use std::io::Write;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

pub use checked::{Checked, Piece, PieceState};
pub use outcome::{Outcome, Summary};
pub use progress::{Progress, Stage};
pub use reconcile::{Fate, Reconciled};
use rejects::Rejects;
pub use sent::Sent;
pub(super) use service::Kind;
pub use service::{Uploading, UploadingStatus};

use super::rows::{Call, Contact, Expense, Order, RemovedExpense, VisitorParameter};
use super::source::{IntoSource, Source};
use crate::Client;
use crate::error::Result;
use crate::ids::CounterId;

/// Most bytes of one file: the service takes 1 GB, with the frame around the file.
const MOST_BYTES: u64 = 990_000_000;
/// Bytes of one body of JSON, which is held in memory.
const MOST_JSON: u64 = 4_000_000;

/// What to do about rows that have problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnProblem {
    /// Nothing is sent if there is any problem.
    #[default]
    Stop,
    /// Rows with problems are left out. They are in [`Report`](super::Report), and whole in [`Upload::rejects_to`]. Problems of the columns stop
    /// it all the same.
    Skip,
    /// Everything is sent as it is, and the service decides. Only rows that have another number of cells than the header, or a value
    /// that no cell can hold, are left out.
    Send,
}

/// Data that is to be uploaded; from `upload` of [`Conversions`](super::Conversions),
/// [`Calls`](super::Calls), [`Chats`](super::Chats), [`VisitorParameters`](super::VisitorParameters), [`Expenses`](super::Expenses) and the
/// [`Crm`](super::Crm).
///
/// ```
/// # async fn example(client: metrika::Client, rows: Vec<metrika::import::Conversion>) -> metrika::Result<()> {
/// let conversions = client.counter(44147844).import().conversions();
/// let sent = conversions.upload(rows).comment("shop, November").send().await?;
/// let summary = sent.wait().await?.complete()?;
/// println!("{} rows accepted, {:?} linked", summary.sent, summary.linked);
/// # Ok(())
/// # }
/// ```
///
/// 1. [`check`](Self::check) reads all rows, checks each against the rules of its kind, and lays them into files on disk: of less than 1 GB each,
///    cut between rows, each with the header, one for each way to name visitors. Nothing is sent; the
///    [`Report`](super::Report) has every problem with its row and column.
/// 2. [`Checked::send`] sends the files, one after another. None is sent twice, unless it surely did not arrive.
/// 3. [`Sent::wait`] waits until the service has processed them, and its [`Outcome`] says what became of the rows.
///
/// [`send`](Self::send) is the first two in one. It takes memory for one row, not for all.
#[must_use = "nothing is sent before `send`"]
pub struct Upload<'a, K> {
    job: Job<'a>,
    kind: PhantomData<fn() -> K>,
}

/// All that an upload is made of.
struct Job<'a> {
    client: &'a Client,
    counter: CounterId,
    kind: Kind,
    source: Source<'a>,
    comment: Option<String>,
    on_problem: OnProblem,
    rejects: Rejects,
    reach: bool,
    lookups: bool,
    zone: Option<TimeZone>,
    most_bytes: u64,
    folder: Option<PathBuf>,
    progress: progress::Report,
    confirm: bool,
}

impl<'a, K> Upload<'a, K> {
    pub(super) fn new(client: &'a Client, counter: CounterId, kind: Kind, source: impl IntoSource<'a>) -> Self {
        let job = Job {
            client,
            counter,
            kind,
            source: source.into_source(),
            comment: None,
            on_problem: OnProblem::default(),
            rejects: Rejects::default(),
            reach: true,
            lookups: true,
            zone: None,
            most_bytes: MOST_BYTES,
            folder: None,
            progress: progress::Report::default(),
            confirm: true,
        };
        Self { job, kind: PhantomData }
    }

    /// A note of at most 255 characters, which the list of uploadings shows. Without one, conversions, calls, chats and expenses get a random one
    /// (`metrika 5f0c2a91`): by it an upload is found again whose answer was lost. An empty one is not sent. Where several files are sent, each has its
    /// number behind it. Visitor parameters and the CRM take none, and ignore it.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.job.comment = Some(comment.into());
        self
    }

    /// What to do about rows that have problems: [`OnProblem::Stop`] if nothing is said.
    pub fn on_problem(mut self, what: OnProblem) -> Self {
        self.job.on_problem = what;
        self
    }

    /// Where rows go that are left out: a CSV file with their row, line, column and the reason in front, made anew.
    pub fn rejects_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.job.rejects = Rejects::Path(path.into());
        self
    }

    /// Like [`rejects_to`](Self::rejects_to), to anything that can be written to.
    pub fn rejects_into(mut self, writer: impl Write + Send + 'static) -> Self {
        self.job.rejects = Rejects::Writer(Box::new(writer));
        self
    }

    /// Takes rows of more than 21 days ago for good: they join no visit, but orders of the CRM are stored all the same.
    pub fn allow_old(mut self) -> Self {
        self.job.reach = false;
        self
    }

    /// Asks nothing of the counter to check against: whether the goals of conversions and orders exist, which statuses and attributes there are.
    /// Columns of attributes of your own are then unknown.
    pub fn without_lookups(mut self) -> Self {
        self.job.lookups = false;
        self
    }

    /// The time zone of the counter, by whose clock orders and contacts have their times. It is asked for if it is not given.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.job.zone = Some(zone);
        self
    }

    /// Cuts files at this many bytes. Less than 1 GB anyway; of JSON, 4 MB.
    pub fn piece_bytes(mut self, bytes: u64) -> Self {
        self.job.most_bytes = bytes.min(self.job.most_bytes);
        self
    }

    /// The folder for the files to send, which need twice the room of the rows; that of the system for temporary files if nothing is said. They have no names, and are gone with the program.
    pub fn spool_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.job.folder = Some(folder.into());
        self
    }

    /// Is called as rows are checked, bytes are sent and states are looked at.
    pub fn on_progress(mut self, report: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.job.progress = progress::Report(Some(Arc::new(report)));
        self
    }

    /// Reads and checks all rows, and sends nothing. An error is a matter of the whole: a file that cannot be read, is empty, or not UTF-8.
    /// Problems of rows are in [`Checked::report`].
    pub async fn check(self) -> Result<Checked<'a>> {
        checking::check(self.job).await
    }

    /// Checks, and sends if nothing stands against it.
    ///
    /// If it ends in an error after some files arrived, the error says which. To go on from there, [`check`](Self::check) first and
    /// [`send`](Checked::send) then: [`Checked`] knows what is still to be sent.
    pub async fn send(self) -> Result<Sent<'a>> {
        self.check().await?.send().await
    }
}

impl Upload<'_, Call> {
    /// The name of the goal of calls, if the counter gets one by this upload.
    pub fn new_goal_name(mut self, name: impl Into<String>) -> Self {
        self.job.kind = Kind::Calls { new_goal_name: Some(name.into()) };
        self
    }
}

impl Upload<'_, VisitorParameter> {
    /// Does not confirm the upload. Needed where the titles of the columns do not say by what the rows name their visitors (under
    /// [`OnProblem::Send`]). It has no effect until
    /// [`VisitorParameters::confirm`](super::VisitorParameters::confirm): [`Outcome::NotApplied`].
    pub fn without_confirming(mut self) -> Self {
        self.job.confirm = false;
        self
    }
}

impl Upload<'_, Expense> {
    /// Who sends the expenses; `default` if nothing is said. Expenses are removed by it, too.
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.job.kind.set_provider(name.into());
        self
    }
}

impl Upload<'_, RemovedExpense> {
    /// Whose expenses are removed; without one, those of all.
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.job.kind.set_provider(name.into());
        self
    }
}

impl Upload<'_, Contact> {
    /// Sends JSON instead of CSV, in bodies of at most 4 MB.
    pub fn as_json(mut self) -> Self {
        self.job.send_json();
        self
    }
}

impl Upload<'_, Order> {
    /// Sends JSON instead of CSV, in bodies of at most 4 MB.
    pub fn as_json(mut self) -> Self {
        self.job.send_json();
        self
    }
}

impl Job<'_> {
    fn send_json(&mut self) {
        if let Kind::Contacts { json, .. } | Kind::Orders { json, .. } = &mut self.kind {
            *json = true;
            self.most_bytes = self.most_bytes.min(MOST_JSON);
        }
    }
}

impl<K> fmt::Debug for Upload<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job = &self.job;
        f.debug_struct("Upload")
            .field("counter", &job.counter)
            .field("kind", &job.kind)
            .field("source", &job.source)
            .field("comment", &job.comment)
            .field("on_problem", &job.on_problem)
            .finish_non_exhaustive()
    }
}
