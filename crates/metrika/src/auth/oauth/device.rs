//! Devices without a browser, and programs in a terminal: the user types a code in elsewhere, and the app asks until they have.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oauth2::StandardDeviceAuthorizationResponse;
use oauth2::basic::BasicTokenResponse;
use secrecy::{ExposeSecret, SecretString};

use super::http::strange;
use super::refusal::{self, Purpose};
use super::{OAuthApp, Scope, TokenSet};
use crate::error::{Error, ErrorKind, Result};

/// How much longer to wait after Yandex ID found the questions too frequent (RFC 8628, 3.5), or could not be reached.
const SLOWER: Duration = Duration::from_secs(5);

/// The device that a token is for.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity {
    pub id: Option<String>,
    pub name: Option<String>,
}

impl Identity {
    /// <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>
    pub(super) fn check(&self) -> Result<()> {
        let printable = |id: &String| (6..=50).contains(&id.len()) && id.bytes().all(|byte| (32..=126).contains(&byte));
        match (&self.id, &self.name) {
            (Some(id), _) if !printable(id) => {
                Err(Error::invalid("device_id", "it must have 6 to 50 printable characters of ASCII"))
            }
            (_, Some(name)) if name.chars().count() > 100 => {
                Err(Error::invalid("device_name", "it may have 100 characters at most"))
            }
            (None, Some(_)) => Err(Error::invalid("device_name", "it needs a device_id")),
            _ => Ok(()),
        }
    }

    pub(super) fn into_pairs(self) -> [(&'static str, Option<String>); 2] {
        [("device_id", self.id), ("device_name", self.name)]
    }
}

/// An authorization of a device that is still to begin; from [`OAuthApp::device`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `start`"]
pub struct DeviceRequest<'a> {
    app: &'a OAuthApp,
    optional_scopes: Vec<Scope>,
    identity: Identity,
}

impl<'a> DeviceRequest<'a> {
    pub(super) fn new(app: &'a OAuthApp) -> Self {
        Self { app, optional_scopes: Vec::new(), identity: Identity::default() }
    }

    /// Scopes that the user may leave out; [`TokenSet::scopes`] tells which came.
    pub fn optional_scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.optional_scopes = scopes.into_iter().collect();
        self
    }

    /// The device that the token is for, 6 to 50 printable characters of ASCII: such a token can be
    /// [revoked](OAuthApp::revoke) by the app.
    pub fn device_id(mut self, id: impl Into<String>) -> Self {
        self.identity.id = Some(id.into());
        self
    }

    /// What the user sees the device called, at most 100 characters. Needs a device id.
    pub fn device_name(mut self, name: impl Into<String>) -> Self {
        self.identity.name = Some(name.into());
        self
    }

    /// Gets the codes.
    ///
    /// ```
    /// # use metrika::auth::oauth::{OAuthApp, TokenSet};
    /// async fn example(app: OAuthApp) -> metrika::Result<TokenSet> {
    ///     let device = app.device().start().await?;
    ///     println!("Open {} and type in {}", device.verification_url(), device.user_code());
    ///     device.wait().await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if Yandex ID refuses.
    pub async fn start(self) -> Result<DeviceAuthorization> {
        Scope::check(&self.optional_scopes)?;
        self.identity.check()?;
        let app = self.app;
        let (scope, optional) = (Scope::join(&app.inner.scopes), Scope::join(&self.optional_scopes));
        let more = self.identity.into_pairs().into_iter().chain([("scope", scope), ("optional_scope", optional)]);
        let more: Vec<(&str, String)> = more.filter_map(|(name, value)| Some((name, value?))).collect();
        let mut form = vec![("client_id", &*app.inner.client_id)];
        form.extend(more.iter().map(|(name, value)| (*name, &**value)));
        let (now, began) = (app.clock().now(), app.clock().elapsed());
        let body = app.post("/device/code", &form, Purpose::DeviceCode).await?;
        let answer: StandardDeviceAuthorizationResponse =
            serde_json::from_slice(&body).map_err(|_| strange(Purpose::DeviceCode, None))?;
        let lifetime = answer.expires_in();
        let expires_at = SignedDuration::try_from(lifetime).ok().and_then(|lifetime| now.checked_add(lifetime).ok());
        Ok(DeviceAuthorization {
            app: app.clone(),
            device_code: answer.device_code().secret().as_str().into(),
            user_code: answer.user_code().secret().clone(),
            verification_url: answer.verification_uri().to_string(),
            interval: answer.interval().max(Duration::from_secs(1)),
            began,
            lifetime,
            expires_at: expires_at.unwrap_or(Timestamp::MAX),
            scopes: app.inner.scopes.iter().chain(&self.optional_scopes).cloned().collect(),
        })
    }
}

/// An authorization of a device that waits for its user: show them [`verification_url`](Self::verification_url) and
/// [`user_code`](Self::user_code), then [`wait`](Self::wait).
pub struct DeviceAuthorization {
    app: OAuthApp,
    device_code: SecretString,
    user_code: String,
    verification_url: String,
    interval: Duration,
    began: Duration,
    lifetime: Duration,
    expires_at: Timestamp,
    scopes: Vec<Scope>,
}

impl DeviceAuthorization {
    /// What the user is to type in.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// The page where they do so.
    pub fn verification_url(&self) -> &str {
        &self.verification_url
    }

    /// Until when they can: ten minutes after the start.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// How long to wait before each [`poll`](Self::poll). It grows when Yandex ID says that the questions are too frequent.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// Asks once whether the user has typed the code in: `None` if not yet. [`wait`](Self::wait) does all of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if the user denied access, or the code has expired, or Yandex ID refuses for another reason.
    pub async fn poll(&mut self) -> Result<Option<TokenSet>> {
        let now = self.app.clock().now();
        // Yandex ID has names of its own here, not those of RFC 8628.
        let mut form = vec![("grant_type", "device_code"), ("code", self.device_code.expose_secret())];
        form.extend(self.app.credentials());
        let body = match self.app.post("/token", &form, Purpose::Device).await {
            Ok(body) => body,
            Err(error) if error.kind() == ErrorKind::Token => {
                return match error.code() {
                    Some("authorization_pending") => Ok(None),
                    Some("slow_down") => {
                        self.interval += SLOWER;
                        Ok(None)
                    }
                    _ => Err(error),
                };
            }
            Err(error) => return Err(error),
        };
        let answer: BasicTokenResponse = serde_json::from_slice(&body).map_err(|_| strange(Purpose::Device, None))?;
        self.app.tokens(&answer, Purpose::Device, &self.scopes, now).map(Some)
    }

    /// Asks until the user has typed the code in, at the pace that Yandex ID sets, and no longer than the code lives. A question
    /// that does not get through is asked again, more slowly.
    ///
    /// # Errors
    ///
    /// Those of [`poll`](Self::poll), and [`ErrorKind::Token`] if the time is over.
    pub async fn wait(mut self) -> Result<TokenSet> {
        let mut last = None;
        loop {
            let passed = self.app.clock().elapsed().saturating_sub(self.began);
            let left = self.lifetime.saturating_sub(passed);
            if left.is_zero() {
                return Err(self.too_late(last));
            }
            self.app.clock().sleep(self.interval.min(left)).await;
            match self.poll().await {
                Ok(Some(tokens)) => return Ok(tokens),
                Ok(None) => last = None,
                Err(error) if error.is_retryable() => {
                    tracing::debug!(kind = ?error.kind(), "Yandex ID could not be asked; asked again later");
                    self.interval += SLOWER;
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn too_late(&self, last: Option<Error>) -> Error {
        let message = format!("the user did not type the code in within {:?}", self.lifetime);
        let mut error = Error::new(ErrorKind::Token, message).because(Purpose::Device.failed());
        error.inner_mut().advice = Some(refusal::DEVICE);
        match last {
            Some(last) => error.with_source(last),
            None => error,
        }
    }
}

impl fmt::Debug for DeviceAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorization")
            .field("app", &self.app)
            .field("verification_url", &self.verification_url)
            .field("interval", &self.interval)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
