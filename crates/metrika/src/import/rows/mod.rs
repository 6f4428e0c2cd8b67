//! The rows of files, one type for each kind of file.
//!
//! They are for those who have no struct of their own: an import takes anything that serialises to an object whose
//! fields are named like the columns of the service. Builders never fail. What is no amount, no phone, no address is
//! kept as it was given, and the check of an import names the row and the column.
//!
//! Each type reads what it writes, and also records of a CSV file under the service's own titles: lists joined by
//! commas, unix seconds, `1` and `0`, empty cells.

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
