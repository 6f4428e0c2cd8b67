//! The Logs API: queue, parts, storage.

mod download;
mod request;
mod rows;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use request::{Ended, LogRequest, Status};
pub use rows::Part;
pub use settings::{LogSettings, Script};

use super::access_filters::seen_through;
use super::reports::{described, refusal};
use super::{Kind, Table, slow, state};
use crate::answer::{Answer, Body, Outcome};
use crate::call::Call;
use crate::logs::fields::{self, LogField, LogSource};
use crate::refusal::Refusal;
use crate::reports::Lens;
use crate::state::{Counter, State};
use crate::traffic::model::Attribution;
use crate::world::World;
use rows::{Rows, Seen};

const MEDIA: &str = "text/tab-separated-values";
/// Characters of the parameter `fields`.
const FIELDS_LENGTH: usize = 3000;

// The words of the service, by which clients tell these two cases: see `tapi_yandex_metrika.py` in the package
// tapi-yandex-metrika 2022.4.8 on PyPI.
const NOT_PROCESSED: &str = "Only log of requests in status 'processed' can be downloaded";
const NO_SUCH_PART: &str = "Incorrect part number";

pub(super) const TABLE: Table = &[
    slow("evaluate_log_request", Kind::Computed, evaluate),
    slow("create_log_request", Kind::Stateful, create),
    state("list_log_requests", list),
    state("get_log_request", get),
    state("cancel_log_request", cancel),
    state("clean_log_request", clean),
    slow("download_log_part", Kind::Computed, download),
];

/// The log requests of a counter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogRequests {
    pub requests: BTreeMap<i64, LogRequest>,
    /// How many there ever were: the script goes by it.
    pub made: usize,
}

impl LogRequest {
    /// Its rows, if the counter has visits at all.
    fn rows(&self, counter: &Counter, now: Timestamp) -> Result<Option<Rows>, Refusal> {
        let source = if self.source == "hits" { LogSource::Hits } else { LogSource::Visits };
        let attribution = Attribution::from_word(&self.attribution).unwrap_or(Attribution::LastSign);
        let fields = self.fields.iter().map(|name| fields::resolve(source, name, attribution));
        let fields = fields.collect::<Option<Arc<[LogField]>>>();
        let fields =
            fields.ok_or_else(|| Refusal::new(503, "backend_error", "the request has fields that are gone"))?;
        let lens = lens(counter, self.seen_through.clone(), attribution)?;
        let rows = |traffic| Rows { traffic, source, fields, from: self.date1, to: self.date2, lens };
        Ok(counter.traffic(now)?.map(rows))
    }
}

/// The access filters of a log, ready to be asked.
fn lens(counter: &Counter, seen_through: Vec<String>, attribution: Attribution) -> Result<Arc<Seen>, Refusal> {
    let counter = described(counter.id(), counter, seen_through);
    let lens = Lens::of_log(&counter, attribution).map_err(refusal)?;
    Ok(Arc::new(Seen { counter, lens }))
}

impl LogRequests {
    fn used(&self, settings: &LogSettings, now: i64) -> i64 {
        let sizes = self.requests.values().map(|request| request.size(settings, now));
        i64::try_from(sizes.sum::<u64>()).unwrap_or(i64::MAX)
    }

    fn find(&mut self, id: i64) -> Result<&mut LogRequest, Refusal> {
        self.requests.get_mut(&id).ok_or_else(|| Refusal::not_found(format!("log request {id} does not exist")))
    }
}

/// What a request for a log asks for, checked.
struct Wanted {
    source: LogSource,
    date1: Date,
    date2: Date,
    attribution: Attribution,
    names: Vec<String>,
    fields: Arc<[LogField]>,
    seen_through: Vec<String>,
}

impl Wanted {
    fn read(call: &Call, counter: &Counter) -> Result<Self, Refusal> {
        let (date1, date2) = (day(call, "date1")?, day(call, "date2")?);
        let today = counter.zone().to_datetime(call.now).date();
        if date1 > date2 {
            return Err(Refusal::invalid("date1", format!("date1 {date1} is after date2 {date2}")));
        }
        if date2 >= today {
            let message = format!("date2 {date2} is not over yet: yesterday is the last day that there are logs of");
            return Err(Refusal::invalid("date2", message));
        }
        if date2 > date1.saturating_add(1.year()) {
            return Err(Refusal::invalid("date1", "a log covers at most one year"));
        }
        let source = match call.text("source") {
            Some("hits") => LogSource::Hits,
            _ => LogSource::Visits,
        };
        let attribution = match call.text("attribution") {
            Some(word) => Attribution::from_word(word)
                .ok_or_else(|| Refusal::invalid("attribution", format!("{word} is no attribution")))?,
            None => Attribution::LastSign,
        };
        let names: Vec<String> = call.words("fields").into_iter().map(str::to_owned).collect();
        let length = call.sent("fields").map_or(0, |text| text.chars().count());
        if length > FIELDS_LENGTH {
            let message = format!("fields has {length} characters, at most {FIELDS_LENGTH} are taken");
            return Err(Refusal::invalid("fields", message));
        }
        if names.is_empty() {
            return Err(Refusal::missing("fields"));
        }
        let fields: Result<Vec<LogField>, Refusal> = names
            .iter()
            .map(|name| fields::resolve(source, name, attribution).ok_or_else(|| unknown_field(source, name)))
            .collect();
        let seen_through = seen_through(counter, &call.caller)?;
        Ok(Self { source, date1, date2, attribution, names, fields: fields?.into(), seen_through })
    }

    /// The rows, if the counter has visits at all.
    fn rows(&self, counter: &Counter, now: Timestamp) -> Result<Option<Rows>, Refusal> {
        let fields = Arc::clone(&self.fields);
        let lens = lens(counter, self.seen_through.clone(), self.attribution)?;
        let rows = |traffic| Rows { traffic, source: self.source, fields, from: self.date1, to: self.date2, lens };
        Ok(counter.traffic(now)?.map(rows))
    }
}

fn unknown_field(source: LogSource, name: &str) -> Refusal {
    let other = match source {
        LogSource::Visits => LogSource::Hits,
        LogSource::Hits => LogSource::Visits,
    };
    let reason = match fields::resolve(other, name, Attribution::LastSign) {
        Some(_) => "belongs to the other source",
        None => "is no field of logs",
    };
    Refusal::invalid("fields", format!("{name} {reason}"))
}

fn day(call: &Call, name: &str) -> Result<Date, Refusal> {
    let text = call.text(name).unwrap_or_default();
    // Of the forms that the parser knows (`20260301`, days with a time), only this one has ten characters.
    let day = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
    day.ok_or_else(|| Refusal::invalid(name, format!("{text} is no day in the form YYYY-MM-DD")))
}

fn evaluate(world: &World, call: &mut Call) -> Outcome {
    let (rows, days, used) = {
        let mut state = world.state();
        let counter = state.counter(call.id("counterId"))?;
        let wanted = Wanted::read(call, counter)?;
        let days = i64::from((wanted.date2 - wanted.date1).get_days()) + 1;
        (wanted.rows(counter, call.now)?, days, counter.log_requests.used(&world.settings.logs, call.now.as_second()))
    };
    let free = world.settings.logs.quota_bytes - used;
    let bytes = rows.map_or(0, |rows| i64::try_from(rows.guess()).unwrap_or(i64::MAX));
    // Rounded towards minus infinity: below zero, no day fits, and some more must go first.
    let most = if bytes == 0 { 365 } else { free.saturating_mul(days).div_euclid(bytes) };
    Ok(Answer::json(json!({
        "log_request_evaluation": { "possible": bytes <= free, "max_possible_day_quantity": most }
    })))
}

fn create(world: &World, call: &mut Call) -> Outcome {
    let settings = &world.settings.logs;
    let now = call.now.as_second();
    let (request, rows) = {
        let mut state = world.state();
        let state = &mut *state;
        let id = call.id("counterId");
        let counter = state.counter(id)?;
        let wanted = Wanted::read(call, counter)?;
        let rows = wanted.rows(counter, call.now)?;
        let request = LogRequest {
            id: 0,
            counter: id,
            source: call.text("source").unwrap_or_default().to_owned(),
            date1: wanted.date1,
            date2: wanted.date2,
            fields: wanted.names,
            attribution: wanted.attribution.word().to_ascii_uppercase(),
            created_at: now,
            script: settings.script.get(counter.log_requests.made).copied().unwrap_or_default(),
            seen_through: wanted.seen_through,
            parts: rows.is_none().then(Vec::new),
            ended: None,
        };
        let requests = counter.log_requests.requests.values();
        if requests.filter(|other| other.status(settings, now).in_flight()).any(|other| other.repeats(&request)) {
            return Ok(Answer::empty(202));
        }
        let bytes = rows.as_ref().map_or(0, |rows| i64::try_from(rows.guess()).unwrap_or(i64::MAX));
        let free = settings.quota_bytes - counter.log_requests.used(settings, now);
        if bytes > free {
            let message =
                format!("the log has about {bytes} bytes, and {free} are free: ask for fewer days or clean others");
            return Err(Refusal::limit(message));
        }
        let request = LogRequest { id: state.numbers.next("log_request", 17_962_077), ..request };
        let counter = state.counter(id)?;
        counter.log_requests.made += 1;
        counter.log_requests.requests.insert(request.id, request.clone());
        (request, rows)
    };
    if let Some(rows) = rows {
        if rows.visits() <= settings.at_once {
            prepare(world, &request, &rows);
        } else if let Some(world) = world.shared() {
            let request = request.clone();
            tokio::task::spawn_blocking(move || prepare(&world, &request, &rows));
        }
    }
    let waiting = LogRequest { parts: None, script: Script::default(), ..request };
    Ok(Answer::json(json!({ "log_request": waiting.answer(settings, now) })))
}

/// Cuts the log into parts and remembers them, unless the request has been ended meanwhile.
fn prepare(world: &World, request: &LogRequest, rows: &Rows) {
    let open = |state: &mut State| {
        let counter = state.counters.get_mut(&request.counter)?;
        counter.log_requests.requests.get_mut(&request.id).filter(|request| request.ended.is_none()).map(drop)
    };
    let Some(parts) = rows.cut(world.settings.logs.part_bytes, || open(&mut world.state()).is_none()) else { return };
    let mut state = world.state();
    let counter = state.counters.get_mut(&request.counter);
    if let Some(kept) = counter.and_then(|counter| counter.log_requests.requests.get_mut(&request.id)) {
        kept.parts = Some(parts);
    }
}

/// Goes on with what was being prepared when the sandbox whose state this is was stopped.
pub(crate) fn resume(world: &Arc<World>) {
    let mut open = Vec::new();
    for counter in world.state().counters.values() {
        let requests = counter.log_requests.requests.values();
        for request in requests.filter(|request| request.parts.is_none() && request.ended.is_none()) {
            // What cannot be read any more stays as it is.
            open.extend(request.rows(counter, world.clock.now()).ok().flatten().map(|rows| (request.clone(), rows)));
        }
    }
    for (request, rows) in open {
        let world = Arc::clone(world);
        tokio::task::spawn_blocking(move || prepare(&world, &request, &rows));
    }
}

fn list(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let requests = counter.log_requests.requests.values();
    let requests: Vec<Value> =
        requests.map(|request| request.answer(&world.settings.logs, call.now.as_second())).collect();
    Ok(Answer::json(json!({ "requests": requests })))
}

fn get(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let request = find(state, call)?;
    Ok(answer(request, world, call.now))
}

fn cancel(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let request = find(state, call)?;
    let status = request.status(&world.settings.logs, call.now.as_second());
    if !status.in_flight() {
        return Err(Refusal::conflict(format!(
            "the request is {}: only one in progress can be canceled",
            status.word()
        )));
    }
    request.ended = Some(Ended::Canceled);
    Ok(answer(request, world, call.now))
}

fn clean(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let request = find(state, call)?;
    let status = request.status(&world.settings.logs, call.now.as_second());
    if status != Status::Processed {
        return Err(Refusal::conflict(format!(
            "the request is {}: only a processed one can be cleaned",
            status.word()
        )));
    }
    request.ended = Some(Ended::Cleaned);
    Ok(answer(request, world, call.now))
}

fn find<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut LogRequest, Refusal> {
    state.counter(call.id("counterId"))?.log_requests.find(call.id("requestId"))
}

fn answer(request: &LogRequest, world: &World, now: Timestamp) -> Answer {
    Answer::json(json!({ "log_request": request.answer(&world.settings.logs, now.as_second()) }))
}

fn download(world: &World, call: &mut Call) -> Outcome {
    let settings = &world.settings.logs;
    let mut state = world.state();
    let counter = state.counter(call.id("counterId"))?;
    let mine = seen_through(counter, &call.caller)?;
    let request = counter.log_requests.find(call.id("requestId"))?.clone();
    // Prepared logs are shared by all who have access; who sees a part of the counter reads no log of the whole.
    if !mine.iter().all(|filter| request.seen_through.contains(filter)) {
        return Err(Refusal::denied(
            "Access is denied: the log was not asked for through the access filter of the grant",
        ));
    }
    let status = request.status(settings, call.now.as_second());
    if status != Status::Processed {
        return Err(Refusal::new(400, "invalid_parameter", NOT_PROCESSED));
    }
    let number = call.id("partNumber");
    let part = request.part(settings, number).ok_or_else(|| Refusal::new(400, "invalid_parameter", NO_SUCH_PART))?;
    let (Some(part), Some(rows)) = (part, request.rows(counter, call.now)?) else {
        return Ok(Answer::bytes(200, MEDIA, ""));
    };
    drop(state);

    let span =
        call.range.as_deref().filter(|_| settings.ranges).and_then(|range| download::Span::read(range, part.size));
    let gzip = settings.gzip && span.is_none() && accepts_gzip(call.accept_encoding.as_deref());
    let size = part.size;
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: Body::Stream { media: MEDIA, chunks: download::stream(rows, part, gzip, span) },
    };
    Ok(match span {
        _ if gzip => answer.header("content-encoding", "gzip"),
        None => answer.header("content-length", size.to_string()),
        Some(span) => Answer { status: 206, ..answer }
            .header("content-length", (span.end - span.start).to_string())
            .header("content-range", format!("bytes {}-{}/{size}", span.start, span.end - 1)),
    })
}

/// Whether `gzip` is among the accepted codings, and not with the weight 0.
fn accepts_gzip(accepted: Option<&str>) -> bool {
    accepted.unwrap_or_default().split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        name.eq_ignore_ascii_case("gzip") && !parts.any(|weight| weight == "q=0" || weight == "q=0.0")
    })
}
