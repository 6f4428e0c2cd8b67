//! Answers that are written down page by page, as the sandbox would never give them.

use metrika::reports::{Query, Report};
use metrika::{Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::desk::{TOKEN, TestClock};
use crate::visits;
use crate::wire::{self, Wire};

pub fn client(wire: &Wire) -> Client {
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap()
}

pub fn query() -> Query {
    Query::of([1]).metrics([visits()]).dimensions([crate::dimension("ym:s:date")])
}

/// A page of rows that are numbered by their day.
fn page(offset: u64, rows: u64, total: Value) -> Value {
    let row = |number: u64| json!({ "dimensions": [{ "name": number.to_string() }], "metrics": [number] });
    json!({
        "query": {
            "metrics": ["ym:s:visits"], "dimensions": ["ym:s:date"], "offset": offset,
            "date1": "2026-02-22", "date2": "2026-02-28",
        },
        "data": (offset..offset + rows).map(row).collect::<Vec<_>>(),
        "totals": [1000], "min": [offset], "max": [offset + rows],
        "total_rows": total, "total_rows_rounded": false, "sampled": false, "sample_share": 1,
    })
}

/// Serves these pages one after the other, asks for all rows, and tells which offsets were asked for.
async fn all(pages: Vec<Value>) -> (Result<Report, Error>, Vec<u64>) {
    let wire = Wire::start(move |number, _| Some(wire::json(&pages[number].to_string()))).await;
    let report = query().on(&client(&wire)).all().await;
    let offset = |request: &String| {
        let line = request.lines().next().unwrap();
        let after = line.split_once("offset=").map_or("1", |(_, after)| after);
        after.split(['&', ' ']).next().unwrap().parse().unwrap()
    };
    (report, wire.requests().iter().map(offset).collect())
}

fn with(mut page: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut page);
    page
}

#[tokio::test]
async fn a_short_page_is_not_the_end() {
    let (report, asked) = all(vec![page(1, 3, json!(6)), page(4, 1, json!(6)), page(5, 2, json!(6))]).await;
    let report = report.unwrap().require_complete().unwrap();
    let numbers: Vec<_> = report.rows.iter().map(|row| row.metric(&visits()).unwrap().unwrap()).collect();
    assert_eq!(numbers, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(asked, [1, 4, 5]);
}

#[tokio::test]
async fn an_empty_page_before_the_total_is_an_error() {
    let (report, _) = all(vec![page(1, 3, json!(6)), page(4, 0, json!(6))]).await;
    let error = report.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incomplete);
    assert_eq!(error.to_string(), "get_report: rows end after 3 of 6: what is missing is not told");
}

#[tokio::test]
async fn more_rows_than_the_total_are_an_error() {
    let (report, _) = all(vec![page(1, 7, json!(6))]).await;
    let error = report.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert!(error.to_string().contains("7 rows came, although the report has 6"), "{error}");
}

#[tokio::test]
async fn where_the_total_is_not_exact_only_an_empty_page_is_the_end() {
    let rounded = |page| with(page, |page| page["total_rows_rounded"] = json!(true));
    let about = json!(5);
    let pages = vec![page(1, 3, about.clone()), page(4, 3, about.clone()), page(7, 0, about)];
    let (report, asked) = all(pages.into_iter().map(rounded).collect()).await;
    let report = report.unwrap();
    assert_eq!((report.rows.len(), asked), (6, vec![1, 4, 7]));
    let error = report.require_complete().unwrap_err();
    assert!(error.to_string().contains("rows 1 to 6, of about 5"), "{error}");

    let (report, asked) = all(vec![page(1, 3, Value::Null), page(4, 0, Value::Null)]).await;
    assert_eq!((report.unwrap().rows.len(), asked), (3, vec![1, 4]));
}

#[tokio::test]
async fn data_that_change_between_pages_are_noticed() {
    let six = || json!(6);
    let cases = [
        (page(4, 3, json!(7)), "the report had 6 rows and now has 7 rows"),
        (page(4, 2, json!(5)), "the report had 6 rows and now has 5 rows"),
        (
            with(page(4, 3, six()), |page| page["total_rows_rounded"] = json!(true)),
            "the report had 6 rows and now has about 6",
        ),
        (
            with(page(4, 3, six()), |page| (page["sampled"], page["sample_share"]) = (json!(true), json!(0.1))),
            "the first page counts all data, this one a sample: 10% of the data",
        ),
        (
            with(page(4, 3, six()), |page| page["totals"] = json!([1001])),
            "the totals are others than on the first page",
        ),
        (
            with(page(4, 3, six()), |page| page["totals"] = json!([null])),
            "the totals are others than on the first page",
        ),
    ];
    let later = with(page(4, 3, six()), |page| page["query"]["date2"] = json!("2026-03-01"));
    let later = (later, "the period was 2026-02-22 to 2026-02-28 and is now 2026-02-22 to 2026-03-01");
    for (second, changed) in cases.into_iter().chain([later]) {
        let (report, _) = all(vec![page(1, 3, six()), second]).await;
        let error = report.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataChanged);
        assert!(error.to_string().contains("the data changed before the page from row 4 on"), "{error}");
        assert!(error.to_string().contains(changed), "{error}");
        assert!(error.hint().contains("Take a period that is over"), "{}", error.hint());
    }
}

#[tokio::test]
async fn totals_that_were_added_up_in_another_order_are_the_same() {
    let second = with(page(4, 3, json!(6)), |page| page["totals"] = json!([1_000.000_000_000_1]));
    let (report, _) = all(vec![page(1, 3, json!(6)), second]).await;
    assert_eq!(report.unwrap().rows.len(), 6);
}

#[tokio::test]
async fn a_page_from_elsewhere_is_an_error() {
    let (report, _) = all(vec![page(1, 3, json!(6)), page(1, 3, json!(6))]).await;
    let error = report.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("rows from 4 on were asked for, the answer has those from 1 on"), "{error}");
}

#[tokio::test]
async fn a_bad_row_on_a_later_page_has_its_number_in_the_whole_report() {
    let second = with(page(4, 3, json!(6)), |page| page["data"][1]["metrics"] = json!([]));
    let (report, _) = all(vec![page(1, 3, json!(6)), second]).await;
    let error = report.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.to_string(), "get_report: row 5 has 0 metrics instead of 1 at data[1].metrics");
}

#[tokio::test]
async fn the_least_and_the_greatest_are_those_of_all_pages() {
    let (report, _) = all(vec![page(1, 3, json!(6)), page(4, 3, json!(6))]).await;
    let report = report.unwrap();
    assert_eq!((report.min.values(), report.max.values()), ([Some(1.0)].as_slice(), [Some(7.0)].as_slice()));
}
