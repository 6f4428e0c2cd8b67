//! How the service says no.

use serde_json::{Map, Value, json};

/// An answer of 4xx or 5xx in the service's own form: one or more problems.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub status: u16,
    pub problems: Vec<Problem>,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// The header `Allow`.
    pub allow: Vec<&'static str>,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `invalid_parameter`, `not_found`...
    pub error_type: String,
    pub message: String,
    /// The parameter or field at fault. Absent for problems of the request as a whole.
    pub location: Option<String>,
}

impl Problem {
    pub fn new(error_type: &str, message: impl Into<String>) -> Self {
        Self { error_type: error_type.to_owned(), message: message.into(), location: None }
    }

    /// A parameter or field that cannot be so.
    pub fn invalid(location: &str, message: impl Into<String>) -> Self {
        let location = Some(location).filter(|place| !place.is_empty()).map(str::to_owned);
        Self { location, ..Self::new("invalid_parameter", message) }
    }

    /// A parameter that is needed and was not sent.
    pub fn missing(location: &str) -> Self {
        Self { location: Some(location.to_owned()), ..Self::new("missing_parameter", format!("{location} is missing")) }
    }
}

impl Refusal {
    pub fn of(status: u16, problems: Vec<Problem>) -> Self {
        Self { status, problems, retry_after: None, allow: Vec::new() }
    }

    /// One problem of this kind.
    pub fn new(status: u16, error_type: &str, message: impl Into<String>) -> Self {
        Self::of(status, vec![Problem::new(error_type, message)])
    }

    /// 400 `invalid_parameter` at a parameter or field.
    pub fn invalid(location: &str, message: impl Into<String>) -> Self {
        Self::of(400, vec![Problem::invalid(location, message)])
    }

    /// 400 `missing_parameter`.
    pub fn missing(location: &str) -> Self {
        Self::of(400, vec![Problem::missing(location)])
    }

    /// 400 `limit_exceeded`: there are as many of these as there may be.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(400, "limit_exceeded", message)
    }

    /// 404 `not_found`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "not_found", message)
    }

    /// 409 `conflict`.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "conflict", message)
    }

    /// 403 `access_denied`.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(403, "access_denied", message)
    }

    /// The body, as the service writes it.
    pub fn body(&self) -> Value {
        let errors: Vec<Value> = self
            .problems
            .iter()
            .map(|problem| {
                let mut item = Map::new();
                item.insert("error_type".to_owned(), json!(problem.error_type));
                item.insert("message".to_owned(), json!(problem.message));
                if let Some(location) = &problem.location {
                    item.insert("location".to_owned(), json!(location));
                }
                Value::Object(item)
            })
            .collect();
        let message = self.problems.first().map(|problem| problem.message.as_str());
        json!({ "errors": errors, "code": self.status, "message": message })
    }
}
