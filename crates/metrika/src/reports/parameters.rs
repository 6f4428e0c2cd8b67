//! What stands for the placeholders in names: `<attribution>`, `<group>`, `<currency>`.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use metrika_raw::stat::types as raw;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The same letters, whatever their case and with or without `_`: `LASTSIGN`, `lastsign`, `lastSign`.
fn same_word(a: &str, b: &str) -> bool {
    fn letters(word: &str) -> impl Iterator<Item = u8> {
        word.bytes().filter(|&byte| byte != b'_').map(|byte| byte.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

macro_rules! parameters {
    ($($(#[$docs:meta])* $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_docs])* $variant,)*
            /// A word that the reference does not list.
            Other(String),
        }

        impl $name {
            /// Those that the reference lists.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The word, as the parameter of a request has it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        /// Reads a word in any case.
        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                $(if same_word(word, $word) {
                    return Self::$variant;
                })*
                Self::Other(word.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(word: &str) -> Result<Self, Infallible> {
                Ok(Self::from(word))
            }
        }

        /// The word, as the parameter of a request has it.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    )*};
}

parameters! {
    /// Which of a visitor's traffic sources a visit is credited to. The service takes [`LastSign`](Self::LastSign) if nothing is said.
    ///
    /// The API spells the same word in several ways: `lastsign` in parameters of reports, `LASTSIGN` in the Logs API, `LastSign` in
    /// answers, `lastSign` in names. All of them are read here.
    Attribution {
        /// The first source.
        First = "first",
        /// The last source.
        Last = "last",
        /// The last significant source; the default.
        LastSign = "lastsign",
        /// The last click on a Yandex Direct ad.
        LastYandexDirectClick = "last_yandex_direct_click",
        /// The first source, over all devices of the visitor.
        CrossDeviceFirst = "cross_device_first",
        /// The last source, over all devices of the visitor.
        CrossDeviceLast = "cross_device_last",
        /// The last significant source, over all devices of the visitor.
        CrossDeviceLastSignificant = "cross_device_last_significant",
        /// The last click on a Yandex Direct ad, over all devices of the visitor.
        CrossDeviceLastYandexDirectClick = "cross_device_last_yandex_direct_click",
        /// The model that Metrika chooses.
        Automatic = "automatic",
    }

    /// The length of an interval of time. The service takes [`Week`](Self::Week) if nothing is said.
    ///
    /// In names of dimensions (`ym:s:datePeriod<group>`) the reference lists days, weeks, months, quarters and years. The others are
    /// listed for reports over time.
    Group {
        /// The whole period is one interval.
        All = "all",
        /// The service chooses by the length of the period and the amount of data.
        Auto = "auto",
        /// Several minutes, from 1 to 1440, chosen by the service so that there are at most 1600 intervals.
        Minutes = "minutes",
        /// Ten minutes.
        Dekaminute = "dekaminute",
        /// One minute.
        Minute = "minute",
        /// One hour.
        Hour = "hour",
        /// Several hours, from 1 to 24, chosen by the service so that there are at most 30 intervals.
        Hours = "hours",
        /// One day.
        Day = "day",
        /// One calendar week.
        Week = "week",
        /// One month.
        Month = "month",
        /// One quarter of a year.
        Quarter = "quarter",
        /// One year.
        Year = "year",
    }

    /// The currency that sums of money are converted to. What the service takes if nothing is said, the reference does not say.
    Currency {
        /// Roubles.
        Rub = "RUB",
        /// US dollars.
        Usd = "USD",
        /// Euros.
        Eur = "EUR",
        /// `YND`: the reference lists this word and does not explain it.
        Ynd = "YND",
    }
}

impl Attribution {
    /// The word, as names have it: `ym:s:lastSignTrafficSource`, `ym:s:cross_device_firstTrafficSource`.
    ///
    /// Recorded answers show `last` and `lastSign`. Of the others nothing is recorded: names have the words of the parameter. To be on the
    /// safe side, leave the placeholder in the name (`s::TRAFFIC_SOURCE`) and give the attribution to the report.
    pub fn in_names(&self) -> &str {
        match self {
            Self::LastSign => "lastSign",
            other => other.as_str(),
        }
    }
}

impl Attribution {
    /// The word, as names of log fields have it: `ym:s:lastsignTrafficSource`. The reference shows `lastsign` and `last`; others are taken to be the
    /// words of the parameter. [`visits`](crate::logs::visits) has fields that keep the placeholder.
    pub fn in_log_fields(&self) -> &str {
        self.as_str()
    }

    /// The word, as log requests have it beside names with `<attribution>`: in capitals, `LASTSIGN`.
    pub fn in_log_requests(&self) -> String {
        self.as_str().to_ascii_uppercase()
    }
}

impl From<Attribution> for raw::Attribution {
    fn from(attribution: Attribution) -> Self {
        Self::from(attribution.as_str())
    }
}

impl From<raw::Attribution> for Attribution {
    fn from(attribution: raw::Attribution) -> Self {
        Self::from(attribution.as_str())
    }
}

impl From<Group> for raw::TimeGroup {
    fn from(group: Group) -> Self {
        Self::from(group.as_str())
    }
}

impl From<raw::TimeGroup> for Group {
    fn from(group: raw::TimeGroup) -> Self {
        Self::from(group.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_is_written_as_each_place_wants_it() {
        for (attribution, in_names, in_log_fields, in_log_requests) in [
            (Attribution::LastSign, "lastSign", "lastsign", "LASTSIGN"),
            (Attribution::Last, "last", "last", "LAST"),
            (Attribution::CrossDeviceFirst, "cross_device_first", "cross_device_first", "CROSS_DEVICE_FIRST"),
        ] {
            assert_eq!(attribution.in_names(), in_names);
            assert_eq!(attribution.in_log_fields(), in_log_fields);
            assert_eq!(attribution.in_log_requests(), in_log_requests);
        }
    }

    #[test]
    fn the_raw_client_knows_the_same_words() {
        let words = |known: &[Attribution]| known.iter().map(|word| word.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(words(Attribution::KNOWN), raw::Attribution::KNOWN);
        let words = |known: &[Group]| known.iter().map(|word| word.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(words(Group::KNOWN), raw::TimeGroup::KNOWN);
        for known in Attribution::KNOWN {
            assert_eq!(Attribution::from(raw::Attribution::from(known.clone())), *known);
        }
        for known in Group::KNOWN {
            assert_eq!(Group::from(raw::TimeGroup::from(known.clone())), *known);
        }
        assert_eq!(raw::Attribution::from(Attribution::LastSign), raw::Attribution::Lastsign);
    }

    #[test]
    fn every_spelling_of_the_service_is_read() {
        for word in ["lastsign", "LASTSIGN", "LastSign", "lastSign"] {
            assert_eq!(Attribution::from(word), Attribution::LastSign);
        }
        for word in ["cross_device_last_significant", "CROSS_DEVICE_LAST_SIGNIFICANT", "CrossDeviceLastSignificant"] {
            assert_eq!(Attribution::from(word), Attribution::CrossDeviceLastSignificant);
        }
        assert_eq!(Attribution::from("lastish"), Attribution::Other("lastish".to_owned()));
        assert_eq!(Currency::from("usd"), Currency::Usd);
        assert_eq!(Currency::from("BYN").as_str(), "BYN");
        assert_eq!(Group::from("DAY"), Group::Day);
    }

    #[test]
    fn words_go_out_and_come_back() {
        let text = serde_json::to_string(&(Attribution::LastSign, Group::Day, Currency::Eur)).unwrap();
        assert_eq!(text, r#"["lastsign","day","EUR"]"#);
        let read: (Attribution, Group, Currency) = serde_json::from_str(&text).unwrap();
        assert_eq!(read, (Attribution::LastSign, Group::Day, Currency::Eur));
    }
}
