use metrika::{ErrorKind, LabelId};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY};

#[tokio::test]
async fn a_label_is_made_renamed_put_on_a_counter_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let labels = client.labels();
    let before = labels.list().await.unwrap().len();

    let id = LabelId::from(labels.create("Клубы").await.unwrap().id.unwrap());
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent, json!({ "label": { "name": "Клубы" } }));
    assert_eq!(labels.list().await.unwrap().len(), before + 1);
    labels.update(id, |label| label.name = Some("Clubs".into())).await.unwrap();
    assert_eq!(labels.get(id).await.unwrap().name.as_deref(), Some("Clubs"));

    client.counter(EMPTY).labels().link(id).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("POST /management/v1/counter/{EMPTY}/label/{id}"));
    let listed = client.counters().list().label(id).all().await.unwrap();
    assert_eq!(listed.iter().filter_map(|counter| counter.id).collect::<Vec<_>>(), [EMPTY]);
    let on_it = client.counter(EMPTY).get().await.unwrap().labels.unwrap();
    assert_eq!(on_it[0].name.as_deref(), Some("Clubs"));
    client.counter(EMPTY).labels().unlink(id).await.unwrap();
    assert!(desk.sandbox.state(|state| state.counters[&EMPTY].labels.is_empty()));

    labels.delete(id).await.unwrap();
    assert_eq!(labels.get(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn fields_of_a_label_that_nobody_knows_survive_a_change_of_its_name() {
    let desk = Desk::new().await;
    let client = desk.client();
    let id = client.labels().create("Shops").await.unwrap().id.unwrap();
    desk.sandbox.state(|state| {
        let labels = &mut state.users.get_mut("sandbox-owner").unwrap().labels;
        labels.get_mut(&id.0).unwrap().insert("color".to_owned(), json!("green"));
    });
    client.labels().update(id, |label| label.name = Some("Other".into())).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent, json!({ "label": { "id": id.0, "name": "Other", "color": "green" } }));
}

#[tokio::test]
async fn a_label_that_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let cases = [
        (client.labels().create("a".repeat(256)).await.map(drop), "label.name: it has 256 characters, 255 are allowed"),
        (client.labels().get(0).await.map(drop), "label_id: 0 is no id: ids begin at 1"),
        (client.counter(EMPTY).labels().link(-1).await, "label_id: -1 is no id: ids begin at 1"),
        (client.counter(0).labels().unlink(1).await, "counter_id: 0 is no id: ids begin at 1"),
    ];
    for (result, rule) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
    client.labels().create("я".repeat(255)).await.unwrap();
}
