use jiff::civil::date;

use super::{digest, everything, traffic};
use crate::traffic::{Hostile, Plan, PlanError, Traffic};

/// Changes whenever the visits of a plan change: then say so in the changelog, for users pin what they saw.
const PINNED: u64 = 13_072_395_310_664_463_394;

#[test]
fn the_same_plan_makes_the_same_visits() {
    let plan = Plan { visits: 300, days: 3, ..Plan::default() };
    let all = |plan: Plan| {
        let traffic = traffic(plan);
        digest(traffic.days().flat_map(|day| traffic.day(day)))
    };
    assert_eq!(all(plan.clone()), PINNED, "visits changed");
    assert_ne!(all(Plan { seed: plan.seed + 1, ..plan.clone() }), PINNED, "the seed is not used");
    assert_ne!(all(Plan { counter: plan.counter + 1, ..plan }), PINNED, "the counter is not used");
}

#[test]
fn visits_add_up_to_the_plan_whatever_the_sizes() {
    for (visits, days) in
        [(0, 1), (1, 30), (29, 30), (30, 29), (10_000, 30), (9_999, 365), (1 << 36, 36_500), (7, 36_500)]
    {
        let traffic = traffic(Plan { visits, days, ..Plan::default() });
        assert_eq!(traffic.days().count(), days as usize);
        let sum: u64 = traffic.days().map(|day| traffic.visits_on(day)).sum();
        assert_eq!(sum, visits, "over {days} days");
        let outside = [traffic.plan().first_day.yesterday().unwrap(), traffic.last_day().tomorrow().unwrap()];
        assert_eq!(outside.map(|day| traffic.visits_on(day)), [0, 0]);
        assert_eq!(traffic.day(outside[0]).count() + traffic.day(outside[1]).count(), 0);
    }
}

#[test]
fn a_log_goes_on_at_its_pace_and_its_days_stay_as_they_were() {
    for (visits, days) in [(10_000, 30), (240, 4), (7, 30), (10_007, 365)] {
        let short = traffic(Plan { visits, days, ..Plan::default() });
        let last = short.plan().first_day.checked_add(jiff::Span::new().days(10 * i64::from(days) * 28 - 1)).unwrap();
        let long = short.clone().until(last);
        assert_eq!((long.last_day(), long.days().count()), (last, 280 * days as usize));
        for day in short.days() {
            assert_eq!(long.visits_on(day), short.visits_on(day));
        }
        let sum: u64 = long.days().map(|day| long.visits_on(day)).sum();
        let expected = visits * 280;
        // Four days of a week are not like the other three.
        assert!(sum.abs_diff(expected) * 6 < expected, "{visits} in {days} days became {sum}, not about {expected}");
    }
    let plan = Plan { visits: 300, days: 3, ..Plan::default() };
    let (short, long) = (
        traffic(plan.clone()),
        traffic(plan.clone()).until(plan.first_day.checked_add(jiff::Span::new().days(9)).unwrap()),
    );
    let all = |traffic: &Traffic, days: &Traffic| digest(days.days().flat_map(|day| traffic.day(day)));
    assert_eq!(all(&long, &short), all(&short, &short));
    assert!(long.day(long.last_day()).count() > 50);
    let cut = short.clone().until(plan.first_day);
    assert_eq!((cut.days().count(), cut.day(short.last_day()).count()), (1, 0));
    assert_eq!(cut.visit(short.last_day(), 0).map(|visit| visit.id), None);
    assert_eq!(short.until(plan.first_day.yesterday().unwrap()).days().count(), 0);
}

#[test]
fn no_day_is_further_from_its_share_than_one_visit() {
    let traffic = traffic(Plan { visits: 10_007, days: 56, ..Plan::default() });
    let days: Vec<_> = traffic.days().collect();
    for (day, later) in days.iter().zip(&days[28..]) {
        assert!(traffic.visits_on(*day).abs_diff(traffic.visits_on(*later)) <= 1);
    }
    // The twelfth of September 2026 is a Saturday.
    assert!(
        traffic.visits_on(date(2026, 9, 12)) * 10 < traffic.visits_on(date(2026, 9, 9)) * 8,
        "weekends are quieter"
    );
}

#[test]
fn a_visit_far_away_costs_what_a_near_one_does() {
    let plan = Plan { visits: 1 << 36, days: 36_500, first_day: date(2000, 1, 1), ..Plan::default() };
    let traffic = traffic(plan);
    let day = traffic.last_day();
    let last = traffic.visits_on(day) - 1;
    assert!(last > 1_000_000);
    assert!(traffic.visit(day, last).is_some());
    assert!(traffic.visit(day, last + 1).is_none());
}

#[test]
fn a_visit_is_the_same_by_itself_and_among_others() {
    let traffic = traffic(Plan { visits: 2_000, days: 5, ..Plan::default() });
    for day in traffic.days() {
        let mut alone: Vec<_> = (0..traffic.visits_on(day)).map(|index| traffic.visit(day, index).unwrap()).collect();
        alone.sort_by_key(|visit| visit.id);
        let mut together: Vec<_> = traffic.day(day).collect();
        assert!(together.is_sorted_by_key(|visit| visit.start), "not in the order of time");
        together.sort_by_key(|visit| visit.id);
        assert_eq!(digest(alone.into_iter()), digest(together.into_iter()));
    }
}

#[test]
fn every_visit_keeps_within_its_day_even_when_clocks_change() {
    // 25 hours, 23 hours, and a zone where a day begins at one o'clock.
    for (zone, day) in [
        ("America/New_York", date(2026, 11, 1)),
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("Asia/Kathmandu", date(2026, 5, 1)),
    ] {
        let plan = Plan { first_day: day, days: 2, visits: 4_000, time_zone: zone.to_owned(), ..Plan::default() };
        let traffic = traffic(plan);
        for day in traffic.days() {
            for visit in traffic.day(day) {
                let date_of = |at| traffic.zone().to_datetime(jiff::Timestamp::from_second(at).unwrap()).date();
                assert_eq!(date_of(visit.start), day, "{zone}");
                assert!(visit.hits.iter().all(|hit| date_of(hit.at) == day), "{zone}: a hit on another day");
            }
        }
    }
}

#[test]
fn hits_are_in_order_and_make_the_duration() {
    for visit in everything() {
        assert_eq!(visit.hits[0].kind, crate::traffic::model::HitKind::PageView);
        assert_eq!(visit.hits[0].at, visit.start);
        assert!(visit.hits.is_sorted_by_key(|hit| hit.at));
        assert_eq!(i64::from(visit.duration), visit.hits.last().unwrap().at - visit.start);
        assert_eq!(visit.is_bounce(), visit.page_views() == 1 && visit.duration < 15);
    }
}

#[test]
fn plans_that_cannot_be_carried_out_are_refused() {
    let refused = |plan| Traffic::new(plan).unwrap_err();
    let moon = Plan { time_zone: "Moon/Crater".to_owned(), ..Plan::default() };
    assert_eq!(refused(moon), PlanError::UnknownTimeZone("Moon/Crater".to_owned()));
    assert_eq!(refused(Plan { days: 0, ..Plan::default() }), PlanError::Period);
    assert_eq!(refused(Plan { first_day: date(9999, 12, 20), ..Plan::default() }), PlanError::Period);
    assert_eq!(refused(Plan { visits: (1 << 36) + 1, ..Plan::default() }), PlanError::TooManyVisits);
}

#[test]
fn a_plan_survives_serde_and_gaps_are_filled() {
    let plan = Plan { seed: u64::MAX, hostile: Hostile { nul: true, invalid_utf8: false }, ..Plan::default() };
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    assert_eq!(serde_json::from_str::<Plan>("{}").unwrap(), Plan::default());
}
