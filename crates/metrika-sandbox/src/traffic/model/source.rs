//! Where a visit came from.

use super::Named;

/// Where a visit came from, by each way of attribution.
///
/// The visitors of the sandbox have one device each: attribution across devices is the same as without.
#[derive(Debug, Clone, Copy)]
pub struct Sources {
    pub first: &'static Source,
    pub last: &'static Source,
    /// The last one that was not direct, internal or a saved page.
    pub last_significant: &'static Source,
    /// The last click in Yandex Direct, or else the same as `last`.
    pub last_direct_click: &'static Source,
}

/// The ways of attribution, by their names in parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribution {
    First,
    Last,
    LastSign,
    LastYandexDirectClick,
    CrossDeviceFirst,
    CrossDeviceLast,
    CrossDeviceLastSignificant,
    CrossDeviceLastYandexDirectClick,
    Automatic,
}

impl Sources {
    /// The source by this attribution.
    pub fn by(&self, attribution: Attribution) -> &'static Source {
        match attribution {
            Attribution::First | Attribution::CrossDeviceFirst => self.first,
            Attribution::Last | Attribution::CrossDeviceLast => self.last,
            Attribution::LastSign | Attribution::CrossDeviceLastSignificant | Attribution::Automatic => {
                self.last_significant
            }
            Attribution::LastYandexDirectClick | Attribution::CrossDeviceLastYandexDirectClick => {
                self.last_direct_click
            }
        }
    }
}

impl Attribution {
    /// All of them, in the order of the reference.
    pub const ALL: [Self; 9] = [
        Self::First,
        Self::Last,
        Self::LastSign,
        Self::LastYandexDirectClick,
        Self::CrossDeviceFirst,
        Self::CrossDeviceLast,
        Self::CrossDeviceLastSignificant,
        Self::CrossDeviceLastYandexDirectClick,
        Self::Automatic,
    ];

    /// As parameters write it: `lastsign`, `cross_device_last`.
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::LastSign => "lastsign",
            Self::LastYandexDirectClick => "last_yandex_direct_click",
            Self::CrossDeviceFirst => "cross_device_first",
            Self::CrossDeviceLast => "cross_device_last",
            Self::CrossDeviceLastSignificant => "cross_device_last_significant",
            Self::CrossDeviceLastYandexDirectClick => "cross_device_last_yandex_direct_click",
            Self::Automatic => "automatic",
        }
    }

    /// Reads a word in any spelling: `lastsign`, `LASTSIGN`, `lastSign`, `CROSS_DEVICE_LAST`.
    pub fn from_word(word: &str) -> Option<Self> {
        let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
        Self::ALL.into_iter().find(|attribution| plain(attribution.word()) == plain(word))
    }
}

/// One source of traffic.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// `organic`, `ad`, `direct`, `referral`, `social`, `internal`, `email`, `messenger`, `recommend`, `saved`...
    pub kind: Named,
    /// The very engine: `yandex_search`, `google_mobile`; the social network, messenger, recommendation system, ad system
    /// or domain of the referring site, as `kind` says.
    pub engine: Option<Named>,
    /// The family of a search engine: `yandex`.
    pub engine_root: Option<Named>,
    /// The page that the visitor came from, empty if none.
    pub referer: &'static str,
    pub search_phrase: Option<&'static str>,
    /// Page or group in the social network.
    pub social_profile: Option<&'static str>,
    pub utm: Utm,
    pub openstat: Openstat,
    /// The label `from=`.
    pub from: Option<&'static str>,
    pub gclid: Option<&'static str>,
    pub direct: Option<DirectClick>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Utm {
    pub source: Option<&'static str>,
    pub medium: Option<&'static str>,
    pub campaign: Option<&'static str>,
    pub content: Option<&'static str>,
    pub term: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Openstat {
    pub ad: Option<&'static str>,
    pub campaign: Option<&'static str>,
    pub service: Option<&'static str>,
    pub source: Option<&'static str>,
}

/// A click on an ad of Yandex Direct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectClick {
    pub order: u32,
    pub order_name: &'static str,
    pub banner_group: u32,
    pub banner_group_name: &'static str,
    pub banner: &'static str,
    pub banner_name: &'static str,
    pub phrase: &'static str,
    pub platform_type: Named,
    pub platform: &'static str,
    pub condition_type: Named,
    pub currency: &'static str,
}
