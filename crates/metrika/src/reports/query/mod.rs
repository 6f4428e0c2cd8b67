//! What a report is asked for.

pub(super) mod rules;
mod sort;

use serde::{Deserialize, Serialize};

pub use sort::{Column, Sort};

use super::{
    Accuracy, Attribution, Currency, Dimension, Filter, Group, Metric, Period, Preset, ReportRequest, TimeZone,
};
use crate::Client;
use crate::ids::{AccessFilterId, CounterId, GoalId};

/// What a report is asked for: a plain value that can be kept, compared, written down and sent by any client.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::reports::{Period, Query, Sort, s};
///
/// let week = Query::of([44147844])
///     .metrics([s::VISITS])
///     .dimensions([s::START_URL_PATH])
///     .filter(s::DEVICE_CATEGORY.eq("mobile"))
///     .sort([Sort::descending(s::VISITS)])
///     .period(Period::last_days(7));
/// let report = week.on(&client).send().await?;
/// let other = week.clone().counters([44147901]).on(&client).send().await?;
/// # let _ = (report, other);
/// # Ok(())
/// # }
/// ```
///
/// [`check`](Self::check) tells what is wrong with it; nothing is sent before that is done. What is not set is left to the service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)] // a setting that is passed over would make another report
pub struct Query {
    #[serde(skip_serializing_if = "unset")]
    pub(super) counters: Vec<CounterId>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) dimensions: Vec<Dimension>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) preset: Option<Preset>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) period: Option<Period>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) filter: Option<Filter>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) sort: Vec<Sort>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) limit: Option<u64>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) offset: Option<u64>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) accuracy: Option<Accuracy>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) proposed_accuracy: Option<bool>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) include_undefined: Option<bool>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) attribution: Option<Attribution>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) currency: Option<Currency>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) goal: Option<GoalId>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) group: Option<Group>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) experiment: Option<i64>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) access_filter: Option<AccessFilterId>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) direct_client_logins: Vec<String>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) lang: Option<String>,
    #[serde(skip_serializing_if = "unset")]
    pub(super) timezone: Option<TimeZone>,
}

fn unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Query {
    /// Begins a query about these counters.
    pub fn of<T: Into<CounterId>>(counters: impl IntoIterator<Item = T>) -> Self {
        Self::default().counters(counters)
    }

    /// This query, to be sent by a client.
    pub fn on<'a>(&self, client: &'a Client) -> ReportRequest<'a> {
        ReportRequest::new(client, self.clone())
    }
}

/// What can be asked for, of a query and of a request alike.
macro_rules! settings {
    ([$($generics:tt)*] $type:ty $(, $query:ident)?) => {
        impl<$($generics)*> $type {
            /// About these counters, 500 at most. Their numbers are added up.
            pub fn counters<T: Into<CounterId>>(mut self, counters: impl IntoIterator<Item = T>) -> Self {
                self$(.$query)?.counters = counters.into_iter().map(Into::into).collect();
                self
            }

            /// What is counted, 20 at most. Needed unless a [preset](Self::preset) brings them.
            pub fn metrics(mut self, metrics: impl IntoIterator<Item = Metric>) -> Self {
                self$(.$query)?.metrics = metrics.into_iter().collect();
                self
            }

            /// By what it is counted, 10 at most. Without any, the report is one total.
            pub fn dimensions(mut self, dimensions: impl IntoIterator<Item = Dimension>) -> Self {
                self$(.$query)?.dimensions = dimensions.into_iter().collect();
                self
            }

            /// A ready report, such as [`presets::SOURCES_SUMMARY`](crate::reports::presets::SOURCES_SUMMARY), which brings metrics and dimensions. Those that are set here
            /// take precedence.
            pub fn preset(mut self, preset: Preset) -> Self {
                self$(.$query)?.preset = Some(preset);
                self
            }

            /// The days that are counted. The service's default is from six days ago to today.
            pub fn period(mut self, period: impl Into<Period>) -> Self {
                self$(.$query)?.period = Some(period.into());
                self
            }

            /// Only what this filter lets through.
            pub fn filter(mut self, filter: Filter) -> Self {
                self$(.$query)?.filter = Some(filter);
                self
            }

            /// The order of rows, by columns of this report. By the first metric, the greatest first, unless told otherwise.
            pub fn sort(mut self, sort: impl IntoIterator<Item = Sort>) -> Self {
                self$(.$query)?.sort = sort.into_iter().collect();
                self
            }

            /// How many rows an answer has at most, from 1 to 100,000. `send` brings that many, or the service's 100. `pages`, `rows` and
            /// `all` bring all rows and ask for so many at once, or for 10,000.
            pub fn limit(mut self, rows: u64) -> Self {
                self$(.$query)?.limit = Some(rows);
                self
            }

            /// The row to begin with, counted from 1.
            pub fn offset(mut self, row: u64) -> Self {
                self$(.$query)?.offset = Some(row);
                self
            }

            /// How much of the data to count.
            pub fn accuracy(mut self, accuracy: Accuracy) -> Self {
                self$(.$query)?.accuracy = Some(accuracy);
                self
            }

            /// Whether the service may count more than [`accuracy`](Self::accuracy) says, where a sample leaves too little.
            pub fn proposed_accuracy(mut self, raised: bool) -> Self {
                self$(.$query)?.proposed_accuracy = Some(raised);
                self
            }

            /// Whether to keep rows in which the first dimension has no value. The service leaves them out unless told otherwise, and
            /// nothing in the answer says so.
            pub fn include_undefined(mut self, keep: bool) -> Self {
                self$(.$query)?.include_undefined = Some(keep);
                self
            }

            /// What `<attribution>` in names stands for. The service's default is the last significant source.
            pub fn attribution(mut self, attribution: Attribution) -> Self {
                self$(.$query)?.attribution = Some(attribution);
                self
            }

            /// What `<currency>` in names stands for: `RUB`, `USD`, `EUR` or `YND`. What it is unless told otherwise, the
            /// reference does not say: the answer does, in [`Report::query`](crate::reports::Report::query).
            pub fn currency(mut self, currency: impl Into<Currency>) -> Self {
                self$(.$query)?.currency = Some(currency.into());
                self
            }

            /// What `<goal_id>` in names stands for.
            pub fn goal(mut self, goal: impl Into<GoalId>) -> Self {
                self$(.$query)?.goal = Some(goal.into());
                self
            }

            /// What `<group>` in names stands for. The service's default is a week.
            pub fn group(mut self, group: Group) -> Self {
                self$(.$query)?.group = Some(group);
                self
            }

            /// What `<experiment_ab>` in names stands for: the number of an experiment.
            pub fn experiment(mut self, experiment: i64) -> Self {
                self$(.$query)?.experiment = Some(experiment);
                self
            }

            /// Seen through this access filter of the counter.
            pub fn access_filter(mut self, filter: impl Into<AccessFilterId>) -> Self {
                self$(.$query)?.access_filter = Some(filter.into());
                self
            }

            /// Logins of clients of Yandex Direct: reports on clicks and costs (`ym:ad:`) need them.
            /// [`Clients`](crate::management::Clients) tells which there are.
            pub fn direct_client_logins<T: Into<String>>(mut self, logins: impl IntoIterator<Item = T>) -> Self {
                self$(.$query)?.direct_client_logins = logins.into_iter().map(Into::into).collect();
                self
            }

            /// The language of the names of values, in the answer and in the filter: `en`, the service's default, `ru`...
            pub fn lang(mut self, lang: impl Into<String>) -> Self {
                self$(.$query)?.lang = Some(lang.into());
                self
            }

            /// The time zone of the period and of dimensions of date and time, as `+03:00`. The counter's own unless told otherwise.
            pub fn timezone(mut self, offset: TimeZone) -> Self {
                self$(.$query)?.timezone = Some(offset);
                self
            }
        }
    };
}
pub(super) use settings;

settings!([] Query);
