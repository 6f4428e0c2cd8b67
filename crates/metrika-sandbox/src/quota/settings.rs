//! How much of everything there may be.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// How much of everything there may be. What is not set is not limited.
///
/// In a file or over HTTP, `preset = "service"` stands for [`QuotaSettings::service`], and what is beside it goes before:
///
/// ```
/// # use metrika_sandbox::{Settings, quota::QuotaSettings};
/// let settings = Settings::from_toml("[quotas]\npreset = \"service\"\nparallel = 1")?;
/// assert_eq!(settings.quotas, QuotaSettings { parallel: Some(1), ..QuotaSettings::service() });
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuotaSettings {
    /// Requests a second from one address; the service has 30.
    pub per_second: Option<u32>,
    /// Requests a second from one address to the Logs API; the service has 10.
    pub logs_per_second: Option<u32>,
    /// Requests of one user at the same time; the service has 3.
    pub parallel: Option<u32>,
    /// Requests of one user a day, until 00:00 UTC; the service has 5000.
    pub daily_per_user: Option<u32>,
    /// Requests to one counter a day, until 00:00 UTC; the service has 5000.
    pub daily_per_counter: Option<u32>,
    /// Reports of one user in five minutes; users have seen 200.
    pub reports_per_five_minutes: Option<u32>,
    /// Delegates that one user adds in an hour; the service has 3.
    pub delegates_per_hour: Option<u32>,
    /// Changes of grants on one counter in an hour. The service has a limit that it does not tell.
    pub grants_per_hour: Option<u32>,
    /// The status of a refusal, if it is not 429: the service has been seen to answer 403 and 420.
    pub status: Option<u16>,
    /// Whether refusals have no body.
    pub without_body: bool,
    /// Whether refusals tell when to come back. The service is not known to.
    pub retry_after: bool,
}

impl QuotaSettings {
    /// The numbers that are known of the service.
    pub fn service() -> Self {
        Self {
            per_second: Some(30),
            logs_per_second: Some(10),
            parallel: Some(3),
            daily_per_user: Some(5000),
            daily_per_counter: Some(5000),
            reports_per_five_minutes: Some(200),
            delegates_per_hour: Some(3),
            ..Self::default()
        }
    }
}

impl QuotaSettings {
    /// What is wrong with the status of refusals, if anything is.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.status {
            Some(status) if !(400..600).contains(&status) => Err(format!("{status} is no status of a refusal")),
            _ => Ok(()),
        }
    }
}

/// Reads quotas that may begin with a preset.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<QuotaSettings, D::Error> {
    let mut written = Map::deserialize(deserializer)?;
    let base = match written.remove("preset") {
        None => QuotaSettings::default(),
        Some(Value::String(name)) if name == "none" => QuotaSettings::default(),
        Some(Value::String(name)) if name == "service" => QuotaSettings::service(),
        Some(other) => {
            return Err(D::Error::custom(format!("the preset of quotas is \"none\" or \"service\", not {other}")));
        }
    };
    let Value::Object(mut merged) = serde_json::to_value(base).map_err(D::Error::custom)? else {
        return Err(D::Error::custom("quotas are no object"));
    };
    merged.extend(written);
    serde_json::from_value(Value::Object(merged)).map_err(D::Error::custom)
}
