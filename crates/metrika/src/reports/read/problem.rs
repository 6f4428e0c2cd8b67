//! Why a row could not be read.

use std::fmt;

use serde::de;

use crate::error::{Error, ErrorKind};
use crate::reports::Columns;

/// What to do about a value that does not fit.
const ADVICE: (&str, &str) = (
    "Give the field a type that takes every value of the column: `Option<...>` where one may be missing, `f64` for a metric, `String` for a dimension.",
    "Выберите для поля тип, подходящий всем значениям столбца: `Option<...>`, если значения может не быть, `f64` для метрики, `String` для группировки.",
);

#[derive(Debug)]
pub(super) enum Problem {
    /// The columns are not those that the type has fields for.
    Columns(Error),
    /// A type that does not tell its fields in advance missed one.
    Missing(&'static str),
    /// A value does not fit its field, or a row does not fit the type.
    Value { column: Option<String>, rule: String },
}

impl Problem {
    /// A value that is there for an `Option` alone.
    pub(super) fn no_value() -> Self {
        de::Error::custom("there is no value, which only a field of type `Option<...>` can say")
    }

    /// Says in which column it is.
    pub(super) fn of(self, column: impl FnOnce() -> String) -> Self {
        match self {
            Self::Columns(error) => Self::Columns(error),
            Self::Missing(field) => Self::Value { column: Some(column()), rule: format!("there is no `{field}`") },
            Self::Value { column: known, rule } => Self::Value { column: known.or_else(|| Some(column())), rule },
        }
    }

    /// As an error of this crate, about the row of this number if it is known.
    pub(super) fn into_error(self, columns: &Columns, row: Option<u64>) -> Error {
        let (column, rule) = match self {
            Self::Columns(error) => return error,
            Self::Missing(field) => {
                let rule =
                    "a struct with a flattened field finds columns by the names that the service gives them only";
                let has = has(columns);
                return Error::new(ErrorKind::NotAsked, format!("there is no column `{field}`: {rule}; {has}"));
            }
            Self::Value { column, rule } => (column, rule),
        };
        let place: Vec<String> = row.map(|number| format!("row {number}")).into_iter().chain(column).collect();
        let message = if place.is_empty() { rule } else { format!("{}: {rule}", place.join(", ")) };
        let mut error = Error::new(ErrorKind::Decode, message);
        error.inner_mut().advice = Some(ADVICE);
        error
    }
}

/// What columns there are: the end of a sentence.
pub(super) fn has(columns: &Columns) -> String {
    let names: Vec<&str> = columns.dimensions().chain(columns.metrics()).collect();
    format!("the report has: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })
}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(rule: T) -> Self {
        Self::Value { column: None, rule: rule.to_string() }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(error) => error.fmt(f),
            Self::Missing(field) => write!(f, "there is no `{field}`"),
            Self::Value { column: None, rule } => f.write_str(rule),
            Self::Value { column: Some(column), rule } => write!(f, "{column}: {rule}"),
        }
    }
}

impl std::error::Error for Problem {}
