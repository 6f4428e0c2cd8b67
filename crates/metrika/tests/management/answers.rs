//! Answers 200 that are no success.

use metrika::{Client, Error, ErrorKind};

use crate::desk::SHOP;
use crate::wire::{Wire, json};

/// What becomes of an answer, and how often it was asked for.
async fn of<T>(body: &str, call: impl AsyncFnOnce(Client) -> Result<T, Error>) -> (Result<T, Error>, usize) {
    let wire = Wire::always(json(body)).await;
    let result = call(wire.builder().build().unwrap()).await;
    (result, wire.requests().len())
}

#[tokio::test]
async fn a_delete_that_does_not_say_that_it_succeeded_is_an_error_and_in_doubt() {
    for (body, said) in [
        (r#"{"success": false}"#, "did not succeed"),
        (r#"{"success": 0}"#, "did not succeed"),
        (r#"{"hello": "proxy"}"#, "does not say whether it succeeded"),
        ("{}", "does not say whether it succeeded"),
    ] {
        let (deleted, sent) = of(body, async |client| client.labels().delete(5).await).await;
        let error = deleted.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::UnexpectedAnswer, Some(200)), "{body}");
        assert_eq!((error.operation(), error.attempts(), sent), (Some("delete_label"), 1, 1), "{body}");
        assert!(error.is_in_doubt() && error.to_string().contains(said), "{body}: {error}");
    }
    for body in [r#"{"success": true}"#, r#"{"success": 1}"#] {
        of(body, async |client| client.labels().delete(5).await).await.0.unwrap();
    }
}

#[tokio::test]
async fn what_lacks_its_list_is_no_empty_list() {
    let check = |error: Error, operation, key, doubt| {
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Decode, Some(200), 1), "{error}");
        assert_eq!((error.operation(), error.path(), error.is_in_doubt()), (Some(operation), Some(key), doubt));
    };
    const BODY: &str = r#"{"hello": "proxy"}"#;
    macro_rules! refused {
        ($operation:literal $key:literal $doubt:literal, $call:expr) => {
            check(of(BODY, $call).await.0.unwrap_err(), $operation, $key, $doubt)
        };
    }
    refused!("list_labels" "labels" false, async |client| client.labels().list().await);
    refused!("list_accounts" "accounts" false, async |client| client.accounts().list().await);
    refused!("replace_accounts" "accounts" true, async |client| client.accounts().keep_only(["a"]).await);
    refused!("list_delegates" "delegates" false, async |client| client.delegates().list().await);
    refused!("list_clients" "clients" false, async |client| client.clients().list([SHOP]).await);
    refused!("list_messengers" "messengers" false, async |client| client.messengers().await);
    refused!("list_social_networks" "social_networks" false, async |client| client.social_networks().await);
    refused!("list_counters" "counters" false, async |client| client.counters().list().all().await);
    refused!("list_filters" "filters" false, async |client| client.counter(SHOP).filters().list().await);
    refused!("list_goals" "goals" false, async |client| client.counter(SHOP).goals().list().await);
    refused!("list_goals" "goals" false, async |client| client.counter(SHOP).goals().list_with_deleted().await);
    refused!("list_grants" "grants" false, async |client| client.counter(SHOP).grants().list().await);
    refused!("list_operations" "operations" false, async |client| client.counter(SHOP).operations().list().await);
    refused!("list_segments" "segments" false, async |client| client.counter(SHOP).segments().list().await);
    refused!("list_access_filters" "access_filters" false, async |client| client
        .counter(SHOP)
        .access_filters()
        .list()
        .await);
    refused!("list_chart_annotations" "chart_annotations" false, async |client| client
        .counter(SHOP)
        .chart_annotations()
        .list()
        .await);
}

#[tokio::test]
async fn an_absent_list_is_empty_where_the_reference_says_so() {
    let (exports, _) = of("{}", async |client| client.counter(SHOP).cloud_exports().list().await).await;
    assert!(exports.unwrap().is_empty());
}
