use metrika::ErrorKind;
use metrika::models::{ConversionsStatus, ConversionsType};

use crate::NOW;
use crate::desk::{Desk, SHOP};
use crate::wire::{Wire, json};

#[tokio::test]
async fn chats_are_listed_and_got_by_the_operations_of_conversions() {
    let desk = Desk::new().await;
    let client = desk.client();
    let chats = client.counter(SHOP).import().chats();
    assert!(chats.list().await.unwrap().is_empty());
    let raw = client.raw().management();
    let upload = || raw.upload_conversions().counter_id(SHOP);
    let file = format!("ClientID,DateTime,ChatPlatform,ChatUsername\n1,{NOW},viber,ann\n");
    let made = upload().type_(ConversionsType::Chats).body(file).send().await.unwrap().into_inner().uploading.unwrap();
    upload().body(format!("ClientId,Target,DateTime\n1,purchase,{NOW}\n")).send().await.unwrap();

    let listed = chats.list().await.unwrap();
    assert_eq!(listed.iter().map(|chat| chat.id).collect::<Vec<_>>(), [made.id], "conversions are not among them");
    assert!(desk.last().query.contains(&("type".to_owned(), "CHATS".to_owned())));
    let got = chats.get(made.id.unwrap()).await.unwrap();
    assert_eq!((got.type_, got.status), (Some(ConversionsType::Chats), Some(ConversionsStatus::Processed)));
    assert_eq!((got.source_quantity, got.line_quantity, got.linked_quantity), (Some(1), Some(1), Some(1)));
    assert_eq!(chats.get(99_999).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn both_forms_of_the_answer_are_read() {
    for body in [
        r#"{"uploading": {"id": 42, "line_quantity": 3}}"#,
        r#"{"uploadings": [{"id": 42, "line_quantity": 3}]}"#,
        r#"{"uploadings": [{"id": 41, "line_quantity": 1}, {"id": "42", "line_quantity": 3}]}"#,
    ] {
        let wire = Wire::always(json(body)).await;
        let client = wire.builder().build().unwrap();
        let got = client.counter(SHOP).import().chats().get(42).await.unwrap();
        assert_eq!((got.id.unwrap().0, got.line_quantity), (42, Some(3)), "{body}");
    }
}

#[tokio::test]
async fn a_list_without_the_uploading_is_no_answer() {
    for body in [r#"{"uploadings": [{"id": 41}]}"#, r#"{"uploadings": []}"#, r#"{"uploadings": [{}]}"#, "{}"] {
        let wire = Wire::always(json(body)).await;
        let client = wire.builder().build().unwrap();
        let error = client.counter(SHOP).import().chats().get(42).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("uploading")), "{body}");
        assert_eq!((error.operation(), error.is_in_doubt()), (Some("get_conversions_uploading"), false), "{body}");
    }
}
