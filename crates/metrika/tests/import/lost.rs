//! A connection that breaks, and answers that say nothing: for every kind of upload.

use metrika::import::{Checked, Fate, Outcome, PieceState, Sent};
use metrika::{ErrorKind, Result, Timeouts};
use metrika_sandbox::faults::{Action, Fault};

use crate::desk::Desk;
use crate::table::{Kind, asked};

/// What applies visitor parameters.
const CONFIRM: &str = "confirm_visitor_parameters";

/// What leaves an upload in doubt, what the client calls it, and whether it was done.
fn faults() -> Vec<(Fault, ErrorKind, bool)> {
    use ErrorKind::*;
    let answered = [
        (Fault::html(502), Backend),
        (Fault::html(200), UnexpectedAnswer),
        (Fault::garbage(), UnexpectedAnswer),
        (Fault::empty(500), Backend),
        (Fault::empty(202), UnexpectedAnswer),
        (Fault::answer(503, "backend_error"), Backend),
        (Fault::answer(504, "timeout"), ServiceTimeout),
    ];
    let undone = answered.iter().cloned().map(|(fault, kind)| (fault, kind, false));
    let done = answered.iter().cloned().map(|(fault, kind)| (fault.done(), kind, true));
    let broken = [
        (Fault::reset_before(), Interrupted, false),
        (Fault::reset_after(), Interrupted, true),
        (Fault::cut(5), Interrupted, true),
        (Fault::stall(5), Timeout, true),
        (Fault::wrong_length(4), Interrupted, true),
        (Fault::wrong_length(-4), UnexpectedAnswer, true),
    ];
    undone.chain(done).chain(broken).collect()
}

/// Sends it. Where the answer stalls, the deadline comes once the request was done.
async fn send<'a>(desk: &Desk, checked: &mut Checked<'a>, operation: &str, fault: &Fault) -> Result<Sent<'a>> {
    let stalls = matches!(fault.action, Action::Stall { .. });
    let watch = async {
        while stalls && asked(desk, operation) == 0 {
            tokio::task::yield_now().await;
        }
        if stalls {
            desk.clock.let_pass(Timeouts::default().idle);
        }
    };
    let (sent, ()) = tokio::join!(checked.send(), watch);
    desk.clock.hold();
    sent
}

#[tokio::test]
async fn what_may_have_arrived_is_sent_once_and_looked_for() {
    for kind in Kind::ALL {
        for (fault, expected, done) in faults() {
            let case = format!("{kind:?}, {fault:?}");
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(fault.clone().on(kind.operation()).times(1)).unwrap();
            let mut checked = kind.check(&client, 3).await;

            let error = send(&desk, &mut checked, kind.operation(), &fault).await.unwrap_err();
            assert_eq!((error.kind(), error.is_in_doubt()), (expected, true), "{case}: {error}");
            assert!(error.to_string().contains("reconcile"), "{case}: {error}");
            assert_eq!(error.operation(), Some(kind.operation()));
            assert!(matches!(checked.pieces()[0].state(), PieceState::InDoubt { missed: false, .. }), "{case}");
            let there: &[u64] = if done { &[3] } else { &[] };
            assert_eq!((kind.sent(&desk), kind.arrived(&desk).as_slice()), (1, there), "{case}");

            for attempt in [checked.send().await, checked.send_missing().await] {
                let error = attempt.unwrap_err();
                assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidRequest, false), "{case}: {error}");
            }
            assert_eq!(kind.sent(&desk), 1, "{case}: nothing is sent before it was looked for");

            let found = checked.reconcile().await.unwrap();
            assert_eq!((found.len(), found[0].piece), (1, 0), "{case}");
            assert_eq!(matches!(found[0].fate, Fate::Arrived(_)), done, "{case}: {found:?}");
            assert_eq!(found[0].fate == Fate::NotFound, !done, "{case}: {found:?}");
            if !done {
                let error = checked.send().await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{case}: only `send_missing` sends again");
                assert_eq!(kind.sent(&desk), 1, "{case}");
            }
            let outcome = checked.send_missing().await.unwrap().wait().await.unwrap();
            assert!(matches!(outcome, Outcome::Complete(_)), "{case}: {outcome:?}");
            assert_eq!(outcome.summary().sent, 3, "{case}");
            assert_eq!(kind.arrived(&desk), [3], "{case}: it is there once");
            assert_eq!(kind.sent(&desk), if done { 1 } else { 2 }, "{case}");

            drop(checked.send_missing().await.unwrap());
            assert!(checked.reconcile().await.unwrap().is_empty(), "{case}");
            assert_eq!(kind.arrived(&desk), [3], "{case}: what has arrived is not sent any more");
            assert_eq!(desk.sandbox.violations(), Vec::<String>::new(), "{case}");
        }
    }
}

#[tokio::test]
async fn a_confirmation_that_was_lost_is_made_good_and_the_file_is_not_sent_again() {
    for kind in [Kind::Parameters, Kind::DeletedKeys] {
        for (fault, expected, done) in faults() {
            let case = format!("{kind:?}, {fault:?}");
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(fault.clone().on(CONFIRM).times(1)).unwrap();
            let mut checked = kind.check(&client, 3).await;
            let error = send(&desk, &mut checked, CONFIRM, &fault).await.unwrap_err();
            assert_eq!((error.kind(), error.is_in_doubt()), (expected, true), "{case}: {error}");
            assert!(error.to_string().contains("send again, which only confirms"), "{case}: {error}");
            let confirmed = desk.sandbox.state(|state| {
                let mut all = state.counters[&crate::desk::SHOP].uploadings.all.values();
                all.all(|uploading| uploading.confirmed_at.is_some())
            });
            assert_eq!(confirmed, done, "{case}");
            assert!(checked.reconcile().await.unwrap().is_empty(), "{case}: the file has arrived");

            let outcome = checked.send().await.unwrap().wait().await.unwrap();
            assert!(matches!(outcome, Outcome::Complete(_)), "{case}: {outcome:?}");
            assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (1, vec![3]), "{case}");
            let confirmations = asked(&desk, CONFIRM);
            assert_eq!(confirmations, if done { 1 } else { 2 }, "{case}: what was confirmed is not confirmed again");
        }
    }
}
