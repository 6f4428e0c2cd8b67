//! The rows of files, one type for each kind of file.
//!
//! They are for those who have no struct of their own: an import takes anything that serialises to an object whose
//! fields are named like the columns of the service. Builders never fail. What is no amount, no phone, no address is
//! kept as it was given, and the check of an import names the row and the column.
//!
//! Each type reads what it writes, and also records of a CSV file under the service's own titles: lists joined by
//! commas, unix seconds, `1` and `0`, empty cells.
//!
//! # Which id links what, and for how long
//!
//! | Rows | By | A visit is found | Source |
//! |---|---|---|---|
//! | [`Conversion`] | ClientID, UserID, yclid, purchase | in the 21 days before the upload | [conversions] |
//! | [`Call`] | ClientID, UserID, yclid | in the 21 days before the upload, and before the call; static calls join none | [calls] |
//! | [`Chat`] | ClientID, UserID, yclid, purchase; or nothing, and then it joins none | as conversions: it is an upload of theirs | [chats] |
//! | [`VisitorParameter`] | ClientID, UserID | in the 90 days before the upload; kept for two years after the last upload | [parameters] |
//! | [`SimpleOrder`], [`Order`] by its [`Contact`] | ClientIDs, e-mails, phones, their MD5 | in the 21 days before the upload; a linked order may change for 111 days from the visit | [orders] |
//! | [`Expense`] | UTM tags, or the traffic source, of a day | no visit is looked for | [expenses] |
//! | Measurement Protocol | ClientID | at most 12 hours back | [measurement] |
//!
//! [conversions]: https://yandex.com/dev/metrika/en/management/offline-conv
//! [calls]: https://yandex.com/dev/metrika/en/management/calls
//! [chats]: https://yandex.com/dev/metrika/en/management/chats-transfer-data
//! [parameters]: https://yandex.com/support/metrica/en/data/user-params-data
//! [orders]: https://yandex.com/dev/metrika/en/data-import/contacts
//! [expenses]: https://yandex.com/dev/metrika/en/management/openapi/expense/uploadMultipart
//! [measurement]: https://yandex.com/dev/metrika/en/data-import/measurement-upload

/// Setters of optional columns.
macro_rules! setters {
    ($($(#[$docs:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$docs])*
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$name = Some($name.into());
            self
        }
    )*};
}

/// Setters of columns that hold lists: each call adds one value.
macro_rules! adders {
    ($($(#[$docs:meta])* $name:ident: $type:ty => $field:ident;)*) => {$(
        $(#[$docs])*
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$field.push($name.into());
            self
        }
    )*};
}

mod call;
mod chat;
mod contact;
mod conversion;
mod expense;
mod identities;
mod order;
mod purchase;
mod read;
mod simple_order;
#[cfg(test)]
mod tests;
mod visitor_parameter;

pub use call::Call;
pub use chat::Chat;
pub use contact::Contact;
pub use conversion::Conversion;
pub use expense::{Expense, RemovedExpense};
pub use order::Order;
pub use purchase::{OrderGoal, OrderProduct};
pub use simple_order::SimpleOrder;
pub use visitor_parameter::{VisitorParameter, VisitorParameterKey};
