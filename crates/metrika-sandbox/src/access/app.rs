//! Apps that are registered with Yandex ID.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::SCOPES;

/// The id of the seeded app that has every scope.
pub const CLIENT_ID: &str = "5a9d0b0c6f4e4d0f8a1b2c3d4e5f6071";
/// Its secret.
pub const CLIENT_SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
/// The id of the seeded app that may only read.
pub const READER_CLIENT_ID: &str = "7c1f8e2d3b4a49568d7e6f5a4b3c2d1e";
/// Its secret.
pub const READER_CLIENT_SECRET: &str = "e1d2c3b4a5968778695a4b3c2d1e0f00";

/// The page that shows a code to the user, for apps that have no address of their own.
///
/// <https://yandex.com/dev/id/doc/en/codes/screen-code>
pub(super) const VERIFICATION_PAGES: [&str; 2] =
    ["https://oauth.yandex.ru/verification_code", "https://oauth.yandex.com/verification_code"];

/// An app.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct App {
    pub name: String,
    pub secret: String,
    /// The scopes that it was registered with.
    pub scopes: Vec<String>,
    /// Where users may be sent back to. One that ends in `*` stands for all addresses that begin so.
    /// The first one is taken if a request names none.
    pub redirect_uris: Vec<String>,
    pub status: AppStatus,
}

/// Whether an app may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppStatus {
    #[default]
    Active,
    /// It waits for moderation, or was rejected.
    Unmoderated,
    Blocked,
}

impl App {
    /// An app with these scopes, that users of this machine come back to.
    pub fn new<S: Into<String>>(secret: &str, scopes: impl IntoIterator<Item = S>) -> Self {
        let pages = VERIFICATION_PAGES.into_iter().chain(["http://localhost*", "http://127.0.0.1*"]);
        Self {
            name: String::new(),
            secret: secret.to_owned(),
            scopes: scopes.into_iter().map(Into::into).collect(),
            redirect_uris: pages.map(str::to_owned).collect(),
            status: AppStatus::Active,
        }
    }

    /// Whether users may be sent to this address.
    pub(super) fn redirects_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| match known.strip_suffix('*') {
            Some(beginning) => uri.starts_with(beginning),
            None => uri == known,
        })
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .field("redirect_uris", &self.redirect_uris)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The apps that are there from the start.
pub(super) fn seeded() -> BTreeMap<String, App> {
    let mut full = App::new(CLIENT_SECRET, SCOPES);
    full.name = "Sandbox".to_owned();
    let mut reader = App::new(READER_CLIENT_SECRET, ["metrika:read"]);
    reader.name = "Sandbox reader".to_owned();
    BTreeMap::from([(CLIENT_ID.to_owned(), full), (READER_CLIENT_ID.to_owned(), reader)])
}
