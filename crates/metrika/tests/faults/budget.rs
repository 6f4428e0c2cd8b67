//! The budget for retries, which the clones of a client share.

use metrika::{CallOptions, RetryPolicy};
use metrika_sandbox::faults::Fault;

use crate::Call;
use crate::desk::Desk;

/// Requests that so many calls send while the service is down.
async fn sent(desk: &Desk, clients: &[metrika::Client], calls: usize) -> usize {
    desk.sandbox.clear_journal();
    for number in 0..calls {
        Call::Read.make(&clients[number % clients.len()]).await.unwrap_err();
    }
    desk.sandbox.journal().len()
}

#[tokio::test]
async fn a_service_that_is_down_is_not_asked_for_ever_by_any_clone() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    let client = desk.client();
    let clones = [client.clone(), client.with(CallOptions::new().lang("ru")), client];
    // Ten retries saved up, and one for every five calls after the first, which finds the purse full.
    assert_eq!(sent(&desk, &clones, 100).await, 100 + 10 + 99 / 5);
}

#[tokio::test]
async fn another_client_has_a_budget_of_its_own() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    sent(&desk, &[desk.client()], 50).await;
    assert_eq!(sent(&desk, &[desk.client()], 1).await, 4);
}

#[tokio::test]
async fn calls_that_succeed_earn_retries() {
    let desk = Desk::new().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    sent(&desk, std::slice::from_ref(&client), 100).await;
    desk.sandbox.clear_faults();
    for _ in 0..15 {
        Call::Read.make(&client).await.unwrap();
    }
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    assert_eq!(sent(&desk, &[client], 1).await, 4, "3 retries out of 15 calls");
}

#[tokio::test]
async fn without_a_budget_every_call_has_all_its_attempts() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    let client = desk.builder().retry(RetryPolicy::default().budget(None)).build().unwrap();
    assert_eq!(sent(&desk, &[client], 30).await, 120);
}
