//! Periods that are too long: added up where that is right, and nowhere else.

use std::time::Duration;

use metrika::ErrorKind;
use metrika::reports::{Accuracy, DateSpec, Filter, Metric, Period, Query, Sort, presets, s};
use metrika_sandbox::faults::Fault;
use serde_json::json;

use crate::desk::{Desk, SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{all, by_key, desk, first_column, totals};

const METRICS: [Metric; 3] = [s::VISITS, s::PAGEVIEWS, s::SUM_GOAL_REACHES_ANY];

fn month() -> Query {
    let days = Period::new(jiff::civil::date(2026, 1, 30), jiff::civil::date(2026, 2, 28));
    Query::default().metrics(METRICS).dimensions([s::TRAFFIC_SOURCE, s::DEVICE_CATEGORY]).period(days)
}

#[tokio::test]
async fn what_adds_up_is_the_same_in_parts() {
    let (whole, parts) = (desk(None).await, desk(Some(100)).await);
    let relative = Period::new(DateSpec::ago(30), DateSpec::Yesterday);
    let by_day = month().dimensions([s::DATE]).sort([Sort::ascending(s::DATE)]);
    for query in [month(), month().period(relative), by_day, month().dimensions([])] {
        let (expected, report) = (all(&whole, &query).await.unwrap(), all(&parts, &query).await.unwrap());
        assert_eq!(expected.requests, 1);
        assert!(report.requests > 8, "{} requests", report.requests);
        assert_eq!(by_key(&report, &METRICS), by_key(&expected, &METRICS));
        assert_eq!(totals(&report, &METRICS), totals(&expected, &METRICS));
        assert_eq!(report.min.values(), expected.min.values());
        assert_eq!(report.max.values(), expected.max.values());
        assert_eq!((&report.query.date1, &report.query.date2), (&expected.query.date1, &expected.query.date2));
        // In the order of the service, but for rows that are alike in it.
        assert_eq!(first_column(&report, &s::VISITS), first_column(&expected, &s::VISITS));
        let report = report.require_unsampled().unwrap().require_complete().unwrap();
        assert!(!report.rows.is_empty());
    }
}

#[tokio::test]
async fn the_requests_that_a_report_says_it_took_are_those_that_were_sent() {
    let desk = desk(Some(100)).await;
    let report = all(&desk, &month()).await.unwrap();
    assert_eq!(report.requests as usize, desk.sent().len());
    let small_pages = all(&desk, &month().limit(3)).await.unwrap();
    assert_eq!(report.requests as usize + small_pages.requests as usize, desk.sent().len());
    assert!(small_pages.requests > report.requests);
    assert_eq!(by_key(&small_pages, &METRICS), by_key(&report, &METRICS));
}

#[tokio::test]
async fn it_is_tried_once_more_after_a_while_before_anything_is_cut() {
    for fault in [Fault::answer(400, "too_much_rows"), Fault::answer(400, "query_error")] {
        let desk = desk(None).await;
        let name = format!("{fault:?}");
        desk.sandbox.fault(fault.times(1)).unwrap();
        let result = all(&desk, &month().metrics([s::USERS])).await;
        if name.contains("too_much_rows") {
            assert_eq!((result.unwrap().requests, desk.sent().len()), (2, 2));
            assert_eq!(desk.clock.waits(), [Duration::from_secs(20)]);
        } else {
            // A query that is wrong stays wrong.
            assert_eq!(result.unwrap_err().kind(), ErrorKind::QueryError);
            assert_eq!(desk.sent().len(), 1);
        }
    }
}

#[tokio::test]
async fn what_does_not_add_up_is_refused_with_the_reason() {
    let desk = desk(Some(100)).await;
    let mixed = Period::new(jiff::civil::date(2026, 2, 1), DateSpec::Yesterday);
    let cases = [
        (
            month().metrics([s::VISITS, s::USERS]),
            "ym:s:users of a period is not the sum of its days, as far as is known",
        ),
        (month().metrics([s::BOUNCE_RATE]), "ym:s:bounceRate of a period is not the sum of its days"),
        (month().filter(s::VISITS.gt(3)), "the filter has a condition on ym:s:visits, which is about the whole period"),
        (month().filter(Filter::raw("ym:s:isRobot=='No'")), "the filter is given as text"),
        (month().metrics([]).preset(presets::SOURCES_SUMMARY), "which metrics the preset brings is not known before"),
        (month().offset(3), "it does not begin with the first row"),
        (
            month().sort([Sort::ascending(s::DEVICE_CATEGORY)]),
            "rows of several parts cannot be sorted by ym:s:deviceCategory",
        ),
        (month().period(mixed), "one end of the period is a date and the other one counted from today"),
    ];
    for (query, reason) in cases {
        let before = desk.sent().len();
        let error = all(&desk, &query).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::QueryError, Some(400)));
        assert!(error.to_string().contains("Query is too complicated"), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        assert_eq!(desk.sent().len() - before, 2, "once, and once more");
    }
}

#[tokio::test]
async fn a_single_day_cannot_be_cut() {
    let desk = desk(Some(0)).await;
    for (query, requests) in [(month(), 7), (month().period(Period::yesterday()), 2)] {
        let before = desk.sent().len();
        let error = all(&desk, &query).await.unwrap_err();
        assert!(error.to_string().ends_with("a single day is too much already"), "{error}");
        assert!(desk.sent().len() - before <= requests, "{} requests", desk.sent().len() - before);
    }
}

#[tokio::test]
async fn parts_that_are_sampled_make_an_estimate_of_the_whole() {
    let desk = Desk::with(|builder| {
        builder.with(|settings| {
            settings.data.visits = 800;
            settings.reports.refuse_above = Some(300);
            settings.reports.sample_above.medium = 20;
        })
    })
    .await;
    let report = all(&desk, &month()).await.unwrap();
    assert_eq!(report.sampling.is_sampled(), Some(true));
    assert!(report.sampling.share.unwrap() < 1.0);
    assert_eq!(report.require_unsampled().unwrap_err().kind(), ErrorKind::Sampled);
    let exact = all(&desk, &month().accuracy(Accuracy::Full)).await.unwrap();
    assert_eq!(exact.require_unsampled().unwrap().sampling.share, Some(1.0));
}

#[tokio::test]
async fn midnight_between_two_parts_is_noticed() {
    let part = |from: &str, to: &str| {
        wire::json(
            &json!({
                "query": { "metrics": ["ym:s:visits"], "dimensions": [], "date1": from, "date2": to },
                "data": [{ "dimensions": [], "metrics": [1] }],
                "totals": [1], "total_rows": 1, "total_rows_rounded": false, "sampled": false, "sample_share": 1,
            })
            .to_string(),
        )
    };
    for (second, fine) in [(part("2026-03-02", "2026-03-03"), true), (part("2026-03-03", "2026-03-04"), false)] {
        let refusal =
            json!({ "errors": [{ "error_type": "query_error", "message": "Query is too complicated." }], "code": 400 });
        let answers = [
            wire::answer("400 Bad Request", &[], &refusal.to_string()),
            wire::answer("400 Bad Request", &[], &refusal.to_string()),
            part("2026-02-28", "2026-03-01"),
            second,
        ];
        let wire = Wire::start(move |number, _| answers.get(number).cloned()).await;
        let clock = TestClock::at("2026-03-03T09:00:00Z".parse().unwrap());
        let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        let query = Query::of([SHOP]).metrics([s::VISITS]).period(Period::last_days(4));
        let result = query.on(&client).all().await;
        if fine {
            assert_eq!(result.unwrap().totals.metric(&s::VISITS).unwrap(), Some(2.0));
        } else {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DataChanged);
            let message = "a part of the period ends with 2026-03-01, and the next one begins with 2026-03-03";
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}

#[tokio::test]
async fn an_id_is_never_taken_for_the_name_of_another_value() {
    let part = |from: &str, to: &str, value: serde_json::Value| {
        wire::json(
            &json!({
                "query": { "metrics": ["ym:s:visits"], "dimensions": ["ym:s:deviceCategory"], "date1": from, "date2": to },
                "data": [{ "dimensions": [value], "metrics": [1] }],
                "totals": [1], "total_rows": 1, "total_rows_rounded": false, "sampled": false, "sample_share": 1,
            })
            .to_string(),
        )
    };
    let refusal = json!({ "errors": [{ "error_type": "too_much_rows" }], "code": 400 }).to_string();
    let refusal = wire::answer("400 Bad Request", &[], &refusal);
    for (other, rows) in [
        (json!({ "name": "5" }), 2),
        (json!({ "id": "5", "name": "renamed" }), 1),
        (json!({ "name": null }), 2),
        (json!({ "id": "6", "name": "five" }), 2),
    ] {
        let first = part("2026-02-27", "2026-02-27", json!({ "id": "5", "name": "five" }));
        let answers = [refusal.clone(), refusal.clone(), first, part("2026-02-28", "2026-02-28", other)];
        let wire = Wire::start(move |number, _| answers.get(number).cloned()).await;
        let clock = TestClock::at("2026-03-03T09:00:00Z".parse().unwrap());
        let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        let days = Period::from(jiff::civil::date(2026, 2, 27)..=jiff::civil::date(2026, 2, 28));
        let query = Query::of([SHOP]).metrics([s::VISITS]).dimensions([s::DEVICE_CATEGORY]).period(days);
        let report = query.on(&client).all().await.unwrap();
        assert_eq!(report.rows.len(), rows);
        assert_eq!(first_column(&report, &s::VISITS).into_iter().flatten().sum::<f64>(), 2.0);
        assert_eq!(report.totals.metric(&s::VISITS).unwrap(), Some(2.0));
    }
}
