//! Bad answers: what does not fit is an error that says where, and never read as something else.

use futures_util::TryStreamExt;
use metrika::reports::{ComparedNumbers, Drilldown, Form, Node, ReportRequest};
use metrika::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::wire::{self, Wire};
use crate::{device, month, shop, source, visits};

async fn wire(answers: Vec<Value>) -> Wire {
    Wire::start(move |number, _| Some(wire::json(&answers[number].to_string()))).await
}

async fn one<F: Form>(request: ReportRequest<'_, F>) -> Error {
    request.send().await.unwrap_err()
}

fn says(error: &Error, message: &str) {
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)), "{error}");
    assert_eq!(error.to_string(), message);
}

fn with(mut answer: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut answer);
    answer
}

fn answer(data: Value, totals: Value) -> Value {
    json!({
        "query": {
            "metrics": ["ym:s:visits"], "dimensions": ["ym:s:lastsignTrafficSource"],
            "date1": "2026-02-01", "date2": "2026-02-28",
            "date1_a": "2026-02-01", "date2_a": "2026-02-28", "date1_b": "2026-02-01", "date2_b": "2026-02-28",
        },
        "data": data, "totals": totals, "total_rows": 2, "total_rows_rounded": false, "sampled": false, "sample_share": 1,
    })
}

fn label(name: &str) -> Value {
    json!([{ "name": name }])
}

#[tokio::test]
async fn over_time() {
    let good = || {
        let rows = json!([
            { "dimensions": label("a"), "metrics": [[1, 2]] },
            { "dimensions": label("b"), "metrics": [[3, null]] },
        ]);
        let days = json!([["2026-02-01", "2026-02-01"], ["2026-02-02", "2026-02-02"]]);
        with(answer(rows, json!([[4, 2]])), |answer| answer["time_intervals"] = days)
    };
    let metrics = |value: Value| with(good(), |answer| answer["data"][1]["metrics"] = value);
    let cases = [
        (metrics(json!([])), "row 2 has 0 metrics instead of 1 at data[1].metrics"),
        (metrics(json!([[1, 2], [3, 4]])), "row 2 has 2 metrics instead of 1 at data[1].metrics"),
        (metrics(json!([[1]])), "ym:s:visits in row 2 has 1 intervals instead of 2 at data[1].metrics"),
        (metrics(json!([[1, 2, 3]])), "ym:s:visits in row 2 has 3 intervals instead of 2 at data[1].metrics"),
        (
            with(good(), |answer| answer["data"][1]["dimensions"] = json!([])),
            "row 2 has 0 dimensions instead of 1 at data[1].dimensions",
        ),
        (
            with(good(), |answer| answer["totals"] = json!([[1]])),
            "ym:s:visits in `totals` has 1 intervals instead of 2",
        ),
        (with(good(), |answer| answer["totals"] = json!([[1, 2], [1, 2]])), "`totals` has 2 metrics instead of 1"),
        (with(good(), |answer| answer["time_intervals"] = Value::Null), "the answer has no `time_intervals`"),
        (
            with(good(), |answer| answer["time_intervals"][1] = json!(["a", "b", "c"])),
            "an interval has a beginning and an end, and not 3 moments at time_intervals[1]",
        ),
        (with(good(), |answer| answer["data"] = Value::Null), "the answer has no `data`"),
        (
            with(good(), |answer| answer["query"]["metrics"] = json!(["ym:s:users"])),
            "ym:s:visits was asked for as number 1 of metrics, the answer has ym:s:users",
        ),
    ];
    for (bad, message) in cases {
        let wire = wire(vec![bad]).await;
        let client = wire.builder().build().unwrap();
        says(&one(shop([source()]).on(&client).by_time()).await, &format!("get_report_by_time: {message}"));
    }
    let wire = wire(vec![good()]).await;
    let client = wire.builder().build().unwrap();
    let report = shop([source()]).on(&client).by_time().send().await.unwrap();
    assert_eq!(report.rows[1].metric(&visits()).unwrap(), [Some(3.0), None]);
}

fn nodes() -> Value {
    let node = |name: &str| json!({ "dimension": { "name": name }, "metrics": [1], "expand": true });
    answer(json!([node("a"), node("b")]), json!([2]))
}

fn compared(head: impl Fn(&str) -> (&'static str, Value)) -> Value {
    let row = |name: &str| {
        let (field, value) = head(name);
        json!({ field: value, "metrics": { "a": [1], "b": [2] }, "expand": false })
    };
    answer(json!([row("a"), row("b")]), json!({ "a": [2], "b": [4] }))
}

#[tokio::test]
async fn trees() {
    let cases = [
        (
            with(nodes(), |answer| answer["data"][1]["dimension"] = Value::Null),
            "row 2 has no dimension at data[1].dimension",
        ),
        (
            with(nodes(), |answer| answer["data"][1]["metrics"] = json!([1, 2])),
            "row 2 has 2 metrics instead of 1 at data[1].metrics",
        ),
        (
            with(nodes(), |answer| answer["query"]["dimensions"] = json!(["ym:s:deviceCategory"])),
            "ym:s:lastsignTrafficSource was asked for as number 1 of dimensions, the answer has ym:s:deviceCategory",
        ),
    ];
    for (bad, message) in cases {
        let wire = wire(vec![bad]).await;
        let client = wire.builder().build().unwrap();
        says(&one(shop([source()]).on(&client).drilldown()).await, &format!("get_drilldown: {message}"));
    }
}

#[tokio::test]
async fn where_it_is_not_told_there_may_be_more_below() {
    let silent = |dimensions: &[&str]| {
        with(nodes(), |answer| {
            answer["query"]["dimensions"] = json!(dimensions);
            answer["data"][0].as_object_mut().unwrap().remove("expand");
        })
    };
    for (dimensions, names, expands) in [
        (vec![source()], ["ym:s:lastsignTrafficSource"].as_slice(), false),
        (vec![source(), device()], ["ym:s:lastsignTrafficSource", "ym:s:deviceCategory"].as_slice(), true),
    ] {
        let wire = wire(vec![silent(names)]).await;
        let client = wire.builder().build().unwrap();
        let level = shop(dimensions).on(&client).drilldown().send().await.unwrap();
        assert_eq!(level.rows[0].expands, expands);
    }
}

#[tokio::test]
async fn levels_of_other_days_or_samples_are_not_below_this_one() {
    let names = json!(["ym:s:lastsignTrafficSource", "ym:s:deviceCategory"]);
    let level = || with(nodes(), |answer| answer["query"]["dimensions"] = names.clone());
    for (second, changed) in [
        (
            with(level(), |answer| answer["query"]["date2"] = json!("2026-03-01")),
            "its period is 2026-02-01 to 2026-03-01, that of the first level 2026-02-01 to 2026-02-28",
        ),
        (
            with(level(), |answer| (answer["sampled"], answer["sample_share"]) = (json!(true), json!(0.1))),
            "it counts a sample: 10% of the data, the first level all data",
        ),
    ] {
        let wire = wire(vec![level(), second]).await;
        let client = wire.builder().build().unwrap();
        let walk = shop([source(), device()]).on(&client).drilldown().walk(|_| true);
        let error = walk.try_collect::<Vec<Node>>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataChanged);
        let message = format!("get_drilldown: a level of the tree does not belong to those above: {changed}");
        assert_eq!(error.to_string(), message);
    }
}

#[tokio::test]
async fn comparisons() {
    let good = || compared(|name| ("dimensions", label(name)));
    let cases = [
        (
            with(good(), |answer| answer["data"][1]["metrics"] = json!({ "a": [1] })),
            "row 2, segment b, has 0 metrics instead of 1 at data[1].metrics.b",
        ),
        (
            with(good(), |answer| answer["data"][1]["metrics"]["a"] = json!([1, 2])),
            "row 2, segment a, has 2 metrics instead of 1 at data[1].metrics.a",
        ),
        (
            with(good(), |answer| answer["data"][1]["dimensions"] = json!([])),
            "row 2 has 0 dimensions instead of 1 at data[1].dimensions",
        ),
        (with(good(), |answer| answer["totals"]["b"] = json!([1, 2])), "`totals.b` has 2 metrics instead of 1"),
    ];
    for (bad, message) in cases {
        let wire = wire(vec![bad]).await;
        let client = wire.builder().build().unwrap();
        says(&one(shop([source()]).on(&client).compare(month(), month())).await, &format!("get_comparison: {message}"));
    }
}

#[tokio::test]
async fn a_compared_node_has_one_value() {
    for head in [json!({ "name": "a" }), json!([{ "name": "a" }])] {
        let wire = wire(vec![compared(|_| ("dimension", head.clone()))]).await;
        let client = wire.builder().build().unwrap();
        let level = shop([source()]).on(&client).compare(month(), month()).drilldown().send().await.unwrap();
        let node: &Node<ComparedNumbers> = &level.rows[0];
        assert_eq!(node.value.name.as_deref(), Some("a"));
        assert_eq!(node.metric(&visits()).unwrap().b, Some(2.0));
    }
    let cases = [
        (json!([{ "name": "a" }, { "name": "b" }]), "row 1 has 2 dimensions: which is that of this level is not known"),
        (json!([]), "row 1 has 0 dimensions: which is that of this level is not known"),
        (Value::Null, "row 1 has no dimension"),
    ];
    for (head, message) in cases {
        let wire = wire(vec![compared(|_| ("dimension", head.clone()))]).await;
        let client = wire.builder().build().unwrap();
        let error = one(shop([source()]).on(&client).compare(month(), month()).drilldown()).await;
        says(&error, &format!("get_comparison_drilldown: {message} at data[0].dimension"));
    }
}

#[tokio::test]
async fn pivot_tables() {
    let good = || {
        let rows = json!([
            { "dimensions": label("a"), "metrics": [[1, 2]] },
            { "dimensions": label("b"), "metrics": [[3, 4]] },
        ]);
        answer(rows, json!([[4, 6]]))
    };
    let metrics = |value: Value| with(good(), |answer| answer["data"][1]["metrics"] = value);
    let cases = [
        (metrics(json!([[3]])), "one row of the pivot table has 2 columns, another one 1"),
        (metrics(json!([])), "row 2 has 0 metrics instead of 1 at data[1].metrics"),
        (metrics(json!([[1, 2], [3, 4]])), "row 2 has 2 metrics instead of 1 at data[1].metrics"),
        (
            with(good(), |answer| answer["totals"] = json!([[4]])),
            "one row of the pivot table has 2 columns, another one 1",
        ),
    ];
    for (bad, message) in cases {
        let wire = wire(vec![bad]).await;
        let client = wire.builder().build().unwrap();
        says(&one(shop([source()]).on(&client).pivot([device()])).await, &format!("get_pivot: {message}"));
    }
}

#[tokio::test]
async fn data_that_change_between_pages_are_noticed() {
    let page = |answer: Value, offset: u64| {
        with(answer, |answer| {
            answer["data"].as_array_mut().unwrap().truncate(1);
            answer["query"]["offset"] = json!(offset);
        })
    };
    let second = with(page(nodes(), 2), |answer| answer["totals"] = json!([3]));
    let served = wire(vec![page(nodes(), 1), second]).await;
    let client = served.builder().build().unwrap();
    let tree: ReportRequest<'_, Drilldown> = shop([source()]).on(&client).drilldown();
    let error = tree.all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataChanged);
    let message = "the data changed before the page from row 2 on: the totals are others than on the first page";
    assert_eq!(error.to_string(), format!("get_drilldown: {message}"));

    let good = || compared(|name| ("dimensions", label(name)));
    let totals = with(page(good(), 2), |answer| answer["totals"]["b"] = json!([5]));
    let days = with(page(good(), 2), |answer| answer["query"]["date1_b"] = json!("2026-02-02"));
    let moved = "the period was 2026-02-01 to 2026-02-28 and 2026-02-01 to 2026-02-28 and is now \
                 2026-02-01 to 2026-02-28 and 2026-02-02 to 2026-02-28";
    for (second, changed) in [(totals, "the totals are others than on the first page"), (days, moved)] {
        let served = wire(vec![page(good(), 1), second]).await;
        let client = served.builder().build().unwrap();
        let error = shop([source()]).on(&client).compare(month(), month()).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataChanged);
        assert!(error.to_string().starts_with("get_comparison: ") && error.to_string().ends_with(changed), "{error}");
    }
}
