//! Lists your counters, creates a goal and looks for it.
//!
//! With `METRIKA_TOKEN` it talks to the service; a goal is created only on the counter that you name:
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example quickstart -- 44147844
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself. There the goal is created on the first counter that is
//! yours, unless you name another.

use std::process::ExitCode;

use metrika::management::NewGoal;
use metrika::models::CounterPermission;
use metrika::{Client, CounterId, Error};
use metrika_sandbox::Sandbox;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error}");
            if let Some(error) = error.downcast_ref::<Error>() {
                eprintln!("{}", error.hint());
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let named: Option<CounterId> = std::env::args().nth(1).map(|id| id.parse()).transpose()?;
    if std::env::var_os("METRIKA_TOKEN").is_some() {
        return show(&Client::from_env()?, named).await;
    }
    let sandbox = Sandbox::builder().start().await?;
    println!("METRIKA_TOKEN is not set: this talks to a local sandbox at {}\n", sandbox.url());
    let client = Client::builder().token("any-token").base_url(sandbox.url()).build()?;
    let own = client.counters().list().permissions([CounterPermission::Own]).all().await?;
    let first = own.first().and_then(|counter| counter.id).map(CounterId::from);
    show(&client, named.or(first)).await
}

async fn show(client: &Client, counter: Option<CounterId>) -> Result<(), Box<dyn std::error::Error>> {
    println!("Counters:");
    for counter in client.counters().list().all().await? {
        let id = counter.id.map(|id| id.to_string()).unwrap_or_default();
        let permission = counter.permission.as_ref().map_or("?", |permission| permission.as_str());
        println!("  {id:>10}  {}  ({permission})", counter.name.as_deref().unwrap_or("(no name)"));
    }
    let Some(counter) = counter else {
        println!("\nName a counter to create a goal on it: cargo run -p metrika --example quickstart -- COUNTER");
        return Ok(());
    };

    let goals = client.counter(counter).goals();
    let made = goals.create(NewGoal::action("Order sent", "order_sent").price(100.0)).await?;
    let id = made.id().ok_or("the service gave the goal no number")?;
    println!("\nCreated on counter {counter}: goal {id} ({})", made.name().unwrap_or_default());
    let all = goals.list().await?;
    let found = all.iter().find(|goal| goal.id() == Some(id)).ok_or("the goal is not listed")?;
    println!("Listed among its {} goals: goal {id} ({})", all.len(), found.name().unwrap_or_default());
    Ok(())
}
