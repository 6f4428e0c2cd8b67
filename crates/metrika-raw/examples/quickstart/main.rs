//! Lists your counters and creates a goal: the quick start of the Metrika API.
//!
//! With `METRIKA_TOKEN` it talks to the service; a goal is created only on the counter that you name:
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika-raw --example quickstart -- 44147844
//! ```
//!
//! Without, it talks to a small server inside this example, which answers what the service was recorded to answer.

mod server;

use std::error::Error;
use std::process::ExitCode;

use metrika_raw::Metrika;
use metrika_raw::management::types::{Goal, GoalEnvelope, MessengerGoal, MessengerGoalCondition};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let chosen = std::env::args().nth(1).map(|id| id.parse::<i64>()).transpose()?;
    let (metrika, chosen) = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => (Metrika::new(token)?, chosen),
        Err(_) => {
            let address = server::start().await?;
            println!("METRIKA_TOKEN is not set: this talks to a recorded exchange at {address}\n");
            (Metrika::new("any-token")?.base_url(address), chosen.or(Some(server::COUNTER)))
        }
    };
    let client = metrika.management();

    let counters = client.list_counters().send().await?;
    println!("Counters:");
    for counter in counters.counters.as_deref().unwrap_or_default() {
        let id = counter.id.map(|id| id.to_string()).unwrap_or_default();
        let name = counter.name.as_deref().unwrap_or("(no name)");
        let permission = counter.permission.as_ref().map_or("?", |permission| permission.as_str());
        println!("  {id:>10}  {name}  ({permission})");
    }

    let Some(counter) = chosen else {
        println!("\nName a counter to create a goal on it: cargo run -p metrika-raw --example quickstart -- COUNTER");
        return Ok(());
    };
    let condition = MessengerGoalCondition::builder().type_("messenger").url("whatsapp").try_into()?;
    let goal: MessengerGoal =
        MessengerGoal::builder().name("MyMessengerGoal").conditions(vec![condition]).try_into()?;
    let created = client
        .create_goal()
        .counter_id(counter)
        .body(GoalEnvelope { goal: goal.into(), extra: Default::default() })
        .send()
        .await?;
    match &created.goal {
        Goal::MessengerGoal(goal) => {
            let id = goal.id.map(|id| id.to_string()).unwrap_or_default();
            println!("\nCreated goal {id} ({}) on counter {counter}", goal.name.as_deref().unwrap_or_default());
        }
        other => println!("\nCreated a goal of another kind: {other:?}"),
    }
    Ok(())
}
