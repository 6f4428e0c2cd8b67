//! What surely did not arrive is sent again, for every kind of upload.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrika::auth::{Pending, Token, TokenSource};
use metrika::import::{Outcome, PieceState};
use metrika::{Client, ErrorKind};
use metrika_sandbox::faults::{Action, Fault};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::desk::{Desk, TOKEN};
use crate::table::Kind;

#[tokio::test]
async fn what_a_quota_refused_is_sent_again_by_itself() {
    for kind in Kind::ALL {
        for fault in [Fault::answer(429, "quota_requests_by_ip"), Fault::empty(429), Fault::html(429)] {
            let desk = Desk::in_step(|builder| builder).await;
            let client = desk.client();
            desk.sandbox.fault(fault.on(kind.operation()).times(2)).unwrap();
            let mut checked = kind.check(&client, 3).await;
            let outcome = checked.send().await.unwrap().wait().await.unwrap();
            assert!(matches!(outcome, Outcome::Complete(_)), "{kind:?}: {outcome:?}");
            assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (3, vec![3]), "{kind:?}");
            assert_eq!(desk.sandbox.violations(), Vec::<String>::new(), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_quota_that_stays_ends_it_and_it_can_be_sent_later() {
    for kind in Kind::ALL {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        desk.sandbox.fault(Fault::empty(429).on(kind.operation())).unwrap();
        let mut checked = kind.check(&client, 3).await;
        let error = checked.send().await.unwrap_err();
        assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::Quota, false), "{kind:?}: {error}");
        assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (4, vec![]), "{kind:?}");
        assert_eq!(checked.pieces()[0].state(), &PieceState::Waiting, "{kind:?}");
        assert!(checked.reconcile().await.unwrap().is_empty(), "{kind:?}: there is nothing to look for");

        desk.sandbox.clear_faults();
        let outcome = checked.send().await.unwrap().wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Complete(_)), "{kind:?}: {outcome:?}");
        assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (5, vec![3]), "{kind:?}");
    }
}

/// Finds the sandbox, except for the next so many times.
#[derive(Debug, Clone)]
struct Names {
    address: SocketAddr,
    fails: Arc<AtomicUsize>,
}

impl Resolve for Names {
    fn resolve(&self, _: Name) -> Resolving {
        let fails = self.fails.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let address = self.address;
        Box::pin(async move {
            match fails {
                true => Err("no such name".into()),
                false => Ok(Box::new(std::iter::once(address)) as Addrs),
            }
        })
    }
}

#[tokio::test]
async fn what_found_no_connection_is_sent_again_by_itself() {
    for kind in Kind::ALL {
        for (fails, arrives) in [(3, true), (1_000, false)] {
            let desk = Desk::in_step(|builder| builder).await;
            let names = Names { address: desk.sandbox.address(), fails: Arc::default() };
            let http = reqwest::Client::builder().pool_max_idle_per_host(0).dns_resolver(Arc::new(names.clone()));
            let builder = Client::builder().token(TOKEN).clock(desk.clock.clone()).http_client(http.build().unwrap());
            let client = builder
                .allow_plain_http()
                .base_url(format!("http://sandbox.test:{}", names.address.port()))
                .build()
                .unwrap();
            let mut checked = kind.check(&client, 3).await;
            // What it has to know before it sends, it knows after the first time.
            desk.sandbox.fault(Fault::answer(400, "invalid_uploading").on(kind.operation()).times(1)).unwrap();
            assert_eq!(checked.send().await.unwrap_err().kind(), ErrorKind::InvalidUploading, "{kind:?}");
            desk.sandbox.clear_journal();
            names.fails.store(fails, Ordering::SeqCst);
            let sent = checked.send().await;
            let left = names.fails.swap(0, Ordering::SeqCst);
            assert_eq!(fails - left, if arrives { 3 } else { 4 }, "{kind:?}: attempts without a connection");
            assert_eq!(sent.is_ok(), arrives, "{kind:?}: {sent:?}");
            if !arrives {
                let error = sent.unwrap_err();
                assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::Connect, false), "{kind:?}: {error}");
                assert_eq!(checked.pieces()[0].state(), &PieceState::Waiting, "{kind:?}");
                assert!(desk.sent().is_empty(), "{kind:?}");
            }
            let outcome = checked.send().await.unwrap().wait().await.unwrap();
            assert!(matches!(outcome, Outcome::Complete(_)), "{kind:?}: {outcome:?}");
            assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (1, vec![3]), "{kind:?}");
        }
    }
}

/// Has another token once the first is refused.
#[derive(Debug, Default)]
struct Renewing(AtomicUsize);

impl TokenSource for Renewing {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(async { Token::new(format!("y0_{}", self.0.load(Ordering::SeqCst))) })
    }

    fn renew<'a>(&'a self, _: &'a Token) -> Pending<'a, bool> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(true)))
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_and_the_file_sent_whole_once_more() {
    for kind in Kind::ALL {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.builder().token_source(Renewing::default()).build().unwrap();
        let mut checked = kind.check(&client, 3).await;
        desk.sandbox.fault(Fault::answer(401, "unauthorized").on(kind.operation()).times(1)).unwrap();
        let waits = desk.clock.waits().len();
        let sent = checked.send().await.unwrap();
        assert_eq!(desk.clock.waits().len(), waits, "{kind:?}: nobody has to wait for that");
        let outcome = sent.wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Complete(_)), "{kind:?}: {outcome:?}");
        assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (2, vec![3]), "{kind:?}");
        // Renewed once: if the new one is no better, another would not be either.
        let mut checked = kind.check(&client, 2).await;
        desk.sandbox.fault(Fault::answer(401, "unauthorized").on(kind.operation())).unwrap();
        let error = checked.send().await.unwrap_err();
        assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::Unauthorized, false), "{kind:?}: {error}");
        assert_eq!((kind.sent(&desk), kind.arrived(&desk)), (4, vec![3]), "{kind:?}");
    }
}

#[tokio::test]
async fn the_wait_that_the_service_asks_for_is_kept() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let mut checked = Kind::Conversions.check(&client, 3).await;
    let action = Action::Answer {
        error_type: "quota_requests_by_ip".to_owned(),
        status: Some(429),
        message: None,
        location: None,
        retry_after: Some(45),
    };
    desk.sandbox.fault(Fault::of(action).on("upload_conversions").times(1)).unwrap();
    let _ = checked.send().await.unwrap();
    assert!(desk.clock.waits().contains(&Duration::from_secs(45)), "{:?}", desk.clock.waits());
    assert_eq!((Kind::Conversions.sent(&desk), Kind::Conversions.arrived(&desk)), (2, vec![3]));
}
