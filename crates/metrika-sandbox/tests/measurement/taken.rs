use metrika_sandbox::Sandbox;
use metrika_sandbox::measurement::{Action, Ecommerce, Event, Kind, PageView, Product};
use metrika_sandbox::state::seed::SHOP;
use serde_json::json;

use crate::desk::{Desk, GOAL, NOON, PAGE_VIEW, PURCHASE, SECOND, but};

#[tokio::test]
async fn a_page_view_comes_by_get_by_post_and_by_both() {
    let desk = Desk::new().await;
    let all = desk.parameters(PAGE_VIEW);
    assert_eq!(desk.get(&all).await.status(), 200);
    let answer = desk.post(&all).await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (200, "<!-- OK -->"));
    let (query, form) = all.split_at(3);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let both = reqwest::Client::new().post(desk.sandbox.url() + "/collect/").query(query).body(body);
    let both = both.header("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(both.send().await.unwrap().status(), 200);

    let hits = desk.hits();
    assert_eq!(hits.len(), 3);
    assert!(hits.iter().all(|hit| *hit == hits[0]));
    assert_eq!((hits[0].client_id, hits[0].at, hits[0].received_at), (7, NOON.parse().unwrap(), NOON.parse().unwrap()));
    assert_eq!(hits[0].page.as_deref(), Some("https://shop.example/thanks?a=1&b=ü"));
    let expected = PageView { referrer: "https://yandex.ru/".into(), title: "Спасибо".into() };
    assert_eq!(hits[0].kind, Kind::PageView(expected));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn the_journal_shows_what_was_sent_but_no_token() {
    let desk = Desk::new().await;
    let all = desk.parameters(GOAL);
    desk.get(&all).await;
    desk.post(&all).await;
    desk.post(&desk.parameters(&[("ms", Some("3f9a1c52-not-the-token"))])).await;
    let journal = desk.sandbox.journal();
    for entry in &journal {
        assert_eq!((entry.path.as_str(), entry.operation.as_deref()), ("/collect", Some("collect")));
        assert!(entry.headers.iter().all(|(name, _)| name != "authorization"), "it needs none");
        let shown = format!("{entry:?} {}", String::from_utf8_lossy(&entry.body));
        assert!(!shown.contains(&desk.secret) && !shown.contains("3f9a1c52"), "{shown}");
    }
    assert!(journal[0].query.contains(&("ms".into(), "***".into())));
    assert!(journal[0].query.contains(&("ea".into(), "order_sent".into())));
    assert_eq!(journal[1].body, format!("tid={SHOP}&cid=7&ms=***&t=event&ea=order_sent"));
    let statuses: Vec<_> = journal.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [Some(200), Some(200), Some(403)]);
}

#[tokio::test]
async fn an_event_has_all_that_was_sent_with_it_exactly() {
    let desk = Desk::new().await;
    let at = (SECOND - 3600).to_string();
    let goal = but(
        GOAL,
        &[
            ("cid", Some("18446744073709551615")),
            ("et", Some(&at)),
            ("ev", Some("0.10")),
            ("cu", Some("EUR")),
            ("sr", Some("1440x900x30")),
            ("params", Some(r#"{"plan":{"name":"pro"}}"#)),
            ("dl", Some("https://shop.example/")),
        ],
    );
    assert_eq!(desk.post(&desk.parameters(&goal)).await.status(), 200);
    let hit = desk.hits().pop().unwrap();
    assert_eq!((hit.client_id, hit.at.as_second(), hit.received_at.as_second()), (u64::MAX, SECOND - 3600, SECOND));
    assert_eq!((hit.page.as_deref(), hit.window.as_deref()), (Some("https://shop.example/"), Some("1440x900x30")));
    assert_eq!(hit.parameters, Some(json!({ "plan": { "name": "pro" } })));
    let expected = Event {
        goal: Some("order_sent".into()),
        price: Some("0.10".into()),
        currency: Some("EUR".into()),
        ecommerce: None,
    };
    assert_eq!(hit.kind, Kind::Event(expected));
}

#[tokio::test]
async fn a_purchase_has_its_products_in_the_order_of_their_numbers() {
    let desk = Desk::new().await;
    let more = but(
        PURCHASE,
        &[
            ("tcc", Some("SPRING")),
            ("cu", Some("RUB")),
            ("pr10id", Some("sku-10")),
            ("pr10nm", Some("Tea")),
            ("pr2id", Some("sku-2")),
            ("pr2nm", Some("Cup")),
            ("pr2br", Some("Brand")),
            ("pr2ca", Some("Kitchen/Cups")),
            ("pr2pr", Some("300")),
            ("pr2qt", Some("6")),
            ("pr2va", Some("blue")),
            ("pr2cc", Some("CUPS")),
            ("pr2ps", Some("2")),
        ],
    );
    assert_eq!(desk.post(&desk.parameters(&more)).await.status(), 200);
    let Kind::Event(event) = desk.hits().pop().unwrap().kind else { panic!("no event") };
    let plain = |id: &str, name: &str| Product { id: id.into(), name: name.into(), ..Product::default() };
    let cup = Product {
        brand: Some("Brand".into()),
        category: Some("Kitchen/Cups".into()),
        price: Some("300".into()),
        quantity: Some(6),
        variant: Some("blue".into()),
        coupon: Some("CUPS".into()),
        position: Some(2),
        ..plain("sku-2", "Cup")
    };
    let expected = Ecommerce {
        action: Action::Purchase,
        transaction: Some("order-17".into()),
        revenue: Some("1990.50".into()),
        coupon: Some("SPRING".into()),
        products: vec![plain("sku-1", "Kettle"), cup, plain("sku-10", "Tea")],
    };
    assert_eq!((event.goal, event.ecommerce), (None, Some(expected)));
}

#[tokio::test]
async fn what_may_be_left_out_may_be_left_out() {
    let desk = Desk::new().await;
    let oldest = (SECOND - 12 * 3600).to_string();
    let now = SECOND.to_string();
    for (usual, more) in [
        (PAGE_VIEW, vec![("dr", Some(""))]),
        (PAGE_VIEW, vec![("params", Some(r#"[{"a":1}]"#))]),
        (GOAL, vec![("et", Some(oldest.as_str()))]),
        (GOAL, vec![("et", Some(now.as_str()))]),
        (GOAL, vec![("ev", Some("5"))]),
        (PURCHASE, vec![("ea", Some("paid")), ("ev", Some("5"))]),
        (PURCHASE, vec![("pa", Some("add")), ("ti", None), ("tr", None), ("cu", Some("RUB"))]),
        (PURCHASE, vec![("pa", Some("remove")), ("ti", None), ("tr", None)]),
        (PURCHASE, vec![("pa", Some("detail")), ("ti", None), ("tr", None)]),
    ] {
        let answer = desk.post(&desk.parameters(&but(usual, &more))).await;
        assert_eq!(answer.status(), 200, "{more:?}: {}", answer.text().await.unwrap());
    }
    assert_eq!(desk.hits().len(), 9);
}

#[tokio::test]
async fn parameters_that_no_page_has_are_ignored_if_that_is_set() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.ignore_unknown_parameters = true)).await;
    assert_eq!(desk.post(&desk.parameters(&but(GOAL, &[("uid", Some("5"))]))).await.status(), 200);
    assert_eq!(desk.hits().len(), 1);
}

#[tokio::test]
async fn hits_outlive_the_sandbox_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let desk = Desk::with(|builder| builder.state_file(&file)).await;
    for usual in [PAGE_VIEW, GOAL, PURCHASE] {
        let exact = but(usual, &[("cid", Some("18446744073709551615"))]);
        assert_eq!(desk.post(&desk.parameters(&exact)).await.status(), 200);
    }
    let before = desk.hits();
    drop(desk);
    let again = Sandbox::builder().now(NOON.parse().unwrap()).state_file(&file).start().await.unwrap();
    assert_eq!(again.state(|state| state.counters[&SHOP].measured.clone()), before);
    assert_eq!(before.len(), 3);
}
