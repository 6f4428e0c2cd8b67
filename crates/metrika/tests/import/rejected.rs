//! What the service refuses as a whole, for every kind of upload.

use metrika::ErrorKind;
use metrika::import::{Outcome, PieceState};
use metrika_sandbox::faults::Fault;

use crate::desk::Desk;
use crate::table::Kind;

#[tokio::test]
async fn a_refusal_is_told_nothing_is_sent_again_by_itself_and_it_is_not_in_doubt() {
    use ErrorKind::*;
    for kind in Kind::ALL {
        for (status, word, expected) in [
            (400, "invalid_uploading", InvalidUploading),
            (400, "invalid_parameter", InvalidParameter),
            (403, "access_denied", AccessDenied),
            (404, "not_found", NotFound),
        ] {
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(Fault::answer(status, word).on(kind.operation()).times(1)).unwrap();
            let mut checked = kind.check(&client, 3).await;
            let error = checked.send().await.unwrap_err();
            assert_eq!((error.kind(), error.status()), (expected, Some(status)), "{kind:?}: {error}");
            assert!(!error.is_in_doubt(), "{kind:?}: {error}");
            assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (1, vec![]), "{kind:?} {word}");
            assert_eq!(checked.pieces()[0].state(), &PieceState::Waiting, "{kind:?} {word}");

            // Whoever knows better may send it again: it is not there.
            let outcome = checked.send().await.unwrap().wait().await.unwrap();
            assert!(matches!(outcome, Outcome::Complete(_)), "{kind:?}: {outcome:?}");
            assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (2, vec![3]), "{kind:?} {word}");
        }
    }
}
