use std::pin::pin;

use futures_util::TryStreamExt;
use metrika::ErrorKind;
use metrika::models::{
    Counter, CounterField, CounterMirror, CounterPermission, CounterSort, CounterStatus, CounterType,
};
use metrika_sandbox::faults::Fault;
use serde_json::json;

use crate::desk::{Desk, EMPTY, SHOP};

fn shop(name: &str) -> Counter {
    let site = CounterMirror { site: Some("shop.example".into()), ..CounterMirror::default() };
    Counter { name: Some(name.into()), site2: Some(site), ..Counter::default() }
}

fn long_site() -> CounterMirror {
    CounterMirror { site: Some("a".repeat(256)), ..CounterMirror::default() }
}

#[tokio::test]
async fn a_counter_is_made_changed_deleted_and_brought_back() {
    let desk = Desk::new().await;
    let client = desk.client();
    let made = client.counters().create(shop("Shop")).await.unwrap();
    let counter = client.counter(made.id.unwrap());

    let changed = counter.update(|edit| edit.name = Some("Other".into())).await.unwrap();
    assert_eq!(changed.name.as_deref(), Some("Other"));
    assert_eq!(changed.site2.unwrap().site.as_deref(), Some("shop.example"), "what was not changed stays");

    counter.delete().await.unwrap();
    let deleted = client.counters().list().status(CounterStatus::Deleted).ids([counter.id()]).all().await.unwrap();
    assert_eq!(deleted.len(), 1);
    counter.undelete().await.unwrap();
    assert_eq!(counter.get().await.unwrap().name.as_deref(), Some("Other"));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_list_goes_on_until_all_are_there() {
    let desk = Desk::new().await;
    let client = desk.client();
    for number in 0..12 {
        client.counters().create(shop(&format!("Shop {number}"))).await.unwrap();
    }
    let first = client.counters().list().page_from(1).await.unwrap();
    let total = usize::try_from(first.total.unwrap()).unwrap();
    desk.sandbox.clear_journal();
    let all = client.counters().list().per_page(5).all().await.unwrap();
    assert_eq!(all.len(), total);
    assert_eq!(desk.sent().len(), total.div_ceil(5));

    let mut stream = pin!(client.counters().list().per_page(5).items());
    desk.sandbox.clear_journal();
    assert!(stream.try_next().await.unwrap().is_some());
    assert_eq!(desk.sent().len(), 1, "a page is asked for when it is needed");
}

#[tokio::test]
async fn every_filter_of_the_list_reaches_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    let list = client
        .counters()
        .list()
        .ids([SHOP, EMPTY])
        .fields([CounterField::Goals, CounterField::Mirrors])
        .permissions([CounterPermission::Own, CounterPermission::Edit])
        .search("a")
        .reverse(false)
        .robots(false)
        .status(CounterStatus::Active)
        .sort(CounterSort::Visits)
        .type_(CounterType::Simple)
        .label(374344)
        .per_page(7)
        .favorite();
    list.page_from(3).await.unwrap();
    let expected = [
        ("counter_ids", "44147844,44147901"),
        ("favorite", "true"),
        ("field", "goals,mirrors"),
        ("label_id", "374344"),
        ("offset", "3"),
        ("per_page", "7"),
        ("permission", "own,edit"),
        ("reverse", "false"),
        ("robots", "false"),
        ("search_string", "a"),
        ("sort", "Visits"),
        ("status", "Active"),
        ("type", "simple"),
    ];
    let mut query = desk.last().query;
    query.sort();
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn the_operations_of_one_counter_are_asked_for_as_the_reference_spells_them() {
    let desk = Desk::new().await;
    let client = desk.client();
    client.counter(SHOP).get_with([CounterField::Operations, CounterField::Goals]).await.unwrap();
    assert_eq!(desk.last().query, [("field".to_owned(), "operation,goals".to_owned())]);
}

#[tokio::test]
async fn fields_that_nobody_knows_survive_an_update() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.state(|state| {
        let counter = state.counters.get_mut(&EMPTY).unwrap();
        counter.value.insert("a_field_to_come".into(), json!({ "deep": [1, "two"] }));
    });
    client.counter(EMPTY).update(|edit| edit.name = Some("Other".into())).await.unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent["counter"]["a_field_to_come"], json!({ "deep": [1, "two"] }));
}

#[tokio::test]
async fn what_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let cases = [
        (client.counter(0).get().await.map(drop), "counter_id: 0 is no id"),
        (
            client.counters().create(shop(&"a".repeat(256))).await.map(drop),
            "counter.name: it has 256 characters, 255 are allowed",
        ),
        (
            client.counters().create(Counter { filter_robots: Some(3), ..shop("Shop") }).await.map(drop),
            "counter.filter_robots: it is 3, 1 to 2 are allowed",
        ),
        (
            client.counters().create(Counter { visit_threshold: Some(60), ..shop("Shop") }).await.map(drop),
            "counter.visit_threshold: it is 60, 1800 to 21600 are allowed",
        ),
        (
            client.counters().create(Counter { site2: Some(CounterMirror::default()), ..shop("Shop") }).await.map(drop),
            "counter.site2.site: it is needed",
        ),
        (
            client.counters().create(Counter { site2: Some(long_site()), ..shop("Shop") }).await.map(drop),
            "counter.site2.site: it has 256 characters, 255 are allowed",
        ),
        (client.counters().list().per_page(0).page_from(1).await.map(drop), "per_page: it must be at least 1"),
        (client.counters().list().page_from(0).await.map(drop), "offset: counters are counted from 1"),
    ];
    for (result, rule) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(rule), "{error}");
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn a_list_that_breaks_off_is_an_error_and_not_short() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(400, "invalid_parameter").on("list_counters").after(1)).unwrap();
    let all = client.counters().list().per_page(1).all().await;
    assert_eq!(all.unwrap_err().kind(), ErrorKind::InvalidParameter);
}
