//! What is left out is told, is whole where it is kept, and is nobody's file.

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem};
use metrika::models::CdpMergeMode;
use serde_json::json;

use crate::desk::{Desk, SHOP};

/// As an empty cell it would be sent as if there had been nothing.
#[tokio::test]
async fn a_value_that_no_cell_can_hold_is_not_sent_as_nothing() {
    let desk = Desk::new().await;
    let client = desk.client();
    let crm = client.counter(SHOP).import().crm();
    let rows = [json!({ "uniq_id": "1", "emails": ["a,b@shop.example"] }), json!({ "uniq_id": "2" })];
    let upload = crm.upload_contacts(CdpMergeMode::Save, rows).on_problem(OnProblem::Send);
    let mut checked = upload.check().await.unwrap();
    assert_eq!((checked.report().rows, checked.report().bad_rows), (2, 1), "{}", checked.report());
    let sent = checked.send().await.unwrap();
    assert_eq!((sent.outcome().summary().rows, sent.outcome().summary().sent), (2, 1));
    assert!(sent.outcome().complete().is_err());
}

/// The file of rejects is made anew: that must not be the file whose rows are read.
#[tokio::test]
async fn rejects_do_not_overwrite_what_is_uploaded() {
    let desk = Desk::new().await;
    let client = desk.client();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    let content = "UserId,DateTime\nu1,1772352000\n";
    std::fs::write(&path, content).unwrap();
    let same = folder.path().join(".").join("calls.csv");
    let upload = client.counter(SHOP).import().calls().upload(CsvFile::open(&path)).rejects_to(same);
    let error = upload.check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
}

/// Given are sent and left out, however many problems there are: more than are kept.
#[tokio::test]
async fn rows_are_counted_in_and_out() {
    for (what, sends) in [(OnProblem::Skip, 1000), (OnProblem::Send, 4000)] {
        let desk = Desk::new().await;
        let client = desk.client();
        // A good row, one that repeats it, and two that are wrong in two ways each.
        let rows = (0..1000).flat_map(|id| {
            let good = json!({ "UserId": format!("u{id}"), "DateTime": 1_772_352_000 });
            let wrong = |other| json!({ "UserId": format!("{other}{id}"), "DateTime": "soon", "Price": "1,5" });
            [good.clone(), good, wrong("v"), wrong("w")]
        });
        let folder = tempfile::tempdir().unwrap();
        let rejects = folder.path().join("rejects.csv");
        let upload = client.counter(SHOP).import().calls().upload(rows).on_problem(what).rejects_to(&rejects);
        let checked = upload.check().await.unwrap();
        let report = checked.report();
        assert_eq!((report.rows, report.bad_rows, report.found), (4000, 3000, 5000));
        assert_eq!((report.good_rows(), report.problems.len()), (1000, 1000));
        let sent: u64 = checked.pieces().iter().map(|piece| piece.rows()).sum();
        assert_eq!(sent, sends);
        let kept = csv::Reader::from_path(&rejects).unwrap().into_records().map(Result::unwrap).count() as u64;
        assert_eq!(kept, 4000 - sends);
        assert!(report.to_string().contains("1000 of 4000 rows are good"));
    }
}
