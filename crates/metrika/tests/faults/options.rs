//! Options of single calls.

use std::time::Duration;

use metrika::{CallOptions, RetryPolicy};
use metrika_sandbox::faults::Fault;

use crate::Call;
use crate::desk::Desk;

fn sorted(mut query: Vec<(String, String)>) -> Vec<(String, String)> {
    query.sort();
    query
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

#[tokio::test]
async fn a_call_may_have_a_retry_policy_of_its_own() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(503)).unwrap();
    let client = desk.client();
    let once = client.with(CallOptions::new().retry(RetryPolicy::none()));
    assert_eq!(Call::Read.make(&once).await.unwrap_err().attempts(), 1);
    assert_eq!(Call::Read.make(&client).await.unwrap_err().attempts(), 4, "the client keeps its own");
    let thrice = once.with(CallOptions::new().retry(RetryPolicy::default().attempts(3)));
    assert_eq!(Call::Read.make(&thrice).await.unwrap_err().attempts(), 3, "the last one counts");
    assert_eq!(desk.sandbox.journal().len(), 1 + 4 + 3);
}

#[tokio::test]
async fn login_language_and_other_parameters_reach_the_service() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.ignore_unknown_parameters = true)).await;
    let client = desk.builder().ulogin("sandbox-owner").lang("ru").build().unwrap();
    Call::Read.make(&client).await.unwrap();
    assert_eq!(sorted(desk.last().query), pairs([("lang", "ru"), ("ulogin", "sandbox-owner")]));

    let other = client.with(CallOptions::new().lang("tr").query("pretty", "1").query("new", "a b&c"));
    Call::Write.make(&other).await.unwrap();
    let all = pairs([("lang", "tr"), ("new", "a b&c"), ("pretty", "1"), ("ulogin", "sandbox-owner")]);
    assert_eq!(sorted(desk.last().query), all);

    let again = other.with(CallOptions::new().query("pretty", "0"));
    Call::Read.make(&again).await.unwrap();
    assert!(desk.last().query.contains(&("pretty".to_owned(), "0".to_owned())), "{:?}", desk.last().query);
    assert_eq!(desk.last().query.len(), 4, "no parameter is sent twice");

    Call::Read.make(&client).await.unwrap();
    assert_eq!(desk.last().query.len(), 2, "the client is as it was");
}

#[tokio::test]
async fn every_attempt_carries_the_parameters() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(503).times(2)).unwrap();
    let client = desk.builder().ulogin("sandbox-owner").build().unwrap();
    Call::Read.make(&client).await.unwrap();
    let queries: Vec<_> = desk.sandbox.journal().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, vec![pairs([("ulogin", "sandbox-owner")]); 3]);
}

#[tokio::test]
async fn every_attempt_carries_the_whole_body() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(429).times(2)).unwrap();
    Call::Write.make(&desk.client()).await.unwrap();
    let journal = desk.sandbox.journal();
    let lengths: Vec<_> = journal.iter().map(|request| header(request, "content-length")).collect();
    assert_eq!(lengths.len(), 3);
    assert!(lengths.iter().all(|length| *length == lengths[0] && length.parse::<u64>().unwrap() > 0), "{lengths:?}");
    assert_eq!(journal[2].body_length.to_string(), lengths[2]);
}

fn header(request: &metrika_sandbox::Recorded, name: &str) -> String {
    request.headers.iter().find(|(found, _)| found == name).unwrap().1.clone()
}

#[tokio::test]
async fn options_that_cannot_be_right_are_told_before_anything_is_sent() {
    let desk = Desk::new().await;
    let error = desk.builder().ulogin("").build().unwrap_err();
    assert!(error.to_string().contains("ulogin: it is empty"), "{error}");
    let client = desk.client();
    for options in [CallOptions::new().ulogin(""), CallOptions::new().lang("")] {
        let error = Call::Read.make(&client.with(options)).await.unwrap_err();
        assert_eq!(error.kind(), metrika::ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn a_call_may_have_a_time_of_its_own() {
    let desk = Desk::new().await;
    let limit = Duration::from_secs(5);
    desk.clock.let_pass(limit);
    let client = desk.client();
    let hurried = client.with(CallOptions::new().timeout(limit));
    let error = Call::Read.make(&hurried).await.unwrap_err();
    assert_eq!(error.kind(), metrika::ErrorKind::Timeout);
    assert!(error.to_string().contains("5s"), "{error}");
    Call::Read.make(&client).await.unwrap();
}
