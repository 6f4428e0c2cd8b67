//! Forms are plain values, and requests go to other threads.

use jiff::civil::date;
use metrika::reports::{ByTime, ComparedTree, Comparison, Drilldown, Filter, Form, Period, Pivot, ReportRequest};
use metrika::reports::{Segment, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{busy, device, month, shop, source};

fn back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: Value) -> T {
    let form: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&form).unwrap(), value);
    let mut unknown = value;
    unknown["an_unknown_field"] = json!(1);
    let error = serde_json::from_value::<T>(unknown).unwrap_err();
    assert!(error.to_string().contains("an_unknown_field"), "{error}");
    form
}

#[tokio::test]
async fn a_form_is_read_as_it_was_written_and_sends_the_same() {
    let desk = busy().await;
    let client = desk.client();
    let segments = json!({
        "a": serde_json::to_value(Segment::from(Period::new(date(2026, 2, 15), date(2026, 2, 28)))).unwrap(),
        "b": serde_json::to_value(Segment::from(month()).filter(Filter::raw("ym:s:isRobot=='No'"))).unwrap(),
    });
    let time: ByTime = back(json!({ "rows": [["organic"]], "annotations": ["A"] }));
    let tree: Drilldown = back(json!({ "branch": { "parent": ["organic"], "only_expandable_undefined": true } }));
    let both: Comparison = back(segments.clone());
    let compared: ComparedTree = back(json!({ "segments": segments, "branch": { "parent": ["organic"] } }));
    let pivot: Pivot = back(json!({ "across": ["ym:s:deviceCategory"], "columns": 3, "from_column": 2 }));
    back::<Table>(json!({}));
    back::<Segment>(json!({}));

    let (a, b) = (Period::new(date(2026, 2, 15), date(2026, 2, 28)), month());
    let b = || Segment::from(b).filter(Filter::raw("ym:s:isRobot=='No'"));
    let query = shop([source(), crate::system()]);
    let base = || query.on(&client);
    same(&desk, base().form(time), base().by_time().rows_of([["organic"]]).annotations(["A"])).await;
    same(&desk, base().form(tree), base().drilldown().below(["organic"]).only_expandable_undefined(true)).await;
    same(&desk, base().form(both), base().compare(a, b())).await;
    same(&desk, base().form(compared), base().compare(a, b()).drilldown().below(["organic"])).await;
    same(&desk, base().form(pivot), base().pivot([device()]).columns(3).from_column(2)).await;
}

async fn same<F: Form>(desk: &crate::desk::Desk, one: ReportRequest<'_, F>, other: ReportRequest<'_, F>) {
    one.send().await.unwrap();
    let first = desk.last();
    other.send().await.unwrap();
    let second = desk.last();
    assert_eq!((first.path, first.query), (second.path, second.query));
}

fn goes<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn futures_and_streams_go_to_other_threads() {
    let desk = busy().await;
    let client = desk.client();
    let base = || shop([source()]).on(&client);
    drop(goes(base().by_time().send()));
    drop(goes(base().drilldown().all()));
    drop(goes(base().drilldown().walk(|_| true)));
    drop(goes(base().drilldown().pages()));
    drop(goes(base().compare(month(), month()).rows()));
    drop(goes(base().compare(month(), month()).drilldown().walk(|_| true)));
    drop(goes(base().pivot([device()]).all()));
    drop(goes(base().pivot([device()]).csv()));
    drop(goes(base().csv().await.unwrap()));
}
