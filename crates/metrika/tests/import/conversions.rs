//! Conversions: the whole way, and what can go wrong on it.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use metrika::ErrorKind;
use metrika::import::{Conversion, CsvFile, OnProblem, Outcome, Visitor};
use metrika::management::NewGoal;
use metrika_sandbox::faults::Fault;
use serde::Serialize;

use crate::desk::{Desk, SHOP};
use crate::table::{PURCHASE, hours_ago};

fn rows(rows: u64) -> impl Iterator<Item = Conversion> + Send {
    (1..=rows).map(|id| Conversion::new(Visitor::ClientId(id), PURCHASE, hours_ago(1)).price(99.9).currency("RUB"))
}

/// Visitors that the service does not find.
async fn without(users: &[&str]) -> Desk {
    let unknown = users.iter().map(|&user| user.to_owned()).collect();
    Desk::in_step(|builder| builder.with(|settings| settings.uploads.unknown_users = unknown)).await
}

#[tokio::test]
async fn all_rows_arrive_and_are_waited_for() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 600)).await;
    let client = desk.client();
    let upload = client.counter(SHOP).import().conversions().upload(rows(3)).comment("shop");
    let sent = upload.send().await.unwrap();
    assert!(matches!(sent.outcome(), Outcome::Processing(_)), "{:?}", sent.outcome());
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.rows, summary.sent, summary.accepted, summary.linked), (3, 3, Some(3), Some(3)));
    assert_eq!(summary.uploadings[0].comment.as_deref(), Some("shop"));
    desk.sandbox.state(|state| {
        let uploading = state.counters[&SHOP].uploadings.all.values().next().unwrap();
        assert_eq!((uploading.source_quantity, uploading.line_quantity), (3, 3));
        assert_eq!(uploading.id_type.as_deref(), Some("CLIENT_ID"));
    });
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_is_not_done_in_time_goes_on() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 5 * 3600)).await;
    let client = desk.client();
    let sent = client.counter(SHOP).import().conversions().upload(rows(1)).send().await.unwrap();
    let error = sent.wait().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::Timeout, false), "{error}");
    assert!(error.to_string().contains("look later at the uploadings 42"), "{error}");
}

/// A row of somebody's own, with columns in another order.
#[derive(Serialize)]
struct Sale {
    #[serde(rename = "DateTime")]
    at: Timestamp,
    #[serde(rename = "Target")]
    target: &'static str,
    #[serde(rename = "UserId")]
    user: Option<&'static str>,
    #[serde(rename = "Yclid")]
    click: Option<u64>,
}

#[tokio::test]
async fn each_kind_of_visitor_has_a_file_of_its_own() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let at = hours_ago(1);
    let sale = |user, click| Sale { at, target: PURCHASE, user, click };
    let rows = [sale(Some("u1"), None), sale(None, Some(7)), sale(Some("u2"), None)];
    let mut checked = client.counter(SHOP).import().conversions().upload(rows).check().await.unwrap();
    let pieces: Vec<_> = checked.pieces().iter().map(|piece| (piece.visitor().unwrap(), piece.rows())).collect();
    assert_eq!(pieces, [("UserId", 2), ("Yclid", 1)]);
    let summary = checked.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.sent, summary.accepted, summary.uploadings.len()), (3, Some(3), 2));
    let types = desk.sandbox.state(|state| {
        let all = state.counters[&SHOP].uploadings.all.values();
        all.map(|one| one.id_type.clone().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(types, ["USER_ID", "YCLID"]);
    assert!(desk.sandbox.violations().is_empty());
}

/// Takes what is written to it.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn file() -> CsvFile {
    let text = "Client;When;Goal;Manager\n1;2026-03-01T11:00:00+03:00;purchase;Ann\n2;soon;purchase;Bob\n\
                3;2026-03-01T11:00:00+03:00;purchse;Ann\n";
    let file = CsvFile::read(text.as_bytes()).delimiter(b';').ignore("Manager");
    file.rename("Client", "ClientId").rename("When", "DateTime").rename("Goal", "Target")
}

#[tokio::test]
async fn bad_rows_of_a_file_stop_it_or_are_left_out_and_kept() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    let error = conversions.upload(file()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("row 2 (line 3), DateTime") && error.to_string().contains("(and 1 more)"));
    assert_eq!(crate::table::asked(&desk, "upload_conversions"), 0);

    let rejects = Written::default();
    let upload = conversions.upload(file()).on_problem(OnProblem::Skip).rejects_into(rejects.clone());
    let outcome = upload.send().await.unwrap().wait().await.unwrap();
    let Outcome::PartlyAccepted(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.rows, summary.sent, summary.accepted, summary.linked), (3, 1, Some(1), Some(1)));
    let rejects = String::from_utf8(rejects.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines.len(), 3, "{rejects}");
    assert!(lines[1].starts_with("2,3,DateTime,") && lines[2].starts_with("3,4,Target,"), "{rejects}");
    assert!(lines[2].contains("did you mean purchase?"), "{rejects}");
    assert_eq!(outcome.complete().unwrap_err().kind(), ErrorKind::NotImported);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_the_service_refuses_is_counted_out() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    let upload = conversions.upload(file()).on_problem(OnProblem::Send);
    let outcome = upload.send().await.unwrap().wait().await.unwrap();
    let Outcome::PartlyAccepted(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.rows, summary.sent, summary.accepted, summary.linked), (3, 3, Some(2), Some(1)));
    assert_eq!(summary.uploadings[0].goal_not_found, Some(1));
    let rejected = desk.sandbox.state(|state| {
        let uploading = state.counters[&SHOP].uploadings.all.values().next().unwrap();
        uploading.rejects.iter().map(|reject| (reject.row, reject.column.clone())).collect::<Vec<_>>()
    });
    assert_eq!(rejected, [(2, "DateTime".to_owned())]);
}

#[tokio::test]
async fn a_file_of_which_nothing_is_taken_is_an_error() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let file = CsvFile::read(&b"ClientId,Target,DateTime\nx,purchase,soon\ny,purchase,later\n"[..]);
    let upload = client.counter(SHOP).import().conversions().upload(file).on_problem(OnProblem::Send);
    let mut checked = upload.check().await.unwrap();
    let error = checked.send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidUploading, false), "{error}");
    assert!(error.to_string().contains("none of the 2 rows"), "{error}");
    // It is there, and holds nothing: it is not sent again.
    let outcome = checked.send().await.unwrap().wait().await.unwrap();
    assert!(matches!(outcome, Outcome::NothingAccepted(_)), "{outcome:?}");
    assert_eq!(crate::table::Kind::Conversions.arrived(&desk), [2]);
}

#[tokio::test]
async fn unknown_visitors_are_told() {
    let desk = without(&["2"]).await;
    let client = desk.client();
    let sent = client.counter(SHOP).import().conversions().upload(rows(3)).send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    let Outcome::PartlyLinked(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.accepted, summary.linked), (Some(3), Some(2)));
    assert_eq!(summary.uploadings[0].user_not_found, Some(1));
    assert_eq!(outcome.clone().complete().unwrap_err().kind(), ErrorKind::NotImported);
    outcome.accepted().unwrap();
}

#[tokio::test]
async fn no_visitor_that_is_known_is_a_failure_to_link() {
    let desk = without(&["1", "2", "3"]).await;
    let client = desk.client();
    let sent = client.counter(SHOP).import().conversions().upload(rows(3)).send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    assert!(matches!(&outcome, Outcome::NotLinked(summary) if summary.linked == Some(0)), "{outcome:?}");
    assert!(outcome.to_string().contains("LINKAGE_FAILURE"), "{outcome}");
    assert_eq!(outcome.accepted().unwrap_err().kind(), ErrorKind::NotImported);
}

#[tokio::test]
async fn a_goal_that_is_not_there_is_found_before_and_told_if_nobody_asked() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    let rows = || {
        let row = |id, target: &str| Conversion::new(Visitor::ClientId(id), target, hours_ago(1));
        [row(1, PURCHASE), row(2, "sold_in_shop")]
    };
    let checked = conversions.upload(rows()).check().await.unwrap();
    assert_eq!(checked.report().problems[0].column, "Target");
    assert_eq!(crate::table::asked(&desk, "upload_conversions"), 0);

    let outcome = conversions.upload(rows()).without_lookups().send().await.unwrap().wait().await.unwrap();
    let Outcome::PartlyLinked(summary) = outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.linked, summary.uploadings[0].goal_not_found), (Some(1), Some(1)));

    let unknown = [Conversion::new(Visitor::ClientId(2), "sold_in_shop", hours_ago(1))];
    let outcome = conversions.upload(unknown).without_lookups().send().await.unwrap().wait().await.unwrap();
    assert!(matches!(outcome, Outcome::NotLinked(_)), "{outcome:?}");
    assert!(outcome.to_string().contains("1 rows with a goal that was not found"), "{outcome}");

    client.counter(SHOP).goals().create(NewGoal::action("Sold", "sold_in_shop")).await.unwrap();
    let summary = conversions.upload(rows()).send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!(summary.linked, Some(2));
}

#[tokio::test]
async fn a_token_that_may_not_look_is_told_how_to_do_without() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("list_goals")).unwrap();
    let conversions = client.counter(SHOP).import().conversions();
    let error = conversions.upload(rows(1)).send().await.unwrap_err();
    assert!(error.to_string().contains("without_lookups"), "{error}");
    conversions.upload(rows(1)).without_lookups().send().await.unwrap().wait().await.unwrap().complete().unwrap();
}
