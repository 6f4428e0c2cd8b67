//! What is done about rows with problems: nothing is sent, they are left out, or they are sent.

use std::error::Error as _;
use std::io::Write;
use std::sync::{Arc, Mutex};

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem, Outcome, Report};
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::kinds::{client, nothing_was_sent};

/// Rows: good, too old, good, of a comma, one cell short, the same as the first, without a visitor.
const FILE: &str = "UserId,Target,DateTime,Price\n\
    u,purchase,1772352000,1\n\
    v,purchase,1481718166,1\n\
    w,purchase,1772352000,1\n\
    \"x, y\",purchase,soon,\"1,5\"\n\
    y,purchase,1772352000\n\
    u,purchase,1772352000,1\n\
    ,purchase,1772352000,\"q\"\"q\"\n";

/// The same as [`FILE`] says of them.
const REJECTED: &[[&str; 8]] = &[
    ["row", "line", "column", "reason", "UserId", "Target", "DateTime", "Price"],
    [
        "2",
        "3",
        "DateTime",
        "\"1481718166\" is more than 21 days ago: it would join no visit",
        "v",
        "purchase",
        "1481718166",
        "1",
    ],
    [
        "4",
        "5",
        "DateTime; Price",
        "\"soon\" is no time in unix seconds; \"1,5\" is no amount: a dot is the decimal mark, and nothing groups digits",
        "x, y",
        "purchase",
        "soon",
        "1,5",
    ],
    ["5", "6", "", "the row has 3 cells and the header 4", "y", "purchase", "1772352000", ""],
    [
        "7",
        "8",
        "Price; UserId, ClientId, Yclid, PurchaseId",
        "\"q\\\"q\" is no amount such as 99.90; all are empty: the row names no visitor",
        "",
        "purchase",
        "1772352000",
        "q\"q",
    ],
    ["6", "7", "", "repeats row 1 in all columns", "u", "purchase", "1772352000", "1"],
];

fn file() -> CsvFile {
    CsvFile::read(FILE.as_bytes())
}

/// Cells by title: the columns of the layout that the file has not stand there, too.
fn cells(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text);
    let titles = reader.headers().unwrap().clone();
    let wanted: Vec<usize> =
        REJECTED[0].iter().map(|title| titles.iter().position(|found| found == *title).unwrap()).collect();
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| wanted.iter().map(|place| row[*place].to_owned()).collect()).collect()
}

#[tokio::test]
async fn nothing_is_sent_if_there_is_a_problem() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let error = client.counter(SHOP).import().conversions().upload(file()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!error.is_in_doubt());
    let text = error.to_string();
    assert!(text.contains("nothing was sent: 2 of 7 rows of conversions are good"), "{text}");
    assert!(text.contains("row 2 (line 3), DateTime: \"1481718166\" is more than 21 days ago"), "{text}");
    assert!(text.contains("(and 6 more)"), "{text}");
    let report = error.source().unwrap().downcast_ref::<Report>().unwrap();
    assert_eq!((report.rows, report.bad_rows, report.found), (7, 5, 7));
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn bad_rows_are_left_out_and_written_down() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejects.csv");
    std::fs::write(&path, "what was there before, and is longer than any row of it").unwrap();
    let upload = client.counter(SHOP).import().conversions().upload(file());
    let sent = upload.on_problem(OnProblem::Skip).rejects_to(&path).send().await.unwrap();
    assert_eq!(
        &desk.last().body[..],
        b"UserId,Target,DateTime,Price\nu,purchase,1772352000,1\nw,purchase,1772352000,1\n"
    );
    let rejected = cells(&std::fs::read(&path).unwrap());
    assert_eq!(rejected, REJECTED[1..]);

    // What came in is what was sent and what was left out, and the outcome says so.
    let Outcome::PartlyAccepted(summary) = sent.wait().await.unwrap() else { panic!("some rows were left out") };
    assert_eq!((summary.rows, summary.sent, summary.accepted), (7, 2, Some(2)));
    assert_eq!(summary.rows, summary.sent + rejected.len() as u64);
}

/// Something to write to that can be looked at.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_check_alone_writes_down_what_would_be_left_out() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for what in [OnProblem::Stop, OnProblem::Skip] {
        let rejects = Shared::default();
        let upload = client.counter(SHOP).import().conversions().upload(file());
        let checked = upload.on_problem(what).rejects_into(rejects.clone()).check().await.unwrap();
        assert_eq!(cells(&rejects.0.lock().unwrap()), REJECTED[1..]);
        assert_eq!(checked.pieces().iter().map(|piece| piece.rows()).sum::<u64>(), 2);
    }
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn everything_is_sent_but_rows_that_are_no_rows() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rejects = Shared::default();
    let upload = client.counter(SHOP).import().conversions().upload(file());
    let mut checked = upload.on_problem(OnProblem::Send).rejects_into(rejects.clone()).check().await.unwrap();
    assert_eq!(checked.report().found, 7, "it is told all the same");
    let of_users = "UserId,Target,DateTime,Price\nu,purchase,1772352000,1\nv,purchase,1481718166,1\n\
        w,purchase,1772352000,1\n\"x, y\",purchase,soon,\"1,5\"\nu,purchase,1772352000,1\n";
    let rows: Vec<u64> = checked.pieces().iter().map(|piece| piece.rows()).collect();
    assert_eq!(rows, [1, 5], "who names no visitor is in a file of his own");
    assert_eq!(cells(&rejects.0.lock().unwrap()), REJECTED[3..4]);
    // The service has no use for a file without visitors, and says so.
    let error = checked.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidUploading, "{error}");
    assert_eq!(&desk.last().body[..], b"Target,DateTime,Price\npurchase,1772352000,\"q\"\"q\"\n");

    let only_users: String = FILE.lines().take(7).map(|line| format!("{line}\n")).collect();
    let upload = client.counter(SHOP).import().conversions().upload(CsvFile::read(std::io::Cursor::new(only_users)));
    let sent = upload.on_problem(OnProblem::Send).send().await.unwrap();
    assert_eq!(String::from_utf8_lossy(&desk.last().body), of_users);
    assert!(matches!(sent.wait().await.unwrap(), Outcome::PartlyAccepted(summary) if summary.sent == 5));
}

#[tokio::test]
async fn if_no_row_is_good_nothing_is_sent() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows: Vec<Value> = (1..=3).map(|id| json!({ "ClientId": id, "Target": "", "DateTime": "x" })).collect();
    let upload = client.counter(SHOP).import().conversions().upload(rows).on_problem(OnProblem::Skip);
    let error = upload.send().await.unwrap_err();
    assert!(error.to_string().contains("none of 3 rows is good"), "{error}");
    assert!(error.source().unwrap().is::<Report>());
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn a_file_of_rejects_that_cannot_be_made_is_told_first() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let folder = tempfile::tempdir().unwrap();
    let upload = client.counter(SHOP).import().conversions().upload(file());
    let error = upload.rejects_to(folder.path().join("no/such/folder.csv")).check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("the file of rejects cannot be written"), "{error}");
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn a_comment_has_255_characters_at_most() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let good = || vec![json!({ "ClientId": 1, "Target": "purchase", "DateTime": 1_772_352_000 })];
    let conversions = client.counter(SHOP).import().conversions();
    let error = conversions.upload(good()).comment("ж".repeat(256)).check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("it has 256 characters, 255 are allowed"), "{error}");
    assert_eq!(desk.sent(), [""; 0], "nothing was even asked");
    let sent = conversions.upload(good()).comment("ж".repeat(255)).send().await.unwrap();
    assert_eq!(sent.uploadings()[0].comment, Some("ж".repeat(255)));
}

/// A report of many problems is no flood.
#[tokio::test]
async fn a_report_is_short_and_counts_everything() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |id: u64| json!({ "ClientId": id, "Target": "purchase", "DateTime": "x", "Price": "x" });
    let upload = client.counter(SHOP).import().conversions().upload((1..=1500).map(row));
    let checked = upload.check().await.unwrap();
    let report = checked.report();
    assert_eq!((report.rows, report.bad_rows, report.found, report.problems.len()), (1500, 1500, 3000, 1000));
    let text = report.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "0 of 1500 rows are good");
    assert_eq!(lines[1], "row 1, DateTime: \"x\" is no time in unix seconds");
    assert_eq!((lines.len(), lines[21]), (22, "... and 2980 more problems"));

    // A cell may be long, and what is said of it is not.
    let long = json!({ "ClientId": 1, "Target": "purchase", "DateTime": "x".repeat(100_000) });
    let checked = client.counter(SHOP).import().conversions().upload(vec![long]).check().await.unwrap();
    assert!(checked.report().to_string().len() < 500);
}
