//! Delegates, accounts, clients: who acts for whom.

use metrika_raw::management::types::{AccountBatch, DelegateEnvelope};
use metrika_sandbox::state::seed::AGENCY;
use serde_json::json;

use crate::desk::{Desk, EMPTY, SHOP, refusal, sent};

const OWNER: &str = "sandbox-owner";

pub async fn delegates_act_for_the_owner(desk: &Desk) {
    let client = desk.metrika.management();
    let logins = async || {
        let list = client.list_delegates().send().await.unwrap().into_inner().delegates.unwrap();
        list.into_iter().map(|delegate| delegate.user_login.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(logins().await, [""; 0]);
    let helper = desk.client_of("helper").management();
    let as_owner = async || helper.list_goals().counter_id(SHOP).ulogin(OWNER).send().await;
    assert_eq!(refusal(as_owner().await).0, 403);

    let body: DelegateEnvelope = sent(json!({ "delegate": { "user_login": "helper", "comment": "Agency" } }));
    let made = client.create_delegate().body(body).send().await.unwrap().into_inner().delegates.unwrap();
    assert_eq!(made[0].comment.as_deref(), Some("Agency"), "the whole list comes back");
    assert_eq!(logins().await, ["helper"]);
    assert!(as_owner().await.is_ok());

    assert!(client.delete_delegate().user_login("helper").send().await.unwrap().success.unwrap().0);
    assert_eq!(logins().await, [""; 0]);
    assert_eq!(refusal(as_owner().await).0, 403);
}

pub async fn accounts_are_given_up(desk: &Desk) {
    let client = desk.metrika.management();
    let logins = async || {
        let list = client.list_accounts().send().await.unwrap().into_inner().accounts.unwrap();
        list.into_iter().map(|account| account.user_login.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(logins().await, [AGENCY]);
    let owner_helps = desk.client_of(AGENCY).management();
    let body: DelegateEnvelope = sent(json!({ "delegate": { "user_login": OWNER } }));

    let none = AccountBatch { accounts: Vec::new(), extra: Default::default() };
    let left = client.replace_accounts().body(none).send().await.unwrap().into_inner();
    assert_eq!((left.accounts.unwrap().len(), logins().await.len()), (0, 0));
    assert_eq!(refusal(client.list_counters().ulogin(AGENCY).send().await).0, 403);

    // The agency lets the owner in once more.
    owner_helps.create_delegate().body(body).send().await.unwrap();
    assert_eq!(logins().await, [AGENCY]);
    assert!(client.list_counters().ulogin(AGENCY).send().await.is_ok());
    assert!(client.delete_account().user_login(AGENCY).send().await.unwrap().success.unwrap().0);
    assert_eq!(logins().await, [""; 0]);
}

pub async fn clients_are_listed(desk: &Desk) {
    let client = desk.metrika.management();
    let list = client.list_clients().counters([SHOP, EMPTY]).send().await.unwrap().into_inner().clients.unwrap();
    assert_eq!((list.len(), list[0].chief_login.as_deref()), (1, Some("direct-client")));
    assert_eq!(refusal(client.list_clients().counters([SHOP, 5]).send().await).0, 404);
}
