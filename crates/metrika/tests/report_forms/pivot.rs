//! `GET /stat/v1/data/pivot`.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use metrika::reports::Sort;
use serde_json::Value;

use crate::{busy, device, everything, keys, month, sends, shop, source, system, visits};

#[tokio::test]
async fn every_setting_reaches_the_service() {
    let desk = busy().await;
    let client = desk.client();
    let request = everything(&client)
        .period(month())
        .sort([Sort::descending(visits())])
        .limit(50)
        .offset(3)
        .pivot([system()])
        .columns(9)
        .from_column(2);
    let own = [
        ("date1", "2026-02-01"),
        ("date2", "2026-02-28"),
        ("limit", "50"),
        ("offset", "3"),
        ("pivot_dimensions", "ym:s:operatingSystemRoot"),
        ("pivot_limit", "9"),
        ("pivot_offset", "2"),
        ("sort", "-ym:s:visits"),
    ];
    sends(&desk.sandbox, request, "/stat/v1/data/pivot", &own).await;
}

#[tokio::test]
async fn cells_are_those_of_the_table_of_both_dimensions() {
    let desk = busy().await;
    let client = desk.client();
    let table = shop([source(), device()]).period(month()).on(&client).all().await.unwrap();
    let expected: BTreeMap<_, _> =
        table.rows.iter().map(|row| (keys(row.dimensions()), row.metric(&visits()).unwrap().unwrap())).collect();
    let report = shop([source()]).period(month()).on(&client).pivot([device()]).columns(100).all().await.unwrap();
    let report = report.require_complete().unwrap();
    let text = |value: &Value| value["id"].as_str().or(value["name"].as_str()).map(str::to_owned);
    let heads: Vec<_> = report.extra["pivot_columns"].as_array().unwrap().iter().map(|head| text(&head[0])).collect();
    assert!(heads.len() > 1);
    let mut found = BTreeMap::new();
    for row in &report.rows {
        let cells = row.metric(&visits()).unwrap();
        assert_eq!((cells.len(), row.cells().width()), (heads.len(), heads.len()));
        for (head, cell) in heads.iter().zip(cells) {
            let path: Vec<_> = keys(row.dimensions()).into_iter().chain([head.clone()]).collect();
            if cell.unwrap_or(0.0) != 0.0 {
                found.insert(path, cell.unwrap());
            }
        }
    }
    assert_eq!(found, expected);
}

#[tokio::test]
async fn rows_come_in_pages() {
    let desk = busy().await;
    let client = desk.client();
    let request = || shop([source()]).period(month()).on(&client).pivot([device()]);
    let whole = request().all().await.unwrap().require_complete().unwrap();
    assert!(whole.rows.len() > 3);
    let small = request().limit(2).all().await.unwrap().require_complete().unwrap();
    assert_eq!(small.rows, whole.rows);
    let rows: Vec<_> = request().limit(2).rows().try_collect().await.unwrap();
    assert_eq!(rows, whole.rows);
    let one = request().columns(1).from_column(2).all().await.unwrap();
    assert_eq!(one.rows[0].metric(&visits()).unwrap(), &whole.rows[0].metric(&visits()).unwrap()[1..2]);
}

#[tokio::test]
async fn columns_that_may_be_missing_are_no_complete_table() {
    let desk = busy().await;
    let client = desk.client();
    let table = || shop([device()]).period(month()).on(&client).pivot([source()]);
    let few = table().columns(2).all().await.unwrap();
    assert_eq!(few.totals.width(), 2);
    let error = few.require_complete().unwrap_err();
    assert!(error.to_string().contains("2 columns were asked for and came: there may be more"), "{error}");
    let error = table().columns(50).from_column(2).all().await.unwrap().require_complete().unwrap_err();
    assert!(error.to_string().contains("the columns before number 2 were not asked for"), "{error}");
    table().columns(50).all().await.unwrap().require_complete().unwrap();
}
