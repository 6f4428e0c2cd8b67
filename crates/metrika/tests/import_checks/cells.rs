//! What each column of each kind of file may hold.

use metrika::import::CsvFile;

use crate::desk::Desk;
use crate::kinds::{Kind, client, report};

/// The column, a cell that cannot be, and words of the reason.
type Case = (&'static str, &'static str, &'static str);

/// One file: its first row is good, and each other one has one bad cell. Each is told with its row, its line and its column, and nothing else is.
async fn each_is_told(kind: Kind, cases: &[Case]) {
    let desk = Desk::new().await;
    let client = client(&desk);
    let bad: Vec<[(&str, &str); 1]> = cases.iter().map(|(column, cell, _)| [(*column, *cell)]).collect();
    let rows: Vec<&[(&str, &str)]> = std::iter::once(&[][..]).chain(bad.iter().map(|cells| &cells[..])).collect();
    let file = kind.file(&rows);
    let report = report(&desk, &client, kind, CsvFile::read(std::io::Cursor::new(file.clone()))).await;
    assert_eq!(report.rows, 1 + cases.len() as u64);
    assert_eq!(report.good_rows(), 1, "{report}");
    assert_eq!(report.found as usize, cases.len(), "{report}");
    for (number, (case, problem)) in cases.iter().zip(&report.problems).enumerate() {
        let (column, _, reason) = case;
        let row = number as u64 + 2;
        assert_eq!(
            (problem.row, problem.line, problem.column.as_str()),
            (Some(row), Some(row + 1), *column),
            "{case:?}"
        );
        assert!(problem.reason.contains(reason), "{case:?}: {problem}");
    }
}

#[tokio::test]
async fn conversions() {
    let cases = [
        ("ClientId", "abc", "whole number of 64 bits"),
        ("ClientId", "-1", "whole number"),
        ("ClientId", "1.5", "whole number"),
        ("ClientId", "1e5", "whole number"),
        ("ClientId", "18446744073709551616", "whole number of 64 bits"),
        ("Yclid", "y", "whole number"),
        ("Target", "", "is empty"),
        ("Target", "Purchase", "did you mean purchase?"),
        ("Target", "favourite colour", "JavaScript event"),
        ("DateTime", "", "is empty"),
        ("DateTime", "1772355601", "in the future"),
        ("DateTime", "1772352000000", "milliseconds"),
        ("DateTime", "1770541199", "more than 21 days ago"),
        ("DateTime", "2026-03-01 11:00:00", "time zone"),
        ("DateTime", "soon", "unix seconds"),
        ("DateTime", "-5", "unix seconds"),
        ("Price", "99,90", "a dot is the decimal mark"),
        ("Price", "1 000", "no amount"),
        ("Price", "1e3", "no amount"),
        ("Price", ".5", "no amount"),
        ("Price", "5.", "no amount"),
        ("Price", "-1", "no amount"),
        ("Price", "NaN", "no amount"),
        ("Price", "99.90 ₽", "no amount"),
        ("Price", "9223372036855", "the most that is allowed"),
        ("Currency", "rub", "write RUB"),
        ("Currency", "RUR", "no currency of ISO 4217"),
        ("Currency", "руб.", "no currency of ISO 4217"),
    ];
    each_is_told(Kind::Conversions, &cases).await;
}

#[tokio::test]
async fn calls() {
    let cases = [
        ("ClientId", "x", "whole number"),
        ("Yclid", "x", "whole number"),
        ("DateTime", "", "is empty"),
        ("DateTime", "1772355601", "in the future"),
        ("StaticCall", "yes", "neither 1 nor 0"),
        ("Price", "1,5", "decimal mark"),
        ("Currency", "RU", "ISO 4217"),
        ("PhoneNumber", "89991234567", "+70123456789"),
        ("PhoneNumber", "+7 999 123", "+70123456789"),
        ("TalkDuration", "1:35", "whole number"),
        ("HoldDuration", "-1", "whole number"),
        ("CallMissed", "2", "neither 1 nor 0"),
        ("FirstTimeCaller", "да", "neither 1 nor 0"),
    ];
    each_is_told(Kind::Calls, &cases).await;
}

#[tokio::test]
async fn chats() {
    let cases = [
        ("ClientID", "x", "whole number"),
        ("Yclid", "x", "whole number"),
        ("DateTime", "1772352000000", "milliseconds"),
        ("ChatPlatform", "", "is empty"),
        ("ChatPlatform", "Telegram", "did you mean telegram?"),
        ("ChatPlatform", "mail", "none of whatsapp, telegram, viber"),
        ("PhoneNumber", "79991234567", "+70123456789"),
    ];
    each_is_told(Kind::Chats, &cases).await;
}

#[tokio::test]
async fn visitor_parameters() {
    let cases = [("ClientID", "x", "whole number"), ("Key", "", "is empty"), ("Value", "", "is empty")];
    each_is_told(Kind::Parameters, &cases).await;
    each_is_told(Kind::Keys, &[("ClientID", "x", "whole number"), ("Key", "", "is empty")]).await;
}

#[tokio::test]
async fn expenses() {
    let cases = [
        ("Date", "", "is empty"),
        ("Date", "01.02.2026", "YYYY-MM-DD"),
        ("Date", "2026-2-1", "YYYY-MM-DD"),
        ("Date", "2026-02-28/2026-02-01", "YYYY-MM-DD"),
        ("TrafficSource", "adv", "did you mean ad?"),
        ("TrafficSource", "Organic", "did you mean organic?"),
        ("TrafficSource", "facebook", "none of ad, direct, email"),
        ("Expenses", "", "is empty"),
        ("Expenses", "1 500,50", "decimal mark"),
        ("Currency", "eur", "write EUR"),
        ("Clicks", "1.5", "whole number"),
    ];
    each_is_told(Kind::Expenses, &cases).await;
    each_is_told(Kind::Removed, &[("Date", "", "is empty"), ("Date", "yesterday", "YYYY-MM-DD")]).await;
}

#[tokio::test]
async fn simple_orders() {
    let ids: String = (0..=500).map(|id| format!("{id},")).collect();
    let emails: String = (0..=50).map(|id| format!("{id}@example.com,")).collect();
    let (ids, emails): (&'static str, &'static str) =
        (ids.trim_end_matches(',').to_owned().leak(), emails.trim_end_matches(',').to_owned().leak());
    let cases = [
        ("create_date_time", "", "is empty"),
        ("create_date_time", "soon", "31.01.2026 09:30"),
        ("create_date_time", "2026-02-30", "no time"),
        ("create_date_time", "2026-03-01 12:00:01", "in the future"),
        ("create_date_time", "2026-03-02", "in the future"),
        ("create_date_time", "2026-02-07", "more than 21 days ago"),
        ("client_ids", "1,x", "whole number"),
        ("client_ids", "1,,2", "whole number"),
        ("client_ids", ids, "it lists 501, 500 are allowed"),
        ("emails", "mail", "no e-mail address"),
        ("emails", "a@b.ru,b@c", "\"b@c\" is no e-mail address"),
        ("emails", emails, "it lists 51, 50 are allowed"),
        ("phones", "+79995551111", "digits alone"),
        ("phones", "8 (999) 555", "digits alone"),
        ("emails_md5", "f09f", "no MD5"),
        ("emails_md5", "z09f2c3d48f31e2a802944ade2e5aec5", "no MD5"),
        ("phones_md5", "+79995551111", "no MD5"),
        ("order_status", "paid", "did you mean PAID?"),
        ("order_status", "purchases", "did you mean purchase?"),
        ("order_status", "лежит на складе", "IN_PROGRESS, PAID, SPAM"),
        ("revenue", "1,5", "decimal mark"),
        ("cost", "-5", "no amount"),
        ("goals", "no such goal", "no goal has the identifier"),
        ("goals", "purchase:x", "no amount"),
        ("goals", ",", "no list of goals"),
        ("currency", "rub", "write RUB"),
    ];
    each_is_told(Kind::SimpleOrders, &cases).await;
}

#[tokio::test]
async fn contacts() {
    let comment: &'static str = "ж".repeat(1001).leak();
    let cases = [
        ("uniq_id", "", "is empty"),
        ("birth_date", "1950-04-21 10:00", "no day"),
        ("birth_date", "31.04.1950", "no day"),
        ("create_date_time", "soon", "no time"),
        ("update_date_time", "2026-01-01 24:00", "no time"),
        ("client_ids", "x", "whole number"),
        ("emails", "a b@c.ru", "no e-mail address"),
        ("phones", "7999555111122334", "digits alone"),
        ("emails_md5", "f09f", "no MD5"),
        ("phones_md5", "f09f", "no MD5"),
        ("user_comment", comment, "it has 1001 characters, 1000 are allowed"),
    ];
    each_is_told(Kind::Contacts, &cases).await;
}

#[tokio::test]
async fn orders() {
    let cases = [
        ("id", "", "is empty"),
        ("client_uniq_id", "", "is empty"),
        ("client_type", "", "is empty"),
        ("client_type", "COMPANY", "CONTACT"),
        ("create_date_time", "", "is empty"),
        ("create_date_time", "2026-03-01 12:01", "in the future"),
        ("order_status", "", "is empty"),
        ("order_status", "Paid", "did you mean PAID?"),
        ("update_date_time", "x", "no time"),
        ("finish_date_time", "x", "no time"),
        ("revenue", "9223372036855", "the most that is allowed"),
        ("cost", "x", "no amount"),
        ("currency", "XAU", "ISO 4217"),
        ("goals", "purchase:1,nothing of it", "no goal has the identifier"),
        ("products", "pear", "no list of products"),
        ("products", "pear:1.5", "no list of products"),
        ("user_comment", "x".repeat(1001).leak(), "1000 are allowed"),
    ];
    each_is_told(Kind::Orders, &cases).await;
}

/// Who the row is about.
#[tokio::test]
async fn visitors() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for (kind, choice) in [
        (Kind::Conversions, "UserId, ClientId, Yclid, PurchaseId"),
        (Kind::Calls, "UserId, ClientId, Yclid"),
        (Kind::Parameters, "UserID, ClientID"),
        (Kind::Keys, "UserID, ClientID"),
    ] {
        let names: Vec<&str> = choice.split(", ").collect();
        let rows: [&[(&str, &str)]; 4] =
            [&[(names[0], "1")], &[(names[1], "2")], &[(names[0], "")], &[(names[0], "3"), (names[1], "4")]];
        let report = report(&desk, &client, kind, CsvFile::read(std::io::Cursor::new(kind.file(&rows)))).await;
        let both = names[..2].join(", ");
        let expected =
            [(Some(3), choice, "all are empty: the row names no visitor"), (Some(4), both.as_str(), "more than once")];
        crate::kinds::assert_problems(&report.problems, &expected);
    }
}

/// One of several columns is needed.
#[tokio::test]
async fn one_of_several() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for (kind, empty, choice) in [
        (Kind::Chats, "ChatUsername", "ChatUsername, ChatUserID, PhoneNumber"),
        (Kind::Expenses, "UTMSource", "UTMSource, TrafficSource"),
        (Kind::SimpleOrders, "client_ids", "client_ids, emails, phones, emails_md5, phones_md5"),
    ] {
        let rows: [&[(&str, &str)]; 2] = [&[], &[(empty, "")]];
        let report = report(&desk, &client, kind, CsvFile::read(std::io::Cursor::new(kind.file(&rows)))).await;
        crate::kinds::assert_problems(&report.problems, &[(Some(2), choice, "all are empty, and one is needed")]);
    }
    // A chat need not name a visitor, and must not name two.
    let rows: [&[(&str, &str)]; 2] = [&[("ClientID", "")], &[("ClientID", "1"), ("UserID", "2")]];
    let file = Kind::Chats.file(&rows);
    let report = report(&desk, &client, Kind::Chats, CsvFile::read(std::io::Cursor::new(file))).await;
    crate::kinds::assert_problems(&report.problems, &[(Some(2), "UserID, ClientID", "more than once")]);
}

/// Several problems of one row are all told.
#[tokio::test]
async fn a_row_may_have_several_problems() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows: [&[(&str, &str)]; 1] = [&[("Target", ""), ("DateTime", "x"), ("Price", "1,5"), ("Currency", "rub")]];
    let file = Kind::Conversions.file(&rows);
    let report = report(&desk, &client, Kind::Conversions, CsvFile::read(std::io::Cursor::new(file))).await;
    assert_eq!((report.rows, report.bad_rows, report.found), (1, 1, 4));
    let columns: Vec<&str> = report.problems.iter().map(|problem| problem.column.as_str()).collect();
    assert_eq!(columns, ["Target", "DateTime", "Price", "Currency"]);
}
