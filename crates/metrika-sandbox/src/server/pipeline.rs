//! The way of one request, from the first line to the answer.

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderName, RANGE};
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde_json::Value;

use super::body::{HttpBody, response};
use super::payload;
use super::socket::Line;
use crate::access::{self, Caller, oauth};
use crate::admin;
use crate::answer::{Answer, Body, Outcome};
use crate::call::{Call, Payload};
use crate::faults::{Effect, Strike};
use crate::journal::{Recorded, excerpt, visible_form, visible_headers, visible_query};
use crate::measurement;
use crate::operations::{self, Handler};
use crate::quota::Pass;
use crate::refusal::{Problem, Refusal};
use crate::spec::{self, Operation, Route};
use crate::state::{Counter, Entity, State, User};
use crate::world::World;

/// Bodies that belong to no operation of the specs: forms of OAuth and of the Measurement Protocol.
const SMALL_BODY: usize = 1024 * 1024;
/// The whole state may be sent as one.
const COMMAND_BODY: usize = 256 * 1024 * 1024;

/// Answers one request. An error closes the connection without an answer.
pub(super) async fn answer(
    world: Arc<World>,
    line: Arc<Line>,
    from: IpAddr,
    request: Request<Incoming>,
) -> io::Result<Response<HttpBody>> {
    let (head, body) = request.into_parts();
    let query: Vec<(String, String)> =
        form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let path = head.uri.path();
    if path.starts_with(admin::PREFIX) {
        // What steers the sandbox is no traffic: the journal does not have it.
        let answer = match small(body, COMMAND_BODY).await {
            Ok(body) => admin::answer(&world, head.method.as_str(), path, &body),
            Err(refusal) => refusal.into(),
        };
        return Ok(response(answer, true, None, None, &line));
    }
    let mut entry = Recorded {
        method: head.method.to_string(),
        path: path.to_owned(),
        query: visible_query(&query),
        headers: visible_headers(&head.headers),
        ..Recorded::default()
    };
    if oauth::PATHS.contains(&path) {
        let answer = match small(body, SMALL_BODY).await {
            Ok(body) => {
                entry.body_length = body.len() as u64;
                let (method, headers) = (head.method.as_str(), &head.headers);
                oauth::answer(&world, &oauth::Request { method, path, query: &query, headers, body: &body })
            }
            Err(refusal) => refusal.into(),
        };
        entry.status = Some(answer.status);
        world.journal.add(entry);
        return Ok(response(answer, false, None, None, &line));
    }
    // Reports have a second form, which no page of the reference lists as an operation of its own.
    let (plain, csv) = match path.strip_suffix(".csv") {
        Some(plain) if plain.starts_with("/stat/") => (plain, true),
        _ => (path, false),
    };
    let method = head.method.as_str();
    match measurement::route(method, path).unwrap_or_else(|| spec::route(method, plain)) {
        Route::Operation(operation, values) => {
            entry.operation = Some(operation.id.clone());
            let strike = world.faults.strike(operation);
            entry.fault = strike.as_ref().map(|strike| strike.name.clone());
            let exchange = Exchange { world: Arc::clone(&world), from, operation, csv, path: values, query, entry };
            exchange.run(head, body, strike, &line).await
        }
        other => {
            let refusal = astray(path, other);
            entry.status = Some(refusal.status);
            world.journal.add(entry);
            Ok(response(refusal.into(), false, None, None, &line))
        }
    }
}

/// The refusal of a path or method that no operation has.
fn astray(path: &str, route: Route) -> Refusal {
    match route {
        Route::WrongMethod(methods) => {
            let message = format!("{path} takes {}", methods.join(", "));
            let mut refusal = Refusal::of(405, vec![Problem::new("not_found", message)]);
            refusal.allow = methods;
            refusal
        }
        Route::Operation(..) | Route::Unknown => Refusal::not_found(format!("{path} leads nowhere")),
    }
}

/// A request to an operation.
struct Exchange {
    world: Arc<World>,
    from: IpAddr,
    operation: &'static Operation,
    csv: bool,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    entry: Recorded,
}

impl Exchange {
    async fn run(
        mut self,
        head: Parts,
        body: Incoming,
        strike: Option<Strike>,
        line: &Arc<Line>,
    ) -> io::Result<Response<HttpBody>> {
        let (delay, effect) = strike.map_or((None, None), |strike| (strike.delay, strike.effect));
        let effect = match effect {
            Some(Effect::ResetBefore) => {
                wait(delay).await;
                return Err(self.reset(line));
            }
            Some(Effect::Instead(answer)) => {
                wait(delay).await;
                return Ok(self.finish(answer, None, None, line));
            }
            effect => effect,
        };
        let mut as_told = false;
        let done = if measurement::serves(self.operation) {
            // It has no token of the API, and no quota that is known.
            self.collect(&head.headers, body, delay).await.map(|answer| (answer, None))
        } else {
            self.perform(&head.headers, body, delay).await.map(|(answer, pass)| (answer, Some(pass)))
        };
        let (answer, pass) = match done {
            Ok(done) => done,
            Err(refusal) => {
                let answer = self.world.quotas.answer(refusal);
                // A refusal without a body is what was asked for, and no defect.
                as_told = matches!(answer.body, Body::Empty);
                (answer, None)
            }
        };
        match effect {
            Some(Effect::ResetAfter) => Err(self.reset(line)),
            Some(Effect::After(answer)) => Ok(self.finish(answer, None, pass, line)),
            effect => {
                if self.world.settings.check_answers && !as_told && !beside_the_spec(self.operation, &answer, self.csv)
                {
                    self.entry.violations = violations(self.operation, &answer);
                }
                Ok(self.finish(answer, effect.as_ref(), pass, line))
            }
        }
    }

    /// Everything between the headers and the answer.
    async fn perform(
        &mut self,
        headers: &HeaderMap,
        body: Incoming,
        delay: Option<Duration>,
    ) -> Result<(Answer, Pass), Refusal> {
        let world = Arc::clone(&self.world);
        let now = world.clock.now();
        let ulogin = self.query.iter().find(|(name, _)| name == "ulogin").map(|(_, value)| value.as_str());
        let authorization = text(headers, &AUTHORIZATION);
        let caller =
            access::authenticate(&world.state(), &world.settings.access, authorization, ulogin, self.operation, now)?;
        let parameters =
            spec::parameters(self.operation, &self.path, &self.query, world.settings.ignore_unknown_parameters);
        let counters = parameters.as_ref().map(counters).unwrap_or_default();
        let pass = world.quotas.enter(now, self.from, &caller, self.operation, &counters)?;
        wait(delay).await;
        let parameters = parameters?;
        let mut seen = payload::Seen::default();
        let read = payload::read(self.operation, headers, body, &mut seen).await;
        self.entry.body = excerpt(&seen.start);
        self.entry.body_length = seen.length;
        let payload = read?;
        {
            let mut state = world.state();
            for id in counters {
                state.any_counter(id)?;
                access::permit(&state, &caller, self.operation, id)?;
            }
            if let Payload::Json(body) = &payload
                && !world.settings.ignore_unknown_fields
            {
                check_fields(self.operation, body, &caller, &state, &parameters)?;
            }
        }
        let call = Call {
            operation: self.operation,
            csv: self.csv,
            parameters,
            payload,
            caller,
            now,
            accept_encoding: text(headers, &ACCEPT_ENCODING).map(str::to_owned),
            range: text(headers, &RANGE).map(str::to_owned),
        };
        let answer = run(world, call).await?;
        Ok((answer, pass))
    }

    /// A hit of the Measurement Protocol.
    async fn collect(&mut self, headers: &HeaderMap, body: Incoming, delay: Option<Duration>) -> Outcome {
        wait(delay).await;
        let body = small(body, SMALL_BODY).await?;
        self.entry.body_length = body.len() as u64;
        let form = measurement::form(text(headers, &CONTENT_TYPE), &body)?;
        self.entry.body = excerpt(&visible_form(&form));
        let parameters = self.query.iter().cloned().chain(form).collect();
        measurement::collect(&self.world, parameters)
    }

    fn finish(
        mut self,
        answer: Answer,
        effect: Option<&Effect>,
        pass: Option<Pass>,
        line: &Arc<Line>,
    ) -> Response<HttpBody> {
        let pretty = self.query.iter().any(|(name, value)| name == "pretty" && (value == "1" || value == "true"));
        self.entry.status = Some(answer.status);
        self.world.journal.add(self.entry);
        response(answer, pretty, effect, pass, line)
    }

    fn reset(self, line: &Line) -> io::Error {
        self.world.journal.add(self.entry);
        line.reset();
        io::Error::new(io::ErrorKind::ConnectionReset, "reset, as told")
    }
}

/// Refuses fields that no spec has, unless the counter or the caller has something with a field of that name: it was read
/// there.
fn check_fields(
    operation: &Operation,
    body: &Value,
    caller: &Caller,
    state: &State,
    parameters: &spec::Parameters,
) -> Result<(), Refusal> {
    let unknown = spec::unknown_fields(operation, body);
    if unknown.is_empty() {
        return Ok(());
    }
    let counter = counters(parameters).into_iter().next().and_then(|id| state.counters.get(&id));
    let own = state.users.get(&caller.login);
    let known = |field: &str| {
        counter.into_iter().flat_map(Counter::entities).any(|entity| has(entity, field))
            || own.into_iter().flat_map(User::entities).any(|entity| has(entity, field))
    };
    let problems: Vec<Problem> = unknown
        .into_iter()
        .filter(|(_, field)| !known(field))
        .map(|(place, field)| Problem::invalid(&place, format!("{} has no field {field} there", operation.id)))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::of(400, problems)) }
}

/// Whether there is a field of this name, however deep.
fn has(entity: &Entity, field: &str) -> bool {
    fn within(value: &Value, field: &str) -> bool {
        match value {
            Value::Object(map) => has(map, field),
            Value::Array(items) => items.iter().any(|item| within(item, field)),
            _ => false,
        }
    }
    entity.iter().any(|(name, value)| name == field || within(value, field))
}

/// The counters that a request is about, each once: the one in the path, or those of a report.
fn counters(parameters: &spec::Parameters) -> Vec<i64> {
    let one = parameters.values.get("counterId").and_then(Value::as_i64);
    let many = parameters.values.get("ids").and_then(Value::as_array);
    let all: BTreeSet<i64> = one.into_iter().chain(many.into_iter().flatten().filter_map(Value::as_i64)).collect();
    all.into_iter().collect()
}

async fn run(world: Arc<World>, mut call: Call) -> Outcome {
    let entry = operations::entry(&call.operation.id).ok_or_else(|| {
        Refusal::new(501, "backend_error", format!("the sandbox does not serve {}", call.operation.id))
    })?;
    let writes = call.operation.writes();
    match entry.handler {
        Handler::State(run) => {
            let mut state = world.state();
            let answer = run(&mut state, &mut call, &world)?;
            if writes {
                world.store(&state)?;
            }
            Ok(answer)
        }
        Handler::Slow(run) => tokio::task::spawn_blocking(move || {
            let answer = run(&world, &mut call)?;
            if writes {
                world.store(&world.state())?;
            }
            Ok(answer)
        })
        .await
        .unwrap_or_else(|error| Err(Refusal::new(500, "backend_error", error.to_string()))),
    }
}

/// What the specs do not speak of: reports as CSV, pieces of a log, and the Measurement Protocol.
fn beside_the_spec(operation: &Operation, answer: &Answer, csv: bool) -> bool {
    answer.status == 206 || (csv && answer.status == 200) || measurement::serves(operation)
}

/// What the spec does not allow about an answer.
fn violations(operation: &Operation, answer: &Answer) -> Vec<String> {
    let (media, json) = match &answer.body {
        Body::Empty => (None, None),
        Body::Json(value) => (Some("application/json"), Some(value)),
        Body::Bytes { media, .. } | Body::Stream { media, .. } => (Some(*media), None),
    };
    spec::violations(operation, answer.status, media, json)
}

async fn wait(delay: Option<Duration>) {
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
}

async fn small(body: Incoming, limit: usize) -> Result<Bytes, Refusal> {
    let collected = Limited::new(body, limit).collect().await;
    collected
        .map(http_body_util::Collected::to_bytes)
        .map_err(|error| Refusal::new(413, "invalid_parameter", format!("the body cannot be read: {error}")))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
