//! The rules that every connection keeps, whatever secret it carries: the token, or what a token is got with.

use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{ClientBuilder, Url};

use crate::error::{Error, ErrorKind, Result};

/// An HTTP client that follows no redirect: no secret must go where an answer points to, and the service sends none.
pub(crate) fn http_client(
    begun: ClientBuilder,
    user_agent: Option<&str>,
    connect_timeout: Duration,
) -> Result<reqwest::Client> {
    let own = concat!("metrika-rust/", env!("CARGO_PKG_VERSION"));
    let user_agent = match user_agent {
        Some(first) => format!("{first} {own}"),
        None => own.to_owned(),
    };
    if HeaderValue::from_str(&user_agent).is_err() {
        return Err(Error::invalid("user_agent", "it holds a character that a header cannot hold"));
    }
    begun
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(user_agent)
        .build()
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, "the HTTP client cannot be made").with_source(error))
}

/// The address of a service: scheme and host, maybe a port; with TLS, unless it is this machine or allowed otherwise. `field` is what
/// errors call it.
pub(crate) fn base_url(field: &str, text: &str, usual: &str, plain_http: bool) -> Result<Url> {
    // It is shown in errors from here on.
    if text.contains('@') {
        return Err(Error::invalid(field, "it must hold no `@`: neither a user nor a password"));
    }
    let wrong = |rule: &str| Error::invalid(field, format_args!("{rule}, such as {usual}; it is {text:?}"));
    let url = Url::parse(text).map_err(|_| wrong("it needs a scheme and a host"))?;
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err(wrong("it needs the scheme https or http, and a host"));
    };
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it must have no path, query or fragment"));
    }
    let here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if url.scheme() == "http" && !here && !plain_http {
        return Err(wrong("without TLS the token could be read on the way: use https, or `allow_plain_http`"));
    }
    Ok(url)
}
