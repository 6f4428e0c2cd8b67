//! What a token may do.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a token may do. An app can ask for those that it was registered with.
///
/// ```
/// use metrika::auth::oauth::Scope;
///
/// assert_eq!(Scope::UserParams.to_string(), "metrika:user_params");
/// assert_eq!(Scope::from("metrika:read"), Scope::Read);
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/intro/authorization>.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum Scope {
    /// `metrika:read`: reads statistics and settings.
    Read,
    /// `metrika:write`: makes and changes counters and what belongs to them. It implies the three kinds of uploads.
    Write,
    /// `metrika:expenses`: uploads expenses.
    Expenses,
    /// `metrika:user_params`: uploads parameters of users.
    UserParams,
    /// `metrika:offline_data`: uploads offline data.
    OfflineData,
    /// Another one, as Yandex ID writes it.
    Other(String),
}

impl Scope {
    /// As Yandex ID writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Read => "metrika:read",
            Self::Write => "metrika:write",
            Self::Expenses => "metrika:expenses",
            Self::UserParams => "metrika:user_params",
            Self::OfflineData => "metrika:offline_data",
            Self::Other(scope) => scope,
        }
    }

    /// Refuses what would be read as none or as several.
    pub(super) fn check(scopes: &[Self]) -> Result<()> {
        let wrong = |scope: &&Self| scope.as_str().is_empty() || !scope.as_str().bytes().all(|b| b.is_ascii_graphic());
        match scopes.iter().find(wrong) {
            Some(scope) => Err(Error::invalid("scopes", format_args!("{:?} is none", scope.as_str()))),
            None => Ok(()),
        }
    }

    /// All in one parameter; `None` if there are none.
    pub(super) fn join(scopes: &[Self]) -> Option<String> {
        let written: Vec<&str> = scopes.iter().map(Self::as_str).collect();
        (!written.is_empty()).then(|| written.join(" "))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Scope {
    fn from(text: &str) -> Self {
        match text {
            "metrika:read" => Self::Read,
            "metrika:write" => Self::Write,
            "metrika:expenses" => Self::Expenses,
            "metrika:user_params" => Self::UserParams,
            "metrika:offline_data" => Self::OfflineData,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for Scope {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.as_str().to_owned()
    }
}

impl FromStr for Scope {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}
