//! How a request gets to the service.
//!
//! The generated code makes a request and decodes the answer; everything between is a [`Transport`]: authorization, retries,
//! quotas, tracing. Without one of your own, [`OAuth`] adds the token and sends the request once.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// One operation of the API, as its spec has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation {
    /// The name of the operation and of the method that does it: `create_goal`.
    pub id: &'static str,
    /// The group that it belongs to: `goals`.
    pub tag: &'static str,
    /// The HTTP method: `POST`.
    pub method: &'static str,
    /// The path with its placeholders.
    pub path: &'static str,
    /// Whether it changes nothing, so that it may be repeated at will. GET does, with one exception.
    pub reads: bool,
    /// What it sends.
    pub body: Body,
}

/// What an operation sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json,
    /// A file, as the part `file` of `multipart/form-data`.
    Multipart,
}

/// One call that a [`Transport`] is asked to carry.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// What is called.
    pub operation: &'static Operation,
    /// The HTTP client to send it with.
    pub http: &'a reqwest::Client,
}

/// Which call an answer belongs to. It is in the extensions of every answer, and in the errors that come of one.
///
/// A [`Transport`] that sends more than once leaves its own there, with the true number of attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trail {
    /// The name of the operation: `create_goal`.
    pub operation: &'static str,
    /// Whether it changes nothing: what became of a call that does is in doubt if its answer cannot be read.
    pub reads: bool,
    /// How often the request was sent.
    pub attempts: u32,
}

/// An answer that is still to come.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<reqwest::Response, TransportError>> + Send + 'a>>;

/// Carries requests to the service.
///
/// An implementation decides about authorization, retries, quotas and tracing, and sees which operation is called. It gets the
/// request ready to be sent, but for the `Authorization` header, and hands back the answer with its body unread.
///
/// ```
/// use metrika_raw::transport::{Answer, Call, Transport};
///
/// /// Prints what is called, then lets another transport do it.
/// #[derive(Debug)]
/// struct Printing<T>(T);
///
/// impl<T: Transport> Transport for Printing<T> {
///     fn send<'a>(&'a self, call: Call<'a>, request: reqwest::Request) -> Answer<'a> {
///         println!("{} {}", call.operation.id, request.method());
///         self.0.send(call, request)
///     }
/// }
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request and brings the answer, whatever its status.
    fn send<'a>(&'a self, call: Call<'a>, request: reqwest::Request) -> Answer<'a>;
}

/// The transport of a generated client: cheap to clone.
#[derive(Debug, Clone)]
pub struct Link(Arc<dyn Transport>);

impl Link {
    /// Shares a transport.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl std::ops::Deref for Link {
    type Target = dyn Transport;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// Adds `Authorization: OAuth <token>` and sends the request once.
#[derive(Debug)]
pub struct OAuth {
    token: SecretString,
}

impl OAuth {
    /// Uses this token for every call.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self { token: token.into() }
    }
}

impl Transport for OAuth {
    fn send<'a>(&'a self, call: Call<'a>, mut request: reqwest::Request) -> Answer<'a> {
        Box::pin(async move {
            let mut value = HeaderValue::try_from(format!("OAuth {}", self.token.expose_secret()))
                .map_err(|_| TransportError::new("the token holds characters that a header cannot hold"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
            Ok(call.http.execute(request).await?)
        })
    }
}

/// Why a [`Transport`] brought no answer: a network error, or an error of its own.
pub struct TransportError(Box<dyn StdError + Send + Sync>);

impl TransportError {
    /// Wraps any error; [`get_ref`](Self::get_ref) gives it back.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(error.into())
    }

    /// The error inside, to look for a type of your own.
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }

    /// Takes the error out, if it is of this type.
    pub fn downcast<E: StdError + 'static>(self) -> Result<Box<E>, Self> {
        self.0.downcast().map_err(Self)
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold a token (delete_measurement_token does).
        Self(Box::new(error.without_url()))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
