//! Reports: a query in, the answer of `/stat/v1/data*` out, computed from visits and from nothing else.
//!
//! A query passes through these stages, one module each:
//!
//! | stage | module |
//! |---|---|
//! | parameters, preset, limits | `query`, `period` |
//! | names with their placeholders | `names`, [`vocabulary`] |
//! | what a dimension is of a visit, and how it looks in an answer | `dimensions` |
//! | what a metric adds up | `metrics` |
//! | conditions | `filter` |
//! | one pass over the visits | `scope`, `aggregate`, `sampling` |
//! | rows in order, page by page | `rows`, `answer` |
//! | the six answers | `data`, `bytime`, `drilldown`, `comparison`, `pivot`, [`csv()`] |
//!
//! # What the sandbox decides by itself
//! The reference does not say everything. Where it is silent, the sandbox does the plainest thing and says so here:
//! - Names of values are English, whatever `lang` is.
//! - Money is converted by fixed rates, whatever the day: a dollar is 80 roubles, a euro 90, a `YND` 30. Those are the
//!   currencies that the parameter `currency` is documented to have; others are refused.
//! - A filter picks visits (or page views) before they are grouped; of several values, one that fits is enough, unless
//!   `ALL` or `NONE` is said. `ALL` is true of no values.
//! - A visit belongs to the day on which it began, with all its page views; a page view of `ym:pv:` belongs to the day on
//!   which it happened, whenever its visit began. Days are those of the zone in which the counter's visits were dated, which
//!   stays as it was if the counter moves, or of `timezone`.
//! - Rows whose *first* dimension has no value are left out, and out of the totals, unless `include_undefined` is true.
//! - With a dimension of which a visit has several values (goals, parameters, products, purchases), the visit is in each
//!   of their rows, and metrics of the same things count what belongs to the row. The totals count each visit once.
//! - A metric without a denominator is null.
//! - `filters`, `filters_a` and access filters are joined by AND. An access filter narrows the counter that has it, and no
//!   other one of the report.
//! - Rows with few visitors are hidden from reports about sensitive data, and stay in the totals.
//! - `proposed_accuracy` is accepted and never raises anything. The limits of sampling are those of [`ReportSettings`].
//! - `lang`, `ulogin`, `pretty`, `callback` and `include_annotations` are the server's; nothing here depends on them.
//! - `limit=0` is allowed, as the specification has it: totals without rows.
//! - The ids and names of `pageViewsInterval` and `visitDurationInterval`, the ids of browser versions, yes and no for flags,
//!   and the key `pivot_columns` are the sandbox's own. Goals are named by their ids, since visits do not know their names.
//! - A goal that was deleted is in no report; logs keep what was recorded.
//! - What a metric counts where its name leaves a choice is said in `metrics/table.rs`.
mod aggregate;
mod answer;
mod axis;
mod bytime;
mod clock;
mod comparison;
mod csv;
mod data;
mod dimensions;
mod drilldown;
mod filter;
mod fraction;
mod lens;
mod metrics;
mod names;
mod path;
mod period;
mod pivot;
mod problem;
mod query;
mod rows;
mod sampling;
mod scope;
mod settings;
#[cfg(test)]
mod tests;
mod url;
pub mod vocabulary;

pub use self::csv::csv;
pub use self::dimensions::computed_dimensions;
pub(crate) use self::filter::check_grammar;
pub(crate) use self::lens::Lens;
pub use self::metrics::computed_metrics;
pub use self::problem::Problem;
pub use self::settings::{Accuracies, ReportSettings};
use crate::traffic::model::Visit;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;

/// The operation asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `/stat/v1/data`
    Data,
    /// `/stat/v1/data/bytime`
    ByTime,
    /// `/stat/v1/data/drilldown`
    Drilldown,
    /// `/stat/v1/data/comparison`
    Comparison,
    /// `/stat/v1/data/comparison/drilldown`
    ComparisonDrilldown,
    /// `/stat/v1/data/pivot`
    Pivot,
}

/// Parameters as sent, already checked against the types of the specification: every value as text.
pub trait Parameters {
    /// The value of one parameter.
    fn get(&self, name: &str) -> Option<&str>;
}

impl Parameters for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<&str> {
        BTreeMap::get(self, name).map(String::as_str)
    }
}

/// Where visits come from. The server puts its cache behind this.
pub trait VisitLog {
    /// Calls `f` with each visit that began on these days, both included, of the counter's own time zone.
    fn each(&self, counter: i64, from: Date, to: Date, f: &mut dyn FnMut(&Visit));
    /// The time zone in which the counter's visits are dated.
    fn zone(&self, counter: i64) -> TimeZone;
    /// How many visits [`each`](Self::each) would show.
    fn count(&self, counter: i64, from: Date, to: Date) -> u64;
}

/// What a report must know of a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    pub id: i64,
    /// The host of the site, `shop.example`: visits know their pages by path.
    pub site: String,
    /// Code of the currency: `RUB`.
    pub currency: String,
    /// Ids of its goals: names with other goals are refused, and reaches of other goals, which were deleted, are not seen.
    pub goals: Vec<u32>,
    /// Those of them that are favorites; metrics with `favoriteGoals` count these.
    pub favorite_goals: Vec<u32>,
    /// Expressions of the access filters through which its data are seen: all of them must let a visit through. What
    /// narrows one counter says nothing of the others.
    pub seen_through: Vec<String>,
}

/// All that a report is computed from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub log: &'a dyn VisitLog,
    /// The counters asked for, in the order of `ids`. Access to them has been checked.
    pub counters: &'a [Counter],
    /// Today in the time zone of the first counter.
    pub today: Date,
    pub settings: &'a ReportSettings,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("counters", &self.counters).field("today", &self.today).finish_non_exhaustive()
    }
}

/// Answers one query. Annotations of charts are not visits: the server adds them to the answer of `bytime`.
pub fn run(method: Method, parameters: &dyn Parameters, context: &Context<'_>) -> Result<Value, Problem> {
    match method {
        Method::Data => data::run(parameters, context),
        Method::ByTime => bytime::run(parameters, context),
        Method::Drilldown => drilldown::run(parameters, context),
        Method::Comparison => comparison::run(parameters, context),
        Method::ComparisonDrilldown => drilldown::compare(parameters, context),
        Method::Pivot => pivot::run(parameters, context),
    }
}
