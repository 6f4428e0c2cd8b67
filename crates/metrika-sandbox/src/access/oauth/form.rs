//! Parameters of a form, and the app that sends it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Failure;
use crate::access::{App, AppStatus, Tokens};

/// Parameters, in the order sent.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

/// An app, as it says who it is.
#[derive(Debug)]
pub(super) struct Client {
    pub id: String,
    /// Whether it sent its secret.
    pub with_secret: bool,
}

impl Form {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// These parameters too.
    pub(super) fn and(mut self, more: &[(String, String)]) -> Self {
        self.0.extend_from_slice(more);
        self
    }

    /// A parameter; an empty one counts as none.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = values.next().filter(|value| !value.is_empty());
        match values.next() {
            Some(_) => Err(Failure::request(format!("{name} is sent twice"))),
            None => Ok(value),
        }
    }

    /// A parameter that has to be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Failure> {
        self.get(name)?.ok_or_else(|| Failure::request(format!("{name} not in POST")))
    }

    /// A list, split at spaces.
    pub(super) fn words(&self, name: &str) -> Result<Option<Vec<String>>, Failure> {
        Ok(self.get(name)?.map(|text| text.split_whitespace().map(str::to_owned).collect()))
    }

    /// The device: 6 to 50 printable characters of ASCII, its name up to 100.
    ///
    /// <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>
    pub(super) fn device_id(&self) -> Result<Option<String>, Failure> {
        if self.get("device_name")?.is_some_and(|name| name.chars().count() > 100) {
            return Err(Failure::request("device_name has more than 100 characters"));
        }
        let Some(id) = self.get("device_id")? else { return Ok(None) };
        if !(6..=50).contains(&id.len()) || !id.bytes().all(|byte| (32..=126).contains(&byte)) {
            return Err(Failure::request("device_id has to have 6 to 50 printable characters of ASCII"));
        }
        Ok(Some(id.to_owned()))
    }

    /// The app that sends this. If there is a header, what the body says of the app is ignored:
    /// <https://yandex.com/dev/id/doc/en/tokens/refresh-client>
    pub(super) fn client(&self, tokens: &Tokens, authorization: Option<&str>) -> Result<Client, Failure> {
        let (id, secret, status) = match authorization {
            Some(header) => {
                let (id, secret) = basic(header)?;
                // RFC 6749, 5.2: whoever used the header gets 401.
                (id, Some(secret), 401)
            }
            None => (self.need("client_id")?.to_owned(), self.get("client_secret")?.map(str::to_owned), 400),
        };
        let app = app(tokens, &id).map_err(|failure| Failure { status, ..failure })?;
        if secret.as_ref().is_some_and(|secret| *secret != app.secret) {
            return Err(Failure { status, ..Failure::new("invalid_client", "Wrong client secret") });
        }
        Ok(Client { id, with_secret: secret.is_some() })
    }
}

impl Client {
    /// Refuses an app that did not send its secret.
    pub(super) fn need_secret(&self) -> Result<(), Failure> {
        if self.with_secret { Ok(()) } else { Err(Failure::new("invalid_client", "Wrong client secret")) }
    }
}

/// The app of this id, if it may be used.
///
/// `invalid_client` is for apps that do not exist or are blocked, `unauthorized_client` for those that were rejected by
/// moderation or wait for it.
pub(super) fn app<'a>(tokens: &'a Tokens, id: &str) -> Result<&'a App, Failure> {
    match tokens.apps.get(id) {
        None => Err(Failure::new("invalid_client", "Client not found")),
        Some(app) => match app.status {
            AppStatus::Active => Ok(app),
            AppStatus::Blocked => Err(Failure::new("invalid_client", "Client blocked")),
            AppStatus::Unmoderated => Err(Failure::new("unauthorized_client", "Client not approved")),
        },
    }
}

/// Id and secret from `Authorization: Basic`.
fn basic(header: &str) -> Result<(String, String), Failure> {
    let refused = |error| Failure { status: 401, ..Failure::new(error, error) };
    let (scheme, value) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refused("Basic auth required"));
    }
    let malformed = || refused("Malformed Authorization header");
    let bytes = STANDARD.decode(value.trim()).map_err(|_| malformed())?;
    let text = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    Ok((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_are_not_basic_or_not_readable_are_told_apart() {
        assert_eq!(basic("Bearer abc").unwrap_err().error, "Basic auth required");
        assert_eq!(basic("Basic %%%").unwrap_err().error, "Malformed Authorization header");
        assert_eq!(basic("Basic aWQ=").unwrap_err().error, "Malformed Authorization header");
        assert_eq!(basic("Basic aWQ6c2VjcmV0").unwrap(), ("id".to_owned(), "secret".to_owned()));
    }

    #[test]
    fn a_parameter_sent_twice_is_refused_and_an_empty_one_is_none() {
        let form = Form::read(b"a=1&a=2&b=");
        assert_eq!(form.get("a").unwrap_err().error, "invalid_request");
        assert_eq!(form.get("b").unwrap(), None);
    }
}
