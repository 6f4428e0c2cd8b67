//! What can be set: from code, or from a TOML file.

use serde::{Deserialize, Serialize};

use crate::access::AccessSettings;
use crate::faults::Fault;
use crate::operations::log_requests::LogSettings;
use crate::operations::uploadings::UploadSettings;
use crate::quota::{self, QuotaSettings};
use crate::reports::ReportSettings;
use crate::traffic::Plan;

/// All settings. Those that are not given have defaults under which nothing fails and nothing waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub data: DataSettings,
    pub access: AccessSettings,
    #[serde(deserialize_with = "quota::read")]
    pub quotas: QuotaSettings,
    pub reports: ReportSettings,
    pub logs: LogSettings,
    pub uploads: UploadSettings,
    /// Faults from the start, in the order in which they are tried.
    pub faults: Vec<Fault>,
    /// Whether parameters that no spec knows are ignored. They are refused otherwise, since most are misspelled.
    pub ignore_unknown_parameters: bool,
    /// Whether fields of bodies that no spec knows are kept, or else ignored. They are refused otherwise, unless what the
    /// service has of this kind has such a field: clients send back what they read.
    pub ignore_unknown_fields: bool,
    /// Whether each answer is held against the specs; what they do not allow is told in the journal. On by default.
    pub check_answers: bool,
    /// Requests that the journal keeps; older ones are forgotten.
    pub journal_length: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: DataSettings::default(),
            access: AccessSettings::default(),
            quotas: QuotaSettings::default(),
            reports: ReportSettings::default(),
            logs: LogSettings::default(),
            uploads: UploadSettings::default(),
            faults: Vec::new(),
            ignore_unknown_parameters: false,
            ignore_unknown_fields: false,
            check_answers: true,
            journal_length: 10_000,
        }
    }
}

/// What there is to see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataSettings {
    /// The same seed brings the same data.
    pub seed: u64,
    /// How many days the visit log has; the last one is yesterday.
    pub days: u32,
    /// How many visits the log of the first counter has.
    pub visits: u64,
    /// How many visits are kept in memory between reports. A log that is larger is made anew for each.
    pub kept_visits: u64,
    /// Whether texts hold NUL bytes.
    pub nul: bool,
    /// Whether texts hold bytes that are no UTF-8.
    pub invalid_utf8: bool,
}

impl Default for DataSettings {
    fn default() -> Self {
        Self { seed: 1, days: 30, visits: 10_000, kept_visits: 200_000, nul: false, invalid_utf8: false }
    }
}

impl Settings {
    /// What is wrong with them, if anything is.
    pub(crate) fn check(&self) -> Result<(), String> {
        let data = &self.data;
        if data.days > Plan::MOST_DAYS {
            return Err(format!("data.days: a log has at most {} days, and not {}", Plan::MOST_DAYS, data.days));
        }
        if data.visits > Plan::MOST_VISITS {
            return Err(format!(
                "data.visits: a log has at most {} visits, and not {}",
                Plan::MOST_VISITS,
                data.visits
            ));
        }
        let logs = &self.logs;
        let seconds = [("queue_seconds", logs.queue_seconds), ("keep_seconds", logs.keep_seconds.unwrap_or_default())];
        if let Some((name, value)) = seconds.into_iter().find(|(_, value)| *value < 0) {
            return Err(format!("logs.{name}: {value} is before the request"));
        }
        if let Some(index) = logs.script.iter().position(|script| script.retry_seconds < 0) {
            return Err(format!("logs.script[{index}].retry_seconds: this is before the request"));
        }
        self.quotas.check().map_err(|message| format!("quotas.status: {message}"))?;
        for (index, fault) in self.faults.iter().enumerate() {
            fault.check().map_err(|error| format!("faults[{index}].{}: {}", error.field, error.message))?;
        }
        Ok(())
    }

    /// Reads a TOML file. A name that is not a setting is an error.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
