//! Rows as types of the caller.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::{Date, DateTime, date};
use metrika::logs::tsv::{Decoder, Reader, Row};
use metrika::logs::{Field, Patience, Value, visits};
use metrika::{ErrorKind, Result};
use serde::Deserialize;

use crate::desk::SHOP;
use crate::{desk, month};

fn recorded(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../tests/fixtures/recorded/{name}.tsv", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum System {
    Windows,
    IosDouble,
    GnuLinux,
    Android,
    Macos,
}

/// What is the same in visits and in hits, of which only the prefix differs.
#[derive(Debug, Deserialize)]
struct Recorded<'a> {
    browser: &'a str,
    #[serde(rename = "clientID")]
    client: u64,
    date: Date,
    date_time: DateTime,
    device_category: u8,
    #[serde(borrow, rename = "<attribution>TrafficSource")]
    source: Cow<'a, str>,
    operating_system_root: System,
}

#[derive(Debug, Deserialize)]
struct Purchases {
    #[serde(rename = "purchaseID")]
    ids: Vec<u64>,
    purchase_revenue: Vec<f64>,
    #[serde(rename = "ym:s:startURL")]
    url: String,
}

#[test]
fn recorded_parts_are_read_into_structs() {
    for name in ["logs-visits-02", "logs-hits-02"] {
        let part = recorded(name);
        let (mut reader, mut decoder) = (Reader::new(), Decoder::new(name));
        let mut systems = Vec::new();
        let mut row = |row: Row<'_>| {
            let read: Recorded<'_> = reader.read(&row)?;
            let cells: Vec<&str> = row.cells().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
            let again = [
                read.browser.to_owned(),
                read.client.to_string(),
                read.date.to_string(),
                read.date_time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                read.device_category.to_string(),
                read.source.to_string(),
            ];
            assert_eq!(again.as_slice(), &cells[..6], "{name}");
            assert!(matches!(read.source, Cow::Borrowed(_)));
            systems.push(read.operating_system_root);
            Ok(())
        };
        // In pieces, so that rows are borrowed from what is put together, too.
        for piece in part.chunks(100) {
            decoder.feed(piece, &mut row).unwrap();
        }
        assert_eq!((decoder.finish().unwrap().read, systems.len()), (5, 5), "{name}");
        let first = if name.contains("visits") { System::Windows } else { System::Macos };
        assert_eq!(std::mem::discriminant(&systems[0]), std::mem::discriminant(&first));
    }
}

#[test]
fn recorded_lists_are_read() {
    let mut visits = Vec::new();
    let mut decoder = Decoder::new("part 0");
    let row = |row: Row<'_>| {
        visits.push(row.read::<Purchases>()?);
        Ok(())
    };
    decoder.feed(&recorded("logs-visits-02"), row).unwrap();
    assert_eq!(
        (visits[0].ids.as_slice(), visits[0].purchase_revenue.as_slice()),
        (&[16_891_366_513_471_105_130][..], &[17509.0][..])
    );
    assert!(visits[1..].iter().all(|visit| visit.ids.is_empty() && visit.purchase_revenue.is_empty()));
    assert!(visits.iter().all(|visit| visit.url.starts_with("https://site-")));
}

#[test]
fn recorded_values_have_their_types_and_are_shown_as_they_came() {
    for name in ["logs-visits-02", "logs-hits-02"] {
        let mut decoder = Decoder::new(name);
        let row = |row: Row<'_>| {
            let values: HashMap<&str, Value<'_>> = row.values().collect::<Result<_>>()?;
            let kinds = ["clientID", "date", "dateTime", "browser"].map(|field| {
                let prefix = if name.contains("visits") { "ym:s:" } else { "ym:pv:" };
                values[format!("{prefix}{field}").as_str()].clone()
            });
            let [Value::UInt(_), Value::Date(_), Value::DateTime(_), Value::Text(Cow::Borrowed(_))] = kinds else {
                panic!("{kinds:?}")
            };
            for (name, cell) in row.columns().iter().zip(row.cells()) {
                // The service writes these quotes in one way, this in another.
                let cell = std::str::from_utf8(cell).unwrap().replace('\'', "\"");
                assert_eq!(values[name.as_str()].to_string(), cell, "{name}");
            }
            // Through serde it is the same.
            let read: HashMap<String, serde_json::Value> = row.read()?;
            assert_eq!(serde_json::to_value(&values).unwrap(), serde_json::to_value(&read).unwrap());
            Ok(())
        };
        decoder.feed(&recorded(name), row).unwrap();
        assert_eq!(decoder.finish().unwrap().read, 5);
    }
}

#[derive(Debug, Deserialize)]
struct Visit {
    #[serde(rename = "visitID")]
    id: u64,
    date: Date,
    #[serde(rename = "startURL")]
    url: String,
}

#[tokio::test]
async fn rows_of_the_sandbox_are_read_as_they_come() {
    let desk = desk(|settings| settings.logs.part_bytes = 4_000).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let parts = request.until_ready(&Patience::default()).await.unwrap().parts.unwrap();
    assert!(parts.len() > 3, "{} parts", parts.len());
    let (mut typed, mut plain) = (Vec::new(), Vec::new());
    for part in parts {
        let number = part.part_number.unwrap();
        let took = request
            .rows_as(number, |visit: Visit| {
                typed.push((visit.id, visit.date, visit.url));
                Ok(())
            })
            .await
            .unwrap();
        let rows = request
            .rows(number, |row| {
                let id = row.number(&visits::VISIT_ID)?.unwrap();
                plain.push((id, row.date(&visits::DATE)?.unwrap(), row.text(&visits::START_URL)?.into_owned()));
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(took, rows);
    }
    assert!(typed.len() > 200, "{} visits", typed.len());
    assert_eq!(typed, plain);
    assert!(typed.iter().all(|(_, day, _)| (date(2026, 1, 30)..=date(2026, 2, 28)).contains(day)));
}

#[tokio::test]
async fn what_is_wrong_with_a_type_or_said_by_the_caller_ends_the_reading() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[serde(rename = "startURL")]
        _url: u64,
    }
    #[derive(Debug, Deserialize)]
    struct Misspelt {
        #[serde(rename = "visitsID")]
        _id: Option<u64>,
    }
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    request.until_ready(&Patience::default()).await.unwrap();
    let error = request.rows_as(0, |row: Strict| panic!("{row:?}")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let place = format!("part 0 of the log request {}, line 2, byte 37: ym:s:startURL: `", request.id());
    assert!(error.to_string().starts_with(&place), "{error}");
    let error = request.rows_as(0, |row: Misspelt| panic!("{row:?}")).await.unwrap_err();
    let has = "the log has: ym:s:visitID, ym:s:date, ym:s:startURL";
    let message = format!("the field `visitsID` is no column of this log; {has}");
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::NotAsked, message));
    let mut seen = 0;
    let ended = request.rows_as(0, |_: Visit| {
        seen += 1;
        if seen == 3 { Field::new("of the caller").map(|_| ()) } else { Ok(()) }
    });
    assert!(ended.await.unwrap_err().to_string().contains("of the caller"));
    assert_eq!(seen, 3);
}

#[tokio::test]
async fn reading_can_go_on_in_another_task() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    request.until_ready(&Patience::default()).await.unwrap();
    let id = request.id();
    let read = tokio::spawn(async move {
        let mut ids = Vec::new();
        let request = client.counter(SHOP).logs().request(id);
        let counts = request
            .rows_as(0, |visit: Visit| {
                ids.push(visit.id);
                Ok(())
            })
            .await?;
        Ok::<_, metrika::Error>((counts.read, ids.len() as u64))
    });
    let (rows, ids) = read.await.unwrap().unwrap();
    assert!(rows > 0 && rows == ids);
}
