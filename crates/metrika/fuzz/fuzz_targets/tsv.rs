//! Any bytes, cut at any places, through the decoder of logs.
//!
//! What must hold, besides that nothing panics: the rows, the rejects and the end are those of the same bytes in one piece; every line is a row or a
//! reject; the cells of a row are its line; a cell without escapes is its own text.
//!
//! ```text
//! cargo install cargo-fuzz
//! cd crates/metrika && mkdir -p fuzz/corpus/tsv
//! RUSTC_BOOTSTRAP=1 cargo fuzz run tsv fuzz/corpus/tsv fuzz/seeds/tsv -- -dict=fuzz/tsv.dict -max_total_time=180
//! ```
//!
//! `RUSTC_BOOTSTRAP=1` lets the stable compiler take the flags of the sanitizers; a nightly one does without.
//!
//! The first byte of an input says how the others are read: see [`Plan`].

#![no_main]

use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use metrika::logs::tsv::{Counts, Decoder, Row};
use metrika::logs::{Field, visits};
use metrika::{ErrorKind, Result};

/// What a header that is right looks like: few random bytes do.
const HEADER: &[u8] = b"ym:s:visitID\tym:s:startURL\tym:s:goalsID\tym:s:productsName\tym:s:dateTime\n";

/// How an input is read.
struct Plan {
    /// [`HEADER`] comes first.
    header: bool,
    /// Bad lines are rejected; else the first one is the end.
    reject: bool,
    /// Where pieces end.
    cuts: u8,
}

/// All that can be seen of a reading.
#[derive(Debug, Default, PartialEq)]
struct Reading {
    /// The line, its cells, and what each one is by every reader, with errors in words.
    rows: Vec<(Vec<u8>, Vec<Vec<u8>>, Vec<String>)>,
    rejects: Vec<(Vec<u8>, String)>,
    end: Option<std::result::Result<Counts, (ErrorKind, String)>>,
}

fuzz_target!(|input: &[u8]| {
    let Some((first, rest)) = input.split_first() else { return };
    let plan = Plan { header: first & 1 != 0, reject: first & 2 != 0, cuts: first >> 2 };
    let part = if plan.header { [HEADER, rest].concat() } else { rest.to_vec() };

    let whole = read(&plan, std::iter::once(part.as_slice()));
    assert_eq!(whole, read(&plan, pieces(&part, plan.cuts)));

    let lines = part.iter().filter(|byte| **byte == b'\n').count();
    if let Some(Ok(counts)) = whole.end {
        assert_eq!(part.last(), Some(&b'\n'), "the last line is complete");
        assert_eq!(counts.bytes, part.len() as u64);
        assert_eq!((counts.read, counts.rejected), (whole.rows.len() as u64, whole.rejects.len() as u64));
        assert_eq!(whole.rows.len() + whole.rejects.len() + 1, lines, "each line is a row or a reject");
    } else if plan.header && plan.reject {
        // Nothing but a line that is not complete ends such a reading early.
        assert!(matches!(whole.end, Some(Err((ErrorKind::Interrupted, _)))));
        assert_eq!(whole.rows.len() + whole.rejects.len() + 1, lines);
    }
});

/// Pieces of some lengths, with empty ones among them.
fn pieces(part: &[u8], cuts: u8) -> impl Iterator<Item = &[u8]> {
    let (mut rest, mut state, mut over) = (part, u32::from(cuts), false);
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Mostly short, so that escapes and line feeds are cut off from what is around them.
        let most = if cuts % 4 == 0 { 64 } else { 6 };
        let (piece, after) = rest.split_at(rest.len().min((state >> 16) as usize % most));
        rest = after;
        over = rest.is_empty();
        Some(piece)
    })
}

fn read<'p>(plan: &Plan, pieces: impl Iterator<Item = &'p [u8]>) -> Reading {
    // The decoder may be sent to another thread, and its function with it.
    let rejects = Mutex::new(Vec::new());
    let mut reading = Reading::default();
    let mut decoder = Decoder::new("part 0");
    if plan.reject {
        decoder = decoder.reject(|line, error| {
            assert_eq!(error.kind(), ErrorKind::Decode);
            rejects.lock().unwrap().push((line.to_vec(), error.to_string()));
            Ok(())
        });
    }
    let rows = &mut reading.rows;
    let mut fed = Ok(());
    for piece in pieces {
        fed = decoder.feed(piece, |row| {
            // A row counts when it was taken, whole.
            let seen = look(&row)?;
            rows.push(seen);
            Ok(())
        });
        if fed.is_err() {
            break;
        }
    }
    let end = fed.and_then(|()| decoder.finish());
    reading.end = Some(end.map_err(|error| (error.kind(), error.to_string())));
    reading.rejects = rejects.into_inner().unwrap();
    reading
}

/// Reads every cell in every way. An error if the id of the visit is no number, so that there are bad lines.
fn look(row: &Row<'_>) -> Result<(Vec<u8>, Vec<Vec<u8>>, Vec<String>)> {
    let cells: Vec<Vec<u8>> = row.cells().map(<[u8]>::to_vec).collect();
    assert_eq!(cells.len(), row.columns().len());
    assert_eq!(cells.join(&b'\t'), row.line());
    let mut values = Vec::new();
    for (name, cell) in row.columns().iter().zip(&cells) {
        let field = Field::new(name.as_str())?;
        let bytes = row.bytes(&field);
        if let (false, Ok(bytes)) = (cell.contains(&b'\\'), &bytes) {
            assert_eq!(&**bytes, cell.as_slice());
        }
        if let (Ok(text), Ok(bytes)) = (row.text(&field), &bytes) {
            assert_eq!(text.as_bytes(), &**bytes);
        }
        values.push(format!(
            "{:?} {:?} {:?} {:?} {:?} {:?}",
            bytes.map_err(|error| error.to_string()),
            row.text(&field).map_err(|error| error.to_string()),
            row.number::<u64>(&field).map_err(|error| error.to_string()),
            row.numbers::<i64>(&field).map_err(|error| error.to_string()),
            row.texts(&field).map_err(|error| error.to_string()),
            row.date_time(&field).map_err(|error| error.to_string()),
        ));
    }
    if row.columns().iter().any(|name| name == visits::VISIT_ID.as_str()) {
        row.number::<u64>(&visits::VISIT_ID)?;
    }
    Ok((row.line().to_vec(), cells, values))
}
