//! An app that is registered with Yandex ID.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, PkceCodeVerifier,
    RefreshToken, TokenUrl,
};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::authorize::AuthorizeRequest;
use super::device::DeviceRequest;
use super::http::{For, Http, of_oauth2};
use super::refusal::{self, Purpose};
use super::{Authorization, Scope, TokenSet};
use crate::auth::Token;
use crate::client::connection;
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};

/// Where Yandex ID is.
const SERVICE: &str = "https://oauth.yandex.ru";

/// An app that is registered with Yandex ID (<https://oauth.yandex.ru>). It gets tokens for its users. Cheap to clone.
#[derive(Clone)]
pub struct OAuthApp {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub client_id: String,
    pub secret: Option<SecretString>,
    pub base: Url,
    pub scopes: Vec<Scope>,
    pub http: Http,
    pub oauth: BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>,
}

/// Makes an [`OAuthApp`]; from [`OAuthApp::builder`].
#[derive(Debug)]
pub struct OAuthAppBuilder {
    client_id: String,
    secret: Option<SecretString>,
    base_url: Option<String>,
    plain_http: bool,
    scopes: Vec<Scope>,
    timeout: Duration,
    http: Option<reqwest::ClientBuilder>,
    clock: Option<Arc<dyn Clock>>,
}

impl OAuthAppBuilder {
    /// The secret of the app. Without one, only codes with PKCE can be exchanged (this crate always uses it), and the tokens that
    /// they bring be refreshed.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// What to ask users for. Unless told: all that the app is registered with.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// Another address than `https://oauth.yandex.ru`: scheme and host, maybe a port. Without TLS only to this machine, unless
    /// [`allow_plain_http`](Self::allow_plain_http) says otherwise.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sends secrets without TLS to any machine that [`base_url`](Self::base_url) names, such as a sandbox in a container.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// How long to wait for an answer, from the sending to its last byte. 30 s unless told otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Where the HTTP client begins: with your proxies and certificates. Redirects are not followed whatever it says.
    #[must_use]
    pub fn http_client(mut self, begun: reqwest::ClientBuilder) -> Self {
        self.http = Some(begun);
        self
    }

    /// Another clock than the machine's, for tests. Expiry and the waits for a device go by it.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Checks everything. Nothing is sent yet.
    pub fn build(self) -> Result<OAuthApp> {
        if self.client_id.is_empty() || !self.client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid("client_id", "it must be visible ASCII, without spaces, and not empty"));
        }
        if self.secret.as_ref().is_some_and(|secret| secret.expose_secret().trim().is_empty()) {
            return Err(Error::invalid("secret", "it is empty; an app without one needs no call of `secret`"));
        }
        Scope::check(&self.scopes)?;
        let base =
            connection::base_url("base_url", self.base_url.as_deref().unwrap_or(SERVICE), SERVICE, self.plain_http)?;
        let client = connection::http_client(self.http.unwrap_or_default(), None, Duration::from_secs(10))?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::default()));
        let mut oauth = BasicClient::new(ClientId::new(self.client_id.clone()))
            // In the body, as Yandex ID documents it beside the header: a device names its app there in any case.
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(AuthUrl::from_url(at(&base, "/authorize")))
            .set_token_uri(TokenUrl::from_url(at(&base, "/token")));
        if let Some(secret) = &self.secret {
            oauth = oauth.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let inner = Inner {
            client_id: self.client_id,
            secret: self.secret,
            base,
            scopes: self.scopes,
            http: Http { client, clock, timeout: self.timeout },
            oauth,
        };
        Ok(OAuthApp { inner: Arc::new(inner) })
    }
}

impl OAuthApp {
    /// Begins an app with the client id that Yandex ID gave it.
    ///
    /// ```
    /// use metrika::auth::oauth::{OAuthApp, Scope};
    ///
    /// let app = OAuthApp::builder("5a9d0b0c6f4e4d0f8a1b2c3d4e5f6071").secret("...").scopes([Scope::Read]).build()?;
    /// # let _ = app;
    /// # Ok::<_, metrika::Error>(())
    /// ```
    pub fn builder(client_id: impl Into<String>) -> OAuthAppBuilder {
        OAuthAppBuilder {
            client_id: client_id.into(),
            secret: None,
            base_url: None,
            plain_http: false,
            scopes: Vec::new(),
            timeout: Duration::from_secs(30),
            http: None,
            clock: None,
        }
    }

    /// Begins an authorization in a browser, which brings a code.
    ///
    /// Without an address to come back to, which is set by [`AuthorizeRequest::redirect_uri`], Yandex ID takes the first one that
    /// the app is registered with.
    ///
    /// ```
    /// use metrika::auth::oauth::{OAuthApp, TokenSet, VERIFICATION_PAGE};
    ///
    /// async fn example(app: OAuthApp) -> metrika::Result<TokenSet> {
    ///     let authorization = app.authorize().redirect_uri(VERIFICATION_PAGE).build()?;
    ///     println!("Open {} and type in the code that it shows:", authorization.url());
    ///     let mut code = String::new();
    ///     std::io::stdin().read_line(&mut code).map_err(metrika::Error::token)?;
    ///     app.exchange_code(&code, &authorization).await
    /// }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/id/doc/en/codes/code-url>, <https://yandex.com/dev/id/doc/en/codes/screen-code>.
    pub fn authorize(&self) -> AuthorizeRequest<'_> {
        AuthorizeRequest::new(self)
    }

    /// The page that shows the user a token at once, for trying things out. The token cannot be refreshed by this crate: there is
    /// no refresh token with it.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/intro/authorization>.
    pub fn token_page(&self) -> String {
        let mut url = at(&self.inner.base, "/authorize");
        url.query_pairs_mut().append_pair("response_type", "token").append_pair("client_id", &self.inner.client_id);
        if let Some(scopes) = Scope::join(&self.inner.scopes) {
            url.query_pairs_mut().append_pair("scope", &scopes);
        }
        url.into()
    }

    /// Exchanges the code that a user typed in, or that you took out of a redirect yourself. Spaces around it are left out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if Yandex ID refuses: a code is good once, for ten minutes, and only with its own authorization.
    pub async fn exchange_code(&self, code: &str, authorization: &Authorization) -> Result<TokenSet> {
        let code = code.trim();
        if code.is_empty() {
            return Err(Error::invalid("code", "it is empty"));
        }
        let now = self.inner.http.clock.now();
        let answer = self
            .inner
            .oauth
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(authorization.verifier().to_owned()))
            .request_async(&For(&self.inner.http, Purpose::Code))
            .await
            .map_err(|error| of_oauth2(error, Purpose::Code))?;
        self.tokens(&answer, Purpose::Code, authorization.scopes(), now)
    }

    /// Exchanges the code that a user came back with: the whole address that Yandex ID sent them to, or its path and query.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if the address does not belong to this authorization (`state`), if the user denied access, or if
    /// Yandex ID refuses the code; [`ErrorKind::InvalidRequest`] if there is no code in the address.
    pub async fn exchange_redirect(&self, returned: &str, authorization: &Authorization) -> Result<TokenSet> {
        let code = authorization.code_in(returned)?;
        self.exchange_code(code.expose_secret(), authorization).await
    }

    /// Begins an authorization of a device without a browser, or of a program in a terminal: the user types a code in elsewhere.
    ///
    /// Reference: <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>.
    pub fn device(&self) -> DeviceRequest<'_> {
        DeviceRequest::new(self)
    }

    /// Gets a new token for an old one. [`RefreshingToken`](super::RefreshingToken) does this by itself.
    ///
    /// The answer may bring the same token, if that has long to live. If it brings no new refresh token, the present one stays.
    ///
    /// Reference: <https://yandex.com/dev/id/doc/en/tokens/refresh-client>.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if there is no refresh token, or if Yandex ID refuses it.
    pub async fn refresh(&self, tokens: &TokenSet) -> Result<TokenSet> {
        let Some(refresh) = tokens.refresh_token() else {
            let mut error = Error::new(ErrorKind::Token, "the token cannot be refreshed: there is no refresh token");
            error.inner_mut().advice = Some(refusal::NO_REFRESH);
            return Err(error);
        };
        let now = self.inner.http.clock.now();
        let answer = self
            .inner
            .oauth
            .exchange_refresh_token(&RefreshToken::new(refresh.to_owned()))
            .request_async(&For(&self.inner.http, Purpose::Refresh))
            .await
            .map_err(|error| of_oauth2(error, Purpose::Refresh))?;
        Ok(self.tokens(&answer, Purpose::Refresh, tokens.scopes(), now)?.or_refresh_token_of(tokens))
    }

    /// Gives a token back, together with its refresh token. Yandex ID lets an app do so only with tokens that were issued for a
    /// device: with a device id.
    ///
    /// Reference: <https://yandex.com/dev/id/doc/en/tokens/token-invalidate>.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if Yandex ID refuses.
    pub async fn revoke(&self, token: &Token) -> Result<()> {
        let mut form = vec![("access_token", token.expose())];
        form.extend(self.credentials());
        self.post("/revoke_token", &form, Purpose::Revoke).await.map(drop)
    }

    /// What the app says who it is with.
    pub(super) fn credentials(&self) -> impl Iterator<Item = (&str, &str)> {
        let secret = self.inner.secret.as_ref().map(|secret| ("client_secret", secret.expose_secret()));
        [("client_id", &*self.inner.client_id)].into_iter().chain(secret)
    }

    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)], purpose: Purpose) -> Result<Vec<u8>> {
        self.inner.http.post(at(&self.inner.base, path).as_str(), form, purpose).await
    }

    pub(super) fn tokens(
        &self,
        answer: &BasicTokenResponse,
        purpose: Purpose,
        asked: &[Scope],
        now: jiff::Timestamp,
    ) -> Result<TokenSet> {
        TokenSet::of_answer(answer, asked, now).map_err(|error| error.because(purpose.failed()))
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.inner.http.clock
    }
}

/// A page of Yandex ID.
fn at(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(path);
    url
}

impl fmt::Debug for OAuthApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthApp")
            .field("client_id", &self.inner.client_id)
            .field("base_url", &self.inner.base.as_str())
            .field("scopes", &self.inner.scopes)
            .finish_non_exhaustive()
    }
}
