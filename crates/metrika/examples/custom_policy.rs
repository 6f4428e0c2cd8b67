//! Policies of your own: how fast, how often and how long, for a client and for single calls. Against a local sandbox that fails on purpose.
//!
//! ```text
//! cargo run -p metrika --example custom_policy
//! ```

use std::error::Error;
use std::time::Duration;

use metrika::{CallOptions, Client, Quota, RetryPolicy, Timeouts};
use metrika_sandbox::Sandbox;
use metrika_sandbox::faults::Fault;

const COUNTER: i64 = 44147844;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;

    let mut quota = Quota::default();
    quota.daily_per_user = Some(1000); // other programs of this user want some, too
    let mut timeouts = Timeouts::default();
    timeouts.first_byte = Duration::from_secs(10);
    let client = Client::builder()
        .token("any-token")
        .base_url(sandbox.url())
        .quota(quota)
        .timeouts(timeouts)
        .retry(RetryPolicy::default().attempts(3).delays(Duration::from_millis(10), Duration::from_millis(50)))
        .build()?;

    // Two failures that pass by themselves: a read is sent again.
    sandbox.fault(Fault::answer(503, "backend_error").on("list_goals").times(2))?;
    let goals = client.counter(COUNTER).goals().list().await?;
    println!("{} goals after {} requests", goals.len(), sandbox.journal().len());

    // The same call, once only.
    sandbox.fault(Fault::answer(503, "backend_error").on("list_goals").times(1))?;
    let once = client.with(CallOptions::new().retry(RetryPolicy::none()));
    if let Err(error) = once.counter(COUNTER).goals().list().await {
        println!("{error}\n  {}", error.hint());
    }

    // A write whose connection broke is never repeated: it may have been carried out.
    sandbox.fault(Fault::reset_after().on("create_label").times(1))?;
    if let Err(error) = client.labels().create("Shops").await {
        println!("{error}\n  in doubt: {}\n  {}", error.is_in_doubt(), error.hint());
    }
    println!("labels now: {}", client.labels().list().await?.len());

    // A quota that is used up until tomorrow fails at once, and the client does not ask again.
    sandbox.fault(Fault::answer(429, "quota_requests_by_uid").on("list_segments").times(1))?;
    let sent = sandbox.journal().len();
    for _ in 0..2 {
        if let Err(error) = client.counter(COUNTER).segments().list().await {
            println!("{error}\n  again at {}", error.resets_at().map(|at| at.to_string()).unwrap_or_default());
        }
    }
    println!("requests for both: {}", sandbox.journal().len() - sent);
    Ok(())
}
