//! The latest uploadings of the CRM.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::Client;
use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::management::answers::list_or_none;
use crate::management::checks::given;
use crate::models::CdpUploading;

/// Uploadings to ask for at once.
const LIMITS: std::ops::RangeInclusive<u32> = 1..=1000;

/// The latest uploadings of contacts, orders and products, still to be asked for; from [`Crm::uploadings`](super::Crm::uploadings).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::CdpValidationStatus;
///
/// let crm = client.counter(44147844).import().crm();
/// let latest = crm.uploadings().limit(100).send().await?;
/// for failed in latest.iter().filter(|it| it.api_validation_status == Some(CdpValidationStatus::Failed)) {
///     println!("{:?}: {:?}", failed.uploading_id, failed.api_validation_errors);
/// }
/// // The hundred before them.
/// if let Some(oldest) = latest.last().and_then(|it| it.datetime.as_deref()) {
///     let before = crm.uploadings().limit(100).before(oldest).send().await?;
///     println!("{} more", before.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Uploadings
///
/// | field | |
/// |---|---|
/// | `uploading_id` | its id, a text |
/// | `elements_count` | contacts, orders or products in it |
/// | `api_validation_status` | `PASSED` or `FAILED`; the service answers 200 to both |
/// | `api_validation_errors` | what is wrong; not in today's reference, only in an example |
/// | `entity_type` | `SYSTEM` for contacts and orders, `SYSTEM_LIST` for products, `CUSTOM_LIST` for a list of your own |
/// | `uploading_format` | `JSON` or `CSV` |
/// | `datetime` | when; the form and the zone are not documented, the pages show both forms of [`Before`] |
///
/// What has passed is applied later; how much later is not documented, for files it is about two hours.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getLastUploadings>.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct ListCrmUploadings<'a> {
    client: &'a Client,
    counter: CounterId,
    limit: Option<u32>,
    before: Option<Before>,
    source: Option<String>,
}

impl<'a> ListCrmUploadings<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter, limit: None, before: None, source: None }
    }

    /// How many to bring at most, from 1 to 1000. The service's default is 10.
    pub fn limit(mut self, uploadings: u32) -> Self {
        self.limit = Some(uploadings);
        self
    }

    /// Only those strictly before this time: a [`Timestamp`], a [`DateTime`] or the `datetime` of another uploading. Of those that have
    /// the very time of the last one on a page, some may then be on no page.
    pub fn before(mut self, time: impl Into<Before>) -> Self {
        self.before = Some(time.into());
        self
    }

    /// Only those from this source. The reference knows `API`.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Asks for them. The order is not documented, but for that they are the latest.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn send(self) -> Result<Vec<CdpUploading>> {
        let mut call = self.client.management().list_cdp_uploadings().counter_id(self.counter.checked()?);
        if let Some(limit) = self.limit {
            if !LIMITS.contains(&limit) {
                return Err(Error::invalid("limit", format_args!("{limit} is not from 1 to 1000")));
            }
            call = call.limit(i64::from(limit));
        }
        if let Some(Before(text)) = self.before {
            given("datetime_offset", Some(&text))?;
            call = call.datetime_offset(text);
        }
        if let Some(source) = self.source {
            given("source", Some(&source))?;
            call = call.source(source);
        }
        list_or_none(call.send(), |answer| answer.uploadings).await
    }
}

/// A time for [`ListCrmUploadings::before`]. The pages of the reference write it in two forms:
///
/// | from | as | |
/// |---|---|---|
/// | [`Timestamp`] | `2025-02-10T10:00:00.000Z` | as the English page has it; in UTC, down to the millisecond |
/// | [`DateTime`] | `2025-02-10 10:00:00` | as the Russian page has it; the zone is not documented, in other data of the CRM it is that of the counter |
/// | a text | as it is | such as `datetime` of an uploading |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before(String);

impl From<Timestamp> for Before {
    fn from(time: Timestamp) -> Self {
        Self(time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
    }
}

impl From<DateTime> for Before {
    fn from(time: DateTime) -> Self {
        Self(time.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }
}

impl From<&str> for Before {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Before {
    fn from(text: String) -> Self {
        Self(text)
    }
}
