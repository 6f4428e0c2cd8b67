use jiff::SignedDuration;
use metrika::measurement::{Ecommerce, Event, GoalReached, PageView, Product};
use metrika::models::Flag;
use metrika::{CallOptions, ErrorKind};
use metrika_sandbox::faults::Fault;
use metrika_sandbox::measurement::{self as taken, Action, Kind};
use serde_json::json;

use crate::desk::{Desk, EMPTY, SHOP};
use crate::{VISITOR, client, goal, hits, purchase, secret, view};

#[tokio::test]
async fn from_a_counter_that_has_nothing_to_a_goal() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let counter = client.counter(EMPTY);
    counter.update(|it| it.counter_flags.get_or_insert_default().measurement_enabled = Some(Flag(true))).await.unwrap();
    let token = counter.measurement_tokens().generate().await.unwrap();
    counter.measurement(token).send(&goal()).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), "POST /collect");
    assert_eq!(desk.sandbox.state(|state| state.counters[&EMPTY].measured.len()), 1);
}

#[tokio::test]
async fn a_page_view_arrives_as_it_was_made() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    measurement.send(&view()).await.unwrap();
    let page = PageView::new("https://shop.example/", "Shop").referrer("https://yandex.ru/");
    measurement.send(&Event::new(VISITOR, page).window(1440, 900, 30)).await.unwrap();

    let hits = hits(&desk);
    assert_eq!((hits[0].client_id, hits[0].at), (VISITOR, desk.sandbox.clock().now()));
    assert_eq!(hits[0].page.as_deref(), Some("https://shop.example/thanks?a=1&b=2"));
    let view = |referrer: &str, title: &str| {
        Kind::PageView(taken::PageView { referrer: referrer.into(), title: title.into() })
    };
    assert_eq!(hits[0].kind, view("", "Спасибо & до свидания"));
    assert_eq!(hits[1].kind, view("https://yandex.ru/", "Shop"));
    assert_eq!((hits[0].window.as_deref(), hits[1].window.as_deref()), (None, Some("1440x900x30")));
    assert_eq!(measurement.counter(), SHOP.into());
}

#[tokio::test]
async fn a_goal_arrives_as_it_was_made() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let now = desk.sandbox.clock().now();
    let at = now - SignedDuration::from_hours(12);
    let reached = GoalReached::new("order_sent").price("0.10").currency("EUR").page("https://shop.example/");
    let event = Event::new(VISITOR, reached).at(at).parameters(json!({ "plan": { "name": "про", "seats": 5 } }));
    client.counter(SHOP).measurement(secret(&desk)).send(&event).await.unwrap();

    let hit = hits(&desk).pop().unwrap();
    assert_eq!((hit.at, hit.received_at, hit.page.as_deref()), (at, now, Some("https://shop.example/")));
    assert_eq!(hit.parameters, Some(json!({ "plan": { "name": "про", "seats": 5 } })));
    let expected = taken::Event {
        goal: Some("order_sent".into()),
        price: Some("0.10".into()),
        currency: Some("EUR".into()),
        ecommerce: None,
    };
    assert_eq!(hit.kind, Kind::Event(expected));
}

#[tokio::test]
async fn a_purchase_arrives_with_all_its_products() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let cup = Product::new("sku-2", "Cup & saucer")
        .brand("Brand")
        .category("Kitchen/Cups")
        .variant("blue")
        .coupon("CUPS")
        .price(50)
        .quantity(6)
        .position(2);
    // More than nine, so that their order is not that of texts.
    let more = (3..=11).map(|number| Product::new(format!("sku-{number}"), "Spoon"));
    let bought = purchase().product(cup).products(more).coupon("SPRING").currency("RUB").goal("paid");
    let event = Event::new(VISITOR, bought.page("https://shop.example/cart"));
    client.counter(SHOP).measurement(secret(&desk)).send(&event).await.unwrap();

    let hit = hits(&desk).pop().unwrap();
    assert_eq!(hit.page.as_deref(), Some("https://shop.example/cart"));
    let Kind::Event(event) = hit.kind else { panic!("no event") };
    assert_eq!((event.goal.as_deref(), event.currency.as_deref(), event.price), (Some("paid"), Some("RUB"), None));
    let done = event.ecommerce.unwrap();
    assert_eq!((done.action, done.coupon.as_deref()), (Action::Purchase, Some("SPRING")));
    assert_eq!((done.transaction.as_deref(), done.revenue.as_deref()), (Some("order-17"), Some("1990.50")));
    let ids: Vec<_> = done.products.iter().map(|product| product.id.clone()).collect();
    assert_eq!(ids, (1..=11).map(|number| format!("sku-{number}")).collect::<Vec<_>>());
    let expected = taken::Product {
        id: "sku-2".into(),
        name: "Cup & saucer".into(),
        brand: Some("Brand".into()),
        category: Some("Kitchen/Cups".into()),
        price: Some("50".into()),
        quantity: Some(6),
        variant: Some("blue".into()),
        coupon: Some("CUPS".into()),
        position: Some(2),
    };
    assert_eq!(done.products[1], expected);
}

#[tokio::test]
async fn the_other_things_that_are_done_with_products() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let kettle = || Product::new("sku-1", "Kettle");
    let all = [Ecommerce::detail(kettle()), Ecommerce::add(kettle()), Ecommerce::remove(kettle())];
    let events = all.map(|action| Event::new(VISITOR, action));
    let sent = client.counter(SHOP).measurement(secret(&desk)).send_all(events).await;
    assert_eq!(sent.all().unwrap(), 3);
    let action = |kind| match kind {
        Kind::Event(taken::Event { ecommerce: Some(done), goal: None, .. }) => done.action,
        other => panic!("{other:?}"),
    };
    let actions: Vec<_> = hits(&desk).into_iter().map(|hit| action(hit.kind)).collect();
    assert_eq!(actions, [Action::Detail, Action::Add, Action::Remove]);
}

#[tokio::test]
async fn amounts_are_sent_as_they_print() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    let goals =
        [GoalReached::new("a").price(5), GoalReached::new("a").price(5.25), GoalReached::new("a").price("5.250")];
    for goal in goals {
        measurement.send(&Event::new(VISITOR, goal)).await.unwrap();
    }
    let price = |kind| if let Kind::Event(event) = kind { event.price } else { None };
    let prices: Vec<_> = hits(&desk).into_iter().filter_map(|hit| price(hit.kind)).collect();
    assert_eq!(prices, ["5", "5.25", "5.250"]);
}

#[tokio::test]
async fn of_many_the_failed_ones_are_told_and_the_others_are_sent() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let measurement = client.counter(SHOP).measurement(secret(&desk));
    desk.sandbox.fault(Fault::reset_after().on("collect").after(1).times(1)).unwrap();
    let bad = Event::new(0, GoalReached::new("order_sent"));
    let events = [view(), goal(), bad, view()];
    let done = measurement.send_all(&events).await;
    assert_eq!(done.sent, 2);
    let failed: Vec<_> =
        done.failed.iter().map(|failed| (failed.index, failed.error.kind(), failed.error.is_in_doubt())).collect();
    assert_eq!(failed, [(1, ErrorKind::Interrupted, true), (2, ErrorKind::InvalidRequest, false)]);
    assert_eq!(hits(&desk).len(), 3, "the one in doubt had arrived");
    assert_eq!(done.all().unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(measurement.send_all(Vec::<Event>::new()).await.all().unwrap(), 0);
}

#[tokio::test]
async fn options_of_the_api_are_not_sent_to_another_service() {
    let desk = Desk::new().await;
    let options = CallOptions::new().ulogin("agency-owner").lang("ru").query("pretty", "1");
    let client = client(&desk).with(options);
    client.counter(SHOP).measurement(secret(&desk)).send(&goal()).await.unwrap();
    assert_eq!(desk.last().query, []);
}
