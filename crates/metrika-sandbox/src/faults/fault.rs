//! A fault as data: when it strikes, and what it does then.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Action;
use crate::measurement;
use crate::spec::{self, Operation};

/// One thing that goes wrong, and with which requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// What the journal calls it; by default it is called after its action.
    pub name: Option<String>,
    /// The name of an operation, or its tag; `*` stands for anything, also within a name: `list_*`. The Measurement Protocol is
    /// `collect`.
    pub on: String,
    /// Only requests with this method.
    pub method: Option<String>,
    /// How many requests that match are left alone at first.
    pub after: u32,
    /// Strikes every so many requests that match: 3 strikes the third, the sixth...
    pub every: u32,
    /// How often it strikes; without end if it is not set.
    pub times: Option<u32>,
    /// The share of requests that it strikes, from 0 to 1, by a generator that is seeded with the data's seed.
    pub share: f64,
    /// A wait before it strikes, in milliseconds of the machine.
    pub delay_ms: u64,
    /// Whether the request is done although the answer tells something else. For actions that answer in its place.
    pub done: bool,
    pub action: Action,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            name: None,
            on: "*".to_owned(),
            method: None,
            after: 0,
            every: 1,
            times: None,
            share: 1.0,
            delay_ms: 0,
            done: false,
            action: Action::default(),
        }
    }
}

impl Fault {
    /// A fault of this kind, with all requests.
    pub fn of(action: Action) -> Self {
        Self { action, ..Self::default() }
    }

    /// An error in the service's own form.
    pub fn answer(status: u16, error_type: &str) -> Self {
        let error_type = error_type.to_owned();
        Self::of(Action::Answer { error_type, status: Some(status), message: None, location: None, retry_after: None })
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self::of(Action::Empty { status })
    }

    /// A page of HTML in place of JSON.
    pub fn html(status: u16) -> Self {
        Self::of(Action::Html { status })
    }

    /// 200 with JSON that ends in the middle.
    pub fn garbage() -> Self {
        Self::of(Action::Garbage)
    }

    /// The true answer, said to be `text/plain`.
    pub fn wrong_media() -> Self {
        Self::of(Action::WrongMedia)
    }

    /// The true answer, late.
    pub fn latency(delay: Duration) -> Self {
        Self::default().delay(delay)
    }

    /// The connection is reset, and nothing was done.
    pub fn reset_before() -> Self {
        Self::of(Action::ResetBefore)
    }

    /// The connection is reset, and the request was done.
    pub fn reset_after() -> Self {
        Self::of(Action::ResetAfter)
    }

    /// The true answer ends after so many bytes.
    pub fn cut(at: u64) -> Self {
        Self::of(Action::Cut { at })
    }

    /// The true answer stops after so many bytes, and the connection stays.
    pub fn stall(at: u64) -> Self {
        Self::of(Action::Stall { at })
    }

    /// `Content-Length` is larger or smaller than the body by so much.
    pub fn wrong_length(by: i64) -> Self {
        Self::of(Action::WrongLength { by })
    }

    /// With this operation, tag, or pattern.
    #[must_use]
    pub fn on(mut self, pattern: impl Into<String>) -> Self {
        self.on = pattern.into();
        self
    }

    /// With this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Leaves the first ones alone.
    #[must_use]
    pub fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }

    /// Strikes every so many requests.
    #[must_use]
    pub fn every(mut self, requests: u32) -> Self {
        self.every = requests;
        self
    }

    /// Strikes so often, and then no more.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Strikes this share of the requests.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Waits before it strikes.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// The request is done although the answer tells something else.
    #[must_use]
    pub fn done(mut self) -> Self {
        self.done = true;
        self
    }

    /// What the journal calls it.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Refuses a fault that no request could ever meet, since its pattern is misspelled, and one that makes no sense.
    pub(crate) fn check(&self) -> Result<(), BadFault> {
        let wrong = |field, message: String| Err(BadFault { field, message });
        if !spec::operations().chain(measurement::operations()).any(|operation| self.matches(operation)) {
            return match &self.method {
                Some(method) => wrong("on", format!("no operation with {method} has the name or tag {:?}", self.on)),
                None => wrong("on", format!("no operation has the name or tag {:?}", self.on)),
            };
        }
        if self.every == 0 {
            return wrong("every", "it strikes every first request at the most: at least 1".to_owned());
        }
        if self.times == Some(0) {
            return wrong("times", "it would never strike".to_owned());
        }
        if !(self.share > 0.0 && self.share <= 1.0) {
            return wrong("share", format!("a share is above 0 and at most 1, and not {}", self.share));
        }
        match self.action.nonsense() {
            Some(message) => wrong("action", message),
            None => Ok(()),
        }
    }

    pub(super) fn matches(&self, operation: &Operation) -> bool {
        let method = self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(&operation.method));
        method && [&operation.id, &operation.tag].into_iter().any(|text| glob(&self.on, text))
    }
}

/// A fault that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFault {
    /// The field at fault.
    pub(crate) field: &'static str,
    pub(crate) message: String,
}

impl std::fmt::Display for BadFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for BadFault {}

/// Whether the text is as the pattern says, in which `*` stands for anything.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((beginning, rest)) => text.strip_prefix(beginning).is_some_and(|text| {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| glob(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_nothing() {
        for (pattern, text, expected) in [
            ("*", "get_report", true),
            ("get_*", "get_report", true),
            ("get_*", "list_goals", false),
            ("*_log_*", "create_log_request", true),
            ("get_report*", "get_report", true),
            ("get", "get_report", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_fault_that_cannot_be_is_refused() {
        let field = |fault: Fault| fault.check().err().map(|error| error.field);
        for (fault, expected) in [
            (Fault::garbage().on("get_reprot"), "on"),
            (Fault::garbage().on("get_report").method("POST"), "on"),
            (Fault::garbage().every(0), "every"),
            (Fault::garbage().times(0), "times"),
            (Fault::garbage().share(1.5), "share"),
            (Fault::garbage().share(0.0), "share"),
            (Fault::garbage().share(f64::NAN), "share"),
            (Fault::answer(200, "timeout"), "action"),
            (Fault::answer(503, ""), "action"),
            (Fault::empty(99), "action"),
            (Fault::html(1000), "action"),
            (Fault::wrong_length(0), "action"),
        ] {
            assert_eq!(field(fault.clone()), Some(expected), "{fault:?}");
        }
        assert_eq!(field(Fault::garbage().on("reports").method("get")), None);
        assert_eq!(field(Fault::garbage().on("collect").method("GET")), None);
        assert_eq!(field(Fault::empty(202).share(0.5).times(1).every(2)), None);
    }
}
