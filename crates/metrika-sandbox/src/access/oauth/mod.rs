//! Yandex ID: how a token is got. On the service it has a host of its own, `oauth.yandex.ru`; here it shares ours.
//!
//! There is no login page: what the user would say is a setting.

mod authorize;
mod device;
mod form;
mod page;
mod token;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::refusal::{Problem, Refusal};
use crate::world::World;
use form::Form;

/// The paths that Yandex ID has on a host of its own.
pub(crate) const PATHS: &[&str] =
    &["/authorize", "/token", "/device/code", "/device", "/revoke_token", "/verification_code"];

/// Codes live ten minutes: <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>
const CODE_LIFETIME: i64 = 600;

/// A request to Yandex ID. It has no `Debug`, since all of it may be secret.
pub(crate) struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a [(String, String)],
    pub headers: &'a http::HeaderMap,
    pub body: &'a Bytes,
}

/// A refusal of Yandex ID. The names of errors, and what each is for, are those of its list:
/// <https://yandex.com/dev/id/doc/en/codes/code-url>, <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>
#[derive(Debug)]
struct Failure {
    status: u16,
    error: &'static str,
    description: String,
}

impl Failure {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { status: 400, error, description: description.into() }
    }

    /// A parameter is missing, sent twice, or not in the body.
    fn request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// A code or a token that is not good.
    fn grant(description: &str) -> Self {
        Self::new("invalid_grant", description)
    }
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Self {
        let body = json!({ "error": failure.error, "error_description": failure.description });
        let mut answer = Self::json(body);
        answer.status = failure.status;
        answer
    }
}

type Outcome = Result<Value, Failure>;

pub(crate) fn answer(world: &World, request: &Request<'_>) -> Answer {
    match (request.path, request.method) {
        ("/authorize", "GET" | "POST") => kept(world, authorize::answer(world, request)),
        ("/token", "POST") => json_answer(world, token::exchange(world, request)),
        ("/revoke_token", "POST") => json_answer(world, token::revoke(world, request)),
        ("/device/code", "POST") => json_answer(world, device::begin(world, request)),
        ("/device", "GET") => page::device(None),
        ("/device", "POST") => kept(world, device::confirm(world, request)),
        ("/verification_code", "GET") => page::verification(request.query),
        ("/authorize", _) => wrong_method(request.path, &["GET", "POST"]),
        ("/device", _) => wrong_method(request.path, &["GET", "POST"]),
        ("/verification_code", _) => wrong_method(request.path, &["GET"]),
        ("/token" | "/revoke_token" | "/device/code", _) => wrong_method(request.path, &["POST"]),
        (path, _) => Refusal::not_found(format!("{path} leads nowhere")).into(),
    }
}

fn json_answer(world: &World, outcome: Outcome) -> Answer {
    kept(world, outcome.map_or_else(Answer::from, Answer::json))
}

/// The answer, once the state is written.
fn kept(world: &World, answer: Answer) -> Answer {
    world.store(&world.state()).map_or_else(Answer::from, |()| answer)
}

fn wrong_method(path: &str, allow: &[&'static str]) -> Answer {
    let message = format!("{path} takes {}", allow.join(", "));
    let mut refusal = Refusal::of(405, vec![Problem::new("not_found", message)]);
    refusal.allow = allow.to_vec();
    refusal.into()
}

impl Request<'_> {
    fn authorization(&self) -> Option<&str> {
        self.headers.get(AUTHORIZATION)?.to_str().ok()
    }

    /// The address that the client knows this sandbox by.
    fn host(&self) -> &str {
        self.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
    }

    /// The parameters in the body, the only ones that count outside the authorization page.
    fn form(&self) -> Form {
        Form::read(self.body)
    }
}
