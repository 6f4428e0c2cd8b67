//! How often goals were reached, day by day: goals as columns, days as rows, and what they add up to.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example report_goals_over_time -- 44147844
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::error::Error;

use metrika::reports::{Accuracy, DateSpec, Group, Metric, Period, s};
use metrika::{Client, CounterId};
use metrika_sandbox::Sandbox;

/// Goals to show: a report has up to 20 metrics, a terminal is less wide.
const GOALS: usize = 5;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Kept to the end: it stops when it is dropped.
    let sandbox = Sandbox::builder().start().await?;
    let client = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => Client::builder().token(token).build()?,
        Err(_) => Client::builder().token("any-token").base_url(sandbox.url()).build()?,
    };
    let counter: CounterId = std::env::args().nth(1).as_deref().unwrap_or("44147844").parse()?;

    // A column for visits, and one for each goal.
    let mut columns: Vec<(String, Metric)> = vec![("Visits".to_owned(), s::VISITS)];
    for goal in client.counter(counter).goals().list().await? {
        if let Some(id) = goal.id().filter(|_| columns.len() <= GOALS) {
            columns.push((goal.name().unwrap_or("(no name)").to_owned(), s::goal_reaches(id)));
        }
    }

    // Without a dimension there are no rows, and the totals are the report.
    let report = client
        .report([counter])
        .metrics(columns.iter().map(|(_, metric)| metric.clone()))
        .period(Period::new(DateSpec::ago(14), DateSpec::Yesterday))
        .accuracy(Accuracy::Full)
        // Days: the service takes weeks if nothing is said.
        .group(Group::Day)
        .by_time()
        .send()
        .await?
        .require_unsampled()?;

    print!("{:<10}", "Day");
    for (name, _) in &columns {
        print!("  {:>17}", name.chars().take(17).collect::<String>());
    }
    println!();
    let mut sums: Vec<Option<f64>> = vec![None; columns.len()];
    for (place, day) in report.axis().intervals.iter().enumerate() {
        print!("{:<10}", day.from);
        for ((_, metric), sum) in columns.iter().zip(&mut sums) {
            let number = report.totals.metric(metric)?.get(place).copied().flatten();
            print!("  {:>17}", text(number));
            *sum = number.map(|number| number + sum.unwrap_or_default()).or(*sum);
        }
        println!();
    }
    // Visits and reached goals add up over days. Users and rates do not: ask for them over the whole period.
    print!("{:<10}", "all");
    for sum in sums {
        print!("  {:>17}", text(sum));
    }
    println!();
    Ok(())
}

/// No value is not 0.
fn text(number: Option<f64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}
