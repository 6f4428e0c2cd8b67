use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, GOAL};

/// The status of a hit that meets this fault; `None` if there is no answer, or none that ends.
async fn sent(desk: &Desk, fault: Fault) -> Option<u16> {
    desk.sandbox.clear_faults();
    desk.sandbox.fault(fault.on("collect")).unwrap();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(desk.parameters(GOAL)).finish();
    let request = reqwest::Client::new().post(desk.sandbox.url() + "/collect").body(body);
    let answer = request.header("content-type", "application/x-www-form-urlencoded").send().await.ok()?;
    let status = answer.status().as_u16();
    answer.bytes().await.ok().map(|_| status)
}

#[tokio::test]
async fn faults_strike_hits_like_operations() {
    let desk = Desk::new().await;
    for (fault, status, done) in [
        (Fault::reset_before(), None, 0),
        (Fault::reset_after(), None, 1),
        (Fault::cut(3), None, 1),
        (Fault::wrong_length(5), None, 1),
        (Fault::answer(503, "backend_error"), Some(503), 0),
        (Fault::answer(503, "backend_error").done(), Some(503), 1),
        (Fault::html(502), Some(502), 0),
        (Fault::empty(429), Some(429), 0),
        (Fault::wrong_media(), Some(200), 1),
    ] {
        let before = desk.hits().len();
        assert_eq!(sent(&desk, fault.clone()).await, status, "{fault:?}");
        assert_eq!(desk.hits().len() - before, done, "{fault:?}");
        assert!(desk.sandbox.journal().last().unwrap().fault.is_some(), "{fault:?}");
    }
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_fault_may_be_for_one_method_and_for_a_time() {
    let desk = Desk::new().await;
    desk.sandbox.fault(Fault::empty(500).on("collect").method("POST").times(1)).unwrap();
    let all = desk.parameters(GOAL);
    assert_eq!(desk.get(&all).await.status(), 200);
    assert_eq!(desk.post(&all).await.status(), 500);
    assert_eq!(desk.post(&all).await.status(), 200);
    assert!(desk.sandbox.fault(Fault::garbage().on("collect").method("PUT")).is_err(), "it could never strike");
}
