//! Data import: conversions, calls, chats, visitor parameters, expenses and orders from elsewhere.

mod handles;
mod rows;
mod values;

pub use handles::{
    Attributes, Before, Calls, Chats, Conversions, Crm, ExpenseRemoval, Expenses, Import, KnownAttributes,
    ListCrmUploadings, OrderStatuses, Products, VisitorParameters,
};
