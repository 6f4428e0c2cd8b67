use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

macro_rules! number {
    ($(#[$docs:meta])* $name:ident($number:ty), from $($small:ty),*) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl From<$name> for $number {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        $(impl From<$small> for $name {
            fn from(number: $small) -> Self {
                Self(number.into())
            }
        })*

        impl PartialEq<$number> for $name {
            fn eq(&self, other: &$number) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a number that fits ", stringify!($number), ", or its digits in a string"))
                    }

                    fn visit_i64<E: de::Error>(self, value: i64) -> Result<$name, E> {
                        <$number>::try_from(value)
                            .map($name)
                            .map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
                    }

                    fn visit_u64<E: de::Error>(self, value: u64) -> Result<$name, E> {
                        <$number>::try_from(value)
                            .map($name)
                            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
                    }

                    fn visit_str<E: de::Error>(self, value: &str) -> Result<$name, E> {
                        value.parse().map($name).map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
                    }
                }

                deserializer.deserialize_any(Visitor)
            }
        }
    };
}

number! {
    /// The number of something in Metrika. Reads a number, or its digits in a string; writes a number.
    Id(i64), from i64, i32, u32
}

number! {
    /// A visitor's ClientID: unsigned, and larger than a double can hold exactly.
    ClientId(u64), from u64, u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_digits_and_writes_numbers() {
        assert_eq!(serde_json::from_str::<Id>("5000000000").unwrap(), 5_000_000_000);
        assert_eq!(serde_json::from_str::<Id>("\"5000000000\"").unwrap(), 5_000_000_000);
        let largest: ClientId = serde_json::from_str("\"18446744073709551615\"").unwrap();
        assert_eq!(serde_json::to_string(&largest).unwrap(), "18446744073709551615");
    }

    #[test]
    fn refuses_what_would_lose_digits() {
        assert!(serde_json::from_str::<Id>("18446744073709551615").is_err());
        assert!(serde_json::from_str::<Id>("1.5").is_err());
        assert!(serde_json::from_str::<ClientId>("-1").is_err());
    }
}
