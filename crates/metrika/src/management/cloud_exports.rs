//! Exports of a counter's data to Yandex Cloud.

use super::{done, list_or_none};
use crate::Client;
use crate::error::Result;
use crate::ids::{CloudExportId, CounterId};
use crate::models::CloudExport;

/// The exports of a counter to Yandex Cloud; from [`CounterHandle::cloud_exports`](super::CounterHandle::cloud_exports).
///
/// Exports cannot be made through the documented API: they can be looked at and switched off.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::CloudExportStatus;
///
/// let exports = client.counter(44147844).cloud_exports();
/// for export in exports.list().await? {
///     if let (Some(id), Some(CloudExportStatus::Active)) = (export.ce_id, export.status) {
///         exports.delete(id).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/cloud/getExportsByCounter>.
#[derive(Debug, Clone, Copy)]
pub struct CloudExports<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> CloudExports<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All exports of the counter with their tables and throughput (bytes per second). `status` tells whether one is on.
    pub async fn list(&self) -> Result<Vec<CloudExport>> {
        let call = self.client.management().list_cloud_exports().counter_id(self.counter.checked()?);
        list_or_none(call.send(), |answer| answer.cloud_exports).await
    }

    /// Switches an export off for the counter: `ce_id` of the export. The owner and editors of the counter may do so.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/cloud/removeCounter>.
    pub async fn delete(&self, id: impl Into<CloudExportId>) -> Result<()> {
        let call = self.client.management().delete_cloud_export();
        done(call.counter_id(self.counter.checked()?).ce_id(id.into().checked()?).send()).await
    }
}
