//! Grants, and the access filters that narrow them.

use metrika_raw::management::types::{AccessFilterEnvelope, GoalEnvelope, GrantEnvelope, GrantPermission};
use serde_json::json;

use crate::desk::{Desk, EMPTY, SHOP, not_found, refusal, sent};

pub async fn a_user_is_let_in_and_out(desk: &Desk) {
    let client = desk.metrika.management();
    let friend = desk.client_of("friend").management();
    let look = async || friend.list_goals().counter_id(EMPTY).send().await;
    let list = async || client.list_grants().counter_id(EMPTY).send().await.unwrap().into_inner().grants.unwrap();
    assert_eq!((list().await.len(), refusal(look().await).0), (0, 403));

    let body: GrantEnvelope = sent(json!({ "grant": { "user_login": "friend", "perm": "view", "comment": "Read" } }));
    let made = client.create_grant().counter_id(EMPTY).body(body.clone()).send().await.unwrap().into_inner().grant;
    assert_eq!((made.perm, made.comment.as_deref()), (Some(GrantPermission::View), Some("Read")));
    assert!(look().await.is_ok());
    let again = client.create_grant().counter_id(EMPTY).body(body).send().await;
    assert_eq!(refusal(again), (409, "conflict".to_owned(), String::new()));

    let goal: GoalEnvelope = sent(json!({ "goal": { "type": "number", "name": "Two pages", "depth": 2 } }));
    let write = async || friend.create_goal().counter_id(EMPTY).body(goal.clone()).send().await;
    assert_eq!(refusal(write().await).0, 403);
    let mut got = client.get_grant().counter_id(EMPTY).user_login("friend").send().await.unwrap().into_inner();
    got.grant.perm = Some(GrantPermission::Edit);
    let changed = client.update_grant().counter_id(EMPTY).body(got).send().await.unwrap();
    assert_eq!(changed.grant.comment.as_deref(), Some("Read"), "what was read goes back");
    assert!(write().await.is_ok());
    let own = friend.get_my_grant().counter_id(EMPTY).send().await.unwrap().into_inner().grant;
    assert_eq!((own.user_login.as_deref(), &own.perm), (Some("friend"), &Some(GrantPermission::Edit)));
    assert_eq!((list().await.len(), &list().await[0].user_uid), (1, &own.user_uid));

    let deleted = client.delete_grant().counter_id(EMPTY).user_uid(own.user_uid.unwrap()).send().await.unwrap();
    assert!(deleted.success.unwrap().0);
    assert_eq!((list().await.len(), refusal(look().await).0), (0, 403));
}

pub async fn everybody_is_let_in_and_out(desk: &Desk) {
    let client = desk.metrika.management();
    let stranger = desk.client_of("stranger").stat();
    let look = async || stranger.get_report().ids([EMPTY]).metrics(["ym:s:visits"]).send().await;
    assert_eq!(refusal(look().await).0, 403);
    let made = client.create_public_grant().counter_id(EMPTY).send().await.unwrap().into_inner().grant;
    assert_eq!((made.user_login.as_deref(), made.perm), (Some(""), Some(GrantPermission::PublicStat)));
    let listed = client.list_grants().counter_id(EMPTY).send().await.unwrap().into_inner().grants.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(look().await.unwrap().into_inner().totals, Some(vec![Some(0.0)]));
    assert!(client.delete_public_grant().counter_id(EMPTY).send().await.unwrap().success.unwrap().0);
    assert_eq!(refusal(look().await).0, 403);
    assert_eq!(refusal(client.delete_public_grant().counter_id(EMPTY).send().await), not_found());
}

pub async fn access_filters_narrow_a_grant(desk: &Desk) {
    let client = desk.metrika.management();
    let body: AccessFilterEnvelope =
        sent(json!({ "access_filter": { "name": "Mobile", "expression": "ym:s:deviceCategory=='mobile'" } }));
    let made = client.create_access_filter().counter_id(SHOP).body(body).send().await.unwrap();
    let id = made.access_filter.id.unwrap();
    let list = client.list_access_filters().counter_id(SHOP).send().await.unwrap().into_inner();
    assert!(list.access_filters.unwrap().iter().any(|filter| filter.id == Some(id)));

    let grant = json!({ "user_login": "part", "perm": "view_access_filter", "access_filters": [{ "id": id }] });
    let body: GrantEnvelope = sent(json!({ "grant": grant }));
    client.create_grant().counter_id(SHOP).body(body).send().await.unwrap();
    let mut got = client.get_access_filter().counter_id(SHOP).access_filter_id(id).send().await.unwrap().into_inner();
    got.access_filter.name = Some("Phones".to_owned());
    client.update_access_filter().counter_id(SHOP).access_filter_id(id).body(got).send().await.unwrap();
    let grant = async || client.get_grant().counter_id(SHOP).user_login("part").send().await;
    let filters = grant().await.unwrap().into_inner().grant.access_filters.unwrap();
    assert_eq!((filters[0].id, filters[0].name.as_deref()), (Some(id), Some("Phones")));

    let delete = || client.delete_access_filter().counter_id(SHOP).access_filter_id(id);
    assert_eq!(refusal(delete().send().await).0, 409, "a grant needs it");
    assert!(delete().delete_grants(true).send().await.unwrap().success.unwrap().0);
    assert_eq!(refusal(grant().await), not_found());
    let gone = client.get_access_filter().counter_id(SHOP).access_filter_id(id).send().await;
    assert_eq!(refusal(gone), not_found());
}
