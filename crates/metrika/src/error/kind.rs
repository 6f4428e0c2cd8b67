//! The kinds of errors, and which of them the words of the service mean.

/// What kind of thing went wrong.
///
/// The list may grow: match with a last arm `_`. [`Error::code`](super::Error::code) has the word of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value that the service would refuse, or that would do something else than it says. Nothing was sent.
    InvalidRequest,
    /// No token could be got, or none in place of one that was refused. Nothing was done.
    Token,
    /// No connection could be made. Nothing was sent.
    Connect,
    /// There was no answer, or no more of it, in the time that [`Timeouts`](crate::Timeouts) allow.
    Timeout,
    /// The connection broke after the request was sent.
    Interrupted,
    /// The answer was good, but is not of the form that is known: see [`path`](super::Error::path).
    Decode,
    /// An answer that is none of the service's: HTML of a gateway, an empty body, a redirect.
    UnexpectedAnswer,

    /// `backend_error`, and other answers 5xx: the service has a problem of its own.
    Backend,
    /// `timeout` (504): the service did not get done in time.
    ServiceTimeout,

    /// `quota_requests_by_ip`: too many requests a second from this address.
    QuotaRate,
    /// `quota_parallel_requests`: too many requests at once.
    QuotaParallel,
    /// `quota_requests_by_uid`: the requests of this user for today are used up.
    QuotaDailyUser,
    /// `quota_requests_by_counter_id`: the requests to this counter for today are used up.
    QuotaDailyCounter,
    /// `quota_delegate_requests`: too many new delegates in this hour.
    QuotaDelegates,
    /// `quota_grants_requests`: too many changes of access in this hour.
    QuotaGrants,
    /// A quota that has no name here, or none at all (429 or 420 without a body).
    Quota,

    /// `invalid_parameter`.
    InvalidParameter,
    /// `missing_parameter`.
    MissingParameter,
    /// `filter_limits`: the filter of a report has too many parts.
    FilterLimits,
    /// `query_error`: the service cannot make this report.
    QueryError,
    /// `too_much_rows`.
    TooManyRows,
    /// `invalid_uploading`: the uploaded file is not what it should be.
    InvalidUploading,
    /// `invalid_json`.
    InvalidJson,
    /// `limit_exceeded`: there are as many of these as there may be.
    LimitExceeded,

    /// `unauthorized` (401): there was no token, or the header is malformed.
    Unauthorized,
    /// `invalid_token`: the token has expired, was revoked, or belongs to another app.
    InvalidToken,
    /// `access_denied`: the token is good, but it may not do this.
    AccessDenied,
    /// `counter_in_connect`: the counter is managed in another product of Yandex.
    CounterInConnect,

    /// `not_found`.
    NotFound,
    /// `not_acceptable`.
    NotAcceptable,
    /// `conflict`.
    Conflict,

    /// A report counts only a sample of the data, or does not say that it counts all: see
    /// [`require_unsampled`](crate::reports::Report::require_unsampled).
    Sampled,
    /// Rows of a report are missing, or may be: see [`require_complete`](crate::reports::Report::require_complete).
    Incomplete,
    /// The data of a report changed between two of its pages.
    DataChanged,
    /// A log will never be ready, or is no longer there: canceled, failed, or cleaned.
    LogGone,
    /// Rows of an upload were not taken, joined nothing, or are not applied: see [`Outcome`](crate::import::Outcome).
    NotImported,
    /// Not even one day of a log fits into what is left of the storage of the counter.
    LogStorageFull,
    /// A file could not be read or written, here or in an object store.
    Storage,
    /// A function of the caller, which was handed something, returned an error: see [`Error::caller`](super::Error::caller).
    Caller,
    /// A report has no such metric or dimension, since it was not asked for.
    NotAsked,

    /// The service refused for a reason that has no name here.
    Other,
}

impl ErrorKind {
    /// What the service means by an `error_type` and a status. A word that is not known is judged by the status.
    pub(crate) fn of_service(error_type: Option<&str>, status: u16) -> Self {
        match error_type {
            Some("backend_error") => Self::Backend,
            Some("timeout") => Self::ServiceTimeout,
            Some("quota_requests_by_ip") => Self::QuotaRate,
            // Users of other clients have met the second spelling.
            Some("quota_parallel_requests" | "quota_parallel_requests_by_uid") => Self::QuotaParallel,
            Some("quota_requests_by_uid") => Self::QuotaDailyUser,
            Some("quota_requests_by_counter_id") => Self::QuotaDailyCounter,
            Some("quota_delegate_requests") => Self::QuotaDelegates,
            Some("quota_grants_requests") => Self::QuotaGrants,
            Some(quota) if quota.starts_with("quota_") => Self::Quota,
            Some("invalid_parameter") => Self::InvalidParameter,
            Some("missing_parameter") => Self::MissingParameter,
            Some("filter_limits") => Self::FilterLimits,
            Some("query_error") => Self::QueryError,
            Some("too_much_rows") => Self::TooManyRows,
            Some("invalid_uploading") => Self::InvalidUploading,
            Some("invalid_json") => Self::InvalidJson,
            Some("limit_exceeded") => Self::LimitExceeded,
            Some("unauthorized") => Self::Unauthorized,
            Some("invalid_token") => Self::InvalidToken,
            Some("access_denied") => Self::AccessDenied,
            Some("counter_in_connect") => Self::CounterInConnect,
            Some("not_found") => Self::NotFound,
            Some("not_acceptable") => Self::NotAcceptable,
            Some("conflict") => Self::Conflict,
            _ => Self::of_status(status),
        }
    }

    fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthorized,
            403 => Self::AccessDenied,
            404 => Self::NotFound,
            406 => Self::NotAcceptable,
            409 => Self::Conflict,
            420 | 429 => Self::Quota,
            504 => Self::ServiceTimeout,
            500..600 => Self::Backend,
            400..500 => Self::Other,
            _ => Self::UnexpectedAnswer,
        }
    }

    /// Whether a quota is reached, the service's or one that the client keeps.
    pub fn is_quota(self) -> bool {
        matches!(
            self,
            Self::QuotaRate
                | Self::QuotaParallel
                | Self::QuotaDailyUser
                | Self::QuotaDailyCounter
                | Self::QuotaDelegates
                | Self::QuotaGrants
                | Self::Quota
        )
    }

    /// Whether the same request may succeed a little later, with nothing changed.
    pub(crate) fn passes_by_itself(self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Timeout
                | Self::Interrupted
                | Self::Backend
                | Self::ServiceTimeout
                | Self::QuotaRate
                | Self::QuotaParallel
                | Self::Quota
        )
    }

    /// Whether the service, or nobody, surely did not do what was asked for.
    pub(crate) fn surely_undone(self) -> bool {
        !matches!(
            self,
            Self::Timeout
                | Self::Interrupted
                | Self::Decode
                | Self::UnexpectedAnswer
                | Self::Backend
                | Self::ServiceTimeout
        )
    }
}
