//! Rows as types of the caller.

mod cell;
mod fields;

use futures_util::stream::{self, Stream, StreamExt};
use serde::de::DeserializeOwned;

use self::fields::Reader;
use super::{Report, ReportRequest, Row};
use crate::error::Result;

impl Row {
    /// The row as a type of yours, by serde. A field is a column of the same name.
    ///
    /// ```
    /// use metrika::reports::{DimensionValue, Row};
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Visits {
    ///     // As the API has it, or without `ym:s:`.
    ///     #[serde(rename = "ym:s:visits")]
    ///     visits: u64,
    ///     // `_` and capitals do not count: this is `ym:s:pageDepth`. It has no value where there are no visits.
    ///     page_depth: Option<f64>,
    ///     // A placeholder finds what the service filled in.
    ///     #[serde(rename = "<attribution>TrafficSource")]
    ///     source: String,
    ///     #[serde(rename = "<attribution>TrafficSource.id")]
    ///     source_id: Option<String>,
    ///     // Id, name and all else that is known of it.
    ///     region_country: DimensionValue,
    ///     // Any type that is read from a text.
    ///     date: jiff::civil::Date,
    /// }
    ///
    /// fn country(row: &Row) -> metrika::Result<Option<String>> {
    ///     let visits: Visits = row.read()?;
    ///     Ok(visits.region_country.name)
    /// }
    /// ```
    ///
    /// Every field must be a column, even if it is an `Option` or has a default: otherwise, or if a name means more than one column, that is
    /// an error of kind [`NotAsked`](crate::ErrorKind::NotAsked). Columns without a field are left out.
    ///
    /// | field | metric | dimension |
    /// |---|---|---|
    /// | `f64`, `f32` | the number | the name, if it is a number |
    /// | integer | the number, if it is whole and fits | the name, if it is whole and fits |
    /// | text, date, enum of names | an error | the name |
    /// | [`DimensionValue`](super::DimensionValue), struct, map | an error | `id`, `name` and what else came |
    /// | `Option<...>` | `None` if there is no value | `None` if there is no name |
    /// | any value, as [`serde_json::Value`] | number or null | name or null |
    ///
    /// `<column>.id` and `<column>.name` are the parts of a dimension as texts. What has no value, or does not fit, is an error of kind
    /// [`Decode`](crate::ErrorKind::Decode) that names the column. `DimensionValue` needs no `Option`: it may be without a name, and an
    /// `Option` would lose its id then.
    ///
    /// A map, such as `HashMap<String, serde_json::Value>`, gets every column by the name that the service gives it. So does a struct with
    /// `#[serde(flatten)]`, since it does not tell which fields it has: then only that name finds a column, a field that has none
    /// is not noticed if it is an `Option` or has a default, and no field can be a `DimensionValue` inside of what is flattened. A field must not
    /// have an `alias`: each name would have to be a column. Tuples are refused, for they have places and no names.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        Reader::default().read(self, None)
    }
}

impl Report {
    /// All rows as a type of yours, as [`Row::read`] reads them. Errors name the row by its number.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::reports::s;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Day {
    ///     date: jiff::civil::Date,
    ///     visits: u64,
    ///     bounce_rate: Option<f64>,
    /// }
    ///
    /// let report = client.report([44147844]).metrics([s::VISITS, s::BOUNCE_RATE]).dimensions([s::DATE]).all().await?;
    /// for day in report.read::<Day>()? {
    ///     println!("{}: {} visits, of which {:?}% bounced", day.date, day.visits, day.bounce_rate);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        rows(&self.rows, self.position.offset)
    }
}

impl<'a> ReportRequest<'a> {
    /// All rows, one by one, as a type of yours: [`rows`](Self::rows), each [read](Row::read). Errors name the row by its number.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    /// use metrika::reports::s;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Landing {
    ///     #[serde(rename = "startURLPath")]
    ///     path: Option<String>,
    ///     visits: u64,
    /// }
    ///
    /// let report = client.report([44147844]).metrics([s::VISITS]).dimensions([s::START_URL_PATH]);
    /// let mut pages = std::pin::pin!(report.rows_as::<Landing>());
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{:?}: {}", page.path, page.visits);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows_as<T: DeserializeOwned + Send + 'a>(self) -> impl Stream<Item = Result<T>> + Send + 'a {
        let numbers = stream::iter(self.query().offset.unwrap_or(1)..);
        let mut reader = Reader::default();
        self.rows().zip(numbers).map(move |(row, number)| reader.read(&row?, Some(number)))
    }
}

/// Reads rows, the first of which has this number.
fn rows<T: DeserializeOwned>(rows: &[Row], first: u64) -> Result<Vec<T>> {
    let mut reader = Reader::default();
    (first..).zip(rows).map(|(number, row)| reader.read(row, Some(number))).collect()
}

#[cfg(test)]
mod tests;
