//! Rows that come twice.

use metrika::import::{CsvFile, OnProblem};
use metrika::models::CdpMergeMode;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, report};

#[tokio::test]
async fn rows_of_the_same_cells_are_told_with_the_first_of_them() {
    let desk = Desk::new().await;
    let client = client(&desk);
    // What repeats is the row as it is sent: the columns may stand elsewhere, and a time be written in two ways.
    let text = "UserId,Target,DateTime\nu,purchase,1772352000\nv,purchase,1772352000\nu,purchase,1772352000\n\
        u,purchase,2026-03-01T11:00:00+03:00\nu,purchase,x\nv,purchase,1772352000\n";
    let report = report(&desk, &client, Kind::Conversions, CsvFile::read(text.as_bytes())).await;
    let expected = [
        (Some(3), "", "repeats row 1 in all columns"),
        (Some(4), "", "repeats row 1 in all columns"),
        (Some(5), "DateTime", "unix seconds"),
        (Some(6), "", "repeats row 2 in all columns"),
    ];
    assert_problems(&report.problems, &expected);
    let lines: Vec<Option<u64>> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(4), Some(5), Some(6), Some(7)]);
    assert_eq!((report.rows, report.bad_rows, report.good_rows()), (6, 4, 2));
}

/// With different visitors they are not in one file, and still in order.
#[tokio::test]
async fn problems_are_in_the_order_of_the_rows() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |column: &str, id: u64| json!({ column: id, "Target": "purchase", "DateTime": 1_772_352_000 });
    let rows = vec![row("Yclid", 1), row("ClientId", 1), row("Yclid", 1), row("ClientId", 1), row("Yclid", 1)];
    let report = report(&desk, &client, Kind::Conversions, rows).await;
    let expected = [(Some(3), "", "repeats row 1"), (Some(4), "", "repeats row 2"), (Some(5), "", "repeats row 1")];
    assert_problems(&report.problems, &expected);
}

#[tokio::test]
async fn keys_come_once() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for (kind, key) in [(Kind::SimpleOrders, "id"), (Kind::Contacts, "uniq_id"), (Kind::Orders, "id")] {
        let rows: [&[(&str, &str)]; 3] = [&[(key, "7")], &[(key, "8")], &[(key, "7"), ("emails", "a@b.ru")]];
        let rows = if kind == Kind::Orders { [rows[0], rows[1], &[(key, "7"), ("cost", "1")]] } else { rows };
        let file = CsvFile::read(std::io::Cursor::new(kind.file(&rows)));
        let report = report(&desk, &client, kind, file).await;
        assert_problems(&report.problems, &[(Some(3), key, "is the same as in row 1")]);
        assert_eq!(report.problems[0].line, Some(4));
    }
    // Orders without an id are not the same.
    let rows: [&[(&str, &str)]; 2] = [&[("id", "")], &[("id", "")]];
    let file = CsvFile::read(std::io::Cursor::new(Kind::SimpleOrders.file(&rows)));
    assert!(report(&desk, &client, Kind::SimpleOrders, file).await.is_clean());
}

/// More rows than are compared in memory.
#[tokio::test]
async fn rows_far_apart_are_found() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows = 200_010_u64;
    let visitor = |row: u64| match row {
        200_001 => 5,
        200_010 => 200_005,
        other => other,
    };
    let text: String = (1..=rows).map(|row| format!("{},purchase,1772352000\n", visitor(row))).collect();
    let text = format!("ClientId,Target,DateTime\n{text}");
    let report = report(&desk, &client, Kind::Conversions, CsvFile::read(std::io::Cursor::new(text))).await;
    let expected = [(Some(200_001), "", "repeats row 5"), (Some(200_010), "", "repeats row 200005")];
    assert_problems(&report.problems, &expected);
    assert_eq!(report.rows, rows);
}

/// Who wants everything sent gets it sent, and the report counts each row once.
#[tokio::test]
async fn repeated_rows_are_sent_if_everything_is() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |at: Value| json!({ "ClientId": 1, "Target": "purchase", "DateTime": at });
    let rows = vec![row(json!("x")), row(json!("x")), row(json!(1_772_352_000)), row(json!(1_772_352_000))];
    let upload = client.counter(SHOP).import().conversions().upload(rows).on_problem(OnProblem::Send);
    let mut checked = upload.check().await.unwrap();
    let report = checked.report().clone();
    assert_eq!((report.rows, report.bad_rows, report.good_rows()), (4, 3, 1), "{report}");
    let expected =
        [(Some(1), "DateTime", "unix seconds"), (Some(2), "DateTime", "unix seconds"), (Some(4), "", "repeats row 3")];
    assert_problems(&report.problems, &expected);
    assert_eq!(checked.send().await.unwrap().outcome().summary().sent, 4);
    let body = "ClientId,Target,DateTime\n1,purchase,x\n1,purchase,x\n1,purchase,1772352000\n1,purchase,1772352000\n";
    assert_eq!(&desk.last().body[..], body.as_bytes());
}

#[tokio::test]
async fn repeated_keys_are_left_out_of_json_too() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows: Vec<Value> = [1, 2, 1].iter().map(|id| json!({ "uniq_id": id, "name": "N" })).collect();
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_contacts(CdpMergeMode::Save, rows).as_json().on_problem(OnProblem::Skip);
    let _ = upload.send().await.unwrap();
    let body: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(body, json!({ "contacts": [{ "uniq_id": "1", "name": "N" }, { "uniq_id": "2", "name": "N" }] }));
}
