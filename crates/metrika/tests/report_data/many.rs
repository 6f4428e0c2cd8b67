//! A quarter of a million rows, each of them once.

use std::fmt::Write as _;

use futures_util::TryStreamExt;
use metrika::ErrorKind;
use metrika::reports::{Accuracy, Period, Query};
use metrika_sandbox::Sandbox;

use crate::desk::{Desk, SHOP};
use crate::scripted::client;
use crate::wire::{self, Wire};
use crate::{dimension, metric, visits};

const ROWS: usize = 250_000;

/// Which rows have come.
struct Seen(Vec<bool>);

impl Seen {
    fn none(rows: usize) -> Self {
        Self(vec![false; rows])
    }

    fn mark(&mut self, number: usize) {
        assert!(!std::mem::replace(&mut self.0[number - 1], true), "row {number} came twice");
    }

    fn all(&self) -> bool {
        self.0.iter().all(|seen| *seen)
    }
}

/// Answers with the rows that are asked for. `number` tells which row is at a place.
async fn server(number: fn(usize) -> usize) -> Wire {
    Wire::start(move |_, request| {
        let parameter = |name: &str| -> usize {
            let line = request.lines().next().unwrap();
            let after = line.split_once(&format!("{name}=")).map_or("1", |(_, after)| after);
            after.split(['&', ' ']).next().unwrap().parse().unwrap()
        };
        let (offset, limit) = (parameter("offset"), parameter("limit"));
        let mut rows = String::new();
        for place in offset..(offset + limit).min(ROWS + 1) {
            let number = number(place);
            let comma = if rows.is_empty() { "" } else { "," };
            write!(rows, r#"{comma}{{"dimensions":[{{"id":"{number}","name":"no. {number}"}}],"metrics":[{number}]}}"#).unwrap();
        }
        Some(wire::json(&format!(
            r#"{{"query":{{"metrics":["ym:s:visits"],"dimensions":["ym:s:date"],"offset":{offset},"date1":"2026-02-01","date2":"2026-02-28"}},
                "data":[{rows}],"totals":[1000],"total_rows":{ROWS},"total_rows_rounded":false,"sampled":false,"sample_share":1}}"#
        )))
    })
    .await
}

fn query() -> Query {
    Query::of([1]).metrics([visits()]).dimensions([dimension("ym:s:date")])
}

#[tokio::test]
async fn each_row_comes_once_whatever_the_size_of_a_page() {
    for (limit, pages) in [(100_000, 3), (7_919, 32)] {
        let wire = server(|place| place).await;
        let client = client(&wire);
        let query = query().limit(limit);
        let mut rows = std::pin::pin!(query.on(&client).rows());
        let mut seen = Seen::none(ROWS);
        while let Some(row) = rows.try_next().await.unwrap() {
            let number = row.metric(&visits()).unwrap().unwrap() as usize;
            assert_eq!(row.dimensions()[0].id, Some(number.to_string()));
            seen.mark(number);
        }
        assert!(seen.all());
        assert_eq!(wire.requests().len(), pages);
    }
}

/// A row that is left out shifts all after it: there are too few. One that is left out while another one comes twice is not noticed:
/// the service says nothing that would tell it from rows that are right.
#[tokio::test]
async fn rows_that_end_early_are_noticed_at_the_end() {
    let wire = Wire::start(|number, _| {
        let rows = [3, 2, 0].get(number).copied().unwrap_or(0);
        let offset = [1, 4, 6].get(number).copied().unwrap_or(6);
        let row = |place: usize| format!(r#"{{"dimensions":[{{"name":"{place}"}}],"metrics":[{place}]}}"#);
        let rows: Vec<String> = (offset..offset + rows).map(row).collect();
        Some(wire::json(&format!(
            r#"{{"query":{{"metrics":["ym:s:visits"],"dimensions":["ym:s:date"],"offset":{offset}}},"data":[{}],"totals":[9],"total_rows":6}}"#,
            rows.join(",")
        )))
    })
    .await;
    let error = query().limit(3).on(&client(&wire)).rows().try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incomplete);
}

#[tokio::test]
async fn the_sandbox_pages_through_all_its_visits() {
    const VISITS: usize = 20_000; // more would take minutes without optimisation
    let now = "2026-03-01T12:00:00+03:00".parse().unwrap();
    let sandbox =
        Sandbox::builder().now(now).with(|settings| settings.data.visits = VISITS as u64).start().await.unwrap();
    let desk = Desk::with(|builder| builder).await;
    let client = desk.builder().base_url(sandbox.url()).build().unwrap();
    let query = Query::of([SHOP])
        .metrics([visits(), metric("ym:s:pageviews")])
        .dimensions(["ym:s:clientID", "ym:s:dateTime"].map(dimension));
    let query = query.period(Period::last_days(365)).accuracy(Accuracy::Full).limit(997);
    let report = query.on(&client).all().await.unwrap().require_complete().unwrap();
    let visits_in_rows: f64 = report.rows.iter().map(|row| row.metric(&visits()).unwrap().unwrap()).sum();
    assert_eq!(Some(visits_in_rows), report.totals.metric(&visits()).unwrap());
    let keys: std::collections::HashSet<_> =
        report.rows.iter().map(|row| (row.dimensions()[0].name.clone(), row.dimensions()[1].name.clone())).collect();
    assert_eq!(keys.len(), report.rows.len(), "every row once");
    assert!(report.requests > 15, "{} requests for {} rows", report.requests, report.rows.len());
}
