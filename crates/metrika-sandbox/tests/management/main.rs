//! The management API: every operation of its groups, with the service's own habits.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod counters;
mod fields;
mod goals;
mod grants;
mod lists;
mod odd;
mod people;
mod rules;
mod seeded;

use metrika_sandbox::Sandbox;
use metrika_sandbox::settings::Settings;
use reqwest::Method;
use serde_json::Value;

/// The counter that has everything.
const SHOP: &str = "/management/v1/counter/44147844";
/// A counter that has nothing.
const EMPTY: &str = "/management/v1/counter/44147901";

/// A sandbox whose clock stands at half past three in the afternoon of Moscow, and a client for it.
struct Desk {
    sandbox: Sandbox,
    http: reqwest::Client,
}

impl Desk {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let builder = Sandbox::builder().now("2026-03-10T12:30:00Z".parse().unwrap()).with(change);
        Self { sandbox: builder.start().await.unwrap(), http: reqwest::Client::new() }
    }

    /// Status, headers and JSON of one exchange.
    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, reqwest::header::HeaderMap, Value) {
        let mut request =
            self.http.request(method, self.sandbox.url() + path).header("authorization", "OAuth any-token");
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, answer.json().await.unwrap())
    }

    async fn ok(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let what = format!("{method} {path}");
        let (status, _, answer) = self.send(method, path, body).await;
        assert_eq!(status, 200, "{what}: {answer}");
        assert_eq!(self.sandbox.violations(), Vec::<String>::new(), "{what}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        self.ok(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.ok(Method::POST, path, Some(&body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Value {
        self.ok(Method::PUT, path, Some(&body)).await
    }

    async fn delete(&self, path: &str) -> Value {
        self.ok(Method::DELETE, path, None).await
    }

    /// Status, error type and location of a refusal; the location is empty if there is none.
    async fn refused(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, String, String) {
        let (status, _, answer) = self.send(method, path, body).await;
        assert_eq!(self.sandbox.violations(), Vec::<String>::new());
        assert_eq!(answer["code"], status, "{path}: {answer}");
        let word = |field: &str| answer["errors"][0][field].as_str().unwrap_or_default().to_owned();
        (status, word("error_type"), word("location"))
    }
}

fn refusal(status: u16, error_type: &str, location: &str) -> (u16, String, String) {
    (status, error_type.to_owned(), location.to_owned())
}

/// The keys of an object.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
