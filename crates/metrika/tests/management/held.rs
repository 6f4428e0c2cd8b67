//! What the service itself holds is put back, whatever rule it breaks; what a change breaks is not. Nor is what a change gives up.

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

/// The error of whoever changes something.
#[derive(Debug, PartialEq)]
enum Stop {
    Mine,
    Metrika(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Metrika(error.to_string())
    }
}

/// What comes of a change that is given up, and how much was sent.
async fn given_up<T>(body: &str, change: impl AsyncFnOnce(Client) -> Result<T, Stop>) {
    let wire = Wire::always(json(body)).await;
    let stopped = change(wire.builder().build().unwrap()).await.map(drop);
    assert_eq!((stopped, wire.requests().len()), (Err(Stop::Mine), 1), "{body}");
    assert!(wire.requests()[0].starts_with("GET "), "{body}");
}

#[tokio::test]
async fn a_change_that_is_given_up_is_not_put_back() {
    let mine = || Err(Stop::Mine);
    given_up(r#"{"label": {}}"#, async |client| client.labels().try_update(7, |_| mine()).await).await;
    given_up(r#"{"counter": {"id": 7}}"#, async |client| client.counter(7).try_update(|_| mine()).await).await;
    given_up(r#"{"goal": {"type": "form"}}"#, async |client| client.counter(7).goals().try_update(7, |_| mine()).await)
        .await;
    given_up(r#"{"filter": {}}"#, async |client| client.counter(7).filters().try_update(7, |_| mine()).await).await;
    given_up(r#"{"operation": {}}"#, async |client| client.counter(7).operations().try_update(7, |_| mine()).await)
        .await;
    given_up(r#"{"segment": {}}"#, async |client| client.counter(7).segments().try_update(7, |_| mine()).await).await;
    given_up(r#"{"access_filter": {}}"#, async |client| {
        client.counter(7).access_filters().try_update(7, |_| mine()).await
    })
    .await;
    given_up(r#"{"chart_annotation": {}}"#, async |client| {
        client.counter(7).chart_annotations().try_update(7, |_| mine()).await
    })
    .await;
    given_up(r#"{"grant": {}}"#, async |client| client.counter(7).grants().try_update("one", |_| mine()).await).await;
}

#[tokio::test]
async fn a_change_that_may_fail_and_does_not_is_put_back_and_kept_to_the_rules() {
    let wire = Wire::always(json(r#"{"label": {"id": 7, "name": "Shops"}}"#)).await;
    let client = wire.builder().build().unwrap();
    let to = async |name: String| {
        let change = |label: &mut metrika::models::Label| {
            label.name = Some(name);
            Ok::<_, Stop>(())
        };
        client.labels().try_update(7, change).await
    };
    to("Other".into()).await.unwrap();
    assert!(wire.requests()[1].contains("Other"));
    let refused = to("a".repeat(256)).await.unwrap_err();
    assert!(matches!(&refused, Stop::Metrika(said) if said.contains("label.name")), "{refused:?}");
    assert_eq!(wire.requests().len(), 3);
}
