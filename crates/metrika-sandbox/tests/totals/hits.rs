//! The log of hits and reports about page views.

use std::collections::{BTreeMap, HashSet};

use super::report::{Table, agree, desk, same, table, totals};
use super::sums::value;
use crate::exported::all_days;
use crate::exported::log::{Log, Row};

const METRICS: &str = "ym:pv:pageviews,ym:pv:users";

/// The rows of page views: a log of hits has events too.
fn views(log: &Log) -> impl Iterator<Item = Row<'_>> {
    log.rows().filter(|row| row.flag("ym:pv:isPageView"))
}

#[tokio::test]
async fn page_views_are_the_same_in_three_places() {
    let desk = desk().await;
    let hits = desk.export(&all_days("hits", "ym:pv:isPageView,ym:pv:clientID")).await;
    let visits = desk.export(&all_days("visits", "ym:s:pageViews")).await;
    let of_hits = views(&hits).count() as f64;
    let users = views(&hits).map(|row| row.number("ym:pv:clientID")).collect::<HashSet<_>>().len() as f64;
    let of_visits: u64 = visits.rows().map(|row| row.number("ym:s:pageViews")).sum();
    assert!(hits.rows.len() as f64 > of_hits && of_hits > users);
    assert_eq!(of_visits as f64, of_hits);
    assert!(same(&totals(&desk, METRICS, &[]).await, &[of_hits, users]));
    assert!(same(&totals(&desk, "ym:s:pageviews", &[]).await, &[of_hits]));
    assert!(same(&totals(&desk, "ym:pv:pageviewsPerDay", &[]).await, &[of_hits / 4.0]));
}

#[tokio::test]
async fn page_views_by_day_page_and_system() {
    let desk = desk().await;
    let names =
        ["date", "URL", "title", "referer", "browser", "operatingSystem", "operatingSystemRoot", "clientTimeZone"];
    let names = names.map(|name| format!("ym:pv:{name}"));
    let fields = format!("ym:pv:isPageView,ym:pv:clientID,ym:pv:regionCityID,{}", names.join(","));
    let log = desk.export(&all_days("hits", &fields)).await;
    let grouped = |field: &str| -> Table {
        let mut sums: BTreeMap<_, (f64, HashSet<u64>)> = BTreeMap::new();
        for row in views(&log) {
            let sum = sums.entry(vec![value(row, field)]).or_default();
            sum.0 += 1.0;
            sum.1.insert(row.number("ym:pv:clientID"));
        }
        sums.into_iter().map(|(key, (views, users))| (key, vec![views, users.len() as f64])).collect()
    };
    for name in &names {
        let computed = grouped(name);
        assert!(computed.len() > 1, "{name} tells nothing apart");
        agree(&computed, &table(&desk, METRICS, name, &[]).await, name);
    }
    let cities = table(&desk, METRICS, "ym:pv:regionCity", &[]).await;
    agree(&grouped("ym:pv:regionCityID"), &cities, "ym:pv:regionCity");
    // Two at once.
    let mut both: BTreeMap<_, f64> = BTreeMap::new();
    for row in views(&log) {
        *both.entry(vec![value(row, "ym:pv:date"), value(row, "ym:pv:URL")]).or_default() += 1.0;
    }
    let computed: Table = both.into_iter().map(|(key, views)| (key, vec![views])).collect();
    agree(&computed, &table(&desk, "ym:pv:pageviews", "ym:pv:date,ym:pv:URL", &[]).await, "day and page");
}
