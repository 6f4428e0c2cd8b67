//! Names of metrics and dimensions.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::template;
use crate::error::{Error, Result};

macro_rules! names {
    ($($(#[$docs:meta])* $name:ident = $field:literal, $form:path;)*) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// A name that this version does not list. It must have the form of one: `ym:`, a namespace, `:`, letters, digits and
            /// `_`, and maybe placeholders such as `<goal_id>`.
            pub fn new(name: impl Into<String>) -> Result<Self> {
                let name = Self(name.into().into());
                name.checked()?;
                Ok(name)
            }

            /// A name of the vocabulary.
            pub(super) const fn known(name: &'static str) -> Self {
                Self(Cow::Borrowed(name))
            }

            /// A name of the vocabulary with values written in: [`checked`](Self::checked) looks at them, since they may be anything.
            pub(super) fn written(name: String) -> Self {
                Self(Cow::Owned(name))
            }

            /// The name to send. What is written in may have spoiled it: the goal -5, a currency with a blank.
            pub(crate) fn checked(&self) -> Result<&str> {
                if let Some(problem) = problem(&self.0, $form) {
                    return Err(Error::invalid($field, format_args!("{:?} {problem}", self.0)));
                }
                Ok(&self.0)
            }

            /// The name as the API has it: `ym:s:visits`.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What the name belongs to: `s` of `ym:s:visits`.
            pub fn namespace(&self) -> &str {
                self.0.split(':').nth(1).unwrap_or_default()
            }

            /// The name without `ym:` and the namespace: `visits`.
            pub fn short(&self) -> &str {
                self.plain().splitn(3, ':').nth(2).unwrap_or_default()
            }

            /// The name alone: without what [narrows](Metric::narrowed_by) a metric.
            pub fn plain(&self) -> &str {
                self.0.split('[').next().unwrap_or_default()
            }

            /// The placeholders that are still in the name, in order: `goal_id` of `ym:s:goal<goal_id>visits`. Their values are sent
            /// beside the name.
            pub fn placeholders(&self) -> impl Iterator<Item = &str> {
                template::placeholders(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self> {
                Self::new(name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    )*};
}

names! {
    /// Something that is counted: visits, users, a share, a sum of money.
    Metric = "metric", has_the_form_of_a_metric;
    /// Something that is counted by: dates, sources, cities.
    Dimension = "dimension", has_the_form;
}

/// A metric may have a filter in brackets behind it.
fn has_the_form_of_a_metric(name: &str) -> bool {
    match name.split_once('[') {
        None => has_the_form(name),
        Some((plain, rest)) => {
            let inside = rest.strip_suffix(']');
            has_the_form(plain) && inside.is_some_and(super::filter::narrow::may_stand_in_brackets)
        }
    }
}

/// What is wrong with a name: the end of a sentence that it begins.
fn problem(name: &str, has_the_form: fn(&str) -> bool) -> Option<&'static str> {
    if !has_the_form(name) {
        return Some("has not the form of a name, `ym:s:visits`");
    }
    // `s::goal_visits(0)`: ids begin at 1.
    let after_goal = name.splitn(3, ':').nth(2).and_then(|short| short.strip_prefix("goal"));
    let digits = after_goal.map_or("", |rest| &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()]);
    (!digits.is_empty() && digits.bytes().all(|digit| digit == b'0')).then_some("has no goal: ids begin at 1")
}

/// A placeholder is letters, digits and `_` in angle brackets.
fn has_the_form(name: &str) -> bool {
    let mut parts = name.splitn(3, ':');
    let (Some("ym"), Some(namespace), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let mut pieces = rest.split('<');
    let first = pieces.next().unwrap_or_default();
    !namespace.is_empty()
        && namespace.bytes().all(|byte| byte.is_ascii_lowercase())
        && !rest.is_empty()
        && word(first)
        && pieces.all(|piece| {
            piece.split_once('>').is_some_and(|(inside, after)| !inside.is_empty() && word(inside) && word(after))
        })
}

/// A report that is made already: what it counts, and by what, the service knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Preset(Cow<'static, str>);

impl Preset {
    /// A preset that this version does not list. It must have the form of one: letters, digits and `_`.
    pub fn new(name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let rule = format_args!("{name:?} has not the form of a preset, `sources_summary`");
            return Err(Error::invalid("preset", rule));
        }
        Ok(Self(name.into()))
    }

    /// A preset of the vocabulary.
    pub(super) const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as the API has it: `sources_summary`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Preset {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::new(name)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Preset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::{Currency, s};

    #[test]
    fn what_has_the_form_of_a_name() {
        for name in
            ["ym:s:visits", "ym:s:goal<goal_id>visits", "ym:s:<attribution>TrafficSource", "ym:pv:URLPathLevel1"]
        {
            assert_eq!(Metric::new(name).unwrap().as_str(), name);
        }
        for name in [
            "",
            "visits",
            "ym:visits",
            "ym::visits",
            "ym:s:",
            "ym:s:vis its",
            "ym:s:a<b",
            "ym:s:a<>b",
            "ym:s:a>b",
            "ym:s:a,ym:s:b",
            "-ym:s:visits",
            "YM:s:visits",
        ] {
            let error = Metric::new(name).unwrap_err();
            assert!(error.to_string().contains("has not the form of a name"), "{name}: {error}");
        }
        let metric = Metric::new("ym:s:visits").unwrap();
        assert_eq!((metric.namespace(), metric.short()), ("s", "visits"));
    }

    #[test]
    fn a_metric_may_be_narrowed_and_a_dimension_not() {
        let name = r"ym:s:sumParams[ym:s:paramsLevel1=='a\']b']";
        let metric = Metric::new(name).unwrap();
        assert_eq!(
            (metric.as_str(), metric.plain(), metric.namespace(), metric.short()),
            (name, "ym:s:sumParams", "s", "sumParams")
        );
        for name in [
            "ym:s:visits[]",
            "ym:s:visits[ ]",
            "ym:s:visits[ym:s:browser=='1'",
            "ym:s:visits[ym:s:browser=='1']x",
            "ym:s:visits[ym:s:browser=='1]",
            "ym:s:visits[ym:s:browser=='1'],ym:s:users[ym:s:browser=='2']",
            "visits[ym:s:browser=='1']",
        ] {
            assert!(Metric::new(name).is_err(), "{name}");
        }
        assert!(Dimension::new("ym:s:browser[ym:s:browser=='1']").is_err());
    }

    #[test]
    fn what_is_written_into_a_name_is_checked_before_it_is_sent() {
        assert_eq!(s::goal_visits(12345).checked().unwrap(), "ym:s:goal12345visits");
        let cases = [
            (s::goal_visits(-5), "metric: \"ym:s:goal-5visits\" has not the form of a name, `ym:s:visits`"),
            (s::goal_visits(0), "metric: \"ym:s:goal0visits\" has no goal: ids begin at 1"),
            (
                s::ecommerce_converted_revenue(Currency::Other("a b".to_owned())),
                "metric: \"ym:s:ecommercea bConvertedRevenue\" has not the form of a name, `ym:s:visits`",
            ),
        ];
        for (metric, expected) in cases {
            let error = metric.checked().unwrap_err();
            assert!(error.to_string().ends_with(expected), "{error}");
        }
        assert!(Metric::new("ym:s:goal0visits").is_err());
        assert!(Metric::new("ym:s:goal10visits").is_ok());
        assert!(Metric::new("ym:s:goalDimensionInternalReaches").is_ok());
    }

    #[test]
    fn what_has_the_form_of_a_preset() {
        assert_eq!(Preset::new("tags_u_t_m").unwrap().as_str(), "tags_u_t_m");
        for name in ["", "ym:s:visits", "a b", "a&metrics=b"] {
            let error = Preset::new(name).unwrap_err();
            assert!(
                error.to_string().contains("preset: ") && error.to_string().contains("has not the form"),
                "{error}"
            );
        }
    }
}
