//! What must hold of every report, whatever the visits are.
use super::super::{Method, ReportSettings, computed_dimensions, computed_metrics};
use super::world::*;
use crate::traffic::model::{Purchase, Visit};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A few hundred visits: the five, at other times, of other visitors, with parts of one another.
fn many() -> Vec<Visit> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut below = |most: u64| random.next_u64() % most;
    let five = five();
    let pick = |below: &mut dyn FnMut(u64) -> u64| five[below(5) as usize].clone();
    (0..400)
        .map(|id| {
            let mut visit = pick(&mut below);
            let moved = below(5 * 86_400) as i64;
            visit.id = id;
            visit.visitor.client_id = below(120);
            visit.start -= moved;
            visit.hits.iter_mut().for_each(|hit| hit.at -= moved);
            visit.sources = pick(&mut below).sources;
            visit.place = pick(&mut below).place;
            visit.device = pick(&mut below).device;
            visit.goals = pick(&mut below).goals;
            visit.params = pick(&mut below).params;
            visit
        })
        .collect()
}

fn of(visits: &[Visit], method: Method, text: &[(&str, &str)]) -> Value {
    // Nothing hidden: what is hidden is missing in sums.
    let settings = ReportSettings { sensitive_below: 0, ..ReportSettings::default() };
    let given = [("date1", "2026-02-20"), ("goal_id", "5"), ("currency", "RUB")];
    ask_of(visits, &settings, method, &[text, &given[..]].concat()).unwrap_or_else(|e| panic!("{text:?}: {e}"))
}

fn sum(answer: &Value, metric: usize) -> i64 {
    answer["data"].as_array().unwrap().iter().map(|row| row["metrics"][metric].as_i64().unwrap()).sum()
}

#[test]
fn totals_are_direct_sums() {
    let visits = many();
    let answer = of(&visits, Method::Data, &[("metrics", "ym:s:visits,ym:s:users,ym:s:avgVisitDurationSeconds")]);
    let users: BTreeSet<u64> = visits.iter().map(|visit| visit.visitor.client_id).collect();
    let seconds: u64 = visits.iter().map(|visit| u64::from(visit.duration)).sum();
    assert_eq!(answer["totals"], json!([visits.len(), users.len(), seconds as f64 / visits.len() as f64]));
    let roubles = |paid: &Purchase| paid.revenue_minor * if paid.currency == "USD" { 80 } else { 1 };
    let reaches: usize = visits.iter().map(|visit| visit.goals.len()).sum();
    let revenue: i64 = visits.iter().flat_map(|visit| &visit.purchases).map(roubles).sum();
    let usd = of(&visits, Method::Data, &[("metrics", "ym:s:sumGoalReachesAny,ym:s:ecommerceUSDConvertedRevenue")]);
    let rub = of(&visits, Method::Data, &[("metrics", "ym:s:ecommerceRUBConvertedRevenue")]);
    assert_eq!(usd["totals"][0], json!(reaches));
    let [usd, rub] = [&usd["totals"][1], &rub["totals"][0]].map(|total| total.as_f64().unwrap());
    assert!((rub * 100.0 - revenue as f64).abs() < 1e-6 && (usd * 80.0 - rub).abs() < 1e-6, "{rub} {usd}");
}

/// Rows of a dimension with one value per visit share the visits out among them; with several, they overlap.
#[test]
fn rows_add_up_to_totals() {
    let visits = many();
    let several = ["ym:s:goal", "ym:s:params", "ym:s:product", "ym:s:purchaseID", "ym:s:purchaseCoupon"];
    let several = [&several[..], &["ym:s:purchaseRevenue", "ym:s:offlineCall"]].concat();
    for name in computed_dimensions() {
        let metric = if name.starts_with("ym:pv:") { "ym:pv:pageviews" } else { "ym:s:visits" };
        for undefined in ["true", "false"] {
            let text =
                [("metrics", metric), ("dimensions", &name), ("include_undefined", undefined), ("limit", "1000")];
            let answer = of(&visits, Method::Data, &text);
            let (rows, totals) = (sum(&answer, 0), answer["totals"][0].as_i64().unwrap());
            if several.iter().any(|known| name.starts_with(known)) {
                assert!(rows >= totals, "{name}: {rows} {totals}");
            } else {
                assert_eq!(rows, totals, "{name}, {undefined}");
            }
            if undefined == "true" {
                let all = if metric == "ym:s:visits" {
                    400
                } else {
                    of(&visits, Method::Data, &text[..1])["totals"][0].as_i64().unwrap()
                };
                assert_eq!(totals, all, "{name}");
            }
        }
    }
}

/// Every metric, in one table with a dimension of each kind: shares are shares, and nothing is out of bounds.
#[test]
fn every_metric_is_sane() {
    let visits = many();
    for name in computed_metrics() {
        let dimension = if name.starts_with("ym:pv:") { "ym:pv:browser" } else { "ym:s:productName" };
        for text in [vec![("metrics", name.as_str())], vec![("metrics", name.as_str()), ("dimensions", dimension)]] {
            let answer = of(&visits, Method::Data, &text);
            let rows = answer["data"].as_array().unwrap().iter().map(|row| &row["metrics"][0]);
            for value in rows.chain([&answer["totals"][0]]) {
                let value = value.as_f64().unwrap_or(0.0);
                let most = if name.contains("ercent") || name.ends_with("Rate") { 100.0 } else { 1e9 };
                assert!((0.0..=most).contains(&value), "{name}: {value}");
            }
        }
    }
}

#[test]
fn pages_hold_every_row_once() {
    let visits = many();
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:clientID,ym:s:hour"), ("limit", "100000")];
    let all = rows(&of(&visits, Method::Data, &text));
    assert!(all.len() > 200);
    for size in [1, 7, 100, 399] {
        let mut paged = Vec::new();
        loop {
            let (limit, offset) = (size.to_string(), (paged.len() + 1).to_string());
            let text = [text[0], text[1], ("limit", &*limit), ("offset", &*offset)];
            let answer = of(&visits, Method::Data, &text);
            assert_eq!(answer["total_rows"], json!(all.len()));
            let page = rows(&answer);
            if page.is_empty() {
                break;
            }
            paged.extend(page);
            if size == 1 && paged.len() == 20 {
                break;
            }
        }
        assert_eq!(paged, all[..paged.len()], "{size}");
        assert!(size == 1 || paged.len() == all.len());
    }
}

/// The operations agree with one another.
#[test]
fn operations_agree() {
    let visits = many();
    let metrics = ("metrics", "ym:s:visits,ym:s:users,ym:s:bounceRate,ym:s:sumGoalReachesAny");
    for dimensions in ["ym:s:regionCity", "ym:s:productName", "ym:s:goal", "ym:s:browser,ym:s:paramsLevel1"] {
        let text = [metrics, ("dimensions", dimensions)];
        let table = of(&visits, Method::Data, &text);
        let series = of(&visits, Method::ByTime, &[&text[..], &[("group", "all"), ("top_keys", "30")]].concat());
        let wrapped =
            |row: &Value| -> Value { row["metrics"].as_array().unwrap().iter().map(|x| json!([x])).collect() };
        let expected: Vec<Value> = table["data"].as_array().unwrap().iter().map(wrapped).collect();
        let found: Vec<Value> = series["data"].as_array().unwrap().iter().map(|row| row["metrics"].clone()).collect();
        assert_eq!(found, expected, "{dimensions}");
        let days = of(&visits, Method::ByTime, &[&text[..], &[("group", "day")]].concat());
        let by_day: i64 = days["totals"][0].as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).sum();
        assert_eq!(json!(by_day), table["totals"][0], "{dimensions}");
        let segments = [("date1_a", "2026-02-20"), ("date1_b", "2026-02-20"), ("filters_b", "ym:s:isRobot=='Yes'")];
        let pair = of(&visits, Method::Comparison, &[&text[..], &segments[..]].concat());
        assert_eq!(pair["totals"]["a"], table["totals"]);
        let pivot = of(&visits, Method::Pivot, &text);
        let first = |value: &Value| -> Value { value.as_array().unwrap().iter().map(|list| list[0].clone()).collect() };
        assert_eq!(first(&pivot["totals"]), table["totals"], "{dimensions}");
    }
}

#[test]
fn answers_repeat() {
    let visits = many();
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:clientID,ym:s:productName,ym:s:goal")];
    assert_eq!(of(&visits, Method::Data, &text).to_string(), of(&visits, Method::Data, &text).to_string());
}
