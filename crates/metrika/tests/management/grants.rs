use metrika::management::NewGrant;
use metrika::models::{AccessFilterRef, Grant, GrantPermission};
use metrika::{ErrorKind, UserId};
use metrika_sandbox::access::TokenSpec;
use metrika_sandbox::faults::Fault;
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

/// A seeded access filter of the shop, and one who sees the shop through it.
const BERLIN: i64 = 1_000_000_007;
const GUEST: &str = "sandbox-guest";

#[tokio::test]
async fn access_is_given_read_changed_and_taken_away() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(EMPTY).grants();

    let agency = NewGrant::new("agency-login", GrantPermission::Edit).comment("Agency").partner_data_access(true);
    grants.create(agency).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let expected =
        json!({ "user_login": "agency-login", "perm": "edit", "comment": "Agency", "partner_data_access": true });
    assert_eq!(sent, json!({ "grant": expected }));

    let changed = grants.update("agency-login", |grant| grant.perm = Some(GrantPermission::View)).await.unwrap();
    assert_eq!(changed.perm, Some(GrantPermission::View));
    assert_eq!(desk.last().query, [], "the body names the user, not the query");
    let read = grants.get("agency-login").await.unwrap();
    assert_eq!((read.perm, read.comment.as_deref()), (changed.perm, Some("Agency")), "what was not changed stays");

    grants.delete("agency-login").await.unwrap();
    assert_eq!(desk.last().query, [("user_login".to_owned(), "agency-login".to_owned())]);
    assert!(grants.list().await.unwrap().is_empty());
    assert_eq!(grants.delete("agency-login").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn access_is_taken_away_by_the_number_of_the_user() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(SHOP).grants();
    let user = UserId::from(grants.get(GUEST).await.unwrap().user_uid.unwrap());
    grants.delete_user(user).await.unwrap();
    assert_eq!(desk.last().query, [("user_uid".to_owned(), user.to_string())]);
    assert!(!desk.sandbox.state(|state| state.counters[&SHOP].grants.contains_key(GUEST)));
}

#[tokio::test]
async fn a_user_may_see_only_what_an_access_filter_lets_through() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(SHOP).grants();
    let part = NewGrant::new("berlin-office", GrantPermission::AnalystAccessFilter).access_filter(BERLIN);
    let made = grants.create(part).await.unwrap();
    assert_eq!(made.access_filters.unwrap()[0].name.as_deref(), Some("Visits from Berlin"));

    let freed = grants.update("berlin-office", |grant| {
        grant.perm = Some(GrantPermission::Analyst);
        grant.access_filters = Some(Vec::new());
    });
    assert_eq!(freed.await.unwrap().access_filters.map(|filters| filters.len()), None);
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(sent["grant"].get("access_filters"), None, "an empty list is not sent");
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_counter_is_opened_to_everyone_and_closed() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(EMPTY).grants();
    let public = grants.make_public().await.unwrap();
    assert_eq!((public.perm, public.user_login.as_deref()), (Some(GrantPermission::PublicStat), Some("")));
    assert_eq!(grants.list().await.unwrap().len(), 1);
    grants.make_private().await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("DELETE /management/v1/counter/{EMPTY}/public_grant"));
    assert!(desk.sandbox.state(|state| state.counters[&EMPTY].grants.is_empty()));
    assert_eq!(grants.make_private().await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn everyone_learns_what_they_may_do_themselves() {
    let desk = Desk::new().await;
    assert_eq!(desk.client().counter(SHOP).grants().mine().await.unwrap().perm, Some(GrantPermission::Own));
    let token = desk.sandbox.issue_token(TokenSpec::new().login(GUEST));
    let guest = desk.builder().token(token).build().unwrap();
    let mine = guest.counter(SHOP).grants().mine().await.unwrap();
    assert_eq!(mine.perm, Some(GrantPermission::ViewAccessFilter));
    assert_eq!(mine.access_filters.unwrap()[0].id, Some(BERLIN.into()));
}

#[tokio::test]
async fn an_update_cannot_reach_the_grant_of_another_user() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(SHOP).grants();
    let other = grants.get("analyst-login").await.unwrap();
    let change = grants.update("agency-owner", |grant| {
        *grant = Grant { perm: Some(GrantPermission::View), ..other.clone() };
    });
    assert_eq!(change.await.unwrap().user_login.as_deref(), Some("agency-owner"));
    assert_eq!(grants.get("analyst-login").await.unwrap().perm, other.perm);
    assert_eq!(grants.get("agency-owner").await.unwrap().perm, Some(GrantPermission::View));
}

#[tokio::test]
async fn fields_that_nobody_knows_survive_an_update() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.state(|state| {
        let grant = state.counters.get_mut(&SHOP).unwrap().grants.get_mut(GUEST).unwrap();
        grant.insert("until".to_owned(), json!({ "day": "2027-01-01" }));
    });
    client.counter(SHOP).grants().update(GUEST, |grant| grant.comment = Some("Guest".into())).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let grant = &sent["grant"];
    assert_eq!((&grant["perm"], &grant["comment"]), (&json!("view_access_filter"), &json!("Guest")));
    assert_eq!((&grant["until"]["day"], &grant["access_filters"][0]["id"]), (&json!("2027-01-01"), &json!(BERLIN)));
}

#[tokio::test]
async fn the_service_decides_about_permissions_that_nobody_knows() {
    let desk = Desk::new().await;
    let client = desk.client();
    let to_come = GrantPermission::Other("view_tomorrow".into());
    desk.sandbox.state(|state| {
        let grant = state.counters.get_mut(&SHOP).unwrap().grants.get_mut(GUEST).unwrap();
        grant.insert("perm".to_owned(), json!("view_tomorrow"));
    });
    let grants = client.counter(SHOP).grants();
    assert_eq!(grants.get(GUEST).await.unwrap().perm, Some(to_come.clone()));
    for grant in [NewGrant::new("one", to_come.clone()), NewGrant::new("one", to_come).access_filter(BERLIN)] {
        let error = grants.create(grant).await.unwrap_err();
        assert_eq!((error.status(), error.attempts()), (Some(400), 1), "{error}");
    }
}

#[tokio::test]
async fn a_change_of_access_whose_answer_is_lost_is_not_sent_again() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::reset_after().on("create_grant").times(1)).unwrap();
    let error = client.counter(EMPTY).grants().create(NewGrant::new("one", GrantPermission::View)).await.unwrap_err();
    assert!(error.is_in_doubt(), "{error}");
    assert_eq!((error.kind(), desk.sent().len()), (ErrorKind::Interrupted, 1));
    assert!(desk.sandbox.state(|state| state.counters[&EMPTY].grants.contains_key("one")));
}

#[tokio::test]
async fn a_quota_of_the_service_that_is_used_up_is_not_asked_again() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.quotas.grants_per_hour = Some(1))).await;
    let client = desk.client();
    let create = async |counter, login| {
        client.counter(counter).grants().create(NewGrant::new(login, GrantPermission::View)).await
    };
    create(EMPTY, "one").await.unwrap();
    let refused = create(EMPTY, "two").await.unwrap_err();
    assert_eq!((refused.kind(), refused.attempts()), (ErrorKind::QuotaGrants, 1));
    let kept = create(EMPTY, "two").await.unwrap_err();
    assert_eq!((kept.kind(), kept.attempts()), (ErrorKind::QuotaGrants, 0));
    assert_eq!(kept.resets_at(), Some("2026-03-01T13:00:00+03:00".parse().unwrap()));
    create(SHOP, "two").await.unwrap();
    client.counter(EMPTY).grants().list().await.unwrap();
}

#[tokio::test]
async fn a_grant_that_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let grants = client.counter(SHOP).grants();
    let view = |login: &str| NewGrant::new(login, GrantPermission::View);
    let filter = |id: Option<i64>| AccessFilterRef { id: id.map(Into::into), ..AccessFilterRef::default() };
    let filtered = |perm, filters| Grant { perm: Some(perm), access_filters: Some(filters), ..view("one").into() };
    use GrantPermission::{AnalystAccessFilter, Edit, Other, PublicStat, ViewAccessFilter};
    let cases: [(Grant, &str); 11] = [
        (Grant { perm: None, ..view("one").into() }, "grant.perm: it is needed"),
        (Grant { user_login: None, ..view("one").into() }, "grant.user_login: it is needed"),
        (view("").into(), "grant.user_login: it is empty"),
        (
            NewGrant::new("one", PublicStat).into(),
            "grant.perm: public_stat is for everyone, not for one user: use `make_public`",
        ),
        (view("one").comment("a".repeat(256)).into(), "grant.comment: it has 256 characters, 255 are allowed"),
        (
            NewGrant::new("one", ViewAccessFilter).into(),
            "grant.access_filters: view_access_filter goes with exactly one access filter, not 0",
        ),
        (
            filtered(AnalystAccessFilter, vec![filter(Some(1)), filter(Some(2))]),
            "grant.access_filters: analyst_access_filter goes with exactly one access filter, not 2",
        ),
        (filtered(Edit, vec![filter(Some(1))]), "grant.access_filters: edit goes with no access filter, not 1"),
        (
            filtered(Other("a".into()), vec![filter(Some(1)), filter(Some(2))]),
            "grant.access_filters: a goes with at most one access filter, not 2",
        ),
        (filtered(ViewAccessFilter, vec![filter(None)]), "grant.access_filters[].id: it is needed"),
        (filtered(ViewAccessFilter, vec![filter(Some(0))]), "access_filter_id: 0 is no id: ids begin at 1"),
    ];
    for (grant, rule) in cases {
        for error in [grants.create(grant.clone()).await.unwrap_err(), grants.replace(grant).await.unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
        }
    }
    for error in [
        grants.get("").await.unwrap_err(),
        grants.delete("").await.unwrap_err(),
        grants.update("", |_| {}).await.unwrap_err(),
        grants.delete_user(0).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    assert!(desk.sent().is_empty());
}
