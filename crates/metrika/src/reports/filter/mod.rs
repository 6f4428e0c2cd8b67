//! Filters: which visits, hits or rows a report counts.
//!
//! A condition is a name, an operator and values; `and`, `or`, `not` and the sets join conditions. A filter is a plain
//! value: it can be kept, compared, stored and used again, and its text is the expression that is sent.
//!
//! ```
//! use metrika::reports::{Dimension, Filter, Metric};
//!
//! # fn main() -> metrika::Result<()> {
//! let source = Dimension::new("ym:s:lastsignTrafficSource")?;
//! let page = Dimension::new("ym:pv:URLPath")?;
//! let visits = Metric::new("ym:s:visits")?;
//!
//! let filter = source.is_in(["organic", "ad"]).and(Filter::none(page.contains("/admin/"))).and(visits.ge(10));
//! assert_eq!(
//!     filter.to_string(),
//!     "ym:s:lastsignTrafficSource=.('organic','ad') AND NONE(ym:pv:URLPath=@'/admin/') AND ym:s:visits>='10'"
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # What is checked
//!
//! Before anything is sent, each with a message of its own:
//!
//! - a filter has at most 10,000 characters, 20 conditions and 10 distinct dimensions and metrics, and a condition has 1 to
//!   100 values;
//! - a condition on a metric is outside all parentheses and joined to the rest by `and` alone, and the metric is among those
//!   asked for, spelled in the same way. Comparisons have no conditions on metrics;
//! - a dimension knows the operator, and filters may have the metric, as far as the reference says so;
//! - a metric is compared with a finite number.
//!
//! The names of a filter may be of another namespace than the report: the metrics and dimensions of a report are what must
//! not mix. A value `'` or `\` is escaped, so the `\.` of a regular expression is written as in any other place.
//!
//! Reference: <https://yandex.com/dev/metrika/en/stat/openapi/data_1>.

mod check;
mod condition;
pub(super) mod narrow;
mod render;

use std::ops;

use serde::{Deserialize, Deserializer, Serialize, de};

pub(super) use check::Beside;
use condition::Condition;
pub use condition::{Number, Value};

/// The filter of a report, a segment or a metric; see [the module](self).
///
/// Conditions come from [`Dimension`](super::Dimension) and [`Metric`](super::Metric).
///
/// ```
/// use metrika::reports::{Dimension, Filter};
///
/// # fn main() -> metrika::Result<()> {
/// let browser = Dimension::new("ym:s:browserName")?;
/// let robot = Dimension::new("ym:s:isRobot")?;
///
/// let filter = (browser.eq("Firefox") | browser.like("Chrom*")) & !robot.eq("Yes");
/// assert_eq!(
///     filter.to_string(),
///     "(ym:s:browserName=='Firefox' OR ym:s:browserName=*'Chrom*') AND NOT(ym:s:isRobot=='Yes')"
/// );
///
/// // Any number of them.
/// let wanted = ["Firefox", "Safari"].map(|name| browser.eq(name)).into_iter().reduce(Filter::or);
/// # let _ = wanted;
/// # Ok(())
/// # }
/// ```
///
/// Two filters are equal if they say the same in the same order: `a.and(b).and(c)` is `a.and(b.and(c))`, and twice `not` is
/// nothing. As data, a filter is a tree: `{"not":{"condition":{"dimension":"ym:s:isRobot","operator":"==","values":["Yes"]}}}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Filter(Node);

/// No list is shorter than two, none is directly in another of its kind, and no `Not` in a `Not`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Node {
    Raw(String),
    Condition(Condition),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Exists(Box<Node>),
    All(Box<Node>),
    None(Box<Node>),
}

impl Filter {
    /// A filter in the grammar of the API, as it is. Only its length is checked, and that it is not empty.
    ///
    /// Joined to other filters, it is put in parentheses; conditions on metrics must not be in any.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self(Node::Raw(expression.into()))
    }

    /// What both let through.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(Node::and(vec![self.0, other.0]))
    }

    /// What one of them lets through, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(Node::or(vec![self.0, other.0]))
    }

    /// What it does not let through. The same as `!filter`.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // implemented as well; this one needs no import
    pub fn not(self) -> Self {
        Self(Node::not(self.0))
    }

    /// Of the things of a visit, such as its page views or parameters, at least one fits.
    ///
    /// It is the default where nothing else is said, but conditions in one set are about the same thing, and conditions
    /// outside are not.
    ///
    /// ```
    /// # fn main() -> metrika::Result<()> {
    /// use metrika::reports::{Dimension, Filter};
    ///
    /// let (name, value) = (Dimension::new("ym:s:paramsLevel1")?, Dimension::new("ym:s:paramsLevel2")?);
    /// let gold = Filter::exists(name.eq("plan").and(value.eq("gold")));
    /// assert_eq!(gold.to_string(), "EXISTS(ym:s:paramsLevel1=='plan' AND ym:s:paramsLevel2=='gold')");
    /// # Ok(())
    /// # }
    /// ```
    pub fn exists(filter: Self) -> Self {
        Self(Node::Exists(Box::new(filter.0)))
    }

    /// All things of a visit fit.
    pub fn all(filter: Self) -> Self {
        Self(Node::All(Box::new(filter.0)))
    }

    /// No thing of a visit fits.
    pub fn none(filter: Self) -> Self {
        Self(Node::None(Box::new(filter.0)))
    }
}

impl Node {
    fn and(nodes: Vec<Self>) -> Self {
        let parts = |node| match node {
            Self::And(list) => list,
            node => vec![node],
        };
        Self::And(nodes.into_iter().flat_map(parts).collect())
    }

    fn or(nodes: Vec<Self>) -> Self {
        let parts = |node| match node {
            Self::Or(list) => list,
            node => vec![node],
        };
        Self::Or(nodes.into_iter().flat_map(parts).collect())
    }

    fn not(node: Self) -> Self {
        match node {
            Self::Not(node) => *node,
            node => Self::Not(Box::new(node)),
        }
    }

    /// What was read, in the form that the methods make; or what is wrong with it.
    fn normal(self) -> Result<Self, String> {
        let boxed = |node: Box<Self>| node.normal().map(Box::new);
        let list = |word: &str, nodes: Vec<Self>| match nodes.len() {
            0 | 1 => Err(format!("{word:?} joins two or more")),
            _ => nodes.into_iter().map(Self::normal).collect::<Result<Vec<_>, _>>(),
        };
        Ok(match self {
            Self::Raw(text) => Self::Raw(text),
            Self::Condition(condition) => Self::Condition(condition.fitting()?),
            Self::And(nodes) => Self::and(list("and", nodes)?),
            Self::Or(nodes) => Self::or(list("or", nodes)?),
            Self::Not(node) => Self::not(node.normal()?),
            Self::Exists(node) => Self::Exists(boxed(node)?),
            Self::All(node) => Self::All(boxed(node)?),
            Self::None(node) => Self::None(boxed(node)?),
        })
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Node::deserialize(deserializer)?.normal().map(Self).map_err(de::Error::custom)
    }
}

impl ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl ops::BitAnd for Filter {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl ops::BitOr for Filter {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

#[cfg(test)]
mod tests;
