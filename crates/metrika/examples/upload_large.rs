//! Uploads as many conversions as one likes, and tells how long it took.
//!
//! ```text
//! cargo run --release -p metrika --example upload_large -- ROWS [rows|csv|skip]
//! ```
//!
//! `rows`: they are made one at a time while they are uploaded. `csv`: they are written into a file first, which is uploaded. `skip`: every hundredth is bad,
//! and is left out.
//!
//! It uploads to a sandbox in a process of its own, or to that of `METRIKA_BASE_URL`.
//!
//! How much memory an upload of 1 GB takes, and how long, on two shared cores of an AMD EPYC; that of the sandbox does not
//! count, for nobody waits for its process:
//!
//! ```text
//! /usr/bin/time -v target/release/examples/upload_large 21000000 rows
//! ```
//!
//! | | bytes | files | checked in | sent in | most memory |
//! |---|---|---|---|---|---|
//! | `rows` | 1 050 000 080 | 2 | 35 s | 5 s | 26 MB |
//! | `csv` | 1 050 000 080 | 2 | 22 s | 5 s | 26 MB |
//! | `skip` | 1 039 500 080 | 2 | 35 s | 5 s | 26 MB |

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use metrika::import::{Conversion, CsvFile, Currency, IntoSource, OnProblem, Source, Visitor};
use metrika::{Client, Quota};
use metrika_sandbox::Sandbox;

/// A counter of the sandbox, and the identifier of one of its goals.
const COUNTER: i64 = 44147844;
const TARGET: &str = "purchase";
/// What the first argument is for the process of the sandbox.
const SERVE: &str = "serve";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (rows, how) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [SERVE] => return serve().await,
        [rows] => (rows.parse()?, "rows"),
        [rows, how] => (rows.parse()?, how),
        _ => return Err("one or two arguments are needed: ROWS [rows|csv|skip]".into()),
    };
    let (url, _sandbox) = match std::env::var("METRIKA_BASE_URL") {
        Ok(url) => (url, None),
        Err(_) => start().map(|(url, served)| (url, Some(served)))?,
    };
    // Whoever serves it elsewhere has other quotas.
    let client = Client::builder().token("any-token").base_url(url).quota(Quota::unlimited()).build()?;

    let now = Timestamp::now();
    let folder = tempfile::tempdir()?;
    let (source, on_problem): (Source<'_>, _) = match how {
        "rows" => ((1..=rows).map(move |number| conversion(number, now)).into_source(), OnProblem::Stop),
        "skip" => ((1..=rows).map(move |number| sometimes_bad(number, now)).into_source(), OnProblem::Skip),
        "csv" => {
            let path = folder.path().join("conversions.csv");
            write(&path, rows, now)?;
            (CsvFile::open(path).into_source(), OnProblem::Stop)
        }
        other => return Err(format!("`{other}` is no way to upload: rows, csv or skip").into()),
    };

    let began = Instant::now();
    let conversions = client.counter(COUNTER).import().conversions();
    let mut checked = conversions.upload(source).on_problem(on_problem).check().await?;
    let check = began.elapsed();
    let files = checked.pieces().len();
    let bytes: u64 = checked.pieces().iter().map(|piece| piece.bytes()).sum();
    let sent = checked.send().await?;
    let whole = began.elapsed();
    println!(
        "{} of {} rows, {bytes} bytes, {files} files: checked in {:.1} s, sent in {:.1} s",
        sent.outcome().summary().sent,
        checked.report().rows,
        check.as_secs_f64(),
        (whole - check).as_secs_f64(),
    );
    Ok(())
}

fn conversion(number: u64, now: Timestamp) -> Conversion {
    let visitor = Visitor::ClientId(10_000_000_000_000_000_000 + number);
    let at = now - SignedDuration::from_secs(i64::try_from(number % 1_000_000).unwrap_or(0) + 60);
    Conversion::new(visitor, TARGET, at).price(99.9).currency(Currency::RUB)
}

/// Every hundredth is of tomorrow.
fn sometimes_bad(number: u64, now: Timestamp) -> Conversion {
    let mut conversion = conversion(number, now);
    if number.is_multiple_of(100) {
        conversion.at = now + SignedDuration::from_hours(24);
    }
    conversion
}

fn write(path: &Path, rows: u64, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "ClientId,Target,DateTime,Price,Currency")?;
    for number in 1..=rows {
        let Conversion { at, target, .. } = conversion(number, now);
        writeln!(file, "{},{target},{},99.9,RUB", 10_000_000_000_000_000_000 + number, at.as_second())?;
    }
    Ok(file.flush()?)
}

/// Serves until nobody holds the other end of its input.
async fn serve() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    println!("{}", sandbox.url());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

/// A sandbox in a process of its own: its memory is not that of the upload. It ends with this one, whose end closes its input.
fn start() -> Result<(String, Child), Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let mut served = Command::new(program).arg(SERVE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut url = String::new();
    BufReader::new(served.stdout.take().ok_or("the sandbox has no output")?).read_line(&mut url)?;
    Ok((url.trim().to_owned(), served))
}
