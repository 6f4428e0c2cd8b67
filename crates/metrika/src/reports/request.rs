//! A report that is still to be sent.

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use super::forms::{Form, Paged, Table};
use super::paging::Progress;
use super::{
    Accuracy, Attribution, ByTime, Comparison, Currency, Dimension, Drilldown, Filter, Group, Metric, Period, Pivot,
    Preset, Query, Report, Segment, Sort, TimeZone,
};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{AccessFilterId, CounterId, GoalId};

/// Rows to ask for at once when all are wanted.
const PAGE: u64 = 10_000;

/// A report that is still to be sent; from [`Client::report`], or from [`Query::on`].
///
/// It is a [`Table`], unless [`by_time`](Self::by_time), [`drilldown`](Self::drilldown), [`compare`](Self::compare) or
/// [`pivot`](Self::pivot) gives it another [form](Form).
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send`, `all`, `pages`, `rows` or `csv`"]
pub struct ReportRequest<'a, F: Form = Table> {
    pub(super) client: &'a Client,
    pub(super) query: Query,
    pub(super) form: F,
}

super::query::settings!([F: Form] ReportRequest<'_, F>, query);

impl<'a> ReportRequest<'a> {
    pub(crate) fn new(client: &'a Client, query: Query) -> Self {
        Self { client, query, form: Table {} }
    }

    /// The same over time: a number for each interval of the [`group`](Self::group).
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::reports::{Group, Period, s};
    ///
    /// let report = client
    ///     .report([44147844])
    ///     .metrics([s::VISITS])
    ///     .dimensions([s::TRAFFIC_SOURCE])
    ///     .period(Period::last_days(30))
    ///     .group(Group::Day)
    ///     .by_time()
    ///     .top(10)
    ///     .send()
    ///     .await?;
    /// for row in &report.rows {
    ///     for (day, visits) in row.points(&s::VISITS)? {
    ///         println!("{:?} {}: {visits:?}", row.dimensions()[0].name, day.from);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_time(self) -> ReportRequest<'a, ByTime> {
        self.formed(|_| ByTime::default())
    }

    /// The same as a tree, of which one level is brought at a time; [`walk`](ReportRequest::walk) goes through all of it.
    pub fn drilldown(self) -> ReportRequest<'a, Drilldown> {
        self.formed(|_| Drilldown::default())
    }

    /// The same of two segments, side by side: periods, filters, or both.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::reports::{DateSpec, Period, s};
    ///
    /// // Days that are over: a part of today against a whole day would be no comparison.
    /// let (week, before) = (Period::new(DateSpec::ago(7), DateSpec::ago(1)), Period::new(DateSpec::ago(14), DateSpec::ago(8)));
    /// let report = client.report([44147844]).metrics([s::VISITS]).dimensions([s::TRAFFIC_SOURCE]).compare(week, before).all().await?;
    /// for row in &report.rows {
    ///     let visits = row.metric(&s::VISITS)?;
    ///     println!("{:?}: {:?}, and {:?} before", row.dimensions()[0].name, visits.a, visits.b);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn compare(self, a: impl Into<Segment>, b: impl Into<Segment>) -> ReportRequest<'a, Comparison> {
        self.formed(|_| Comparison { a: a.into(), b: b.into() })
    }

    /// The same with the values of these dimensions as columns.
    pub fn pivot(self, across: impl IntoIterator<Item = Dimension>) -> ReportRequest<'a, Pivot> {
        self.formed(|_| Pivot::by(across.into_iter().collect()))
    }
}

impl<'a, F: Form> ReportRequest<'a, F> {
    /// In another form.
    pub(super) fn formed<G: Form>(self, form: impl FnOnce(F) -> G) -> ReportRequest<'a, G> {
        ReportRequest { client: self.client, query: self.query, form: form(self.form) }
    }

    /// In a form that is there already, as a plain value.
    pub fn form<G: Form>(self, form: G) -> ReportRequest<'a, G> {
        self.formed(|_| form)
    }

    /// What is asked for, as a plain value.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Asks once. The answer has as many rows as [`limit`](Self::limit) says, or 100:
    /// [`require_complete`](Report::require_complete) tells whether these are all.
    pub async fn send(&self) -> Result<Report<F>> {
        self.page(self.query.offset.unwrap_or(1)).await
    }

    async fn page(&self, offset: u64) -> Result<Report<F>> {
        self.form.check(&self.query)?;
        self.form.ask(&self.client.raw().stat(), &self.query, offset).await
    }
}

impl<'a, F: Paged> ReportRequest<'a, F> {
    /// All rows, page by page; a page is asked for when the one before is used up.
    ///
    /// The service counts anew for each page. If the data change in between, rows move from page to page: some would come twice and others
    /// not at all. When anything changes that all pages have in common (the number of rows, the totals, the period, the sampling), that is an error of kind
    /// [`DataChanged`](crate::ErrorKind::DataChanged). A period that is over, and pages of up to 100,000 rows, make it unlikely.
    /// Pages that end before the number of rows that the service tells are an error too, of kind
    /// [`Incomplete`](crate::ErrorKind::Incomplete).
    pub fn pages(mut self) -> impl Stream<Item = Result<Report<F>>> + Send + 'a {
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
    /// use metrika::reports::{Period, s};
    ///
    /// let report = client.report([44147844]).metrics([s::VISITS]).dimensions([s::START_URL_PATH]).period(Period::last_days(30));
    /// let mut rows = std::pin::pin!(report.rows());
    /// while let Some(row) = rows.try_next().await? {
    ///     println!("{:?} {:?}", row.dimension(&s::START_URL_PATH)?.name, row.metric(&s::VISITS)?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows(self) -> impl Stream<Item = Result<F::Row>> + Send + 'a {
        self.pages().map_ok(|page| stream::iter(page.rows).map(Ok)).try_flatten()
    }

    /// All rows in one report, as [`pages`](Self::pages) bring them; of a [`Table`], by as many queries as it takes:
    ///
    /// - **More than 20 metrics** are asked for by several queries, and the rows joined by the ids of their dimensions. Each query has the first
    ///   metric too; if that, the rows, the days or the sample differ, that is an error of kind [`DataChanged`](crate::ErrorKind::DataChanged).
    /// - **"Query is too complicated"**, too many rows, or an answer that the service did not get done in time: once more after 20 seconds, since that
    ///   may pass. If it does not, the period is halved, and halved again, and the numbers are added up. That is done only if every metric
    ///   [is additive](Metric::is_additive), no condition of the filter is on a metric, and rows are sorted by metrics or by date. Otherwise
    ///   you get the error, which then says what forbids it.
    ///
    /// [`Report::requests`] says how many requests it took. In parts, a sample is no smaller than of the whole, but rows about few visitors of
    /// sensitive reports are left out part by part: [`require_complete`](Report::require_complete) is an error then, as it is for the whole.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::reports::{Metric, Period, s};
    ///
    /// // Visits and visits with each of thirty goals, of a year.
    /// let metrics: Vec<Metric> = std::iter::once(s::VISITS).chain((26700001..26700031).map(s::goal_visits)).collect();
    /// let year = client.report([44147844]).metrics(metrics).dimensions([s::TRAFFIC_SOURCE]).period(Period::last_days(365)).all().await?;
    /// println!("{} requests", year.requests);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn all(self) -> Result<Report<F>> {
        F::whole(self).await
    }

    pub(super) async fn every_page(self) -> Result<Report<F>> {
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
}
