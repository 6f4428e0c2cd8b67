//! Tokens: where they come from, and how they are kept out of sight.
//!
//! A [`TokenSource`] is asked before every request: [`Token`] itself for one that is fixed, [`EnvToken`], [`FileToken`], a closure
//! ([`from_fn`]). With the feature `oauth` there is `oauth`, which gets tokens from Yandex ID, keeps them in a file and
//! refreshes them.
//!
//! How to get one: <https://yandex.com/dev/metrika/en/intro/authorization>.

#[cfg(feature = "oauth")]
pub mod oauth;
mod sources;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

pub use sources::{EnvToken, FileToken, FnToken, from_fn};

use crate::error::{Error, ErrorKind, Result};

/// The environment variable that holds the token: `METRIKA_TOKEN`.
pub const TOKEN_VARIABLE: &str = "METRIKA_TOKEN";

/// A text of this length is no word that answers hold by chance.
const SURELY_A_TOKEN: usize = 16;

/// Something that is still to come.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Brings the token for each request.
///
/// ```
/// use metrika::auth::{Pending, Token, TokenSource};
///
/// /// Asks a vault.
/// #[derive(Debug)]
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn token(&self) -> Pending<'_, Token> {
///         Box::pin(async { Token::new(ask_the_vault().await) })
///     }
/// }
///
/// # async fn ask_the_vault() -> String { "y0_x".into() }
/// let client = metrika::Client::builder().token_source(Vault).build();
/// # assert!(client.is_ok());
/// ```
pub trait TokenSource: fmt::Debug + Send + Sync + 'static {
    /// The token to send. Errors are best made with [`Error::token`].
    fn token(&self) -> Pending<'_, Token>;

    /// The service has refused this token. `true` if there is now another one: the request is then sent once more.
    fn renew<'a>(&'a self, refused: &'a Token) -> Pending<'a, bool> {
        let _ = refused;
        Box::pin(std::future::ready(Ok(false)))
    }
}

/// An OAuth token. It shows in no `Debug` text.
///
/// ```
/// use metrika::auth::Token;
///
/// let token = Token::new("y0_secret")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// assert!(Token::new("").is_err());
/// # Ok::<_, metrika::Error>(())
/// ```
#[derive(Clone)]
pub struct Token {
    secret: Arc<SecretString>,
    header: HeaderValue,
    expires_at: Option<Timestamp>,
}

impl Token {
    /// Checks that this may be a token: visible ASCII, without spaces. A line break at the end is left out.
    pub fn new(token: impl Into<SecretString>) -> Result<Self> {
        let given = token.into();
        let text = given.expose_secret().trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Err(Error::invalid("token", "it is empty"));
        }
        if let Some(scheme) = ["OAuth ", "Bearer "].into_iter().find(|scheme| text.starts_with(scheme)) {
            return Err(Error::invalid("token", format_args!("give it without `{}`", scheme.trim())));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(
                "token",
                "it holds a character that no token has: a space, a line break, or one that is not ASCII",
            ));
        }
        let mut header = HeaderValue::try_from(format!("OAuth {text}"))
            .map_err(|_| Error::invalid("token", "it cannot be put in a header"))?;
        header.set_sensitive(true);
        Ok(Self { secret: Arc::new(text.into()), header, expires_at: None })
    }

    /// The same, known to expire.
    #[must_use]
    pub fn expiring(mut self, at: Timestamp) -> Self {
        self.expires_at = Some(at);
        self
    }

    /// When it expires, if that is known.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// The token itself. Keep it out of logs.
    pub fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// A refusal that may repeat the request, without the token.
    pub(crate) fn hide_in(&self, body: Bytes) -> Bytes {
        let secret = self.expose();
        if memchr::memmem::find(&body, secret.as_bytes()).is_none() {
            return body;
        }
        String::from_utf8_lossy(&body).replace(secret, "***").into()
    }

    /// An answer that may be good, without the token. What is put in for tests, such as `any`, may well be a word of the answer:
    /// only what can be nothing but the token is hidden.
    pub(crate) fn hide_in_answer(&self, body: Bytes) -> Bytes {
        if self.expose().len() < SURELY_A_TOKEN { body } else { self.hide_in(body) }
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

/// Always the same.
impl TokenSource for Token {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl Error {
    /// No token could be got, for this reason. For a [`TokenSource`] of your own.
    pub fn token(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let reason = reason.into();
        Self::new(ErrorKind::Token, format!("no token: {reason}")).with_source(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_refused_without_showing_it() {
        let cases = [
            ("", "it is empty"),
            ("\n", "it is empty"),
            ("OAuth y0_abc", "give it without `OAuth`"),
            ("y0 abc", "it holds a character"),
            ("y0_abc\nd", "it holds a character"),
            ("токен", "it holds a character"),
        ];
        for (text, rule) in cases {
            let error = Token::new(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            let said = error.to_string();
            assert!(said.contains(rule) && !said.contains("abc"), "{text:?}: {said}");
        }
        assert_eq!(Token::new("y0_abc\r\n").unwrap().expose(), "y0_abc");
    }

    #[test]
    fn a_body_that_repeats_the_token_is_cleaned() {
        let token = Token::new("y0_abc").unwrap();
        let body = token.hide_in(Bytes::from_static(b"<html>Authorization: OAuth y0_abc</html>"));
        assert_eq!(body, "<html>Authorization: OAuth ***</html>");
    }
}
