//! Reports as CSV.

use futures_util::{Stream, TryStreamExt};
use metrika::{Error, ErrorKind};

use crate::wire::{self, Wire};
use crate::{busy, month, shop, source, visits};

async fn text(pieces: impl Stream<Item = Result<bytes::Bytes, Error>>) -> Result<String, Error> {
    let pieces: Vec<bytes::Bytes> = pieces.try_collect().await?;
    Ok(String::from_utf8(pieces.concat()).unwrap())
}

#[tokio::test]
async fn it_has_the_numbers_of_the_report() {
    let desk = busy().await;
    let client = desk.client();
    let report = shop([source()]).period(month()).on(&client).limit(3);
    let rows = report.send().await.unwrap().rows;
    let written = text(report.csv().await.unwrap()).await.unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), 4);
    for (row, line) in rows.iter().zip(&lines[1..]) {
        let (name, number) = line.rsplit_once(',').unwrap();
        assert_eq!(Some(name.trim_matches('"')), row.dimensions()[0].name.as_deref());
        assert_eq!(number.parse().ok(), row.metric(&visits()).unwrap());
    }
}

fn refusal(status: &str) -> String {
    let code = &status[..3];
    let body = format!(
        r#"{{"errors":[{{"error_type":"some_error","message":"What is wrong"}}],"code":{code},"message":"What is wrong"}}"#
    );
    wire::answer(status, &["Content-Type: application/json"], &body)
}

#[tokio::test]
async fn a_refusal_is_the_error_that_it_is_for_json() {
    for status in ["400 Bad Request", "403 Forbidden", "404 Not Found", "429 Too Many Requests", "500 Broken"] {
        let wire = Wire::always(refusal(status)).await;
        let query = shop([source()]);
        let same = |json: Error, csv: Error| {
            assert_eq!((csv.kind(), csv.status()), (json.kind(), json.status()), "{status}");
            assert_eq!(csv.to_string(), json.to_string(), "{status}");
            assert!(csv.to_string().contains("What is wrong"), "{csv}");
        };
        // Each has a client of its own: those of one client share what they may send again.
        let client = || wire.builder().build().unwrap();
        let (one, other, third) = (client(), client(), client());
        let table = query.on(&one);
        same(table.send().await.unwrap_err(), table.csv().await.map(drop).unwrap_err());
        let series = query.on(&other).by_time();
        same(series.send().await.unwrap_err(), series.csv().await.map(drop).unwrap_err());
        let tree = query.on(&third).drilldown();
        same(tree.send().await.unwrap_err(), tree.csv().await.map(drop).unwrap_err());
    }
}

#[tokio::test]
async fn a_body_that_is_cut_is_an_error() {
    let whole = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n";
    let cut = [
        format!("{whole}Content-Length: 100\r\n\r\na,b\r\n1,2\r\n"),
        format!("{whole}Transfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n"),
    ];
    for answer in cut {
        let wire = Wire::always(answer).await;
        let client = wire.builder().build().unwrap();
        let report = shop([source()]).on(&client).by_time();
        let error = text(report.csv().await.unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
        assert!(error.to_string().starts_with("get_report_by_time"), "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_right_is_not_sent() {
    let desk = busy().await;
    let client = desk.client();
    let error = shop([]).on(&client).drilldown().csv().await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn what_says_that_it_is_something_else_is_no_csv() {
    for kind in ["text/html; charset=utf-8", "application/json"] {
        let wire = Wire::always(wire::answer("200 OK", &[&format!("Content-Type: {kind}")], "a,b")).await;
        let client = wire.builder().build().unwrap();
        let error = shop([source()]).on(&client).pivot([crate::device()]).csv().await.map(drop).unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::UnexpectedAnswer, Some(200)));
        assert_eq!(error.to_string(), format!("get_pivot: the answer is no CSV but {kind}"));
    }
}
