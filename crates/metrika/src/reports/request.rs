//! A report that is still to be sent.

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use metrika_raw::stat::types::{Attribution, TimeGroup};

use super::paging::Progress;
use super::{Accuracy, DateSpec, Dimension, Filter, Metric, Query, Report, Row, Sort};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{AccessFilterId, CounterId, GoalId};

/// Rows to ask for at once when all are wanted.
const PAGE: u64 = 10_000;

/// A report that is still to be sent; from [`Client::report`], or from [`Query::on`].
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/data_1>.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send`, `all`, `pages` or `rows`"]
pub struct ReportRequest<'a> {
    client: &'a Client,
    query: Query,
}

super::query::settings!(ReportRequest<'_>, query);

impl<'a> ReportRequest<'a> {
    pub(crate) fn new(client: &'a Client, query: Query) -> Self {
        Self { client, query }
    }

    /// What is asked for, as a plain value.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Asks once. The answer has as many rows as [`limit`](Self::limit) says, or 100:
    /// [`require_complete`](Report::require_complete) tells whether these are all.
    pub async fn send(&self) -> Result<Report> {
        self.page(self.query.offset.unwrap_or(1)).await
    }

    /// All rows, page by page; a page is asked for when the one before is used up.
    ///
    /// The service counts anew for each page. If the data change in between, rows move from page to page: some would come twice and others
    /// not at all. When anything changes that all pages have in common (the number of rows, the totals, the period, the sampling), that is an error of kind
    /// [`DataChanged`](crate::ErrorKind::DataChanged). A period that is over, and pages of up to 100,000 rows, make it unlikely.
    /// Pages that end before the number of rows that the service tells are an error too, of kind
    /// [`Incomplete`](crate::ErrorKind::Incomplete).
    pub fn pages(mut self) -> impl Stream<Item = Result<Report>> + Send + 'a {
        self.query.limit = self.query.limit.or(Some(PAGE));
        let progress = Progress::from(self.query.offset.unwrap_or(1));
        stream::try_unfold((Some(progress), self), |(progress, request)| async move {
            let Some(progress) = progress else { return Ok(None) };
            let page = request.page(progress.offset).await?;
            let next = progress.after(&page)?;
            Ok::<_, Error>(Some((page, (next, request))))
        })
    }

    /// All rows, one by one, as [`pages`](Self::pages) bring them.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    /// use metrika::reports::{DateSpec, Dimension, Metric};
    ///
    /// let (visits, page) = (Metric::new("ym:s:visits")?, Dimension::new("ym:s:startURLPath")?);
    /// let report = client
    ///     .report([44147844])
    ///     .metrics([visits.clone()])
    ///     .dimensions([page.clone()])
    ///     .days(DateSpec::DaysAgo(30), DateSpec::Yesterday);
    /// let mut rows = std::pin::pin!(report.rows());
    /// while let Some(row) = rows.try_next().await? {
    ///     println!("{:?} {:?}", row.dimension(&page)?.name, row.metric(&visits)?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows(self) -> impl Stream<Item = Result<Row>> + Send + 'a {
        self.pages().map_ok(|page| stream::iter(page.rows).map(Ok)).try_flatten()
    }

    /// All rows in one report, as [`pages`](Self::pages) bring them.
    pub async fn all(self) -> Result<Report> {
        let mut pages = std::pin::pin!(self.pages());
        // There is a first page, or an error.
        let Some(mut report) = pages.try_next().await? else {
            return Err(Error::new(crate::ErrorKind::UnexpectedAnswer, "there was no answer"));
        };
        while let Some(page) = pages.try_next().await? {
            report.append(page);
        }
        Ok(report)
    }

    async fn page(&self, offset: u64) -> Result<Report> {
        let query = &self.query;
        query.check()?;
        let stat = self.client.raw().stat();
        let mut call = stat.get_report().ids(query.counters.iter().map(|id| id.get()).collect::<Vec<_>>());
        if !query.metrics.is_empty() {
            call = call.metrics(query.metrics.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        if !query.dimensions.is_empty() {
            call = call.dimensions(query.dimensions.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        if let Some(preset) = &query.preset {
            call = call.preset(preset.clone());
        }
        if let Some((from, to)) = query.days {
            call = call.date1(from.to_string()).date2(to.to_string());
        }
        if let Some(filter) = &query.filter {
            call = call.filters(filter.to_string());
        }
        if !query.sort.is_empty() {
            call = call.sort(query.sort.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        if let Some(limit) = query.limit {
            call = call.limit(i64::try_from(limit).map_err(|error| Error::invalid("limit", error))?);
        }
        if offset != 1 {
            call = call.offset(i64::try_from(offset).map_err(|error| Error::invalid("offset", error))?);
        }
        if let Some(accuracy) = query.accuracy {
            call = call.accuracy(accuracy.to_string());
        }
        if let Some(raised) = query.proposed_accuracy {
            call = call.proposed_accuracy(raised);
        }
        if let Some(keep) = query.include_undefined {
            call = call.include_undefined(keep);
        }
        if let Some(attribution) = &query.attribution {
            call = call.attribution(attribution.clone());
        }
        if let Some(currency) = &query.currency {
            call = call.currency(currency.clone());
        }
        if let Some(goal) = query.goal {
            call = call.goal_id(goal.get());
        }
        if let Some(group) = &query.group {
            call = call.group(group.clone());
        }
        if let Some(experiment) = query.experiment {
            call = call.experiment_ab(experiment);
        }
        if let Some(filter) = query.access_filter {
            call = call.access_filter_id(filter.get());
        }
        if !query.direct_client_logins.is_empty() {
            call = call.direct_client_logins(query.direct_client_logins.clone());
        }
        if let Some(lang) = &query.lang {
            call = call.lang(lang.clone());
        }
        if let Some(timezone) = &query.timezone {
            call = call.timezone(timezone.clone());
        }
        let answer = call.send().await?.into_inner();
        Report::of(query, offset, answer)
    }
}
