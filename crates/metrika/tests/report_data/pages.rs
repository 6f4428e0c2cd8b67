//! All rows of a report of the sandbox.

use std::collections::HashSet;
use std::pin::pin;

use futures_util::TryStreamExt;
use metrika::ErrorKind;
use metrika::reports::{DateSpec, Query, Row};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP};
use crate::{dimension, visits};

const PAGE: u64 = 700;

async fn crowded() -> Desk {
    Desk::with(|builder| builder.with(|settings| settings.data.visits = 6000)).await
}

fn by_visitor() -> Query {
    let dimensions = [dimension("ym:s:clientID"), dimension("ym:s:startURLPath")];
    Query::of([SHOP]).metrics([visits()]).dimensions(dimensions).days(DateSpec::DaysAgo(30), DateSpec::Yesterday)
}

fn key(row: &Row) -> Vec<Option<String>> {
    row.dimensions().iter().map(|value| value.name.clone()).collect()
}

#[tokio::test]
async fn thousands_of_rows_come_once_each() {
    let desk = crowded().await;
    let client = desk.client();
    let whole = by_visitor().limit(100_000).on(&client).send().await.unwrap().require_complete().unwrap();
    assert!(whole.rows.len() > 3000, "{}", whole.rows.len());

    desk.sandbox.clear_journal();
    let rows: Vec<Row> = by_visitor().limit(PAGE).on(&client).rows().try_collect().await.unwrap();
    assert_eq!(rows.iter().map(key).collect::<HashSet<_>>().len(), whole.rows.len());
    assert_eq!(rows.len(), whole.rows.len());
    let numbers =
        |rows: &[Row]| -> Vec<_> { rows.iter().map(|row| (key(row), row.metric(&visits()).unwrap())).collect() };
    assert_eq!(numbers(&rows), numbers(&whole.rows), "in the same order");
    assert_eq!(desk.sent().len(), whole.rows.len().div_ceil(PAGE as usize));

    let all = by_visitor().limit(PAGE).on(&client).all().await.unwrap().require_complete().unwrap();
    assert_eq!((all.rows.len(), &all.totals), (whole.rows.len(), &whole.totals));
    assert_eq!((all.min.values(), all.max.values()), (whole.min.values(), whole.max.values()));
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn ten_thousand_rows_are_asked_for_at_once_unless_told_otherwise() {
    let desk = crowded().await;
    let client = desk.client();
    by_visitor().on(&client).all().await.unwrap().require_complete().unwrap();
    assert_eq!(desk.sent().len(), 1);
    assert!(desk.last().query.contains(&("limit".into(), "10000".into())));
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_needed() {
    let desk = crowded().await;
    let client = desk.client();
    let mut rows = pin!(by_visitor().limit(PAGE).on(&client).rows());
    for _ in 0..PAGE {
        rows.try_next().await.unwrap().unwrap();
    }
    assert_eq!(desk.sent().len(), 1);
    rows.try_next().await.unwrap().unwrap();
    assert_eq!(desk.sent().len(), 2);
    assert!(desk.last().query.contains(&("offset".into(), "701".into())));
}

#[tokio::test]
async fn paging_may_begin_in_the_middle() {
    let desk = crowded().await;
    let client = desk.client();
    let whole = by_visitor().on(&client).all().await.unwrap();
    let rest = by_visitor().offset(1001).limit(PAGE).on(&client).all().await.unwrap();
    assert_eq!(rest.rows.iter().map(key).collect::<Vec<_>>(), whole.rows[1000..].iter().map(key).collect::<Vec<_>>());
    assert_eq!(rest.position.offset, 1001);
    assert_eq!(rest.require_complete().unwrap_err().kind(), ErrorKind::Incomplete);
    let beyond = by_visitor().offset(1_000_000).on(&client).all().await.unwrap();
    assert!(beyond.rows.is_empty());
}

#[tokio::test]
async fn a_page_that_fails_is_an_error_and_not_the_end() {
    let desk = crowded().await;
    let client = desk.client();
    desk.sandbox.fault(Fault::answer(400, "query_error").on("get_report").after(2)).unwrap();
    let mut pages = pin!(by_visitor().limit(PAGE).on(&client).pages());
    for _ in 0..2 {
        assert_eq!(pages.try_next().await.unwrap().unwrap().rows.len() as u64, PAGE);
    }
    assert_eq!(pages.try_next().await.unwrap_err().kind(), ErrorKind::QueryError);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn streams_and_futures_go_to_other_threads() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    let desk = Desk::new().await;
    let client = desk.client();
    let request = by_visitor().on(&client);
    drop((
        sent(request.clone().pages()),
        sent(request.clone().rows()),
        sent(request.clone().all()),
        sent(request.send()),
    ));

    let there = tokio::spawn({
        let client = client.clone();
        async move { by_visitor().on(&client).rows().try_fold(0, |rows, _| async move { Ok(rows + 1) }).await }
    });
    assert_eq!(there.await.unwrap().unwrap(), by_visitor().on(&client).all().await.unwrap().rows.len());
}
