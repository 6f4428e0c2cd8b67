use std::time::Duration;

use jiff::Timestamp;
use metrika::ErrorKind;
use metrika::management::NewDelegate;
use metrika::models::Delegate;

use crate::desk::Desk;

fn delegate(login: &str) -> NewDelegate {
    NewDelegate::new(login).comment("Agency")
}

#[tokio::test]
async fn a_delegate_is_added_listed_and_removed() {
    let desk = Desk::new().await;
    let client = desk.client();
    let delegates = client.delegates();
    delegates.create(delegate("agency-owner")).await.unwrap();
    let all = delegates.create(delegate("analyst-login")).await.unwrap();
    let logins = all.iter().filter_map(|one| one.user_login.as_deref()).collect::<Vec<_>>();
    assert_eq!(logins, ["agency-owner", "analyst-login"], "the answer is the whole list");
    assert_eq!(all[1].comment.as_deref(), Some("Agency"));
    assert_eq!(delegates.list().await.unwrap().len(), 2);

    delegates.delete("agency-owner").await.unwrap();
    let left = desk.sandbox.state(|state| state.users["sandbox-owner"].delegates.keys().cloned().collect::<Vec<_>>());
    assert_eq!(left, ["analyst-login"]);
    assert_eq!(delegates.delete("agency-owner").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn the_fourth_new_delegate_of_an_hour_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    for login in ["one", "two", "three"] {
        client.delegates().create(delegate(login)).await.unwrap();
    }
    desk.clock.advance(Duration::from_secs(600));
    let error = client.delegates().create(delegate("four")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::QuotaDelegates, 0));
    let hour: Timestamp = "2026-03-01T13:00:00+03:00".parse().unwrap();
    assert_eq!(error.resets_at(), Some(hour));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3000)));
    assert_eq!(desk.sent().len(), 3);

    desk.clock.advance(Duration::from_secs(3000));
    client.delegates().create(delegate("four")).await.unwrap();
    assert_eq!(desk.sent().len(), 4, "the next full hour begins anew");
}

#[tokio::test]
async fn access_can_be_taken_away_when_no_more_may_be_given() {
    let desk = Desk::new().await;
    let client = desk.client();
    for login in ["one", "two", "three"] {
        client.delegates().create(delegate(login)).await.unwrap();
    }
    client.delegates().delete("three").await.unwrap();
    client.delegates().delete("two").await.unwrap();
    assert_eq!(client.delegates().list().await.unwrap().len(), 1);
    let error = client.delegates().create(delegate("four")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::QuotaDelegates, 0), "a removal makes no room");
}

#[tokio::test]
async fn a_quota_that_others_have_used_up_is_obeyed() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.quotas.delegates_per_hour = Some(1))).await;
    let client = desk.client();
    client.delegates().create(delegate("one")).await.unwrap();
    let refused = client.delegates().create(delegate("two")).await.unwrap_err();
    assert_eq!((refused.kind(), refused.status(), refused.attempts()), (ErrorKind::QuotaDelegates, Some(429), 1));
    let kept = client.delegates().create(delegate("two")).await.unwrap_err();
    assert_eq!((kept.kind(), kept.status(), kept.attempts()), (ErrorKind::QuotaDelegates, None, 0));
    assert_eq!(desk.sent().len(), 2, "what is refused until the next hour is not asked again");
    client.delegates().delete("one").await.unwrap();
    client.labels().create("Shops").await.unwrap();
}

#[tokio::test]
async fn a_delegate_that_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let long = delegate("one").comment("я".repeat(256));
    let cases = [
        (client.delegates().create(Delegate::default()).await.map(drop), "delegate.user_login: it is needed"),
        (client.delegates().create(delegate("")).await.map(drop), "delegate.user_login: it is empty"),
        (client.delegates().create(long).await.map(drop), "delegate.comment: it has 256 characters, 255 are allowed"),
        (client.delegates().delete("").await, "user_login: it is empty"),
    ];
    for (result, rule) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
}
