use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the service says when it refuses or fails. Every part may be absent, and null stands for absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiErrorBody {
    /// The single problems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<ApiErrorItem>>,
    /// The HTTP status, again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The first problem in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Fields that the reference does not list.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One problem.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiErrorItem {
    /// The kind of problem, in a word: `invalid_parameter`, `access_denied`, `quota_requests_by_uid` and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// The problem in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The parameter or field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Fields that the reference does not list.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl fmt::Display for ApiErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.errors.as_deref().unwrap_or_default();
        let mut written = false;
        for item in items {
            if written {
                f.write_str("; ")?;
            }
            item.fmt(f)?;
            written = true;
        }
        match &self.message {
            Some(message) if !items.iter().any(|item| item.message.as_ref() == Some(message)) => {
                if written {
                    f.write_str(": ")?;
                }
                f.write_str(message)
            }
            None if !written => f.write_str("no reason given"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for ApiErrorItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error_type.as_deref().unwrap_or("an error without a type"))?;
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        if let Some(location) = &self.location {
            write!(f, " (at {location})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_may_be_absent_or_null() {
        let empty: ApiErrorBody = serde_json::from_str("{}").unwrap();
        assert_eq!(empty.to_string(), "no reason given");
        let nulls: ApiErrorBody =
            serde_json::from_str(r#"{"errors":[{"error_type":"backend_error","message":null}],"code":503}"#).unwrap();
        assert_eq!(nulls.to_string(), "backend_error");
    }

    #[test]
    fn a_message_is_said_once() {
        let body: ApiErrorBody = serde_json::from_str(
            r#"{"errors":[{"error_type":"access_denied","message":"Access is denied","location":"id"}],"message":"Access is denied"}"#,
        )
        .unwrap();
        assert_eq!(body.to_string(), "access_denied: Access is denied (at id)");
    }
}
