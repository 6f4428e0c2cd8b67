//! Odd values in every place of a body: refused or taken, but answered as the specs say.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, SHOP};

/// Every copy of the value in which one part has become this.
fn spoiled(value: &Value, odd: &Value) -> Vec<Value> {
    let mut all = vec![odd.clone()];
    match value {
        Value::Object(map) => {
            for (key, part) in map {
                all.extend(spoiled(part, odd).into_iter().map(|part| {
                    let mut map = map.clone();
                    map.insert(key.clone(), part);
                    Value::Object(map)
                }));
                let mut map = map.clone();
                map.remove(key);
                all.push(Value::Object(map));
            }
        }
        Value::Array(items) => {
            for (index, part) in items.iter().enumerate().take(2) {
                all.extend(spoiled(part, odd).into_iter().map(|part| {
                    let mut items = items.clone();
                    items[index] = part;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    all
}

#[tokio::test]
async fn no_value_in_a_body_breaks_anything() {
    let desk = Desk::with(|settings| settings.journal_length = 1).await;
    let start = desk.sandbox.state(|state| state.clone());
    let goals = desk.get(&format!("{SHOP}/goals")).await["goals"].as_array().unwrap().clone();
    let mut bodies: Vec<(String, Value)> = Vec::new();
    for goal in goals
        .iter()
        .filter(|goal| ["step", "chat", "phone", "loyalty_card_shown"].contains(&goal["type"].as_str().unwrap()))
    {
        bodies.push((format!("{SHOP}/goal/{}", goal["id"]), json!({ "goal": goal })));
    }
    for path in [
        "filter/61514",
        "operation/63826",
        "apisegment/segment/1008116803",
        "access_filter/1000000007",
        "chart_annotation/11001",
    ] {
        let path = format!("{SHOP}/{path}");
        bodies.push((path.clone(), desk.get(&path).await));
    }
    let guest = desk.get(&format!("{SHOP}/grant?user_login=sandbox-guest")).await;
    bodies.push((format!("{SHOP}/grant"), guest));
    bodies.push(("/management/v1/label/321185".to_owned(), desk.get("/management/v1/label/321185").await));
    let fields = "?field=goals,mirrors,grants,filters,operations,counter_flags,measurement_tokens";
    let mut counter = desk.get(&format!("{SHOP}{fields}")).await;
    let lists = ["goals", "filters", "operations", "grants"];
    for list in lists {
        counter["counter"][list].as_array_mut().unwrap().truncate(1);
    }
    bodies.push((SHOP.to_owned() + fields, counter));
    let (mut taken, mut refused) = (0, 0);
    for odd in [json!(null), json!(u64::MAX), json!(""), json!([]), json!({})] {
        for (path, body) in &bodies {
            for body in spoiled(body, &odd) {
                desk.sandbox.state(|state| state.clone_from(&start));
                let (status, _, answer) = desk.send(Method::PUT, path, Some(&body)).await;
                assert_eq!(desk.sandbox.violations(), Vec::<String>::new(), "{path} {body}");
                match status {
                    200 => taken += 1,
                    400 | 404 | 409 => refused += 1,
                    _ => panic!("{path} {body}: {answer}"),
                }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "{taken} {refused}");
}
