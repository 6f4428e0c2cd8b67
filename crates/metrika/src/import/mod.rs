#![doc = include_str!("guide.md")]

mod check;
mod handles;
mod layout;
mod rows;
mod source;
mod upload;
mod values;

pub use check::{Problem, Report};
pub use handles::{
    Attributes, Before, Calls, Chats, Conversions, Crm, ExpenseRemoval, Expenses, Import, KnownAttributes,
    ListCrmUploadings, OrderStatuses, Products, VisitorParameters,
};
pub use rows::{
    Call, Chat, Contact, Conversion, Expense, Order, OrderGoal, OrderProduct, RemovedExpense, SimpleOrder,
    VisitorParameter, VisitorParameterKey,
};
pub use source::{CsvFile, IntoSource, Source, from_stream};
pub use upload::{
    Checked, Fate, OnProblem, Outcome, Piece, PieceState, Progress, Reconciled, Sent, Stage, Summary, Upload,
    Uploading, UploadingStatus,
};
pub use values::{
    Amount, Caller, ChatPlatform, Currency, Days, Email, LocalTime, OrderStatus, Phone, SiteVisitor, TrafficSource,
    Visitor,
};
