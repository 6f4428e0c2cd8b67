//! The table: what happens, what the client calls it, and what it does then.

use metrika::ErrorKind::{self, *};
use metrika_sandbox::faults::{Action, Fault};

/// What the client does then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Sends it again, whatever it is: it was not done.
    Again,
    /// Sends a read again; a write is in doubt.
    ReadAgain,
    /// Gives up: it was not done, and would not be.
    GiveUp,
    /// Gives up, and a write is in doubt.
    Lost,
}

/// When a quota begins anew: the tests begin at 09:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    NextDay,
    NextHour,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub fault: Fault,
    pub kind: ErrorKind,
    pub status: Option<u16>,
    pub code: Option<&'static str>,
    pub then: Then,
    pub anew: Option<Anew>,
    /// What the excerpt of the body begins with, if there is one.
    pub excerpt: Option<&'static str>,
    /// Whether the request is done although the client gets an error.
    pub done: bool,
    /// Seconds of `Retry-After`.
    pub retry_after: Option<u64>,
}

impl Row {
    fn new(fault: Fault, kind: ErrorKind, status: Option<u16>, then: Then) -> Self {
        Self { fault, kind, status, code: None, then, anew: None, excerpt: None, done: false, retry_after: None }
    }

    fn anew(self, anew: Anew) -> Self {
        Self { anew: Some(anew), ..self }
    }

    fn excerpt(self, excerpt: &'static str) -> Self {
        Self { excerpt: Some(excerpt), ..self }
    }

    /// The fault strikes after the request was done by itself.
    fn after(self) -> Self {
        Self { done: true, ..self }
    }

    /// The fault is told to strike after the request was done.
    fn done(self) -> Self {
        Self { fault: self.fault.done(), done: true, ..self }
    }

    pub fn name(&self) -> String {
        let Fault { action, done, .. } = &self.fault;
        format!("{action:?}{}", if *done { ", done" } else { "" })
    }
}

/// An error in the service's own form, with the parameter at fault.
fn said(status: u16, code: &'static str, kind: ErrorKind, then: Then) -> Row {
    let action = Action::Answer {
        error_type: code.to_owned(),
        status: Some(status),
        message: Some("as told".to_owned()),
        location: Some("filter.value".to_owned()),
        retry_after: None,
    };
    Row { code: Some(code), ..Row::new(Fault::of(action), kind, Some(status), then) }
}

/// The same, that tells when to come back.
fn said_with(retry_after: u64, row: Row) -> Row {
    let Action::Answer { error_type, status, message, location, .. } = row.fault.action else { unreachable!() };
    let action = Action::Answer { error_type, status, message, location, retry_after: Some(retry_after) };
    Row { fault: Fault::of(action), retry_after: Some(retry_after), ..row }
}

fn empty(status: u16, kind: ErrorKind, then: Then) -> Row {
    Row::new(Fault::empty(status), kind, Some(status), then).excerpt("")
}

fn html(status: u16, kind: ErrorKind, then: Then) -> Row {
    Row::new(Fault::html(status), kind, Some(status), then).excerpt("<html>")
}

pub fn table() -> Vec<Row> {
    use Anew::*;
    use Then::*;
    vec![
        // Every row of the service's own table.
        said(503, "backend_error", Backend, ReadAgain),
        said(504, "timeout", ServiceTimeout, ReadAgain),
        said(429, "quota_requests_by_ip", QuotaRate, Again),
        said(429, "quota_parallel_requests", QuotaParallel, Again),
        said(429, "quota_requests_by_uid", QuotaDailyUser, GiveUp).anew(NextDay),
        said(429, "quota_requests_by_counter_id", QuotaDailyCounter, GiveUp).anew(NextDay),
        said(429, "quota_delegate_requests", QuotaDelegates, GiveUp).anew(NextHour),
        said(429, "quota_grants_requests", QuotaGrants, GiveUp).anew(NextHour),
        said(400, "invalid_parameter", InvalidParameter, GiveUp),
        said(400, "missing_parameter", MissingParameter, GiveUp),
        said(400, "filter_limits", FilterLimits, GiveUp),
        said(400, "query_error", QueryError, GiveUp),
        said(400, "too_much_rows", TooManyRows, GiveUp),
        said(400, "invalid_uploading", InvalidUploading, GiveUp),
        said(400, "invalid_json", InvalidJson, GiveUp),
        said(400, "limit_exceeded", LimitExceeded, GiveUp),
        said(401, "unauthorized", Unauthorized, GiveUp),
        said(403, "access_denied", AccessDenied, GiveUp),
        said(403, "invalid_token", InvalidToken, GiveUp),
        said(403, "counter_in_connect", CounterInConnect, GiveUp),
        said(404, "not_found", NotFound, GiveUp),
        said(406, "not_acceptable", NotAcceptable, GiveUp),
        said(409, "conflict", Conflict, GiveUp),
        // Quotas under other statuses, as users have met them.
        said(403, "quota_requests_by_ip", QuotaRate, Again),
        said(403, "quota_parallel_requests", QuotaParallel, Again),
        said(403, "quota_requests_by_uid", QuotaDailyUser, GiveUp).anew(NextDay),
        said(403, "quota_requests_by_counter_id", QuotaDailyCounter, GiveUp).anew(NextDay),
        said(403, "quota_delegate_requests", QuotaDelegates, GiveUp).anew(NextHour),
        said(403, "quota_grants_requests", QuotaGrants, GiveUp).anew(NextHour),
        said(420, "quota_requests_by_ip", QuotaRate, Again),
        said(420, "quota_requests_by_uid", QuotaDailyUser, GiveUp).anew(NextDay),
        // Words that are not listed.
        said(429, "quota_parallel_requests_by_uid", QuotaParallel, Again),
        said(429, "quota_of_tomorrow", Quota, Again),
        said(403, "quota_of_tomorrow", Quota, Again),
        said(429, "word_of_tomorrow", Quota, Again),
        said(400, "word_of_tomorrow", Other, GiveUp),
        said(403, "word_of_tomorrow", AccessDenied, GiveUp),
        said(404, "word_of_tomorrow", NotFound, GiveUp),
        said(409, "word_of_tomorrow", Conflict, GiveUp),
        said(503, "word_of_tomorrow", Backend, ReadAgain),
        // When to come back.
        said_with(7, said(429, "quota_requests_by_ip", QuotaRate, Again)),
        said_with(7, said(503, "backend_error", Backend, ReadAgain)),
        // No body.
        empty(429, Quota, Again),
        empty(420, Quota, Again),
        empty(500, Backend, ReadAgain),
        empty(503, Backend, ReadAgain),
        empty(504, ServiceTimeout, ReadAgain),
        empty(400, Other, GiveUp),
        empty(401, Unauthorized, GiveUp),
        empty(403, AccessDenied, GiveUp),
        empty(404, NotFound, GiveUp),
        empty(406, NotAcceptable, GiveUp),
        empty(409, Conflict, GiveUp),
        empty(200, UnexpectedAnswer, Lost),
        empty(202, UnexpectedAnswer, Lost),
        // Pages of what stands before the service.
        html(502, Backend, ReadAgain),
        html(503, Backend, ReadAgain),
        html(504, ServiceTimeout, ReadAgain),
        html(429, Quota, Again),
        html(403, AccessDenied, GiveUp),
        html(413, Other, GiveUp),
        html(200, UnexpectedAnswer, Lost),
        // Answers that cannot be read.
        Row::new(Fault::garbage(), UnexpectedAnswer, Some(200), Lost).excerpt(r#"{"data":[{"dim"#),
        Row::new(Fault::reset_before(), Interrupted, None, ReadAgain),
        Row::new(Fault::reset_after(), Interrupted, None, ReadAgain).after(),
        Row::new(Fault::cut(5), Interrupted, Some(200), ReadAgain).after(),
        Row::new(Fault::stall(5), Timeout, Some(200), ReadAgain).after(),
        Row::new(Fault::wrong_length(4), Interrupted, Some(200), ReadAgain).after(),
        Row::new(Fault::wrong_length(-4), UnexpectedAnswer, Some(200), Lost).after().excerpt(r#"{"filter"#),
        // Done all the same: the write must not be done twice.
        said(503, "backend_error", Backend, ReadAgain).done(),
        said(504, "timeout", ServiceTimeout, ReadAgain).done(),
        empty(500, Backend, ReadAgain).done(),
        empty(200, UnexpectedAnswer, Lost).done(),
        empty(202, UnexpectedAnswer, Lost).done(),
        html(502, Backend, ReadAgain).done(),
        html(200, UnexpectedAnswer, Lost).done(),
        Row::new(Fault::garbage(), UnexpectedAnswer, Some(200), Lost).done().excerpt(r#"{"data":[{"dim"#),
    ]
}
