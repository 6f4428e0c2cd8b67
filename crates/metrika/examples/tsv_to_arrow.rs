//! Reads a part of a log from a file and makes record batches of Apache Arrow of all its columns, to see how fast that is.
//!
//! ```text
//! cargo run --release -p xtask -- gen-logs --rows 2000000 --source visits visits.tsv
//! cargo run --release -p metrika --features arrow --example tsv_to_arrow -- visits.tsv
//! ```
//!
//! A batch is dropped once it is made, so that the memory does not grow with the file.

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

use metrika::logs::Field;
use metrika::logs::arrow::{ArrowOptions, Batches};
use metrika::logs::tsv::{Decoder, Row};

/// Bytes that are read at a time.
const PIECE: usize = 256 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the file is missing: tsv_to_arrow visits.tsv")?;
    let start = Instant::now();
    let (mut file, mut piece) = (File::open(&path)?, vec![0; PIECE]);
    let mut decoder = Decoder::new(path);
    let (mut batches, mut made, mut rows) = (None::<Batches>, 0_u64, 0);
    let mut push = |row: Row<'_>| {
        let batches = match &mut batches {
            Some(batches) => batches,
            None => batches.insert(Batches::new(&fields(&row)?, ArrowOptions::default())?),
        };
        batches.push(row)?;
        if batches.is_full() {
            rows += black_box(batches.take()?).num_rows();
            made += 1;
        }
        Ok(())
    };
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        decoder.feed(&piece[..length], &mut push)?;
    }
    let counts = decoder.finish()?;
    if let Some(batches) = &mut batches {
        rows += black_box(batches.take()?).num_rows();
        made += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let speed = counts.bytes as f64 / seconds / 1e6;
    println!("{rows} rows, {} bytes, {made} batches, {seconds:.3} s, {speed:.0} MB/s{}", counts.bytes, peak());
    Ok(())
}

/// All columns of the part.
fn fields(row: &Row<'_>) -> metrika::Result<Vec<Field>> {
    row.columns().iter().map(|name| Field::new(name.as_str())).collect()
}

/// The most memory that the process ever had, where the system tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map(|peak| format!(", peak {}", peak.trim())).unwrap_or_default()
}
