//! What the service itself holds is put back, whatever rule it breaks; what a change breaks is not.

use metrika::models::{FilterType, SettingStatus};
use metrika::{Client, Error, ErrorKind};

use crate::desk::SHOP;
use crate::wire::{Wire, json};

/// Makes two changes of something that the service holds: one of something else than what breaks a rule, and one that breaks
/// another rule.
async fn held<T>(
    body: &str,
    harmless: impl AsyncFnOnce(Client) -> Result<T, Error>,
    wrong: impl AsyncFnOnce(Client) -> Result<T, Error>,
    rule: &str,
) {
    let wire = Wire::always(json(body)).await;
    let client = wire.builder().build().unwrap();
    harmless(client.clone()).await.map(drop).unwrap();
    let requests = wire.requests();
    assert!(requests.len() == 2 && requests[1].starts_with("PUT "), "{requests:?}");

    let error = wrong(client).await.map(drop).unwrap_err();
    assert_eq!((error.kind(), wire.requests().len()), (ErrorKind::InvalidRequest, 3), "{error}");
    assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
}

#[tokio::test]
async fn filters() {
    held(
        // Neither a value nor an attribute that goes with the type.
        r#"{"filter": {"id": 7, "attr": "url", "type": "interval", "action": "exclude", "status": "active"}}"#,
        async |client| {
            let filters = client.counter(SHOP).filters();
            filters.update(7, |filter| filter.status = Some(SettingStatus::Disabled)).await
        },
        async |client| client.counter(SHOP).filters().update(7, |filter| filter.type_ = Some(FilterType::Me)).await,
        "filter.attr: me goes with uniq_id only",
    )
    .await;
}

#[tokio::test]
async fn operations() {
    held(
        r#"{"operation": {"id": 7, "action": "cut_parameter", "attr": "url", "status": "active"}}"#,
        async |client| {
            let operations = client.counter(SHOP).operations();
            operations.update(7, |operation| operation.status = Some(SettingStatus::Disabled)).await
        },
        async |client| client.counter(SHOP).operations().update(7, |operation| operation.attr = None).await,
        "operation.attr: it is needed",
    )
    .await;
}

#[tokio::test]
async fn segments() {
    held(
        r#"{"segment": {"segment_id": 7, "name": "Chrome", "expression": ""}}"#,
        async |client| client.counter(SHOP).segments().update(7, |segment| segment.name = Some("Other".into())).await,
        async |client| client.counter(SHOP).segments().update(7, |segment| segment.name = None).await,
        "segment.name: it is needed",
    )
    .await;
}

#[tokio::test]
async fn access_filters() {
    held(
        r#"{"access_filter": {"id": 7, "name": "Berlin", "expression": "a", "interface_value": ""}}"#,
        async |client| {
            client.counter(SHOP).access_filters().update(7, |filter| filter.name = Some("Other".into())).await
        },
        async |client| client.counter(SHOP).access_filters().update(7, |filter| filter.expression = None).await,
        "access_filter.expression: it is needed",
    )
    .await;
}

#[tokio::test]
async fn grants() {
    held(
        r#"{"grant": {"user_login": "guest", "perm": "view", "access_filters": [{"id": 5, "name": "a"}]}}"#,
        async |client| {
            let grants = client.counter(SHOP).grants();
            grants.update("guest", |grant| grant.comment = Some("Until May".into())).await
        },
        async |client| {
            client.counter(SHOP).grants().update("guest", |grant| grant.comment = Some("a".repeat(256))).await
        },
        "grant.comment: it has 256 characters, 255 are allowed",
    )
    .await;
}

#[tokio::test]
async fn counters() {
    held(
        r#"{"counter": {"id": 44147844, "name": "Shop", "visit_threshold": 60}}"#,
        async |client| client.counter(SHOP).update(|counter| counter.name = Some("Other".into())).await,
        async |client| client.counter(SHOP).update(|counter| counter.filter_robots = Some(0)).await,
        "counter.filter_robots: it is 0, 1 to 2 are allowed",
    )
    .await;
}
