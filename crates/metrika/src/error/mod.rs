//! The one error of this crate.

mod convert;
mod hint;
mod kind;
mod secrets;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

pub use hint::Language;
pub use kind::ErrorKind;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Bytes of a body that are kept.
pub(crate) const KEPT_BODY: usize = 4096;

/// Why a call brought no value, and what to do about it.
///
/// ```
/// # async fn example(client: metrika::Client) {
/// use metrika::ErrorKind;
///
/// if let Err(error) = client.counter(44147844).goals().list().await {
///     eprintln!("{error}");
///     eprintln!("{}", error.hint());
///     match error.kind() {
///         ErrorKind::QuotaDailyUser => eprintln!("again at {:?}", error.resets_at()),
///         kind if kind.is_quota() => eprintln!("again in {:?}", error.retry_after()),
///         _ => {}
///     }
/// }
/// # }
/// ```
///
/// `Display` is one line for people: the operation, what went wrong, the words of the service. What caused it is in `source()`.
pub struct Error(Box<Inner>);

pub(crate) struct Inner {
    pub kind: ErrorKind,
    /// What went wrong, if the service did not say it itself.
    pub message: Cow<'static, str>,
    pub operation: Option<&'static str>,
    pub attempts: u32,
    pub status: Option<u16>,
    pub items: Vec<ErrorItem>,
    /// What the service said beside the items.
    pub summary: Option<String>,
    pub body: Option<Bytes>,
    pub path: Option<String>,
    pub retry_after: Option<Duration>,
    pub resets_at: Option<Timestamp>,
    /// Whether a write may have been done all the same.
    pub in_doubt: bool,
    /// The token was refused and renewed, and the request could not be sent again from here.
    pub renewed: bool,
    pub source: Option<Box<dyn StdError + Send + Sync>>,
    /// What the client has to add to it, as the end of a sentence.
    pub note: Option<String>,
    /// What to do, in English and in Russian, where more is known than the kind says.
    pub advice: Option<(&'static str, &'static str)>,
}

/// One problem that the service named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorItem {
    /// The kind of problem in a word of the service: `invalid_parameter`.
    pub error_type: Option<String>,
    /// The problem in the words of the service.
    pub message: Option<String>,
    /// The parameter or field at fault.
    pub location: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            attempts: 0,
            status: None,
            items: Vec::new(),
            summary: None,
            body: None,
            path: None,
            retry_after: None,
            resets_at: None,
            in_doubt: false,
            renewed: false,
            source: None,
            note: None,
            advice: None,
        }))
    }

    /// A value that must not be sent: the field and the rule that it breaks.
    pub(crate) fn invalid(field: &str, rule: impl fmt::Display) -> Self {
        Self::new(ErrorKind::InvalidRequest, format!("{field}: {rule}"))
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn noted(mut self, note: String) -> Self {
        self.0.note = Some(match self.0.note.take() {
            Some(before) => format!("{before}; {note}"),
            None => note,
        });
        self
    }

    pub(crate) fn was_renewed(&self) -> bool {
        self.0.renewed
    }

    pub(crate) fn inner_mut(&mut self) -> &mut Inner {
        &mut self.0
    }

    /// An error of yours, from a function that is handed rows or events: it ends what was being done, and is its [source](StdError::source).
    ///
    /// ```
    /// # async fn example(export: metrika::logs::Export<'_>, mut file: std::fs::File) -> metrika::Result<()> {
    /// use std::io::Write;
    ///
    /// use metrika::Error;
    ///
    /// export.rows(|row| file.write_all(row.line()).map_err(Error::caller)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn caller(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let error = error.into();
        Self::new(ErrorKind::Caller, format!("it was ended by an error of the caller: {error}")).with_source(error)
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The word of the service for the first problem, such as `access_denied`; also one that has no [`ErrorKind`].
    pub fn code(&self) -> Option<&str> {
        self.0.items.iter().find_map(|item| item.error_type.as_deref())
    }

    /// Every problem that the service named.
    pub fn errors(&self) -> &[ErrorItem] {
        &self.0.items
    }

    /// What was called: `create_goal`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// How often the request was sent; 0 if it never was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The first 4096 bytes of a refusal, or of an answer that is not of the known form, as text. The token is never in it.
    pub fn body_excerpt(&self) -> Option<Cow<'_, str>> {
        self.0.body.as_deref().map(String::from_utf8_lossy)
    }

    /// Where in the answer the value is that could not be read: `counters[3].id`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Whether the same call may be made again a little later, with nothing changed. The client has already tried as often as
    /// its [`RetryPolicy`](crate::RetryPolicy) allows. A write that is [in doubt](Self::is_in_doubt) may not: look first.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.passes_by_itself() && !self.0.in_doubt
    }

    /// How long to wait, if that is known: from `Retry-After`, or until a quota is filled up again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// When the quota that is used up begins anew.
    pub fn resets_at(&self) -> Option<Timestamp> {
        self.0.resets_at
    }

    /// Whether the call was to change something, and may have done so although it failed. Look before you repeat it.
    pub fn is_in_doubt(&self) -> bool {
        self.0.in_doubt
    }

    /// What to do, in English.
    pub fn hint(&self) -> Cow<'static, str> {
        self.hint_in(Language::English)
    }

    /// What to do, in a language.
    pub fn hint_in(&self, language: Language) -> Cow<'static, str> {
        hint::hint(&self.0, language)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if inner.kind == ErrorKind::InvalidRequest && inner.status.is_none() {
            f.write_str("the request was not sent: ")?;
        }
        match inner.status {
            Some(status) if inner.message.is_empty() => write!(f, "the service answered {status}")?,
            _ => f.write_str(&inner.message)?,
        }
        let mut said = Vec::new();
        for (position, item) in inner.items.iter().enumerate() {
            write!(f, "{} {item}", if position == 0 { ":" } else { ";" })?;
            said.extend(item.message.as_deref());
        }
        if let Some(summary) = inner.summary.as_deref().filter(|summary| !said.contains(summary)) {
            write!(f, ": {summary}")?;
        }
        if let Some(path) = &inner.path {
            write!(f, " at {path}")?;
        }
        if inner.attempts > 1 {
            write!(f, " (after {} attempts)", inner.attempts)?;
        }
        if let Some(note) = &inner.note {
            write!(f, "; {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ErrorItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error_type.as_deref().unwrap_or("no type given"))?;
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        if let Some(location) = self.location.as_deref().filter(|location| !location.is_empty()) {
            write!(f, " (at {location})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind).field("text", &format_args!("{self}")).field("hint", &self.hint());
        if let Some(body) = self.body_excerpt() {
            debug.field("body", &body);
        }
        if let Some(source) = &inner.source {
            debug.field("source", source);
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
