//! One log request: wait for it, download it, clean it.

use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use metrika_raw::transport::TransportError;
use serde::de::DeserializeOwned;

use super::requests::lacks;
use super::tsv::{Counts, Decoder, Reader, Row};
use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CounterId, LogRequestId};
use crate::models::{LogRequest, LogRequestStatus};
use crate::policy::Patience;

/// One log request; from [`Logs::create`](super::Logs::create) or [`Logs::request`](super::Logs::request).
#[derive(Debug, Clone, Copy)]
pub struct LogRequestHandle<'a> {
    client: &'a Client,
    counter: CounterId,
    id: LogRequestId,
}

impl<'a> LogRequestHandle<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId, id: LogRequestId) -> Self {
        Self { client, counter, id }
    }

    /// Its number.
    pub fn id(&self) -> LogRequestId {
        self.id
    }

    /// The request, with its status and, once it is processed, its parts.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/getLogRequest>.
    pub async fn get(&self) -> Result<LogRequest> {
        let call = self.client.logs().get_log_request();
        let answer = call.counter_id(self.counter.checked()?).request_id(self.id.checked()?).send().await?.into_inner();
        answer.log_request.ok_or_else(|| lacks("get_log_request", "log_request"))
    }

    /// Waits until the log can be downloaded. What will never be ready is an error of kind [`LogGone`](ErrorKind::LogGone): canceled, cleaned or failed.
    /// A status that this version does not know is waited for.
    pub async fn until_ready(&self, patience: &Patience) -> Result<LogRequest> {
        let clock = &*self.client.session().core.clock;
        let mut waiting = patience.begin(clock);
        loop {
            let request = self.get().await?;
            let over = match &request.status {
                Some(LogRequestStatus::Processed) => return Ok(request),
                Some(LogRequestStatus::Canceled) => "was canceled",
                Some(LogRequestStatus::CleanedByUser) => "was cleaned by a user: its parts are deleted",
                Some(LogRequestStatus::CleanedAutomaticallyAsTooOld) => {
                    "was cleaned because of its age: its parts are deleted"
                }
                Some(LogRequestStatus::ProcessingFailed) => "could not be prepared by the service: ask for it again",
                // A word to come is waited for, too.
                Some(_) => "",
                None => return Err(lacks("get_log_request", "status")),
            };
            if !over.is_empty() {
                let message = format!("the log request {} {over}", self.id);
                return Err(Error::new(ErrorKind::LogGone, message).about_the_answer("get_log_request"));
            }
            if let Err(waited) = waiting.again(clock).await {
                let status = request.status.map(|status| status.to_string()).unwrap_or_default();
                let message = format!(
                    "the log request {} is still `{status}` after {} seconds: it goes on without you, and can be waited for again",
                    self.id,
                    waited.as_secs()
                );
                return Err(Error::new(ErrorKind::Timeout, message));
            }
        }
    }

    /// The bytes of a part, decompressed, as they come: TSV with a header line. An answer that breaks off is an error at the end of the stream, and so is one
    /// whose last line is not complete.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/download>.
    pub async fn part(&self, number: i64) -> Result<BoxStream<'static, Result<bytes::Bytes>>> {
        let call = self.client.logs().download_log_part();
        let call = call.counter_id(self.counter.checked()?).request_id(self.id.checked()?).part_number(number);
        let pieces = call.send().await?.into_inner().into_inner();
        let pieces = pieces.map_err(|error| Error::from(TransportError::from(error)));
        Ok(whole_lines(pieces, format!("part {number} of the log request {}", self.id)).boxed())
    }

    /// Downloads a part and hands on its rows, in constant memory. An error of yours ends it. A part that breaks off is an error after its rows have come: what was
    /// done with them must be undone, or be done with the part as a whole.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::logs::visits;
    ///
    /// let request = client.counter(44147844).logs().request(17962077);
    /// let mut seconds = 0;
    /// let counts = request
    ///     .rows(0, |row| {
    ///         seconds += row.number::<u64>(&visits::VISIT_DURATION)?.unwrap_or_default();
    ///         Ok(())
    ///     })
    ///     .await?;
    /// println!("{} visits, {seconds} seconds", counts.read);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn rows(&self, part: i64, mut row: impl FnMut(Row<'_>) -> Result<()> + Send) -> Result<Counts> {
        let mut decoder = Decoder::new(format!("part {part} of the log request {}", self.id));
        let mut pieces = self.part(part).await?;
        while let Some(piece) = pieces.try_next().await? {
            decoder.feed(&piece, &mut row)?;
        }
        decoder.finish()
    }

    /// The [`rows`](Self::rows) of a part, each as a type of yours: see [`Row::read`]. Here it cannot borrow from the row; with `rows` and a
    /// [`Reader`] it can.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Visit {
    ///     #[serde(rename = "visitID")]
    ///     id: u64,
    ///     visit_duration: Option<u32>,
    /// }
    ///
    /// let request = client.counter(44147844).logs().request(17962077);
    /// let mut longest = None;
    /// request
    ///     .rows_as(0, |visit: Visit| {
    ///         longest = longest.max(Some((visit.visit_duration, visit.id)));
    ///         Ok(())
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn rows_as<T: DeserializeOwned>(
        &self,
        part: i64,
        mut row: impl FnMut(T) -> Result<()> + Send,
    ) -> Result<Counts> {
        let mut reader = Reader::new();
        self.rows(part, move |cells| row(reader.read(&cells)?)).await
    }

    /// Deletes the parts of a processed log: the storage of a counter is shared, and what is never cleaned stops later requests.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/clean>.
    pub async fn clean(&self) -> Result<LogRequest> {
        let call = self.client.logs().clean_log_request();
        let answer = call.counter_id(self.counter.checked()?).request_id(self.id.checked()?).send().await?.into_inner();
        answer.log_request.ok_or_else(|| lacks("clean_log_request", "log_request"))
    }

    /// Cancels a request that is not processed yet.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/logs/openapi/cancel>.
    pub async fn cancel(&self) -> Result<LogRequest> {
        let call = self.client.logs().cancel_log_request();
        let answer = call.counter_id(self.counter.checked()?).request_id(self.id.checked()?).send().await?.into_inner();
        answer.log_request.ok_or_else(|| lacks("cancel_log_request", "log_request"))
    }
}

/// The pieces as they come, and an error if the last line has no end.
fn whole_lines(
    pieces: impl futures_util::Stream<Item = Result<bytes::Bytes>> + Send,
    what: String,
) -> impl futures_util::Stream<Item = Result<bytes::Bytes>> + Send {
    let state = (Box::pin(pieces), None::<u8>, 0_u64, false);
    futures_util::stream::try_unfold(state, move |(mut pieces, last, read, over)| {
        let what = what.clone();
        async move {
            if over {
                return Ok(None);
            }
            match pieces.try_next().await? {
                Some(piece) => {
                    let (last, read) = (piece.last().copied().or(last), read + piece.len() as u64);
                    Ok(Some((piece, (pieces, last, read, false))))
                }
                None if last == Some(b'\n') => Ok(None),
                None => {
                    let how = if read == 0 { "is empty: not even its header came" } else { "ends within a line" };
                    let message = format!("{what} {how}, after {read} bytes: what is missing is not told");
                    Err(Error::new(ErrorKind::Interrupted, message).about_the_answer("download_log_part"))
                }
            }
        }
    })
}
