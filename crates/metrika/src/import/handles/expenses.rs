//! What advertising cost.

use super::{ExpenseRemoval, pages};
use crate::Client;
use crate::error::Result;
use crate::ids::{CounterId, UploadingId};
use crate::management::answers::{list_or_none, value};
use crate::models::ExpenseUploading;

/// What advertising cost; from [`Import::expenses`](super::Import::expenses).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use jiff::civil::date;
/// use metrika::import::ExpenseRemoval;
///
/// let expenses = client.counter(44147844).import().expenses();
/// let wrong = ExpenseRemoval::days(date(2026, 5, 1), date(2026, 5, 31)).utm_source("newsletter").provider("ad_reports");
/// let removal = expenses.remove(wrong).await?;
/// println!("{:?} is {:?}", removal.id, removal.status);
/// # Ok(())
/// # }
/// ```
///
/// # Uploadings
///
/// | field | |
/// |---|---|
/// | `type_` | whether expenses are added (`EXPENSES`) or removed (`REMOVES`) |
/// | `source_quantity` | rows of the file; how many of them were taken is not told |
/// | `provider` | who sent the expenses (`default` if no name was given), or whose expenses are removed |
/// | `status` | `UPLOADED`, `IN_PROGRESS`, and at last `PROCESSED` |
///
/// A file, and a removal, is applied within about two hours.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/findAll_2>.
#[derive(Debug, Clone, Copy)]
pub struct Expenses<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Expenses<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All uploadings and removals of expenses of the counter. Their order is not documented.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn list(&self) -> Result<Vec<ExpenseUploading>> {
        let counter = self.counter.checked()?;
        let fetch = |limit, offset| {
            let call = self.client.management().list_expense_uploadings().counter_id(counter);
            list_or_none(call.limit(limit).offset(offset).send(), |answer| answer.uploadings)
        };
        pages::all(fetch, |uploading| uploading.id).await
    }

    /// One uploading or removal, and how far it is.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/findById_2>.
    pub async fn get(&self, id: impl Into<UploadingId>) -> Result<ExpenseUploading> {
        let call = self.client.management().get_expense_uploading();
        let call = call.counter_id(self.counter.checked()?).uploading_id(id.into().checked()?);
        Ok(value(call.send()).await?.uploading)
    }

    /// Removes the expenses that this describes. Those of Yandex Direct cannot be removed. What was removed can only be sent again.
    ///
    /// The answer is an uploading of the type `REMOVES`. If it is lost, the removal is not sent again, and the error
    /// [is in doubt](crate::Error::is_in_doubt): [`list`](Self::list) tells whether there is a new one.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadRemoveSingleLine>.
    pub async fn remove(&self, removal: ExpenseRemoval) -> Result<ExpenseUploading> {
        let call = self.client.management().remove_expense().counter_id(self.counter.checked()?);
        Ok(value(removal.checked_onto(call)?.send()).await?.uploading)
    }
}
