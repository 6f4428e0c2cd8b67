use std::time::Duration;

use metrika::models::{VisitorIdType, VisitorParametersAction, VisitorParametersStatus};
use metrika::{Client, ErrorKind, UploadingId};
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::not_sent;

pub async fn uploaded(client: &Client) -> UploadingId {
    let raw = client.raw().management();
    let upload = raw.upload_visitor_parameters().counter_id(SHOP);
    let upload = upload.action(VisitorParametersAction::Update).body("ClientID,Key,Value\n1,plan,gold\n2,plan,tin\n");
    upload.send().await.unwrap().into_inner().uploading.id.unwrap().into()
}

#[tokio::test]
async fn nothing_happens_before_the_confirmation() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.uploads.processing_seconds = 60)).await;
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    assert!(parameters.list().await.unwrap().is_empty());
    let id = uploaded(&client).await;
    desk.clock.advance(Duration::from_secs(3600));
    let idle = parameters.get(id).await.unwrap();
    assert_eq!((idle.status, idle.action), (None, Some(VisitorParametersAction::Update)));
    assert_eq!((idle.line_quantity, idle.linked_quantity), (Some(2), None));

    let confirmed = parameters.confirm(id, VisitorIdType::ClientIdUppercase, Some("Plans of May")).await.unwrap();
    assert_eq!(
        desk.sent().last().unwrap(),
        &format!("POST /management/v1/counter/{SHOP}/user_params/uploading/{id}/confirm")
    );
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let uploading = json!({ "id": id, "content_id_type": "CLIENT_ID", "comment": "Plans of May" });
    assert_eq!(sent, json!({ "uploading": uploading }));
    assert_eq!(confirmed.status, Some(VisitorParametersStatus::IsProcessed));

    desk.clock.advance(Duration::from_secs(60));
    let done = parameters.get(id).await.unwrap();
    assert_eq!((done.status, done.linked_quantity), (Some(VisitorParametersStatus::Processed), Some(2)));
    assert_eq!(done.comment.as_deref(), Some("Plans of May"));
    let listed = parameters.list().await.unwrap();
    assert_eq!(listed.iter().filter_map(|listed| listed.id).map(UploadingId::from).collect::<Vec<_>>(), [id]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn the_kind_of_ids_is_sent_as_it_was_given() {
    for (kind, word) in [
        (VisitorIdType::ClientId, "client_id"),
        (VisitorIdType::ClientIdUppercase, "CLIENT_ID"),
        (VisitorIdType::UserId, "user_id"),
        (VisitorIdType::UserIdUppercase, "USER_ID"),
    ] {
        let desk = Desk::new().await;
        let client = desk.client();
        let id = uploaded(&client).await;
        let confirmed = client.counter(SHOP).import().visitor_parameters().confirm(id, kind, None).await;
        let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
        assert_eq!(sent, json!({ "uploading": { "id": id, "content_id_type": word } }));
        match confirmed {
            Ok(_) => assert!(word.eq_ignore_ascii_case("client_id"), "{word}"),
            Err(error) => {
                assert!(word.eq_ignore_ascii_case("user_id"), "{word}: {error}");
                assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidParameter, false));
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_or_confirmed_already_is_refused() {
    let desk = Desk::new().await;
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let id = uploaded(&client).await;
    let confirm = async |id| parameters.confirm(id, VisitorIdType::ClientIdUppercase, None).await;
    assert_eq!(confirm(UploadingId::from(99_999)).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(parameters.get(99_999).await.unwrap_err().kind(), ErrorKind::NotFound);
    confirm(id).await.unwrap();
    let again = confirm(id).await.unwrap_err();
    assert_eq!((again.kind(), again.is_in_doubt()), (ErrorKind::Conflict, false));
}

#[tokio::test]
async fn a_comment_that_is_too_long_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let id = uploaded(&client).await;
    desk.sandbox.clear_journal();
    let confirm =
        async |comment: String| parameters.confirm(id, VisitorIdType::ClientIdUppercase, Some(&comment)).await;
    let error = confirm("я".repeat(256)).await.unwrap_err();
    assert_eq!(not_sent(error), "uploading.comment: it has 256 characters, 255 are allowed");
    assert!(desk.sent().is_empty());
    confirm("я".repeat(255)).await.unwrap();
}
