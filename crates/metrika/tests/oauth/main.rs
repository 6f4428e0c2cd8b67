//! Tokens of Yandex ID through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
mod scripted;

mod answers;
mod codes;
mod devices;
mod files;
mod refresh;
mod replay;
mod secrets;

use std::time::Duration;

use desk::Desk;
use metrika::auth::oauth::{OAuthApp, OAuthAppBuilder, TokenSet};
use metrika_sandbox::Settings;
use metrika_sandbox::access::{CLIENT_ID, CLIENT_SECRET, TokenPolicy};
use reqwest::redirect::Policy;

/// Where users come back to.
const BACK: &str = "http://localhost:8899/back";

/// A sandbox that lets in only tokens that it issued.
async fn desk() -> Desk {
    desk_with(|_| ()).await
}

async fn desk_with(change: impl FnOnce(&mut Settings)) -> Desk {
    Desk::with(|builder| {
        builder.with(|settings| {
            settings.access.tokens = TokenPolicy::Issued;
            change(settings);
        })
    })
    .await
}

/// The app of the sandbox, with its secret.
fn app(desk: &Desk) -> OAuthApp {
    builder(desk).secret(CLIENT_SECRET).build().unwrap()
}

fn builder(desk: &Desk) -> OAuthAppBuilder {
    OAuthApp::builder(CLIENT_ID).base_url(desk.sandbox.url()).clock(desk.clock.clone())
}

/// Opens a page as the user's browser does, and tells where that is sent back to.
async fn visit(url: &str) -> String {
    let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let answer = browser.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// What the app gets from a user who says yes.
async fn tokens(app: &OAuthApp) -> TokenSet {
    let authorization = app.authorize().redirect_uri(BACK).build().unwrap();
    app.exchange_redirect(&visit(authorization.url()).await, &authorization).await.unwrap()
}

/// Moves the time on, here and there.
fn pass(desk: &Desk, duration: Duration) {
    desk.clock.advance(duration);
    desk.sandbox.advance(duration);
}

const DAY: Duration = Duration::from_secs(24 * 3600);
