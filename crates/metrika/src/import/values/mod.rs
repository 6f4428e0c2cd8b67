//! What stands in the cells of rows: money, phones, addresses, times, visitors.
//!
//! Text that is no money, no phone and no address is kept as it was given: what builds rows never fails, and the check
//! of an import names the row and the column.

mod amount;
mod currency;
mod days;
mod email;
mod local_time;
mod phone;
mod visitor;
mod words;

pub use amount::Amount;
pub use currency::Currency;
pub use days::Days;
pub use email::Email;
pub use local_time::LocalTime;
pub use phone::Phone;
pub use visitor::{Caller, SiteVisitor, Visitor};
pub use words::{ChatPlatform, OrderStatus, TrafficSource};

use md5::{Digest, Md5};

/// Whether ISO 4217 has this code, in capitals. Metals, units of account and the codes of tests (`XAU`, `XDR`, `XTS`)
/// are no currencies that anything is sold for; withdrawn ones stay, for old orders are in them.
pub(crate) fn is_currency(code: &str) -> bool {
    iso_currency::Currency::from_code(code).is_some_and(|currency| !currency.is_special())
}

/// MD5 of a text, as 32 lower-case hexadecimal digits.
fn md5(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let hash = Md5::digest(text);
    hash.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(DIGITS[usize::from(half)])).collect()
}

/// A newtype of text that is checked later: how it is made and written.
macro_rules! text {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}
use text;

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 1321.
    #[test]
    fn md5_is_that_of_the_rfc() {
        for (text, hash) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ] {
            assert_eq!(md5(text), hash);
        }
    }

    #[test]
    fn currencies_are_those_of_iso_4217_in_capitals() {
        for code in ["RUB", "USD", "EUR", "XAF", "XCG", "ZWG", "HRK"] {
            assert!(is_currency(code), "{code}");
        }
        for code in ["", "rub", "RUR", "RU", "RUBL", "R UB", "XXX", "XTS", "XAU", "AAA", "руб"] {
            assert!(!is_currency(code), "{code}");
        }
    }
}
