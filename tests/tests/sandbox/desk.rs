//! A sandbox, its clients, and a watch over what goes between them.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrika_raw::transport::{Answer, Call, OAuth, Transport};
use metrika_raw::{Error, Metrika};
use metrika_sandbox::Sandbox;
use metrika_sandbox::access::TokenSpec;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The counter that has everything.
pub use metrika_sandbox::state::seed::SHOP;
/// A counter that has nothing.
pub use metrika_sandbox::state::seed::UNNAMED as EMPTY;

/// 2026-03-10 15:30 in Moscow, where the clock stands.
pub const NOW: i64 = 1_773_145_800;
/// How long a log request stays in the queue.
pub const QUEUE: Duration = Duration::from_secs(60);
/// How long an uploading takes.
pub const PROCESSING: Duration = Duration::from_secs(100);

pub struct Desk {
    pub sandbox: Sandbox,
    /// A client with a token of the owner.
    pub metrika: Metrika,
    door: Door,
    called: Arc<Mutex<Vec<&'static str>>>,
}

/// Whose transport carries the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// That of the generated client, watched.
    Raw,
    /// That of the client on top: `Client::raw`.
    Client,
}

/// Notes the operation that the client believes to call.
#[derive(Debug)]
struct Watched {
    called: Arc<Mutex<Vec<&'static str>>>,
    inner: OAuth,
}

impl Transport for Watched {
    fn send<'a>(&'a self, call: Call<'a>, request: reqwest::Request) -> Answer<'a> {
        self.called.lock().unwrap().push(call.operation.id);
        self.inner.send(call, request)
    }
}

impl Desk {
    pub async fn open(door: Door) -> Self {
        let builder = Sandbox::builder().now("2026-03-10T12:30:00Z".parse().unwrap()).with(|settings| {
            settings.data.visits = 600;
            settings.logs.queue_seconds = i64::try_from(QUEUE.as_secs()).unwrap();
            settings.logs.part_bytes = 4096;
            settings.uploads.processing_seconds = PROCESSING.as_secs();
        });
        let sandbox = builder.start().await.unwrap();
        let called = Arc::default();
        let metrika = client(door, &sandbox, &called, "any-token".to_owned());
        Self { sandbox, metrika, door, called }
    }

    /// A client with a token of another user.
    pub fn client_of(&self, login: &str) -> Metrika {
        client(self.door, &self.sandbox, &self.called, self.sandbox.issue_token(TokenSpec::new().login(login)))
    }

    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(by);
    }
}

fn client(door: Door, sandbox: &Sandbox, called: &Arc<Mutex<Vec<&'static str>>>, token: String) -> Metrika {
    if door == Door::Client {
        // Its quotas are waited for by the clock of the machine.
        let builder = metrika::Client::builder().token(token).base_url(sandbox.url());
        return builder.quota(metrika::Quota::unlimited()).build().unwrap().raw().clone();
    }
    let watched = Watched { called: Arc::clone(called), inner: OAuth::new(token) };
    Metrika::with_transport(watched).unwrap().base_url(sandbox.url())
}

/// Tells a story before a sandbox of its own, and which operations were answered in it.
///
/// What counts is how the sandbox saw it: it finds the operation by method and path, and says what it answered.
pub async fn tell(story: impl AsyncFn(&Desk)) -> BTreeSet<String> {
    tell_through(Door::Raw, story).await
}

/// The same through a door.
pub async fn tell_through(door: Door, story: impl AsyncFn(&Desk)) -> BTreeSet<String> {
    let desk = Desk::open(door).await;
    story(&desk).await;
    assert_eq!(desk.sandbox.violations(), Vec::<String>::new());
    let journal = desk.sandbox.journal();
    let seen: Vec<_> = journal.iter().map(|entry| entry.operation.as_deref().unwrap_or("none")).collect();
    if door == Door::Raw {
        assert_eq!(seen, *desk.called.lock().unwrap(), "each call arrives as the operation that the client means");
    }
    journal
        .iter()
        // 202 is a log request that repeats one: the client makes an error of it.
        .filter(|entry| entry.status == Some(200) && entry.fault.is_none())
        .filter_map(|entry| entry.operation.clone())
        .collect()
}

/// What is sent, written as JSON.
pub fn sent<T: DeserializeOwned>(body: Value) -> T {
    serde_json::from_value(body).unwrap()
}

/// Status, error type and location of a refusal; the location is empty if there is none.
#[track_caller]
pub fn refusal<T: Debug>(result: Result<T, Error>) -> (u16, String, String) {
    let error = result.unwrap_err();
    if let Error::Transport(inside) = &error {
        // The client on top has its own.
        let inside = inside.get_ref().downcast_ref::<metrika::Error>().unwrap_or_else(|| panic!("{error:?}"));
        let location = inside.errors().first().and_then(|item| item.location.clone());
        return (inside.status().unwrap(), inside.code().unwrap_or_default().to_owned(), location.unwrap_or_default());
    }
    let status = error.status().unwrap().as_u16();
    let body = error.api_error().unwrap_or_else(|| panic!("{error:?}"));
    let item = body.errors.as_deref().and_then(<[_]>::first).unwrap_or_else(|| panic!("{error:?}"));
    (status, item.error_type.clone().unwrap_or_default(), item.location.clone().unwrap_or_default())
}

/// The refusal of something that is not there.
pub fn not_found() -> (u16, String, String) {
    (404, "not_found".to_owned(), String::new())
}
