//! Data import: conversions, calls, chats, visitor parameters, expenses and orders from elsewhere.

mod handles;
mod rows;
mod values;

pub use handles::Import;
