//! One log request: what was asked for, and how far it is. Its state follows from the time, so that nothing has to run.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::rows::Part;
use super::settings::{LogSettings, Script};

/// A log request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRequest {
    pub id: i64,
    pub counter: i64,
    pub source: String,
    pub date1: Date,
    pub date2: Date,
    pub fields: Vec<String>,
    /// In upper case: `LASTSIGN`.
    pub attribution: String,
    /// In unix seconds.
    pub created_at: i64,
    pub script: Script,
    /// Expressions of the access filters through which whoever asked sees the counter.
    #[serde(default)]
    pub seen_through: Vec<String>,
    /// The parts, once they are cut.
    pub parts: Option<Vec<Part>>,
    pub ended: Option<Ended>,
}

/// How somebody ended a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    Canceled,
    Cleaned,
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Created,
    AwaitingRetry,
    Processed,
    ProcessingFailed,
    Canceled,
    CleanedByUser,
    CleanedAsTooOld,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AwaitingRetry => "awaiting_retry",
            Self::Processed => "processed",
            Self::ProcessingFailed => "processing_failed",
            Self::Canceled => "canceled",
            Self::CleanedByUser => "cleaned_by_user",
            Self::CleanedAsTooOld => "cleaned_automatically_as_too_old",
        }
    }

    /// Whether it is on its way still.
    pub fn in_flight(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingRetry)
    }
}

impl LogRequest {
    /// How far it is at this moment.
    pub fn status(&self, settings: &LogSettings, now: i64) -> Status {
        match self.ended {
            Some(Ended::Canceled) => return Status::Canceled,
            Some(Ended::Cleaned) => return Status::CleanedByUser,
            None => {}
        }
        let age = now - self.created_at;
        let ready = settings.queue_seconds + self.script.retry_seconds;
        if age < settings.queue_seconds {
            Status::Created
        } else if age < ready {
            Status::AwaitingRetry
        } else if self.script.fails {
            Status::ProcessingFailed
        } else if self.parts.is_none() {
            Status::Created
        } else if settings.keep_seconds.is_some_and(|keep| age >= ready + keep) {
            Status::CleanedAsTooOld
        } else {
            Status::Processed
        }
    }

    /// Bytes that it takes of the storage.
    pub fn size(&self, settings: &LogSettings, now: i64) -> u64 {
        match self.status(settings, now) {
            Status::Processed => self.parts.iter().flatten().map(|part| part.size).sum(),
            _ => 0,
        }
    }

    /// As it is answered. `size` and `parts` are there only when there is something to download.
    pub fn answer(&self, settings: &LogSettings, now: i64) -> Value {
        let status = self.status(settings, now);
        let mut answer = json!({
            "request_id": self.id,
            "counter_id": self.counter,
            "source": self.source,
            "date1": self.date1.to_string(),
            "date2": self.date2.to_string(),
            "fields": self.fields,
            "status": status.word(),
            "attribution": self.attribution,
        });
        if status == Status::Processed {
            answer["size"] = json!(self.size(settings, now));
            let sizes = self.sizes(settings);
            if !sizes.is_empty() {
                let parts = sizes.iter().enumerate();
                answer["parts"] = parts.map(|(number, size)| json!({ "part_number": number, "size": size })).collect();
            }
        }
        answer
    }

    /// The sizes of all parts, with the empty ones at the end.
    fn sizes(&self, settings: &LogSettings) -> Vec<u64> {
        let mut sizes: Vec<u64> = self.parts.iter().flatten().map(|part| part.size).collect();
        if !sizes.is_empty() {
            sizes.resize(sizes.len() + settings.empty_parts as usize, 0);
        }
        sizes
    }

    /// The part of this number: `None` if there is none, and nothing in it if it is an empty one.
    pub fn part(&self, settings: &LogSettings, number: i64) -> Option<Option<Part>> {
        let index = usize::try_from(number).ok()?;
        let parts = self.parts.as_deref().unwrap_or_default();
        (index < self.sizes(settings).len()).then(|| parts.get(index).cloned())
    }

    /// Whether the other asks for the same: the order of fields does not matter.
    pub fn repeats(&self, other: &Self) -> bool {
        let sorted = |request: &Self| {
            let mut fields = request.fields.clone();
            fields.sort();
            fields
        };
        (&self.source, self.date1, self.date2, &self.attribution, &self.seen_through)
            == (&other.source, other.date1, other.date2, &other.attribution, &other.seen_through)
            && sorted(self) == sorted(other)
    }
}
