//! Visits around midnight.
//!
//! A visit belongs to the day on which it began, with all that happened in it; a page view belongs to the day on which it
//! happened. In the zone of the counter a visit of the sandbox ends with its day. In another zone, which only reports can be
//! asked for, midnight comes in the middle of visits: then the two rules differ, and each must be kept.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use reqwest::Method;

use super::report::{Table, agree, table};
use crate::exported::log::Log;
use crate::exported::{COUNTER, Desk, FIRST, LAST, all_days, but, told};

/// Zones whose midnight is in the busy hours of Moscow: how many hours they are ahead of it, and the days that the log covers
/// from one midnight to the next. The midnight of the first is noon on the same day in Moscow; that of the second is three in
/// the afternoon on the day before, so that reports have to look at a day of the log that is not in their period.
const ZONES: [(&str, i64, [&str; 3]); 2] = [
    ("-09:00", -12, ["2026-03-06", "2026-03-07", "2026-03-08"]),
    ("+12:00", 9, ["2026-03-07", "2026-03-08", "2026-03-09"]),
];

/// Visits are short: of few, none is under way at midnight.
async fn desk() -> Desk {
    Desk::with(|settings| settings.data.visits = 5_000).await
}

fn time(text: String) -> DateTime {
    DateTime::strptime("%Y-%m-%d %H:%M:%S", text).unwrap()
}

/// The day of a zone so many hours ahead on which it is this time in Moscow.
fn day(moscow: DateTime, ahead: i64) -> String {
    moscow.checked_add(ahead.hours()).unwrap().date().to_string()
}

#[tokio::test]
async fn a_visit_of_the_log_ends_with_its_day() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", "ym:s:date,ym:s:dateTime,ym:s:visitDuration")).await;
    let mut last = None;
    for row in log.rows() {
        let start = time(row.text("ym:s:dateTime"));
        let seconds = i64::try_from(row.number("ym:s:visitDuration")).unwrap();
        let end = start.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        assert_eq!((start.date(), end.date()), (start.date(), start.date()), "{start} and {seconds} seconds");
        last = last.max(Some(end.time()));
    }
    // The rule is not kept for want of late visits.
    assert_eq!(last, Some(jiff::civil::time(23, 59, 59, 0)));
}

#[tokio::test]
async fn hits_of_a_day_are_in_the_log_of_that_day_as_in_its_report() {
    let desk = desk().await;
    let fields = "ym:pv:watchID,ym:pv:date,ym:pv:dateTime,ym:pv:isPageView";
    for date in [FIRST, "2026-03-07", "2026-03-08", LAST] {
        let log = desk.export(&but(&but(&all_days("hits", fields), "date1", date), "date2", date)).await;
        for row in log.rows() {
            assert_eq!(row.text("ym:pv:date"), date);
            assert_eq!(time(row.text("ym:pv:dateTime")).date().to_string(), date);
        }
        let views = log.rows().filter(|row| row.flag("ym:pv:isPageView")).count();
        let reported = table(&desk, "ym:pv:pageviews", "ym:pv:date", &[("date1", date), ("date2", date)]).await;
        agree(&Table::from([(vec![Some(date.to_owned())], vec![views as f64])]), &reported, date);
    }
}

#[tokio::test]
async fn page_views_are_counted_on_their_own_day_and_visits_on_the_day_of_their_start() {
    let desk = desk().await;
    let visits = desk.export(&all_days("visits", "ym:s:dateTime,ym:s:watchIDs,ym:s:pageViews")).await;
    let hits = desk.export(&all_days("hits", "ym:pv:watchID,ym:pv:dateTime,ym:pv:isPageView")).await;
    for (zone, ahead, whole) in ZONES {
        same_in_zone(&desk, &visits, &hits, zone, ahead, whole).await;
    }
}

async fn same_in_zone(desk: &Desk, visits: &Log, hits: &Log, zone: &str, ahead: i64, whole: [&str; 3]) {
    let (mut of_visits, mut of_hits) = (Table::new(), Table::new());
    let mut days: HashMap<u64, String> = HashMap::new();
    for row in hits.rows().filter(|row| row.flag("ym:pv:isPageView")) {
        let day = day(time(row.text("ym:pv:dateTime")), ahead);
        days.insert(row.number("ym:pv:watchID"), day.clone());
        of_hits.entry(vec![Some(day)]).or_insert_with(|| vec![0.0])[0] += 1.0;
    }
    let mut crossing: BTreeMap<String, u32> = BTreeMap::new();
    for row in visits.rows() {
        let day = day(time(row.text("ym:s:dateTime")), ahead);
        let numbers = of_visits.entry(vec![Some(day.clone())]).or_insert_with(|| vec![0.0, 0.0]);
        numbers[0] += 1.0;
        numbers[1] += row.number("ym:s:pageViews") as f64;
        if row.numbers("ym:s:watchIDs").iter().any(|id| days[id] != day) {
            *crossing.entry(day).or_default() += 1;
        }
    }
    for table in [&mut of_visits, &mut of_hits] {
        table.retain(|key, _| whole.contains(&key[0].as_deref().unwrap()));
    }
    assert!(crossing.len() > 2, "hardly a visit crosses midnight: {crossing:?}");
    assert!(whole.iter().any(|day| {
        let key = vec![Some((*day).to_owned())];
        of_visits[&key][1] != of_hits[&key][0]
    }));
    let period = [("date1", whole[0]), ("date2", whole[2]), ("timezone", zone)];
    agree(&of_visits, &table(desk, "ym:s:visits,ym:s:pageviews", "ym:s:date", &period).await, "visits");
    agree(&of_hits, &table(desk, "ym:pv:pageviews", "ym:pv:date", &period).await, "page views");
    // Some page views of a day are of visits of the day before: a report about that day alone finds them.
    for day in whole {
        let key = vec![Some(day.to_owned())];
        let period = [("date1", day), ("date2", day), ("timezone", zone)];
        let reported = table(desk, "ym:pv:pageviews", "ym:pv:date", &period).await;
        agree(&Table::from([(key.clone(), of_hits[&key].clone())]), &reported, day);
    }
    // Over time, too, each is in the interval of its own moment.
    for (metrics, computed) in [("ym:s:pageviews", (&of_visits, 1)), ("ym:pv:pageviews", (&of_hits, 0))] {
        let ids = COUNTER.to_string();
        let query = [("ids", ids.as_str()), ("metrics", metrics), ("group", "day"), ("accuracy", "full")];
        let request = desk.request(Method::GET, "/stat/v1/data/bytime").query(&query).query(&period);
        let (status, body) = told(request).await;
        assert_eq!(status, 200, "{body}");
        let (table, place) = computed;
        let expected: Vec<f64> = table.values().map(|numbers| numbers[place]).collect();
        let reported = body["data"][0]["metrics"][0].as_array().unwrap().iter();
        assert_eq!(reported.map(|number| number.as_f64().unwrap()).collect::<Vec<_>>(), expected, "{metrics} {zone}");
    }
}
