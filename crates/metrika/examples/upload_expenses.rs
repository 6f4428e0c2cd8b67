//! Uploads what advertising cost, and takes some of it back: by a file, and one line. Against a local sandbox.
//!
//! ```text
//! cargo run -p metrika --example upload_expenses
//! ```

use std::error::Error;

use jiff::{Timestamp, ToSpan, tz::Offset};
use metrika::Client;
use metrika::import::{Currency, Expense, ExpenseRemoval, RemovedExpense, TrafficSource};
use metrika_sandbox::Sandbox;

const COUNTER: i64 = 44147844;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder().token("any-token").base_url(sandbox.url()).build()?;
    let expenses = client.counter(COUNTER).import().expenses();
    let yesterday = Offset::UTC.to_datetime(Timestamp::now()).date().yesterday()?;
    let week = yesterday.checked_sub(6.days())?..=yesterday;

    let rows = [
        Expense::new(yesterday, "vk", "1500.50").utm_campaign("Spring").clicks(120_u64).currency(Currency::RUB),
        // One row for several days: the amount is that of all of them.
        Expense::new(week.clone(), "newsletter", 700).utm_medium("email"),
        Expense::of_source(yesterday, TrafficSource::Ad, 30_000).traffic_source_detail("vk_ads"),
    ];
    let summary = expenses.upload(rows).provider("example").send().await?.wait().await?.complete()?;
    println!("Sent {} rows of expenses. How many were taken, the service does not tell.", summary.sent);

    let rows = [RemovedExpense::new(week).utm_source("newsletter").utm_medium("email")];
    let outcome = expenses.remove_file(rows).provider("example").send().await?.wait().await?;
    println!("Removed by a file: {outcome}");

    // Give all that the expenses were uploaded with: what is left out may match everything.
    let line = ExpenseRemoval::day(yesterday).utm_source("vk").utm_campaign("Spring").provider("example");
    let removed = expenses.remove(line).await?;
    println!("Removed one line: uploading {}", removed.id.map(|id| id.to_string()).unwrap_or_default());

    println!("The service lists:");
    for uploading in expenses.list().await? {
        let id = uploading.id.map(|id| id.to_string()).unwrap_or_default();
        let what = uploading.type_.map(|what| what.to_string()).unwrap_or_default();
        println!("  {id:>4}  {what:<10} {} rows", uploading.source_quantity.unwrap_or_default());
    }
    Ok(())
}
