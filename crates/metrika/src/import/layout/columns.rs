//! The columns of each kind of files.
//!
//! Sources: the guides on data import and the tables of the reference, as `openapi/management.yaml` restates them. No page that
//! could be read gives those of visitor parameters: they are plausible ones, three as a post of the service's blog counts them
//! (<https://yandex.com/blog/metrica?year=2016&month=Aug>).

use super::{Ask, Column, Layout, Rule};

const fn must(title: &'static str, rule: Rule) -> Column {
    Column { title, rule, required: true }
}

const fn may(title: &'static str, rule: Rule) -> Column {
    Column { title, rule, required: false }
}

const PLAIN: Layout = Layout {
    name: "",
    columns: &[],
    visitor: &[],
    visitor_optional: false,
    any: &[],
    key: &[],
    entity: None,
    guessed: false,
    asks: &[],
};

pub(in crate::import) const CONVERSIONS: Layout = Layout {
    name: "conversions",
    columns: &[
        may("UserId", Rule::Text),
        may("ClientId", Rule::Whole),
        may("Yclid", Rule::Whole),
        may("PurchaseId", Rule::Text),
        must("Target", Rule::Target),
        must("DateTime", Rule::Past),
        may("Price", Rule::Amount),
        may("Currency", Rule::Currency),
    ],
    visitor: &["UserId", "ClientId", "Yclid", "PurchaseId"],
    asks: &[Ask::Goals],
    ..PLAIN
};

pub(in crate::import) const CALLS: Layout = Layout {
    name: "calls",
    columns: &[
        may("UserId", Rule::Text),
        may("ClientId", Rule::Whole),
        may("Yclid", Rule::Whole),
        must("DateTime", Rule::Past),
        may("StaticCall", Rule::Flag),
        may("Price", Rule::Amount),
        may("Currency", Rule::Currency),
        may("PhoneNumber", Rule::Phone),
        may("TalkDuration", Rule::Whole),
        may("HoldDuration", Rule::Whole),
        may("CallMissed", Rule::Flag),
        may("Tag", Rule::Text),
        may("FirstTimeCaller", Rule::Flag),
        may("URL", Rule::Text),
        may("CallTrackerURL", Rule::Text),
    ],
    visitor: &["UserId", "ClientId", "Yclid"],
    ..PLAIN
};

/// The page of chats writes `ID` where the others write `Id`.
pub(in crate::import) const CHATS: Layout = Layout {
    name: "chats",
    columns: &[
        may("UserID", Rule::Text),
        may("ClientID", Rule::Whole),
        may("Yclid", Rule::Whole),
        may("PurchaseID", Rule::Text),
        must("DateTime", Rule::Past),
        must("ChatPlatform", Rule::Word(&["whatsapp", "telegram", "viber"])),
        may("ChatUsername", Rule::Text),
        may("ChatUserID", Rule::Text),
        may("PhoneNumber", Rule::Phone),
    ],
    visitor: &["UserID", "ClientID", "Yclid", "PurchaseID"],
    visitor_optional: true,
    any: &["ChatUsername", "ChatUserID", "PhoneNumber"],
    ..PLAIN
};

/// A row that deletes a key has no value.
const fn parameters(value: Column) -> [Column; 4] {
    [may("UserID", Rule::Text), may("ClientID", Rule::Whole), must("Key", Rule::Text), value]
}

pub(in crate::import) const VISITOR_PARAMETERS: Layout = Layout {
    name: "visitor parameters",
    columns: &parameters(must("Value", Rule::Text)),
    visitor: &["UserID", "ClientID"],
    guessed: true,
    ..PLAIN
};

pub(in crate::import) const DELETED_PARAMETERS: Layout =
    Layout { name: "keys to delete", columns: &parameters(may("Value", Rule::Text)), ..VISITOR_PARAMETERS };

/// Traffic sources of the first level.
const SOURCES: Rule = Rule::Word(&[
    "ad",
    "direct",
    "email",
    "internal",
    "messenger",
    "organic",
    "qrcode",
    "recommend",
    "referral",
    "saved",
    "social",
    "undefined",
]);

pub(in crate::import) const EXPENSES: Layout = Layout {
    name: "expenses",
    columns: &[
        must("Date", Rule::Days),
        may("UTMSource", Rule::Text),
        may("TrafficSource", SOURCES),
        may("TrafficSourceDetail", Rule::Text),
        may("UTMMedium", Rule::Text),
        may("UTMCampaign", Rule::Text),
        may("UTMTerm", Rule::Text),
        may("UTMContent", Rule::Text),
        must("Expenses", Rule::Amount),
        may("Currency", Rule::Currency),
        may("Clicks", Rule::Whole),
    ],
    any: &["UTMSource", "TrafficSource"],
    ..PLAIN
};

pub(in crate::import) const REMOVED_EXPENSES: Layout = Layout {
    name: "expenses to remove",
    columns: &[
        must("Date", Rule::Days),
        may("UTMSource", Rule::Text),
        may("UTMMedium", Rule::Text),
        may("UTMCampaign", Rule::Text),
        may("UTMTerm", Rule::Text),
        may("UTMContent", Rule::Text),
    ],
    ..PLAIN
};

pub(in crate::import) const SIMPLE_ORDERS: Layout = Layout {
    name: "simple orders",
    columns: &[
        may("id", Rule::Text),
        must("create_date_time", Rule::Created),
        may("client_uniq_id", Rule::Text),
        may("client_ids", Rule::List(&Rule::Whole, 500)),
        may("emails", Rule::List(&Rule::Email, 50)),
        may("phones", Rule::List(&Rule::Digits, 50)),
        may("emails_md5", Rule::List(&Rule::Hash, 50)),
        may("phones_md5", Rule::List(&Rule::Hash, 50)),
        may("order_status", Rule::Status),
        may("revenue", Rule::Amount),
        may("cost", Rule::Amount),
        may("goals", Rule::Goals),
        may("currency", Rule::Currency),
    ],
    any: &["client_ids", "emails", "phones", "emails_md5", "phones_md5"],
    key: &["id"],
    entity: Some("SIMPLE_ORDER"),
    asks: &[Ask::Zone, Ask::Goals, Ask::Statuses, Ask::Attributes],
    ..PLAIN
};

pub(in crate::import) const CONTACTS: Layout = Layout {
    name: "contacts",
    columns: &[
        must("uniq_id", Rule::Text),
        may("name", Rule::Text),
        may("birth_date", Rule::Day),
        may("create_date_time", Rule::Moment),
        may("update_date_time", Rule::Moment),
        may("client_ids", Rule::List(&Rule::Whole, 500)),
        may("emails", Rule::List(&Rule::Email, 50)),
        may("phones", Rule::List(&Rule::Digits, 50)),
        may("emails_md5", Rule::List(&Rule::Hash, 50)),
        may("phones_md5", Rule::List(&Rule::Hash, 50)),
        may("user_comment", Rule::AtMost(1000)),
    ],
    key: &["uniq_id"],
    entity: Some("CONTACT"),
    asks: &[Ask::Zone, Ask::Attributes],
    ..PLAIN
};

pub(in crate::import) const ORDERS: Layout = Layout {
    name: "orders",
    columns: &[
        must("id", Rule::Text),
        must("client_uniq_id", Rule::Text),
        // The only word that is documented.
        must("client_type", Rule::Word(&["CONTACT"])),
        must("create_date_time", Rule::Created),
        must("order_status", Rule::Status),
        may("update_date_time", Rule::Moment),
        may("finish_date_time", Rule::Moment),
        may("revenue", Rule::Amount),
        may("cost", Rule::Amount),
        may("currency", Rule::Currency),
        may("goals", Rule::Goals),
        may("products", Rule::Products),
        may("user_comment", Rule::AtMost(1000)),
    ],
    key: &["id"],
    entity: Some("ORDER"),
    asks: &[Ask::Zone, Ask::Goals, Ask::Statuses, Ask::Attributes],
    ..PLAIN
};
