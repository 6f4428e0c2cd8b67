//! What can be imported into a counter, by kind.

mod calls;
mod chats;
mod conversions;
mod crm;
mod expense_removal;
mod expenses;
mod pages;
mod visitor_parameters;

pub use calls::Calls;
pub use chats::Chats;
pub use conversions::Conversions;
pub(in crate::import) use conversions::the_one;
pub use crm::{Attributes, Before, Crm, KnownAttributes, ListCrmUploadings, OrderStatuses, Products};
pub use expense_removal::ExpenseRemoval;
pub use expenses::Expenses;
pub use visitor_parameters::VisitorParameters;

use crate::Client;
use crate::ids::CounterId;

/// What can be imported into a counter; from [`CounterHandle::import`](crate::management::CounterHandle::import).
///
/// Each kind has a handle, which costs nothing and sends nothing. A file that was sent is an *uploading*: the service takes it at once and
/// applies it later, within about two hours by the reference. Until then its `status` changes, which `get` shows.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// let import = client.counter(44147844).import();
/// for uploading in import.conversions().list().await? {
///     println!("{:?} {:?}: {:?} rows", uploading.id, uploading.status, uploading.line_quantity);
/// }
/// # Ok(())
/// # }
/// ```
///
/// The token needs the scope `metrika:write`. For conversions, calls and chats `metrika:offline_data` is enough, for visitor parameters
/// `metrika:user_params`, for expenses `metrika:expenses`.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Import<'a> {
    pub(crate) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// The counter.
    pub fn counter(&self) -> CounterId {
        self.counter
    }

    /// Conversions that did not happen on the site.
    pub fn conversions(&self) -> Conversions<'a> {
        Conversions::new(self.client, self.counter)
    }

    /// Phone calls.
    pub fn calls(&self) -> Calls<'a> {
        Calls::new(self.client, self.counter)
    }

    /// Chats in messengers.
    pub fn chats(&self) -> Chats<'a> {
        Chats::new(self.client, self.counter)
    }

    /// What you know of visitors.
    pub fn visitor_parameters(&self) -> VisitorParameters<'a> {
        VisitorParameters::new(self.client, self.counter)
    }

    /// What advertising cost.
    pub fn expenses(&self) -> Expenses<'a> {
        Expenses::new(self.client, self.counter)
    }

    /// Customers and orders.
    pub fn crm(&self) -> Crm<'a> {
        Crm::new(self.client, self.counter)
    }
}
