//! The Measurement Protocol through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod address;
mod again;
mod refused;
mod rules;
mod secrets;
mod sent;

use desk::{Desk, SHOP};
use metrika::Client;
use metrika::measurement::{Ecommerce, Event, GoalReached, PageView, Product};
use metrika_sandbox::measurement::Hit;

/// A ClientID that neither i64 nor f64 can hold.
const VISITOR: u64 = 18_446_744_073_709_551_557;

/// A client whose hits go to the sandbox too.
fn client(desk: &Desk) -> Client {
    desk.builder().measurement_url(desk.sandbox.url()).build().unwrap()
}

/// The token that the shop has from the start.
fn secret(desk: &Desk) -> String {
    desk.sandbox.state(|state| state.counters[&SHOP].measurement_tokens[0].clone())
}

/// What the shop was sent.
fn hits(desk: &Desk) -> Vec<Hit> {
    desk.sandbox.state(|state| state.counters[&SHOP].measured.clone())
}

fn view() -> Event {
    Event::new(VISITOR, PageView::new("https://shop.example/thanks?a=1&b=2", "Спасибо & до свидания"))
}

fn goal() -> Event {
    Event::new(VISITOR, GoalReached::new("order_sent"))
}

fn purchase() -> Ecommerce {
    Ecommerce::purchase("order-17", "1990.50").product(Product::new("sku-1", "Kettle"))
}
