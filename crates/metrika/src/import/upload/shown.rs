//! What the service shows of uploadings, in one form.

use std::fmt;

use metrika_raw::management::types as raw;

use super::{Uploading, UploadingStatus};

fn count(number: Option<i64>) -> Option<u64> {
    number.and_then(|number| u64::try_from(number).ok())
}

fn id(id: Option<metrika_raw::wire::Id>) -> String {
    id.map(|id| id.0.to_string()).unwrap_or_default()
}

fn word<T: fmt::Display>(word: Option<T>) -> UploadingStatus {
    UploadingStatus::of(word.map(|word| word.to_string()))
}

/// What uploadings of conversions and of calls have in common.
macro_rules! joined_to_visits {
    ($shown:ident) => {
        Uploading {
            id: id($shown.id),
            status: word($shown.status),
            created: $shown.create_time,
            comment: $shown.comment,
            rows: count($shown.source_quantity),
            accepted: count($shown.line_quantity),
            linked: count($shown.linked_quantity),
            user_not_found: count($shown.user_not_found_quantity),
            goal_not_found: count($shown.goal_not_found_quantity),
            ..Uploading::default()
        }
    };
}

impl From<raw::ConversionsUploading> for Uploading {
    fn from(shown: raw::ConversionsUploading) -> Self {
        joined_to_visits!(shown)
    }
}

impl From<raw::CallsUploading> for Uploading {
    fn from(shown: raw::CallsUploading) -> Self {
        Self { static_calls: count(shown.static_calls_quantity), ..joined_to_visits!(shown) }
    }
}

impl From<raw::VisitorParametersUploading> for Uploading {
    fn from(shown: raw::VisitorParametersUploading) -> Self {
        Self {
            id: id(shown.id),
            status: word(shown.status),
            created: shown.create_time,
            comment: shown.comment,
            accepted: count(shown.line_quantity),
            linked: count(shown.linked_quantity),
            word: shown.action.map(|word| word.to_string()),
            ..Self::default()
        }
    }
}

impl From<raw::ExpenseUploading> for Uploading {
    fn from(shown: raw::ExpenseUploading) -> Self {
        Self {
            id: id(shown.id),
            status: word(shown.status),
            created: shown.create_time,
            comment: shown.comment,
            rows: count(shown.source_quantity),
            word: shown.type_.map(|word| word.to_string()),
            ..Self::default()
        }
    }
}

impl From<raw::CdpUploading> for Uploading {
    fn from(shown: raw::CdpUploading) -> Self {
        Self {
            id: shown.uploading_id.unwrap_or_default(),
            status: word(shown.api_validation_status),
            created: shown.datetime,
            rows: count(shown.elements_count),
            errors: shown.api_validation_errors.unwrap_or_default(),
            word: shown.uploading_format.map(|word| word.to_string()),
            ..Self::default()
        }
    }
}
