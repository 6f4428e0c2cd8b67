//! Counters.

use metrika_raw::management::types::{
    CounterEditEnvelope, CounterEnvelope, CounterField, CounterList, CounterPermission, CounterStatus,
};
use metrika_sandbox::state::seed;
use metrika_tests::difference::differences;
use serde_json::json;

use crate::desk::{Desk, SHOP, not_found, refusal, sent};

pub async fn a_counter_is_made_changed_deleted_and_brought_back(desk: &Desk) {
    let client = desk.metrika.management();
    let body: CounterEnvelope = sent(json!({ "counter": { "name": "New", "site2": { "site": "new.example" },
        "goals": [{ "type": "number", "name": "Two pages", "depth": 2 }] } }));
    let made = client.create_counter().field([CounterField::Goals]).body(body).send().await.unwrap();
    let made = made.into_inner().counter;
    let id = made.id.unwrap();
    assert_eq!((made.permission, made.status), (Some(CounterPermission::Own), Some(CounterStatus::Active)));
    assert_eq!(made.goals.unwrap()[0].tag(), Some("number"));

    let got = client.get_counter().counter_id(id).field([CounterField::Goals, CounterField::Mirrors]);
    let got = got.send().await.unwrap().into_inner();
    assert_eq!(got.counter.site2.as_ref().unwrap().site.as_deref(), Some("new.example"));
    assert_eq!(got.counter.goals.as_ref().unwrap().len(), 1);

    // What was read is changed and sent back.
    let mut edit: CounterEditEnvelope = sent(serde_json::to_value(&got).unwrap());
    edit.counter.name = Some("Changed".to_owned());
    edit.counter.goals = None;
    let changed = client.update_counter().counter_id(id).field([CounterField::Goals]).body(edit).send().await.unwrap();
    assert_eq!(changed.counter.name.as_deref(), Some("Changed"));
    assert_eq!(changed.counter.goals.as_ref().map(Vec::len), Some(1), "goals that are not sent stay");

    let named = async |status: CounterStatus| {
        let list = client.list_counters().search_string("changed").status(status).send().await.unwrap().into_inner();
        list.counters.unwrap().iter().map(|counter| counter.id.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(named(CounterStatus::Active).await, [id]);
    assert!(client.delete_counter().counter_id(id).send().await.unwrap().success.unwrap().0);
    assert!(named(CounterStatus::Active).await.is_empty());
    assert_eq!(named(CounterStatus::Deleted).await, [id]);
    assert!(client.undelete_counter().counter_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(named(CounterStatus::Active).await, [id]);
    assert_eq!(refusal(client.get_counter().counter_id(7).send().await), not_found());
}

pub async fn lists_are_filtered(desk: &Desk) {
    let client = desk.metrika.management();
    let ids = |list: CounterList| -> Vec<i64> {
        list.counters.unwrap().iter().map(|counter| counter.id.unwrap().into()).collect()
    };
    let list = client.list_counters().counter_ids([SHOP, seed::LARGE, seed::PRIVATE]).reverse(false);
    let list = list.send().await.unwrap().into_inner();
    assert_eq!((list.rows, ids(list)), (Some(2), vec![SHOP, seed::LARGE]), "the third is somebody else's");
    let list = client.list_counters().permission([CounterPermission::View]).send().await.unwrap().into_inner();
    assert_eq!(ids(list), [seed::SHARED]);
    let list = client.list_counters().favorite(true).send().await.unwrap().into_inner();
    assert_eq!(ids(list), [SHOP]);
    let list = client.list_counters().per_page(2).offset(2).reverse(false).send().await.unwrap().into_inner();
    assert_eq!((list.rows, list.counters.as_ref().map(Vec::len)), (Some(5), Some(2)));
    let list = client.list_counters().ulogin("agency-owner").send().await.unwrap().into_inner();
    assert!(ids(list).contains(&seed::PRIVATE), "with ulogin the user acts for the agency");
}

pub async fn all_that_was_read_goes_back(desk: &Desk) {
    let client = desk.metrika.management();
    let fields = || {
        [
            CounterField::Goals,
            CounterField::Mirrors,
            CounterField::Grants,
            CounterField::Filters,
            CounterField::Operations,
            CounterField::Operation,
            CounterField::CounterFlags,
            CounterField::MeasurementTokens,
        ]
    };
    let get = async || client.get_counter().counter_id(SHOP).field(fields()).send().await.unwrap().into_inner();
    let before = serde_json::to_value(get().await).unwrap();
    for list in ["goals", "mirrors2", "grants", "filters", "operations", "measurement_tokens"] {
        assert!(before["counter"][list].as_array().is_some_and(|items| !items.is_empty()), "{list}");
    }
    let edit: CounterEditEnvelope = sent(before.clone());
    let changed = client.update_counter().counter_id(SHOP).field(fields()).body(edit).send().await.unwrap();
    let mut changed = serde_json::to_value(changed.into_inner()).unwrap();
    let mut after = serde_json::to_value(get().await).unwrap();
    for value in [&mut changed, &mut after] {
        // The service writes down when it was done.
        value["counter"]["update_time"] = before["counter"]["update_time"].clone();
    }
    assert_eq!(differences(&before, &after), Vec::<String>::new());
    assert_eq!(differences(&before, &changed), Vec::<String>::new());
}
