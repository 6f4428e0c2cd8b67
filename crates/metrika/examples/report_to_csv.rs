//! Writes all rows of a report as CSV, to a file or to the terminal: landing pages of each traffic source.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example report_to_csv -- 44147844 landing.csv
//! ```
//!
//! Each dimension has two columns, its id and its name, and each metric one; all have the names of the API. What has no value is empty, and not 0.
//! A report that is sampled, or from which the service hides rows, is an error, and nothing is written; with `--allow-sampled` it is written, and
//! a warning says what it is.
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::error::Error;
use std::io::Write;

use metrika::reports::{Accuracy, DateSpec, Period, Report, Sort, s};
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
    let (options, mut words): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|word| word.starts_with('-'));
    if let Some(unknown) = options.iter().find(|option| *option != "--allow-sampled") {
        return Err(format!("{unknown} is no option; there is --allow-sampled").into());
    }
    let path = (words.len() > 1).then(|| words.remove(1));
    let counter: CounterId = words.first().map_or("44147844", String::as_str).parse()?;

    let report = client
        .report([counter])
        .metrics([s::VISITS, s::USERS, s::BOUNCE_RATE])
        .dimensions([s::TRAFFIC_SOURCE, s::START_URL_PATH])
        // Without it, rows whose first dimension has no value would be missing.
        .include_undefined(true)
        // Rows that are equal in everything else keep their places from page to page.
        .sort([Sort::descending(s::VISITS), Sort::ascending(s::TRAFFIC_SOURCE), Sort::ascending(s::START_URL_PATH)])
        .period(Period::new(DateSpec::ago(30), DateSpec::Yesterday))
        .accuracy(Accuracy::Full)
        .all()
        .await?;
    let report = if options.is_empty() {
        report.require_unsampled()?.require_complete()?
    } else {
        if report.sampling.is_sampled() != Some(false) {
            eprintln!("warning: the report counts {}", report.sampling);
        }
        if report.contains_sensitive_data != Some(false) {
            eprintln!("warning: rows of few visitors may have been left out");
        }
        report
    };

    match path {
        Some(path) => {
            write(&report, std::fs::File::create(&path)?)?;
            println!("{} rows in {path}", report.rows.len());
        }
        None => write(&report, std::io::stdout().lock())?,
    }
    Ok(())
}

fn write(report: &Report, to: impl Write) -> Result<(), Box<dyn Error>> {
    let mut csv = csv::Writer::from_writer(to);
    let columns = report.columns();
    let dimensions = columns.dimensions().flat_map(|name| [format!("{name}.id"), format!("{name}.name")]);
    csv.write_record(dimensions.chain(columns.metrics().map(str::to_owned)))?;
    for row in &report.rows {
        let labels = row.dimensions().iter().flat_map(|value| [value.id.clone(), value.name.clone()]);
        let numbers = row.metrics().iter().map(|number| number.map(|number| number.to_string()));
        csv.write_record(labels.chain(numbers).map(Option::unwrap_or_default))?;
    }
    csv.flush()?;
    Ok(())
}
