//! Where tokens come from.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;

use super::{Pending, TOKEN_VARIABLE, Token, TokenSource};
use crate::error::{Error, Result};

/// Reads the token from an environment variable, anew for each request.
#[derive(Debug, Clone)]
pub struct EnvToken {
    variable: String,
}

impl Default for EnvToken {
    /// `METRIKA_TOKEN`.
    fn default() -> Self {
        Self::new(TOKEN_VARIABLE)
    }
}

impl EnvToken {
    /// Another variable.
    pub fn new(variable: impl Into<String>) -> Self {
        Self { variable: variable.into() }
    }

    /// The token that is there now.
    pub fn read(&self) -> Result<Token> {
        let text =
            std::env::var(&self.variable).map_err(|error| Error::token(format!("{}: {error}", self.variable)))?;
        Token::new(text)
    }
}

impl TokenSource for EnvToken {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(std::future::ready(self.read()))
    }
}

/// Reads the token from a file, anew for each request: what puts a new one there need not restart the program.
///
/// The file holds the token and nothing else, but for a line break at the end. It is read on the thread that the call runs on, which
/// waits for it: let it be on a local disk. For anything slower write a [`TokenSource`] of your own.
#[derive(Debug, Clone)]
pub struct FileToken {
    path: PathBuf,
}

impl FileToken {
    /// The token in this file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The token that is there now.
    pub fn read(&self) -> Result<Token> {
        let text = std::fs::read_to_string(&self.path)
            .map_err(|error| Error::token(format!("{}: {error}", self.path.display())))?;
        Token::new(text)
    }
}

impl TokenSource for FileToken {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(std::future::ready(self.read()))
    }
}

/// Asks a function for the token; made by [`from_fn`].
pub struct FnToken<F>(F);

/// Asks an asynchronous function for each request.
///
/// ```
/// use metrika::auth::{Token, from_fn};
///
/// let source = from_fn(|| async { Token::new("y0_...") });
/// let builder = metrika::Client::builder().token_source(source);
/// # let _ = builder;
/// ```
pub fn from_fn<F, Answer>(ask: F) -> FnToken<F>
where
    F: Fn() -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Token>> + Send + 'static,
{
    FnToken(ask)
}

impl<F> fmt::Debug for FnToken<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FnToken")
    }
}

impl<F, Answer> TokenSource for FnToken<F>
where
    F: Fn() -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Token>> + Send + 'static,
{
    fn token(&self) -> Pending<'_, Token> {
        Box::pin((self.0)())
    }
}
