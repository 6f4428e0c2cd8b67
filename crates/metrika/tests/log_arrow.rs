//! Logs: a record batch has what the cells have, whatever else stands in their line.
//!
//! A line is looked at as a whole if many of its columns are texts, and cell by cell if few are: both must come to the same.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika::logs::Field;
use metrika::logs::arrow::arrow_array::cast::AsArray;
use metrika::logs::arrow::arrow_array::types::{UInt32Type, UInt64Type};
use metrika::logs::arrow::{ArrowOptions, Batches, RecordBatch, Text};
use metrika::logs::tsv::Decoder;
use metrika::{ErrorKind, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The cases are the same each time.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(20_260_301), failure_persistence: None, ..ProptestConfig::default() }
}

/// No field of the vocabulary: a text.
fn column(number: usize) -> Field {
    Field::new(format!("ym:s:column{number}")).unwrap()
}

fn fields(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| Field::new(*name).unwrap()).collect()
}

fn part(fields: &[Field], rows: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let names = fields.iter().map(|field| field.as_str().as_bytes().to_vec()).collect();
    std::iter::once(&names)
        .chain(rows)
        .flat_map(|row: &Vec<Vec<u8>>| [row.join(&b'\t'), b"\n".to_vec()].concat())
        .collect()
}

/// A batch of some columns, and the lines that are not in it.
fn batch(part: &[u8], wanted: &[Field], text: Text) -> Result<(RecordBatch, Vec<Vec<u8>>)> {
    let mut options = ArrowOptions::default();
    options.text = text;
    let (mut batches, mut bad) = (Batches::new(wanted, options)?, Vec::new());
    let mut decoder = Decoder::new("part 0").reject(|line, _| {
        bad.push(line.to_vec());
        Ok(())
    });
    decoder.feed(part, |row| batches.push(row))?;
    decoder.finish()?;
    Ok((batches.take()?, bad))
}

/// Bytes that mean something to a reader, whole letters, and what is no UTF-8.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec!["a", "https://shop.example/", "ё", "🐻", "'", "[]", ","]).prop_map(|text| text.as_bytes().to_vec()),
        2 => prop::sample::select(vec![r"\t", r"\\", r"\'", r"\n", r"\0"]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(vec![b"\xff".to_vec(), b"\xd1".to_vec(), b"\xf0\x9f".to_vec(), br"\x".to_vec()]),
    ];
    prop_oneof![1 => Just(br"\N".to_vec()), 9 => vec(piece, 0..4).prop_map(|pieces| pieces.concat())]
}

/// A cell without its escapes, as plainly as can be; `None` if there is none like it.
fn plain(cell: &[u8]) -> Option<Vec<u8>> {
    let (mut text, mut rest) = (Vec::new(), cell.iter());
    while let Some(byte) = rest.next() {
        text.push(match (byte, rest.as_slice().first()) {
            (b'\\', Some(b't')) => b'\t',
            (b'\\', Some(b'n')) => b'\n',
            (b'\\', Some(b'0')) => 0,
            (b'\\', Some(letter @ (b'\\' | b'\''))) => *letter,
            (b'\\', _) => return None,
            (other, _) => {
                text.push(*other);
                continue;
            }
        });
        rest.next();
    }
    Some(text)
}

proptest! {
    #![proptest_config(config())]

    /// One column of many is read cell by cell, and many of many with their line.
    #[test]
    fn texts_are_those_of_their_cells(
        rows in (1..9_usize).prop_flat_map(|columns| vec(vec(cell(), columns), 1..6)),
        wanted in 1..9_usize,
    ) {
        let columns: Vec<Field> = (0..rows[0].len()).map(column).collect();
        let (part, wanted) = (part(&columns, &rows), &columns[..wanted.min(columns.len())]);
        // Nothing, or a text; or none of both.
        let value = |cell: &[u8]| if cell == br"\N" { Some(None) } else { plain(cell).map(Some) };
        let fits = |row: &&Vec<Vec<u8>>, text: Text| row[..wanted.len()].iter().all(|cell| match value(cell) {
            None => false,
            Some(Some(bytes)) if text == Text::Strict => String::from_utf8(bytes).is_ok(),
            Some(_) => true,
        });
        for text in [Text::Strict, Text::Replace, Text::Bytes] {
            let (batch, bad) = batch(&part, wanted, text).unwrap();
            let good: Vec<_> = rows.iter().filter(|row| fits(row, text)).collect();
            let lines: Vec<_> = rows.iter().filter(|row| !fits(row, text)).map(|row| row.join(&b'\t')).collect();
            prop_assert_eq!(bad, lines);
            for place in 0..wanted.len() {
                let expected = good.iter().map(|row| value(&row[place]).unwrap());
                let column = batch.column(place);
                if text == Text::Bytes {
                    let found: Vec<_> = column.as_binary::<i32>().iter().map(|bytes| bytes.map(<[u8]>::to_vec)).collect();
                    prop_assert_eq!(found, expected.collect::<Vec<_>>());
                } else {
                    let found: Vec<_> = column.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect();
                    let expected = expected.map(|bytes| bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
                    prop_assert_eq!(found, expected.collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn numbers_and_lists_of_them(rows in vec((any::<u64>(), vec(prop::option::weighted(0.8, any::<u32>()), 2..5)), 1..6)) {
        let columns = fields(&["ym:s:visitID", "ym:s:goalsID"]);
        let list = |list: &Vec<Option<u32>>| {
            let entries = list.iter().map(|entry| entry.map(|number| number.to_string()).unwrap_or_default());
            format!("[{}]", entries.collect::<Vec<_>>().join(","))
        };
        let cells: Vec<Vec<Vec<u8>>> =
            rows.iter().map(|(id, goals)| vec![id.to_string().into_bytes(), list(goals).into_bytes()]).collect();
        let (batch, bad) = batch(&part(&columns, &cells), &columns, Text::Strict).unwrap();
        prop_assert_eq!(bad.len(), 0);
        let ids = batch.column(0).as_primitive::<UInt64Type>();
        let goals = batch.column(1).as_list::<i32>();
        for (number, (id, expected)) in rows.iter().enumerate() {
            prop_assert_eq!(ids.value(number), *id);
            let found: Vec<_> = goals.value(number).as_primitive::<UInt32Type>().iter().collect();
            prop_assert_eq!(&found, expected);
        }
    }
}

/// The line tells that something is wrong, and the column what.
#[test]
fn an_error_names_the_cell_that_is_no_utf8() {
    let columns = fields(&["ym:s:startURL", "ym:s:endURL", "ym:s:productsName"]);
    for (cells, name) in [
        ([b"\xff".as_slice(), b"a", b"[]"], "ym:s:startURL"),
        ([b"a", b"\xd1", br"[\'b\']"], "ym:s:endURL"),
        ([b"a", br"b\tc", b"[\\'\xff\\']"], "ym:s:productsName"),
    ] {
        let row = cells.map(<[u8]>::to_vec).to_vec();
        let part = part(&columns, &[row]);
        let mut batches = Batches::new(&columns, ArrowOptions::default()).unwrap();
        let error = Decoder::new("part 0").feed(&part, |row| batches.push(row)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(batches.take().unwrap().num_rows(), 0);
    }
}
