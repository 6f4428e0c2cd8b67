//! A row, for serde.

use std::borrow::Cow;
use std::fmt::Debug;
use std::slice;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor};

use super::Problem;
use crate::error::Error;

/// The columns that rows have.
pub(crate) trait Columns {
    /// Where the value of a field is.
    type At: Debug;

    /// What has the columns, in a word.
    const OF: &'static str;

    /// What they are called, for errors.
    fn names(&self) -> Vec<&str>;

    /// The column of a field, or that there is none.
    fn find(&self, field: &'static str) -> Result<Self::At, Error>;

    /// A field for each column, by its own name.
    fn every(&self) -> Result<Vec<Field<Self::At>>, Error>;
}

/// A field, and where its value is.
#[derive(Debug)]
pub(crate) struct Field<A> {
    pub key: Cow<'static, str>,
    pub at: A,
}

/// A row whose values can be read.
pub(crate) trait Cells<'de>: Copy {
    type Columns: Columns;
    type Cell: Deserializer<'de, Error = Problem>;

    fn columns(self) -> &'de Arc<Self::Columns>;

    fn cell(self, at: &<Self::Columns as Columns>::At) -> Result<Self::Cell, Problem>;

    /// What an error calls the column.
    fn called(self, at: &<Self::Columns as Columns>::At) -> String;
}

/// The fields that a struct has, and where they are.
type Listed<A> = (&'static [&'static str], Vec<Field<A>>);

/// Reads rows one by one, and remembers where their fields are.
#[derive(Debug)]
pub(crate) struct Reader<C: Columns> {
    /// Of the rows that what follows was found for.
    columns: Option<Arc<C>>,
    /// The fields of a struct.
    listed: Option<Listed<C::At>>,
    /// A field for each column.
    all: Option<Vec<Field<C::At>>>,
}

impl<C: Columns> Default for Reader<C> {
    fn default() -> Self {
        Self { columns: None, listed: None, all: None }
    }
}

impl<C: Columns> Reader<C> {
    pub(crate) fn read<'de, T: Deserialize<'de>>(&mut self, row: impl Cells<'de, Columns = C>) -> Result<T, Problem>
    where
        C: 'de,
    {
        let columns = row.columns();
        if !self.columns.as_ref().is_some_and(|known| Arc::ptr_eq(known, columns)) {
            *self = Self { columns: Some(Arc::clone(columns)), ..Self::default() };
        }
        T::deserialize(Fields { reader: self, row })
    }

    fn listed(&mut self, columns: &C, fields: &'static [&'static str]) -> Result<&[Field<C::At>], Problem> {
        let listed = match self.listed.take() {
            // It is the same list for every row. Two of equal content, which never come, would be as good.
            Some(listed) if std::ptr::eq(listed.0, fields) || listed.0 == fields => listed,
            _ => {
                let find = |field: &&'static str| Ok(Field { key: (*field).into(), at: columns.find(field)? });
                let found: Result<_, _> = fields.iter().map(find).collect();
                (fields, found.map_err(Problem::Columns)?)
            }
        };
        Ok(&self.listed.insert(listed).1)
    }

    fn all(&mut self, columns: &C) -> Result<&[Field<C::At>], Problem> {
        let all = match self.all.take() {
            Some(all) => all,
            None => columns.every().map_err(Problem::Columns)?,
        };
        Ok(self.all.insert(all))
    }
}

struct Fields<'r, C: Columns, R> {
    reader: &'r mut Reader<C>,
    row: R,
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, Problem> {
            Err(Problem::custom(
                "a row is read into a struct or a map, by the names of its columns; tuples and lists have places only",
            ))
        }
    )*};
}

impl<'de, C: Columns + 'de, R: Cells<'de, Columns = C>> Deserializer<'de> for Fields<'_, C, R> {
    type Error = Problem;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let row = self.row;
        let fields = self.reader.listed(row.columns(), fields)?.iter();
        visitor.visit_map(Values { row, fields, next: None })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let row = self.row;
        let fields = self.reader.all(row.columns())?.iter();
        visitor.visit_map(Values { row, fields, next: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    refused! {
        deserialize_seq()
        deserialize_tuple(usize)
        deserialize_tuple_struct(&'static str, usize)
    }

    serde::forward_to_deserialize_any! { <V: Visitor<'de>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct map enum
        identifier ignored_any
    }
}

struct Values<'r, A, R> {
    row: R,
    fields: slice::Iter<'r, Field<A>>,
    next: Option<&'r Field<A>>,
}

impl<'de, C: Columns + 'de, R: Cells<'de, Columns = C>> MapAccess<'de> for Values<'_, C::At, R> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.fields.next();
        self.next.map(|field| seed.deserialize(field.key.as_ref().into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let Some(field) = self.next.take() else { return Err(Problem::custom("a value without its key")) };
        let cell = self.row.cell(&field.at);
        cell.and_then(|cell| seed.deserialize(cell)).map_err(|problem| problem.of(|| self.row.called(&field.at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}
