use super::{everything, traffic};
use crate::traffic::goals::SEEDED;
use crate::traffic::model::{Hit, HitKind, ProductEventKind, Visit};
use crate::traffic::words::pages;
use crate::traffic::{Plan, words::products::PRODUCTS};

fn reaches(visit: &Visit, position: usize) -> usize {
    let id = Plan::default().goals[position];
    visit.goals.iter().filter(|reach| reach.goal == id).count()
}

fn position(name: &str) -> usize {
    SEEDED.iter().position(|goal| goal.name == name).unwrap()
}

#[test]
fn goals_are_reached_by_what_happened_and_by_nothing_else() {
    let mut total = vec![0; SEEDED.len()];
    for visit in everything() {
        let hits = |kind: HitKind| visit.hits.iter().filter(|hit| hit.kind == kind).count();
        let thanks =
            visit.hits.iter().filter(|hit| hit.kind == HitKind::PageView && *hit.page == pages::THANKS).count();
        assert_eq!(reaches(&visit, position("Order sent")), thanks);
        assert_eq!(reaches(&visit, position("Added to the cart")), hits(HitKind::Event("add_to_cart")));
        assert_eq!(reaches(&visit, position("Purchase")), visit.purchases.len());
        assert_eq!(reaches(&visit, position("Five pages")), usize::from(visit.page_views() >= 5));
        assert_eq!(reaches(&visit, position("Click on the phone")), hits(HitKind::Link(pages::PHONE)));
        assert_eq!(reaches(&visit, position("Перешли в Telegram")), hits(HitKind::Link(pages::TELEGRAM)));
        assert_eq!(reaches(&visit, position("Any form sent")), hits(HitKind::Event("form_sent")));
        assert_eq!(reaches(&visit, position("Five minutes")), usize::from(visit.duration > 300));
        assert_eq!(reaches(&visit, position("Never reached")), 0);
        for (at, total) in total.iter_mut().enumerate() {
            *total += reaches(&visit, at);
        }
        let noted: Vec<usize> = visit.hits.iter().flat_map(|hit| hit.reached.iter().copied()).collect();
        assert_eq!(noted, (0..visit.goals.len()).collect::<Vec<_>>(), "hits and goals disagree");
        assert!(visit.hits.iter().all(|hit| hit.reached.iter().all(|&at| visit.goals[at].at == hit.at)));
    }
    assert!(total[..total.len() - 1].iter().all(|&count| count > 0), "a goal was never reached: {total:?}");
}

#[test]
fn serial_numbers_count_and_purchases_price_their_goal() {
    let purchase = Plan::default().goals[position("Purchase")];
    for visit in everything() {
        let mut counts = std::collections::HashMap::new();
        let mut purchases = visit.purchases.iter();
        for reach in &visit.goals {
            let count = counts.entry(reach.goal).or_insert(0);
            *count += 1;
            assert_eq!(reach.serial, *count);
            if reach.goal == purchase {
                let made = purchases.next().unwrap();
                assert_eq!((reach.price, reach.currency), (made.revenue_minor * 10, Some(made.currency)));
                assert!(reach.order.is_some());
            }
        }
    }
}

#[test]
fn goals_without_ids_are_not_reached() {
    let traffic = traffic(Plan { goals: vec![7], visits: 500, ..Plan::default() });
    assert!(
        traffic.days().flat_map(|day| traffic.day(day)).all(|visit| visit.goals.iter().all(|reach| reach.goal == 7))
    );
}

#[test]
fn purchases_add_up() {
    let (mut several, mut dollars, mut with_coupon, mut without, mut discounted) = (0, 0, 0, 0, 0);
    for purchase in everything().into_iter().flat_map(|visit| visit.purchases) {
        let goods: i64 = purchase.products.iter().map(|item| item.total_minor()).sum();
        assert_eq!(purchase.revenue_minor, goods + purchase.shipping_minor);
        assert!(purchase.products.iter().all(|item| item.product.currency == purchase.currency));
        assert!(!purchase.products.is_empty());
        several += u32::from(purchase.products.len() > 1);
        dollars += u32::from(purchase.currency == "USD");
        discounted += u32::from(purchase.products.iter().any(|item| item.discount.is_some()));
        *if purchase.coupon.is_some() { &mut with_coupon } else { &mut without } += 1;
    }
    assert!(several > 0 && dollars > 0 && with_coupon > 0 && without > 0 && discounted > 0);
}

#[test]
fn product_events_follow_the_hits() {
    let mut kinds = [0u32; 5];
    for visit in everything() {
        let count = |kind| visit.product_events.iter().filter(|event| event.kind == kind).count();
        let hits = |name| visit.hits.iter().filter(|hit| hit.kind == HitKind::Event(name)).count();
        assert_eq!(count(ProductEventKind::Add), hits("add_to_cart"));
        assert_eq!(count(ProductEventKind::Remove), hits("remove_from_cart"));
        for event in &visit.product_events {
            kinds[event.kind as usize] += 1;
            // A click leads to another page at once.
            let happened =
                |hit: &Hit| hit.at == event.at && (hit.page == event.page || event.kind == ProductEventKind::Click);
            assert!(visit.hits.iter().any(happened), "{event:?} without a hit");
        }
    }
    assert!(kinds.iter().all(|&count| count > 0), "{kinds:?}");
    assert!(PRODUCTS.iter().any(|product| product.category.len() == 5));
    assert!(PRODUCTS.iter().any(|product| product.category.is_empty()));
}
