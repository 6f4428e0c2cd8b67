//! Uploads customers and their orders, with an attribute and a status of one's own. Against a local sandbox.
//!
//! ```text
//! cargo run -p metrika --example upload_crm_orders
//! ```

use std::error::Error;

use jiff::{Timestamp, ToSpan};
use metrika::Client;
use metrika::import::{Crm, Order, SimpleOrder};
use metrika::management::NewGoal;
use metrika::models::{Attribute, CdpEntityType, CdpMergeMode, OrderStatus, OrderStatusType};
use metrika_sandbox::Sandbox;
use serde::Serialize;

const COUNTER: i64 = 44147844;

/// A customer with an attribute that the service does not have.
#[derive(Serialize)]
struct Customer {
    uniq_id: &'static str,
    name: &'static str,
    client_ids: Vec<u64>,
    shoe_size: u32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder().token("any-token").base_url(sandbox.url()).build()?;
    let counter = client.counter(COUNTER);
    // A status reaches goals of the type JavaScript event.
    counter.goals().create(NewGoal::action("Order delivered", "order_delivered")).await?;
    let crm = counter.import().crm();

    prepare(&crm).await?;

    // Customers first: an order of one that is not known is taken, and not processed.
    let customers = [
        Customer { uniq_id: "J3QQ4", name: "Ivanov I.", client_ids: vec![12_345_678_910], shoe_size: 42 },
        Customer { uniq_id: "J3QQ5", name: "Petrova P.", client_ids: vec![12_345_678_911], shoe_size: 37 },
    ];
    let summary = crm.upload_contacts(CdpMergeMode::Save, customers).send().await?.wait().await?.complete()?;
    println!("{} customers sent", summary.sent);

    // It is written by the clock of the counter.
    let yesterday = Timestamp::now() - 24.hours();
    let orders = [
        Order::new("704", "J3QQ4", yesterday, "delivered").revenue("2500.00").cost(1_800),
        Order::new("705", "J3QQ5", yesterday, "IN_PROGRESS").revenue(990).goal(("order_delivered", 100)),
    ];
    let summary = crm.upload_orders(CdpMergeMode::Save, orders).as_json().send().await?.wait().await?.complete()?;
    println!("{} orders sent, as JSON", summary.sent);

    // Simple orders bring their customers along. The address itself is not sent.
    let order = |id: &str, email: &str| SimpleOrder::new(id, yesterday).hashed_email(email).revenue(200);
    let orders = [order("s1", "ann@example.com"), order("s2", "bob@example.com")];
    let summary = crm.upload_simple_orders(CdpMergeMode::Update, orders).send().await?.wait().await?.complete()?;
    println!("{} simple orders sent", summary.sent);

    println!("The service lists:");
    for uploading in crm.uploadings().send().await? {
        let id = uploading.uploading_id.unwrap_or_default();
        let status = uploading.api_validation_status.map(|status| status.to_string()).unwrap_or_default();
        println!("  {id:>4}  {} elements, {status}", uploading.elements_count.unwrap_or_default());
    }
    Ok(())
}

/// Tells the counter of what is one's own: before, columns and statuses of these names are refused.
async fn prepare(crm: &Crm<'_>) -> Result<(), Box<dyn Error>> {
    let size = Attribute {
        name: Some("shoe_size".into()),
        humanized: Some("Shoe size".into()),
        type_name: Some("numeric".into()),
        multivalued: Some(false.into()),
        ..Attribute::default()
    };
    crm.attributes(CdpEntityType::Contact).create([size]).await?;
    let delivered = OrderStatus {
        id: Some("delivered".into()),
        humanized: Some("Delivered".into()),
        type_: Some(OrderStatusType::Paid),
        goal_action_ids: Some(vec!["order_delivered".into()]),
        ..OrderStatus::default()
    };
    crm.order_statuses().map([delivered]).await?;
    let statuses: Vec<String> = crm.order_statuses().list().await?.into_iter().filter_map(|status| status.id).collect();
    println!("An order may be: {}", statuses.join(", "));
    Ok(())
}
