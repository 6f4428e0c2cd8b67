//! Kinds of files, a good row of each, and how they are uploaded.

use metrika::Client;
use metrika::import::{IntoSource, Problem, Report, Upload};
use metrika::models::CdpMergeMode;

use crate::desk::{Desk, SHOP};

/// The moment of the tests, in unix seconds.
pub const NOW: i64 = 1_772_355_600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Conversions,
    Calls,
    Chats,
    Parameters,
    Keys,
    Expenses,
    Removed,
    SimpleOrders,
    Contacts,
    Orders,
}

/// Columns of which a row fills one.
const VISITORS: &[&str] = &["ClientId", "UserId", "Yclid", "PurchaseId", "ClientID", "UserID", "PurchaseID"];

impl Kind {
    /// A row without a problem.
    pub fn good(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Conversions => vec![
                ("ClientId", "133591247640966458"),
                ("Target", "purchase"),
                ("DateTime", "1772352000"),
                ("Price", "99.90"),
                ("Currency", "RUB"),
            ],
            Self::Calls => vec![("UserId", "u-17"), ("DateTime", "1772352000"), ("Tag", "")],
            Self::Chats => vec![
                ("ClientID", "133591247640966458"),
                ("DateTime", "1772352000"),
                ("ChatPlatform", "telegram"),
                ("ChatUsername", "ivanov"),
            ],
            Self::Parameters => vec![("ClientID", "133591247640966458"), ("Key", "status"), ("Value", "Gold")],
            Self::Keys => vec![("ClientID", "133591247640966458"), ("Key", "status"), ("Value", "")],
            Self::Expenses => vec![("Date", "2026-02-01/2026-02-28"), ("UTMSource", "vk"), ("Expenses", "1500.50")],
            Self::Removed => vec![("Date", "2026-02-01"), ("UTMSource", "vk")],
            Self::SimpleOrders => vec![
                ("id", "order"),
                ("create_date_time", "2026-02-28 10:00:00"),
                ("client_ids", "133591247640966458,2"),
                ("order_status", "PAID"),
            ],
            Self::Contacts => vec![("uniq_id", "contact"), ("name", "Иванов")],
            Self::Orders => vec![
                ("id", "order"),
                ("client_uniq_id", "contact"),
                ("client_type", "CONTACT"),
                ("create_date_time", "2026-02-28 10:00:00"),
                ("order_status", "PAID"),
            ],
        }
    }

    /// The column by which its rows are the same.
    fn key(self) -> Option<&'static str> {
        match self {
            Self::SimpleOrders | Self::Orders => Some("id"),
            Self::Contacts => Some("uniq_id"),
            _ => None,
        }
    }

    /// A file whose rows are good ones with these cells instead.
    pub fn file(self, rows: &[&[(&str, &str)]]) -> String {
        let good = self.good();
        let mut titles: Vec<&str> = good.iter().map(|(title, _)| *title).collect();
        for (title, _) in rows.iter().flat_map(|cells| cells.iter()) {
            if !titles.contains(title) {
                titles.push(title);
            }
        }
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(&titles).unwrap();
        for (number, instead) in rows.iter().enumerate() {
            let names_visitor = instead.iter().any(|(title, _)| VISITORS.contains(title));
            let cell = |title: &&str| {
                if let Some((_, cell)) = instead.iter().find(|(other, _)| other == title) {
                    return (*cell).to_owned();
                }
                match good.iter().find(|(other, _)| other == title) {
                    Some(_) if names_visitor && VISITORS.contains(title) => String::new(),
                    Some((_, cell)) if self.key() == Some(*title) => format!("{cell}-{number}"),
                    Some((_, cell)) => (*cell).to_owned(),
                    None => String::new(),
                }
            };
            file.write_record(titles.iter().map(cell)).unwrap();
        }
        String::from_utf8(file.into_inner().unwrap()).unwrap()
    }
}

/// Nothing limits how fast these tests ask.
pub fn client(desk: &Desk) -> Client {
    desk.builder().quota(metrika::Quota::unlimited()).build().unwrap()
}

/// What the check finds; and nothing is sent by it.
pub async fn report<'a>(desk: &Desk, client: &'a Client, kind: Kind, source: impl IntoSource<'a>) -> Report {
    let report = checked(client, kind, source).await.unwrap();
    assert!(nothing_was_sent(desk));
    report
}

async fn checked<'a>(client: &'a Client, kind: Kind, source: impl IntoSource<'a>) -> metrika::Result<Report> {
    async fn of<K>(upload: Upload<'_, K>) -> metrika::Result<Report> {
        Ok(upload.check().await?.report().clone())
    }
    let import = client.counter(SHOP).import();
    match kind {
        Kind::Conversions => of(import.conversions().upload(source)).await,
        Kind::Calls => of(import.calls().upload(source)).await,
        Kind::Chats => of(import.chats().upload(source)).await,
        Kind::Parameters => of(import.visitor_parameters().upload(source)).await,
        Kind::Keys => of(import.visitor_parameters().delete_keys(source)).await,
        Kind::Expenses => of(import.expenses().upload(source)).await,
        Kind::Removed => of(import.expenses().remove_file(source)).await,
        Kind::SimpleOrders => of(import.crm().upload_simple_orders(CdpMergeMode::Save, source)).await,
        Kind::Contacts => of(import.crm().upload_contacts(CdpMergeMode::Save, source)).await,
        Kind::Orders => of(import.crm().upload_orders(CdpMergeMode::Save, source)).await,
    }
}

/// Why this file cannot be checked at all.
pub async fn refused<'a>(desk: &Desk, client: &'a Client, kind: Kind, source: impl IntoSource<'a>) -> metrika::Error {
    let error = checked(client, kind, source).await.unwrap_err();
    assert!(nothing_was_sent(desk));
    error
}

/// Whether the sandbox was asked, at most, and nothing was uploaded to it.
pub fn nothing_was_sent(desk: &Desk) -> bool {
    desk.sent().iter().all(|call| call.starts_with("GET "))
}

/// A problem: its row, its column, and words of its reason.
pub type Expected<'a> = (Option<u64>, &'a str, &'a str);

/// These problems are there, and no others.
pub fn assert_problems(found: &[Problem], expected: &[Expected<'_>]) {
    let right = |(problem, (row, column, reason)): (&Problem, &Expected<'_>)| {
        problem.row == *row && problem.column == *column && problem.reason.contains(reason)
    };
    let all = found.len() == expected.len() && found.iter().zip(expected).all(right);
    let first = found.iter().zip(expected).find(|pair| !right(*pair));
    assert!(all, "{first:#?} differ of {found:#?}");
}
