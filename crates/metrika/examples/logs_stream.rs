//! Reads visits one by one and adds them up by traffic source, without keeping them: visits, bounces and seconds by the last significant source, and how many
//! visits are of people whom a source had brought first.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example logs_stream -- 44147844
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;

use jiff::{Timestamp, ToSpan, tz::Offset};
use metrika::logs::tsv::Reader;
use metrika::logs::visits;
use metrika::reports::Attribution;
use metrika::{Client, CounterId};
use metrika_sandbox::Sandbox;
use serde::Deserialize;

/// A row. A field is a column of the log; a text is copied only if it has escapes.
#[derive(Deserialize)]
struct Visit<'a> {
    #[serde(borrow, rename = "lastsignTrafficSource")]
    source: Cow<'a, str>,
    #[serde(borrow, rename = "firstTrafficSource")]
    first_source: Cow<'a, str>,
    bounce: bool,
    #[serde(rename = "visitDuration")]
    seconds: u64,
}

#[derive(Default)]
struct Totals {
    visits: u64,
    visits_by_first: u64,
    bounces: u64,
    seconds: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Kept to the end: it stops when it is dropped.
    let sandbox = Sandbox::builder().start().await?;
    let client = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => Client::builder().token(token).build()?,
        Err(_) => Client::builder().token("any-token").base_url(sandbox.url()).build()?,
    };
    let counter: CounterId = std::env::args().nth(1).as_deref().unwrap_or("44147844").parse()?;

    // A log ends yesterday at the latest.
    let yesterday = Offset::UTC.to_datetime(Timestamp::now()).date().yesterday()?;
    let days = yesterday.checked_sub(6.days())?..=yesterday;
    // The attribution is written into the names, so that there may be two of one field.
    let fields = [
        visits::traffic_source(Attribution::LastSign),
        visits::traffic_source(Attribution::First),
        visits::BOUNCE,
        visits::VISIT_DURATION,
    ];
    let export = client.counter(counter).logs().visits().fields(fields).days(days).export()?;

    let mut totals: BTreeMap<String, Totals> = BTreeMap::new();
    let mut reader = Reader::new();
    let done = export
        .rows(|row| {
            let visit: Visit<'_> = reader.read(&row)?;
            let of_source = of(&mut totals, &visit.source);
            of_source.visits += 1;
            of_source.bounces += u64::from(visit.bounce);
            of_source.seconds += visit.seconds;
            of(&mut totals, &visit.first_source).visits_by_first += 1;
            Ok(())
        })
        .await?;

    let mut totals: Vec<_> = totals.into_iter().collect();
    totals.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.visits));
    println!("{:<20}{:>10}{:>10}{:>10}{:>10}", "source", "visits", "as first", "bounces", "seconds");
    for (source, Totals { visits, visits_by_first, bounces, seconds }) in totals {
        println!("{source:<20}{visits:>10}{visits_by_first:>10}{bounces:>10}{seconds:>10}");
    }
    println!("{} visits, {} bytes in {} parts", done.rows, done.bytes, done.parts);
    Ok(())
}

fn of<'t>(totals: &'t mut BTreeMap<String, Totals>, source: &str) -> &'t mut Totals {
    totals.entry(source.to_owned()).or_default()
}
