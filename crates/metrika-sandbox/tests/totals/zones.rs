//! Counters in other zones, and one that moves.

use std::collections::BTreeMap;

use serde_json::json;

use super::report::{Table, agree, desk, table};
use crate::exported::{COUNTER, Desk, all_days};

/// Visits and page views by day, from the logs and from reports.
async fn days_agree(desk: &Desk) -> Vec<String> {
    let by_day = |dates: Vec<String>| -> Table {
        let mut sums: BTreeMap<_, f64> = BTreeMap::new();
        dates.into_iter().for_each(|date| *sums.entry(vec![Some(date)]).or_default() += 1.0);
        sums.into_iter().map(|(key, sum)| (key, vec![sum])).collect()
    };
    let log = desk.export(&all_days("visits", "ym:s:date")).await;
    let visits = by_day(log.rows().map(|row| row.text("ym:s:date")).collect());
    agree(&visits, &table(desk, "ym:s:visits", "ym:s:date", &[]).await, "visits");
    let log = desk.export(&all_days("hits", "ym:pv:date,ym:pv:isPageView")).await;
    let views = log.rows().filter(|row| row.flag("ym:pv:isPageView"));
    let views = by_day(views.map(|row| row.text("ym:pv:date")).collect());
    agree(&views, &table(desk, "ym:pv:pageviews", "ym:pv:date", &[]).await, "page views");
    visits.keys().map(|key| key[0].clone().unwrap()).collect()
}

/// The log keeps the zone in which it was written, and reports read it in that one.
#[tokio::test]
async fn a_counter_that_moves_to_another_zone_keeps_its_days() {
    let desk = desk().await;
    let days = days_agree(&desk).await;
    assert_eq!(days.len(), 4);
    for zone in ["Asia/Vladivostok", "America/New_York", "Europe/Moscow"] {
        let (status, body) = desk.put("~", &json!({ "counter": { "time_zone_name": zone } })).await;
        assert_eq!((status, &body["counter"]["time_zone_name"]), (200, &json!(zone)));
        assert_eq!(days_agree(&desk).await, days, "{zone}");
    }
}

/// In New York, the 8th of March 2026 has 23 hours.
#[tokio::test]
async fn a_day_on_which_clocks_are_changed_is_a_day() {
    let desk = desk().await;
    desk.sandbox.state(|state| {
        let counter = state.counters.get_mut(&COUNTER).unwrap();
        counter.value.insert("time_zone_name".to_owned(), json!("America/New_York"));
        counter.traffic.as_mut().unwrap().time_zone = "America/New_York".to_owned();
    });
    assert_eq!(days_agree(&desk).await, ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"]);
    let log = desk.export(&all_days("visits", "ym:s:dateTime")).await;
    let early = |row: &str| row.starts_with("2026-03-08 02:") || row.starts_with("2026-03-08 03:");
    let hours: Vec<String> = log.rows().map(|row| row.text("ym:s:dateTime")).filter(|time| early(time)).collect();
    assert!(!hours.is_empty() && hours.iter().all(|time| time.starts_with("2026-03-08 03:")), "{hours:?}");
}
