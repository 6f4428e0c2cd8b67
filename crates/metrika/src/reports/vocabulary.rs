//! What the reference says of the names: the tables, and the way from a name to its row.

use std::fmt;

use jiff::civil::Date;

use super::generated::{ALL_PRESETS, NAMESPACES};
use super::name::{Dimension, Metric, Preset};
use super::template;

/// What a metric is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// A whole number.
    Int,
    /// A number with a fraction.
    Double,
    /// A share, in percent.
    Percent,
    /// A sum of money.
    Currency,
    /// A time, in seconds.
    Seconds,
    /// An affinity index.
    Affinity,
}

impl Unit {
    /// The word of the reference: `percents`, `second`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Double => "double",
            Self::Percent => "percents",
            Self::Currency => "currency",
            Self::Seconds => "second",
            Self::Affinity => "affinity",
        }
    }
}

/// The word of the reference.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the reference says of a metric. It lists some metrics by name only: then everything else is `None`.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetricInfo {
    /// The name, with placeholders if it has any.
    pub name: Metric,
    /// What it is counted in.
    pub unit: Option<Unit>,
    /// Whether a filter may have it.
    pub filterable: Option<bool>,
    /// The earliest day that a report with it can be made for.
    pub since: Option<Date>,
    /// The page of the reference that describes it: `visits/basic`.
    pub group: Option<&'static str>,
    /// Other pages that describe it.
    pub also_in: &'static [&'static str],
    /// Whether the number of a period is known to be the sum of the numbers of its days. The reference does not say so of any: true are those
    /// whose definition leaves no doubt.
    pub additive: bool,
}

/// What the reference says of a dimension. It lists some dimensions by name only: then everything else is empty.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DimensionInfo {
    /// The name, with placeholders if it has any.
    pub name: Dimension,
    /// The operators that a filter may have after it, as filters write them: `==`, `=@`. Empty if the reference does not say.
    pub operators: &'static [&'static str],
    /// The dimension that has the names of the values of this one, if there is one.
    pub name_dimension: Option<Dimension>,
    /// The earliest day that a report with it can be made for.
    pub since: Option<Date>,
    /// The page of the reference that describes it: `visits/source`.
    pub group: Option<&'static str>,
}

/// What the reference says of a preset: a report that is made already.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresetInfo {
    /// The name, as the parameter `preset` has it.
    pub name: Preset,
    /// What it counts by. Some of these names are in no list but this one.
    pub dimensions: &'static [Dimension],
    /// What it counts. Some of these names are in no list but this one.
    pub metrics: &'static [Metric],
    /// The page of the reference that lists it: `sources`.
    pub group: &'static str,
}

/// One namespace of the vocabulary.
#[derive(Debug)]
pub(super) struct Namespace {
    pub name: &'static str,
    /// In the order of their names.
    pub dimensions: &'static [DimensionInfo],
    /// In the order of their names.
    pub metrics: &'static [MetricInfo],
}

/// All metrics of the vocabulary, in the order of their namespaces and names.
///
/// ```
/// let of_goals = metrika::reports::metrics().filter(|metric| metric.name.short().contains("goal<goal_id>"));
/// assert!(of_goals.count() > 20);
/// ```
pub fn metrics() -> impl Iterator<Item = &'static MetricInfo> {
    NAMESPACES.iter().flat_map(|namespace| namespace.metrics)
}

/// All dimensions of the vocabulary, in the order of their namespaces and names.
///
/// ```
/// let of_utm = metrika::reports::dimensions().filter(|dimension| dimension.name.short().contains("UTM"));
/// assert!(of_utm.count() > 5);
/// ```
pub fn dimensions() -> impl Iterator<Item = &'static DimensionInfo> {
    NAMESPACES.iter().flat_map(|namespace| namespace.dimensions)
}

/// All presets of the vocabulary, in the order of their names.
pub fn presets() -> impl Iterator<Item = &'static PresetInfo> {
    ALL_PRESETS.iter()
}

impl Metric {
    /// What the reference says of this metric: `None` if it does not list it.
    ///
    /// A name that is written out belongs to the one with placeholders: of `ym:s:goal12345visits` is known what is known of
    /// `ym:s:goal<goal_id>visits`. Attribution, group and currency may be in any case, all else has to be as the reference has it.
    ///
    /// ```
    /// use metrika::reports::{Metric, Unit, s};
    ///
    /// let info = Metric::new("ym:s:bounceRate")?.info().unwrap();
    /// assert_eq!((info.unit, info.filterable), (Some(Unit::Percent), Some(true)));
    /// assert_eq!(s::goal_visits(12345).info().unwrap().name, s::GOAL_VISITS);
    /// assert!(Metric::new("ym:s:unheardOf")?.info().is_none());
    /// # Ok::<(), metrika::Error>(())
    /// ```
    pub fn info(&self) -> Option<&'static MetricInfo> {
        find(namespace(self.namespace())?.metrics, |info| info.name.as_str(), self.plain())
    }
}

impl Dimension {
    /// What the reference says of this dimension: `None` if it does not list it.
    ///
    /// A name that is written out belongs to the one with placeholders: of `ym:s:lastSignTrafficSource` is known what is known of
    /// `ym:s:<attribution>TrafficSource`. Attribution, group and currency may be in any case, all else has to be as the reference has it.
    /// A dimension that has the names of another one's values (`ym:s:datePerioddayName`) belongs to that one.
    pub fn info(&self) -> Option<&'static DimensionInfo> {
        let infos = namespace(self.namespace())?.dimensions;
        let name = self.as_str();
        let names = |info: &&DimensionInfo| {
            info.name_dimension.as_ref().is_some_and(|dimension| template::fits(dimension.as_str(), name))
        };
        let find = |name| find(infos, |info| info.name.as_str(), name);
        // Samples have names of values also where the tables say nothing of them: `ym:s:lastSignTrafficSourceName`.
        find(name).or_else(|| infos.iter().find(names)).or_else(|| find(name.strip_suffix("Name")?))
    }
}

impl Metric {
    /// Whether the number of a period is known to be the sum of the numbers of its days: so it is of visits, not of users or averages.
    ///
    /// ```
    /// use metrika::reports::s;
    ///
    /// assert!(s::VISITS.is_additive() && s::goal_visits(26700001).is_additive());
    /// assert!(!s::USERS.is_additive() && !s::BOUNCE_RATE.is_additive());
    /// ```
    pub fn is_additive(&self) -> bool {
        self.info().is_some_and(|info| info.additive)
    }
}

impl Preset {
    /// What the reference says of this preset: `None` if it does not list it.
    ///
    /// ```
    /// use metrika::reports::{presets, s};
    ///
    /// let info = presets::SOURCES_SUMMARY.info().unwrap();
    /// assert_eq!(info.dimensions[0], s::TRAFFIC_SOURCE);
    /// ```
    pub fn info(&self) -> Option<&'static PresetInfo> {
        let index = ALL_PRESETS.binary_search_by(|info| info.name.as_str().cmp(self.as_str())).ok()?;
        ALL_PRESETS.get(index)
    }
}

fn namespace(name: &str) -> Option<&'static Namespace> {
    NAMESPACES.iter().find(|namespace| namespace.name == name)
}

/// The row of a name, which may be written out.
fn find<T>(table: &'static [T], template: impl Fn(&'static T) -> &'static str, name: &str) -> Option<&'static T> {
    match table.binary_search_by(|row| template(row).cmp(name)) {
        Ok(index) => table.get(index),
        Err(_) => table.iter().find(|row| template::fits(template(row), name)),
    }
}
