//! Tokens from Yandex ID: how to get one, keep it, and keep it fresh. This is the feature `oauth`.
//!
//! An [`OAuthApp`] is what you registered at <https://oauth.yandex.ru>. It gets a [`TokenSet`] in one of these ways:
//!
//! | the user | how |
//! |---|---|
//! | has a browser that can come back to your program | [`authorize`](OAuthApp::authorize) with a redirect address, [`exchange_redirect`](OAuthApp::exchange_redirect) |
//! | has a browser, and types a code into your program | [`authorize`](OAuthApp::authorize) with [`VERIFICATION_PAGE`], [`exchange_code`](OAuthApp::exchange_code) |
//! | types a code of your program into a browser elsewhere | [`device`](OAuthApp::device) |
//! | copies a token out of a browser | [`token_page`](OAuthApp::token_page) |
//!
//! A token lives a year or so, and belongs to the account that was logged in when it was issued. [`RefreshingToken`] refreshes it in
//! time, and [`TokenFile`] keeps it from one run to the next:
//!
//! ```
//! use metrika::Client;
//! use metrika::auth::oauth::{OAuthApp, RefreshingToken, Scope, TokenFile};
//!
//! async fn example() -> metrika::Result<Client> {
//!     let app = OAuthApp::builder("5a9d0b0c6f4e4d0f8a1b2c3d4e5f6071").secret("...").scopes([Scope::Read]).build()?;
//!     let file = TokenFile::new("metrika-token.json");
//!     if file.load()?.is_none() {
//!         let device = app.device().start().await?;
//!         println!("Open {} and type in {}", device.verification_url(), device.user_code());
//!         file.save(&device.wait().await?)?;
//!     }
//!     Client::builder().token_source(RefreshingToken::from_store(app, file).await?).build()
//! }
//! ```
//!
//! What Yandex ID refuses is an error of the kind [`Token`](crate::ErrorKind::Token): [`code`](crate::Error::code) has its word, such
//! as `invalid_grant`, and [`hint`](crate::Error::hint) says what to do. No error shows a secret.
//!
//! Reference: <https://yandex.com/dev/metrika/en/intro/authorization>, <https://yandex.com/dev/id/doc/en/concepts/ya-oauth-intro>.

mod app;
mod authorize;
mod device;
mod http;
mod refreshing;
mod refusal;
mod scope;
mod secret;
mod store;
mod tokens;

pub use app::{OAuthApp, OAuthAppBuilder};
pub use authorize::{Authorization, AuthorizeRequest, VERIFICATION_PAGE};
pub use device::{DeviceAuthorization, DeviceRequest};
pub use refreshing::RefreshingToken;
pub use scope::Scope;
pub use store::{TokenFile, TokenStore};
pub use tokens::TokenSet;
