//! How cells are read: as they are written, and as the service's own CSV files have them.
//!
//! A CSV reader guesses the types of cells when it is asked for anything, and a hash such as `1234e5…` would become a
//! number. Lists of text are asked for as bytes: JSON gives its arrays and texts for that, CSV the cell as it stands.

use std::fmt;
use std::marker::PhantomData;
use std::str;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Serializer};

use crate::import::values::{Email, LocalTime, Phone};

/// An instant: RFC 3339 or unix seconds.
pub(super) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    struct Instant;

    impl Visitor<'_> for Instant {
        type Value = Timestamp;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unix seconds, or a time such as 2024-01-10T08:56:00Z")
        }

        fn visit_i64<E: Error>(self, seconds: i64) -> Result<Timestamp, E> {
            Timestamp::from_second(seconds).map_err(E::custom)
        }

        fn visit_u64<E: Error>(self, seconds: u64) -> Result<Timestamp, E> {
            i64::try_from(seconds).map_err(E::custom).and_then(|seconds| self.visit_i64(seconds))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
            match text.parse::<i64>() {
                Ok(seconds) => self.visit_i64(seconds),
                Err(_) => text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self)),
            }
        }
    }

    deserializer.deserialize_any(Instant)
}

/// A flag: true or false, 1 or 0.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    struct Flag;

    impl<'de> Visitor<'de> for Flag {
        type Value = Option<bool>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("1 or 0")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
            Ok(Some(flag))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            match number {
                0 => Ok(Some(false)),
                1 => Ok(Some(true)),
                other => Err(E::invalid_value(Unexpected::Unsigned(other), &self)),
            }
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            match text {
                "" => Ok(None),
                "0" | "false" => Ok(Some(false)),
                "1" | "true" => Ok(Some(true)),
                other => Err(E::invalid_value(Unexpected::Str(other), &self)),
            }
        }
    }

    deserializer.deserialize_option(Flag)
}

/// A day, in any form of the service.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    match Option::<LocalTime>::deserialize(deserializer)? {
        None => Ok(None),
        Some(LocalTime::Day(day)) => Ok(Some(day)),
        Some(time) => Err(D::Error::custom(format_args!("{time} is a time, not a day"))),
    }
}

/// A phone with a plus before it.
#[allow(clippy::ref_option)] // serde passes the field
pub(super) fn international<S: Serializer>(phone: &Option<Phone>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&phone.as_ref().map(Phone::international).unwrap_or_default())
}

/// A list: an array, or text with commas.
pub(super) fn list<'de, T: Item, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_option(List { object: false, items: PhantomData })
}

/// A list as above, or an object whose fields are its values.
pub(super) fn list_or_object<'de, T: Item, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_option(List { object: true, items: PhantomData })
}

/// A value of a list.
pub(super) trait Item: Sized {
    /// What the text of one value is.
    fn from_text(text: &str) -> Result<Self, String>;

    /// What an object is, where the service writes objects.
    fn from_object<'de, A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom("an object, where a value was expected"))
    }
}

impl Item for u64 {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("{text:?} is no id: a whole number of 64 bits"))
    }
}

impl Item for String {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Item for Email {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }
}

impl Item for Phone {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }
}

struct List<T> {
    object: bool,
    items: PhantomData<T>,
}

impl<'de, T: Item> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array, or values with commas between them")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.object { deserializer.deserialize_any(self) } else { deserializer.deserialize_bytes(self) }
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        self.visit_str(str::from_utf8(bytes).map_err(E::custom)?)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| T::from_text(item).map_err(E::custom)).collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Element(item)) = array.next_element()? {
            items.push(item);
        }
        Ok(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some((name, value)) = object.next_entry::<String, u64>()? {
            items.push(T::from_text(&format!("{name}:{value}")).map_err(A::Error::custom)?);
        }
        Ok(items)
    }
}

/// An element of an array: text, a number, or an object.
struct Element<T>(T);

impl<'de, T: Item> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One<T>(PhantomData<T>);

        impl<'de, T: Item> Visitor<'de> for One<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of a list")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
                T::from_text(text).map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
                T::from_object(object)
            }
        }

        deserializer.deserialize_any(One(PhantomData)).map(Element)
    }
}
