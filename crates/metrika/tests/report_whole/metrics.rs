//! More metrics than one query may have.

use metrika::ErrorKind;
use metrika::reports::{Metric, Period, Query, Sort, s};
use serde_json::{Value, json};

use crate::desk::{SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{all, by_key, desk, totals};

/// Fifty: `goals` of them are of goals that there are.
fn many() -> Vec<Metric> {
    let names = [
        "visits",
        "users",
        "pageviews",
        "bounceRate",
        "pageDepth",
        "avgVisitDurationSeconds",
        "newUsers",
        "percentNewVisitors",
        "sumGoalReachesAny",
        "robotPercentage",
        "mobilePercentage",
        "visitsPerDay",
        "visitsPerHour",
        "sumParams",
        "avgParams",
        "paramsNumber",
        "visitsPerMinute",
        "newUserVisitsPercentage",
        "blockedPercentage",
        "cookieEnabledPercentage",
        "jsEnabledPercentage",
        "robotVisits",
        "anyGoalConversionRate",
        "ecommercePurchases",
        "avgDaysSinceFirstVisit",
        "productPurchasedUniq",
        "productPurchasedQuantity",
        "productImpressions",
        "productImpressionsUniq",
        "productBasketsUniq",
        "usersPurchasePercentage",
        "womanPercentage",
        "manPercentage",
        "thirdPartyCookieEnabledPercentage",
        "crossDeviceUsers",
        "favoriteGoalsReaches",
        "favoriteGoalsVisits",
        "favoriteGoalsUsers",
        "favoriteGoalsConversionRate",
        "productBasketsQuantity",
    ];
    names.iter().map(|name| Metric::new(format!("ym:s:{name}")).unwrap()).collect()
}

fn query() -> Query {
    Query::default()
        .dimensions([s::TRAFFIC_SOURCE])
        .period(Period::from(jiff::civil::date(2026, 1, 30)..=jiff::civil::date(2026, 2, 28)))
}

#[tokio::test]
async fn forty_metrics_are_one_report_of_three_queries() {
    let desk = desk(None).await;
    let metrics = many();
    assert_eq!(metrics.len(), 40);
    let report = all(&desk, &query().metrics(metrics.clone())).await.unwrap();
    assert_eq!((report.requests, desk.sent().len()), (3, 3));
    let names: Vec<_> = report.columns().metrics().collect();
    assert_eq!(names, metrics.iter().map(Metric::as_str).collect::<Vec<_>>());
    for chunk in metrics.chunks(20) {
        let expected =
            all(&desk, &query().metrics(chunk.to_vec()).sort([Sort::descending(chunk[0].clone())])).await.unwrap();
        assert_eq!(by_key(&report, chunk), by_key(&expected, chunk));
        assert_eq!(totals(&report, chunk), totals(&expected, chunk));
    }
    report.require_complete().unwrap();
}

#[tokio::test]
async fn the_sort_and_the_filter_are_those_of_the_whole_report() {
    let desk = desk(None).await;
    let metrics = many();
    let (last, pages) = (metrics[38].clone(), s::PAGEVIEWS);
    let sorted =
        query().metrics(metrics.clone()).sort([Sort::ascending(pages.clone())]).filter(last.ge(0) & s::VISITS.gt(5));
    let report = all(&desk, &sorted).await.unwrap();
    assert_eq!(report.requests, 3);
    let order: Vec<_> = report.rows.iter().map(|row| row.metric(&pages).unwrap()).collect();
    assert!(order.is_sorted() && order.len() > 1, "{order:?}");
    let expected = all(&desk, &query().metrics([pages.clone(), s::VISITS]).filter(s::VISITS.gt(5))).await.unwrap();
    assert_eq!(by_key(&report, std::slice::from_ref(&pages)), by_key(&expected, std::slice::from_ref(&pages)));
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_is_told_before_anything_is_sent() {
    let desk = desk(None).await;
    let mut twice = many();
    twice.push(s::VISITS);
    let many_sorts = many().into_iter().take(20).map(Sort::descending);
    let cases = [
        (query().metrics(twice), "metrics: ym:s:visits is there twice"),
        (query().metrics(many()).sort([Sort::descending(s::goal_visits(5))]), "sort: ym:s:goal5visits is no column"),
        (query().metrics(many()).sort(many_sorts), "the sort, and these are 20 already"),
    ];
    for (query, rule) in cases {
        let error = all(&desk, &query).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(rule), "{error}");
    }
    let error = query().counters([SHOP]).metrics(many()).on(&desk.client()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "the request was not sent: metrics: there are 40, 20 are allowed");
    assert_eq!(desk.sent().len(), 0);
}

/// An answer to one of two queries: metrics of goals, and visits before them.
fn part(goals: std::ops::Range<u64>, change: impl FnOnce(&mut Value)) -> String {
    let names = std::iter::once("ym:s:visits".to_owned()).chain(goals.map(|goal| format!("ym:s:goal{goal}visits")));
    let names: Vec<String> = names.collect();
    let row = |name: &str, visits: u64| json!({ "dimensions": [{ "id": name, "name": name }], "metrics": vec![visits; names.len()] });
    let mut answer = json!({
        "query": { "metrics": names, "dimensions": ["ym:s:lastSignTrafficSource"], "date1": "2026-01-30", "date2": "2026-02-28" },
        "data": [row("organic", 5), row("direct", 3)],
        "totals": vec![8; names.len()], "total_rows": 2, "total_rows_rounded": false, "sampled": false, "sample_share": 1,
    });
    change(&mut answer);
    wire::json(&answer.to_string())
}

#[tokio::test]
async fn answers_that_are_about_different_data_are_never_joined() {
    let metrics: Vec<Metric> = std::iter::once(s::VISITS).chain((1..=25).map(s::goal_visits)).collect();
    type Change = fn(&mut Value);
    let cases: [(Change, Option<&str>); 8] = [
        (|_| (), None),
        // The order of rows that are alike may be another.
        (|answer| answer["data"].as_array_mut().unwrap().reverse(), None),
        (|answer| answer["data"][1]["metrics"][0] = json!(4), Some("ym:s:visits of the row of direct is not the same")),
        (
            |answer| answer["data"][1]["dimensions"][0]["id"] = json!("social"),
            Some("the row of direct is not in all of them"),
        ),
        (
            |answer| answer["data"][1]["dimensions"][0]["id"] = json!("organic"),
            Some("the row of organic is there twice"),
        ),
        (|answer| answer["totals"][0] = json!(9), Some("the total of ym:s:visits is not the same")),
        (
            |answer| (answer["sampled"], answer["sample_share"]) = (json!(true), json!(0.1)),
            Some("one query counts all data, another one a sample"),
        ),
        (
            |answer| answer["query"]["date2"] = json!("2026-03-01"),
            Some("one query is about 2026-01-30 to 2026-02-28, another one about"),
        ),
    ];
    for (change, message) in cases {
        let answers = [part(1..20, |_| ()), part(20..26, change)];
        let wire = Wire::start(move |number, _| answers.get(number).cloned()).await;
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        let result = query().counters([SHOP]).metrics(metrics.clone()).on(&client).all().await;
        match message {
            None => {
                let report = result.unwrap();
                assert_eq!(report.rows[1].metric(&s::goal_visits(25)).unwrap(), Some(3.0));
                assert_eq!(report.totals.metric(&s::goal_visits(25)).unwrap(), Some(8.0));
            }
            Some(message) => {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::DataChanged);
                assert!(error.to_string().contains(message), "{error}");
            }
        }
    }
}
