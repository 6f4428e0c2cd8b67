//! One cell of a row, for serde.

use std::any::type_name;
use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, SeqAccess, Visitor};

use super::Value;
use crate::logs::tsv::array::{Broken, Entries};
use crate::logs::tsv::cell::{self, NULL, Number, unescaped};
use crate::logs::{FieldType, Scalar};
use crate::rows::{Problem, integers};

/// What a field is read from.
#[derive(Debug, Clone)]
pub(crate) enum Cell<'a> {
    /// There is no value.
    Null,
    /// One value, without escapes, and its type if it is known.
    One(Cow<'a, [u8]>, Option<Scalar>),
    /// A list as it stands in the part, and the type of its entries if it is known.
    List(&'a [u8], Option<Scalar>),
    /// A cell as it stands in the part, of which is not known what it is. It is what the field asks for.
    Unknown(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// The cell of a column of this type.
    pub(super) fn of(raw: &'a [u8], kind: Option<FieldType>) -> Result<Self, Problem> {
        Ok(match kind {
            _ if raw == NULL => Self::Null,
            None => Self::Unknown(raw),
            Some(FieldType::Array(scalar)) => Self::List(raw, Some(scalar)),
            Some(FieldType::One(Scalar::String)) => Self::One(plain(raw)?, Some(Scalar::String)),
            Some(FieldType::One(_)) if raw.is_empty() => Self::Null,
            Some(FieldType::One(scalar)) => Self::One(raw.into(), Some(scalar)),
        })
    }

    /// The bytes of one value.
    pub(super) fn one(self) -> Result<(Cow<'a, [u8]>, Option<Scalar>), Problem> {
        match self {
            Self::Null => Err(Problem::no_value()),
            Self::One(bytes, scalar) => Ok((bytes, scalar)),
            Self::List(..) => Err(Problem::custom("it is a list, which only a `Vec<...>` and its like can take")),
            Self::Unknown(raw) => Ok((plain(raw)?, None)),
        }
    }

    /// A number, as `parse` reads it; otherwise `what` it is not.
    fn number<T>(self, what: &str, parse: impl Fn(&[u8]) -> Option<T>) -> Result<T, Problem> {
        if matches!(self, Self::Unknown([])) {
            return Err(Problem::no_value());
        }
        let (bytes, _) = self.one()?;
        let unfit = || Problem::custom(format_args!("it is no {what} that fits into `{}`", type_name::<T>()));
        parse(&bytes).ok_or_else(unfit)
    }

    fn integer<T: TryFrom<u64> + TryFrom<i64>>(self) -> Result<T, Problem> {
        self.number("whole number", |bytes| match bytes {
            [b'-', ..] => T::try_from(cell::number::<i64>(bytes)?).ok(),
            _ => T::try_from(cell::number::<u64>(bytes)?).ok(),
        })
    }

    fn float<T: Number>(self) -> Result<T, Problem> {
        self.number("number", cell::number)
    }

    /// The bytes of one value, for a field of type `T`. A number and a time must be one also where they are read as a text.
    fn bytes<T>(self) -> Result<Cow<'a, [u8]>, Problem> {
        let (bytes, scalar) = self.one()?;
        // What these read is more than the one form that logs have: a day from a moment, a moment without seconds.
        let form = if is::<T, Date>() {
            Some((Scalar::Date, cell::date(&bytes).is_some()))
        } else if is::<T, DateTime>() {
            Some((Scalar::DateTime, cell::date_time(&bytes).is_some()))
        } else {
            None
        };
        match form {
            Some((Scalar::Date, false)) => return Err(Problem::custom("it is no date as `2026-02-28`")),
            Some((_, false)) => return Err(Problem::custom("it is no date and time as `2026-02-28 12:00:00`")),
            Some((asked, true)) if Some(asked) == scalar => return Ok(bytes),
            _ => {}
        }
        if scalar.is_some_and(|scalar| scalar != Scalar::String) {
            Value::one(Cow::Borrowed(bytes.as_ref()), scalar)?;
        }
        if matches!(bytes, Cow::Owned(_)) && (is::<T, &str>() || is::<T, &[u8]>()) {
            return Err(Problem::custom(
                "it has escapes, and without them it cannot be borrowed: use `Cow<str>` with `#[serde(borrow)]`, or `String`",
            ));
        }
        Ok(bytes)
    }

    fn text<T>(self) -> Result<Cow<'a, str>, Problem> {
        match Value::text(self.bytes::<T>()?) {
            Value::Text(text) => Ok(text),
            _ => Err(Problem::custom("it is no UTF-8: only a field of bytes can take it")),
        }
    }

    pub(super) fn entries(self) -> Result<List<'a>, Problem> {
        let (raw, scalar) = match self {
            Self::Null => return Err(Problem::no_value()),
            Self::List(raw, scalar) => (raw, scalar),
            Self::Unknown(raw) => (raw, None),
            Self::One(..) => return Err(Problem::custom("it is one value, and no list")),
        };
        let entries = Entries::of(raw).map_err(broken)?;
        Ok(List { entries, scalar, number: 0 })
    }
}

fn broken(_: Broken) -> Problem {
    Problem::custom("it is no list")
}

fn plain(raw: &[u8]) -> Result<Cow<'_, [u8]>, Problem> {
    unescaped(raw).ok_or_else(|| Problem::custom("it has an escape that is cut off or unknown"))
}

/// Whether two types are one. What is read may borrow, which rules out a [`TypeId`](std::any::TypeId). Should another type have the same name, it would be
/// held to the same form.
fn is<A, B>() -> bool {
    type_name::<A>() == type_name::<B>()
}

/// What is wrong with an entry, counted from 1.
fn nth(number: usize, problem: Problem) -> Problem {
    problem.within(format_args!("entry number {number}"))
}

/// The entries of a list.
pub(super) struct List<'a> {
    entries: Entries<'a>,
    scalar: Option<Scalar>,
    number: usize,
}

impl<'a> List<'a> {
    /// All of them, as the vocabulary has their type.
    pub(super) fn values(self) -> Result<Vec<Value<'a>>, Problem> {
        let value = |(place, entry): (usize, Result<Cell<'a>, Problem>)| {
            Value::of(entry?).map_err(|problem| nth(place + 1, problem))
        };
        self.enumerate().map(value).collect()
    }
}

impl<'a> Iterator for List<'a> {
    type Item = Result<Cell<'a>, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.number += 1;
        Some(match self.entries.next()? {
            Ok(None) => Ok(Cell::Null),
            Ok(Some(entry)) => Ok(Cell::One(entry, self.scalar)),
            Err(error) => Err(broken(error)),
        })
    }
}

impl<'a> SeqAccess<'a> for List<'a> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let Some(entry) = self.next().transpose()? else { return Ok(None) };
        let number = self.number;
        seed.deserialize(entry).map(Some).map_err(|problem| nth(number, problem))
    }
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.text::<V::Value>()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            }
        }
    )*};
}

macro_rules! bytes {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.bytes::<V::Value>()? {
                Cow::Borrowed(bytes) => visitor.visit_borrowed_bytes(bytes),
                Cow::Owned(bytes) => visitor.visit_byte_buf(bytes),
            }
        }
    )*};
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) $rule:literal;)*) => {$(
        fn $method<V: Visitor<'a>>(self, $(_: $argument,)* _: V) -> Result<V::Value, Problem> {
            Err(Problem::custom($rule))
        }
    )*};
}

impl<'a> Deserializer<'a> for Cell<'a> {
    type Error = Problem;

    /// As the vocabulary has its type.
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::List(..) => self.deserialize_seq(visitor),
            Self::Unknown(raw) => Self::One(plain(raw)?, None).deserialize_any(visitor),
            // As they stand.
            Self::One(_, Some(Scalar::Date | Scalar::DateTime)) => self.deserialize_str(visitor),
            Self::One(bytes, scalar) => match Value::one(bytes, scalar)? {
                Value::UInt(number) => visitor.visit_u64(number),
                Value::Int(number) => visitor.visit_i64(number),
                Value::Float(number) => visitor.visit_f64(number),
                Value::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
                Value::Text(Cow::Owned(text)) => visitor.visit_string(text),
                Value::Bytes(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
                Value::Bytes(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
                Value::Null | Value::Date(_) | Value::DateTime(_) | Value::List(_) => visitor.visit_unit(),
            },
        }
    }

    integers! {}

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    bytes! { deserialize_bytes deserialize_byte_buf }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        if matches!(self, Self::Unknown([])) {
            return Err(Problem::no_value());
        }
        match self.one()?.0.as_ref() {
            b"0" => visitor.visit_bool(false),
            b"1" => visitor.visit_bool(true),
            _ => Err(Problem::custom("it is neither 0 nor 1, which `bool` stands for")),
        }
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f32(self.float()?)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            // What is in the `Option` cannot be known before it is read, nor be read in two ways.
            Self::Null | Self::Unknown([]) => visitor.visit_none(),
            cell => visitor.visit_some(cell),
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
        visitor.visit_enum(self.text::<V::Value>()?.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        let mut entries = self.entries()?;
        let list = visitor.visit_seq(&mut entries)?;
        match entries.next() {
            None => Ok(list),
            Some(_) => Err(Problem::custom("it has more entries than the field takes")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }

    refused! {
        deserialize_unit() "it is a value, and `()` is none";
        deserialize_unit_struct(&'static str) "it is a value, and a type without fields is none";
        deserialize_tuple(usize) "a tuple is none of the types of cells: a list is read into a `Vec<...>`";
        deserialize_tuple_struct(&'static str, usize) "a tuple is none of the types of cells: a list is read into a `Vec<...>`";
        deserialize_map() "a map is none of the types of cells";
        deserialize_struct(&'static str, &'static [&'static str]) "a struct is none of the types of cells";
    }
}
