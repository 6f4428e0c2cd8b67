//! What cannot be right is not sent, and the error says which rule it breaks.

use jiff::civil::date;
use metrika::ErrorKind;
use metrika::reports::{DimensionValue, Form, Node, Period, Query, ReportRequest, Segment};

use crate::desk::Desk;
use crate::{device, dimension, month, shop, source, visits};

async fn refused<F: Form>(request: ReportRequest<'_, F>) -> String {
    let error = request.send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, None), "{error}");
    assert_eq!(request.csv().await.map(drop).unwrap_err().to_string(), error.to_string());
    error.to_string()
}

fn says(error: String, rule: &str) {
    assert!(error.ends_with(rule), "{error}\nis not: {rule}");
}

#[tokio::test]
async fn over_time() {
    let desk = Desk::new().await;
    let client = desk.client();
    let time = || shop([source()]).on(&client).by_time();
    let top = "top_keys: there are 30 rows at most, and not 31: name those you want by `rows_of`";
    says(refused(time().top(31)).await, top);
    let both = "row_ids: rows that are named are not the first few: use `top` or `rows_of`";
    says(refused(time().top(3).rows_of([["organic"]])).await, both);
    let path = "row_ids: a row has from 1 to 1 keys, one for each dimension, and not ";
    says(refused(time().rows_of([Vec::<String>::new()])).await, &format!("{path}0"));
    says(refused(time().rows_of([vec!["organic"], vec!["organic", "mobile"]])).await, &format!("{path}2"));
    let pages = "a report over time has no pages: say how many rows by `top`, or which by `rows_of`";
    says(refused(time().limit(5)).await, &format!("limit: {pages}"));
    says(refused(time().offset(5)).await, &format!("offset: {pages}"));
    assert!(desk.sent().is_empty());
    time().top(30).send().await.unwrap();
}

#[tokio::test]
async fn trees() {
    let desk = Desk::new().await;
    let client = desk.client();
    let none = "dimensions: a tree needs at least one dimension, or a preset";
    says(refused(shop([]).on(&client).drilldown()).await, none);
    says(refused(shop([]).on(&client).compare(month(), month()).drilldown()).await, none);
    let tree = || shop([source(), device()]).on(&client).drilldown();
    let deep = "parent_id: 2 keys lead below the last of 2 dimensions";
    says(refused(tree().below(["organic", "mobile"])).await, deep);
    let compared = shop([source(), device()]).on(&client).compare(month(), month()).drilldown();
    says(refused(compared.below(["organic", "mobile"])).await, deep);
    assert!(desk.sent().is_empty());

    let mut node: Node = tree().all().await.unwrap().rows.swap_remove(0);
    assert!(tree().children(&node).is_ok());
    node.value = DimensionValue::default();
    let error = tree().children(&node).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    says(error.to_string(), "parent_id: a node whose value is undefined has no key: it cannot be opened");
}

#[tokio::test]
async fn comparisons() {
    let desk = Desk::new().await;
    let client = desk.client();
    let on = |query: Query| query.on(&client);
    let own = "date1: a comparison has two periods: give each segment its own";
    says(refused(on(shop([]).period(month())).compare(month(), month())).await, own);
    says(refused(on(shop([source()]).period(month())).compare(month(), month()).drilldown()).await, own);
    let turned = Period::new(date(2026, 2, 28), date(2026, 2, 1));
    for (a, b, field) in [(turned, month(), "date1_a"), (month(), turned, "date1_b")] {
        let error = refused(on(shop([])).compare(a, b)).await;
        assert!(error.contains(field) && error.contains("2026-02-28"), "{error}");
    }
    let condition = visits().gt(10);
    let segment = || Segment::from(month()).filter(condition.clone());
    for (request, field) in [
        (on(shop([]).filter(condition.clone())).compare(month(), month()), "filters:"),
        (on(shop([])).compare(segment(), month()), "filters_a:"),
        (on(shop([])).compare(month(), segment()), "filters_b:"),
    ] {
        let error = refused(request).await;
        assert!(error.contains(field) && error.contains("a comparison"), "{error}");
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn pivot_tables() {
    let desk = Desk::new().await;
    let client = desk.client();
    let by = |across: Vec<_>| shop([source()]).on(&client).pivot(across);
    says(refused(by(vec![])).await, "pivot_dimensions: a pivot table needs a dimension whose values are columns");
    let many = (0..11).map(|level| dimension(&format!("ym:s:paramsLevel{level}"))).collect();
    says(refused(by(many)).await, "pivot_dimensions: there are 11, 10 are allowed");
    let twice = "pivot_dimensions: ym:s:deviceCategory is there twice";
    says(refused(by(vec![device(), device()])).await, twice);
    let rows = "pivot_dimensions: ym:s:lastsignTrafficSource is among the dimensions of the rows already";
    says(refused(by(vec![source()])).await, rows);
    let other = refused(by(vec![dimension("ym:pv:title")])).await;
    assert!(other.contains("pivot_dimensions: ym:pv:title and ym:s:visits cannot be in one report"), "{other}");
    for columns in [0, 101] {
        let rule = format!("pivot_limit: an answer has from 1 to 100 columns, and not {columns}");
        says(refused(by(vec![device()]).columns(columns)).await, &rule);
    }
    says(refused(by(vec![device()]).from_column(0)).await, "pivot_offset: columns are counted from 1");
    assert!(desk.sent().is_empty());
}
