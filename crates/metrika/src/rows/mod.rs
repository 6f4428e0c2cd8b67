//! Rows as types of the caller, by serde: what reports and logs have alike.

mod names;
mod problem;
mod reader;

pub(crate) use names::{cut, meant_by, only, plain, twice};
pub(crate) use problem::Problem;
pub(crate) use reader::{Cells, Columns, Field, Reader};

/// The methods of a `Deserializer<'a>` for integers, each of which calls `integer` of the same type.
macro_rules! integers {
    () => {
        $crate::rows::integers! {
            deserialize_i8, visit_i8;
            deserialize_i16, visit_i16;
            deserialize_i32, visit_i32;
            deserialize_i64, visit_i64;
            deserialize_i128, visit_i128;
            deserialize_u8, visit_u8;
            deserialize_u16, visit_u16;
            deserialize_u32, visit_u32;
            deserialize_u64, visit_u64;
            deserialize_u128, visit_u128;
        }
    };
    ($($method:ident, $visit:ident;)*) => {$(
        fn $method<V: serde::de::Visitor<'a>>(self, visitor: V) -> Result<V::Value, $crate::rows::Problem> {
            visitor.$visit(self.integer()?)
        }
    )*};
}

pub(crate) use integers;
