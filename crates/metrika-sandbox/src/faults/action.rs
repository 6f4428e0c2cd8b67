//! What can go wrong.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::answer::Answer;
use crate::refusal::{Problem, Refusal};

/// The error types that the service lists, with their statuses.
pub const ERROR_TYPES: &[(&str, u16)] = &[
    ("backend_error", 503),
    ("timeout", 504),
    ("quota_requests_by_ip", 429),
    ("quota_parallel_requests", 429),
    ("quota_requests_by_uid", 429),
    ("quota_requests_by_counter_id", 429),
    ("quota_delegate_requests", 429),
    ("quota_grants_requests", 429),
    ("invalid_parameter", 400),
    ("missing_parameter", 400),
    ("filter_limits", 400),
    ("query_error", 400),
    ("too_much_rows", 400),
    ("invalid_uploading", 400),
    ("invalid_json", 400),
    ("limit_exceeded", 400),
    ("unauthorized", 401),
    ("access_denied", 403),
    ("invalid_token", 403),
    ("counter_in_connect", 403),
    ("not_found", 404),
    ("not_acceptable", 406),
    ("conflict", 409),
];

/// What goes wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Nothing but the fault's delay.
    #[default]
    Wait,
    /// An error in the service's own form.
    Answer {
        error_type: String,
        /// That of [`ERROR_TYPES`] if it is not told, and 400 for other types.
        #[serde(default)]
        status: Option<u16>,
        #[serde(default)]
        message: Option<String>,
        #[serde(default)]
        location: Option<String>,
        /// The header `Retry-After`, in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// A status without a body: 420, 429, 200, 202...
    Empty { status: u16 },
    /// A page of HTML, as the service's edge answers when what is behind it fails.
    Html { status: u16 },
    /// 200 with JSON that ends in the middle.
    Garbage,
    /// The true answer, said to be `text/plain`.
    WrongMedia,
    /// The connection is reset, and nothing was done.
    ResetBefore,
    /// The connection is reset, and the request was done.
    ResetAfter,
    /// The true answer ends after so many bytes, with the connection.
    Cut { at: u64 },
    /// The true answer stops after so many bytes, and the connection stays.
    Stall { at: u64 },
    /// `Content-Length` is larger or smaller than the body by so much. Bodies that are made while they are sent have no
    /// length, and none is made up for them.
    WrongLength { by: i64 },
}

impl Action {
    /// Why it makes no sense, if it makes none.
    pub(super) fn nonsense(&self) -> Option<String> {
        let answered = |least: u16, status: u16| {
            (!(least..600).contains(&status)).then(|| format!("{status} is no status from {least} to 599"))
        };
        match self {
            Self::Answer { error_type, .. } if error_type.is_empty() => Some("an error has a type".to_owned()),
            Self::Answer { error_type, status, .. } => answered(400, status_of(error_type, *status)),
            Self::Empty { status } | Self::Html { status } => answered(200, *status),
            Self::WrongLength { by: 0 } => Some("a length that is wrong by 0 is right".to_owned()),
            _ => None,
        }
    }

    /// How the journal calls it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Wait => "wait".to_owned(),
            Self::Answer { error_type, status, .. } => format!("{} {error_type}", status_of(error_type, *status)),
            Self::Empty { status } => format!("{status} without body"),
            Self::Html { status } => format!("{status} html"),
            Self::Garbage => "garbage".to_owned(),
            Self::WrongMedia => "wrong_media".to_owned(),
            Self::ResetBefore => "reset_before".to_owned(),
            Self::ResetAfter => "reset_after".to_owned(),
            Self::Cut { at } => format!("cut at {at}"),
            Self::Stall { at } => format!("stall at {at}"),
            Self::WrongLength { by } => format!("content-length {by:+}"),
        }
    }

    /// What it does to a request; `done` tells whether that is done before it is answered falsely.
    pub(super) fn effect(&self, done: bool) -> Option<Effect> {
        let false_answer = match self {
            Self::Wait => return None,
            Self::WrongMedia => return Some(Effect::WrongMedia),
            Self::ResetBefore => return Some(Effect::ResetBefore),
            Self::ResetAfter => return Some(Effect::ResetAfter),
            Self::Cut { at } => return Some(Effect::Cut { at: *at }),
            Self::Stall { at } => return Some(Effect::Stall { at: *at }),
            Self::WrongLength { by } => return Some(Effect::WrongLength { by: *by }),
            Self::Answer { error_type, status, message, location, retry_after } => {
                let message = message.clone().unwrap_or_else(|| format!("{error_type}, as told"));
                let problem = Problem { location: location.clone(), ..Problem::new(error_type, message) };
                let mut refusal = Refusal::of(status_of(error_type, *status), vec![problem]);
                refusal.retry_after = *retry_after;
                Answer::from(refusal)
            }
            Self::Empty { status } => Answer::empty(*status),
            Self::Html { status } => Answer::bytes(*status, "text/html; charset=utf-8", html(*status)),
            Self::Garbage => Answer::bytes(200, "application/json; charset=utf-8", r#"{"data":[{"dimensions":[{"na"#),
        };
        Some(if done { Effect::After(false_answer) } else { Effect::Instead(false_answer) })
    }
}

fn status_of(error_type: &str, status: Option<u16>) -> u16 {
    let listed = || ERROR_TYPES.iter().find(|(name, _)| *name == error_type).map(|(_, status)| *status);
    status.or_else(listed).unwrap_or(400)
}

fn html(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let title = format!("{status} {}", reason.unwrap_or_default());
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
}
