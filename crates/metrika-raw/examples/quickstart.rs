//! Lists your counters, creates a goal and looks for it: the quick start of the Metrika API.
//!
//! With `METRIKA_TOKEN` it talks to the service; a goal is created only on the counter that you name:
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika-raw --example quickstart -- 44147844
//! ```
//!
//! Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts within itself. There the goal is created on the first
//! counter that is yours, unless you name another.

use std::error::Error;
use std::process::ExitCode;

use metrika_raw::Metrika;
use metrika_raw::management::types::{CounterPermission, Goal, GoalEnvelope, MessengerGoal, MessengerGoalCondition};
use metrika_sandbox::Sandbox;

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
    // The sandbox lives as long as this value.
    let (metrika, sandbox) = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => (Metrika::new(token)?, None),
        Err(_) => {
            let sandbox = Sandbox::start().await?;
            println!("METRIKA_TOKEN is not set: this talks to a local sandbox at {}\n", sandbox.url());
            (Metrika::new("any-token")?.base_url(sandbox.url()), Some(sandbox))
        }
    };
    let client = metrika.management();

    let counters = client.list_counters().send().await?;
    let counters = counters.counters.as_deref().unwrap_or_default();
    println!("Counters:");
    for counter in counters {
        let id = counter.id.map(|id| id.to_string()).unwrap_or_default();
        let name = counter.name.as_deref().unwrap_or("(no name)");
        let permission = counter.permission.as_ref().map_or("?", |permission| permission.as_str());
        println!("  {id:>10}  {name}  ({permission})");
    }

    // On a counter of the service, nothing is changed unasked.
    let own = counters.iter().find(|counter| counter.permission == Some(CounterPermission::Own));
    let first_own = own.and_then(|counter| counter.id).filter(|_| sandbox.is_some());
    let Some(counter) = chosen.or(first_own.map(i64::from)) else {
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
    let Goal::MessengerGoal(created) = &created.goal else {
        return Err(format!("created a goal of another kind: {:?}", created.goal).into());
    };
    println!("\nCreated on counter {counter}: {}", describe(created));

    let listed = client.list_goals().counter_id(counter).send().await?;
    let goals = listed.goals.as_deref().unwrap_or_default();
    let found = goals.iter().find_map(|goal| match goal {
        Goal::MessengerGoal(goal) if goal.id == created.id => Some(goal),
        _ => None,
    });
    let found = found.ok_or("the goal is not among those of the counter")?;
    println!("Listed among its {} goals: {}", goals.len(), describe(found));
    Ok(())
}

fn describe(goal: &MessengerGoal) -> String {
    let id = goal.id.map(|id| id.to_string()).unwrap_or_default();
    format!("goal {id} ({})", goal.name.as_deref().unwrap_or("no name"))
}
