//! Uploads conversions: typed rows, rows of one's own, and a CSV file with other headers. Against a local sandbox.
//!
//! ```text
//! cargo run -p metrika --example upload_conversions
//! ```

use std::error::Error;

use jiff::{Timestamp, ToSpan};
use metrika::Client;
use metrika::import::{Conversion, Conversions, CsvFile, Currency, OnProblem, Stage, Visitor};
use metrika::management::NewGoal;
use metrika_sandbox::Sandbox;
use serde::Serialize;

const COUNTER: i64 = 44147844;

/// A sale as a shop has it: fields are named like the columns of the service.
#[derive(Serialize)]
struct Sale {
    #[serde(rename = "UserId")]
    customer: String,
    #[serde(rename = "Target")]
    goal: &'static str,
    #[serde(rename = "DateTime")]
    at: Timestamp,
    #[serde(rename = "Price")]
    price: Option<f64>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder().token("any-token").base_url(sandbox.url()).build()?;
    let counter = client.counter(COUNTER);
    // A conversion names a goal of the type JavaScript event.
    counter.goals().create(NewGoal::action("Sold in the shop", "sold_in_shop")).await?;
    let conversions = counter.import().conversions();

    let an_hour_ago = Timestamp::now() - 1.hour();
    typed(&conversions, an_hour_ago).await?;
    of_ones_own(&conversions, an_hour_ago).await?;
    from_a_file(&conversions, an_hour_ago).await
}

/// Rows of this crate: what is sent, and what became of it.
async fn typed(conversions: &Conversions<'_>, at: Timestamp) -> Result<(), Box<dyn Error>> {
    let rows = (1..=3)
        .map(|id| Conversion::new(Visitor::ClientId(id), "sold_in_shop", at).price("678.90").currency(Currency::RUB));
    let sent = conversions.upload(rows).comment("shop").send().await?;
    let outcome = sent.wait().await?;
    println!("Typed rows: {outcome}");
    // Whoever needs all rows to be joined ends here if they are not.
    outcome.complete()?;
    Ok(())
}

/// Any struct that serialises; where the upload is told as it goes.
async fn of_ones_own(conversions: &Conversions<'_>, at: Timestamp) -> Result<(), Box<dyn Error>> {
    let sales = ["ann", "bob"].map(|name| Sale { customer: name.to_owned(), goal: "sold_in_shop", at, price: None });
    let upload = conversions.upload(sales).on_progress(|progress| {
        if let Stage::Sending { piece, of } = progress.stage {
            println!("  file {piece} of {of}: {} of {} bytes", progress.bytes, progress.of_bytes);
        }
    });
    println!("Rows of one's own:");
    println!("  {}", upload.send().await?.wait().await?);
    Ok(())
}

/// A file with titles of its own and with rows that are wrong: these are told, and left out.
async fn from_a_file(conversions: &Conversions<'_>, at: Timestamp) -> Result<(), Box<dyn Error>> {
    let at = at.as_second();
    let text = format!(
        "Client;Goal;Time;Manager\n11;sold_in_shop;{at};Ann\n12;sold_in_shp;{at};Bob\n13;sold_in_shop;soon;Ann\n"
    );
    let file = CsvFile::read(std::io::Cursor::new(text)).delimiter(b';').ignore("Manager");
    let file = file.rename("Client", "ClientId").rename("Goal", "Target").rename("Time", "DateTime");
    let mut checked = conversions.upload(file).on_problem(OnProblem::Skip).check().await?;
    println!("A file: {}", checked.report());
    let outcome = match checked.send().await {
        // The connection broke: did the file arrive?
        Err(error) if error.is_in_doubt() => {
            println!("  {error}");
            checked.reconcile().await?;
            checked.send_missing().await?.wait().await?
        }
        sent => sent?.wait().await?,
    };
    println!("  {outcome}");
    Ok(())
}
