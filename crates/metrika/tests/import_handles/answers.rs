//! Answers 200 that are no success, and lists that may be absent.

use metrika::import::Import;
use metrika::models::CdpEntityType;
use metrika::{Error, ErrorKind, Result};

use crate::crm::{delivered, product};
use crate::desk::SHOP;
use crate::wire::{Wire, json};

/// What becomes of an answer.
async fn of<T>(body: &str, call: impl AsyncFnOnce(Import<'_>) -> Result<T>) -> Result<T> {
    let wire = Wire::always(json(body)).await;
    let client = wire.builder().build().unwrap();
    let result = call(client.counter(SHOP).import()).await;
    assert_eq!(wire.requests().len(), 1, "it was sent once");
    result
}

#[tokio::test]
async fn lists_that_the_reference_lets_be_absent_are_empty() {
    macro_rules! empty {
        ($($call:expr),* $(,)?) => {
            $(assert!(of("{}", $call).await.unwrap().is_empty());)*
        };
    }
    empty!(
        async |import| import.conversions().list().await,
        async |import| import.chats().list().await,
        async |import| import.calls().list().await,
        async |import| import.visitor_parameters().list().await,
        async |import| import.expenses().list().await,
        async |import| import.crm().uploadings().send().await,
        async |import| import.crm().order_statuses().list().await,
    );
}

#[tokio::test]
async fn other_lists_must_be_there() {
    let check = |error: Error, operation, key| {
        assert_eq!(
            (error.kind(), error.status(), error.is_in_doubt()),
            (ErrorKind::Decode, Some(200), false),
            "{error}"
        );
        assert_eq!((error.operation(), error.path()), (Some(operation), Some(key)));
    };
    let attributes = async |body| {
        let list = async |import: Import<'_>| import.crm().attributes(CdpEntityType::Contact).list().await;
        of(body, list).await.map(drop).unwrap_err()
    };
    check(attributes(r#"{"custom_attributes": []}"#).await, "list_attributes", "system_attributes");
    check(attributes(r#"{"system_attributes": []}"#).await, "list_attributes", "custom_attributes");
    let types = of("{}", async |import| import.crm().attribute_types().await).await;
    check(types.unwrap_err(), "list_attribute_types", "types");
    let types = of("{}", async |import| import.crm().predefined_types().await).await;
    check(types.unwrap_err(), "list_predefined_types", "types");
}

#[tokio::test]
async fn what_does_not_say_that_it_succeeded_is_an_error_and_in_doubt() {
    for (body, said) in
        [(r#"{"success": false}"#, "did not succeed"), (r#"{"hello": "proxy"}"#, "does not say whether it succeeded")]
    {
        for (operation, result) in [
            (
                "create_attributes",
                of(body, async |it| it.crm().attributes(CdpEntityType::Order).create([]).await).await,
            ),
            ("create_products", of(body, async |it| it.crm().products().create([], [product("a")]).await).await),
            ("map_order_statuses", of(body, async |it| it.crm().order_statuses().map([delivered()]).await).await),
        ] {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.operation()), (ErrorKind::UnexpectedAnswer, Some(operation)), "{body}");
            assert!(error.is_in_doubt() && error.to_string().contains(said), "{body}: {error}");
        }
    }
}
