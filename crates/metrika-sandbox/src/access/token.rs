//! Tokens and codes: what was issued, and to whom.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::app::{App, CLIENT_ID, seeded};
use super::{OWNER, SCOPES};
use crate::state::State;

/// All that Yandex ID remembers. Its `Debug` tells numbers, not values.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tokens {
    /// Registered apps, by client id.
    pub apps: BTreeMap<String, App>,
    /// Tokens, by value.
    pub issued: BTreeMap<String, Token>,
    /// Confirmation codes that were not used yet.
    pub codes: BTreeMap<String, Code>,
    /// Devices that wait for their user, by `device_code`.
    pub devices: BTreeMap<String, Device>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { apps: seeded(), issued: BTreeMap::new(), codes: BTreeMap::new(), devices: BTreeMap::new() }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("apps", &self.apps)
            .field("issued", &self.issued.len())
            .field("codes", &self.codes.len())
            .field("devices", &self.devices.len())
            .finish()
    }
}

/// A token that was issued. Times are unix seconds.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Token {
    /// Whose it is: who was logged in when it was issued.
    pub login: String,
    pub client_id: String,
    pub scopes: Vec<String>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub revoked: Option<Revocation>,
    /// It lives as long as the token: <https://yandex.com/dev/id/doc/en/tokens/refresh-client>
    pub refresh_token: Option<String>,
    /// The device that it was issued for. Only such tokens can be revoked by their app:
    /// <https://yandex.com/dev/id/doc/en/tokens/token-invalidate>
    pub device_id: Option<String>,
    /// Whether the app got it without a secret, with PKCE.
    pub without_secret: bool,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("login", &self.login)
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("expires_at", &self.expires_at)
            .field("revoked", &self.revoked)
            .finish_non_exhaustive()
    }
}

/// Why a token is no longer good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// The password of the account was changed.
    PasswordChanged,
    /// The app gave it back, or the user took it back.
    Revoked,
}

/// What a user allowed to an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    pub client_id: String,
    pub login: String,
    pub scopes: Vec<String>,
    /// Whether more was asked for than allowed.
    pub reduced: bool,
    pub device_id: Option<String>,
}

/// A confirmation code: good once, for ten minutes.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Code {
    pub consent: Consent,
    pub expires_at: i64,
    /// `code_challenge`, and whether it is a hash.
    pub challenge: Option<(String, bool)>,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("consent", &self.consent)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A device that waits for its user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Device {
    /// What the user types in.
    pub user_code: String,
    /// What is asked for; the login is that of the user who confirms.
    pub consent: Consent,
    pub expires_at: i64,
    /// How often the app asked in vain.
    pub polls: u32,
    /// What the user said.
    pub allowed: Option<bool>,
}

/// A token to be issued for a test.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenSpec {
    login: String,
    client_id: String,
    scopes: Vec<String>,
    lifetime_seconds: u64,
    device_id: Option<String>,
}

impl Default for TokenSpec {
    fn default() -> Self {
        Self {
            login: OWNER.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            lifetime_seconds: 365 * 24 * 3600,
            device_id: None,
        }
    }
}

impl TokenSpec {
    /// A token of [`OWNER`] and the app [`CLIENT_ID`], with all scopes, for a year.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whose token it is.
    #[must_use]
    pub fn login(mut self, login: impl Into<String>) -> Self {
        self.login = login.into();
        self
    }

    /// The scopes that it has.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// How long it lives; with zero it is expired at once.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime_seconds = lifetime.as_secs();
        self
    }

    /// The client id of the app that it is for.
    #[must_use]
    pub fn app(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = client_id.into();
        self
    }

    /// The device that it is for.
    #[must_use]
    pub fn device(mut self, device_id: impl Into<String>) -> Self {
        self.device_id = Some(device_id.into());
        self
    }

    /// What is wrong with it, if anything is: the field, and why.
    pub(crate) fn check(&self) -> Result<(), (&'static str, String)> {
        if self.login.is_empty() {
            return Err(("login", "a token is somebody's".to_owned()));
        }
        match self.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
            Some(scope) => Err(("scopes", format!("there is no scope {scope:?}: there are {}", SCOPES.join(", ")))),
            None => Ok(()),
        }
    }

    /// Issues it.
    pub(crate) fn issue(self, state: &mut State, now: Timestamp) -> String {
        let Self { login, client_id, scopes, lifetime_seconds, device_id } = self;
        let consent = Consent { client_id, login, scopes, reduced: false, device_id };
        Grant { consent, lifetime: lifetime_seconds, refresh_token: None, without_secret: false }.issue(state, now)
    }
}

/// A token that is about to be issued.
pub(crate) struct Grant {
    pub consent: Consent,
    /// In seconds.
    pub lifetime: u64,
    /// A refresh token that stays in use; a new one is made otherwise.
    pub refresh_token: Option<String>,
    pub without_secret: bool,
}

impl Grant {
    /// Issues it, and tells its value.
    pub(crate) fn issue(self, state: &mut State, now: Timestamp) -> String {
        let value = format!("y0_{}", URL_SAFE_NO_PAD.encode(fresh(state, "token", now)));
        let refresh_token =
            self.refresh_token.unwrap_or_else(|| format!("1:{}", URL_SAFE_NO_PAD.encode(fresh(state, "refresh", now))));
        let issued_at = now.as_second();
        let lifetime = i64::try_from(self.lifetime).unwrap_or(i64::MAX);
        let token = Token {
            login: self.consent.login,
            client_id: self.consent.client_id,
            scopes: self.consent.scopes,
            issued_at,
            expires_at: issued_at.saturating_add(lifetime),
            revoked: None,
            refresh_token: Some(refresh_token),
            device_id: self.consent.device_id,
            without_secret: self.without_secret,
        };
        state.tokens.issued.insert(value.clone(), token);
        value
    }
}

impl Tokens {
    /// Revokes every token of an account, as a change of its password does.
    pub(crate) fn change_password(&mut self, login: &str) -> usize {
        let of_account = self.issued.values_mut().filter(|token| token.login == login);
        of_account.map(|token| token.revoked = Some(Revocation::PasswordChanged)).count()
    }

    /// What a user says to the device that shows this code; whether there is such a device.
    pub(crate) fn answer_device(&mut self, user_code: &str, login: &str, allowed: bool, now: Timestamp) -> bool {
        let waiting = |device: &&mut Device| device.user_code == user_code && device.expires_at > now.as_second();
        let Some(device) = self.devices.values_mut().find(waiting) else { return false };
        device.allowed = Some(allowed);
        login.clone_into(&mut device.consent.login);
        true
    }
}

/// 32 bytes that were not there before. They follow from the state and the time, so that a run can be repeated.
pub(super) fn fresh(state: &mut State, kind: &str, now: Timestamp) -> [u8; 32] {
    let number = state.numbers.next(kind, 1);
    Sha256::digest(format!("{kind} {number} {}", now.as_nanosecond())).into()
}

/// The first bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
