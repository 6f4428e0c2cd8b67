//! Which uploading is the one whose answer was lost.

use std::time::Duration;

use metrika::ErrorKind;
use metrika::import::{Fate, Outcome};
use metrika_sandbox::faults::Fault;

use crate::desk::Desk;
use crate::table::Kind;

#[tokio::test]
async fn an_uploading_that_was_there_before_is_not_taken_for_it() {
    for kind in Kind::ALL {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        // The same rows under the same comment, moments ago.
        drop(kind.check_as(&client, 3, Some("shop")).await.send().await.unwrap());
        desk.clock.advance(Duration::from_secs(2));
        desk.sandbox.fault(Fault::reset_before().on(kind.operation()).times(1)).unwrap();
        let mut checked = kind.check_as(&client, 3, Some("shop")).await;
        assert!(checked.send().await.unwrap_err().is_in_doubt());
        let found = checked.reconcile().await.unwrap();
        assert_eq!(found[0].fate, Fate::NotFound, "{kind:?}");
        drop(checked.send_missing().await.unwrap());
        assert_eq!(kind.arrived(&desk), [3, 3], "{kind:?}");
    }
}

#[tokio::test]
async fn one_of_another_kind_in_the_same_list_is_not_taken_for_it() {
    for (kind, other) in [
        (Kind::DeletedKeys, Kind::Parameters),
        (Kind::RemovedExpenses, Kind::Expenses),
        (Kind::Chats, Kind::Conversions),
        (Kind::ContactsJson, Kind::ContactsCsv),
        (Kind::OrdersCsv, Kind::OrdersJson),
    ] {
        for (kind, other) in [(kind, other), (other, kind)] {
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(Fault::reset_before().on(kind.operation()).times(1)).unwrap();
            let mut checked = kind.check_as(&client, 3, Some("shop")).await;
            assert!(checked.send().await.unwrap_err().is_in_doubt());
            // After it, so that it was not there before.
            drop(other.check_as(&client, 3, Some("shop")).await.send().await.unwrap());
            let found = checked.reconcile().await.unwrap();
            assert_eq!(found[0].fate, Fate::NotFound, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn one_with_other_rows_or_another_comment_is_not_taken_for_it() {
    for kind in [Kind::Conversions, Kind::Calls, Kind::Chats, Kind::Expenses, Kind::RemovedExpenses] {
        for (rows, comment) in [(4, "shop"), (3, "shop 2")] {
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(Fault::reset_before().on(kind.operation()).times(1)).unwrap();
            let mut checked = kind.check_as(&client, 3, Some("shop")).await;
            assert!(checked.send().await.unwrap_err().is_in_doubt());
            drop(kind.check_as(&client, rows, Some(comment)).await.send().await.unwrap());
            let found = checked.reconcile().await.unwrap();
            assert_eq!(found[0].fate, Fate::NotFound, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn two_that_look_alike_are_unclear_and_nothing_is_sent() {
    for kind in Kind::ALL {
        // First it is not to be found; later two are.
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        desk.sandbox.fault(Fault::reset_before().on(kind.operation()).times(1)).unwrap();
        let mut checked = kind.check_as(&client, 3, Some("shop")).await;
        assert!(checked.send().await.unwrap_err().is_in_doubt());
        assert_eq!(checked.reconcile().await.unwrap()[0].fate, Fate::NotFound, "{kind:?}");
        for _ in 0..2 {
            drop(kind.check_as(&client, 3, Some("shop")).await.send().await.unwrap());
        }
        let found = checked.reconcile().await.unwrap();
        let Fate::Unclear(alike) = &found[0].fate else { panic!("{kind:?}: {found:?}") };
        assert_eq!(alike.len(), 2, "{kind:?}");
        let error = checked.send_missing().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{kind:?}: {error}");
        assert_eq!(kind.arrived(&desk), [3, 3], "{kind:?}");
    }
}

#[tokio::test]
async fn of_several_files_only_the_lost_one_is_looked_for_and_sent_again() {
    for lost in [Fault::reset_before(), Fault::reset_after()] {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let conversions = client.counter(crate::desk::SHOP).import().conversions();
        let rows = (1..=9).map(|id| {
            let visitor = metrika::import::Visitor::ClientId(id);
            metrika::import::Conversion::new(visitor, crate::table::PURCHASE, crate::table::hours_ago(1))
        });
        let mut checked = conversions.upload(rows).piece_bytes(150).check().await.unwrap();
        let rows: Vec<u64> = checked.pieces().iter().map(|piece| piece.rows()).collect();
        assert!(rows.len() >= 3 && rows.iter().sum::<u64>() == 9, "{rows:?}");
        desk.sandbox.fault(lost.on("upload_conversions").after(1).times(1)).unwrap();
        let error = checked.send().await.unwrap_err();
        assert!(error.to_string().contains("file 2 of"), "{error}");
        assert_eq!(checked.reconcile().await.unwrap()[0].piece, 1);
        let outcome = checked.send_missing().await.unwrap().wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Complete(_)), "{outcome:?}");
        assert_eq!(Kind::Conversions.arrived(&desk), rows);
    }
}
