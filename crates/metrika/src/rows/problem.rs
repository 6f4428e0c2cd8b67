//! Why a row could not be read.

use std::fmt;

use serde::de;

use super::Columns;
use super::names::has;
use crate::error::{Error, ErrorKind};

#[derive(Debug)]
pub(crate) enum Problem {
    /// The columns are not those that the type has fields for.
    Columns(Error),
    /// A type that does not tell its fields in advance missed one.
    Missing(&'static str),
    /// A value does not fit its field, or a row does not fit the type.
    Value { column: Option<String>, rule: String },
}

impl Problem {
    /// A value that is there for an `Option` alone.
    pub(crate) fn no_value() -> Self {
        de::Error::custom("there is no value, which only a field of type `Option<...>` can say")
    }

    /// Says in which column it is.
    pub(crate) fn of(self, column: impl FnOnce() -> String) -> Self {
        match self {
            Self::Columns(error) => Self::Columns(error),
            Self::Missing(field) => Self::Value { column: Some(column()), rule: format!("there is no `{field}`") },
            Self::Value { column: known, rule } => Self::Value { column: known.or_else(|| Some(column())), rule },
        }
    }

    /// Says what of the value it is.
    pub(crate) fn within(self, what: impl fmt::Display) -> Self {
        match self {
            Self::Columns(error) => Self::Columns(error),
            problem => de::Error::custom(format_args!("{what}: {problem}")),
        }
    }

    /// As an error of this crate. A value that does not fit becomes one by `unfit`, from the column, if it is one, and the rule.
    pub(crate) fn into_error<C: Columns>(
        self,
        columns: &C,
        unfit: impl FnOnce(Option<&str>, String) -> Error,
    ) -> Error {
        match self {
            Self::Columns(error) => error,
            Self::Missing(field) => {
                let rule =
                    "a struct with a flattened field finds columns by the names that the service gives them only";
                let has = has(columns);
                Error::new(ErrorKind::NotAsked, format!("there is no column `{field}`: {rule}; {has}"))
            }
            Self::Value { column, rule } => unfit(column.as_deref(), rule),
        }
    }
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
