//! The types of fields: those of ClickHouse.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// One value.
    One(Scalar),
    /// A list of values: `Array(UInt32)`.
    Array(Scalar),
}

macro_rules! scalars {
    ($($(#[$docs:meta])* $name:ident,)*) => {
        /// The type of one value.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Scalar {
            $($(#[$docs])* $name,)*
        }

        impl Scalar {
            /// All that fields have, and their like.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// As ClickHouse has it: `UInt64`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

scalars! {
    /// From 0 to 255; also yes and no.
    UInt8,
    /// From 0 to 65,535.
    UInt16,
    /// From 0 to 4,294,967,295.
    UInt32,
    /// Ids: neither a signed number of 64 bits nor a float holds them all.
    UInt64,
    /// From -128 to 127.
    Int8,
    /// From -32,768 to 32,767.
    Int16,
    /// From -2,147,483,648 to 2,147,483,647.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A float of 32 bits.
    Float32,
    /// A float of 64 bits.
    Float64,
    /// Text, or any bytes.
    String,
    /// A day: `2026-02-28`.
    Date,
    /// A moment, to the second: `2026-02-28 12:00:00`. Whose clock it is by, [`FieldInfo::zone`](super::FieldInfo::zone) tells.
    DateTime,
}

impl FieldType {
    /// The type of a value, or of those in the list.
    pub fn scalar(self) -> Scalar {
        match self {
            Self::One(scalar) | Self::Array(scalar) => scalar,
        }
    }

    /// Whether it is a list.
    pub fn is_array(self) -> bool {
        matches!(self, Self::Array(_))
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As ClickHouse has it.
impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(scalar) => scalar.fmt(f),
            Self::Array(scalar) => write!(f, "Array({scalar})"),
        }
    }
}

/// Reads what ClickHouse writes.
impl FromStr for FieldType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let inner = text.strip_prefix("Array(").and_then(|inner| inner.strip_suffix(')'));
        let name = inner.unwrap_or(text);
        let unknown = || Error::invalid("type", format_args!("{text:?} is no type of a field"));
        let scalar = *Scalar::ALL.iter().find(|scalar| scalar.as_str() == name).ok_or_else(unknown)?;
        Ok(if inner.is_some() { Self::Array(scalar) } else { Self::One(scalar) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_written() {
        for scalar in Scalar::ALL {
            for kind in [FieldType::One(*scalar), FieldType::Array(*scalar)] {
                assert_eq!(kind.to_string().parse::<FieldType>().unwrap(), kind);
            }
        }
        assert_eq!(FieldType::Array(Scalar::UInt32).to_string(), "Array(UInt32)");
        for text in ["", "uint8", "Array(String", "Array(Array(String))", "Nullable(String)"] {
            text.parse::<FieldType>().unwrap_err();
        }
    }
}
