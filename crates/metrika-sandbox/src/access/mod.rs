//! Who sends a request, and whether they may: apps, tokens, scopes, grants.
//!
//! The causes of a 401 or 403 that the service knows, each of which can be set up here:
//!
//! | cause | answer | set up by |
//! |---|---|---|
//! | header missing, or not `OAuth <token>` | 401 `unauthorized` | the request |
//! | the token lacks the scope | 403 `access_denied` | [`TokenSpec::scopes`] |
//! | the token expired | 403 `invalid_token` | [`TokenSpec::lifetime`], or time |
//! | the password was changed | 403 `invalid_token` | [`Sandbox::change_password`](crate::Sandbox::change_password) |
//! | the token is of another app, which is blocked, unknown, or has fewer rights now | 403 `invalid_token` | [`TokenSpec::app`], [`App`] |
//! | the token is of another account | 403 `access_denied` | [`TokenSpec::login`] |
//! | the account may not do this with this counter | 403 `access_denied` | grants of the counter |
//!
//! Which `error_type` the service gives to which cause is recorded for one of them only: no access to a counter is
//! `access_denied` with the text `Access is denied`. The others are our choice among the types of its list.

mod app;
mod header;
pub mod oauth;
mod rights;
mod token;

use serde::{Deserialize, Serialize};

pub use app::{App, AppStatus, CLIENT_ID, CLIENT_SECRET, READER_CLIENT_ID, READER_CLIENT_SECRET};
pub use header::authenticate;
pub use rights::permit;
pub(crate) use token::Grant;
pub use token::{Code, Consent, Device, Revocation, Token, TokenSpec, Tokens};

/// The login of the user that owns what is seeded.
pub const OWNER: &str = "sandbox-owner";

/// All scopes that the Metrika API has.
///
/// `metrika:write` implies the three last ones. It does not imply `metrika:read`: the published text names only those.
pub const SCOPES: [&str; 5] =
    ["metrika:read", "metrika:write", "metrika:expenses", "metrika:user_params", "metrika:offline_data"];

/// Who is let in, and how Yandex ID behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessSettings {
    pub tokens: TokenPolicy,
    /// Who is logged in at the authorization page, unless `login_hint` names another user that is known.
    pub login: String,
    /// What this user says when an app asks for access.
    pub consent: ConsentPolicy,
    /// Whether this user leaves out the scopes that the app asks for as optional.
    pub declines_optional: bool,
    /// What becomes of codes that a user has to type in on another device.
    pub devices: DevicePolicy,
    /// How long tokens live, in seconds. The service promises a year.
    pub token_lifetime: u32,
    /// Whether answers to a refresh have no `refresh_token`: the one in use stays good then.
    pub refresh_omits_refresh_token: bool,
    /// Whether a refresh answers the token in use, which the service does while that has long to live.
    pub refresh_keeps_token: bool,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            tokens: TokenPolicy::default(),
            login: OWNER.to_owned(),
            consent: ConsentPolicy::default(),
            declines_optional: false,
            devices: DevicePolicy::default(),
            token_lifetime: 365 * 24 * 3600,
            refresh_omits_refresh_token: false,
            refresh_keeps_token: false,
        }
    }
}

/// What a token that the sandbox did not issue is good for. Issued ones always mean what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPolicy {
    /// It acts as [`OWNER`] with all scopes, so that a client needs only another address.
    #[default]
    Any,
    /// It is refused.
    Issued,
}

/// What a user says at the authorization page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPolicy {
    #[default]
    Allow,
    Deny,
}

/// When a user confirms the code of a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePolicy {
    /// When told: [`Sandbox::confirm_device`](crate::Sandbox::confirm_device), or the page `/device`.
    #[default]
    Manual,
    /// By itself, after the app has asked so many times in vain.
    AfterPolls(u32),
    /// Never: access is denied.
    Deny,
}

/// Who sends a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// Whom the request acts for: the owner of the token, or the user that `ulogin` names.
    pub login: String,
    /// The owner of the token.
    pub own_login: String,
}
