//! How fast a part of a log is read: split into rows and cells, and its cells read by type.
//!
//! ```text
//! cargo bench -p metrika --features parquet --bench logs
//! ```

#![allow(clippy::unwrap_used)] // a bench that cannot go on has failed

use std::borrow::Cow;
use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use jiff::civil::{Date, DateTime};
use metrika::logs::tsv::{Decoder, Reader, Row};
use metrika::logs::visits;
use serde::Deserialize;

const ROWS: usize = 100_000;
/// As pieces come from the network.
const PIECE: usize = 64 << 10;

fn main() {
    divan::main();
}

/// Twenty-three mixed columns: ids, dates, URLs, lists of numbers, dates and texts.
fn part() -> String {
    let names = "visitID counterID watchIDs date dateTime isNewUser startURL endURL pageViews visitDuration bounce clientID regionCityID goalsID \
        goalsDateTime goalsPrice referer lastTrafficSource browser screenWidth purchaseID purchaseRevenue productsName";
    let mut part = names.split_whitespace().map(|name| format!("ym:s:{name}")).collect::<Vec<_>>().join("\t") + "\n";
    for row in 0..ROWS as u64 {
        let id = row.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (day, second) = (1 + row % 28, row % 60);
        let goals = if row % 4 == 0 { "[26700001,26700002]" } else { "[]" };
        let moments = if row % 4 == 0 { r"[\'2026-02-01 12:00:00\',\'2026-02-01 12:00:01\']" } else { "[]" };
        let products = if row % 10 == 0 { r"[\'A teapot, blue\',\'It\\\'s a cup\']" } else { "[]" };
        writeln!(
            part,
            "{id}\t44147844\t[{id},{}]\t2026-02-{day:02}\t2026-02-{day:02} 12:30:{second:02}\t{}\thttps://shop.example/catalogue/{}/item-{row}?utm_source=mail\t\
             https://shop.example/cart\t{}\t{}\t{}\t{}\t213\t{goals}\t{moments}\t{}\thttps://search.example/?q=tea\\tpot\torganic\tchrome\t1920\t[]\t[]\t{products}",
            id ^ 7, row % 2, row % 50, 1 + row % 9, row % 3000, row % 2, id >> 3, if row % 4 == 0 { "[100000,0]" } else { "[]" },
        )
        .unwrap();
    }
    part
}

fn each(bencher: Bencher<'_, '_>, mut row: impl FnMut(Row<'_>) -> metrika::Result<()>) {
    let part = part();
    bencher.counter(BytesCount::new(part.len())).bench_local(|| {
        let mut decoder = Decoder::new("part 0");
        for piece in part.as_bytes().chunks(PIECE) {
            decoder.feed(piece, &mut row).unwrap();
        }
        assert_eq!(decoder.finish().unwrap().read, ROWS as u64);
    });
}

/// Rows and cells are found, and none is looked into.
#[divan::bench]
fn split(bencher: Bencher<'_, '_>) {
    each(bencher, |row| {
        divan::black_box(row.line());
        Ok(())
    });
}

#[divan::bench]
fn three_numbers(bencher: Bencher<'_, '_>) {
    each(bencher, |row| {
        divan::black_box(row.number::<u64>(&visits::VISIT_ID)?);
        divan::black_box(row.number::<u64>(&visits::CLIENT_ID)?);
        divan::black_box(row.number::<u32>(&visits::VISIT_DURATION)?);
        Ok(())
    });
}

#[divan::bench]
fn two_texts(bencher: Bencher<'_, '_>) {
    each(bencher, |row| {
        divan::black_box(row.text(&visits::START_URL)?);
        divan::black_box(row.text(&visits::REFERER)?);
        Ok(())
    });
}

#[divan::bench]
fn three_lists(bencher: Bencher<'_, '_>) {
    each(bencher, |row| {
        divan::black_box(row.numbers::<u32>(&visits::GOALS_ID)?);
        divan::black_box(row.date_times(&visits::GOALS_DATE_TIME)?);
        divan::black_box(row.texts(&visits::PRODUCTS_NAME)?);
        Ok(())
    });
}

/// Ten columns, of which only those with escapes are copied.
#[derive(Deserialize)]
#[allow(dead_code)] // what is read is looked at by nobody
struct Visit<'a> {
    #[serde(rename = "visitID")]
    id: u64,
    #[serde(rename = "clientID")]
    client: u64,
    date: Date,
    date_time: DateTime,
    is_new_user: bool,
    #[serde(rename = "startURL")]
    url: &'a str,
    #[serde(borrow)]
    referer: Cow<'a, str>,
    visit_duration: Option<u32>,
    #[serde(rename = "goalsID")]
    goals: Vec<u32>,
    #[serde(rename = "<attribution>TrafficSource")]
    source: &'a str,
}

#[divan::bench]
fn typed_rows(bencher: Bencher<'_, '_>) {
    let mut reader = Reader::new();
    each(bencher, |row| {
        divan::black_box(reader.read::<Visit<'_>>(&row)?);
        Ok(())
    });
}

/// All columns, of the types that the vocabulary tells.
#[divan::bench]
fn values(bencher: Bencher<'_, '_>) {
    each(bencher, |row| {
        for value in row.values() {
            divan::black_box(value?);
        }
        Ok(())
    });
}

/// All columns, as record batches.
#[cfg(feature = "arrow")]
#[divan::bench]
fn arrow(bencher: Bencher<'_, '_>) {
    use metrika::logs::Field;
    use metrika::logs::arrow::{ArrowOptions, Batches};

    let part = part();
    let names = part.lines().next().unwrap().split('\t');
    let fields: Vec<Field> = names.map(|name| Field::new(name).unwrap()).collect();
    bencher.counter(BytesCount::new(part.len())).bench_local(|| {
        let mut batches = Batches::new(&fields, ArrowOptions::default()).unwrap();
        let mut decoder = Decoder::new("part 0");
        let mut rows = 0;
        for piece in part.as_bytes().chunks(PIECE) {
            let row = |row: Row<'_>| {
                batches.push(row)?;
                if batches.is_full() {
                    rows += divan::black_box(batches.take()?).num_rows();
                }
                Ok(())
            };
            decoder.feed(piece, row).unwrap();
        }
        decoder.finish().unwrap();
        assert_eq!(rows + batches.take().unwrap().num_rows(), ROWS);
    });
}

/// All columns, as a file of Parquet.
#[cfg(feature = "parquet")]
#[divan::bench(sample_count = 20)]
fn parquet(bencher: Bencher<'_, '_>) {
    use metrika::logs::folder::{ParquetOptions, write_parquet};

    let part = part();
    bencher.counter(BytesCount::new(part.len())).bench_local(|| {
        let counts = write_parquet("part 0", &mut part.as_bytes(), &mut std::io::sink(), &ParquetOptions::default());
        assert_eq!(counts.unwrap().read, ROWS as u64);
    });
}
