//! What a page of 100,000 rows costs, over `serde_json::Value` and over bare structs: the same answer from the same loopback server. Each prints
//! its most memory at once (`max alloc`). And what a query costs before it is sent.
//!
//! ```text
//! cargo bench -p metrika --bench report
//! ```

#![allow(clippy::unwrap_used)] // a bench that cannot go on has failed

use std::fmt::Write as _;

use divan::{AllocProfiler, Bencher};
use metrika::reports::{Dimension, Metric, Period, Query, Sort, s};
use metrika::{Client, Quota};
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

const ROWS: usize = 100_000;

fn main() {
    divan::main();
}

fn metrics() -> [Metric; 5] {
    [s::VISITS, s::USERS, s::BOUNCE_RATE, s::PAGE_DEPTH, s::AVG_VISIT_DURATION_SECONDS]
}

fn dimensions() -> [Dimension; 2] {
    [s::START_URL_PATH, s::OPERATING_SYSTEM]
}

/// An answer in the form of recorded ones.
fn body() -> String {
    let names = |names: &[&str]| format!("[\"{}\"]", names.join("\",\""));
    let metrics = names(&metrics().each_ref().map(|name| name.as_str()));
    let dimensions = names(&dimensions().each_ref().map(|name| name.as_str()));
    let mut body = format!(
        r#"{{"query":{{"ids":[1],"metrics":{metrics},"dimensions":{dimensions},"sort":["-ym:s:visits"],"date1":"2026-02-01","date2":"2026-02-28","limit":{ROWS},"offset":1,"attribution":"LastSign","currency":"RUB"}},"data":["#
    );
    for number in 0..ROWS {
        let comma = if number == 0 { "" } else { "," };
        let (visits, users) = (ROWS - number, ROWS - number / 2);
        let (bounce, depth, seconds) = (number % 100, number % 17, number % 999);
        write!(
            body,
            r#"{comma}{{"dimensions":[{{"name":"/catalogue/{}/item-{number}","favicon":"shop.example"}},{{"id":"windows_{}","name":"Windows {}","icon_id":"{}","icon_type":"os"}}],"metrics":[{visits}.0,{users}.0,{bounce}.25,{depth}.125,{seconds}.5]}}"#,
            number % 40, number % 12, number % 12, number % 12
        )
        .unwrap();
    }
    body.push_str(
        r#"],"total_rows":100000,"total_rows_rounded":false,"sampled":false,"contains_sensitive_data":false,"sample_share":1.0,"sample_size":9,"sample_space":9,"data_lag":47,"totals":[1.0,2.0,3.0,4.0,5.0],"min":[1.0,2.0,3.0,4.0,5.0],"max":[1.0,2.0,3.0,4.0,5.0]}"#,
    );
    body
}

#[derive(Deserialize)]
#[allow(dead_code)] // decoded, and not looked at
struct Answer {
    data: Vec<Row>,
    totals: Vec<Option<f64>>,
    total_rows: u64,
    sampled: bool,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Row {
    dimensions: Vec<Value>,
    metrics: Vec<Option<f64>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Value {
    id: Option<String>,
    name: Option<String>,
}

/// What is left out here is read by the others: `favicon`, `icon_id`, `icon_type`.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn bare_structs(bencher: Bencher<'_, '_>) {
    fetch(bencher, |body| serde_json::from_slice::<Answer>(body).unwrap().data.len());
}

#[divan::bench(sample_count = 30, sample_size = 1)]
fn json_value(bencher: Bencher<'_, '_>) {
    let rows =
        |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap()["data"].as_array().unwrap().len();
    fetch(bencher, rows);
}

/// The answer with nothing read of it: what all three have in common.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn nothing(bencher: Bencher<'_, '_>) {
    fetch(bencher, |body| if body.is_empty() { 0 } else { ROWS });
}

fn fetch(bencher: Bencher<'_, '_>, rows: impl Fn(&[u8]) -> usize) {
    let (runtime, address) = serve();
    let http = reqwest::Client::new();
    let url = format!("{address}/stat/v1/data");
    bencher.bench_local(|| {
        let body = runtime.block_on(async {
            let answer = http.get(&url).header(AUTHORIZATION, "OAuth y0_x").send().await.unwrap();
            answer.error_for_status().unwrap().bytes().await.unwrap()
        });
        assert_eq!(rows(&body), ROWS);
    });
}

#[divan::bench(sample_count = 30, sample_size = 1)]
fn report(bencher: Bencher<'_, '_>) {
    let (runtime, address) = serve();
    let client = Client::builder().token("y0_x").base_url(address).quota(Quota::unlimited()).build().unwrap();
    let query = Query::of([1]).metrics(metrics()).dimensions(dimensions()).limit(ROWS as u64);
    bencher.bench_local(|| {
        let report = runtime.block_on(query.on(&client).send()).unwrap();
        assert_eq!(report.rows.len(), ROWS);
        report
    });
}

#[divan::bench]
fn a_maximal_query_is_made(bencher: Bencher<'_, '_>) {
    bencher.bench(maximal);
}

#[divan::bench]
fn a_maximal_query_is_checked(bencher: Bencher<'_, '_>) {
    let query = maximal();
    bencher.bench(|| query.check().unwrap());
}

/// Twenty metrics, ten dimensions, twenty conditions: one of a hundred values, the others of as many as 10,000 characters leave room for.
fn maximal() -> Query {
    let metrics = (1..=20).map(s::goal_visits);
    let dimensions = (1..=10).map(|level| Dimension::new(format!("ym:s:paramsLevel{level}")).unwrap());
    let values = |condition: usize| {
        (0..if condition == 0 { 100 } else { 85 }).map(|value: usize| value.to_string()).collect::<Vec<_>>()
    };
    let names =
        [s::START_URL_PATH, s::END_URL_PATH, s::REGION_COUNTRY, s::REGION_CITY, s::BROWSER, s::OPERATING_SYSTEM];
    let conditions = (0..20).map(|number| names[number % names.len()].is_in(values(number)));
    let filter = conditions.reduce(metrika::reports::Filter::and).unwrap();
    Query::of(1..=500)
        .metrics(metrics)
        .dimensions(dimensions)
        .filter(filter)
        .sort([Sort::descending(s::goal_visits(1))])
        .period(Period::last_days(30))
        .limit(100_000)
}

/// A server that says the same to everybody, in a thread of its own.
fn serve() -> (Runtime, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let body = body();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer: &'static [u8] = (head + &body).into_bytes().leak();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(self::answer(socket, answer));
            }
        });
    });
    (tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), address)
}

async fn answer(mut socket: TcpStream, answer: &'static [u8]) {
    let mut request = Vec::new();
    loop {
        if socket.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            socket.write_all(answer).await.unwrap();
        }
    }
}
