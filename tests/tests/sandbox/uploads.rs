//! Data import: files that are sent, and what becomes of them.

use metrika_raw::management::types::{
    ConversionsStatus, ConversionsType, ExpenseUploadingStatus, ExpenseUploadingType, VisitorIdType,
    VisitorParametersAction, VisitorParametersStatus, VisitorParametersUploadingEnvelope,
};

use crate::desk::{Desk, NOW, PROCESSING, SHOP, not_found, refusal};

pub async fn conversions(desk: &Desk) {
    let client = desk.metrika.management();
    let file = format!("ClientId,Target,DateTime\n1,purchase,{NOW}\n2,no_such_goal,{NOW}\n3,purchase,soon\n");
    let made = client.upload_conversions().counter_id(SHOP).comment("May").body(file).send().await.unwrap();
    let made = made.into_inner().uploading.unwrap();
    assert_eq!((made.source_quantity, made.line_quantity), (Some(3), Some(2)), "the third row has no time");
    assert_eq!((&made.status, made.linked_quantity), (&Some(ConversionsStatus::Prepared), None));

    let get = async || {
        let got = client.get_conversions_uploading().counter_id(SHOP).id(made.id.unwrap()).send().await.unwrap();
        got.into_inner().uploading.unwrap()
    };
    desk.advance(PROCESSING / 4);
    assert_eq!(get().await.status, Some(ConversionsStatus::Uploaded));
    desk.advance(PROCESSING);
    let done = get().await;
    assert_eq!(done.status, Some(ConversionsStatus::Processed));
    assert_eq!((done.linked_quantity, done.goal_not_found_quantity), (Some(1), Some(1)));
    assert_eq!(done.comment.as_deref(), Some("May"));
    let list = async |kind| {
        let list = client.list_conversions_uploadings().counter_id(SHOP).type_(kind).send().await.unwrap();
        list.into_inner().uploadings.unwrap().iter().map(|uploading| uploading.id.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(list(ConversionsType::Basic).await, [done.id.unwrap()]);
    assert!(list(ConversionsType::Chats).await.is_empty());

    let wrong = client.upload_conversions().counter_id(SHOP).body("ClientID,Target,DateTime\n1,a,1\n").send().await;
    assert_eq!(refusal(wrong), (400, "invalid_uploading".to_owned(), "file".to_owned()));
}

pub async fn calls(desk: &Desk) {
    let client = desk.metrika.management();
    let file = format!("ClientId,DateTime,StaticCall,PhoneNumber\n1,{NOW},0,+70123456789\n2,{NOW},1,\n");
    let made = client.upload_calls().counter_id(SHOP).new_goal_name("Call").body(file).send().await.unwrap();
    let made = made.into_inner().uploading;
    assert_eq!((made.static_calls_quantity, made.dynamic_calls_quantity), (Some(1), Some(1)));
    desk.advance(PROCESSING);
    let done = client.get_calls_uploading().counter_id(SHOP).id(made.id.unwrap()).send().await.unwrap();
    let done = done.into_inner().uploading;
    assert_eq!((done.status, done.linked_quantity), (Some(ConversionsStatus::Processed), Some(1)));
    let list = client.list_calls_uploadings().counter_id(SHOP).send().await.unwrap().into_inner().uploadings.unwrap();
    assert_eq!((list.len(), list[0].id), (1, made.id));
    let other = client.get_expense_uploading().counter_id(SHOP).uploading_id(made.id.unwrap()).send().await;
    assert_eq!(refusal(other), not_found(), "calls are no expenses");
}

pub async fn expenses(desk: &Desk) {
    let client = desk.metrika.management();
    let file = "Date,UTMSource,Expenses,Currency\n2026-02-01/2026-02-28,News,12.5,EUR\n";
    let made = client.upload_expenses().counter_id(SHOP).provider("ad_reports").body(file).send().await.unwrap();
    let made = made.into_inner().uploading;
    assert_eq!((made.type_, made.provider.as_deref()), (Some(ExpenseUploadingType::Expenses), Some("ad_reports")));
    let status = async || {
        let got = client.get_expense_uploading().counter_id(SHOP).uploading_id(made.id.unwrap()).send().await.unwrap();
        got.into_inner().uploading.status.unwrap()
    };
    desk.advance(PROCESSING / 2);
    assert_eq!(status().await, ExpenseUploadingStatus::InProgress);
    desk.advance(PROCESSING / 2);
    assert_eq!(status().await, ExpenseUploadingStatus::Processed);

    let file = "Date,UTMSource\n2026-02-01,News\n2026-02-02,News\n";
    let removed = client.remove_expenses().counter_id(SHOP).body(file).send().await.unwrap().into_inner().uploading;
    assert_eq!((removed.type_, removed.source_quantity), (Some(ExpenseUploadingType::Removes), Some(2)));
    let one = client.remove_expense().counter_id(SHOP).date("2026-02-03/2026-02-28").utm_source("News");
    let one = one.comment("the rest").send().await.unwrap().into_inner().uploading;
    assert_eq!((one.comment.as_deref(), one.source_quantity), (Some("the rest"), Some(1)));
    let list = client.list_expense_uploadings().counter_id(SHOP).limit(2).send().await.unwrap();
    let list: Vec<_> = list.into_inner().uploadings.unwrap().into_iter().map(|uploading| uploading.id).collect();
    assert_eq!(list, [one.id, removed.id], "newest first");
}

pub async fn visitor_parameters(desk: &Desk) {
    let client = desk.metrika.management();
    let file = "ClientID,Key,Value\n1,plan,gold\n2,plan,tin\n";
    let upload = client.upload_visitor_parameters().counter_id(SHOP).action(VisitorParametersAction::Update);
    let mut made = upload.body(file).send().await.unwrap().into_inner();
    let id = made.uploading.id.unwrap();
    assert_eq!((made.uploading.line_quantity, &made.uploading.status), (Some(2), &None));
    let get = async || {
        let got = client.get_visitor_parameters_uploading().counter_id(SHOP).uploading_id(id).send().await.unwrap();
        got.into_inner().uploading
    };
    desk.advance(PROCESSING * 10);
    assert_eq!(get().await.status, None, "nothing happens before the confirmation");

    assert_eq!(made.uploading.content_id_type, Some(VisitorIdType::ClientIdUppercase));
    made.uploading.comment = Some("plans".to_owned());
    let confirm = async |body: VisitorParametersUploadingEnvelope| {
        client.confirm_visitor_parameters().counter_id(SHOP).uploading_id(id).body(body).send().await
    };
    let confirmed = confirm(made.clone()).await.unwrap().into_inner().uploading;
    assert_eq!(confirmed.status, Some(VisitorParametersStatus::IsProcessed));
    desk.advance(PROCESSING);
    let done = get().await;
    assert_eq!((done.status, done.linked_quantity), (Some(VisitorParametersStatus::Processed), Some(2)));
    assert_eq!(done.comment.as_deref(), Some("plans"));
    assert_eq!(refusal(confirm(made).await).0, 409);
    let list = client.list_visitor_parameters_uploadings().counter_id(SHOP).send().await.unwrap();
    let list = list.into_inner().uploadings.unwrap();
    assert_eq!((list.len(), list[0].id), (1, Some(id)));
}
