//! Why does the service refuse? `client.diagnose(counter)` asks harmless things and says what it is.
//!
//! With METRIKA_TOKEN and the number of a counter it asks the service:
//!
//! ```sh
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example diagnose -- 44147844
//! ```
//!
//! Without METRIKA_TOKEN it shows a few troubles on a sandbox of its own.

use std::time::Duration;

use metrika::management::NewGoal;
use metrika::{Client, Language};
use metrika_sandbox::Sandbox;
use metrika_sandbox::access::TokenSpec;

const SHOP: i64 = 44147844;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::var_os(metrika::auth::TOKEN_VARIABLE).is_some() {
        let counter: i64 = std::env::args().nth(1).ok_or("the number of a counter is needed")?.parse()?;
        println!("{}", Client::from_env()?.diagnose(counter).await);
        return Ok(());
    }
    let sandbox = Sandbox::builder().with(|settings| settings.data.visits = 100).start().await?;
    let troubles = [
        ("A token that is good", TokenSpec::new()),
        ("A token that has expired", TokenSpec::new().lifetime(Duration::ZERO)),
        ("An app that may not read", TokenSpec::new().scopes(["metrika:offline_data"])),
        ("A token of another account", TokenSpec::new().login("somebody-else")),
    ];
    for (trouble, token) in troubles {
        let client = Client::builder().token(sandbox.issue_token(token)).base_url(sandbox.url()).build()?;
        let diagnosis = client.diagnose(SHOP).await;
        println!("# {trouble}\n\n{diagnosis}\n\n{}\n", diagnosis.in_language(Language::Russian));
    }
    // A token that may look, but not change anything: what was refused says more than what can be asked.
    let token = sandbox.issue_token(TokenSpec::new().scopes(["metrika:read"]));
    let client = Client::builder().token(token).base_url(sandbox.url()).build()?;
    if let Err(error) = client.counter(SHOP).goals().create(NewGoal::action("Order sent", "order_sent")).await {
        let diagnosis = client.diagnose_error(&error, SHOP).await;
        println!("# {error}\n\n{diagnosis}\n\n{}\n", diagnosis.in_language(Language::Russian));
    }
    Ok(())
}
