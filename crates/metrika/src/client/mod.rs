//! The client.

mod builder;
pub(crate) mod connection;
mod options;
mod request;

use std::env::VarError;
use std::fmt;
use std::sync::Arc;

use metrika_raw::transport::Link;
use metrika_raw::{Metrika, logs, management};

pub use builder::ClientBuilder;
pub use options::CallOptions;
pub use request::RequestBuilder;

use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::management::{Accounts, Clients, CounterHandle, Counters, Delegates, Labels};
use crate::reports::{Query, ReportRequest};
use crate::transport::{Core, Session};

/// The environment variable that holds another address than the service's: `METRIKA_BASE_URL`.
pub const BASE_URL_VARIABLE: &str = "METRIKA_BASE_URL";
/// The environment variable that holds another address for hits of the Measurement Protocol: `METRIKA_MEASUREMENT_URL`.
pub const MEASUREMENT_URL_VARIABLE: &str = "METRIKA_MEASUREMENT_URL";

/// The way into the API. Cheap to clone; clones share connections, quotas and the budget for retries.
///
/// ```no_run
/// # async fn example() -> metrika::Result<()> {
/// let client = metrika::Client::from_env()?;
/// for counter in client.counters().list().all().await? {
///     println!("{:?} {:?}", counter.id, counter.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    session: Session,
    raw: Metrika,
    management: management::Client,
    logs: logs::Client,
}

impl Client {
    /// Begins a client. It needs a token, and nothing else.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Reads `METRIKA_TOKEN`, and `METRIKA_BASE_URL` and `METRIKA_MEASUREMENT_URL` if they are set.
    pub fn from_env() -> Result<Self> {
        let mut builder = Self::builder().token(crate::auth::EnvToken::default().read()?.expose());
        let set = |variable| match std::env::var(variable) {
            Ok(url) => Ok(Some(url)),
            Err(VarError::NotPresent) => Ok(None),
            // Not the service then: whoever set it wanted something else.
            Err(error) => Err(Error::invalid(variable, error)),
        };
        if let Some(url) = set(BASE_URL_VARIABLE)? {
            builder = builder.base_url(url);
        }
        if let Some(url) = set(MEASUREMENT_URL_VARIABLE)? {
            builder = builder.measurement_url(url);
        }
        builder.build()
    }

    /// The same client with other options for the calls made through it. It shares everything else.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use std::time::Duration;
    ///
    /// use metrika::{CallOptions, RetryPolicy};
    ///
    /// let once = CallOptions::new().timeout(Duration::from_secs(5)).retry(RetryPolicy::none()).ulogin("client-login");
    /// let goals = client.with(once).counter(44147844).goals().list().await?;
    /// # let _ = goals;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        let session = &self.inner.session;
        Self::assemble(Arc::clone(&session.core), session.options.clone().and(options))
    }

    /// The same client, acting for the user of the token.
    pub(crate) fn for_itself(&self) -> Self {
        let session = &self.inner.session;
        Self::assemble(Arc::clone(&session.core), session.options.clone().without_ulogin())
    }

    pub(crate) fn assemble(core: Arc<Core>, options: CallOptions) -> Self {
        let session = Session { core, options };
        let (base, http) = (session.core.base.as_str().trim_end_matches('/'), session.core.http.clone());
        let link = Link::new(session.clone());
        let management = management::Client::new_with_client(base, http.clone(), link.clone());
        let logs = logs::Client::new_with_client(base, http.clone(), link.clone());
        let raw = Metrika::from_parts(base, http, link);
        Self { inner: Arc::new(Inner { session, raw, management, logs }) }
    }

    /// The generated client of all 105 operations, under the same authorization, quotas, retries and errors.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let messengers = client.raw().management().list_messengers().send().await?;
    /// # let _ = messengers;
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(&self) -> &Metrika {
        &self.inner.raw
    }

    pub(crate) fn management(&self) -> &management::Client {
        &self.inner.management
    }

    pub(crate) fn logs(&self) -> &logs::Client {
        &self.inner.logs
    }

    pub(crate) fn session(&self) -> &Session {
        &self.inner.session
    }

    /// The counters that you see: list and create them.
    pub fn counters(&self) -> Counters<'_> {
        Counters::new(self)
    }

    /// One counter and all that belongs to it.
    pub fn counter(&self, id: impl Into<CounterId>) -> CounterHandle<'_> {
        CounterHandle::new(self, id.into())
    }

    /// Your labels: list, create, rename and delete them.
    pub fn labels(&self) -> Labels<'_> {
        Labels::new(self)
    }

    /// The accounts that you may act for.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(self)
    }

    /// Those who may act for you.
    pub fn delegates(&self) -> Delegates<'_> {
        Delegates::new(self)
    }

    /// The clients of Yandex Direct that belong to counters.
    pub fn clients(&self) -> Clients<'_> {
        Clients::new(self)
    }

    /// A report about these counters. A [`Query`] that is there already is sent by [`Query::on`].
    pub fn report<T: Into<CounterId>>(&self, counters: impl IntoIterator<Item = T>) -> ReportRequest<'_> {
        ReportRequest::new(self, Query::of(counters))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let session = &self.inner.session;
        f.debug_struct("Client")
            .field("base_url", &session.core.base.as_str())
            .field("tokens", &session.core.tokens)
            .field("options", &session.options)
            .finish_non_exhaustive()
    }
}
