//! Parts, read row by row.

use std::collections::HashMap;

use metrika::logs::tsv::{Counts, Decoder};
use metrika::logs::{Field, Patience, presets, visits};
use metrika::{Error, ErrorKind};

use crate::desk::SHOP;
use crate::{desk, month, text};

type Cells = Vec<Vec<u8>>;

/// Reads a part in pieces that end at these places, and tells the cells of each row.
fn read(part: &[u8], cuts: &[usize]) -> Result<(Vec<Cells>, Counts), Error> {
    let mut decoder = Decoder::new("part 0");
    let (mut rows, mut from) = (Vec::new(), 0);
    for to in cuts.iter().copied().chain([part.len()]) {
        decoder.feed(&part[from..to], |row| {
            rows.push(row.cells().map(<[u8]>::to_vec).collect());
            Ok(())
        })?;
        from = to;
    }
    Ok((rows, decoder.finish()?))
}

const SMALL: &[u8] = b"ym:s:visitID\tym:s:startURL\tym:s:goalsID\n1\thttps://a.example/\\t\t[1,2]\n\t\t[]\n18446744073709551615\t\xff\t[,3]\n";

#[test]
fn it_makes_no_difference_where_pieces_end() {
    let (whole, counts) = read(SMALL, &[]).unwrap();
    assert_eq!((whole.len(), counts.read, counts.bytes), (3, 3, SMALL.len() as u64));
    for first in 0..=SMALL.len() {
        for second in first..=SMALL.len() {
            assert_eq!(read(SMALL, &[first, second]).unwrap().0, whole, "{first}, {second}");
        }
    }
    let bytes: Vec<usize> = (0..SMALL.len()).collect();
    assert_eq!(read(SMALL, &bytes).unwrap().0, whole);
}

#[test]
fn a_part_that_ends_early_is_an_error_at_every_byte() {
    for end in 0..SMALL.len() {
        match read(&SMALL[..end], &[]) {
            // At the end of a line nothing can be told: then the size of the part tells.
            Ok(_) => assert_eq!(SMALL[end - 1], b'\n', "{end}"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Interrupted, "{end}: {error}"),
        }
    }
    let error = read(b"", &[]).unwrap_err();
    assert_eq!(error.to_string(), "part 0, line 1, byte 0: the part is empty: not even its header came");
}

/// Whatever a byte becomes: each line is a row, or a reject, or the reading ends with an error.
#[test]
fn no_byte_that_changes_loses_a_line() {
    let header = SMALL.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for at in 0..SMALL.len() {
        for byte in [0, b'\t', b'\n', b'\\', b'\'', b',', b'[', b'a', 0xff] {
            let mut part = SMALL.to_vec();
            part[at] = byte;
            let mut rejected = 0;
            let mut rows = 0_u64;
            let result = {
                let mut decoder = Decoder::new("part 0").reject(|_, error| {
                    assert_eq!(error.kind(), ErrorKind::Decode);
                    rejected += 1;
                    Ok(())
                });
                let fed = decoder.feed(&part, |row| {
                    row.number::<u64>(&visits::VISIT_ID)?;
                    row.bytes(&visits::START_URL)?;
                    row.numbers::<u32>(&visits::GOALS_ID)?;
                    rows += 1;
                    Ok(())
                });
                fed.and_then(|()| decoder.finish())
            };
            match result {
                Ok(counts) => {
                    let lines = part[header..].iter().filter(|byte| **byte == b'\n').count() as u64;
                    assert_eq!((counts.read, counts.rejected), (rows, rejected), "{at}, {byte}");
                    assert!(at < header || rows + rejected == lines, "{at}, {byte}: {rows} and {rejected} of {lines}");
                }
                Err(error) => assert!(at < header || at == part.len() - 1, "{at}, {byte}: {error}"),
            }
        }
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let part = |lines: &str| [b"ym:s:visitID\tym:s:date\tym:s:goalsID\n".as_slice(), lines.as_bytes()].concat();
    for (lines, message) in [
        ("1\t2026-02-01\n", "part 0, line 2, byte 36: the line has 2 cells and the header 3: `1\\t2026-02-01`"),
        (
            "1\t2026-02-01\t[]\t\n",
            "part 0, line 2, byte 36: the line has 4 cells and the header 3: `1\\t2026-02-01\\t[]\\t`",
        ),
        ("1\t2026-02-01\t[]\nx\t2026-02-01\t[]\n", "part 0, line 3, byte 52: ym:s:visitID: `x` is no number that fits"),
        ("-1\t2026-02-01\t[]\n", "part 0, line 2, byte 36: ym:s:visitID: `-1` is no number that fits"),
        ("1\t2026-02-30\t[]\n", "part 0, line 2, byte 36: ym:s:date: `2026-02-30` is no date that fits"),
        ("1\t2026-02-01\t1,2\n", "part 0, line 2, byte 36: ym:s:goalsID: `1,2` is no list"),
        (
            "1\t2026-02-01\t[1,4294967296]\n",
            "part 0, line 2, byte 36: ym:s:goalsID: `[1,4294967296]` has an entry, number 2, that is no number that fits",
        ),
    ] {
        let mut decoder = Decoder::new("part 0");
        let error = decoder
            .feed(&part(lines), |row| {
                row.number::<u64>(&visits::VISIT_ID)?;
                row.date(&visits::DATE)?;
                row.numbers::<u32>(&visits::GOALS_ID)?;
                Ok(())
            })
            .unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
    }
    for (header, message) in [
        ("1\t2\n", "part 0, line 1, byte 0: `1` is no name of a field: there is no header"),
        ("ym:s:date\tym:s:date\n", "part 0, line 1, byte 0: the header has ym:s:date twice"),
    ] {
        let error = Decoder::new("part 0").feed(header.as_bytes(), |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let mut decoder = Decoder::new("part 0");
    let error = decoder.feed(SMALL, |row| row.raw(&visits::BOUNCE).map(|_| ())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
    assert!(error.to_string().contains("ym:s:bounce is no column of this log, which has: ym:s:visitID, "), "{error}");
}

#[test]
fn an_error_of_the_caller_is_no_bad_line() {
    let mut decoder = Decoder::new("part 0").reject(|_, _| panic!("nothing is wrong with the line"));
    let error = decoder.feed(SMALL, |row| row.number::<u64>(&visits::BOUNCE).map(|_| ())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
}

#[test]
fn recorded_parts_are_read() {
    for (name, rows) in [("logs-visits-02", 5), ("logs-hits-02", 5)] {
        let path = format!("{}/../../tests/fixtures/recorded/{name}.tsv", env!("CARGO_MANIFEST_DIR"));
        let part = std::fs::read(path).unwrap();
        let mut clients = Vec::new();
        let mut decoder = Decoder::new(name);
        decoder
            .feed(&part, |row| {
                let client = Field::new(if name.contains("visits") { "ym:s:clientID" } else { "ym:pv:clientID" })?;
                clients.push(row.number::<u64>(&client)?.unwrap());
                if name.contains("visits") {
                    row.date_time(&visits::DATE_TIME)?.unwrap();
                    assert_eq!(
                        row.texts(&visits::PURCHASE_ID)?.len(),
                        row.numbers::<f64>(&visits::PURCHASE_REVENUE)?.len()
                    );
                }
                Ok(())
            })
            .unwrap();
        assert_eq!((decoder.finish().unwrap().read, clients.len()), (rows, 5), "{name}");
        // Beyond what a signed number or a float holds.
        assert!(clients.iter().any(|client| *client > i64::MAX as u64), "{name}");
    }
}

#[tokio::test]
async fn rows_of_the_sandbox_are_what_it_wrote() {
    let desk = desk(|settings| settings.logs.part_bytes = 50_000).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let fields = [presets::visits::essential(), presets::visits::ecommerce()].concat();
    let mut unique = Vec::new();
    fields.into_iter().for_each(|field| {
        if !unique.contains(&field) {
            unique.push(field)
        }
    });
    let request = logs.create(&month().fields(unique.clone())).await.unwrap();
    let ready = request.until_ready(&Patience::default()).await.unwrap();
    let mut ids = HashMap::new();
    let mut lists = 0;
    for part in ready.parts.unwrap() {
        let number = part.part_number.unwrap();
        let whole = text(&request, number).await.unwrap();
        let counts = request
            .rows(number, |row| {
                *ids.entry(row.number::<u64>(&visits::VISIT_ID)?.unwrap()).or_insert(0) += 1;
                assert_eq!(row.columns().len(), unique.len());
                row.date_time(&visits::DATE_TIME_UTC)?.unwrap();
                row.text(&visits::START_URL)?;
                lists += row.numbers::<u32>(&visits::GOALS_ID)?.len();
                assert_eq!(
                    row.date_times(&visits::GOALS_DATE_TIME)?.len(),
                    row.numbers::<u32>(&visits::GOALS_ID)?.len()
                );
                assert_eq!(
                    row.texts(&visits::PRODUCTS_NAME)?.len(),
                    row.numbers::<f64>(&visits::PRODUCTS_PRICE)?.len()
                );
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!((counts.read, counts.bytes), (whole.lines().count() as u64 - 1, whole.len() as u64));
    }
    assert!(ids.len() > 200 && lists > 10 && ids.values().all(|times| *times == 1));
}

#[test]
fn after_an_error_nothing_is_taken_for_whole() {
    let mut decoder = Decoder::new("part 0");
    let fed = decoder
        .feed(SMALL, |row| if row.line().starts_with(b"\t") { row.raw(&visits::BOUNCE).map(|_| ()) } else { Ok(()) });
    assert_eq!(fed.unwrap_err().kind(), ErrorKind::NotAsked);
    assert_eq!(decoder.counts().read, 1);
    let message = "part 0, line 3, byte 69: the reading ended here with an error: what comes after it is not read, and the part must be read anew";
    let error = decoder.feed(b"1\t\t[]\n", |_| panic!("rows are missing before this one")).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!(decoder.finish().unwrap_err().to_string(), message);
}

#[test]
fn a_column_is_found_once_and_is_the_field() {
    let mut column = None;
    let mut decoder = Decoder::new("part 0");
    decoder
        .feed(SMALL, |row| {
            let goals = *column.get_or_insert(row.column(&visits::GOALS_ID)?);
            assert_eq!(row.numbers::<u32>(goals)?, row.numbers::<u32>(&visits::GOALS_ID)?);
            assert_eq!(row.raw(goals)?, row.cells().last().unwrap());
            Ok(())
        })
        .unwrap();
    let mut narrow = Decoder::new("part 1");
    let error = narrow.feed(b"ym:s:visitID\n1\n", |row| row.raw(column.unwrap()).map(|_| ())).unwrap_err();
    assert_eq!(error.to_string(), "number 3 is no column of this log, which has: ym:s:visitID");
}

#[test]
fn texts_are_strict_or_kept_or_replaced_as_the_caller_says() {
    let part = b"ym:s:startURL\n\xffa\\tb\n\\N\n";
    let mut decoder = Decoder::new("part 0");
    let mut rows = Vec::new();
    decoder
        .feed(part, |row| {
            rows.push((
                row.text(&visits::START_URL).map(|text| text.into_owned()).map_err(|error| error.to_string()),
                row.lossy(&visits::START_URL).map(|text| text.into_owned()).map_err(|error| error.to_string()),
                row.bytes(&visits::START_URL).map(|text| text.into_owned()).map_err(|error| error.to_string()),
            ));
            Ok(())
        })
        .unwrap();
    let error = "part 0, line 2, byte 14: ym:s:startURL: `\u{fffd}a\\\\tb` is no UTF-8";
    assert_eq!(rows[0], (Err(error.to_owned()), Ok("\u{fffd}a\tb".to_owned()), Ok(b"\xffa\tb".to_vec())));
    let none = "part 0, line 3, byte 20: ym:s:startURL: `\\\\N` stands for no value".to_owned();
    assert_eq!(rows[1], (Err(none.clone()), Err(none.clone()), Err(none)));
}
