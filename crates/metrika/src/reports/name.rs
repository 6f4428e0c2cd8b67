//! Names of metrics and dimensions.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

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
                let name = name.into();
                if !$form(&name) {
                    return Err(Error::invalid($field, format_args!("{name:?} has not the form of a name, `ym:s:visits`")));
                }
                Ok(Self(name.into()))
            }

            /// A name of the vocabulary.
            #[allow(dead_code)] // used by what is generated
            pub(crate) const fn known(name: &'static str) -> Self {
                Self(Cow::Borrowed(name))
            }

            /// The name as the API has it: `ym:s:visits`.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What is counted: `s` visits, `pv` page views, `ad` clicks on advertisements, `ev` events...
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
