//! Making a client.

use std::sync::Arc;

use secrecy::SecretString;

use super::{CallOptions, Client, connection};
use crate::auth::{Token, TokenSource};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::policy::quota::Keeper;
use crate::policy::retry::Budget;
use crate::policy::{Quota, RetryPolicy, Timeouts};
use crate::transport::Core;

/// Where the service is.
const SERVICE: &str = "https://api-metrika.yandex.net";
/// Where it takes hits of the Measurement Protocol.
const MEASUREMENT: &str = "https://mc.yandex.ru";

/// Makes a [`Client`]; from [`Client::builder`].
#[derive(Debug, Default)]
pub struct ClientBuilder {
    token: Option<Tokens>,
    base_url: Option<String>,
    measurement_url: Option<String>,
    plain_http: bool,
    http: Option<reqwest::Client>,
    user_agent: Option<String>,
    options: CallOptions,
    retry: RetryPolicy,
    quota: Quota,
    timeouts: Timeouts,
    clock: Option<Arc<dyn Clock>>,
}

#[derive(Debug)]
enum Tokens {
    Fixed(SecretString),
    Source(Arc<dyn TokenSource>),
}

impl ClientBuilder {
    /// The token, always the same.
    #[must_use]
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(Tokens::Fixed(token.into()));
        self
    }

    /// Where to get the token for each request, see [`auth`](crate::auth).
    #[must_use]
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.token = Some(Tokens::Source(Arc::new(source)));
        self
    }

    /// Another address than the service's: scheme and host, maybe a port. Without TLS only to this machine, unless
    /// [`allow_plain_http`](Self::allow_plain_http) says otherwise.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Where to send hits of the [Measurement Protocol](crate::measurement), in place of `https://mc.yandex.ru`: scheme and host, maybe a
    /// port. It does not follow [`base_url`](Self::base_url): a sandbox has both at its one address. The token of the client is never sent there.
    #[must_use]
    pub fn measurement_url(mut self, url: impl Into<String>) -> Self {
        self.measurement_url = Some(url.into());
        self
    }

    /// Sends tokens without TLS to any machine that [`base_url`](Self::base_url) or [`measurement_url`](Self::measurement_url) names, such
    /// as a sandbox in a container.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// An HTTP client of your own: its proxies, certificates, connection timeout. Give it no total timeout if it downloads logs. If
    /// it follows redirects, reqwest drops the token on the way to another host, but not the secret in a hit of the Measurement Protocol.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// What to say in `User-Agent` before the name of this crate. Not used with an HTTP client of your own.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Acts for the user with this login, who made you a representative.
    #[must_use]
    pub fn ulogin(mut self, login: impl Into<String>) -> Self {
        self.options = self.options.ulogin(login);
        self
    }

    /// The language of names in answers: `en`, `ru`, `tr`... The service's default is English.
    #[must_use]
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.options = self.options.lang(lang);
        self
    }

    /// How often and when to send again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many requests to send.
    #[must_use]
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = quota;
        self
    }

    /// How long to wait for answers.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Another clock than the machine's, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Checks everything. Nothing is sent yet.
    pub fn build(self) -> Result<Client> {
        let tokens: Arc<dyn TokenSource> = match self.token {
            Some(Tokens::Fixed(token)) => Arc::new(Token::new(token)?),
            Some(Tokens::Source(source)) => source,
            None => {
                return Err(Error::invalid(
                    "token",
                    "a client needs one: give `token`, `token_source`, or set METRIKA_TOKEN for `from_env`",
                ));
            }
        };
        let address = |field, given: Option<&str>, usual| {
            connection::base_url(field, given.unwrap_or(usual), usual, self.plain_http)
        };
        let base = address("base_url", self.base_url.as_deref(), SERVICE)?;
        let measurement = address("measurement_url", self.measurement_url.as_deref(), MEASUREMENT)?;
        let http = match self.http {
            Some(http) => http,
            None => {
                let begun = reqwest::Client::builder();
                connection::http_client(begun, self.user_agent.as_deref(), self.timeouts.connect)?
            }
        };
        self.options.check()?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::default()));
        let keeper = Keeper::new(self.quota, Arc::clone(&clock));
        let core = Core {
            base,
            measurement,
            http,
            tokens,
            keeper,
            retry: self.retry,
            budget: Budget::new(),
            timeouts: self.timeouts,
            clock,
        };
        Ok(Client::assemble(Arc::new(core), self.options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_address_that_is_none_is_refused_with_the_rule() {
        let cases = [
            ("", "it needs a scheme and a host"),
            ("api-metrika.yandex.net", "it needs a scheme and a host"),
            ("localhost:8123", "it needs the scheme https or http"),
            ("ftp://api-metrika.yandex.net", "it needs the scheme https or http"),
            ("https://api-metrika.yandex.net/management/v1", "it must have no path"),
            ("https://api-metrika.yandex.net?lang=ru", "it must have no path"),
            ("http://api-metrika.yandex.net", "without TLS the token could be read"),
        ];
        for (text, rule) in cases {
            let error = Client::builder().token("y0_x").base_url(text).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains(rule), "{text}: {error}");
        }
        let error = Client::builder().token("y0_x").base_url("https://me:secret@localhost").build().unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn this_machine_needs_no_tls() {
        for text in ["http://127.0.0.1:8123", "http://localhost/", "http://[::1]:80", "https://metrika.example"] {
            assert!(Client::builder().token("y0_x").base_url(text).build().is_ok(), "{text}");
        }
        assert!(Client::builder().token("y0_x").base_url("http://sandbox:8123").allow_plain_http().build().is_ok());
    }

    #[test]
    fn without_a_token_the_error_says_how_to_give_one() {
        let error = Client::builder().build().unwrap_err();
        assert!(error.to_string().contains("METRIKA_TOKEN"), "{error}");
    }
}
