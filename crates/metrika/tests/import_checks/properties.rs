//! Whatever stands in the cells of rows is what the service gets, however the files are cut.
//!
//! What came is read by a reader of its own. The cases are the same each time; this tries others, and more:
//!
//! ```text
//! PROPTEST_RNG_SEED=7 PROPTEST_CASES=1000 cargo test -p metrika --test import_checks properties
//! ```

use metrika::Client;
use metrika::import::{Call, Caller, CsvFile, IntoSource, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::desk::{Desk, SHOP};
use crate::kinds::client;

fn config() -> ProptestConfig {
    let config = ProptestConfig { cases: 48, ..ProptestConfig::default() };
    let config = match std::env::var("PROPTEST_CASES") {
        Ok(cases) => ProptestConfig { cases: cases.parse().unwrap(), ..config },
        Err(_) => config,
    };
    let rng_seed = match config.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_260_301),
        chosen => chosen,
    };
    // The seed brings a failure back; a file need not.
    ProptestConfig { rng_seed, failure_persistence: None, ..config }
}

/// The cells of a file: RFC 4180, with lines that end with LF.
fn cells(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other if other == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "the file ends with the end of a line");
    rows
}

/// A file as others write it: all cells quoted, or those that must be; lines that end with LF or CRLF.
fn written(rows: &[[String; 3]], delimiter: char, all: bool, crlf: bool) -> String {
    let quoted = |cell: &str| {
        let must = cell.contains([delimiter, '"', '\n', '\r']) || cell.is_empty();
        if all || must { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    };
    let end = if crlf { "\r\n" } else { "\n" };
    let line = |row: &[String; 3]| row.each_ref().map(|cell| quoted(cell)).join(&delimiter.to_string()) + end;
    let header = ["UserId", "Tag", "DateTime"].map(str::to_owned);
    std::iter::once(&header).chain(rows).map(line).collect()
}

/// Text of what is hard on CSV, and of anything else.
fn hard() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["\"", ",", ";", "\n", "\r", "\r\n", "\t", " ", "'", "\\", "\u{feff}", "\0", "Ж", "👍🏽", "=1+1"])
            .prop_map(str::to_owned),
        2 => "[a-z]{1,4}",
        1 => any::<String>(),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What came of these rows: user, tag and time, in the order of the files.
async fn sent(client: &Client, desk: &Desk, rows: Source<'_>, most: Option<u64>) -> Vec<[String; 3]> {
    let before = desk.sandbox.journal().len();
    let mut upload = client.counter(SHOP).import().calls().upload(rows);
    if let Some(most) = most {
        upload = upload.piece_bytes(most);
    }
    let sent = upload.send().await.unwrap();
    let files: Vec<_> =
        desk.sandbox.journal().into_iter().skip(before).filter(|request| request.method == "POST").collect();
    assert_eq!(files.len(), sent.uploadings().len());
    let mut found = Vec::new();
    for file in files {
        assert_eq!(file.body.len() as u64, file.body_length, "the journal has the whole file");
        assert!(most.is_none_or(|most| file.body_length <= most));
        let rows = cells(std::str::from_utf8(&file.body).unwrap(), ',');
        let place = |title: &str| rows[0].iter().position(|found| found == title);
        let places = ["UserId", "Tag", "DateTime"].map(place);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        let row = |row: &Vec<String>| places.map(|place| place.map(|place| row[place].clone()).unwrap_or_default());
        found.extend(rows[1..].iter().map(row));
    }
    found
}

/// Runs a property, with a sandbox for all cases.
fn holds<T: std::fmt::Debug>(cases: impl Strategy<Value = T>, property: impl AsyncFn(&Client, &Desk, T)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let desk = runtime.block_on(Desk::with(|builder| builder.with(|settings| settings.journal_length = usize::MAX)));
    let client = client(&desk);
    TestRunner::new(config())
        .run(&cases, |case| {
            runtime.block_on(property(&client, &desk, case));
            Ok(())
        })
        .unwrap();
    let _inside = runtime.enter();
    drop((client, desk));
}

const AT: i64 = 1_772_352_000;

fn users(texts: Vec<(String, String)>) -> Vec<[String; 3]> {
    let user = |(number, (user, tag)): (usize, (String, String))| [format!("{number}{user}"), tag, AT.to_string()];
    texts.into_iter().enumerate().map(user).collect()
}

#[test]
fn what_the_service_gets_is_what_was_given() {
    let cases = (vec((hard(), hard()), 1..20), prop::option::of(400_u64..4000));
    holds(cases, async |client, desk, (texts, most)| {
        let given = users(texts);
        let longest = given.iter().flatten().map(|cell| cell.len() * 2).sum::<usize>() as u64;
        let calls = given.iter().map(|[user, tag, _]| {
            let at = jiff::Timestamp::from_second(AT).unwrap();
            Call::new(Caller::UserId(user.clone()), at).tag(tag.clone())
        });
        let calls: Vec<Call> = calls.collect();
        // A file has room for any of the rows.
        let most = most.map(|most| most.max(longest + 100));
        assert_eq!(sent(client, desk, calls.into_source(), most).await, given);
    });
}

#[test]
fn what_the_service_gets_is_what_the_file_had() {
    let cases = (
        vec((hard(), hard()), 1..20),
        prop::sample::select(vec![',', ';', '\t', '|']),
        any::<bool>(),
        any::<bool>(),
        prop::option::of(400_u64..4000),
    );
    holds(cases, async |client, desk, (texts, delimiter, all, crlf, most)| {
        let given = users(texts);
        let longest = given.iter().flatten().map(|cell| cell.len() * 2).sum::<usize>() as u64;
        let text = written(&given, delimiter, all, crlf);
        let file = CsvFile::read(std::io::Cursor::new(text)).delimiter(u8::try_from(delimiter).unwrap());
        let most = most.map(|most| most.max(longest + 100));
        assert_eq!(sent(client, desk, file.into_source(), most).await, given);
    });
}

/// Many rows, cut at any length.
#[test]
fn no_cut_loses_a_row() {
    let cases = (1_usize..300, 60_u64..5000);
    holds(cases, async |client, desk, (rows, most)| {
        let given = users((0..rows).map(|row| ("u".to_owned(), "t".repeat(row % 7))).collect());
        let text = written(&given, ',', false, false);
        let file = CsvFile::read(std::io::Cursor::new(text));
        assert_eq!(sent(client, desk, file.into_source(), Some(most)).await, given);
    });
}
