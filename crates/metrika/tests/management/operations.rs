use metrika::ErrorKind;
use metrika::models::{Operation, OperationAction, OperationAttribute, SettingStatus};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

fn no_debug() -> Operation {
    Operation {
        action: Some(OperationAction::CutParameter),
        attr: Some(OperationAttribute::Url),
        value: Some("debug".into()),
        status: Some(SettingStatus::Active),
        ..Operation::default()
    }
}

#[tokio::test]
async fn an_operation_is_made_read_changed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let operations = client.counter(EMPTY).operations();
    assert!(operations.list().await.unwrap().is_empty());

    let id = operations.create(no_debug()).await.unwrap().id.unwrap();
    assert_eq!(operations.list().await.unwrap().len(), 1);
    operations.update(id, |operation| operation.status = Some(SettingStatus::Disabled)).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let whole = json!({ "id": id.0, "action": "cut_parameter", "attr": "url", "value": "debug", "status": "disabled" });
    assert_eq!(sent, json!({ "operation": whole }), "all of it is sent back, with its id");
    let read = operations.get(id).await.unwrap();
    assert_eq!((read.status, read.value.as_deref()), (Some(SettingStatus::Disabled), Some("debug")));

    operations.delete(id).await.unwrap();
    assert!(desk.sandbox.state(|state| state.counters[&EMPTY].operations.is_empty()));
    assert_eq!(operations.get(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn fields_that_nobody_knows_survive_a_change() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.state(|state| {
        let operations = &mut state.counters.get_mut(&SHOP).unwrap().operations;
        operations.get_mut(&63_826).unwrap().insert("comment".to_owned(), json!({ "by": "someone" }));
    });
    client.counter(SHOP).operations().update(63_826, |operation| operation.value = Some("trace".into())).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent["operation"]["comment"], json!({ "by": "someone" }));
}

#[tokio::test]
async fn the_service_decides_about_actions_that_nobody_knows() {
    let desk = Desk::new().await;
    let client = desk.client();
    let to_come = Operation { action: Some(OperationAction::Other("to_upper".into())), value: None, ..no_debug() };
    let error = client.counter(SHOP).operations().create(to_come).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(400), 1), "{error}");
}

#[tokio::test]
async fn only_actions_that_need_a_value_must_have_one() {
    let desk = Desk::new().await;
    let client = desk.client();
    let operations = client.counter(EMPTY).operations();
    for action in [
        OperationAction::CutFragment,
        OperationAction::CutAllParameters,
        OperationAction::MergeHttpsAndHttp,
        OperationAction::ToLower,
    ] {
        let plain = Operation { action: Some(action), value: None, ..no_debug() };
        operations.create(plain).await.unwrap();
    }
    desk.sandbox.clear_journal();
    type Spoil = fn(&mut Operation);
    let cases: [(&str, Spoil); 6] = [
        ("operation.action: it is needed", |operation| operation.action = None),
        ("operation.attr: it is needed", |operation| operation.attr = None),
        ("operation.status: it is needed", |operation| operation.status = None),
        ("operation.value: it is needed", |operation| operation.value = None),
        ("operation.value: it is empty", |operation| operation.value = Some(String::new())),
        ("operation.value: it is needed", |operation| {
            (operation.action, operation.value) = (Some(OperationAction::ReplaceDomain), None);
        }),
    ];
    for (rule, spoil) in cases {
        let mut operation = no_debug();
        spoil(&mut operation);
        for error in [
            operations.create(operation.clone()).await.unwrap_err(),
            operations.replace(1, operation).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
        }
    }
    assert!(desk.sent().is_empty());
}
