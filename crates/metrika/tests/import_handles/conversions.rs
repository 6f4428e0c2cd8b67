use std::time::Duration;

use metrika::import::Conversions;
use metrika::models::{ConversionIdType, ConversionsStatus, ConversionsType, ConversionsUploading};
use metrika::{Client, ErrorKind};

use crate::NOW;
use crate::desk::{Desk, EMPTY, SHOP};

/// A file with one row that joins a visit, one of a goal that there is not, one of an unknown visitor, and one that is refused.
async fn uploaded(client: &Client) -> ConversionsUploading {
    let file =
        format!("ClientId,Target,DateTime\n1,purchase,{NOW}\n2,nothing,{NOW}\n13,purchase,{NOW}\n4,purchase,soon\n");
    let raw = client.raw().management();
    let call = raw.upload_conversions().counter_id(SHOP).comment("May");
    call.body(file).send().await.unwrap().into_inner().uploading.unwrap()
}

fn conversions(client: &Client) -> Conversions<'_> {
    client.counter(SHOP).import().conversions()
}

#[tokio::test]
async fn an_uploading_is_followed_to_its_end() {
    let desk = Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.uploads.processing_seconds = 400;
            settings.uploads.unknown_users.insert("13".to_owned());
        })
    })
    .await;
    let client = desk.client();
    let id = uploaded(&client).await.id.unwrap();

    let at_first = conversions(&client).get(id).await.unwrap();
    assert_eq!(
        desk.sent().last().unwrap(),
        &format!("GET /management/v1/counter/{SHOP}/offline_conversions/uploading/{id}")
    );
    assert_eq!((at_first.status, at_first.type_), (Some(ConversionsStatus::Prepared), Some(ConversionsType::Basic)));
    assert_eq!((at_first.source_quantity, at_first.line_quantity), (Some(4), Some(3)), "one row has no time");
    assert_eq!((at_first.client_id_type, at_first.linked_quantity), (Some(ConversionIdType::ClientId), None));

    desk.clock.advance(Duration::from_secs(150));
    assert_eq!(conversions(&client).get(id).await.unwrap().status, Some(ConversionsStatus::Uploaded));
    desk.clock.advance(Duration::from_secs(250));
    let done = conversions(&client).get(id).await.unwrap();
    assert_eq!((done.status, done.comment.as_deref()), (Some(ConversionsStatus::Processed), Some("May")));
    let joined = (done.linked_quantity, done.goal_not_found_quantity, done.user_not_found_quantity);
    assert_eq!(joined, (Some(1), Some(1), Some(1)));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn the_list_has_conversions_and_nothing_else() {
    let desk = Desk::new().await;
    let client = desk.client();
    assert!(conversions(&client).list().await.unwrap().is_empty());
    let ids = [uploaded(&client).await.id, uploaded(&client).await.id];
    let chats = format!("ClientID,DateTime,ChatPlatform,ChatUsername\n1,{NOW},viber,ann\n");
    let raw = client.raw().management();
    let call = raw.upload_conversions().counter_id(SHOP).type_(ConversionsType::Chats);
    call.body(chats).send().await.unwrap();

    desk.sandbox.clear_journal();
    let listed: Vec<_> = conversions(&client).list().await.unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(listed, [ids[1], ids[0]]);
    let mut query = desk.last().query;
    query.sort();
    let sent = [("limit", "10000"), ("offset", "0"), ("type", "BASIC")];
    assert_eq!(query, sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(desk.sent(), [format!("GET /management/v1/counter/{SHOP}/offline_conversions/uploadings")]);
    assert!(client.counter(EMPTY).import().conversions().list().await.unwrap().is_empty());
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_uploading_that_is_not_there_is_not_found() {
    let desk = Desk::new().await;
    let client = desk.client();
    let id = uploaded(&client).await.id.unwrap();
    assert_eq!(conversions(&client).get(99_999).await.unwrap_err().kind(), ErrorKind::NotFound);
    let elsewhere = client.counter(EMPTY).import().conversions().get(id).await.unwrap_err();
    assert_eq!(elsewhere.kind(), ErrorKind::NotFound, "it is of another counter");
}
