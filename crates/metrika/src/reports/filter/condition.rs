//! One condition: a name, an operator and what to compare with.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Filter, Node};
use crate::ids::{CounterId, GoalId};
use crate::reports::{Dimension, Metric};

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Condition {
    #[serde(flatten)]
    pub subject: Subject,
    pub operator: Operator,
    pub values: Vec<Value>,
}

/// What a condition is put to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Subject {
    Dimension(Dimension),
    Metric(Metric),
}

/// Written as the API does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Operator {
    #[serde(rename = "==")]
    Equal,
    #[serde(rename = "!=")]
    NotEqual,
    #[serde(rename = ">")]
    Greater,
    #[serde(rename = ">=")]
    GreaterOrEqual,
    #[serde(rename = "<")]
    Less,
    #[serde(rename = "<=")]
    LessOrEqual,
    #[serde(rename = "=@")]
    Contains,
    #[serde(rename = "!@")]
    NotContains,
    #[serde(rename = "=~")]
    Matches,
    #[serde(rename = "!~")]
    NotMatches,
    #[serde(rename = "=*")]
    Like,
    #[serde(rename = "!*")]
    NotLike,
    #[serde(rename = "=.")]
    In,
    #[serde(rename = "!.")]
    NotIn,
}

impl Operator {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Contains => "=@",
            Self::NotContains => "!@",
            Self::Matches => "=~",
            Self::NotMatches => "!~",
            Self::Like => "=*",
            Self::NotLike => "!*",
            Self::In => "=.",
            Self::NotIn => "!.",
        }
    }

    pub fn takes_a_list(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }

    fn compares_numbers(self) -> bool {
        use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        matches!(self, Equal | NotEqual | Greater | GreaterOrEqual | Less | LessOrEqual)
    }
}

impl Condition {
    /// Whether its parts go together, which only a condition that was read may not do.
    pub fn fitting(self) -> Result<Self, String> {
        let sign = self.operator.sign();
        match &self.subject {
            Subject::Metric(metric) if !self.operator.compares_numbers() => {
                Err(format!("the metric {metric} does not know the operator {sign}"))
            }
            _ if !self.operator.takes_a_list() && self.values.len() != 1 => {
                Err(format!("the operator {sign} takes one value, and not {}", self.values.len()))
            }
            _ => Ok(self),
        }
    }
}

/// What a dimension is compared with: text, a whole number, a day or an id.
///
/// Dimensions with ids are compared by id; those whose name ends in `Name` by the name, in the language of the report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Value(String);

impl Value {
    /// As it is, not escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// What a metric is compared with.
///
/// It must be finite, which is checked when the report is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

macro_rules! written {
    ($target:ident: $($source:ty)*) => {$(
        impl From<$source> for $target {
            fn from(value: $source) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}

written!(Value: &str &&str &String i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize Date GoalId CounterId);
written!(Number: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

macro_rules! conditions {
    ($subject:ident, $value:ident: $($(#[$docs:meta])* $method:ident = $operator:ident;)*) => {
        impl $subject {$(
            $(#[$docs])*
            pub fn $method(&self, value: impl Into<$value>) -> Filter {
                condition(Subject::$subject(self.clone()), Operator::$operator, vec![Value(value.into().0)])
            }
        )*}
    };
}

fn condition(subject: Subject, operator: Operator, values: Vec<Value>) -> Filter {
    Filter(Node::Condition(Condition { subject, operator, values }))
}

conditions! { Dimension, Value:
    /// `==`: it is equal.
    eq = Equal;
    /// `!=`: it is not equal.
    ne = NotEqual;
    /// `>`: it is greater.
    gt = Greater;
    /// `>=`: it is greater or equal.
    ge = GreaterOrEqual;
    /// `<`: it is less.
    lt = Less;
    /// `<=`: it is less or equal.
    le = LessOrEqual;
    /// `=@`: it contains this text.
    contains = Contains;
    /// `!@`: it does not contain this text.
    not_contains = NotContains;
    /// `=~`: it matches this regular expression.
    ///
    /// ```
    /// # fn main() -> metrika::Result<()> {
    /// let page = metrika::reports::Dimension::new("ym:pv:URLPath")?;
    /// assert_eq!(page.matches(r"\.pdf$").to_string(), r"ym:pv:URLPath=~'\\.pdf$'");
    /// # Ok(())
    /// # }
    /// ```
    matches = Matches;
    /// `!~`: it does not match this regular expression.
    not_matches = NotMatches;
    /// `=*`: it is equal to this text, in which `*` stands for any text.
    like = Like;
    /// `!*`: it is not equal to this text, in which `*` stands for any text.
    not_like = NotLike;
}

/// Conditions. Not every dimension knows every operator: where the [reference](Dimension::info) lists them, a filter is checked
/// by that list when the report is asked for, and otherwise the service decides.
impl Dimension {
    /// `=.`: it is one of these, at least 1 and at most 100.
    pub fn is_in<V: Into<Value>>(&self, values: impl IntoIterator<Item = V>) -> Filter {
        let values = values.into_iter().map(Into::into).collect();
        condition(Subject::Dimension(self.clone()), Operator::In, values)
    }

    /// `!.`: it is none of these, at least 1 and at most 100.
    pub fn not_in<V: Into<Value>>(&self, values: impl IntoIterator<Item = V>) -> Filter {
        let values = values.into_iter().map(Into::into).collect();
        condition(Subject::Dimension(self.clone()), Operator::NotIn, values)
    }
}

conditions! { Metric, Number:
    /// `==`: rows in which it is equal. The metric must be among those of the report; so for all conditions on metrics.
    eq = Equal;
    /// `!=`: rows in which it is not equal.
    ne = NotEqual;
    /// `>`: rows in which it is greater.
    gt = Greater;
    /// `>=`: rows in which it is greater or equal.
    ge = GreaterOrEqual;
    /// `<`: rows in which it is less.
    lt = Less;
    /// `<=`: rows in which it is less or equal.
    le = LessOrEqual;
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dimension(dimension) => dimension.fmt(f),
            Self::Metric(metric) => metric.fmt(f),
        }
    }
}
