//! How far an export is.

use std::sync::{Mutex, PoisonError};

use futures_util::Stream;
use futures_util::stream;
use jiff::civil::Date;
use tokio::sync::mpsc;

use crate::ids::LogRequestId;

/// Items that wait for a reader of the stream.
const WAITING: usize = 256;

type Tell = Box<dyn Fn(&Progress) + Send + Sync>;

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Progress {
    /// What has just happened.
    pub stage: Stage,
    /// Which request it happened to.
    pub request: Option<LogRequestId>,
    /// Its days.
    pub days: Option<(Date, Date)>,
    /// Which part it happened to.
    pub part: Option<i64>,
    /// Parts that are whole.
    pub parts: u64,
    /// Rows of these parts.
    pub rows: u64,
    /// Bytes of TSV that have come, also of parts that are not whole yet.
    pub bytes: u64,
    /// Bytes of all, as far as they can be told: those of requests that are ready, and as much for each day of the others. `None` until the first one is ready.
    pub expected_bytes: Option<u64>,
    /// How often a part had to be downloaded again.
    pub restarts: u64,
}

/// What has happened in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Stage {
    /// It has begun.
    #[default]
    Planned,
    /// A request was made, or found.
    Requested,
    /// A request can be downloaded.
    Ready,
    /// Some more of a part has come.
    Downloading,
    /// A part broke off and is downloaded again.
    Restarted,
    /// A part is whole.
    Downloaded,
    /// The rows of a part are in the folder.
    Committed,
    /// All rows of the days of a request can be read in the folder.
    Published,
    /// A request was cleaned.
    Cleaned,
    /// It is over.
    Done,
}

/// Keeps the numbers, and tells them.
#[derive(Default)]
pub(in crate::logs) struct Tracker {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    now: Progress,
    days: Days,
    tell: Vec<Tell>,
    streams: Vec<mpsc::Sender<Progress>>,
    not_cleaned: Vec<LogRequestId>,
}

/// For the estimate.
#[derive(Default)]
struct Days {
    all: u64,
    ready: u64,
    bytes: u64,
}

impl Tracker {
    pub fn tell(&self, tell: Tell) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).tell.push(tell);
    }

    pub fn stream(&self) -> impl Stream<Item = Progress> + Send + use<> {
        let (sender, receiver) = mpsc::channel(WAITING);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).streams.push(sender);
        stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
    }

    /// A request takes up storage on, although its rows are all there.
    pub fn is_not_cleaned(&self, id: LogRequestId) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).not_cleaned.push(id);
    }

    /// Requests that take up storage on.
    pub fn not_cleaned(&self) -> Vec<LogRequestId> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).not_cleaned.clone()
    }

    pub fn begin(&self, days: u64) {
        self.report(Stage::Planned, |now| *now = Progress::default());
        self.state.lock().unwrap_or_else(PoisonError::into_inner).days.all = days;
    }

    /// A request of so many days has so many bytes.
    pub fn ready(&self, days: u64, bytes: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.days.ready += days;
        state.days.bytes += bytes;
        let Days { all, ready, bytes } = state.days;
        state.now.expected_bytes = (ready > 0).then(|| {
            let of_all = u128::from(bytes) * u128::from(all.max(ready)) / u128::from(ready);
            u64::try_from(of_all).unwrap_or(u64::MAX)
        });
    }

    /// So many bytes have come for nothing.
    pub fn correct(&self, bytes: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now.bytes = state.now.bytes.saturating_sub(bytes);
    }

    pub fn report(&self, stage: Stage, change: impl FnOnce(&mut Progress)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now.stage = stage;
        (state.now.request, state.now.days, state.now.part) = (None, None, None);
        change(&mut state.now);
        let State { now, tell, streams, .. } = &mut *state;
        tell.iter().for_each(|tell| tell(now));
        // One that is full misses this one; one that nobody reads is forgotten.
        streams.retain(|stream| !matches!(stream.try_send(now.clone()), Err(mpsc::error::TrySendError::Closed(_))));
        if stage == Stage::Done {
            streams.clear();
        }
    }
}
