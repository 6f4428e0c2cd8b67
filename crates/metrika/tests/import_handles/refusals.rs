//! What no handle sends, and what the service refuses to each of them.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use metrika::import::ExpenseRemoval;
use metrika::models::{CdpEntityType, VisitorIdType};
use metrika::{Client, ErrorKind, Result};
use metrika_sandbox::faults::Fault;

use crate::crm::{delivered, product};
use crate::desk::{Desk, SHOP};
use crate::not_sent;

type Call = fn(Client, i64) -> BoxFuture<'static, Result<()>>;

macro_rules! calls {
    ($($operation:literal => |$import:ident| $call:expr),* $(,)?) => {
        [$(($operation, (|client, counter| {
            async move {
                let $import = client.counter(counter).import();
                $call.await.map(drop)
            }
            .boxed()
        }) as Call)),*]
    };
}

/// Every operation, of any counter.
fn calls() -> [(&'static str, Call); 18] {
    calls! {
        "list_conversions_uploadings" => |import| import.conversions().list(),
        "get_conversions_uploading" => |import| import.conversions().get(1),
        "list_conversions_uploadings" => |import| import.chats().list(),
        "get_conversions_uploading" => |import| import.chats().get(1),
        "list_calls_uploadings" => |import| import.calls().list(),
        "get_calls_uploading" => |import| import.calls().get(1),
        "list_visitor_parameters_uploadings" => |import| import.visitor_parameters().list(),
        "get_visitor_parameters_uploading" => |import| import.visitor_parameters().get(1),
        "confirm_visitor_parameters" => |import| import.visitor_parameters().confirm(1, VisitorIdType::UserId, None),
        "list_expense_uploadings" => |import| import.expenses().list(),
        "get_expense_uploading" => |import| import.expenses().get(1),
        "remove_expense" => |import| import.expenses().remove(ExpenseRemoval::day(jiff::civil::date(2026, 2, 1))),
        "list_attributes" => |import| import.crm().attributes(CdpEntityType::Contact).list(),
        "create_attributes" => |import| import.crm().attributes(CdpEntityType::Contact).create([]),
        "create_products" => |import| import.crm().products().create([], [product("pear")]),
        "list_order_statuses" => |import| import.crm().order_statuses().list(),
        "map_order_statuses" => |import| import.crm().order_statuses().map([delivered()]),
        "list_cdp_uploadings" => |import| import.crm().uploadings().send(),
    }
}

#[tokio::test]
async fn a_refusal_is_told_with_the_operation_and_its_kind() {
    for (operation, call) in calls() {
        let desk = Desk::new().await;
        desk.sandbox.fault(Fault::answer(403, "access_denied").on(operation)).unwrap();
        let error = call(desk.client(), SHOP).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::AccessDenied, Some(403)), "{operation}: {error}");
        assert_eq!((error.operation(), error.is_in_doubt()), (Some(operation), false), "{error}");
        assert_eq!(desk.sent().len(), 1, "{operation}");
    }
}

#[tokio::test]
async fn a_counter_that_cannot_be_is_not_asked() {
    let desk = Desk::new().await;
    for (operation, call) in calls() {
        let error = call(desk.client(), 0).await.unwrap_err();
        assert_eq!(not_sent(error), "counter_id: 0 is no id: ids begin at 1", "{operation}");
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn an_uploading_that_cannot_be_is_not_asked_for() {
    let desk = Desk::new().await;
    let client = desk.client();
    let import = client.counter(SHOP).import();
    let confirm = import.visitor_parameters().confirm(0, VisitorIdType::UserId, None).await;
    for error in [
        import.conversions().get(0).await.unwrap_err(),
        import.chats().get(0).await.unwrap_err(),
        import.calls().get(0).await.unwrap_err(),
        import.visitor_parameters().get(0).await.unwrap_err(),
        confirm.unwrap_err(),
        import.expenses().get(0).await.unwrap_err(),
    ] {
        assert_eq!(not_sent(error), "uploading_id: 0 is no id: ids begin at 1");
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn reads_are_sent_again_when_their_answer_is_lost() {
    for (operation, call) in calls().into_iter().filter(|(operation, _)| operation.starts_with("list_")) {
        let desk = Desk::new().await;
        desk.sandbox.fault(Fault::reset_after().on(operation).times(1)).unwrap();
        call(desk.client(), SHOP).await.unwrap();
        assert_eq!(desk.sent().len(), 2, "{operation}");
    }
}
