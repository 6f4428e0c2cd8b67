//! What reports say is what the exported log adds up to: nothing is lost or shifted between the service and the caller.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "desk/mod.rs"]
mod desk;

use std::collections::{BTreeMap, HashSet};

use futures_util::TryStreamExt;
use metrika::Client;
use metrika::reports::{Accuracy, Dimension, Metric, Period, Query, Report, s};

use desk::{Desk, SHOP};

const FIRST: &str = "2026-01-30";
const LAST: &str = "2026-02-28";
const FIELDS: [&str; 11] = [
    "ym:s:visitID",
    "ym:s:clientID",
    "ym:s:date",
    "ym:s:lastTrafficSource",
    "ym:s:operatingSystemRoot",
    "ym:s:pageViews",
    "ym:s:bounce",
    "ym:s:visitDuration",
    "ym:s:isNewUser",
    "ym:s:goalsID",
    "ym:s:purchaseID",
];

/// The log of a month, each row by the names of its fields.
async fn log(desk: &Desk, client: &Client) -> Vec<BTreeMap<String, String>> {
    let logs = client.raw().logs();
    let asked = logs.create_log_request().counter_id(SHOP).date1(FIRST).date2(LAST).source("visits");
    let made = asked.fields(FIELDS.map(str::to_owned).to_vec()).send().await.unwrap();
    let id: i64 = made.log_request.as_ref().unwrap().request_id.as_ref().unwrap().to_string().parse().unwrap();
    desk.sandbox.clock().advance(std::time::Duration::from_secs(3600)).unwrap();
    let ready = logs.get_log_request().counter_id(SHOP).request_id(id).send().await.unwrap();
    let mut rows = Vec::new();
    for part in ready.log_request.as_ref().unwrap().parts.as_ref().unwrap() {
        let download = logs.download_log_part().counter_id(SHOP).request_id(id).part_number(part.part_number.unwrap());
        let pieces: Vec<_> = download.send().await.unwrap().into_inner().into_inner().try_collect().await.unwrap();
        let text = String::from_utf8(pieces.concat()).unwrap();
        let mut lines = text.lines().map(|line| line.split('\t'));
        let header: Vec<&str> = lines.next().unwrap().collect();
        for line in lines {
            let cells: Vec<&str> = line.collect();
            assert_eq!(cells.len(), header.len());
            rows.push(header.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect());
        }
    }
    rows
}

/// What the rows of a log add up to.
#[derive(Default)]
struct Sum {
    visits: f64,
    users: HashSet<String>,
    new_users: HashSet<String>,
    views: f64,
    bounces: f64,
    seconds: f64,
    new_visits: f64,
    reaches: f64,
    goal_visits: f64,
    goal_reaches: f64,
    purchases: f64,
}

impl Sum {
    fn add(&mut self, row: &BTreeMap<String, String>, goal: &str) {
        let number = |field: &str| row[field].parse::<f64>().unwrap();
        let entries = |field: &str| {
            row[field].trim_matches(['[', ']']).split(',').filter(|entry| !entry.is_empty()).count() as f64
        };
        let goals = row["ym:s:goalsID"].trim_matches(['[', ']']).split(',');
        let of_goal = goals.filter(|id| *id == goal).count() as f64;
        self.visits += 1.0;
        self.users.insert(row["ym:s:clientID"].clone());
        self.views += number("ym:s:pageViews");
        self.bounces += number("ym:s:bounce");
        self.seconds += number("ym:s:visitDuration");
        if row["ym:s:isNewUser"] == "1" {
            self.new_visits += 1.0;
            self.new_users.insert(row["ym:s:clientID"].clone());
        }
        self.reaches += entries("ym:s:goalsID");
        self.goal_reaches += of_goal;
        self.goal_visits += f64::from(of_goal > 0.0);
        self.purchases += entries("ym:s:purchaseID");
    }

    fn numbers(&self, goal: i64) -> Vec<(Metric, f64)> {
        let users = self.users.len() as f64;
        vec![
            (s::VISITS, self.visits),
            (s::USERS, users),
            (s::NEW_USERS, self.new_users.len() as f64),
            (s::PAGEVIEWS, self.views),
            (s::BOUNCE_RATE, 100.0 * self.bounces / self.visits),
            (s::PAGE_DEPTH, self.views / self.visits),
            (s::AVG_VISIT_DURATION_SECONDS, self.seconds / self.visits),
            (s::PERCENT_NEW_VISITORS, 100.0 * self.new_users.len() as f64 / users),
            (s::NEW_USER_VISITS_PERCENTAGE, 100.0 * self.new_visits / self.visits),
            (s::SUM_GOAL_REACHES_ANY, self.reaches),
            (s::goal_visits(goal), self.goal_visits),
            (s::goal_reaches(goal), self.goal_reaches),
            (s::goal_conversion_rate(goal), 100.0 * self.goal_visits / self.visits),
            (s::ECOMMERCE_PURCHASES, self.purchases),
        ]
    }
}

async fn desk() -> Desk {
    Desk::with(|builder| builder.with(|settings| settings.data.visits = 800)).await
}

async fn report(client: &Client, metrics: &[Metric], dimensions: &[Dimension]) -> Report {
    let days = Period::from(FIRST.parse::<jiff::civil::Date>().unwrap()..=LAST.parse().unwrap());
    let query = Query::of([SHOP]).metrics(metrics.to_vec()).dimensions(dimensions.to_vec()).period(days);
    let report = query.accuracy(Accuracy::Full).include_undefined(true).limit(7).on(client).all().await.unwrap();
    report.require_unsampled().unwrap().require_complete().unwrap()
}

#[track_caller]
fn same(metric: &Metric, told: Option<f64>, summed: f64, of: &str) {
    let told = told.unwrap_or_default();
    assert!((told - summed).abs() <= 1e-6 * summed.abs(), "{metric} {of}: the report says {told}, the log {summed}");
}

/// The goal that is reached most.
fn reached(rows: &[BTreeMap<String, String>]) -> i64 {
    let mut counts = BTreeMap::new();
    for row in rows {
        for id in row["ym:s:goalsID"].trim_matches(['[', ']']).split(',').filter(|id| !id.is_empty()) {
            *counts.entry(id).or_insert(0) += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn totals_are_what_the_log_adds_up_to() {
    let desk = desk().await;
    let client = desk.client();
    let rows = log(&desk, &client).await;
    assert!(rows.len() > 300, "{} rows", rows.len());
    let goal = reached(&rows);
    let mut sum = Sum::default();
    rows.iter().for_each(|row| sum.add(row, &goal.to_string()));
    let numbers = sum.numbers(goal);
    let metrics: Vec<Metric> = numbers.iter().map(|(metric, _)| metric.clone()).collect();
    let report = report(&client, &metrics, &[]).await;
    assert_eq!(report.rows.len(), 1);
    for (metric, summed) in &numbers {
        assert!(*summed > 0.0, "{metric} is there for free");
        same(metric, report.totals.metric(metric).unwrap(), *summed, "in all");
        same(metric, report.rows[0].metric(metric).unwrap(), *summed, "in the only row");
    }
}

#[tokio::test]
async fn rows_are_what_the_log_adds_up_to() {
    let desk = desk().await;
    let client = desk.client();
    let rows = log(&desk, &client).await;
    let goal = reached(&rows);
    for names in [["ym:s:date", "ym:s:lastTrafficSource"], ["ym:s:operatingSystemRoot", "ym:s:date"]] {
        let mut sums: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
        for row in &rows {
            let key = names.map(|name| row[name].clone()).to_vec();
            sums.entry(key).or_default().add(row, &goal.to_string());
        }
        let metrics: Vec<Metric> = Sum::default().numbers(goal).into_iter().map(|(metric, _)| metric).collect();
        let report = report(&client, &metrics, &names.map(|name| Dimension::new(name).unwrap())).await;
        assert!(report.requests > 5, "in pages");
        let key = |row: &metrika::reports::Row| -> Vec<String> {
            let word =
                |value: &metrika::reports::DimensionValue| value.id.clone().or(value.name.clone()).unwrap_or_default();
            row.dimensions().iter().map(word).collect()
        };
        let keys: HashSet<Vec<String>> = report.rows.iter().map(key).collect();
        assert_eq!((keys.len(), report.rows.len()), (sums.len(), sums.len()), "rows in, rows out");
        for row in &report.rows {
            let key = key(row);
            let of = key.join(" ");
            for (metric, summed) in sums.get(&key).unwrap_or_else(|| panic!("{of} is in no log")).numbers(goal) {
                same(&metric, row.metric(&metric).unwrap(), summed, &of);
            }
        }
    }
}
