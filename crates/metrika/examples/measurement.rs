//! Sends a page view, a goal and a purchase from a server by the Measurement Protocol. Against a local sandbox, which shows what arrived.
//!
//! ```text
//! cargo run -p metrika --example measurement
//! ```

use std::error::Error;

use jiff::{SignedDuration, Timestamp};
use metrika::Client;
use metrika::measurement::{Ecommerce, Event, GoalReached, PageView, Product};
use metrika::models::Flag;
use metrika_sandbox::Sandbox;
use metrika_sandbox::measurement::Kind;
use serde_json::json;

const COUNTER: i64 = 44147901;
/// The ClientID of the visitor, as the page learned it by `ym(COUNTER, 'getClientID', callback)`.
const VISITOR: u64 = 1_729_845_213_504_968_721;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    // Both are at one address here. Without, they are the service's.
    let client = Client::builder().token("any-token").base_url(sandbox.url()).measurement_url(sandbox.url()).build()?;
    let counter = client.counter(COUNTER);

    // Once for a counter. Keep the token with your other secrets: there can be five.
    counter.update(|it| it.counter_flags.get_or_insert_default().measurement_enabled = Some(Flag(true))).await?;
    let secret = counter.measurement_tokens().generate().await?;
    println!("Switched on; the token is {secret:?}");

    let measurement = counter.measurement(secret);
    // A page view begins the visit that the others belong to.
    let paid = PageView::new("https://shop.example/paid", "Paid").referrer("https://bank.example/");
    measurement.send(&Event::new(VISITOR, paid)).await?;

    let reached = GoalReached::new("order_paid").price("2290.50").currency("RUB");
    let bought = Ecommerce::purchase("order-17", "2290.50")
        .product(Product::new("sku-1", "Kettle").category("Kitchen/Kettles").price("1990.50").quantity(1))
        .product(Product::new("sku-2", "Cup").price(50).quantity(6))
        .currency("RUB");
    let events = [
        Event::new(VISITOR, reached).parameters(json!({ "bank": "example" })),
        Event::new(VISITOR, bought).at(Timestamp::now() - SignedDuration::from_mins(5)),
    ];
    println!("{} more sent", measurement.send_all(&events).await.all()?);

    // What cannot be right is refused before it is sent.
    let old = Event::new(VISITOR, GoalReached::new("order_paid")).at(Timestamp::now() - SignedDuration::from_hours(13));
    if let Err(error) = measurement.send(&old).await {
        println!("Refused: {error}");
    }

    println!("\nWhat arrived:");
    for hit in sandbox.state(|state| state.counters[&COUNTER].measured.clone()) {
        print!("  {} of visitor {}: ", hit.at.strftime("%H:%M:%S"), hit.client_id);
        match hit.kind {
            Kind::PageView(view) => println!("page {} ({})", hit.page.unwrap_or_default(), view.title),
            Kind::Event(event) => {
                if let Some(goal) = event.goal {
                    print!("goal {goal}, worth {}", event.price.unwrap_or_default());
                }
                if let Some(bought) = event.ecommerce {
                    let products = bought.products.iter();
                    let named = products.map(|product| format!("{} x {}", product.quantity.unwrap_or(1), product.name));
                    print!("bought {}", named.collect::<Vec<_>>().join(", "));
                }
                println!();
            }
        }
    }
    Ok(())
}
