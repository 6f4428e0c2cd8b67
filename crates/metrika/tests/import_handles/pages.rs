//! Lists that are longer than a page.

use metrika::import::Import;
use metrika::{Client, ErrorKind};

use crate::desk::SHOP;
use crate::wire::{Wire, json};

/// A page of uploadings with these ids.
fn page(ids: impl IntoIterator<Item = usize>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| serde_json::json!({ "id": id })).collect();
    json(&serde_json::json!({ "uploadings": ids }).to_string())
}

/// The windows that were asked for, as limit and offset.
fn windows(wire: &Wire) -> Vec<(String, String)> {
    let value = |request: &str, name: &str| {
        let (_, rest) = request.split_once(&format!("{name}=")).unwrap();
        rest.chars().take_while(char::is_ascii_digit).collect()
    };
    wire.requests().iter().map(|request| (value(request, "limit"), value(request, "offset"))).collect()
}

fn window(limit: usize, offset: usize) -> (String, String) {
    (limit.to_string(), offset.to_string())
}

async fn ids_of(client: &Client, kind: &str) -> metrika::Result<Vec<i64>> {
    let import: Import<'_> = client.counter(SHOP).import();
    macro_rules! ids {
        ($handle:ident) => {
            import.$handle().list().await?.iter().filter_map(|it| it.id.map(|id| id.0)).collect()
        };
    }
    Ok(match kind {
        "conversions" => ids!(conversions),
        "chats" => ids!(chats),
        "calls" => ids!(calls),
        "visitor parameters" => ids!(visitor_parameters),
        _ => ids!(expenses),
    })
}

const KINDS: [&str; 5] = ["conversions", "chats", "calls", "visitor parameters", "expenses"];

#[tokio::test]
async fn every_list_goes_on_until_a_page_is_not_full() {
    for kind in KINDS {
        let wire = Wire::start(|number, _| Some(page(number * 10_000..(number * 10_000 + 10_000).min(20_003)))).await;
        let ids = ids_of(&wire.builder().build().unwrap(), kind).await.unwrap();
        assert_eq!(ids, (0..20_003).collect::<Vec<_>>(), "{kind}");
        assert_eq!(windows(&wire), [0, 10_000, 20_000].map(|offset| window(10_000, offset)), "{kind}");
    }
}

#[tokio::test]
async fn a_full_last_page_is_followed_by_an_empty_one() {
    let wire = Wire::start(|number, _| Some(page(if number == 0 { 0..10_000 } else { 0..0 }))).await;
    let ids = ids_of(&wire.builder().build().unwrap(), "calls").await.unwrap();
    assert_eq!((ids.len(), wire.requests().len()), (10_000, 2));
}

#[tokio::test]
async fn an_uploading_that_moved_to_the_next_page_comes_once() {
    // One was made between the pages, and moved the last of the first page.
    let wire = Wire::start(|number, _| Some(page(if number == 0 { 0..10_000 } else { 9_999..10_005 }))).await;
    let ids = ids_of(&wire.builder().build().unwrap(), "expenses").await.unwrap();
    assert_eq!(ids, (0..10_005).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_that_comes_again_is_an_error_and_not_an_endless_list() {
    let wire = Wire::always(page(0..10_000)).await;
    let error = ids_of(&wire.builder().build().unwrap(), "chats").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert!(error.to_string().contains("the uploadings from 10000 on are those before again"), "{error}");
    assert_eq!(wire.requests().len(), 2);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let wire = Wire::start(|number, _| {
        Some(if number == 0 { page(0..10_000) } else { crate::wire::answer("403 Forbidden", &[], "") })
    })
    .await;
    let error = ids_of(&wire.builder().build().unwrap(), "conversions").await.unwrap_err();
    assert_eq!((error.status(), wire.requests().len()), (Some(403), 2));
}

#[tokio::test]
async fn a_list_can_be_asked_for_in_another_task() {
    let wire = Wire::always(page(0..3)).await;
    let client = wire.builder().build().unwrap();
    let ids = tokio::spawn(async move { ids_of(&client, "conversions").await }).await.unwrap().unwrap();
    assert_eq!(ids, [0, 1, 2]);
}
