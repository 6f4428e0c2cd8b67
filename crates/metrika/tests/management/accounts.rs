use metrika::{CallOptions, Client, ErrorKind};
use serde_json::{Value, json};

use crate::desk::Desk;

/// Two more accounts let the owner act for them, beside the seeded agency.
async fn desk() -> Desk {
    let desk = Desk::new().await;
    desk.sandbox.state(|state| {
        for owner in ["shop-owner", "club-owner"] {
            let delegate = json!({ "user_login": "sandbox-owner" }).as_object().unwrap().clone();
            state.user(owner).delegates.insert("sandbox-owner".to_owned(), delegate);
        }
    });
    desk
}

async fn logins(client: &Client) -> Vec<String> {
    let accounts = client.accounts().list().await.unwrap();
    accounts.into_iter().filter_map(|account| account.user_login).collect()
}

#[tokio::test]
async fn accounts_are_listed_acted_for_and_given_up() {
    let desk = desk().await;
    let client = desk.client();
    assert_eq!(logins(&client).await, ["agency-owner", "club-owner", "shop-owner"]);

    let acting = client.with(CallOptions::new().ulogin("agency-owner"));
    assert!(acting.counters().list().all().await.unwrap().iter().any(|counter| counter.id == Some(61_004_413.into())));

    client.accounts().delete("agency-owner").await.unwrap();
    assert_eq!(logins(&client).await, ["club-owner", "shop-owner"]);
    assert_eq!(client.accounts().delete("agency-owner").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(acting.counters().list().all().await.is_err(), "nobody acts for an account that was given up");
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_is_not_kept_is_given_up_and_nothing_is_added() {
    let desk = desk().await;
    let client = desk.client();
    let left = client.accounts().keep_only(["shop-owner", "stranger"]).await.unwrap();
    let left: Vec<_> = left.iter().filter_map(|account| account.user_login.as_deref()).collect();
    assert_eq!(left, ["shop-owner"]);
    let request = desk.last();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("PUT", "/management/v1/accounts"));
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(sent, json!({ "accounts": [{ "user_login": "shop-owner" }, { "user_login": "stranger" }] }));
    assert_eq!(logins(&client).await, ["shop-owner"]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn nothing_gives_up_all_accounts_by_mistake() {
    let desk = desk().await;
    let client = desk.client();
    let cases = [
        (
            client.accounts().keep_only(Vec::<String>::new()).await.map(drop),
            "accounts: the list is empty and would give up all of them: use `delete` for each if that is meant",
        ),
        (client.accounts().keep_only(["shop-owner", ""]).await.map(drop), "accounts[].user_login: it is empty"),
        (client.accounts().delete(" ").await, "user_login: it is empty"),
    ];
    for (result, rule) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
}
