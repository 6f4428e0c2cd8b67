//! Exports a log into a folder as Parquet, a folder for each day, from wherever the last run ended.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --features parquet --example logs_to_folder -- visits 2026-02-01 2026-02-28 visitID,date,startURL FOLDER
//! ```
//!
//! The counter is that of `METRIKA_COUNTER`, and the service that of `METRIKA_BASE_URL` if that is set.
//!
//! How much memory an export takes, with a sandbox of a release build that serves some 5 GB of visits:
//!
//! ```text
//! metrika-sandbox --visits 15600000 --days 30 --now 2026-03-01T12:00:00+03:00
//! METRIKA_TOKEN=y0_any METRIKA_COUNTER=44147844 METRIKA_BASE_URL=http://127.0.0.1:8123 \
//!     /usr/bin/time -v target/release/examples/logs_to_folder visits 2026-01-30 2026-02-28 visitID,date,... FOLDER
//! ```

use std::error::Error;

use metrika::logs::Field;
use metrika::logs::folder::{Folder, Format};
use metrika::{Client, CounterId, Quota};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, first, last, names, folder] = arguments.as_slice() else {
        return Err("five arguments are needed: visits|hits FIRST LAST NAME,... FOLDER".into());
    };
    let mut client = Client::builder().token(std::env::var("METRIKA_TOKEN")?);
    if let Ok(url) = std::env::var("METRIKA_BASE_URL") {
        // Whoever serves it elsewhere has other quotas.
        client = client.base_url(url).quota(Quota::unlimited());
    }
    let client = client.build()?;
    let counter: CounterId = std::env::var("METRIKA_COUNTER")?.parse()?;
    let counter = client.counter(counter);
    let log = counter.logs();
    let (log, prefix) = match source.as_str() {
        "visits" => (log.visits(), "ym:s:"),
        "hits" => (log.hits(), "ym:pv:"),
        other => return Err(format!("`{other}` is no log: visits or hits").into()),
    };
    let fields = names.split(',').map(|name| Field::new(format!("{prefix}{name}"))).collect::<Result<Vec<_>, _>>()?;
    let export = log.fields(fields).days(first.parse()?..=last.parse()?).export()?;
    let saved = export.save_to(&Folder::at(folder).format(Format::Parquet)).await?;
    println!("{} days, {} rows, {} files, {} bytes", saved.days, saved.rows, saved.files, saved.bytes);
    Ok(())
}
