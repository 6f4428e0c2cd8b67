//! Fields that no spec has: refused, unless they come back from where they were read.

use reqwest::Method;
use serde_json::json;

use super::{Desk, EMPTY, SHOP};

/// Most are misspelled. What the service itself has goes back to it, so that who reads, changes and writes is not refused.
#[tokio::test]
async fn fields_that_nobody_has_are_refused_and_those_that_were_read_are_not() {
    let desk = Desk::new().await;
    let label = json!({ "label": { "name": "New", "colour": "red" } });
    let goal = json!({ "name": "Deep", "type": "number", "depth": 5 });
    let mut hue = json!({ "goal": goal });
    hue["goal"] = json!({ "name": "Cart", "type": "url", "conditions": [{ "type": "exact", "url": "a", "hue": 1 }] });
    let mut twice = json!({ "goal": goal, "gaol": {} });
    twice["goal"]["dephts"] = json!(5);
    for (method, path, body, places) in [
        (Method::POST, "/management/v1/labels".to_owned(), label.clone(), &["label.colour"][..]),
        (Method::POST, format!("{EMPTY}/goals"), hue, &["goal.conditions[0].hue"]),
        (Method::POST, format!("{EMPTY}/goals"), twice, &["gaol", "goal.dephts"]),
        (
            Method::PUT,
            EMPTY.to_owned(),
            json!({ "counter": { "webvisor": { "arch": 1 } } }),
            &["counter.webvisor.arch"],
        ),
    ] {
        let (status, _, answer) = desk.send(method, &path, Some(&body)).await;
        let errors = answer["errors"].as_array().unwrap();
        let mut found: Vec<_> = errors.iter().map(|error| error["location"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!((status, found.as_slice()), (400, places), "{path}: {answer}");
    }
    // The owner's label has got a field that no spec has: it may come back, and only there.
    desk.sandbox.state(|state| {
        let labels = &mut state.user(metrika_sandbox::access::OWNER).labels;
        labels.values_mut().for_each(|label| drop(label.insert("colour".to_owned(), json!("red"))));
    });
    assert_eq!(desk.post("/management/v1/labels", label).await["label"]["colour"], "red");
    // All that the shop has can be read and written back, as it is.
    let all = format!("{SHOP}?field=goals,mirrors,grants,filters,operations,counter_flags");
    let counter = desk.get(&all).await;
    desk.put(&all, counter).await;
    for list in ["goals", "filters", "operations", "chart_annotations", "access_filters", "apisegment/segments"] {
        let (one, key) = (list.trim_end_matches('s'), list.rsplit('/').next().unwrap());
        for item in desk.get(&format!("{SHOP}/{list}")).await[key].as_array().unwrap() {
            let id = if item["id"].is_null() { &item["segment_id"] } else { &item["id"] };
            let path = format!("{SHOP}/{one}/{id}");
            let read = desk.get(&path).await;
            desk.put(&path, read).await;
        }
    }
    let free = Desk::with(|settings| settings.ignore_unknown_fields = true).await;
    let label = json!({ "label": { "name": "New", "hue": "red" } });
    assert_eq!(desk.refused(Method::POST, "/management/v1/labels", Some(&label)).await.2, "label.hue");
    assert_eq!(free.post("/management/v1/labels", label).await["label"]["hue"], "red");
}
