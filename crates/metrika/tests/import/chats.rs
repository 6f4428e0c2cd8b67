//! Chats.

use metrika::ErrorKind;
use metrika::import::{Chat, ChatPlatform, CsvFile, OnProblem, Outcome, Visitor};

use crate::desk::{Desk, SHOP};
use crate::table::{Kind, hours_ago};

fn chat(name: &str) -> Chat {
    Chat::new(ChatPlatform::Telegram, hours_ago(1)).username(name)
}

fn of(id: u64) -> Chat {
    chat("ann").visitor(Visitor::ClientId(id))
}

#[tokio::test]
async fn chats_arrive_in_either_form_of_the_answer() {
    for listed in [false, true] {
        let desk = Desk::in_step(|builder| {
            builder.with(|settings| {
                settings.uploads.chats_answer_a_list = listed;
                settings.uploads.processing_seconds = 600;
            })
        })
        .await;
        let client = desk.client();
        let sent = client.counter(SHOP).import().chats().upload([of(1), of(2)]).comment("May").send().await.unwrap();
        let summary = sent.wait().await.unwrap().complete().unwrap();
        assert_eq!((summary.accepted, summary.linked), (Some(2), Some(2)));
        assert_eq!((Kind::Chats.arrived(&desk), Kind::Conversions.arrived(&desk)), (vec![2], vec![]));
        assert!(desk.sandbox.violations().is_empty());
    }
}

#[tokio::test]
async fn chats_without_a_visitor_are_taken_in_a_file_of_their_own_and_join_nothing() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let sent = client.counter(SHOP).import().chats().upload([of(1), chat("bob")]).send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    let Outcome::PartlyLinked(summary) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.accepted, summary.linked, summary.uploadings.len()), (Some(2), Some(1), 2));

    let sent = client.counter(SHOP).import().chats().upload([chat("bob")]).send().await.unwrap();
    let outcome = sent.wait().await.unwrap();
    assert!(matches!(outcome, Outcome::NotLinked(_)), "{outcome:?}");
}

#[tokio::test]
async fn bad_rows_are_left_out_or_counted_out() {
    const FILE: &[u8] = b"ClientID,DateTime,ChatPlatform,ChatUsername\n1,1772352000,viber,ann\n2,1772352000,icq,bob\n";
    for (what, sent) in [(OnProblem::Skip, 1), (OnProblem::Send, 2)] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let upload = client.counter(SHOP).import().chats().upload(CsvFile::read(FILE)).on_problem(what);
        let outcome = upload.send().await.unwrap().wait().await.unwrap();
        let Outcome::PartlyAccepted(summary) = outcome else { panic!("{outcome:?}") };
        assert_eq!((summary.rows, summary.sent, summary.accepted), (2, sent, Some(1)));
    }
}

#[tokio::test]
async fn a_file_of_which_nothing_is_taken_is_an_error() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let file = CsvFile::read(&b"DateTime,ChatPlatform,ChatUsername\n1772352000,icq,bob\n"[..]);
    let upload = client.counter(SHOP).import().chats().upload(file).on_problem(OnProblem::Send);
    assert_eq!(upload.send().await.unwrap_err().kind(), ErrorKind::InvalidUploading);
}
