//! Fields of logs: their names, and what is known of them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::FieldType;
use super::generated::{hits, visits};
use crate::error::{Error, Result};
use crate::reports::template;

/// What a log is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(clippy::exhaustive_enums)] // the API has two
pub enum Source {
    /// Visits: fields `ym:s:...`.
    Visits,
    /// Hits, which are page views and other events: fields `ym:pv:...`.
    Hits,
}

impl Source {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Hits => "hits",
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Visits => "ym:s:",
            Self::Hits => "ym:pv:",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A field of a log. Those of the reference are constants of [`visits`](super::visits) and [`hits`](super::hits).
///
/// ```
/// use metrika::logs::{Field, visits};
/// use metrika::reports::Attribution;
///
/// assert_eq!(visits::VISIT_ID.as_str(), "ym:s:visitID");
/// assert_eq!(visits::traffic_source(Attribution::LastSign).as_str(), "ym:s:lastsignTrafficSource");
/// // One that this version does not list.
/// assert!(Field::new("ym:s:newThing")?.info().is_none());
/// # Ok::<(), metrika::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Field(Cow<'static, str>);

impl Field {
    /// A field by its name, which begins with `ym:s:` or `ym:pv:`.
    pub fn new(name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let rest = [Source::Visits, Source::Hits].iter().find_map(|source| name.strip_prefix(source.prefix()));
        match rest {
            Some(rest) if !rest.is_empty() && word(rest.strip_prefix("<attribution>").unwrap_or(rest)) => {
                Ok(Self(name.into()))
            }
            _ => Err(Error::invalid("field", format_args!("{name:?} has not the form of a field, `ym:s:visitID`"))),
        }
    }

    /// A field of the vocabulary.
    pub(super) const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A field of the vocabulary with something written in.
    pub(super) fn written(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The name as the API has it: `ym:s:visitID`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without `ym:s:` or `ym:pv:`.
    pub fn short(&self) -> &str {
        self.0.strip_prefix(self.source().prefix()).unwrap_or(&self.0)
    }

    /// What logs have it.
    pub fn source(&self) -> Source {
        if self.0.starts_with(Source::Hits.prefix()) { Source::Hits } else { Source::Visits }
    }

    /// What is known of it: `None` if the reference does not list it. A name with an attribution written in belongs to the one with `<attribution>`.
    pub fn info(&self) -> Option<&'static FieldInfo> {
        fields(self.source()).find(|info| template::fits(info.name.as_str(), self.as_str()))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Field {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::new(name)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// What is known of a field.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The name, with `<attribution>` if it has one.
    pub name: Field,
    /// What its values are.
    pub kind: FieldType,
    /// What a number was multiplied by: 1000 for `goalsPrice`. `None` where that is not known, also of money.
    pub factor: Option<u32>,
    /// Whose clock a time is by. `None` where that is not known.
    pub zone: Option<Zone>,
}

/// Whose clock a time is by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Zone {
    /// The zone of the counter.
    Counter,
    /// UTC+3, all year round; also that of fields whose name says UTC.
    Moscow,
}

/// All fields of visits, or of hits, in the order of the reference.
///
/// ```
/// use metrika::logs::{Source, fields};
///
/// let money = fields(Source::Visits).filter(|field| field.factor.is_some_and(|factor| factor > 1));
/// assert_eq!(money.count(), 5);
/// ```
pub fn fields(source: Source) -> impl Iterator<Item = &'static FieldInfo> {
    match source {
        Source::Visits => visits::ALL_FIELDS,
        Source::Hits => hits::ALL_FIELDS,
    }
    .iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::Scalar;
    use crate::reports::Attribution;

    #[test]
    fn names_have_a_form() {
        for name in
            ["ym:s:visitID", "ym:pv:URL", "ym:s:<attribution>TrafficSource", "ym:s:cross_device_lastTrafficSource"]
        {
            let field = Field::new(name).unwrap();
            assert_eq!(field.to_string(), name);
            assert_eq!(serde_json::from_value::<Field>(serde_json::json!(name)).unwrap(), field);
        }
        for name in ["", "visitID", "ym:s:", "ym:x:visitID", "ym:s:visit,ID", "ym:s:<group>ID", "ym:s:a<attribution>"] {
            assert!(Field::new(name).unwrap_err().to_string().contains("has not the form of a field"), "{name}");
        }
    }

    #[test]
    fn every_field_is_found_by_its_name_and_all_that_may_be_written_in() {
        for (source, number) in [(Source::Visits, 176), (Source::Hits, 90)] {
            assert_eq!(fields(source).count(), number);
            for info in fields(source) {
                assert_eq!(info.name.info(), Some(info));
                assert_eq!(Field::new(info.name.as_str()).unwrap().source(), source);
                for attribution in Attribution::KNOWN {
                    let name = info.name.as_str().replace("<attribution>", attribution.in_log_fields());
                    assert_eq!(Field::new(name).unwrap().info(), Some(info));
                }
            }
        }
    }

    #[test]
    fn what_is_known_of_some() {
        let info = |name: &str| Field::new(name).unwrap().info().unwrap();
        assert_eq!(info("ym:s:visitID").kind, FieldType::One(Scalar::UInt64));
        assert_eq!(info("ym:s:lastsignDirectPlatformType").kind, FieldType::One(Scalar::String));
        assert_eq!((info("ym:s:goalsPrice").factor, info("ym:s:purchaseShipping").factor), (Some(1000), None));
        let zones = ["ym:s:dateTime", "ym:s:dateTimeUTC", "ym:s:purchaseDateTime"].map(|name| info(name).zone);
        assert_eq!(zones, [Some(Zone::Counter), Some(Zone::Moscow), None]);
    }
}
