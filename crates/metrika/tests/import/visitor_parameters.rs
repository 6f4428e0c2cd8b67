//! Parameters of visitors, and keys to delete: nothing is applied before it is confirmed.

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem, Outcome, SiteVisitor, VisitorParameter, VisitorParameterKey};
use metrika::models::VisitorIdType;
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP};
use crate::table::{Kind, asked};

fn gold(id: u64) -> VisitorParameter {
    VisitorParameter::new(SiteVisitor::ClientId(id), "plan", "gold")
}

fn of_user(id: &str) -> VisitorParameter {
    VisitorParameter::new(SiteVisitor::UserId(id.to_owned()), "plan", "gold")
}

async fn without(users: &[&str]) -> Desk {
    let unknown = users.iter().map(|&user| user.to_owned()).collect();
    Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.uploads.unknown_users = unknown;
            settings.uploads.processing_seconds = 600;
        })
    })
    .await
}

/// The kinds of ids that were confirmed, and the actions.
fn confirmed(desk: &Desk) -> Vec<(String, String)> {
    desk.sandbox.state(|state| {
        let all = state.counters[&SHOP].uploadings.all.values().filter(|one| one.confirmed_at.is_some());
        all.map(|one| (one.id_type.clone().unwrap(), one.action.clone().unwrap())).collect()
    })
}

fn words<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(id, action)| (id.to_owned(), action.to_owned())).into()
}

#[tokio::test]
async fn each_file_is_confirmed_by_its_kind_of_visitors() {
    let desk = without(&[]).await;
    let client = desk.client();
    let upload = client.counter(SHOP).import().visitor_parameters().upload([gold(1), of_user("u"), gold(2)]);
    let summary = upload.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.sent, summary.accepted, summary.linked), (3, Some(3), Some(3)));
    let mut confirmed: Vec<_> = confirmed(&desk).into_iter().map(|(id, action)| (id.to_lowercase(), action)).collect();
    confirmed.sort();
    assert_eq!(confirmed, words([("client_id", "update"), ("user_id", "update")]));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn keys_are_deleted() {
    let desk = without(&[]).await;
    let client = desk.client();
    let rows = [1, 2].map(|id| VisitorParameterKey::new(SiteVisitor::ClientId(id), "plan"));
    let sent = client.counter(SHOP).import().visitor_parameters().delete_keys(rows).send().await.unwrap();
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.sent, summary.accepted), (2, Some(2)));
    assert_eq!(confirmed(&desk).len(), 1);
    assert_eq!(Kind::DeletedKeys.arrived(&desk), [2]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_is_not_confirmed_is_not_applied() {
    let desk = without(&[]).await;
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let sent = parameters.upload([gold(1)]).without_confirming().send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    let Outcome::NotApplied(summary) = &outcome else { panic!("{outcome:?}") };
    let id: i64 = summary.uploadings[0].id.parse().unwrap();
    assert!(confirmed(&desk).is_empty());
    assert_eq!(outcome.complete().unwrap_err().kind(), ErrorKind::NotImported);
    parameters.confirm(id, VisitorIdType::ClientIdUppercase, None).await.unwrap();
    assert_eq!(confirmed(&desk).len(), 1);
}

#[tokio::test]
async fn a_confirmation_that_is_refused_leaves_the_file_there_and_is_sent_again() {
    let desk = without(&[]).await;
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("confirm_visitor_parameters").times(1)).unwrap();
    let mut checked = Kind::Parameters.check(&client, 2).await;
    let error = checked.send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::AccessDenied, false), "{error}");
    assert!(error.to_string().contains("is not applied before it is confirmed"), "{error}");
    checked.send().await.unwrap().wait().await.unwrap().complete().unwrap();
    assert_eq!((Kind::Parameters.sent(&desk), asked(&desk, "confirm_visitor_parameters")), (1, 2));
}

#[tokio::test]
async fn unknown_visitors_are_told() {
    for (users, all) in [(&["2"][..], false), (&["1", "2"][..], true)] {
        let desk = without(users).await;
        let client = desk.client();
        let sent = client.counter(SHOP).import().visitor_parameters().upload([gold(1), gold(2)]).send().await.unwrap();
        let outcome = sent.wait().await.unwrap();
        match &outcome {
            Outcome::NotLinked(_) if all => {}
            Outcome::PartlyLinked(summary) if !all => {
                assert_eq!((summary.accepted, summary.linked), (Some(2), Some(1)));
            }
            _ => panic!("{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn bad_rows_are_left_out_or_counted_out() {
    const FILE: &[u8] = b"ClientID,Key,Value\n1,plan,gold\nx,plan,gold\n";
    for (what, sent) in [(OnProblem::Skip, 1), (OnProblem::Send, 2)] {
        let desk = without(&[]).await;
        let client = desk.client();
        let parameters = client.counter(SHOP).import().visitor_parameters();
        let upload = parameters.upload(CsvFile::read(FILE)).on_problem(what);
        let outcome = upload.send().await.unwrap().wait().await.unwrap();
        let Outcome::PartlyAccepted(summary) = outcome else { panic!("{outcome:?}") };
        assert_eq!((summary.rows, summary.sent, summary.accepted), (2, sent, Some(1)));
    }
}

#[tokio::test]
async fn a_file_of_which_nothing_is_taken_is_not_confirmed() {
    let desk = without(&[]).await;
    let client = desk.client();
    let file = CsvFile::read(&b"ClientID,Key,Value\nx,plan,gold\n"[..]);
    let upload = client.counter(SHOP).import().visitor_parameters().upload(file).on_problem(OnProblem::Send);
    assert_eq!(upload.send().await.unwrap_err().kind(), ErrorKind::InvalidUploading);
    assert_eq!(asked(&desk, "confirm_visitor_parameters"), 0);
}
