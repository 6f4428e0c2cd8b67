//! What is refused before anything is sent, with the field and the rule.

use std::collections::HashMap;

use jiff::SignedDuration;
use metrika::ErrorKind;
use metrika::measurement::{Ecommerce, Event, EventKind, GoalReached, PageView, Product};
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::{VISITOR, client, goal, hits, purchase, secret, view};

fn event(kind: impl Into<EventKind>) -> Event {
    Event::new(VISITOR, kind)
}

fn of(product: Product) -> Event {
    event(Ecommerce::detail(product))
}

#[tokio::test]
async fn each_rule_is_told_with_its_field() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    let now = desk.sandbox.clock().now();
    let reached = || GoalReached::new("order_sent");
    let product = || Product::new("sku-1", "Kettle");
    let address = "it must begin with https:// or http:// and a host";
    let digits = "it must be digits, with a dot if needed";
    let letters = "it must be three capital letters of ISO 4217";
    let cases = [
        (Event::new(0, reached()), "client_id (cid): 0 is no ClientID"),
        (goal().at(now + SignedDuration::from_millis(1)), "at (et): 2026-03-01T09:00:00.001Z is in the future"),
        (goal().at(now - SignedDuration::from_hours(12) - SignedDuration::from_millis(1)), "is more than 12 hours ago"),
        (goal().window(1440, 0, 30), "window (sr): no side and no depth is 0"),
        (goal().parameters(7), "parameters (params): they must be an object or a list of objects"),
        (goal().parameters([7]), "parameters (params): they must be an object or a list of objects"),
        (goal().parameters(json!({ "a": "ж".repeat(8192) })), "they have 8200 characters as JSON, 8192 are allowed"),
        (goal().parameters(HashMap::from([((1, 2), 3)])), "parameters (params): key must be a string"),
        (event(PageView::new("", "Title")), "address (dl): it must begin with"),
        (event(PageView::new("/thanks", "Title")), address),
        (event(PageView::new("shop.example/thanks", "Title")), address),
        (event(PageView::new("ftp://shop.example/", "Title")), address),
        (event(PageView::new("https://shop.example/", " ")), "title (dt): it is empty"),
        (event(PageView::new("https://shop.example/", "Title").referrer("yandex.ru")), "referrer (dr): it must begin"),
        (event(GoalReached::new("")), "identifier (ea): it is empty"),
        (event(reached().page("/thanks")), "page (dl): it must begin with"),
        (event(reached().price("5,50")), "price (ev): it must be digits, with a dot if needed: \"5,50\""),
        (event(reached().price("")), digits),
        (event(reached().price(".5")), digits),
        (event(reached().price("5.")), digits),
        (event(reached().price("1.2.3")), digits),
        (event(reached().price("1 990")), digits),
        (event(reached().price("٥")), digits),
        (event(reached().price(-5)), digits),
        (event(reached().price(f64::NAN)), digits),
        (event(reached().price(f64::INFINITY)), digits),
        (event(reached().price(5).currency("rub")), letters),
        (event(reached().price(5).currency("RUBL")), letters),
        (event(reached().price(5).currency("")), letters),
        (event(reached().currency("RUB")), "currency (cu): it is that of a price, and there is none"),
        (event(Ecommerce::purchase("", 5).product(product())), "id (ti): it is empty"),
        (event(Ecommerce::purchase("17", "many").product(product())), "revenue (tr): it must be digits"),
        (event(Ecommerce::purchase("17", 5)), "products (pr1id): there must be at least one"),
        (event(purchase().coupon("")), "coupon (tcc): it is empty"),
        (event(Ecommerce::add(product()).coupon("SPRING")), "coupon (tcc): only a purchase has one"),
        (event(purchase().currency("rouble")), "currency (cu): it must be three capital letters"),
        (event(purchase().page("cart")), "page (dl): it must begin with"),
        (event(purchase().goal("")), "goal (ea): it is empty"),
        (of(Product::new("", "Kettle")), "products[0].id (pr1id): it is empty"),
        (of(Product::new("sku-1", "")), "products[0].name (pr1nm): it is empty"),
        (of(product().brand("")), "products[0].brand (pr1br): it is empty"),
        (of(product().category("")), "products[0].category (pr1ca): it is empty"),
        (of(product().variant("")), "products[0].variant (pr1va): it is empty"),
        (of(product().coupon("")), "products[0].coupon (pr1cc): it is empty"),
        (event(purchase().product(product().price("free"))), "products[1].price (pr2pr): it must be digits"),
    ];
    for (event, rule) in cases {
        let error = measurement.send(&event).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{rule}: {error}");
        assert!(!error.is_in_doubt() && error.to_string().contains(rule), "{rule}: {error}");
    }
    assert!(desk.sent().is_empty());

    // Just within the rules.
    for event in [
        goal().at(now),
        goal().at(now - SignedDuration::from_hours(12)),
        goal().parameters(json!({ "a": "ж".repeat(8184) })),
        goal().parameters([json!({ "a": 1 })]),
        event(PageView::new("http://localhost", "Title").referrer("")),
        event(reached().price("007.50").currency("RUB")),
    ] {
        measurement.send(&event).await.unwrap();
    }
    assert_eq!(hits(&desk).len(), 6);
}

#[tokio::test]
async fn time_goes_by_the_clock_of_the_client() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    let event = goal().at(desk.sandbox.clock().now());
    measurement.send(&event).await.unwrap();
    desk.clock.advance(std::time::Duration::from_secs(12 * 3600));
    measurement.send(&event).await.unwrap();
    desk.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(measurement.send(&event).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(hits(&desk).len(), 2);
}

#[tokio::test]
async fn a_secret_or_a_counter_that_can_be_none_is_not_sent() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for (secret, rule) in [
        ("", "secret (ms): it is empty"),
        (" ", "secret (ms): it is empty"),
        ("3f9a1c52 7d4e", "secret (ms): it holds a character that no token has"),
        ("3f9a1c52-7d4e\n", "secret (ms): it holds a character that no token has"),
        ("3f9a1c52-токен", "secret (ms): it holds a character that no token has"),
    ] {
        let error = client.counter(SHOP).measurement(secret).send(&view()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let said = format!("{error} {error:?}");
        assert!(said.contains(rule) && !said.contains("3f9a1c52"), "{said}");
    }
    let error = client.counter(0).measurement(secret(&desk)).send(&view()).await.unwrap_err();
    assert!(error.to_string().contains("counter_id: 0 is no id"), "{error}");
    assert!(desk.sent().is_empty());
}
