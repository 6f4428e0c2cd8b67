//! Lists counters with their goals, a page at a time, under the filters that you name.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example list_counters -- shop
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself.

use std::error::Error;
use std::pin::pin;

use futures_util::TryStreamExt;
use metrika::Client;
use metrika::models::{CounterField, CounterSort};
use metrika_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Kept to the end: it stops when it is dropped.
    let sandbox = Sandbox::builder().start().await?;
    let client = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => Client::builder().token(token).build()?,
        Err(_) => Client::builder().token("any-token").base_url(sandbox.url()).build()?,
    };

    let mut list = client.counters().list().fields([CounterField::Goals]).sort(CounterSort::Name).reverse(false);
    if let Some(text) = std::env::args().nth(1) {
        list = list.search(text);
    }
    let mut seen = 0;
    let mut counters = pin!(list.per_page(50).items());
    while let Some(counter) = counters.try_next().await? {
        seen += 1;
        let id = counter.id.map(|id| id.to_string()).unwrap_or_default();
        println!("{id:>10}  {}", counter.name.as_deref().unwrap_or("(no name)"));
        for goal in counter.goals.unwrap_or_default() {
            println!("            - {} ({})", goal.name().unwrap_or("(no name)"), goal.tag().unwrap_or("?"));
        }
    }
    println!("{seen} counters");
    Ok(())
}
