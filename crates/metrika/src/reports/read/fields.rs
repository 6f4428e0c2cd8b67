//! A row, for serde.

use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor};

use super::cell::Cell;
use super::problem::{Problem, has};
use crate::error::{Error, ErrorKind};
use crate::reports::columns::At;
use crate::reports::{Columns, Row};

/// What a field takes of a dimension.
#[derive(Debug, Clone, Copy)]
enum Part {
    Whole,
    Id,
    Name,
}

/// A field, and where its value is.
#[derive(Debug)]
struct Field {
    key: Cow<'static, str>,
    at: At,
    part: Part,
}

/// Reads rows one by one, and remembers where their fields are.
#[derive(Debug, Default)]
pub(in crate::reports) struct Reader {
    /// Of the rows that what follows was found for.
    columns: Option<Arc<Columns>>,
    /// The fields of a struct.
    listed: Option<(&'static [&'static str], Vec<Field>)>,
    /// A field for each column.
    all: Option<Vec<Field>>,
}

impl Reader {
    /// Reads a row. Its number, if it is known, is for errors.
    pub(in crate::reports) fn read<T: DeserializeOwned>(&mut self, row: &Row, number: Option<u64>) -> Result<T, Error> {
        let columns = row.shared_columns();
        if !self.columns.as_ref().is_some_and(|known| Arc::ptr_eq(known, columns)) {
            *self = Self { columns: Some(Arc::clone(columns)), ..Self::default() };
        }
        T::deserialize(Fields { reader: self, row }).map_err(|problem| problem.into_error(columns, number))
    }

    fn listed(&mut self, columns: &Columns, fields: &'static [&'static str]) -> Result<&[Field], Problem> {
        let listed = match self.listed.take() {
            // It is the same list for every row. Two of equal content, which never come, would be as good.
            Some(listed) if std::ptr::eq(listed.0, fields) || listed.0 == fields => listed,
            _ => {
                let found: Result<_, _> = fields.iter().map(|field| find(columns, field)).collect();
                (fields, found.map_err(Problem::Columns)?)
            }
        };
        Ok(&self.listed.insert(listed).1)
    }

    fn all(&mut self, columns: &Columns) -> Result<&[Field], Problem> {
        let all = match self.all.take() {
            Some(all) => all,
            None => every(columns).map_err(Problem::Columns)?,
        };
        Ok(self.all.insert(all))
    }
}

/// The column of a field, or of a part of it: `lastSignTrafficSource.id`.
fn find(columns: &Columns, field: &'static str) -> Result<Field, Error> {
    let (name, part) = match field.rsplit_once('.') {
        Some((name, "id")) => (name, Part::Id),
        Some((name, "name")) => (name, Part::Name),
        _ => (field, Part::Whole),
    };
    let mut found = columns.meant_by(name);
    let mut what = "column";
    if !matches!(part, Part::Whole) {
        // Nothing else has parts.
        found.retain(|(at, _)| matches!(at, At::Dimension(_)));
        what = "dimension";
    }
    match found.as_slice() {
        [(at, _)] => Ok(Field { key: field.into(), at: *at, part }),
        [] => {
            let message = format!("the field `{field}` is no {what} of this report; {}", has(columns));
            Err(Error::new(ErrorKind::NotAsked, message))
        }
        several => {
            let several = several.iter().map(|(at, name)| match at {
                At::Dimension(_) => format!("the dimension {name}"),
                At::Metric(_) => format!("the metric {name}"),
            });
            let several = several.collect::<Vec<_>>().join(", ");
            let message = format!("the field `{field}` means more than one column of this report: {several}");
            Err(Error::new(ErrorKind::NotAsked, message))
        }
    }
}

fn every(columns: &Columns) -> Result<Vec<Field>, Error> {
    let dimensions = columns.dimensions().enumerate().map(|(place, name)| (At::Dimension(place), name));
    let metrics = columns.metrics().enumerate().map(|(place, name)| (At::Metric(place), name));
    let mut fields: Vec<Field> = Vec::new();
    for (at, name) in dimensions.chain(metrics) {
        // In a map, one of them would be lost.
        if fields.iter().any(|field| field.key == name) {
            let message = format!("more than one column of this report is called {name}: a map cannot have both");
            return Err(Error::new(ErrorKind::NotAsked, message));
        }
        fields.push(Field { key: name.to_owned().into(), at, part: Part::Whole });
    }
    Ok(fields)
}

struct Fields<'a> {
    reader: &'a mut Reader,
    row: &'a Row,
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method<V: Visitor<'a>>(self, $(_: $argument,)* _: V) -> Result<V::Value, Problem> {
            Err(Problem::custom(
                "a row is read into a struct or a map, by the names of its columns; tuples and lists have places only",
            ))
        }
    )*};
}

impl<'a> Deserializer<'a> for Fields<'a> {
    type Error = Problem;

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let row = self.row;
        let fields = self.reader.listed(row.columns(), fields)?.iter();
        visitor.visit_map(Values { row, fields, next: None })
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        let row = self.row;
        let fields = self.reader.all(row.columns())?.iter();
        visitor.visit_map(Values { row, fields, next: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    refused! {
        deserialize_seq()
        deserialize_tuple(usize)
        deserialize_tuple_struct(&'static str, usize)
    }

    serde::forward_to_deserialize_any! { <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct map enum
        identifier ignored_any
    }
}

struct Values<'a> {
    row: &'a Row,
    fields: slice::Iter<'a, Field>,
    next: Option<&'a Field>,
}

impl<'a> Values<'a> {
    fn cell(&self, field: &Field) -> Option<Cell<'a>> {
        Some(match field.at {
            At::Metric(place) => Cell::Number(*self.row.metrics().get(place)?),
            At::Dimension(place) => {
                let value = self.row.dimensions().get(place)?;
                match field.part {
                    Part::Whole => Cell::Dimension(value),
                    Part::Id => Cell::Text(value.id.as_deref()),
                    Part::Name => Cell::Text(value.name.as_deref()),
                }
            }
        })
    }

    /// What an error calls the column.
    fn called(&self, field: &Field) -> String {
        let columns = self.row.columns();
        let name = match field.at {
            At::Dimension(place) => columns.dimensions().nth(place),
            At::Metric(place) => columns.metrics().nth(place),
        };
        let part = match field.part {
            Part::Whole => "",
            Part::Id => ".id",
            Part::Name => ".name",
        };
        format!("{}{part}", name.unwrap_or(&field.key))
    }
}

impl<'a> MapAccess<'a> for Values<'a> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.fields.next();
        self.next.map(|field| seed.deserialize(field.key.as_ref().into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let Some(field) = self.next.take() else { return Err(Problem::custom("a value without its key")) };
        // There are as many as columns.
        let cell = self.cell(field).ok_or_else(|| Problem::custom("the row has no such value"));
        cell.and_then(|cell| seed.deserialize(cell)).map_err(|problem| problem.of(|| self.called(field)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}
