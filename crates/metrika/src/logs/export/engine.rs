//! The order of things: requests are made ahead, their parts downloaded side by side and handed on in order, and they are cleaned when the next thing is asked for.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::Settings;
use super::download::Download;
use super::own::Own;
use super::part::LogPart;
use super::progress::Stage;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::LogRequestId;
use crate::logs::requests::{Made, lacks};
use crate::logs::{LogQuery, Logs};
use crate::models::{LogRequest, LogRequestStatus};

/// Parts that are downloaded at a time, if nobody says otherwise.
const PARALLEL: usize = 2;

/// A request that is to be made and read, or is made already.
#[derive(Debug, Clone)]
pub(in crate::logs) struct Task {
    pub query: LogQuery,
    /// Made by a run before this one.
    pub request: Option<Made>,
    /// Parts that were handed on by it.
    pub done: HashSet<i64>,
    /// It is one of a run before this one.
    resumed: bool,
}

impl Task {
    pub fn new(query: LogQuery) -> Self {
        Self { query, request: None, done: HashSet::new(), resumed: false }
    }

    /// One that a run before this one has made, and of which it has handed on these parts.
    pub fn resumed(query: LogQuery, request: Option<Made>, done: HashSet<i64>) -> Self {
        Self { query, request, done, resumed: true }
    }
}

/// What happens in an export.
pub(in crate::logs) enum Step {
    /// A request is about to be made. It will be newer than this one, which is the newest of all.
    Requesting(LogQuery, Option<LogRequestId>),
    /// A request was made, or found.
    Requested(LogQuery, Made),
    /// It takes several requests, since there is less room than was thought.
    Split(LogQuery),
    /// A request that was made before is gone, and what is there of its parts may not go together with those of another one.
    Lost(LogQuery),
    /// A part is there.
    Part(Box<LogPart>),
    /// All parts of a request were handed on. If it is this export's, it is cleaned when the next step is asked for.
    Finished(LogQuery, Made),
    /// A request was cleaned.
    Cleaned(LogRequestId),
}

pub(in crate::logs) struct Engine<'a> {
    logs: Logs<'a>,
    settings: Settings,
    tasks: VecDeque<Task>,
    /// The first task was announced, when this was the newest request.
    announced: Option<Option<LogRequestId>>,
    prepared: VecDeque<(Task, LogRequestId)>,
    current: Option<Current>,
    /// To be cleaned.
    finished: Option<LogRequestId>,
    own: Own,
    over: bool,
    /// There was no room for another request, and nothing was cleaned since.
    full: bool,
}

/// The request that is being downloaded.
struct Current {
    query: LogQuery,
    id: LogRequestId,
    parts: VecDeque<(i64, Option<i64>)>,
    running: VecDeque<Running>,
}

/// A download in a task of its own, which ends with this.
struct Running(JoinHandle<Result<LogPart>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<'a> Engine<'a> {
    pub fn new(logs: Logs<'a>, settings: Settings, tasks: Vec<Task>) -> Self {
        let own = Own::new(logs.client().clone(), logs.counter(), settings.keep, Arc::clone(&settings.progress));
        settings.progress.begin(tasks.iter().map(|task| task.query.number_of_days()).sum());
        Self {
            logs,
            settings,
            tasks: tasks.into(),
            announced: None,
            prepared: VecDeque::new(),
            current: None,
            finished: None,
            own,
            over: false,
            full: false,
        }
    }

    /// What happens next; `None` when all is done. After an error, nothing is left that this export asked for.
    pub async fn next(&mut self) -> Result<Option<Step>> {
        if self.over {
            return Ok(None);
        }
        match self.step().await {
            Ok(Some(step)) => Ok(Some(step)),
            Ok(None) => {
                self.over = true;
                self.settings.progress.report(Stage::Done, |_| ());
                Ok(None)
            }
            Err(error) => Err(self.fail(error).await),
        }
    }

    /// Ends everything because of an error: downloads, and the requests that are this export's. What could not be given up is told with the error.
    pub async fn fail(&mut self, error: Error) -> Error {
        self.over = true;
        self.current = None;
        let mut left = self.not_cleaned();
        left.extend(self.own.release().await);
        let left: Vec<String> = left.iter().map(ToString::to_string).collect();
        self.settings.progress.report(Stage::Done, |_| ());
        if left.is_empty() {
            return error;
        }
        error.noted(format!("log requests that could not be given up take up storage: {}", left.join(", ")))
    }

    /// Keeps this until nothing is left to be given up.
    pub fn hold(&mut self, held: Box<dyn std::any::Any + Send + Sync>) {
        self.own.hold(held);
    }

    /// Requests that could not be cleaned.
    pub fn not_cleaned(&self) -> Vec<LogRequestId> {
        self.settings.progress.not_cleaned()
    }

    async fn step(&mut self) -> Result<Option<Step>> {
        if let Some(id) = self.finished.take()
            && self.own.has(id)
        {
            self.full = false;
            if self.own.clean(id).await {
                self.settings.progress.report(Stage::Cleaned, |now| now.request = Some(id));
                return Ok(Some(Step::Cleaned(id)));
            }
        }
        loop {
            if let Some(step) = self.prepare().await? {
                return Ok(Some(step));
            }
            if self.current.is_none() {
                let Some((task, id)) = self.prepared.pop_front() else { return Ok(None) };
                let query = task.query.clone();
                self.current = match self.await_ready(&task, id).await {
                    Ok(current) => Some(current),
                    // One that was there already may go while it is looked at: it is made anew.
                    Err(error) if error.kind() == ErrorKind::LogGone && task.resumed => {
                        self.own.forget(id);
                        self.tasks.push_front(Task::new(query.clone()));
                        return Ok(Some(Step::Lost(query)));
                    }
                    Err(error) => return Err(error),
                };
            }
            if let Some(current) = &mut self.current {
                while current.running.len() < self.settings.parallel.unwrap_or(PARALLEL)
                    && let Some((number, size)) = current.parts.pop_front()
                {
                    let download = Download {
                        client: self.logs.client().clone(),
                        counter: self.logs.counter(),
                        query: current.query.clone(),
                        request: current.id,
                        number,
                        size,
                        settings: self.settings.clone(),
                    };
                    current.running.push_back(Running(tokio::spawn(download.run())));
                }
                if let Some(running) = current.running.front_mut() {
                    let part = (&mut running.0).await;
                    current.running.pop_front();
                    let stopped = |error| Error::new(ErrorKind::Other, format!("a download was stopped: {error}"));
                    return Ok(Some(Step::Part(Box::new(part.map_err(stopped)??))));
                }
            }
            if let Some(Current { query, id, .. }) = self.current.take() {
                self.finished = Some(id);
                return Ok(Some(Step::Finished(query, Made { id, own: self.own.has(id) })));
            }
        }
    }

    /// Makes requests ahead, as far as there is room. A step, if one is to be told.
    async fn prepare(&mut self) -> Result<Option<Step>> {
        while self.prepared.len() + usize::from(self.current.is_some()) < self.settings.ahead {
            let Some(task) = self.tasks.front_mut() else { return Ok(None) };
            if let Some(made) = task.request.take() {
                if made.own {
                    self.own.add(made.id);
                }
                if is_alive(&self.logs.request(made.id).get().await) {
                    self.prepared.extend(self.tasks.pop_front().map(|task| (task, made.id)));
                    continue;
                }
                self.own.forget(made.id);
                (task.resumed, task.done) = (false, HashSet::new());
                return Ok(Some(Step::Lost(task.query.clone())));
            }
            let first = self.prepared.is_empty() && self.current.is_none();
            if self.full && !first {
                return Ok(None);
            }
            let query = task.query.clone();
            let Some(newest) = self.announced else {
                if !self.logs.evaluate(&query).await?.possible {
                    if !first {
                        // There may be when the one before is cleaned.
                        self.full = true;
                        return Ok(None);
                    }
                    let pieces = self.logs.plan(&query).await?.requests;
                    self.tasks.pop_front();
                    pieces.iter().rev().for_each(|piece| self.tasks.push_front(Task::new(piece.clone())));
                    return Ok(Some(Step::Split(query)));
                }
                let newest = self.logs.newest().await?;
                self.announced = Some(newest);
                return Ok(Some(Step::Requesting(query, newest)));
            };
            let made = match self.logs.make(&query).await {
                Ok(made) => made,
                Err(error) if error.kind() == ErrorKind::LimitExceeded && !first => {
                    self.full = true;
                    return Ok(None);
                }
                Err(error) if !error.kind().surely_undone() => self.look_for(&query, newest, error).await?,
                Err(error) => return Err(error),
            };
            self.announced = None;
            if made.own {
                self.own.add(made.id);
            }
            self.settings.progress.report(Stage::Requested, |now| {
                (now.request, now.days) = (Some(made.id), Some(query.days().into_inner()));
            });
            self.prepared.extend(self.tasks.pop_front().map(|task| (task, made.id)));
            return Ok(Some(Step::Requested(query, made)));
        }
        Ok(None)
    }

    /// The request, after it is not known whether it was made. If it was, the service has one; whose it is cannot be told, so it is left.
    async fn look_for(&mut self, query: &LogQuery, newest: Option<LogRequestId>, error: Error) -> Result<Made> {
        match self.logs.find(query, newest).await {
            Ok(Some(id)) => {
                self.settings.progress.is_not_cleaned(id);
                Ok(Made { id, own: false })
            }
            // The service says that it has none: it was not made.
            Ok(None) => self.logs.make(query).await,
            Err(_) => Err(error),
        }
    }

    async fn await_ready(&self, task: &Task, id: LogRequestId) -> Result<Current> {
        let request = self.logs.request(id).until_ready(&self.settings.patience).await?;
        let mut parts = VecDeque::new();
        let mut bytes = 0;
        for part in request.parts.iter().flatten() {
            let number = part.part_number.ok_or_else(|| lacks("get_log_request", "part_number"))?;
            if parts.iter().any(|(other, _)| *other == number) {
                let message = format!("the log request {id} has part {number} twice");
                return Err(Error::new(ErrorKind::Decode, message).about_the_answer("get_log_request"));
            }
            bytes += part.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
            parts.push_back((number, part.size));
        }
        if parts.is_empty() && request.size.is_some_and(|size| size > 0) {
            let message = format!("the log request {id} is processed and has bytes, and lists no parts");
            return Err(Error::new(ErrorKind::Incomplete, message).about_the_answer("get_log_request"));
        }
        self.settings.progress.ready(task.query.number_of_days(), bytes);
        self.settings.progress.report(Stage::Ready, |now| {
            (now.request, now.days) = (Some(id), Some(task.query.days().into_inner()));
        });
        parts.retain(|(number, _)| !task.done.contains(number));
        Ok(Current { query: task.query.clone(), id, parts, running: VecDeque::new() })
    }
}

/// Whether a request can still be read. That it is not known whether it can is told when it is waited for.
fn is_alive(request: &Result<LogRequest>) -> bool {
    match request {
        Ok(request) => !matches!(
            request.status,
            Some(
                LogRequestStatus::Canceled
                    | LogRequestStatus::CleanedByUser
                    | LogRequestStatus::CleanedAutomaticallyAsTooOld
                    | LogRequestStatus::ProcessingFailed
            )
        ),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("tasks", &self.tasks).field("over", &self.over).finish_non_exhaustive()
    }
}
