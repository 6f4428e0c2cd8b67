//! Logs: whatever stands in a table comes back from its TSV, wherever the pieces end.
//!
//! The writer is one of its own, made from the rules of ClickHouse and as plain as they are: a text is escaped byte by byte, and a list is a literal, which
//! in one of its two writings is escaped once more as a whole. The cases are the same each time; this tries others, and more:
//!
//! ```text
//! PROPTEST_RNG_SEED=7 PROPTEST_CASES=10000 cargo test -p metrika --test log_properties
//! ```

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika::logs::Field;
use metrika::logs::tsv::{Counts, Decoder, Row};
use metrika::{ErrorKind, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let rng_seed = match config.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_260_301),
        chosen => chosen,
    };
    // The seed brings a failure back; a file need not.
    ProptestConfig { rng_seed, failure_persistence: None, ..config }
}

/// Reference: <https://clickhouse.com/docs/en/interfaces/formats#tabseparated>, "Data Formatting".
fn escaped(text: &[u8]) -> Vec<u8> {
    let one = |byte: &u8| match byte {
        8 => b"\\b".to_vec(),
        12 => b"\\f".to_vec(),
        13 => b"\\r".to_vec(),
        10 => b"\\n".to_vec(),
        9 => b"\\t".to_vec(),
        0 => b"\\0".to_vec(),
        39 => b"\\'".to_vec(),
        92 => b"\\\\".to_vec(),
        other => vec![*other],
    };
    text.iter().flat_map(one).collect()
}

/// A list. What is not known stands for nothing between its commas.
fn bare<T>(entries: &[Option<T>], write: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    let entries: Vec<Vec<u8>> = entries.iter().map(|entry| entry.as_ref().map(&write).unwrap_or_default()).collect();
    [b"[".as_slice(), &entries.join(&b','), b"]"].concat()
}

/// A list that was made a text.
fn list<T>(entries: &[Option<T>], write: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    escaped(&bare(entries, write))
}

fn quoted(text: &[u8]) -> Vec<u8> {
    [b"'".as_slice(), &escaped(text), b"'"].concat()
}

fn column(number: usize) -> Field {
    Field::new(format!("ym:s:column{number}")).unwrap()
}

/// A part with these cells, as they stand in it.
fn part(columns: usize, rows: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let names: Vec<String> = (0..columns).map(|number| column(number).to_string()).collect();
    let lines = rows.iter().map(|row| row.join(&b'\t'));
    let mut part = Vec::new();
    for line in std::iter::once(names.join("\t").into_bytes()).chain(lines) {
        part.extend_from_slice(&line);
        part.push(b'\n');
    }
    part
}

/// Reads a part in pieces that end at these places.
fn read<T>(part: &[u8], cuts: &[Index], look: impl Fn(Row<'_>) -> Result<T>) -> Result<(Vec<T>, Counts)> {
    let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(part.len() + 1)).chain([part.len()]).collect();
    ends.sort_unstable();
    let mut decoder = Decoder::new("part 0");
    let (mut rows, mut from) = (Vec::new(), 0);
    for to in ends {
        decoder.feed(&part[from..to], |row| {
            rows.push(look(row)?);
            Ok(())
        })?;
        from = to;
    }
    Ok((rows, decoder.finish()?))
}

fn owned(row: Row<'_>, number: usize) -> Result<Vec<Option<String>>> {
    let texts = row.texts(&column(number))?;
    Ok(texts.into_iter().map(|text| text.map(|text| text.into_owned())).collect())
}

fn cuts() -> impl Strategy<Value = Vec<Index>> {
    vec(any::<Index>(), 0..8)
}

/// Mostly bytes that mean something to a reader.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![3 => prop::sample::select(b"\t\n\r\0\\'\",[]btnrf0vaN \x08\x0c\x07\x0b\xff".to_vec()), 1 => any::<u8>()]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(byte(), 0..12)
}

/// A text in UTF-8, of the same kind.
fn text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![3 => prop::sample::select("\t\n\r\0\\'\",[]btnrf0va\u{8}\u{c}ёж🐻".chars().collect::<Vec<_>>()), 1 => any::<char>()];
    vec(letter, 0..8).prop_map(String::from_iter)
}

/// With holes. A list of nothing but one hole is written as a list of nothing is: no reader can tell them apart.
fn entries<T: std::fmt::Debug>(entry: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<Option<T>>> {
    vec(prop::option::weighted(0.8, entry), 0..6)
        .prop_filter("one hole only", |list| !matches!(list.as_slice(), [None]))
}

fn table() -> impl Strategy<Value = (usize, Vec<Vec<Vec<u8>>>)> {
    (1..6_usize).prop_flat_map(|columns| (Just(columns), vec(vec(bytes(), columns), 0..6)))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bytes_come_back((columns, rows) in table(), cuts in cuts()) {
        let written: Vec<Vec<Vec<u8>>> = rows.iter().map(|row| row.iter().map(|cell| escaped(cell)).collect()).collect();
        let part = part(columns, &written);
        let (seen, counts) = read(&part, &cuts, |row| {
            let fields = (0..columns).map(column);
            let cells: Vec<Vec<u8>> = fields.map(|field| row.bytes(&field).map(|cell| cell.into_owned())).collect::<Result<_>>()?;
            Ok((row.line().to_vec(), row.cells().map(<[u8]>::to_vec).collect::<Vec<_>>(), cells))
        }).unwrap();
        prop_assert_eq!((counts.read, counts.rejected, counts.bytes), (rows.len() as u64, 0, part.len() as u64));
        prop_assert_eq!(seen.len(), rows.len());
        for ((line, raw, cells), (row, raw_row)) in seen.iter().zip(rows.iter().zip(&written)) {
            prop_assert_eq!(cells, row);
            prop_assert_eq!(raw, raw_row);
            prop_assert_eq!(line, &raw_row.join(&b'\t'));
        }
    }

    #[test]
    fn texts_come_back_and_what_is_no_text_is_an_error(cell in prop_oneof![bytes(), text().prop_map(String::into_bytes)], cuts in cuts()) {
        let part = part(1, &[vec![escaped(&cell)]]);
        let read = read(&part, &cuts, |row| row.text(&column(0)).map(|text| text.into_owned()));
        match String::from_utf8(cell) {
            Ok(text) => prop_assert_eq!(read.unwrap().0, [text]),
            Err(_) => prop_assert_eq!(read.unwrap_err().kind(), ErrorKind::Decode),
        }
    }

    #[test]
    fn lists_of_texts_come_back(texts in entries(text()), cuts in cuts()) {
        let write = |text: &String| quoted(text.as_bytes());
        let part = part(2, &[vec![list(&texts, write), bare(&texts, write)]]);
        let (rows, _) = read(&part, &cuts, |row| Ok([owned(row, 0)?, owned(row, 1)?])).unwrap();
        prop_assert_eq!(rows, [[texts.clone(), texts]]);
    }

    #[test]
    fn lists_of_numbers_come_back(
        unsigned in entries(prop_oneof![any::<u64>(), Just(u64::MAX)]),
        signed in entries(prop_oneof![any::<i64>(), Just(i64::MIN)]),
        floats in entries(any::<f64>()),
        cuts in cuts(),
    ) {
        let plain = |number: &dyn ToString| number.to_string().into_bytes();
        let row = vec![
            list(&unsigned, |number| plain(number)),
            list(&signed, |number| plain(number)),
            list(&floats, |number| plain(number)),
            // Ids are texts in some lists.
            list(&unsigned, |number| quoted(&plain(number))),
        ];
        let (rows, _) = read(&part(4, &[row]), &cuts, |row| {
            Ok((row.numbers::<u64>(&column(0))?, row.numbers::<i64>(&column(1))?, row.numbers::<f64>(&column(2))?, row.numbers::<u64>(&column(3))?))
        }).unwrap();
        prop_assert_eq!(rows, [(unsigned.clone(), signed, floats, unsigned)]);
    }

    #[test]
    fn numbers_come_back(unsigned in any::<Option<u64>>(), float in any::<f64>(), cuts in cuts()) {
        let cell = unsigned.map(|number| number.to_string()).unwrap_or_default().into_bytes();
        let part = part(2, &[vec![cell, float.to_string().into_bytes()]]);
        let (rows, _) = read(&part, &cuts, |row| Ok((row.number::<u64>(&column(0))?, row.number::<f64>(&column(1))?))).unwrap();
        prop_assert_eq!(rows, [(unsigned, Some(float))]);
    }
}
