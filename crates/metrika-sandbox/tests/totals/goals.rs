//! Goals: reached in logs as often as in reports.

use std::collections::{BTreeMap, HashSet};

use super::report::{Table, agree, desk, same, table, totals};
use super::sums::value;
use crate::exported::{Desk, all_days};

const FIELDS: &str =
    "ym:s:clientID,ym:s:goalsID,ym:s:goalsPrice,ym:s:goalsCurrency,ym:s:date,ym:s:firstTrafficSource,ym:s:regionCityID";

/// What is known of one goal.
#[derive(Default)]
struct Reached {
    reaches: f64,
    visits: f64,
    users: HashSet<u64>,
    /// Thousandths of a rouble, by the fixed rates of the sandbox, and whatever is said in no currency is nothing.
    roubles: u64,
}

/// The goals of the counter, reached or not.
async fn goals(desk: &Desk) -> Vec<u64> {
    let goals = desk.get("~/goals").await.1["goals"].as_array().unwrap().clone();
    goals.iter().map(|goal| goal["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn each_goal_is_reached_as_often() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    let mut all: BTreeMap<u64, Reached> = BTreeMap::new();
    let mut users = HashSet::new();
    for row in log.rows() {
        let client = row.number("ym:s:clientID");
        users.insert(client);
        let ids = row.numbers("ym:s:goalsID");
        for goal in ids.iter().collect::<HashSet<_>>() {
            let reached = all.entry(*goal).or_default();
            reached.visits += 1.0;
            reached.users.insert(client);
        }
        let (prices, currencies) = (row.numbers("ym:s:goalsPrice"), row.list("ym:s:goalsCurrency"));
        for (at, goal) in ids.iter().enumerate() {
            let reached = all.entry(*goal).or_default();
            reached.reaches += 1.0;
            let rate = match currencies[at].as_str() {
                "RUB" => 1,
                "USD" => 80,
                _ => 0,
            };
            reached.roubles += rate * prices[at];
        }
    }
    let (visits, users) = (log.rows.len() as f64, users.len() as f64);
    let mut seen = [0; 2];
    for goal in goals(&desk).await {
        let names = ["reaches", "visits", "users", "conversionRate", "userConversionRate", "convertedRUBRevenue"];
        let metrics: Vec<String> = names.iter().map(|name| format!("ym:s:goal{goal}{name}")).collect();
        let reported = totals(&desk, &metrics.join(","), &[]).await;
        let Reached { reaches, visits: of_visits, users: of_users, roubles } = all.remove(&goal).unwrap_or_default();
        let of_users = of_users.len() as f64;
        let shares = [100.0 * of_visits / visits, 100.0 * of_users / users];
        let computed = [reaches, of_visits, of_users, shares[0], shares[1], roubles as f64 / 1000.0];
        assert!(same(&computed, &reported), "{goal}: {computed:?} {reported:?}");
        seen[0] += u32::from(reaches > of_visits && of_visits > of_users);
        seen[1] += u32::from(roubles > 0);
    }
    assert_eq!(all.keys().count(), 0, "goals that the counter does not have");
    assert!(seen[0] > 0 && seen[1] > 2, "reaches, visits and visitors are not told apart: {seen:?}");
}

/// Nothing says what becomes of it: here it is in no report, neither by its own name nor among all goals.
#[tokio::test]
async fn a_goal_that_was_deleted_is_gone_from_all_of_a_report() {
    let desk = desk().await;
    let before = table(&desk, "ym:s:sumGoalReachesAny", "ym:s:goal", &[]).await;
    let sum = totals(&desk, "ym:s:sumGoalReachesAny", &[]).await[0];
    let (key, reaches) = before.iter().find(|(key, numbers)| key[0].is_some() && numbers[0] > 5.0).unwrap();
    let id = key[0].clone().unwrap();
    let delete = desk.request(reqwest::Method::DELETE, &format!("~/goal/{id}"));
    assert_eq!(crate::exported::told(delete).await.0, 200);
    let mut after = table(&desk, "ym:s:sumGoalReachesAny", "ym:s:goal", &[]).await;
    assert_eq!(totals(&desk, "ym:s:sumGoalReachesAny", &[]).await[0], sum - reaches[0]);
    let mut expected = before.clone();
    expected.remove(key);
    // Visits that reached no other goal are among those without one now.
    after.remove(&vec![None]);
    expected.remove(&vec![None]);
    assert_eq!(after, expected);
    let metric = format!("ym:s:goal{id}reaches");
    let query = [("ids", "44147844"), ("metrics", metric.as_str()), ("date1", "yesterday"), ("date2", "yesterday")];
    let told = crate::exported::told(desk.request(reqwest::Method::GET, "/stat/v1/data").query(&query)).await;
    assert_eq!(told.0, 400, "{}", told.1);
}

#[tokio::test]
async fn all_goals_together() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    let lengths: Vec<usize> = log.rows().map(|row| row.numbers("ym:s:goalsID").len()).collect();
    let reaches: usize = lengths.iter().sum();
    let converted = lengths.iter().filter(|length| **length > 0).count();
    let computed = [reaches as f64, 100.0 * converted as f64 / log.rows.len() as f64];
    let reported = totals(&desk, "ym:s:sumGoalReachesAny,ym:s:anyGoalConversionRate", &[]).await;
    assert!(reaches > converted && converted > 100);
    assert!(same(&computed, &reported), "{computed:?} {reported:?}");
    // The log of hits says with which hit each was reached.
    let hits = desk.export(&all_days("hits", "ym:pv:goalsID")).await;
    assert_eq!(hits.rows().map(|row| row.list("ym:pv:goalsID").len()).sum::<usize>(), reaches);
}

#[tokio::test]
async fn conversions_by_day_source_and_city() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    // "Five pages", which many reach, and "Any form sent", which few do.
    for goal in [26_700_004, 26_700_007] {
        let metrics = format!("ym:s:goal{goal}reaches,ym:s:goal{goal}visits,ym:s:goal{goal}conversionRate");
        for (dimension, field) in [
            ("ym:s:date", "ym:s:date"),
            ("ym:s:firstTrafficSource", "ym:s:firstTrafficSource"),
            ("ym:s:regionCity", "ym:s:regionCityID"),
        ] {
            let mut sums: BTreeMap<Vec<Option<String>>, [f64; 3]> = BTreeMap::new();
            for row in log.rows() {
                let reaches = row.numbers("ym:s:goalsID").into_iter().filter(|id| *id == goal).count() as f64;
                let sum = sums.entry(vec![value(row, field)]).or_default();
                *sum = [sum[0] + reaches, sum[1] + f64::from(reaches > 0.0), sum[2] + 1.0];
            }
            let computed: Table =
                sums.into_iter().map(|(key, [a, b, all])| (key, vec![a, b, 100.0 * b / all])).collect();
            assert!(computed.values().map(|numbers| numbers[1]).sum::<f64>() > 3.0);
            agree(&computed, &table(&desk, &metrics, dimension, &[]).await, dimension);
        }
    }
}

/// With goals as a dimension a visit is in the row of each goal that it reached, and in that of none if it reached none.
#[tokio::test]
async fn visits_by_goal() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    let mut computed = Table::new();
    for row in log.rows() {
        let ids = row.list("ym:s:goalsID");
        let mut add = |key: Option<String>, reaches: f64| {
            let numbers = computed.entry(vec![key]).or_insert_with(|| vec![0.0, 0.0]);
            numbers[0] += 1.0;
            numbers[1] += reaches;
        };
        if ids.is_empty() {
            add(None, 0.0);
        }
        for goal in ids.iter().collect::<HashSet<_>>() {
            add(Some(goal.clone()), ids.iter().filter(|id| *id == goal).count() as f64);
        }
    }
    assert!(computed.len() > 5);
    agree(&computed, &table(&desk, "ym:s:visits,ym:s:sumGoalReachesAny", "ym:s:goal", &[]).await, "ym:s:goal");
}
