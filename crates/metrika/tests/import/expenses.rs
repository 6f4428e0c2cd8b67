//! Expenses. The service tells how many rows a file has, and not how many it took.

use jiff::civil::date;
use metrika::ErrorKind;
use metrika::import::{CsvFile, Expense, OnProblem, Outcome, TrafficSource};

use crate::desk::{Desk, SHOP};
use crate::table::Kind;

#[tokio::test]
async fn expenses_arrive_with_their_provider() {
    for (provider, kept) in [(None, "default"), (Some("agency"), "agency")] {
        let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 600)).await;
        let client = desk.client();
        let day = date(2026, 2, 1);
        let tagged = Expense::new(day, "vk", "1500.50").utm_campaign("Spring, 50% off").clicks(120_u64);
        let untagged = Expense::of_source(day..=date(2026, 2, 9), TrafficSource::Ad, 3).currency("RUB");
        let mut upload = client.counter(SHOP).import().expenses().upload([tagged, untagged]).comment("February");
        if let Some(provider) = provider {
            upload = upload.provider(provider);
        }
        let sent = upload.send().await.unwrap();
        assert!(matches!(sent.outcome(), Outcome::Processing(_)), "{:?}", sent.outcome());
        let summary = sent.wait().await.unwrap().complete().unwrap();
        assert_eq!((summary.rows, summary.sent, summary.accepted, summary.linked), (2, 2, None, None));
        assert_eq!(summary.uploadings[0].rows, Some(2));
        desk.sandbox.state(|state| {
            let uploading = state.counters[&SHOP].uploadings.all.values().next().unwrap();
            assert_eq!((uploading.provider.as_deref(), uploading.line_quantity), (Some(kept), 2));
        });
        assert!(desk.sandbox.violations().is_empty());
    }
}

const FILE: &[u8] = b"Date,UTMSource,Expenses\n2026-02-01,vk,10\n2026-02-01,vk,\"10,5\"\n";

#[tokio::test]
async fn bad_rows_stop_it_or_are_left_out() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let expenses = client.counter(SHOP).import().expenses();
    let error = expenses.upload(CsvFile::read(FILE)).send().await.unwrap_err();
    assert!(error.to_string().contains("row 2 (line 3), Expenses"), "{error}");
    assert!(Kind::Expenses.arrived(&desk).is_empty());

    let upload = expenses.upload(CsvFile::read(FILE)).on_problem(OnProblem::Skip);
    let outcome = upload.send().await.unwrap().wait().await.unwrap();
    assert!(matches!(&outcome, Outcome::PartlyAccepted(summary) if summary.sent == 1), "{outcome:?}");
    assert_eq!(Kind::Expenses.arrived(&desk), [1]);
}

/// Here the check is all that there is: what the service refuses, it does not tell.
#[tokio::test]
async fn what_the_service_refuses_it_does_not_tell() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let upload = client.counter(SHOP).import().expenses().upload(CsvFile::read(FILE)).on_problem(OnProblem::Send);
    let summary = upload.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.sent, summary.accepted), (2, None));
    let refused = desk
        .sandbox
        .state(|state| state.counters[&SHOP].uploadings.all.values().map(|one| one.rejects.len()).sum::<usize>());
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn a_file_that_the_service_cannot_read_is_refused_whole() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    // With `Send` a column that is not known is sent as well.
    let file = CsvFile::read(&b"Date,UTMSource,Expenses,Manager\n2026-02-01,vk,10,Ann\n"[..]);
    let upload = client.counter(SHOP).import().expenses().upload(file).on_problem(OnProblem::Send);
    let error = upload.send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidUploading, false), "{error}");
    assert!(Kind::Expenses.arrived(&desk).is_empty());
}
