//! Calls: those that join visits, those that never do, and what is refused.

use std::time::Duration;

use metrika::ErrorKind;
use metrika::import::{Call, Caller, CsvFile, OnProblem, Outcome};

use crate::desk::{Desk, SHOP};
use crate::table::{Kind, hours_ago};

fn call(id: u64) -> Call {
    Call::new(Caller::ClientId(id), hours_ago(1)).phone_number("+7 (012) 345-67-89")
}

fn static_call(id: u64) -> Call {
    call(id).static_call(true)
}

/// What becomes of these calls; the visitors 13 and 14 are not known.
async fn outcome(calls: Vec<Call>) -> (Desk, Outcome) {
    let unknown = ["13", "14"].map(str::to_owned).into();
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.unknown_users = unknown)).await;
    let client = desk.client();
    let sent = client.counter(SHOP).import().calls().upload(calls).send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    assert!(desk.sandbox.violations().is_empty());
    (desk, outcome)
}

#[tokio::test]
async fn all_that_a_call_has_arrives() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let full = call(1).talk_duration(Duration::from_secs(95)).missed(false).first_time_caller(true).tag("lead");
    let full = full.url("https://example.com/").price(10).currency("RUB");
    let upload = client.counter(SHOP).import().calls().upload([full, call(2)]).new_goal_name("Calls").comment("May");
    let summary = upload.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.accepted, summary.linked, summary.uploadings[0].static_calls), (Some(2), Some(2), Some(0)));
    desk.sandbox.state(|state| {
        let uploading = state.counters[&SHOP].uploadings.all.values().next().unwrap();
        assert_eq!(uploading.new_goal_name.as_deref(), Some("Calls"));
        assert_eq!((uploading.comment.as_deref(), uploading.line_quantity), (Some("May"), 2));
    });
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn calls_that_are_all_static_are_what_was_wanted() {
    let (_, outcome) = outcome(vec![static_call(1), static_call(2)]).await;
    let Outcome::OnlyStaticCalls(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.accepted, summary.linked, summary.uploadings[0].static_calls), (Some(2), Some(0), Some(2)));
    outcome.complete().unwrap();
}

#[tokio::test]
async fn static_calls_among_others_lack_nothing() {
    let (_, outcome) = outcome(vec![static_call(1), call(2), call(3)]).await;
    let Outcome::Complete(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.accepted, summary.linked), (Some(3), Some(2)));
}

#[tokio::test]
async fn unknown_callers_are_told_beside_static_calls_too() {
    for (calls, linked) in [
        (vec![call(1), call(13)], Some(1)),
        (vec![static_call(1), call(2), call(13)], Some(1)),
        // A file of static calls alone, by another kind of id, hides nothing.
        (vec![call(1), call(13), Call::new(Caller::UserId("u".into()), hours_ago(1)).static_call(true)], Some(1)),
    ] {
        let (_, outcome) = outcome(calls).await;
        assert!(matches!(&outcome, Outcome::PartlyLinked(summary) if summary.linked == linked), "{outcome:?}");
    }
    for calls in [vec![call(13), call(14)], vec![static_call(1), call(13)]] {
        let (_, outcome) = outcome(calls).await;
        assert!(matches!(outcome, Outcome::NotLinked(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn bad_rows_are_left_out_or_counted_out() {
    const FILE: &[u8] = b"ClientId,DateTime,PhoneNumber\n1,1772352000,+70123456789\n2,1772352000,8-012\n";
    for (what, sent, accepted) in [(OnProblem::Skip, 1, 1), (OnProblem::Send, 2, 1)] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let upload = client.counter(SHOP).import().calls().upload(CsvFile::read(FILE)).on_problem(what);
        let outcome = upload.send().await.unwrap().wait().await.unwrap();
        let Outcome::PartlyAccepted(summary) = outcome else { panic!("{outcome:?}") };
        assert_eq!((summary.rows, summary.sent, summary.accepted), (2, sent, Some(accepted)));
        assert_eq!(Kind::Calls.arrived(&desk), [sent]);
    }
}

#[tokio::test]
async fn a_file_of_which_nothing_is_taken_is_an_error() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let file = CsvFile::read(&b"ClientId,DateTime\n1,tomorrow\n"[..]);
    let upload = client.counter(SHOP).import().calls().upload(file).on_problem(OnProblem::Send);
    let error = upload.send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidUploading, false), "{error}");
}
