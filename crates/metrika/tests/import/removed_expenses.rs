//! Expenses that a file removes.

use jiff::civil::date;
use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem, Outcome, RemovedExpense};

use crate::desk::{Desk, SHOP};
use crate::table::Kind;

#[tokio::test]
async fn a_file_removes_those_of_one_provider_or_of_all() {
    for provider in [None, Some("agency")] {
        let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 600)).await;
        let client = desk.client();
        let days = date(2026, 2, 1)..=date(2026, 2, 28);
        let rows = [RemovedExpense::new(days).utm_source("vk"), RemovedExpense::new(date(2026, 3, 1))];
        let mut upload = client.counter(SHOP).import().expenses().remove_file(rows).comment("wrong");
        if let Some(provider) = provider {
            upload = upload.provider(provider);
        }
        let summary = upload.send().await.unwrap().wait().await.unwrap().complete().unwrap();
        assert_eq!((summary.sent, summary.uploadings[0].rows), (2, Some(2)));
        desk.sandbox.state(|state| {
            let uploading = state.counters[&SHOP].uploadings.all.values().next().unwrap();
            assert_eq!((uploading.provider.as_deref(), uploading.line_quantity), (provider, 2));
        });
        assert_eq!((Kind::RemovedExpenses.arrived(&desk), Kind::Expenses.arrived(&desk)), (vec![2], vec![]));
        assert!(desk.sandbox.violations().is_empty());
    }
}

#[tokio::test]
async fn bad_rows_are_left_out_or_sent() {
    const FILE: &[u8] = b"Date,UTMSource\n2026-02-01,vk\n01.02.2026,vk\n";
    for (what, sent) in [(OnProblem::Skip, 1), (OnProblem::Send, 2)] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let upload = client.counter(SHOP).import().expenses().remove_file(CsvFile::read(FILE)).on_problem(what);
        let outcome = upload.send().await.unwrap().wait().await.unwrap();
        // What the service refuses it does not tell.
        assert_eq!(matches!(outcome, Outcome::PartlyAccepted(_)), what == OnProblem::Skip, "{outcome:?}");
        assert_eq!(Kind::RemovedExpenses.arrived(&desk), [sent]);
    }
}

#[tokio::test]
async fn what_would_remove_more_than_is_meant_is_not_sent() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    // The tag is misspelled: without it, all of the day would be removed.
    let file = CsvFile::read(&b"Date,UTM_Source\n2026-02-01,vk\n"[..]);
    for what in [OnProblem::Stop, OnProblem::Skip] {
        let text = "Date,UTM_Source\n2026-02-01,vk\n".as_bytes();
        let upload = client.counter(SHOP).import().expenses().remove_file(CsvFile::read(text)).on_problem(what);
        let error = upload.send().await.unwrap_err();
        assert!(error.to_string().contains("did you mean UTMSource?"), "{error}");
    }
    let upload = client.counter(SHOP).import().expenses().remove_file(file).on_problem(OnProblem::Send);
    assert_eq!(upload.send().await.unwrap_err().kind(), ErrorKind::InvalidUploading);
    assert!(Kind::RemovedExpenses.arrived(&desk).is_empty());
}
