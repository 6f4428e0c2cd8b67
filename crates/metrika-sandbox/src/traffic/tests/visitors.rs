use std::collections::HashMap;

use super::{everything, traffic};
use crate::traffic::Plan;

#[test]
fn a_visitor_born_in_the_period_is_new_once_and_stays_the_same() {
    let visits = everything();
    let mut firsts: HashMap<u64, u32> = HashMap::new();
    let mut seen = HashMap::new();
    let period_start = visits.iter().map(|visit| visit.start).min().unwrap();
    let mut births = HashMap::new();
    for visit in &visits {
        let who = visit.visitor;
        *firsts.entry(who.client_id).or_default() += u32::from(visit.is_new);
        births.insert(who.client_id, who.first_visit);
        if visit.is_new {
            assert_eq!(visit.start, who.first_visit);
        } else {
            assert!(visit.start > who.first_visit, "came back before coming");
            assert!(visit.start - who.first_visit <= 61 * 86_400 + 7_200, "remembered for too long");
        }
        let traits = (who, std::ptr::from_ref(visit.place), visit.device, visit.is_robot, visit.sources.first.referer);
        assert_eq!(*seen.entry(who.client_id).or_insert(traits), traits, "a visitor changed");
    }
    let mut from_before = 0;
    for (client, count) in firsts {
        let is_from_before = births[&client] < period_start;
        from_before += u32::from(is_from_before);
        assert_eq!(count, u32::from(!is_from_before), "visitor {client}");
    }
    assert!(from_before > 100, "nobody came before the period");
}

#[test]
fn three_in_five_are_new_and_others_return() {
    let visits = everything();
    let new = visits.iter().filter(|visit| visit.is_new).count();
    assert!((5_900..6_150).contains(&new), "{new} new visitors of {}", visits.len());
    let returning = traffic(Plan { visits: 200, days: 200, ..Plan::default() });
    assert_eq!(returning.days().flat_map(|day| returning.day(day)).count(), 200, "a thin plan has no one to return");
}

#[test]
fn ids_are_unique_and_large() {
    let visits = everything();
    let mut ids: Vec<u64> = visits.iter().map(|visit| visit.id).collect();
    ids.extend(visits.iter().flat_map(|visit| &visit.hits).map(|hit| hit.id));
    let count = ids.len();
    let large = ids.iter().filter(|&&id| id > i64::MAX as u64).count();
    assert!(large > count / 3, "{large} of {count} ids are above i64::MAX");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id repeats");
    let clients = visits.iter().filter(|visit| visit.visitor.client_id > i64::MAX as u64).count();
    assert!(clients > visits.len() / 3, "{clients} large ClientIDs");
}

#[test]
fn attributions_differ_as_they_should() {
    let (mut significant_differs, mut first_differs, mut click_differs, mut hidden) = (0, 0, 0, 0);
    for visit in everything() {
        let sources = visit.sources;
        if visit.is_new {
            assert_eq!(sources.first, sources.last);
        }
        if sources.last.is_significant() {
            assert_eq!(sources.last_significant, sources.last);
        } else if !sources.last_significant.is_significant() {
            assert!(!sources.first.is_significant(), "a significant source was forgotten");
        }
        if sources.last_direct_click.direct.is_none() {
            assert_eq!(sources.last_direct_click, sources.last);
            hidden += u32::from(sources.first.direct.is_some());
        }
        significant_differs += u32::from(sources.last_significant != sources.last);
        first_differs += u32::from(sources.first != sources.last_significant);
        click_differs += u32::from(sources.last_direct_click != sources.last);
        assert!(visit.is_new <= (sources.last.kind.id != "internal"), "a first visit from inside");
    }
    assert_eq!(hidden, 0, "a click on an ad was forgotten");
    assert!(significant_differs > 500 && first_differs > 500 && click_differs > 100);
}

#[test]
fn weights_look_real() {
    let visits = everything();
    let share = |what: &dyn Fn(&crate::traffic::model::Visit) -> bool| {
        visits.iter().filter(|visit| what(visit)).count() * 1000 / visits.len()
    };
    let robots = share(&|visit| visit.is_robot);
    assert!((8..35).contains(&robots), "{robots} robots in a thousand");
    let bounces = share(&|visit| visit.is_bounce());
    assert!((180..320).contains(&bounces), "{bounces} bounces in a thousand");
    let mobile = share(&|visit| visit.device.category as u8 == 2);
    assert!((400..600).contains(&mobile), "{mobile} on phones in a thousand");
    for kind in
        ["organic", "ad", "direct", "referral", "social", "internal", "email", "messenger", "recommend", "saved"]
    {
        assert!(share(&|visit| visit.sources.last.kind.id == kind) > 0, "nobody came by {kind}");
    }
}
