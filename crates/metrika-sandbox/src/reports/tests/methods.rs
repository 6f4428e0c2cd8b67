//! The six operations, counted by hand.
use super::super::Method;
use super::super::vocabulary::vocabulary;
use super::world::*;
use serde_json::{Value, json};

const BOTH_DAYS: [(&str, &str); 2] = [("date1", "2026-03-01"), ("date2", "2026-03-02")];

fn answer(method: Method, text: &[(&str, &str)]) -> Value {
    ask(method, text).unwrap()
}

/// The dimension of each row of a tree, by name, and the metrics.
fn branch(answer: &Value) -> Vec<String> {
    let rows = answer["data"].as_array().unwrap().iter();
    rows.map(|row| format!("{} {} {}", row["dimension"]["name"], row["metrics"], row["expand"])).collect()
}

#[test]
fn over_time() {
    let text = [&BOTH_DAYS[..], &[("metrics", "ym:s:visits,ym:s:users,ym:s:bounceRate"), ("group", "day")]].concat();
    let days = answer(Method::ByTime, &text);
    assert_eq!(days["time_intervals"], json!([["2026-03-01", "2026-03-01"], ["2026-03-02", "2026-03-02"]]));
    assert_eq!(days["totals"], json!([[2, 3], [1, 3], [50, 100.0 / 3.0]]));
    assert_eq!(days["data"], json!([{"dimensions": [], "metrics": days["totals"]}]));
    assert_eq!(days["query"]["group"], json!("day"));

    let by_source = [&text[..], &[("dimensions", "ym:s:lastsignTrafficSource"), ("top_keys", "2")]].concat();
    let days = answer(Method::ByTime, &by_source);
    // No visits: nothing was counted, and there is no rate.
    assert_eq!(rows(&days), ["Search engine traffic | [[2,0],[1,0],[50,null]]", "Ad traffic | [[0,1],[0,1],[null,0]]"]);
    assert_eq!((&days["total_rows"], &days["totals"][0]), (&json!(4), &json!([2, 3])));

    // Weeks begin on Monday, and the visit that goes on after midnight began before it.
    let weeks = answer(Method::ByTime, &[&BOTH_DAYS[..], &[("metrics", "ym:s:visits"), ("group", "week")]].concat());
    assert_eq!(weeks["totals"], json!([[2, 3]]));
    let all = [&BOTH_DAYS[..], &[("metrics", "ym:s:visits"), ("group", "all"), ("dimensions", "ym:s:goal")]].concat();
    let all = answer(Method::ByTime, &all);
    assert_eq!(rows(&all), ["5 | [[2]]", "6 | [[1]]"]);
    assert_eq!(all["totals"], json!([[2]]), "a visit with two goals is one visit");
    let hours =
        [("metrics", "ym:s:visits,ym:s:visitsPerHour"), ("date1", "today"), ("date2", "today"), ("group", "hour")];
    let hours = answer(Method::ByTime, &hours);
    assert_eq!(hours["time_intervals"][9], json!(["2026-03-02 09:00:00", "2026-03-02 09:59:59"]));
    assert_eq!((&hours["totals"][0][9], &hours["totals"][1][9]), (&json!(1), &json!(1)));
}

#[test]
fn over_time_by_row_ids_and_with_conditions_on_metrics() {
    let text = [
        &BOTH_DAYS[..],
        &[
            ("metrics", "ym:s:visits"),
            ("group", "day"),
            ("dimensions", "ym:s:lastTrafficSource,ym:s:regionCity"),
            ("row_ids", r#"[["direct"],["ad","213"],["ad","177"],["nothing"]]"#),
        ],
    ]
    .concat();
    let days = answer(Method::ByTime, &text);
    assert_eq!(rows(&days), ["Direct traffic | [[1,0]]", "Ad traffic | Moscow | [[0,1]]"]);
    let text = [
        &BOTH_DAYS[..],
        &[
            ("metrics", "ym:s:visits"),
            ("group", "day"),
            ("dimensions", "ym:s:lastsignTrafficSource"),
            ("filters", "ym:s:visits>1"),
        ],
    ]
    .concat();
    let days = answer(Method::ByTime, &text);
    assert_eq!((rows(&days), &days["totals"]), (vec!["Search engine traffic | [[2,0]]".to_owned()], &json!([[2, 0]])));
}

#[test]
fn tree() {
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCountry,ym:s:regionCity")];
    let top = answer(Method::Drilldown, &text);
    assert_eq!(branch(&top), [r#""Russia" [4] true"#, r#""Germany" [1] true"#]);
    assert_eq!(top["data"][0]["dimension"], json!({"id": "225", "iso_name": "RU", "name": "Russia"}));
    let below = answer(Method::Drilldown, &[&text[..], &[("parent_id", r#"["96"]"#)]].concat());
    assert_eq!(branch(&below), [r#""Berlin" [1] false"#]);
    assert_eq!((&below["totals"], &below["total_rows"]), (&json!([1]), &json!(1)));
}

#[test]
fn tree_of_things_without_value() {
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:lastUTMSource,ym:s:lastSearchPhrase")];
    assert_eq!(branch(&answer(Method::Drilldown, &text)), [r#""yandex" [1] true"#]);
    let text = [&text[..], &[("include_undefined", "true")]].concat();
    assert_eq!(branch(&answer(Method::Drilldown, &text)), ["null [4] true", r#""yandex" [1] true"#]);
    let text = [&text[..], &[("parent_id", "[null]")]].concat();
    assert_eq!(branch(&answer(Method::Drilldown, &text)), ["null [3] false", r#""buy a kettle" [1] false"#]);
    let text = [&text[..], &[("only_expandable_undefined", "true")]].concat();
    assert_eq!(branch(&answer(Method::Drilldown, &text)), [r#""buy a kettle" [1] false"#]);
}

#[test]
fn two_segments() {
    let text = [
        ("metrics", "ym:s:visits,ym:s:bounceRate"),
        ("dimensions", "ym:s:lastsignTrafficSource"),
        ("date1_a", "2026-03-01"),
        ("date2_a", "2026-03-01"),
        ("date1_b", "2026-03-02"),
        ("date2_b", "2026-03-02"),
        ("filters_b", "ym:s:isRobot=='No'"),
    ];
    let both = answer(Method::Comparison, &text);
    assert_eq!(
        rows(&both),
        [
            r#"Search engine traffic | {"a":[2,50],"b":[0,null]}"#,
            r#"Ad traffic | {"a":[0,null],"b":[1,0]}"#,
            r#"Social network traffic | {"a":[0,null],"b":[1,0]}"#
        ]
    );
    assert_eq!(both["totals"], json!({"a": [2, 50], "b": [2, 0]}));
    assert_eq!((&both["query"]["date1_a"], &both["query"]["date2_b"]), (&json!("2026-03-01"), &json!("2026-03-02")));

    let text = [
        ("metrics", "ym:s:visits"),
        ("dimensions", "ym:s:regionCountry,ym:s:deviceCategory"),
        ("date1", "2026-03-01"),
        ("date2", "2026-03-02"),
        ("filters", "ym:s:pageViews<4"),
        ("filters_a", "ym:s:isNewUser=='Yes'"),
        ("parent_id", r#"["225"]"#),
    ];
    let tree = answer(Method::ComparisonDrilldown, &text);
    assert_eq!(branch(&tree), [r#""PC" {"a":[2],"b":[3]} false"#]);
    assert_eq!(tree["totals"], json!({"a": [2], "b": [3]}));
}

#[test]
fn pivot() {
    let text = [
        ("metrics", "ym:s:visits,ym:s:users"),
        ("dimensions", "ym:s:regionCountry"),
        ("pivot_dimensions", "ym:s:deviceCategory"),
    ];
    let table = answer(Method::Pivot, &text);
    assert_eq!(rows(&table), ["Russia | [[3,1,0],[2,1,0]]", "Germany | [[0,0,1],[0,0,1]]"]);
    assert_eq!(table["totals"], json!([[3, 1, 1], [2, 1, 1]]));
    assert_eq!(table["pivot_columns"][0], json!([{"id": "desktop", "name": "PC"}]));
    assert_eq!((&table["min"], &table["max"]), (&json!([0, 0]), &json!([3, 2])));
    let table = answer(Method::Pivot, &[&text[..], &[("pivot_offset", "2"), ("pivot_limit", "1")]].concat());
    assert_eq!(rows(&table), ["Russia | [[1],[1]]", "Germany | [[0],[0]]"]);
    // Nothing across: one column.
    let table = answer(Method::Pivot, &text[..2]);
    assert_eq!(rows(&table), ["Russia | [[4],[3]]", "Germany | [[1],[1]]"]);
    // The columns of things that a visit has several of count each visit once.
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:browser"), ("pivot_dimensions", "ym:s:productName")];
    let table = answer(Method::Pivot, &text);
    assert_eq!(rows(&table), ["Google Chrome | [[0,0]]", "Safari | [[1,1]]", "Firefox | [[1,0]]"]);
}

/// Presets work exactly if everything in them is computed.
#[test]
fn presets() {
    let mut works = Vec::new();
    for name in vocabulary().presets.keys() {
        match ask(Method::Data, &[("preset", name)]) {
            Ok(answer) => {
                assert_eq!(answer["query"]["preset"], json!(name));
                works.push(name.as_str());
            }
            Err(problem) => assert!(problem.message.contains("does not compute"), "{name}: {problem}"),
        }
    }
    assert_eq!(works.len(), 39, "{works:?}");
    let answer = data(&[("preset", "sources_summary"), ("metrics", "ym:s:users")]);
    assert_eq!(answer["query"]["metrics"], json!(["ym:s:users"]));
    assert_eq!(answer["query"]["dimensions"][2], json!("ym:s:lastSignDirectPlatformType"));
}
