//! Lists of counters from a service that does not keep to its pages.

use futures_util::{Stream, TryStreamExt};
use metrika::{Client, ErrorKind};

use crate::desk::{Desk, SHOP};
use crate::wire::{Wire, json};

/// A server that brings these counters, whatever the offset, and says that there are so many.
async fn deaf(ids: &[i64], rows: Option<i64>) -> Wire {
    let counters: Vec<_> = ids.iter().map(|id| serde_json::json!({ "id": id })).collect();
    let mut body = serde_json::json!({ "counters": counters });
    if let Some(rows) = rows {
        body["rows"] = rows.into();
    }
    Wire::always(json(&body.to_string())).await
}

async fn all_of(wire: &Wire) -> (ErrorKind, String) {
    let error = wire.builder().build().unwrap().counters().list().all().await.unwrap_err();
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn a_page_that_comes_again_ends_the_list_with_an_error() {
    // With and without a total: neither duplicates nor a list without an end.
    for rows in [None, Some(4), Some(100)] {
        let wire = deaf(&[1, 2], rows).await;
        let (kind, said) = all_of(&wire).await;
        assert_eq!(kind, ErrorKind::UnexpectedAnswer);
        assert!(said.contains("the page from 3 on is the one before again"), "{rows:?}: {said}");
        assert_eq!(wire.requests().len(), 2, "{rows:?}");
    }
}

#[tokio::test]
async fn more_counters_than_there_are_is_an_error() {
    let (kind, said) = all_of(&deaf(&[1, 2, 3], Some(2)).await).await;
    assert_eq!(kind, ErrorKind::UnexpectedAnswer);
    assert!(said.contains("the list has 3 items, but 2 in all"), "{said}");
}

/// The stream of a function that has nothing but a borrowed client.
fn stream_of(client: &Client) -> impl Stream<Item = metrika::Result<metrika::models::CounterBrief>> + Send + 'static {
    client.counters().list().per_page(1).items()
}

#[tokio::test]
async fn a_stream_outlives_the_client_and_goes_to_another_task() {
    let desk = Desk::new().await;
    let client = desk.client();
    let stream = stream_of(&client);
    drop(client);
    let counters: Vec<_> = tokio::spawn(stream.try_collect()).await.unwrap().unwrap();
    assert!(counters.iter().any(|counter| counter.id.is_some_and(|id| id.0 == SHOP)));
}
