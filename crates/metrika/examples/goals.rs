//! Goals: made of several kinds, changed without losing anything, and deleted. Against a local sandbox.
//!
//! ```text
//! cargo run -p metrika --example goals
//! ```

use std::error::Error;

use metrika::Client;
use metrika::management::{GoalPattern, GoalStep, NewGoal};
use metrika::models::Goal;
use metrika_sandbox::Sandbox;

const COUNTER: i64 = 44147844;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder().token("any-token").base_url(sandbox.url()).build()?;
    let goals = client.counter(COUNTER).goals();

    println!("Made:");
    let new = [
        NewGoal::url("Thanks", [GoalPattern::contain("/thanks"), GoalPattern::regexp("^/order/[0-9]+/done")])
            .price(500.0),
        NewGoal::action("Order sent", "order_sent").favorite(),
        NewGoal::depth("Interested", 5),
        NewGoal::composite(
            "Order in two steps",
            [GoalStep::new("Cart").page(GoalPattern::contain("/cart")), GoalStep::new("Order").action("order_sent")],
        ),
    ];
    let mut made = Vec::new();
    for goal in new {
        let goal = goals.create(goal).await?;
        show(&goal);
        made.push(goal.id().ok_or("the service gave the goal no number")?);
    }

    // Gets the goal, changes it, and puts it back with everything that it has.
    let renamed = goals.update(made[1], |goal| goal.set_name("Order")).await?;
    println!("Renamed:");
    show(&renamed);

    // What cannot be right is refused before it is sent.
    if let Err(error) = goals.create(NewGoal::depth("One page", 1)).await {
        println!("Refused: {error}");
    }

    for id in made {
        goals.delete(id).await?;
    }
    println!("{} goals are left, some of kinds that the reference does not list:", goals.list().await?.len());
    goals.list().await?.iter().filter(|goal| matches!(goal, Goal::Other(_))).take(3).for_each(show);
    Ok(())
}

fn show(goal: &Goal) {
    let id = goal.id().map(|id| id.to_string()).unwrap_or_default();
    println!("  {id:>10}  {:<12} {}", goal.tag().unwrap_or("?"), goal.name().unwrap_or("(no name)"));
}
