//! `GET /stat/v1/data/bytime`.

use metrika::ErrorKind;
use metrika::reports::{Group, Sort, s};

use crate::{busy, cells, everything, key, keys, month, sends, shop, sorted, source, visits};

#[tokio::test]
async fn every_setting_reaches_the_service() {
    let desk = busy().await;
    let client = desk.client();
    let all = || everything(&client).period(month()).sort([Sort::descending(visits())]).by_time();
    let own = [("date1", "2026-02-01"), ("date2", "2026-02-28"), ("keys_sort", "-ym:s:visits")];
    let top = [own.as_slice(), &[("top_keys", "12"), ("include_annotations", "true")]].concat();
    let path = "/stat/v1/data/bytime";
    let none: [&str; 0] = [];
    sends(&desk.sandbox, all().top(12).annotations(none), path, &top).await;
    let named = [
        own.as_slice(),
        &[
            ("row_ids", r#"[["organic"],["direct","mobile"]]"#),
            ("include_annotations", "true"),
            ("annotation_groups", "A,HOLIDAY"),
        ],
    ]
    .concat();
    let rows = [vec!["organic"], vec!["direct", "mobile"]];
    sends(&desk.sandbox, all().rows_of(rows).annotations(["A", "HOLIDAY"]), path, &named).await;
}

#[tokio::test]
async fn the_numbers_are_those_of_the_table() {
    let desk = busy().await;
    let client = desk.client();
    let query = shop([source()]).period(month());
    let table = query.on(&client).all().await.unwrap();
    for (group, intervals) in [(Group::All, 1), (Group::Day, 28)] {
        let report = query.on(&client).group(group).by_time().top(30).send().await.unwrap().require_complete().unwrap();
        assert_eq!(report.axis().intervals.len(), intervals);
        let sum = |values: &[Option<f64>]| Some(values.iter().map(|value| value.unwrap()).sum::<f64>());
        let rows = report.rows.iter().map(|row| (keys(row.dimensions()), sum(row.metric(&visits()).unwrap())));
        assert_eq!(sorted(rows), cells(&table.rows));
        assert_eq!(sum(report.totals.metric(&visits()).unwrap()), table.totals.metric(&visits()).unwrap());
    }
}

#[tokio::test]
async fn a_number_belongs_to_its_day() {
    let desk = busy().await;
    let client = desk.client();
    let days = shop([s::DATE]).period(month()).on(&client).all().await.unwrap();
    let report = shop([]).period(month()).on(&client).group(Group::Day).by_time().send().await.unwrap();
    let points: Vec<_> = report.totals.points(&visits()).unwrap().collect();
    assert!(days.rows.len() > 20);
    for row in &days.rows {
        let day = row.dimension(&s::DATE).unwrap().name.clone().unwrap();
        let found: Vec<_> = points.iter().filter(|(interval, _)| interval.from == day).collect();
        assert_eq!(found.len(), 1, "{day}");
        assert_eq!(found[0].1, row.metric(&visits()).unwrap(), "{day}");
        assert_eq!(found[0].0.start().unwrap().date().to_string(), day);
    }
}

#[tokio::test]
async fn rows_that_did_not_come_are_missing() {
    let desk = busy().await;
    let client = desk.client();
    let query = shop([s::DATE]).period(month());
    let total = query.on(&client).send().await.unwrap().position.total_rows.unwrap();
    let report = query.on(&client).by_time().send().await.unwrap();
    assert_eq!(report.rows.len(), 7);
    let error = report.require_complete().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incomplete);
    assert!(error.to_string().contains(&format!("rows 1 to 7, of {total}")), "{error}");
}

#[tokio::test]
async fn a_row_may_be_named_by_fewer_keys() {
    let desk = busy().await;
    let client = desk.client();
    let query = shop([source(), crate::device()]).period(month());
    let source_alone = shop([source()]).period(month()).on(&client).all().await.unwrap();
    let organic = source_alone.rows.iter().find(|row| key(&row.dimensions()[0]).as_deref() == Some("organic")).unwrap();
    let report = query.on(&client).group(Group::All).by_time().rows_of([["organic"]]).send().await.unwrap();
    let [row] = report.rows.as_slice() else { panic!("{:?}", report.rows) };
    assert_eq!(keys(row.dimensions()), [Some("organic".to_owned())]);
    assert_eq!(row.metric(&visits()).unwrap(), [organic.metric(&visits()).unwrap()]);
    assert_eq!(row.dimension(&crate::device()).unwrap_err().kind(), ErrorKind::NotAsked);
}
