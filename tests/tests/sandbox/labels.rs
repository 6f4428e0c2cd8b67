//! Labels.

use metrika_raw::management::types::LabelEnvelope;
use serde_json::json;

use crate::desk::{Desk, EMPTY, not_found, refusal, sent};

pub async fn a_label_is_put_on_a_counter_and_taken_off(desk: &Desk) {
    let client = desk.metrika.management();
    let before = client.list_labels().send().await.unwrap().into_inner().labels.unwrap().len();
    let made =
        client.create_label().body(sent::<LabelEnvelope>(json!({ "label": { "name": "New" } }))).send().await.unwrap();
    let id = made.label.id.unwrap();
    assert_eq!(made.label.name.as_deref(), Some("New"));

    let with_label = async || {
        let list = client.list_counters().label_id(id).send().await.unwrap().into_inner();
        list.counters.unwrap().iter().map(|counter| i64::from(counter.id.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(with_label().await, [0_i64; 0]);
    let linked = client.link_label().counter_id(EMPTY).label_id(id).send().await.unwrap();
    assert!(linked.success.unwrap().0);
    assert_eq!(with_label().await, [EMPTY]);

    let mut label = client.get_label().label_id(id).send().await.unwrap().into_inner();
    label.label.name = Some("Renamed".to_owned());
    let renamed = client.update_label().label_id(id).body(label).send().await.unwrap();
    assert_eq!((renamed.label.id, renamed.label.name.as_deref()), (Some(id), Some("Renamed")));
    let counter = client.get_counter().counter_id(EMPTY).send().await.unwrap().into_inner().counter;
    assert_eq!(counter.labels.unwrap()[0].name.as_deref(), Some("Renamed"));

    let unlinked = client.unlink_label().counter_id(EMPTY).label_id(id).send().await.unwrap();
    assert!(unlinked.success.unwrap().0);
    assert_eq!(with_label().await, [0_i64; 0]);
    let labels = client.list_labels().send().await.unwrap().into_inner().labels.unwrap();
    assert_eq!(labels.len(), before + 1);
    assert!(labels.iter().any(|label| label.id == Some(id) && label.name.as_deref() == Some("Renamed")));
    assert!(client.delete_label().label_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(client.list_labels().send().await.unwrap().into_inner().labels.unwrap().len(), before);
    assert_eq!(refusal(client.get_label().label_id(id).send().await), not_found());
}
