//! Reports as CSV, as the service writes it.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{Stream, TryStreamExt};
use metrika_raw::transport::{Answer, Call, Link, Transport, TransportError};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Request, Response};

use super::ReportRequest;
use super::forms::Form;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::Session;

impl<'a, F: Form> ReportRequest<'a, F> {
    /// Asks once, for CSV, and brings the text of the answer piece by piece as the service writes it: `GET /stat/v1/data.csv` and its like.
    ///
    /// It has as many rows as [`limit`](Self::limit) says, or 100; of how many, from how large a sample, and with which ids, CSV does not
    /// tell. Its form is not documented. Where that matters, write the rows of [`all`](Self::all) as CSV: see the example `report_to_csv`.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    /// use metrika::reports::s;
    ///
    /// let report = client.report([44147844]).metrics([s::VISITS]).dimensions([s::START_URL_PATH]).limit(100_000);
    /// let mut pieces = std::pin::pin!(report.csv().await?);
    /// while let Some(piece) = pieces.try_next().await? {
    ///     print!("{}", String::from_utf8_lossy(&piece));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn csv(&self) -> Result<impl Stream<Item = Result<bytes::Bytes>> + Send + Sync + 'static + use<F>> {
        self.form.check(&self.query)?;
        let taken = Taken::default();
        let transport = Csv { session: self.client.session().clone(), taken: Arc::clone(&taken) };
        let stat = self.client.raw().clone().link(Link::new(transport)).stat();
        // The request is that of the other form, so that it has the same parameters; its answer never gets to be decoded.
        let asked = self.form.ask(&stat, &self.query, self.query.offset.unwrap_or(1)).await;
        let response = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (response, asked) {
            (Some(response), _) => Ok(text(response)
                .map_err(|error| error.about_the_answer(F::OPERATION))?
                .bytes_stream()
                .map_err(|error| {
                    let mut error = Error::from(TransportError::from(error));
                    error.inner_mut().operation = Some(F::OPERATION);
                    error
                })),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(Error::new(ErrorKind::UnexpectedAnswer, "there was no answer")),
        }
    }
}

/// A page for people or JSON is no CSV, whatever the status. What the service calls its CSV is not documented.
fn text(response: Response) -> Result<Response> {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.contains("html") || kind.contains("json") {
        return Err(Error::new(ErrorKind::UnexpectedAnswer, format!("the answer is no CSV but {kind}")));
    }
    Ok(response)
}

type Taken = Arc<Mutex<Option<Response>>>;

/// Asks for the CSV of a report instead, and keeps the answer from being decoded.
#[derive(Debug)]
struct Csv {
    session: Session,
    taken: Taken,
}

impl Transport for Csv {
    fn send<'a>(&'a self, call: Call<'a>, mut request: Request) -> Answer<'a> {
        Box::pin(async move {
            let path = format!("{}.csv", request.url().path());
            request.url_mut().set_path(&path);
            let response = self.session.call(call.operation, request).await.map_err(TransportError::new)?;
            *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
            Err(TransportError::new("the answer is CSV"))
        })
    }
}
