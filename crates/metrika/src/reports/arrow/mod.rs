//! Reports as record batches of Apache Arrow: on to Parquet, DataFusion, Polars, a database. With the feature `arrow`.
//!
//! ```
//! # async fn example(client: metrika::Client) -> metrika::Result<()> {
//! use metrika::reports::arrow::arrow_array::Float64Array;
//! use metrika::reports::{Attribution, s};
//!
//! let sources = s::traffic_source(Attribution::LastSign);
//! let report = client.report([44147844]).metrics([s::VISITS, s::BOUNCE_RATE]).dimensions([sources]).all().await?;
//! let batch = report.to_record_batch()?;
//! let names: Vec<_> = batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
//! let expected = ["ym:s:lastSignTrafficSource", "ym:s:lastSignTrafficSource.id", "ym:s:visits", "ym:s:bounceRate"];
//! assert_eq!(names, expected);
//!
//! let bounces = batch.column_by_name(s::BOUNCE_RATE.as_str()).unwrap().as_any().downcast_ref::<Float64Array>();
//! println!("{:?}", bounces.unwrap().iter().flatten().next());
//! # Ok(())
//! # }
//! ```
//!
//! # Columns
//!
//! Dimensions come first, then metrics, each in the order of the report. Every column may have nulls: what is undefined in a row is null.
//!
//! - **A dimension is two columns of text** (`Utf8`). `<name>` has its values in the language that was asked for, `<name>.id` their ids, which are
//!   the same in every language; values without ids have null there. Dates are text too: the reference tells no types of dimensions.
//!   What else comes with a value (`icon_id`, `favicon`: see [`DimensionValue::extra`](super::DimensionValue::extra)) is not carried.
//! - **A metric is `Int64`** if the reference says that it is counted in whole numbers ([`MetricInfo::unit`](super::MetricInfo::unit)), **otherwise
//!   `Float64`**: also if the reference says nothing of it. A fraction in an `Int64` column, or a number from 2^53 on, where not every whole number
//!   can be told from the next, is an error and never rounded. [`ArrowOptions::floats`] makes all metrics `Float64`.
//!
//! A column is named as it was asked for: `ym:s:<attribution>TrafficSource` stays so, and [`Metric::new`](super::Metric::new) and
//! [`Dimension::new`](super::Dimension::new) read the name back (without `.id`). What a preset brings is named as the service wrote it.
//!
//! The types depend on names and options alone, never on values. So batches of pages of one report have one schema and can be concatenated.
//!
//! # Metadata
//!
//! Of a column:
//!
//! | key | value |
//! |---|---|
//! | `metrika.name` | the name as the service wrote it: `ym:s:lastSignTrafficSource` |
//! | `metrika.kind` | `dimension`, `dimension_id` or `metric` |
//! | `metrika.unit` | of a metric, if known: `int`, `double`, `percents`, `currency`, `second`, `affinity` |
//! | `metrika.currency` | of a sum of money whose name has a currency: the one written there, or that of the query. `RUB` |
//!
//! Of the schema, so that a file of estimates is not taken for exact numbers:
//!
//! | key | value |
//! |---|---|
//! | `metrika.sampled` | `true`: the numbers are extrapolated from a sample. `false`: all data were counted. `unknown`: the service did not say |
//! | `metrika.sample_share` | the share that was counted, if told: `0.1` |
//! | `metrika.contains_sensitive_data` | `true`: rows for fewer than 10 visitors were left out. `false`, or `unknown` |
//! | `metrika.total_rows` | how many rows the report has, if told; a batch of one page has fewer |
//! | `metrika.total_rows_rounded` | `true` if `metrika.total_rows` is a rounded number, otherwise `false` |
//! | `metrika.counters` | the counters, joined by commas: `44147844,44147901` |
//! | `metrika.date1`, `metrika.date2` | the first and the last day |
//! | `metrika.attribution`, `metrika.currency`, `metrika.group`, `metrika.timezone`, `metrika.filters`, `metrika.preset` | of the query, as the service understood it, where it says so |
//!
//! Which page it was is not in it, nor how large the sample: that may differ from page to page. All else is told by each page;
//! [`pages`](super::ReportRequest::pages) sees to it that the period, the number of rows and the sampling stay the same.

mod arrays;
mod schema;

pub use arrow_array::{self, RecordBatch};
pub use arrow_schema::{self, SchemaRef};

use super::Report;
use crate::error::Result;

/// How a report becomes a record batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ArrowOptions {
    floats: bool,
}

impl ArrowOptions {
    /// The types that the reference says.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether all metrics are `Float64`, also those that the reference says are whole numbers: just as the service gave them.
    pub fn floats(mut self, floats: bool) -> Self {
        self.floats = floats;
        self
    }
}

impl Report {
    /// The rows as a record batch: see [`arrow`](self). An error if a column of whole numbers has another one: it names the row.
    pub fn to_record_batch(&self) -> Result<RecordBatch> {
        self.to_record_batch_with(&ArrowOptions::new())
    }

    /// The rows as a record batch, with options.
    ///
    /// ```
    /// # fn example(report: metrika::reports::Report) -> metrika::Result<()> {
    /// use metrika::reports::arrow::ArrowOptions;
    ///
    /// let batch = report.to_record_batch_with(&ArrowOptions::new().floats(true))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_record_batch_with(&self, options: &ArrowOptions) -> Result<RecordBatch> {
        let schema = self.arrow_schema_with(options)?;
        arrays::batch(schema, self.columns(), &self.rows, self.position.offset)
    }

    /// The schema of [`to_record_batch`](Self::to_record_batch).
    pub fn arrow_schema(&self) -> Result<SchemaRef> {
        self.arrow_schema_with(&ArrowOptions::new())
    }

    /// The schema of [`to_record_batch_with`](Self::to_record_batch_with).
    pub fn arrow_schema_with(&self, options: &ArrowOptions) -> Result<SchemaRef> {
        let about = schema::About {
            query: &self.query,
            sampling: &self.sampling,
            position: &self.position,
            contains_sensitive_data: self.contains_sensitive_data,
        };
        schema::schema(self.columns(), &about, options)
    }
}
