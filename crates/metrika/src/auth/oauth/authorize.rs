//! An authorization in a browser: the page that the user opens, and the code that it brings.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::device::Identity;
use super::refusal::{self, Purpose, Said};
use super::{OAuthApp, Scope, secret};
use crate::error::{Error, ErrorKind, Result};

/// The page of Yandex ID that shows a code, for programs that no browser can come back to. The app must be registered with it.
///
/// Reference: <https://yandex.com/dev/id/doc/en/codes/screen-code>.
pub const VERIFICATION_PAGE: &str = "https://oauth.yandex.ru/verification_code";

/// An authorization that is still to begin; from [`OAuthApp::authorize`].
#[derive(Debug, Clone)]
#[must_use = "nothing begins before `build`"]
pub struct AuthorizeRequest<'a> {
    app: &'a OAuthApp,
    redirect_uri: Option<String>,
    login_hint: Option<String>,
    optional_scopes: Vec<Scope>,
    force_confirm: bool,
    identity: Identity,
}

impl<'a> AuthorizeRequest<'a> {
    pub(super) fn new(app: &'a OAuthApp) -> Self {
        Self {
            app,
            redirect_uri: None,
            login_hint: None,
            optional_scopes: Vec::new(),
            force_confirm: false,
            identity: Identity::default(),
        }
    }

    /// Where the user comes back to, one of the addresses that the app is registered with; or [`VERIFICATION_PAGE`].
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// The login or address of the account that the token is for. The token belongs to the account that is logged in.
    pub fn login_hint(mut self, login: impl Into<String>) -> Self {
        self.login_hint = Some(login.into());
        self
    }

    /// Scopes that the user may leave out; [`TokenSet::scopes`](super::TokenSet::scopes) tells which came.
    pub fn optional_scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.optional_scopes = scopes.into_iter().collect();
        self
    }

    /// Asks the user for consent even if they gave it before: so they can change the account.
    pub fn force_confirm(mut self) -> Self {
        self.force_confirm = true;
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

    /// Begins it, with a verifier (PKCE, S256) and a state of its own. Nothing is sent.
    pub fn build(self) -> Result<Authorization> {
        Scope::check(&self.optional_scopes)?;
        self.identity.check()?;
        let app = &self.app.inner;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = app.oauth.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        if let Some(address) = self.redirect_uri {
            let redirect = RedirectUrl::new(address)
                .map_err(|_| Error::invalid("redirect_uri", "it must be an address with a scheme"))?;
            request = request.set_redirect_uri(Cow::Owned(redirect));
        }
        request = request.add_scopes(app.scopes.iter().map(|scope| oauth2::Scope::new(scope.to_string())));
        let optional = Scope::join(&self.optional_scopes);
        let confirm = self.force_confirm.then(|| "yes".to_owned());
        let more = [("optional_scope", optional), ("login_hint", self.login_hint), ("force_confirm", confirm)];
        for (name, value) in more.into_iter().chain(self.identity.into_pairs()) {
            if let Some(value) = value {
                request = request.add_extra_param(name, value);
            }
        }
        let (url, state) = request.url();
        let scopes = app.scopes.iter().chain(&self.optional_scopes).cloned().collect();
        Ok(Authorization {
            url: url.into(),
            state: state.into_secret().into(),
            verifier: verifier.into_secret().into(),
            scopes,
        })
    }
}

/// An authorization that has begun: the user is to open [`url`](Self::url) and brings back a code.
///
/// It is needed until the code is exchanged. A program that is asked by many users keeps one for each, such as in their session:
/// serde writes it, with its secrets in the clear. `Debug` shows nothing of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Authorization {
    url: String,
    #[serde(with = "secret")]
    state: SecretString,
    #[serde(with = "secret")]
    verifier: SecretString,
    scopes: Vec<Scope>,
}

impl Authorization {
    /// The page that the user is to open.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the user comes back with beside the code, so that you find this authorization among others.
    pub fn state(&self) -> &str {
        self.state.expose_secret()
    }

    pub(super) fn verifier(&self) -> &str {
        self.verifier.expose_secret()
    }

    pub(super) fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The code in the address that the user came back to.
    pub(super) fn code_in(&self, returned: &str) -> Result<SecretString> {
        let here = Url::parse("http://localhost").and_then(|here| here.join(returned.trim()));
        let url = here.map_err(|_| Error::invalid("returned", "it is no address"))?;
        let parameters: HashMap<_, _> = url.query_pairs().into_owned().collect();
        if parameters.get("state").map(String::as_str) != Some(self.state()) {
            let mut error = Error::new(ErrorKind::Token, "the user came back with the state of another authorization");
            error.inner_mut().advice = Some(refusal::FOREIGN);
            return Err(error);
        }
        if let Some(error) = parameters.get("error") {
            let said = Said { error: error.clone(), error_description: parameters.get("error_description").cloned() };
            return Err(said.into_error(Purpose::Authorization));
        }
        match parameters.get("code").filter(|code| !code.is_empty()) {
            Some(code) => Ok(code.as_str().into()),
            None => Err(Error::invalid("returned", "it holds neither a code nor an error")),
        }
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").finish_non_exhaustive()
    }
}
