use metrika::ErrorKind;
use metrika::models::AccessFilter;
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

fn berlin() -> AccessFilter {
    AccessFilter {
        name: Some("Visits from Berlin".into()),
        expression: Some("ym:s:regionCityName=='Berlin'".into()),
        ..AccessFilter::default()
    }
}

#[tokio::test]
async fn an_access_filter_is_made_read_changed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let filters = client.counter(EMPTY).access_filters();

    let made = filters.create(berlin()).await.unwrap();
    let id = made.id.unwrap();
    assert_eq!(filters.list().await.unwrap().len(), 1);
    let changed = filters.update(id, |filter| filter.name = Some("Берлин".into())).await.unwrap();
    assert_eq!(changed.name.as_deref(), Some("Берлин"));
    let read = filters.get(id).await.unwrap();
    assert_eq!((read.name, read.expression), (changed.name, made.expression), "what was not changed stays");

    filters.replace(id, AccessFilter { name: Some("Berlin".into()), ..berlin() }).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let expected = json!({ "id": id, "name": "Berlin", "expression": "ym:s:regionCityName=='Berlin'" });
    assert_eq!(sent, json!({ "access_filter": expected }), "the number is that of the one replaced");
    filters.delete(id).await.unwrap();
    assert!(filters.list().await.unwrap().is_empty());
    assert_eq!(filters.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn grants_go_with_the_filter_only_when_they_are_to() {
    let desk = Desk::new().await;
    let client = desk.client();
    let filters = client.counter(SHOP).access_filters();
    let id = filters.list().await.unwrap()[0].id.unwrap();
    let grants = |desk: &Desk| desk.sandbox.state(|state| state.counters[&SHOP].grants.len());
    let before = grants(&desk);

    assert_eq!(filters.delete(id).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert!(desk.last().query.is_empty());
    assert_eq!((grants(&desk), filters.list().await.unwrap().len()), (before, 1));
    filters.delete_with_grants(id).await.unwrap();
    assert_eq!(desk.last().query, [("delete_grants".to_owned(), "true".to_owned())]);
    assert_eq!((grants(&desk), filters.list().await.unwrap().len()), (before - 1, 0));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_access_filter_that_breaks_a_rule_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    type Spoil = fn(&mut AccessFilter);
    let cases: [(&str, Spoil); 6] = [
        ("name: it is needed", |filter| filter.name = None),
        ("name: it has 256 characters, 255 are allowed", |filter| filter.name = Some("я".repeat(256))),
        ("expression: it is empty", |filter| filter.expression = Some(" ".into())),
        ("expression: it has 65536 characters, 65535 are allowed", |filter| {
            filter.expression = Some("a".repeat(65_536));
        }),
        ("interface_value: it is empty", |filter| filter.interface_value = Some(String::new())),
        ("interface_value: it has 65536 characters, 65535 are allowed", |filter| {
            filter.interface_value = Some("a".repeat(65_536));
        }),
    ];
    for (rule, spoil) in cases {
        let mut filter = berlin();
        spoil(&mut filter);
        let filters = client.counter(EMPTY).access_filters();
        for result in [filters.create(filter.clone()).await, filters.replace(7, filter).await] {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: access_filter.{rule}"));
        }
    }
    assert!(desk.sent().is_empty());
}
