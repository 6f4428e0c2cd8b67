//! Words of the service. They are open: what is not known is kept.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$docs:meta])* $name:ident { $($(#[$word_docs:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_docs])* #[doc = ""] #[doc = concat!("`", $word, "`")] $variant,)*
            /// Another one, as the service writes it.
            Other(String),
        }

        impl $name {
            /// As the service writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        #[cfg(test)]
        impl $name {
            const KNOWN: &[(Self, &str)] = &[$((Self::$variant, $word)),*];
        }
    )*};
}

words! {
    /// Where a chat was held.
    ///
    /// ```
    /// use metrika::import::ChatPlatform;
    ///
    /// assert_eq!(ChatPlatform::from("telegram"), ChatPlatform::Telegram);
    /// assert_eq!(ChatPlatform::from("max").as_str(), "max");
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/chats-transfer-data>.
    ChatPlatform {
        /// WhatsApp.
        WhatsApp = "whatsapp",
        /// Telegram.
        Telegram = "telegram",
        /// Viber.
        Viber = "viber",
    }

    /// Where visits come from, of the first level.
    ///
    /// ```
    /// use metrika::import::TrafficSource;
    ///
    /// assert_eq!(TrafficSource::Ad.to_string(), "ad");
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/table-source>, which has the details of each too.
    TrafficSource {
        /// Ads. The detail is the ad system: `vk_ads`.
        Ad = "ad",
        /// Direct visits.
        Direct = "direct",
        /// Mailings.
        Email = "email",
        /// Visits from the site itself.
        Internal = "internal",
        /// Messengers. The detail is the messenger: `telegram`.
        Messenger = "messenger",
        /// Search engines. The detail is the engine: `yandex`.
        Organic = "organic",
        /// QR codes.
        QrCode = "qrcode",
        /// Recommendation systems. The detail is the system: `google_discover`.
        Recommendation = "recommend",
        /// Links on sites. The detail is the domain: `site.ru`.
        Referral = "referral",
        /// Saved pages.
        Saved = "saved",
        /// Social networks. The detail is the network: `vk`.
        Social = "social",
        /// Not known.
        Undefined = "undefined",
    }

    /// What became of an order: one of four words, or the event id of a goal of the counter, or the id of a status that
    /// was mapped before.
    ///
    /// ```
    /// use metrika::import::OrderStatus;
    ///
    /// assert_eq!(OrderStatus::from("PAID"), OrderStatus::Paid);
    /// assert_eq!(OrderStatus::from("good_lead").as_str(), "good_lead");
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/data-import/contacts>.
    OrderStatus {
        /// In work: the goal «order created» is reached.
        InProgress = "IN_PROGRESS",
        /// Paid: the goals «order created» and «order paid» are reached.
        Paid = "PAID",
        /// Cancelled: neither of these goals is reached.
        Cancelled = "CANCELLED",
        /// Spam: neither of these goals is reached.
        Spam = "SPAM",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    macro_rules! check {
        ($($name:ident)*) => {$(
            for (known, word) in $name::KNOWN {
                assert_eq!(json!(known), json!(word));
                assert_eq!(serde_json::from_value::<$name>(json!(word)).unwrap(), *known);
            }
            let other: $name = serde_json::from_value(json!("of_tomorrow")).unwrap();
            assert_eq!((json!(other), &other), (json!("of_tomorrow"), &$name::Other("of_tomorrow".to_owned())));
        )*};
    }

    #[test]
    fn words_are_read_as_they_are_written_and_unknown_ones_kept() {
        check! { ChatPlatform TrafficSource OrderStatus }
    }
}
