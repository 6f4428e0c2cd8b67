//! Grants and access filters.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, EMPTY, SHOP, keys, refusal};

const GRANTS: &str = "/management/v1/counter/44147901/grants";
const GRANT: &str = "/management/v1/counter/44147901/grant";
const PUBLIC: &str = "/management/v1/counter/44147901/public_grant";

fn view(login: &str) -> Value {
    json!({ "grant": { "user_login": login, "perm": "view" } })
}

#[tokio::test]
async fn a_grant_is_given_changed_and_taken_away() {
    let desk = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    assert_eq!(desk.get(GRANTS).await, json!({ "grants": [] }));
    let sent = json!({ "grant": { "user_login": "new-login", "perm": "view", "partner_data_access": 1,
        "created_at": "1999-01-01", "colour": "red" } });
    let made = desk.post(GRANTS, sent).await["grant"].clone();
    let uid = made["user_uid"].as_i64().unwrap();
    let expected = json!({ "user_login": "new-login", "user_uid": uid, "perm": "view", "partner_data_access": true,
        "comment": "", "created_at": "2026-03-10 15:30:00", "colour": "red" });
    assert_eq!(made, expected);
    let by_login = format!("{GRANT}?user_login=new-login");
    assert_eq!(desk.get(&by_login).await["grant"], made);
    assert_eq!(desk.get(GRANTS).await, json!({ "grants": [made] }));
    let found = desk.refused(Method::POST, GRANTS, Some(&view("new-login"))).await;
    assert_eq!(found, refusal(409, "conflict", ""));
    let found = desk.refused(Method::POST, GRANTS, Some(&view("sandbox-owner"))).await;
    assert_eq!(found, refusal(409, "conflict", ""), "the owner needs none");

    desk.sandbox.advance(Duration::from_secs(60));
    let sent = json!({ "grant": { "user_login": "new-login", "perm": "edit", "comment": "Trusted" } });
    let new = desk.put(GRANT, sent).await["grant"].clone();
    assert_eq!(
        (&new["perm"], &new["comment"], &new["partner_data_access"]),
        (&json!("edit"), &json!("Trusted"), &json!(false))
    );
    assert_eq!((&new["created_at"], new.get("colour")), (&made["created_at"], None));
    let by_uid = desk.put(GRANT, json!({ "grant": { "user_uid": uid, "perm": "view" } })).await;
    assert_eq!(by_uid["grant"]["user_login"], "new-login");
    let found = desk.refused(Method::PUT, GRANT, Some(&view("nobody"))).await;
    assert_eq!(found, refusal(404, "not_found", ""));

    assert_eq!(desk.delete(&by_login).await, json!({ "success": true }));
    assert_eq!(desk.refused(Method::DELETE, &by_login, None).await, refusal(404, "not_found", ""));
    assert_eq!(desk.refused(Method::GET, &by_login, None).await, refusal(404, "not_found", ""));
    desk.post(GRANTS, view("new-login")).await;
    desk.delete(&format!("{GRANT}?user_uid={uid}")).await;
    assert_eq!(desk.get(GRANTS).await, json!({ "grants": [] }));
    let found = desk.refused(Method::DELETE, GRANT, None).await;
    assert_eq!(found, refusal(400, "missing_parameter", "user_login"));
    let found = desk.refused(Method::DELETE, &format!("{GRANT}?user_uid=5"), None).await;
    assert_eq!(found, refusal(404, "not_found", ""));
}

#[tokio::test]
async fn the_public_grant_has_no_login() {
    let desk = Desk::new().await;
    let made = desk.ok(Method::POST, PUBLIC, None).await["grant"].clone();
    assert_eq!(keys(&made), ["comment", "created_at", "partner_data_access", "perm", "user_login", "user_uid"]);
    assert_eq!((&made["user_login"], &made["user_uid"], &made["perm"]), (&json!(""), &json!(0), &json!("public_stat")));
    assert_eq!(desk.ok(Method::POST, PUBLIC, None).await["grant"], made, "once more changes nothing");
    assert_eq!(desk.get(GRANTS).await, json!({ "grants": [made] }));
    assert_eq!(desk.get(&format!("{GRANT}?user_login=")).await["grant"], made);
    let found = desk.refused(Method::DELETE, &format!("{GRANT}?user_login="), None).await;
    assert_eq!(found, refusal(400, "invalid_parameter", "user_login"));
    desk.delete(PUBLIC).await;
    assert_eq!(desk.refused(Method::DELETE, PUBLIC, None).await, refusal(404, "not_found", ""));
}

#[tokio::test]
async fn grants_that_cannot_be() {
    let desk = Desk::new().await;
    for (grant, error_type, location) in [
        (json!({ "perm": "view" }), "missing_parameter", "grant.user_login"),
        (json!({ "user_login": "a", "perm": "rule" }), "invalid_parameter", "grant.perm"),
        (json!({ "user_login": "a", "perm": "own" }), "invalid_parameter", "grant.perm"),
        (json!({ "user_login": "a", "perm": "public_stat" }), "invalid_parameter", "grant.perm"),
        (json!({ "user_login": "", "perm": "public_stat" }), "invalid_parameter", "grant.perm"),
        (json!({ "user_login": "", "perm": "view" }), "invalid_parameter", "grant.user_login"),
        (json!({ "user_login": "a", "perm": "view_access_filter" }), "missing_parameter", "grant.access_filters"),
        (
            json!({ "user_login": "a", "perm": "analyst_access_filter", "access_filters": [{ "id": 5 }] }),
            "invalid_parameter",
            "grant.access_filters[0].id",
        ),
        (
            json!({ "user_login": "a", "perm": "view", "access_filters": [{ "id": 1_000_000_007 }] }),
            "invalid_parameter",
            "grant.access_filters",
        ),
        (
            json!({ "user_login": "a", "perm": "view_access_filter", "access_filters": [] }),
            "invalid_parameter",
            "grant.access_filters",
        ),
    ] {
        let body = json!({ "grant": grant });
        let found = desk.refused(Method::POST, &format!("{SHOP}/grants"), Some(&body)).await;
        assert_eq!(found, refusal(400, error_type, location), "{grant}");
    }
}

#[tokio::test]
async fn my_grant_is_the_callers_own() {
    let desk = Desk::new().await;
    let own = desk.get(&format!("{SHOP}/my_grant")).await["grant"].clone();
    assert_eq!((&own["perm"], &own["user_login"]), (&json!("own"), &json!("sandbox-owner")));
    let shared = desk.get("/management/v1/counter/61004412/my_grant").await["grant"].clone();
    assert_eq!((&shared["perm"], &shared["user_login"]), (&json!("view"), &json!("sandbox-owner")));
}

#[tokio::test]
async fn changes_of_grants_are_limited_until_the_next_full_hour() {
    let desk = Desk::with(|settings| {
        settings.quotas.grants_per_hour = Some(2);
        settings.quotas.retry_after = true;
    })
    .await;
    desk.post(GRANTS, view("one")).await;
    let sent = json!({ "grant": { "user_login": "two" } });
    desk.refused(Method::POST, GRANTS, Some(&sent)).await;
    desk.ok(Method::POST, PUBLIC, None).await;
    let full = refusal(429, "quota_grants_requests", "");
    for (method, path, body) in [
        (Method::POST, GRANTS, Some(view("two"))),
        (Method::PUT, GRANT, Some(view("one"))),
        (Method::DELETE, "/management/v1/counter/44147901/grant?user_login=one", None),
        (Method::POST, PUBLIC, None),
        (Method::DELETE, PUBLIC, None),
        (Method::PUT, EMPTY, Some(json!({ "counter": { "grants_remove": 1 } }))),
    ] {
        assert_eq!(desk.refused(method, path, body.as_ref()).await, full, "{path}");
    }
    let (_, headers, _) = desk.send(Method::DELETE, PUBLIC, None).await;
    assert_eq!(headers["retry-after"], "1800", "it is half past");
    desk.post(&format!("{SHOP}/grants"), view("one")).await;
    desk.sandbox.advance(Duration::from_secs(1799));
    assert_eq!(desk.refused(Method::DELETE, PUBLIC, None).await, full);
    desk.sandbox.advance(Duration::from_secs(1));
    desk.delete(PUBLIC).await;
    desk.put(EMPTY, json!({ "counter": { "grants_remove": 1 } })).await;
    assert_eq!(desk.refused(Method::POST, PUBLIC, None).await, full);
}

#[tokio::test]
async fn an_access_filter_and_the_grants_that_name_it() {
    let desk = Desk::new().await;
    let filters = format!("{SHOP}/access_filters");
    let sent = json!({ "access_filter": { "name": "Mobile", "expression": "ym:s:deviceCategory=='mobile'", "id": 5 } });
    let made = desk.post(&filters, sent).await["access_filter"].clone();
    assert!(made["id"].as_i64().unwrap() > 1_000_000_000);
    assert_eq!((&made["counter_id"], &made["create_time"]), (&json!(44_147_844), &json!("2026-03-10T15:30:00+03:00")));
    let path = format!("{SHOP}/access_filter/{}", made["id"]);
    assert_eq!(desk.get(&path).await["access_filter"], made);

    let sent = json!({ "grant": { "user_login": "part", "perm": "view_access_filter",
        "access_filters": [{ "id": made["id"], "name": "a name that is not asked" }] } });
    let grant = desk.post(&format!("{SHOP}/grants"), sent).await["grant"].clone();
    assert_eq!(grant["access_filters"], json!([{ "id": made["id"], "name": "Mobile" }]));
    let mut changed = made.clone();
    changed["name"] = json!("Phones");
    assert_eq!(desk.put(&path, json!({ "access_filter": changed })).await, json!({ "access_filter": changed }));
    let grant = desk.get(&format!("{SHOP}/grant?user_login=part")).await["grant"].clone();
    assert_eq!(grant["access_filters"][0]["name"], "Phones");

    assert_eq!(desk.refused(Method::DELETE, &path, None).await, refusal(409, "conflict", ""));
    assert_eq!(desk.delete(&format!("{path}?delete_grants=true")).await, json!({ "success": true }));
    let found = desk.refused(Method::GET, &format!("{SHOP}/grant?user_login=part"), None).await;
    assert_eq!(found, refusal(404, "not_found", ""));
    let left = desk.get(&filters).await;
    assert_eq!(left["access_filters"].as_array().unwrap().len(), 1);
    for (body, location) in [
        (json!({ "name": "No expression" }), "access_filter.expression"),
        (json!({ "expression": "ym:s:isRobot=='No'" }), "access_filter.name"),
    ] {
        let found = desk.refused(Method::POST, &filters, Some(&json!({ "access_filter": body }))).await;
        assert_eq!(found, refusal(400, "missing_parameter", location));
    }
    let body = json!({ "access_filter": { "name": "Half", "expression": "ym:s:isRobot=='No' AND" } });
    let found = desk.refused(Method::POST, &filters, Some(&body)).await;
    assert_eq!(found, refusal(400, "invalid_parameter", "access_filter.expression"));
}

#[tokio::test]
async fn without_metrika_pro_there_is_one_access_filter() {
    let desk = Desk::new().await;
    let sent = json!({ "access_filter": { "name": "Mobile", "expression": "ym:s:deviceCategory=='mobile'" } });
    let path = format!("{EMPTY}/access_filters");
    desk.post(&path, sent.clone()).await;
    assert_eq!(desk.refused(Method::POST, &path, Some(&sent)).await, refusal(400, "limit_exceeded", ""));
}
