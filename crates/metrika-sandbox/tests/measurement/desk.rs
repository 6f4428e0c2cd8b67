//! A sandbox with a counter that takes hits, and requests to it.

use metrika_sandbox::measurement::Hit;
use metrika_sandbox::state::seed::SHOP;
use metrika_sandbox::{Builder, Sandbox};
use reqwest::{Client, Response};
use serde_json::Value;

pub const NOON: &str = "2026-03-01T12:00:00Z";
/// Noon in unix seconds.
pub const SECOND: i64 = 1_772_366_400;

pub type Parameters = Vec<(String, String)>;

pub struct Desk {
    pub sandbox: Sandbox,
    /// The token of the shop.
    pub secret: String,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub async fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        let builder = Sandbox::builder().now(NOON.parse().unwrap()).with(|settings| settings.data.visits = 0);
        let sandbox = change(builder).start().await.unwrap();
        let secret = sandbox.state(|state| state.counters[&SHOP].measurement_tokens[0].clone());
        Self { sandbox, secret }
    }

    /// `tid`, `cid` and `ms`, and these in their place or beside them; an absent value takes a parameter away.
    pub fn parameters(&self, more: &[(&str, Option<&str>)]) -> Parameters {
        let mut all: Parameters =
            vec![("tid".into(), SHOP.to_string()), ("cid".into(), "7".into()), ("ms".into(), self.secret.clone())];
        for (name, value) in more {
            all.retain(|(known, _)| known != name);
            all.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
        }
        all
    }

    pub async fn post(&self, parameters: &Parameters) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = Client::new().post(self.sandbox.url() + "/collect");
        request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap()
    }

    pub async fn get(&self, parameters: &Parameters) -> Response {
        Client::new().get(self.sandbox.url() + "/collect").query(parameters).send().await.unwrap()
    }

    pub fn hits(&self) -> Vec<Hit> {
        self.sandbox.state(|state| state.counters[&SHOP].measured.clone())
    }
}

pub const PAGE_VIEW: &[(&str, Option<&str>)] = &[
    ("t", Some("pageview")),
    ("dl", Some("https://shop.example/thanks?a=1&b=ü")),
    ("dr", Some("https://yandex.ru/")),
    ("dt", Some("Спасибо")),
];
pub const GOAL: &[(&str, Option<&str>)] = &[("t", Some("event")), ("ea", Some("order_sent"))];
pub const PURCHASE: &[(&str, Option<&str>)] = &[
    ("t", Some("event")),
    ("pa", Some("purchase")),
    ("ti", Some("order-17")),
    ("tr", Some("1990.50")),
    ("pr1id", Some("sku-1")),
    ("pr1nm", Some("Kettle")),
];

/// These, and others in their place or beside them.
pub fn but<'a>(
    usual: &[(&'a str, Option<&'a str>)],
    more: &[(&'a str, Option<&'a str>)],
) -> Vec<(&'a str, Option<&'a str>)> {
    usual.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).chain(more).copied().collect()
}

/// Status, kind and place of a refusal.
pub async fn refusal(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let text = |name: &str| body["errors"][0][name].as_str().unwrap_or_default().to_owned();
    (status, text("error_type"), text("location"))
}
