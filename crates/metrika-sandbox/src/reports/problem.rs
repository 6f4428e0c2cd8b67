//! What a query is refused with.

/// One refusal, in the parts of the service's error form. All of them are 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    pub error_type: &'static str,
    pub message: String,
    /// The parameter at fault.
    pub location: Option<String>,
}

impl Problem {
    pub(super) fn new(error_type: &'static str, location: &str, message: impl Into<String>) -> Self {
        Self { status: 400, error_type, message: message.into(), location: Some(location.to_owned()) }
    }

    /// A parameter has a value that cannot be.
    pub(super) fn invalid(location: &str, message: impl Into<String>) -> Self {
        Self::new("invalid_parameter", location, message)
    }

    /// A parameter is needed and absent.
    pub(super) fn missing(location: &str, message: impl Into<String>) -> Self {
        Self::new("missing_parameter", location, message)
    }

    /// A filter is larger than filters may be.
    pub(super) fn filter_limits(location: &str, message: impl Into<String>) -> Self {
        Self::new("filter_limits", location, message)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
