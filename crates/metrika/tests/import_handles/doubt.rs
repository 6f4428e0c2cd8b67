//! Writes whose answer is lost or says nothing may have been done: none is sent again, and the error says so.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::date;
use metrika::import::ExpenseRemoval;
use metrika::models::{Attribute, CdpEntityType, VisitorIdType};
use metrika::{Client, Error, ErrorKind, Result};
use metrika_sandbox::faults::Fault;

use crate::crm::{delivered, product};
use crate::desk::{Desk, SHOP};
use crate::visitor_parameters::uploaded;

/// A write by the id of an uploading of visitor parameters.
type Write = fn(Client, i64) -> BoxFuture<'static, Result<()>>;

/// How often a write was done in this sandbox.
type Done = fn(&Desk) -> usize;

const WRITES: [(&str, Write, Done); 5] = [
    (
        "confirm_visitor_parameters",
        |client, id| {
            let confirm = async move {
                let parameters = client.counter(SHOP).import().visitor_parameters();
                parameters.confirm(id, VisitorIdType::ClientIdUppercase, None).await.map(drop)
            };
            confirm.boxed()
        },
        |desk| {
            desk.sandbox.state(|state| {
                let all = state.counters[&SHOP].uploadings.all.values();
                all.filter(|one| one.confirmed_at.is_some()).count()
            })
        },
    ),
    (
        "remove_expense",
        |client, _| {
            let remove = async move {
                let removal = ExpenseRemoval::day(date(2026, 2, 1));
                client.counter(SHOP).import().expenses().remove(removal).await.map(drop)
            };
            remove.boxed()
        },
        // The other is of visitor parameters.
        |desk| {
            desk.sandbox.state(|state| {
                let all = state.counters[&SHOP].uploadings.all.values();
                all.filter(|one| one.action.is_none()).count()
            })
        },
    ),
    (
        "create_attributes",
        |client, _| {
            let attribute =
                Attribute { name: Some("a".into()), multivalued: Some(true.into()), ..Attribute::default() };
            let create = async move {
                client.counter(SHOP).import().crm().attributes(CdpEntityType::Contact).create([attribute]).await
            };
            create.boxed()
        },
        |desk| desk.sandbox.state(|state| state.counters[&SHOP].crm.attributes.values().map(|of| of.len()).sum()),
    ),
    (
        "create_products",
        |client, _| {
            async move { client.counter(SHOP).import().crm().products().create([], [product("pear")]).await }.boxed()
        },
        |desk| desk.sandbox.state(|state| state.counters[&SHOP].crm.uploadings.len()),
    ),
    (
        "map_order_statuses",
        |client, _| {
            async move { client.counter(SHOP).import().crm().order_statuses().map([delivered()]).await }.boxed()
        },
        |desk| desk.sandbox.state(|state| state.counters[&SHOP].crm.order_statuses.len()),
    ),
];

/// What a write comes to under this fault, and whether it was done.
async fn under(fault: Fault, (operation, write, done): (&str, Write, Done)) -> (Error, usize) {
    let desk = Desk::new().await;
    let client = desk.client();
    let id = uploaded(&client).await.get();
    desk.sandbox.fault(fault.on(operation)).unwrap();
    desk.sandbox.clear_journal();
    let error = write(client, id).await.unwrap_err();
    assert_eq!((error.operation(), desk.sent().len()), (Some(operation), 1), "it was sent once: {error}");
    (error, done(&desk))
}

#[tokio::test]
async fn a_write_that_was_done_and_whose_answer_was_lost_is_in_doubt_and_sent_once() {
    for write in WRITES {
        let (error, done) = under(Fault::reset_after(), write).await;
        assert!(error.is_in_doubt(), "{error}");
        assert_eq!((error.kind(), error.attempts(), done), (ErrorKind::Interrupted, 1, 1), "{error}");
    }
}

#[tokio::test]
async fn a_write_that_was_done_and_answered_unreadably_is_in_doubt() {
    for fault in [Fault::garbage, || Fault::html(200), || Fault::empty(200), || Fault::empty(202)] {
        for write in WRITES {
            let (error, done) = under(fault().done(), write).await;
            assert!(error.is_in_doubt(), "{error}");
            assert_eq!(done, 1, "{error}");
        }
    }
}

#[tokio::test]
async fn a_write_that_the_service_refused_is_not() {
    for write in WRITES {
        let (error, done) = under(Fault::answer(403, "access_denied"), write).await;
        assert_eq!((error.kind(), error.is_in_doubt(), done), (ErrorKind::AccessDenied, false, 0), "{error}");
    }
}

#[tokio::test]
async fn what_is_done_counts_as_done() {
    // Otherwise the tests above would prove nothing.
    for (operation, write, done) in WRITES {
        let desk = Desk::new().await;
        let client = desk.client();
        let id = uploaded(&client).await.get();
        assert_eq!(done(&desk), 0, "{operation}");
        write(client, id).await.unwrap();
        assert_eq!(done(&desk), 1, "{operation}");
    }
}
