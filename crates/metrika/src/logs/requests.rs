//! The log requests of a counter: list, evaluate, create.

use serde::{Deserialize, Serialize};

use super::{LogQuery, LogRequestHandle};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CounterId, LogRequestId};
use crate::models::{LogAttribution, LogRequest, LogRequestStatus, LogSource, OneOrMany};
use crate::reports::Attribution;

/// The logs of a counter; from [`CounterHandle::logs`](crate::management::CounterHandle::logs).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use futures_util::TryStreamExt;
/// use jiff::civil::date;
/// use metrika::logs::{LogQuery, Patience, visits};
///
/// let logs = client.counter(44147844).logs();
/// let fields = [visits::VISIT_ID, visits::START_URL];
/// let query = LogQuery::visits(date(2026, 2, 1)..=date(2026, 2, 28)).fields(fields);
/// let request = logs.create(&query).await?;
/// let ready = request.until_ready(&Patience::default()).await?;
/// for part in ready.parts.iter().flatten() {
///     let mut pieces = request.part(part.part_number.unwrap_or_default()).await?;
///     while let Some(piece) = pieces.try_next().await? {
///         print!("{}", String::from_utf8_lossy(&piece)); // TSV, with a header in each part
///     }
/// }
/// request.clean().await?; // the storage is shared by all, and a full one stops everybody
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/getLogRequests_1>.
#[derive(Debug, Clone, Copy)]
pub struct Logs<'a> {
    client: &'a Client,
    counter: CounterId,
}

/// A request, and whether it was made just now or was there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub id: LogRequestId,
    pub own: bool,
}

/// Whether a log can be prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evaluation {
    /// Whether it fits into what is left of the storage.
    pub possible: bool,
    /// How many days of such a log fit, as the service says. It has been seen to be negative, and absent: then none is known to fit.
    pub max_days: Option<i64>,
}

impl<'a> Logs<'a> {
    pub(crate) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All requests of everybody with access to the counter, also those that are over.
    pub async fn list(&self) -> Result<Vec<LogRequest>> {
        let call = self.client.logs().list_log_requests().counter_id(self.counter.checked()?);
        let answer = call.send().await?.into_inner();
        answer.requests.ok_or_else(|| lacks("list_log_requests", "requests"))
    }

    /// Whether such a log fits into what is left of the storage of the counter: 10 GB, for everybody together.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/evaluate>.
    pub async fn evaluate(&self, query: &LogQuery) -> Result<Evaluation> {
        query.check_at(self.now())?;
        let days = query.days();
        let call = self.client.logs().evaluate_log_request().counter_id(self.counter.checked()?);
        let call = call.date1(days.start().to_string()).date2(days.end().to_string());
        let call = call.source(source(query)).fields(query.names());
        let answer = call.send().await?.into_inner();
        let told =
            answer.log_request_evaluation.ok_or_else(|| lacks("evaluate_log_request", "log_request_evaluation"))?;
        let possible = told.possible.ok_or_else(|| lacks("evaluate_log_request", "possible"))?;
        Ok(Evaluation { possible: possible.into(), max_days: told.max_possible_day_quantity })
    }

    /// Asks for a log to be prepared. If the same one is being prepared already, it is that one: the service says so with 202 and nothing else, and
    /// it is looked for in the [list](Self::list).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/createLogRequest_1>.
    pub async fn create(&self, query: &LogQuery) -> Result<LogRequestHandle<'a>> {
        Ok(self.request(self.make(query).await?.id))
    }

    /// Asks for a log to be prepared, and tells whether somebody had done so before.
    pub(super) async fn make(&self, query: &LogQuery) -> Result<Made> {
        query.check_at(self.now())?;
        let days = query.days();
        let mut call = self.client.logs().create_log_request().counter_id(self.counter.checked()?);
        call = call.date1(days.start().to_string()).date2(days.end().to_string());
        call = call.source(source(query)).fields(query.names());
        if let Some(attribution) = query.attributed() {
            call = call.attribution(words(attribution));
        }
        let (made, own) = match call.send().await.map_err(Error::from) {
            Ok(answer) => (answer.into_inner().log_request, true),
            Err(error) if error.status() == Some(202) => (Some(self.being_prepared(query, error).await?), false),
            Err(error) => return Err(error),
        };
        let made = made.ok_or_else(|| lacks("create_log_request", "log_request"))?;
        let id = made.request_id.ok_or_else(|| lacks("create_log_request", "request_id"))?;
        Ok(Made { id: id.into(), own })
    }

    /// The newest of all requests. Ids grow.
    pub(super) async fn newest(&self) -> Result<Option<LogRequestId>> {
        Ok(self.list().await?.into_iter().filter_map(|request| request.request_id).map(LogRequestId::from).max())
    }

    /// A request for the same log that can be read, or will be, and is newer than this one.
    pub(super) async fn find(&self, query: &LogQuery, after: Option<LogRequestId>) -> Result<Option<LogRequestId>> {
        let usable =
            |request: &LogRequest| is_unfinished(request) || request.status == Some(LogRequestStatus::Processed);
        let same = self
            .list()
            .await?
            .into_iter()
            .filter(|request| usable(request) && is_of(request, query) && is_attributed(request, query));
        Ok(same.filter_map(|request| request.request_id.map(LogRequestId::from)).filter(|id| Some(*id) > after).max())
    }

    pub(super) fn client(&self) -> &'a Client {
        self.client
    }

    pub(super) fn counter(&self) -> CounterId {
        self.counter
    }

    /// One of the requests.
    pub fn request(&self, id: impl Into<LogRequestId>) -> LogRequestHandle<'a> {
        LogRequestHandle::new(self.client, self.counter, id.into())
    }

    /// The request that the service says it has already.
    async fn being_prepared(&self, query: &LogQuery, told: Error) -> Result<LogRequest> {
        let mut same = self.list().await?;
        same.retain(|request| is_unfinished(request) && is_of(request, query));
        // If the service has another default than this version knows, it is the only one.
        if same.iter().any(|request| is_attributed(request, query)) {
            same.retain(|request| is_attributed(request, query));
        }
        // Ids grow.
        let newest = same.into_iter().max_by_key(|request| request.request_id.map(|id| LogRequestId::from(id).get()));
        newest.ok_or_else(|| {
            told.noted("the list has no such request that is not finished: look at it, and try again".to_owned())
        })
    }

    pub(super) fn now(&self) -> jiff::Timestamp {
        self.client.session().core.clock.now()
    }
}

fn source(query: &LogQuery) -> LogSource {
    LogSource::from(query.source().as_str())
}

/// In capitals, as the parameter of log requests has it: `LASTSIGN`.
fn words(attribution: &Attribution) -> LogAttribution {
    LogAttribution::from(attribution.in_log_requests().as_str())
}

fn is_unfinished(request: &LogRequest) -> bool {
    matches!(request.status, Some(LogRequestStatus::Created | LogRequestStatus::AwaitingRetry))
}

/// Whether a request is for the same log. The order of the fields is that of the columns, and no part of what is the same to the service.
fn is_of(request: &LogRequest, query: &LogQuery) -> bool {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let days = query.days();
    let sources = match &request.source {
        Some(OneOrMany::One(one)) => std::slice::from_ref(one),
        Some(OneOrMany::Many(many)) => many,
        None => &[],
    };
    sources == [source(query)]
        && request.date1.as_deref() == Some(&days.start().to_string())
        && request.date2.as_deref() == Some(&days.end().to_string())
        && request.fields.clone().map(sorted) == Some(sorted(query.names()))
}

/// Whether it is by the same attribution. Where none is told, it is the default one.
fn is_attributed(request: &LogRequest, query: &LogQuery) -> bool {
    let default = || words(&Attribution::LastSign);
    request.attribution.clone().unwrap_or_else(default) == query.attributed().map_or_else(default, words)
}

/// An answer without what it must have.
pub(super) fn lacks(operation: &'static str, key: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the answer has no `{key}`")).about_the_answer(operation)
}
