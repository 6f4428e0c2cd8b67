//! A file whose answer was lost is looked for, and no other is taken for it.

use metrika::import::{CsvFile, Fate, Outcome};
use metrika::models::CdpMergeMode;
use metrika_sandbox::faults::Fault;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};

fn conversion(id: u64) -> Value {
    json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 })
}

fn uploads(desk: &Desk) -> usize {
    desk.sent().iter().filter(|call| call.starts_with("POST") && !call.ends_with("/confirm")).count()
}

/// The comment that the crate makes is nobody else's.
#[tokio::test]
async fn a_comment_of_chance_is_enough_if_clocks_differ() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    desk.sandbox.fault(Fault::reset_after().on("upload_conversions").times(1)).unwrap();
    let mut checked = conversions.upload([conversion(3), conversion(4)]).check().await.unwrap();
    assert!(checked.send().await.unwrap_err().is_in_doubt());
    let found = checked.reconcile().await.unwrap();
    assert!(matches!(found[0].fate, Fate::Arrived(_)), "{found:?}");
}

/// Whoever knows which one it is, says so.
#[tokio::test]
async fn what_is_unclear_can_be_settled() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let crm = client.counter(SHOP).import().crm();
    let customers = || CsvFile::read(std::io::Cursor::new("uniq_id,name\n1,Anna\n"));
    desk.sandbox.fault(Fault::reset_after().on("upload_contacts_csv").times(1)).unwrap();
    let mut checked = crm.upload_contacts(CdpMergeMode::Save, customers()).check().await.unwrap();
    assert!(checked.send().await.unwrap_err().is_in_doubt());
    let _ = crm.upload_contacts(CdpMergeMode::Save, customers()).send().await.unwrap();
    let mut found = checked.reconcile().await.unwrap();
    let Fate::Unclear(alike) = &mut found[0].fate else { panic!("{found:?}") };
    assert_eq!(alike.len(), 2);
    // Nothing is sent before somebody has said which one it is.
    let alike = &mut alike.clone();
    let error = checked.send_missing().await.unwrap_err();
    assert!(error.to_string().contains("settle"), "{error}");
    checked.settle(0, Some(alike.remove(0))).unwrap();
    let outcome = checked.send().await.unwrap().outcome();
    assert!(matches!(outcome, Outcome::Complete(_)), "{outcome:?}");
    assert_eq!(uploads(&desk), 2);
    assert!(checked.settle(0, None).is_err(), "it is not in doubt any more");
    assert!(checked.settle(7, None).is_err(), "there is no such file");
}

/// A send that nobody waits for any more may have arrived.
#[tokio::test]
async fn a_send_that_was_dropped_is_in_doubt() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    let mut checked = conversions.upload([conversion(3)]).check().await.unwrap();
    {
        let send = std::pin::pin!(checked.send());
        assert!(futures_util::FutureExt::now_or_never(send).is_none());
    }
    let error = checked.send().await.unwrap_err();
    assert!(error.to_string().contains("reconcile"), "{error}");
    let found = checked.reconcile().await.unwrap();
    assert_eq!(found.len(), 1);
}

/// Whoever knows that it did not arrive, says so too; and what is to be done is told at each step.
#[tokio::test]
async fn what_did_not_arrive_is_sent_again_when_somebody_says_so() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    for settled in [true, false] {
        desk.sandbox.fault(Fault::reset_before().on("upload_conversions").times(1)).unwrap();
        let mut checked = conversions.upload([conversion(3), conversion(4)]).check().await.unwrap();
        assert!(checked.send().await.unwrap_err().is_in_doubt());
        if settled {
            checked.settle(0, None).unwrap();
        } else {
            assert_eq!(checked.reconcile().await.unwrap()[0].fate, Fate::NotFound);
            let error = checked.send().await.unwrap_err();
            assert!(error.to_string().contains("send_missing"), "{error}");
        }
        let _ = checked.send_missing().await.unwrap();
    }
    assert_eq!(uploads(&desk), 4);
}

/// Whether the service keeps blanks around a comment is not known.
#[tokio::test]
async fn a_comment_without_its_blanks_is_the_same() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let conversions = client.counter(SHOP).import().conversions();
    desk.sandbox.fault(Fault::reset_after().on("upload_conversions").times(1)).unwrap();
    let mut checked = conversions.upload([conversion(3)]).comment("shop ").check().await.unwrap();
    assert!(checked.send().await.unwrap_err().is_in_doubt());
    desk.sandbox.state(|state| {
        let all = &mut state.counters.get_mut(&SHOP).unwrap().uploadings.all;
        all.values_mut().for_each(|uploading| uploading.comment = Some("shop".to_owned()));
    });
    let found = checked.reconcile().await.unwrap();
    assert!(matches!(found[0].fate, Fate::Arrived(_)), "{found:?}");
}
