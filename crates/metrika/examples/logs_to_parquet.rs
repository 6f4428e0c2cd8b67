//! Exports visits of the last thirty days into a folder of Parquet files, with a progress bar; and again, to show what is not asked for a second time.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run --release -p metrika --features parquet --example logs_to_parquet -- 44147844 logs/visits
//! ```
//!
//! Interrupt it, and start it again: it goes on from where it was. Without a folder, one for temporary files is used, and deleted in the end. Without
//! `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::{Timestamp, ToSpan, tz::Offset};
use metrika::logs::folder::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use metrika::logs::folder::{Folder, ParquetOptions, Saved};
use metrika::logs::{Export, presets};
use metrika::{Client, CounterId};
use metrika_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Kept to the end: it stops when it is dropped.
    let sandbox = Sandbox::builder().start().await?;
    let client = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => Client::builder().token(token).build()?,
        Err(_) => Client::builder().token("any-token").base_url(sandbox.url()).build()?,
    };
    let counter: CounterId = std::env::args().nth(1).as_deref().unwrap_or("44147844").parse()?;
    let temporary = tempfile::tempdir()?;
    let path = std::env::args().nth(2).map_or_else(|| temporary.path().join("visits"), PathBuf::from);

    // A log ends yesterday at the latest.
    let yesterday = Offset::UTC.to_datetime(Timestamp::now()).date().yesterday()?;
    let days = yesterday.checked_sub(29.days())?..=yesterday;
    let visits = client.counter(counter).logs().visits().fields(presets::visits::essential()).days(days);
    let folder = Folder::at(&path).parquet(ParquetOptions::default());

    let export = visits.clone().export()?;
    println!("{}", export.plan().await?);
    report(&save(export, &folder).await?);
    let (files, rows) = read(&path)?;
    println!("{rows} rows can be read from {files} files in {}", path.display());

    println!("Once more:");
    report(&save(visits.export()?, &folder).await?);
    let (files, rows) = read(&path)?;
    println!("{rows} rows can be read from {files} files");
    Ok(())
}

/// Runs an export, and shows how far it is.
async fn save(export: Export<'_>, folder: &Folder) -> Result<Saved, Box<dyn Error>> {
    let style = "{bar:20} {bytes} of {total_bytes}, {eta} left, {wide_msg}";
    let bar = ProgressBar::no_length().with_style(ProgressStyle::with_template(style)?);
    let shown = bar.clone();
    let export = export.on_progress(move |progress| {
        // An estimate, until all requests are ready.
        match progress.expected_bytes {
            Some(bytes) => {
                shown.set_length(bytes.max(progress.bytes));
                shown.set_position(progress.bytes);
                shown.set_message(format!("{} rows", progress.rows));
            }
            None => shown.set_message("the service is preparing the log"),
        }
    });
    let saved = export.save_to(folder).await;
    bar.finish_and_clear();
    Ok(saved?)
}

fn report(saved: &Saved) {
    let Saved { days, kept_days, rows, files, bytes, parts, .. } = saved;
    println!("  {days} days were read: {rows} rows in {parts} parts, written to {files} files of {bytes} bytes");
    println!("  {kept_days} days were there already, and settled: not asked for");
    for request in &saved.not_cleaned {
        println!("  the log request {request} still takes up storage");
    }
}

/// How many files the days have, and how many rows are in them.
fn read(folder: &Path) -> Result<(usize, usize), Box<dyn Error>> {
    let (mut files, mut rows) = (0, 0);
    for day in fs::read_dir(folder)? {
        let day = day?;
        // Other names are no days: the manifest, and what is under way.
        if !day.file_name().to_string_lossy().starts_with("date=") {
            continue;
        }
        for file in fs::read_dir(day.path())? {
            for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(file?.path())?)?.build()? {
                rows += batch?.num_rows();
            }
            files += 1;
        }
    }
    Ok((files, rows))
}
