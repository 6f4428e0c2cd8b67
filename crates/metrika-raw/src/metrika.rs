//! The way in: one value for all three APIs.

use std::time::Duration;

use secrecy::SecretString;

use crate::transport::{Link, OAuth, Transport, TransportError};

/// Where the service is.
pub(crate) const BASE_URL: &str = "https://api-metrika.yandex.net";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer. There is no timeout in total: a log part may take an hour.
const READ_TIMEOUT: Duration = Duration::from_secs(120);

/// The way in: a base URL, an HTTP client and a [`Transport`], shared by the clients of the three APIs.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let metrika = metrika_raw::Metrika::new("y0_...")?;
/// let counters = metrika.management().list_counters().per_page(10).send().await?;
/// println!("{} counters", counters.rows.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Metrika {
    base_url: String,
    http: reqwest::Client,
    link: Link,
}

impl Metrika {
    /// Talks to the service with this OAuth token.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, TransportError> {
        Self::with_transport(OAuth::new(token))
    }

    /// Talks to the service through a transport of your own.
    pub fn with_transport(transport: impl Transport) -> Result<Self, TransportError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            // The token must not follow a redirect anywhere, and the service sends none.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("metrika-raw/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { base_url: BASE_URL.to_owned(), http, link: Link::new(transport) })
    }

    /// Puts the parts together, for a client on top that shares them.
    pub fn from_parts(base_url: &str, http: reqwest::Client, link: Link) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), http, link }
    }

    /// The same at another address, such as a local server.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into().trim_end_matches('/').to_owned();
        self
    }

    /// The same through another transport.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.link = link;
        self
    }

    /// The same with an HTTP client of your own. Give it no total timeout if it downloads logs.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = http;
        self
    }

    /// Counters, goals, grants, data import and everything else that is not a report or a log.
    #[cfg(feature = "management")]
    pub fn management(&self) -> crate::management::Client {
        crate::management::Client::new_with_client(&self.base_url, self.http.clone(), self.link.clone())
    }

    /// Reports.
    #[cfg(feature = "stat")]
    pub fn stat(&self) -> crate::stat::Client {
        crate::stat::Client::new_with_client(&self.base_url, self.http.clone(), self.link.clone())
    }

    /// Raw logs of visits and hits.
    #[cfg(feature = "logs")]
    pub fn logs(&self) -> crate::logs::Client {
        crate::logs::Client::new_with_client(&self.base_url, self.http.clone(), self.link.clone())
    }
}
