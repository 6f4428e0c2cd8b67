//! A token with what belongs to it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use oauth2::TokenResponse;
use oauth2::basic::BasicTokenResponse;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{Scope, secret};
use crate::auth::Token;
use crate::error::{Error, ErrorKind, Result};

/// After this time a token is refreshed, however long it lives: so Yandex ID recommends for tokens with a long life.
///
/// <https://yandex.com/dev/id/doc/en/tokens/refresh-client>
const OLD: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A token, what it is refreshed with, and until when it is good.
///
/// It can be stored by serde, and then holds its secrets in the clear; [`TokenFile`](super::TokenFile) is a place for that.
/// `Debug` does not show them.
///
/// ```
/// use metrika::auth::Token;
/// use metrika::auth::oauth::TokenSet;
///
/// let tokens = TokenSet::new(Token::new("y0_secret")?).refreshed_by("1:secret");
/// assert!(!format!("{tokens:?}").contains("secret"));
/// assert!(serde_json::to_string(&tokens)?.contains("secret"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct TokenSet {
    access: Token,
    refresh: Option<SecretString>,
    obtained_at: Option<Timestamp>,
    scopes: Vec<Scope>,
}

/// As it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(with = "secret")]
    access_token: SecretString,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret::optional")]
    refresh_token: Option<SecretString>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    obtained_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<Scope>,
}

impl TokenSet {
    /// A token that you have already; [`Token::expiring`] says until when it is good. What [`OAuthApp`](super::OAuthApp) brings
    /// has all this set.
    pub fn new(access_token: Token) -> Self {
        Self { access: access_token, refresh: None, obtained_at: None, scopes: Vec::new() }
    }

    /// The same, with what it is refreshed with.
    #[must_use]
    pub fn refreshed_by(mut self, refresh_token: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh_token.into());
        self
    }

    /// The token to send.
    pub fn access_token(&self) -> &Token {
        &self.access
    }

    /// What the token is refreshed with, if there is something. Keep it out of logs. It lives as long as the token.
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_ref().map(|refresh| refresh.expose_secret())
    }

    /// Until when the token is good, if that is known. It may end before: when the password of the account changes, or when
    /// the user takes the access back.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.access.expires_at()
    }

    /// When Yandex ID brought it.
    pub fn obtained_at(&self) -> Option<Timestamp> {
        self.obtained_at
    }

    /// What it may do: what the answer says, or else what was asked for. Empty if neither says anything; then these are the
    /// scopes that the app is registered with.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// When to refresh it: three months after it came, as Yandex ID recommends, but before the last tenth of its life begins. On
    /// the day before it expires if nobody knows when it came; `None` if it is not known to expire either.
    pub fn refresh_at(&self) -> Option<Timestamp> {
        let in_time = |obtained: Timestamp| obtained.checked_add(OLD).ok();
        let Some(expires) = self.expires_at() else { return self.obtained_at.and_then(in_time) };
        let Some(obtained) = self.obtained_at else {
            return expires.checked_sub(SignedDuration::from_hours(24)).ok();
        };
        let before_its_end = expires.checked_sub(expires.duration_since(obtained) / 10).unwrap_or(expires);
        Some(in_time(obtained).map_or(before_its_end, |old| old.min(before_its_end)))
    }

    /// What the token endpoint brought.
    pub(super) fn of_answer(answer: &BasicTokenResponse, asked: &[Scope], now: Timestamp) -> Result<Self> {
        let mut access = Token::new(answer.access_token().secret().as_str()).map_err(|error| {
            Error::new(ErrorKind::Decode, "Yandex ID answered a token that can be none").with_source(error)
        })?;
        let lifetime = answer.expires_in().and_then(|lifetime| SignedDuration::try_from(lifetime).ok());
        if let Some(expires) = lifetime.map(|lifetime| now.checked_add(lifetime).unwrap_or(Timestamp::MAX)) {
            access = access.expiring(expires);
        }
        let scopes = match answer.scopes() {
            Some(told) => told.iter().map(|scope| Scope::from(scope.as_str())).collect(),
            None => asked.to_vec(),
        };
        let refresh = answer.refresh_token().map(|refresh| SecretString::from(refresh.secret().as_str()));
        Ok(Self { access, refresh, obtained_at: Some(now), scopes })
    }

    /// What a refresh brought, with the refresh token of before if the answer has none: that stays good then.
    pub(super) fn or_refresh_token_of(mut self, before: &Self) -> Self {
        self.refresh = self.refresh.or_else(|| before.refresh.clone());
        self
    }

    pub(super) fn has_same_secrets(&self, other: &Self) -> bool {
        self.access == other.access && self.refresh_token() == other.refresh_token()
    }
}

impl From<TokenSet> for Stored {
    fn from(tokens: TokenSet) -> Self {
        Self {
            access_token: tokens.access.expose().into(),
            refresh_token: tokens.refresh,
            expires_at: tokens.access.expires_at(),
            obtained_at: tokens.obtained_at,
            scopes: tokens.scopes,
        }
    }
}

impl TryFrom<Stored> for TokenSet {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let mut access = Token::new(stored.access_token)?;
        if let Some(expires) = stored.expires_at {
            access = access.expiring(expires);
        }
        Ok(Self { access, refresh: stored.refresh_token, obtained_at: stored.obtained_at, scopes: stored.scopes })
    }
}

impl PartialEq for TokenSet {
    fn eq(&self, other: &Self) -> bool {
        self.access == other.access
            && self.refresh_token() == other.refresh_token()
            && self.expires_at() == other.expires_at()
            && self.obtained_at == other.obtained_at
            && self.scopes == other.scopes
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSet")
            .field("access_token", &self.access)
            .field("refresh_token", &self.refresh.as_ref().map(|_| format_args!("***")))
            .field("expires_at", &self.expires_at())
            .field("obtained_at", &self.obtained_at)
            .field("scopes", &self.scopes)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_is_refreshed_when_it_is_old_or_soon_expires() {
        let cases = [
            // A year: after three months.
            (Some("2026-01-01T00:00:00Z"), Some("2027-01-01T00:00:00Z"), Some("2026-04-01T00:00:00Z")),
            // A hundred seconds: ten before the end.
            (Some("2026-01-01T00:00:00Z"), Some("2026-01-01T00:01:40Z"), Some("2026-01-01T00:01:30Z")),
            (None, Some("2027-01-01T00:00:00Z"), Some("2026-12-31T00:00:00Z")),
            (Some("2026-01-01T00:00:00Z"), None, Some("2026-04-01T00:00:00Z")),
            (None, None, None),
        ];
        for (obtained, expires, refreshed) in cases {
            let mut access = Token::new("y0_x").unwrap();
            if let Some(expires) = expires {
                access = access.expiring(at(expires));
            }
            let mut tokens = TokenSet::new(access);
            tokens.obtained_at = obtained.map(at);
            assert_eq!(tokens.refresh_at(), refreshed.map(at), "{obtained:?} {expires:?}");
        }
    }

    #[test]
    fn what_was_stored_is_read_as_it_was() {
        let mut tokens = TokenSet::new(Token::new("y0_x").unwrap().expiring(at("2027-01-01T00:00:00Z")));
        assert_eq!(serde_json::from_value::<TokenSet>(serde_json::to_value(&tokens).unwrap()).unwrap(), tokens);
        tokens = tokens.refreshed_by("1:y");
        tokens.obtained_at = Some(at("2026-01-01T00:00:00Z"));
        tokens.scopes = vec![Scope::Read, Scope::from("login:info")];
        let stored = serde_json::to_value(&tokens).unwrap();
        assert_eq!(
            stored,
            serde_json::json!({
                "access_token": "y0_x", "refresh_token": "1:y", "expires_at": "2027-01-01T00:00:00Z",
                "obtained_at": "2026-01-01T00:00:00Z", "scopes": ["metrika:read", "login:info"],
            })
        );
        assert_eq!(serde_json::from_value::<TokenSet>(stored).unwrap(), tokens);
        assert!(serde_json::from_str::<TokenSet>(r#"{"access_token": ""}"#).is_err());
    }
}
