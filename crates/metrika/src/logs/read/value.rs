//! Values whose types the vocabulary tells.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::de::Error as _;
use serde::{Serialize, Serializer};

use super::cell::Cell;
use super::fields::unread;
use crate::error::Result;
use crate::logs::Scalar;
use crate::logs::tsv::cell::{date, date_time, number};
use crate::logs::tsv::{At, Row};
use crate::rows::Problem;

/// A value of a log, of the type that [`Field::info`](crate::logs::Field::info) tells. What the reference does not list is a text.
///
/// [`Display`](fmt::Display) writes it as the log has it, but without escapes, and `serde` writes what JSON has for it: numbers exactly, times as texts, and bytes that
/// are no text as a list of numbers.
///
/// ```
/// use metrika::logs::tsv::Decoder;
/// use metrika::logs::{Value, visits};
///
/// let part = b"ym:s:visitID\tym:s:startURL\tym:s:goalsID\n18446744073709551615\thttps://shop.example/\t[1,,2]\n";
/// let mut decoder = Decoder::new("part 0");
/// decoder.feed(part, |row| {
///     assert_eq!(row.value(&visits::VISIT_ID)?, Value::UInt(u64::MAX));
///     assert_eq!(row.value(&visits::GOALS_ID)?, Value::List(vec![Value::UInt(1), Value::Null, Value::UInt(2)]));
///     assert_eq!(row.value(&visits::GOALS_ID)?.to_string(), "[1,,2]");
///     Ok(())
/// })?;
/// # Ok::<(), metrika::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// There is no value: `\N`, a cell of a number or a time that is empty, or a hole in a list.
    Null,
    /// A whole number of a type without a sign.
    UInt(u64),
    /// A whole number of a type with a sign.
    Int(i64),
    /// A float.
    Float(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A text that is no UTF-8.
    Bytes(Cow<'a, [u8]>),
    /// A day.
    Date(Date),
    /// A moment, by the clock that [`FieldInfo::zone`](crate::logs::FieldInfo::zone) tells.
    DateTime(DateTime),
    /// A list.
    List(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    /// What a cell has.
    pub(super) fn of(cell: Cell<'a>) -> Result<Self, Problem> {
        Ok(match cell {
            Cell::Null => Self::Null,
            Cell::One(bytes, scalar) => Self::one(bytes, scalar)?,
            Cell::List(..) => Self::List(cell.entries()?.values()?),
            Cell::Unknown(_) => Self::text(cell.one()?.0),
        })
    }

    /// One value of this type, without escapes.
    pub(super) fn one(bytes: Cow<'a, [u8]>, scalar: Option<Scalar>) -> Result<Self, Problem> {
        use Scalar::{Float32, Float64, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
        let (value, what) = match scalar {
            None | Some(Scalar::String) => return Ok(Self::text(bytes)),
            Some(UInt8 | UInt16 | UInt32 | UInt64) => (number(&bytes).map(Self::UInt), "whole number without a sign"),
            Some(Int8 | Int16 | Int32 | Int64) => (number(&bytes).map(Self::Int), "whole number"),
            Some(Float32 | Float64) => (number(&bytes).map(Self::Float), "number"),
            Some(Scalar::Date) => (date(&bytes).map(Self::Date), "date as `2026-02-28`"),
            Some(Scalar::DateTime) => (date_time(&bytes).map(Self::DateTime), "date and time as `2026-02-28 12:00:00`"),
        };
        value.ok_or_else(|| Problem::custom(format_args!("it is no {what}")))
    }

    /// A text, whatever it looks like.
    pub(super) fn text(bytes: Cow<'a, [u8]>) -> Self {
        match bytes {
            Cow::Borrowed(bytes) => {
                std::str::from_utf8(bytes).map_or(Self::Bytes(bytes.into()), |text| Self::Text(text.into()))
            }
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Self::Text(text.into()),
                Err(error) => Self::Bytes(error.into_bytes().into()),
            },
        }
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same value, which borrows nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::UInt(number) => Value::UInt(number),
            Self::Int(number) => Value::Int(number),
            Self::Float(number) => Value::Float(number),
            Self::Text(text) => Value::Text(text.into_owned().into()),
            Self::Bytes(bytes) => Value::Bytes(bytes.into_owned().into()),
            Self::Date(date) => Value::Date(date),
            Self::DateTime(time) => Value::DateTime(time),
            Self::List(values) => Value::List(values.into_iter().map(Value::into_owned).collect()),
        }
    }
}

/// As the log has it, but without escapes; texts in lists are quoted, and for what is no UTF-8 there is �.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::UInt(number) => number.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::DateTime(time) => spaced(*time).fmt(f),
            Self::List(values) => {
                f.write_str("[")?;
                for (place, value) in values.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { "," })?;
                    match value {
                        Self::Text(_) | Self::Bytes(_) => write!(f, "{:?}", value.to_string())?,
                        other => other.fmt(f)?,
                    }
                }
                f.write_str("]")
            }
        }
    }
}

/// A moment as the log has it, to the second.
fn spaced(time: DateTime) -> jiff::fmt::strtime::Display<'static> {
    time.strftime("%Y-%m-%d %H:%M:%S")
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::UInt(number) => serializer.serialize_u64(*number),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::Date(_) | Self::DateTime(_) => serializer.collect_str(self),
            Self::List(values) => serializer.collect_seq(values),
        }
    }
}

impl<'a> Row<'a> {
    /// The value of a cell, of the type that the vocabulary tells.
    pub fn value(&self, at: impl At) -> Result<Value<'a>> {
        self.typed(at.column(self)?)
    }

    /// The names of all columns with their values, in the order of the part.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use metrika::logs::Value;
    /// use metrika::logs::tsv::Decoder;
    ///
    /// let mut lines = Vec::new();
    /// let mut decoder = Decoder::new("part 0");
    /// decoder.feed(b"ym:s:date\tym:s:visitID\n2026-02-28\t18446744073709551615\n", |row| {
    ///     let values: BTreeMap<&str, Value> = row.values().collect::<Result<_, _>>()?;
    ///     lines.push(serde_json::to_string(&values).expect("values are JSON"));
    ///     Ok(())
    /// })?;
    /// assert_eq!(lines, [r#"{"ym:s:date":"2026-02-28","ym:s:visitID":18446744073709551615}"#]);
    /// # Ok::<(), metrika::Error>(())
    /// ```
    pub fn values(&self) -> impl ExactSizeIterator<Item = Result<(&'a str, Value<'a>)>> {
        let row = *self;
        let named = move |(column, name): (usize, &'a String)| Ok((name.as_str(), row.typed(column)?));
        self.columns().iter().enumerate().map(named)
    }

    fn typed(&self, column: usize) -> Result<Value<'a>> {
        let value = Cell::of(self.cell(column), self.header().kind(column)).and_then(Value::of);
        value.map_err(|problem| unread(problem.of(|| self.columns().get(column).cloned().unwrap_or_default()), self))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::error::ErrorKind;
    use crate::logs::Field;
    use crate::logs::read::tests::{unfit, with};

    fn value(column: &str, cell: impl AsRef<[u8]>) -> Result<Value<'static>> {
        let field = Field::new(column).unwrap();
        with(column, cell, |row| {
            let value = row.value(&field)?;
            assert_eq!(row.value(row.column(&field)?)?, value);
            Ok(value.into_owned())
        })
    }

    fn text(text: &str) -> Value<'_> {
        Value::Text(text.into())
    }

    #[test]
    fn a_value_has_the_type_that_the_vocabulary_tells() {
        let noon = date(2026, 2, 28).at(12, 0, 0, 0);
        for (column, cell, expected, shown, json) in [
            ("ym:s:visitID", "18446744073709551615", Value::UInt(u64::MAX), "18446744073709551615", json!(u64::MAX)),
            ("ym:s:pageViews", "-1", Value::Int(-1), "-1", json!(-1)),
            ("ym:s:visitID", "", Value::Null, "", json!(null)),
            ("ym:s:startURL", "\\N", Value::Null, "", json!(null)),
            ("ym:s:startURL", "", text(""), "", json!("")),
            ("ym:s:startURL", "/\\t7", text("/\t7"), "/\t7", json!("/\t7")),
            ("ym:s:newThing", "7", text("7"), "7", json!("7")),
            ("ym:s:newThing", "[7]", text("[7]"), "[7]", json!("[7]")),
            ("ym:s:date", "2026-02-28", Value::Date(noon.date()), "2026-02-28", json!("2026-02-28")),
            (
                "ym:s:dateTime",
                "2026-02-28 12:00:00",
                Value::DateTime(noon),
                "2026-02-28 12:00:00",
                json!("2026-02-28 12:00:00"),
            ),
            ("ym:s:goalsID", "[]", Value::List(vec![]), "[]", json!([])),
            (
                "ym:s:goalsID",
                "[1,,3]",
                Value::List(vec![Value::UInt(1), Value::Null, Value::UInt(3)]),
                "[1,,3]",
                json!([1, null, 3]),
            ),
            (
                "ym:s:productsName",
                r"[\'a,b\',\'\']",
                Value::List(vec![text("a,b"), text("")]),
                r#"["a,b",""]"#,
                json!(["a,b", ""]),
            ),
            (
                "ym:s:goalsDateTime",
                "['2026-02-28 12:00:00']",
                Value::List(vec![Value::DateTime(noon)]),
                "[2026-02-28 12:00:00]",
                json!(["2026-02-28 12:00:00"]),
            ),
            (
                "ym:s:purchaseRevenue",
                "[17509.5]",
                Value::List(vec![Value::Float(17509.5)]),
                "[17509.5]",
                json!([17509.5]),
            ),
        ] {
            let value = value(column, cell).unwrap();
            assert_eq!(value, expected, "{column}: {cell}");
            assert_eq!(value.to_string(), shown, "{column}: {cell}");
            assert_eq!(serde_json::to_value(&value).unwrap(), json, "{column}: {cell}");
            assert_eq!(value.is_null(), json.is_null());
        }
    }

    #[test]
    fn what_is_no_utf_8_is_bytes() {
        let value = value("ym:s:startURL", b"\xff\\t").unwrap();
        assert_eq!(value, Value::Bytes(b"\xff\t".into()));
        assert_eq!(value.to_string(), "\u{fffd}\t");
        assert_eq!(serde_json::to_value(&value).unwrap(), json!([255, 9]));
    }

    #[test]
    fn texts_are_borrowed_from_the_row() {
        with("ym:s:startURL\tym:s:productsName", "/\t['a']", |row| {
            let values: Vec<_> = row.values().collect::<Result<_>>().unwrap();
            let Some((name, Value::Text(Cow::Borrowed(url)))) = values.first() else { panic!("{values:?}") };
            assert_eq!((*name, *url), ("ym:s:startURL", "/"));
            let Some((_, Value::List(names))) = values.get(1) else { panic!("{values:?}") };
            assert!(matches!(names.first(), Some(Value::Text(Cow::Borrowed("a")))));
        });
    }

    #[test]
    fn what_is_not_of_its_type_is_an_error_with_its_place() {
        unfit(value("ym:s:visitID", "-1"), "ym:s:visitID", "it is no whole number without a sign");
        unfit(value("ym:s:pageViews", "1.5"), "ym:s:pageViews", "it is no whole number");
        unfit(value("ym:s:date", "20260228"), "ym:s:date", "it is no date as `2026-02-28`");
        unfit(value("ym:s:goalsID", "1"), "ym:s:goalsID", "it is no list");
        let rule = "entry number 2: it is no whole number without a sign";
        unfit(value("ym:s:goalsID", "[1,x]"), "ym:s:goalsID", rule);
        unfit(value("ym:s:newThing", "\\x"), "ym:s:newThing", "it has an escape that is cut off or unknown");
        let error = with("ym:s:visitID", "1", |row| row.value(&crate::logs::visits::BOUNCE).map(|_| ())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotAsked);
        let names = with("ym:s:visitID\tym:s:bounce", "x\t1", |row| {
            assert_eq!(row.values().len(), 2);
            row.values().map(|value| value.is_ok()).collect::<Vec<_>>()
        });
        assert_eq!(names, [false, true]);
    }
}
