use metrika::ErrorKind;
use metrika::models::ConversionsStatus;

use crate::NOW;
use crate::desk::{Desk, SHOP};

#[tokio::test]
async fn calls_are_listed_and_got() {
    let desk = Desk::new().await;
    let client = desk.client();
    let calls = client.counter(SHOP).import().calls();
    assert!(calls.list().await.unwrap().is_empty());
    let raw = client.raw().management();
    let mut ids = Vec::new();
    // One call of each kind; then nothing but a static one.
    for file in ["1,{},0\n2,{},1\n", "3,{},1\n"] {
        let file = format!("ClientId,DateTime,StaticCall\n{}", file.replace("{}", &NOW.to_string()));
        let call = raw.upload_calls().counter_id(SHOP).comment("tracker");
        ids.push(call.body(file).send().await.unwrap().into_inner().uploading.id.unwrap());
    }

    let listed = calls.list().await.unwrap();
    assert_eq!(listed.iter().filter_map(|listed| listed.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    assert_eq!(
        desk.sent().last().unwrap(),
        &format!("GET /management/v1/counter/{SHOP}/offline_conversions/calls_uploadings")
    );
    let mixed = calls.get(ids[0]).await.unwrap();
    assert_eq!(
        desk.sent().last().unwrap(),
        &format!("GET /management/v1/counter/{SHOP}/offline_conversions/calls_uploading/{}", ids[0])
    );
    assert_eq!((mixed.static_calls_quantity, mixed.dynamic_calls_quantity), (Some(1), Some(1)));
    assert_eq!((mixed.status, mixed.linked_quantity), (Some(ConversionsStatus::Processed), Some(1)));
    let fixed = calls.get(ids[1]).await.unwrap();
    assert_eq!(fixed.status, Some(ConversionsStatus::LinkageFailure), "no static call joins a visit");
    assert_eq!((fixed.line_quantity, fixed.comment.as_deref()), (Some(1), Some("tracker")));
    assert_eq!(calls.get(99_999).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}
