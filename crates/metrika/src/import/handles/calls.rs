//! Phone calls.

use super::pages;
use crate::Client;
use crate::error::Result;
use crate::ids::{CounterId, UploadingId};
use crate::management::answers::{list_or_none, value};
use crate::models::CallsUploading;

/// Phone calls of visitors; from [`Import::calls`](super::Import::calls).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// let calls = client.counter(44147844).import().calls();
/// for uploading in calls.list().await? {
///     println!("{:?}: {:?} calls can join visits", uploading.id, uploading.dynamic_calls_quantity);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Uploadings
///
/// | field | |
/// |---|---|
/// | `source_quantity` | rows of the file |
/// | `line_quantity` | rows that were taken; fewer than `source_quantity`: some were refused, which the service answers with 200 all the same |
/// | `static_calls_quantity` | calls to a number that is the same for all visitors: they never join a visit |
/// | `dynamic_calls_quantity` | calls to a number of one visitor: they can join a visit |
/// | `linked_quantity` | calls that were joined to a visit |
/// | `goal_not_found_quantity`, `user_not_found_quantity` | rows without a known goal or visitor |
/// | `status` | `PROCESSED` and `LINKAGE_FAILURE` are the last ones |
///
/// A file of nothing but static calls ends as `LINKAGE_FAILURE`, and its calls count all the same. A file is applied within about two
/// hours. The last three quantities are not in today's reference, only in its examples: they may be absent.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/call/findAllCallUploadings>.
#[derive(Debug, Clone, Copy)]
pub struct Calls<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Calls<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All uploadings of calls of the counter. Their order is not documented.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn list(&self) -> Result<Vec<CallsUploading>> {
        let counter = self.counter.checked()?;
        let fetch = |limit, offset| {
            let call = self.client.management().list_calls_uploadings().counter_id(counter);
            list_or_none(call.limit(limit).offset(offset).send(), |answer| answer.uploadings)
        };
        pages::all(fetch, |uploading| uploading.id).await
    }

    /// One uploading, and how far it is.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/call/findCallUploadingById>.
    pub async fn get(&self, id: impl Into<UploadingId>) -> Result<CallsUploading> {
        let call = self.client.management().get_calls_uploading();
        let call = call.counter_id(self.counter.checked()?).id(id.into().checked()?);
        Ok(value(call.send()).await?.uploading)
    }
}
