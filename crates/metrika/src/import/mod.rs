//! Data import: conversions, calls, chats, visitor parameters, expenses and orders from elsewhere.

mod handles;
mod rows;
mod values;

pub use handles::Import;
pub use rows::{
    Call, Chat, Contact, Conversion, Expense, Order, OrderGoal, OrderProduct, RemovedExpense, SimpleOrder,
    VisitorParameter, VisitorParameterKey,
};
pub use values::{
    Amount, Caller, ChatPlatform, Currency, Days, Email, LocalTime, OrderStatus, Phone, SiteVisitor, TrafficSource,
    Visitor,
};
