//! Visits by traffic source, as two attributions see them: who brought a visitor first, and who brought them last.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example report_sources -- 44147844
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::collections::BTreeMap;
use std::error::Error;

use metrika::reports::{Accuracy, Attribution, DateSpec, Dimension, Metric, Query};
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

    let visits = Metric::new("ym:s:visits")?;
    let source = Dimension::new("ym:s:<attribution>TrafficSource")?;
    let query = Query::of([counter])
        .metrics([visits.clone()])
        .dimensions([source.clone()])
        .days(DateSpec::DaysAgo(30), DateSpec::Yesterday)
        .accuracy(Accuracy::Full);

    let mut sources: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    let mut totals = [0.0; 2];
    for (column, attribution) in [Attribution::First, Attribution::Last].into_iter().enumerate() {
        let report = query.clone().attribution(attribution).on(&client).all().await?;
        // An estimate, or a part, would be an error.
        let report = report.require_unsampled()?.require_complete()?;
        for row in &report.rows {
            let name = row.dimension(&source)?.name.clone().unwrap_or_else(|| "(none)".to_owned());
            sources.entry(name).or_default()[column] = row.metric(&visits)?.unwrap_or_default();
        }
        totals[column] = report.totals.metric(&visits)?.unwrap_or_default();
    }

    println!("{:<32} {:>10} {:>10}", "Visits by source", "first", "last");
    for (name, [first, last]) in &sources {
        println!("{name:<32} {first:>10} {last:>10}");
    }
    println!("{:<32} {:>10} {:>10}", "all", totals[0], totals[1]);
    Ok(())
}
