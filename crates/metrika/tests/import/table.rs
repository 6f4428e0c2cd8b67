//! Every kind of upload, in one form: what they share is tested once, for all of them.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use metrika::Client;
use metrika::import::{
    Call, Caller, Chat, ChatPlatform, Checked, Contact, Conversion, Expense, Order, OrderStatus, RemovedExpense,
    SimpleOrder, SiteVisitor, Upload, Visitor, VisitorParameter, VisitorParameterKey,
};
use metrika::models::CdpMergeMode;
use metrika_sandbox::operations::uploadings::Subject;

use crate::desk::{Desk, SHOP};

/// The identifier of a seeded goal that data from elsewhere can name.
pub const PURCHASE: &str = "purchase";

/// A moment before that of the tests.
pub fn hours_ago(hours: i64) -> Timestamp {
    let now: Timestamp = "2026-03-01T12:00:00+03:00".parse().unwrap();
    now - jiff::SignedDuration::from_hours(hours)
}

/// The same by the clock of the counter.
pub fn yesterday() -> DateTime {
    date(2026, 2, 28).at(11, 30, 0, 0)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Conversions,
    Calls,
    Chats,
    Parameters,
    DeletedKeys,
    Expenses,
    RemovedExpenses,
    SimpleOrders,
    ContactsCsv,
    ContactsJson,
    OrdersCsv,
    OrdersJson,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Conversions,
        Self::Calls,
        Self::Chats,
        Self::Parameters,
        Self::DeletedKeys,
        Self::Expenses,
        Self::RemovedExpenses,
        Self::SimpleOrders,
        Self::ContactsCsv,
        Self::ContactsJson,
        Self::OrdersCsv,
        Self::OrdersJson,
    ];

    /// What sends it.
    pub fn operation(self) -> &'static str {
        match self {
            Self::Conversions | Self::Chats => "upload_conversions",
            Self::Calls => "upload_calls",
            Self::Parameters | Self::DeletedKeys => "upload_visitor_parameters",
            Self::Expenses => "upload_expenses",
            Self::RemovedExpenses => "remove_expenses",
            Self::SimpleOrders => "upload_simple_orders",
            Self::ContactsCsv => "upload_contacts_csv",
            Self::ContactsJson => "upload_contacts_json",
            Self::OrdersCsv => "upload_orders_csv",
            Self::OrdersJson => "upload_orders_json",
        }
    }

    /// Good rows of this kind, checked.
    pub async fn check(self, client: &Client, rows: u64) -> Checked<'_> {
        self.check_as(client, rows, None).await
    }

    /// The same with a comment.
    pub async fn check_as<'a>(self, client: &'a Client, rows: u64, comment: Option<&str>) -> Checked<'a> {
        let import = client.counter(SHOP).import();
        let (crm, at, all) = (import.crm(), hours_ago(1), 1..=rows);
        let contact = |n: u64| Contact::new(format!("c{n}")).client_id(n);
        let order = |n: u64| Order::new(format!("o{n}"), format!("c{n}"), yesterday(), OrderStatus::Paid);
        let day = date(2026, 2, 1);
        match self {
            Self::Conversions => {
                let row = move |n| Conversion::new(Visitor::ClientId(n), PURCHASE, at);
                checked(import.conversions().upload(all.map(row)), comment).await
            }
            Self::Calls => {
                checked(import.calls().upload(all.map(move |n| Call::new(Caller::ClientId(n), at))), comment).await
            }
            Self::Chats => {
                let row = move |n: u64| {
                    Chat::new(ChatPlatform::Viber, at).username(n.to_string()).visitor(Visitor::ClientId(n))
                };
                checked(import.chats().upload(all.map(row)), comment).await
            }
            Self::Parameters => {
                let row = |n| VisitorParameter::new(SiteVisitor::ClientId(n), "plan", "gold");
                checked(import.visitor_parameters().upload(all.map(row)), comment).await
            }
            Self::DeletedKeys => {
                let row = |n| VisitorParameterKey::new(SiteVisitor::ClientId(n), "plan");
                checked(import.visitor_parameters().delete_keys(all.map(row)), comment).await
            }
            Self::Expenses => {
                checked(import.expenses().upload(all.map(move |n| Expense::new(day, format!("s{n}"), n))), comment)
                    .await
            }
            Self::RemovedExpenses => {
                let row = move |n| RemovedExpense::new(day).utm_source(format!("s{n}"));
                checked(import.expenses().remove_file(all.map(row)), comment).await
            }
            Self::SimpleOrders => {
                let row = |n: u64| SimpleOrder::new(format!("s{n}"), yesterday()).client_id(n);
                checked(crm.upload_simple_orders(CdpMergeMode::Save, all.map(row)), comment).await
            }
            Self::ContactsCsv => checked(crm.upload_contacts(CdpMergeMode::Save, all.map(contact)), comment).await,
            Self::ContactsJson => {
                checked(crm.upload_contacts(CdpMergeMode::Save, all.map(contact)).as_json(), comment).await
            }
            Self::OrdersCsv => checked(crm.upload_orders(CdpMergeMode::Save, all.map(order)), comment).await,
            Self::OrdersJson => checked(crm.upload_orders(CdpMergeMode::Save, all.map(order)).as_json(), comment).await,
        }
    }

    /// How many uploadings of this kind the sandbox has: with the rows that they had.
    pub fn arrived(self, desk: &Desk) -> Vec<u64> {
        let (subject, what) = match self {
            Self::Conversions => (Subject::Conversions, ""),
            Self::Calls => (Subject::Calls, ""),
            Self::Chats => (Subject::Chats, ""),
            Self::Parameters => (Subject::VisitorParameters, "update"),
            Self::DeletedKeys => (Subject::VisitorParameters, "delete_keys"),
            Self::Expenses => (Subject::Expenses, ""),
            Self::RemovedExpenses => (Subject::Removals, ""),
            Self::SimpleOrders => return crm(desk, "simple orders", "CSV"),
            Self::ContactsCsv => return crm(desk, "contacts", "CSV"),
            Self::ContactsJson => return crm(desk, "contacts", "JSON"),
            Self::OrdersCsv => return crm(desk, "orders", "CSV"),
            Self::OrdersJson => return crm(desk, "orders", "JSON"),
        };
        desk.sandbox.state(|state| {
            let all = state.counters[&SHOP].uploadings.all.values();
            let these = all.filter(|one| one.subject == subject && one.action.as_deref().unwrap_or_default() == what);
            these.map(|one| one.source_quantity).collect()
        })
    }

    /// How often it was sent.
    pub fn sent(self, desk: &Desk) -> usize {
        asked(desk, self.operation())
    }
}

fn crm(desk: &Desk, subject: &str, format: &str) -> Vec<u64> {
    desk.sandbox.state(|state| {
        let all = state.counters[&SHOP].crm.uploadings.iter();
        all.filter(|one| one.subject == subject && one.format == format).map(|one| one.elements).collect()
    })
}

/// How often an operation was asked for.
pub fn asked(desk: &Desk, operation: &str) -> usize {
    desk.sandbox.journal().iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
}

async fn checked<'a, K>(upload: Upload<'a, K>, comment: Option<&str>) -> Checked<'a> {
    let upload = match comment {
        Some(comment) => upload.comment(comment),
        None => upload,
    };
    upload.check().await.unwrap()
}
