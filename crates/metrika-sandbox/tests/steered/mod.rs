//! A sandbox and requests to it, for the tests of what surrounds the operations.

#![allow(dead_code, clippy::unwrap_used)] // each test uses a part; a test that cannot go on has failed

use metrika_sandbox::state::Counter;
use metrika_sandbox::{Sandbox, Settings};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub const NOON: &str = "2026-03-01T12:00:00Z";
pub const COUNTER: i64 = 44_147_844;

/// A sandbox whose clock stands at noon, with a counter of the owner and nothing else.
pub async fn sandbox(change: impl FnOnce(&mut Settings)) -> Sandbox {
    let sandbox = Sandbox::builder().now(NOON.parse().unwrap()).with(change).start().await.unwrap();
    sandbox.state(|state| {
        state.users.clear();
        state.counters.clear();
    });
    add_counter(&sandbox, COUNTER, metrika_sandbox::access::OWNER);
    sandbox
}

pub fn add_counter(sandbox: &Sandbox, id: i64, owner: &str) {
    let value = json!({ "id": id, "name": "Shop" }).as_object().unwrap().clone();
    let counter = Counter { owner: owner.to_owned(), value, ..Counter::default() };
    sandbox.state(|state| state.counters.insert(id, counter));
}

pub fn grant(sandbox: &Sandbox, login: &str, perm: &str) {
    let value = json!({ "user_login": login, "perm": perm }).as_object().unwrap().clone();
    sandbox.state(|state| state.counters.get_mut(&COUNTER).unwrap().grants.insert(login.to_owned(), value));
}

pub fn request(sandbox: &Sandbox, method: Method, path: &str, token: &str) -> RequestBuilder {
    Client::new().request(method, sandbox.url() + path).header("authorization", format!("OAuth {token}"))
}

/// Status and JSON; null if there is none.
pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

pub async fn call(sandbox: &Sandbox, method: Method, path: &str, token: &str) -> (u16, Value) {
    read(request(sandbox, method, path, token).send().await.unwrap()).await
}

pub async fn get(sandbox: &Sandbox, path: &str, token: &str) -> (u16, Value) {
    call(sandbox, Method::GET, path, token).await
}

/// Lists labels, as whoever the token is; the first error's type and text if it is refused.
pub async fn list_labels(sandbox: &Sandbox, token: &str) -> (u16, String, String) {
    let (status, body) = get(sandbox, "/management/v1/labels", token).await;
    let text = |name: &str| body["errors"][0][name].as_str().unwrap_or_default().to_owned();
    (status, text("error_type"), text("message"))
}

/// Creates a label; its status.
pub async fn create_label(sandbox: &Sandbox) -> u16 {
    let request = request(sandbox, Method::POST, "/management/v1/labels", "any");
    request.json(&json!({ "label": { "name": "New tag" } })).send().await.unwrap().status().as_u16()
}
