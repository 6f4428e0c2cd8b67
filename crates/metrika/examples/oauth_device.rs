//! Gets a token by the code of a device, keeps it in a file, and calls the API with it; the next run finds the file.
//!
//! ```sh
//! cargo run -p metrika --features oauth --example oauth_device
//! METRIKA_CLIENT_ID=... METRIKA_CLIENT_SECRET=... cargo run -p metrika --features oauth --example oauth_device
//! ```
//!
//! Without `METRIKA_CLIENT_ID` it runs against a sandbox of its own, and does what the user would do.

use std::error::Error;

use metrika::Client;
use metrika::auth::oauth::{OAuthApp, RefreshingToken, Scope, TokenFile};
use metrika_sandbox::Sandbox;
use metrika_sandbox::access::{CLIENT_ID, CLIENT_SECRET};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::var("METRIKA_CLIENT_ID") {
        Ok(client_id) => {
            let mut app = OAuthApp::builder(client_id).scopes([Scope::Read]);
            if let Ok(secret) = std::env::var("METRIKA_CLIENT_SECRET") {
                app = app.secret(secret);
            }
            run(app.build()?, TokenFile::new("metrika-token.json"), None).await
        }
        Err(_) => {
            let sandbox = Sandbox::builder().with(|settings| settings.data.visits = 100).start().await?;
            println!("METRIKA_CLIENT_ID is not set: this is a sandbox at {}", sandbox.url());
            let app = OAuthApp::builder(CLIENT_ID).secret(CLIENT_SECRET).scopes([Scope::Read]);
            let folder = tempfile::tempdir()?;
            let file = TokenFile::new(folder.path().join("metrika-token.json"));
            run(app.base_url(sandbox.url()).build()?, file, Some(&sandbox)).await
        }
    }
}

async fn run(app: OAuthApp, file: TokenFile, sandbox: Option<&Sandbox>) -> Result<(), Box<dyn Error>> {
    if file.load()?.is_none() {
        let device = app.device().start().await?;
        println!("Open {} and type in {}", device.verification_url(), device.user_code());
        println!("Waiting until {}...", device.expires_at());
        if let Some(sandbox) = sandbox {
            println!("(The user of the sandbox does so.)");
            sandbox.confirm_device(device.user_code());
        }
        file.save(&device.wait().await?)?;
        println!("The token is in {}", file.path().display());
    }

    let token = RefreshingToken::from_store(app, file).await?;
    let tokens = token.tokens().await;
    println!("It may do {:?} until {:?}", tokens.scopes(), tokens.expires_at());

    let mut client = Client::builder().token_source(token);
    if let Some(sandbox) = sandbox {
        client = client.base_url(sandbox.url());
    }
    for counter in client.build()?.counters().list().all().await? {
        println!("{:?} {:?}", counter.id, counter.name);
    }
    Ok(())
}
