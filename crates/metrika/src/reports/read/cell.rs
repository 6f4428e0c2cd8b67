//! One value of a row, for serde.

use std::any::type_name;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor};
use serde_json::{Value, map};

use crate::reports::DimensionValue;
use crate::rows::{Problem, integers};

/// Up to here every whole number has a float of its own.
const EXACT: f64 = ((1_u64 << 53) - 1) as f64;
/// How much of a text an error shows.
const SHOWN: usize = 60;

/// What a field is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    Number(Option<f64>),
    /// The id or the name of a dimension alone.
    Text(Option<&'a str>),
    Dimension(&'a DimensionValue),
}

/// What a type sees that is neither struct nor map.
enum Plain<'a> {
    Number(f64),
    Text(&'a str),
}

impl<'a> Cell<'a> {
    fn plain(self) -> Option<Plain<'a>> {
        match self {
            Self::Number(number) => number.map(Plain::Number),
            Self::Text(text) => text.map(Plain::Text),
            Self::Dimension(value) => value.name.as_deref().map(Plain::Text),
        }
    }

    fn needed(self) -> Result<Plain<'a>, Problem> {
        self.plain().ok_or_else(Problem::no_value)
    }

    fn float(self) -> Result<f64, Problem> {
        match self.needed()? {
            Plain::Number(number) => Ok(number),
            Plain::Text(text) => {
                // Neither `inf` nor `NaN`.
                let digits = text.bytes().all(|byte| byte.is_ascii_digit() || b".-+eE".contains(&byte));
                let number = text.parse().ok().filter(|number: &f64| digits && number.is_finite());
                number.ok_or_else(|| Problem::custom(format_args!("{} is no number", shown(text))))
            }
        }
    }

    fn integer<T: TryFrom<i64> + FromStr>(self) -> Result<T, Problem> {
        match self.needed()? {
            Plain::Number(number) => {
                let whole = whole(number).ok_or_else(|| {
                    let rule = if number.fract() == 0.0 { "is too large to be exact" } else { "is no whole number" };
                    Problem::custom(format_args!("{number} {rule}: only `f64` can take it"))
                })?;
                let unfit = |_| Problem::custom(format_args!("{whole} does not fit into `{}`", type_name::<T>()));
                T::try_from(whole).map_err(unfit)
            }
            Plain::Text(text) => {
                let digits = text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|_| digits);
                let rule = || format!("{} is no whole number that fits into `{}`", shown(text), type_name::<T>());
                number.ok_or_else(|| Problem::custom(rule()))
            }
        }
    }
}

/// The number, if it is whole and no other one is written as the same float.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("{start:?}")
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.needed()? {
                Plain::Text(text) => visitor.visit_str(text),
                Plain::Number(_) => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'a> Deserializer<'a> for Cell<'a> {
    type Error = Problem;

    /// A whole number as one: a type that keeps what it is given can then be read as an integer as well as as a float.
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.plain() {
            None => visitor.visit_unit(),
            Some(Plain::Text(text)) => visitor.visit_str(text),
            Some(Plain::Number(number)) => match whole(number) {
                None => visitor.visit_f64(number),
                Some(whole) => match u64::try_from(whole) {
                    Ok(natural) => visitor.visit_u64(natural),
                    Err(_) => visitor.visit_i64(whole),
                },
            },
        }
    }

    integers! {}

    texts! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_identifier }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        let number = self.float()?;
        if (number as f32).is_infinite() {
            return Err(Problem::custom(format_args!("{number} does not fit into `f32`")));
        }
        visitor.visit_f64(number)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.plain() {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.needed()? {
            Plain::Text(text) => visitor.visit_enum(text.into_deserializer()),
            Plain::Number(_) => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Dimension(value) => visitor.visit_map(Details::of(value)),
            Self::Number(_) | Self::Text(_) => {
                self.needed()?;
                self.deserialize_any(visitor)
            }
        }
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_map(visitor)
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.needed()?;
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }

    // No value is of these.
    serde::forward_to_deserialize_any! { <V: Visitor<'a>> unit unit_struct seq tuple tuple_struct }
}

/// All that is known of the value of a dimension.
struct Details<'a> {
    value: &'a DimensionValue,
    own: &'static [&'static str],
    others: map::Iter<'a>,
    next: Option<(&'a str, Detail<'a>)>,
}

enum Detail<'a> {
    Text(Option<&'a str>),
    Other(&'a Value),
}

impl<'a> Details<'a> {
    fn of(value: &'a DimensionValue) -> Self {
        let own: &[&str] = if value.id.is_some() { &["id", "name"] } else { &["name"] };
        Self { value, own, others: value.extra.iter(), next: None }
    }

    fn advance(&mut self) -> Option<(&'a str, Detail<'a>)> {
        let Some((own, rest)) = self.own.split_first() else {
            return self.others.next().map(|(key, value)| (key.as_str(), Detail::Other(value)));
        };
        self.own = rest;
        let text = if *own == "id" { &self.value.id } else { &self.value.name };
        Some((own, Detail::Text(text.as_deref())))
    }
}

impl<'a> MapAccess<'a> for Details<'a> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.advance();
        self.next.as_ref().map(|(key, _)| seed.deserialize((*key).into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let Some((key, detail)) = self.next.take() else { return Err(Problem::custom("a value without its key")) };
        let in_key = |rule: String| Problem::custom(format_args!("`{key}`: {rule}"));
        match detail {
            Detail::Text(text) => seed.deserialize(Cell::Text(text)).map_err(|problem| in_key(problem.to_string())),
            Detail::Other(value) => seed.deserialize(value).map_err(|error| in_key(error.to_string())),
        }
    }
}
