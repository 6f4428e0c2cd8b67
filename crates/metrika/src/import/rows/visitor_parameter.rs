//! Parameters of visitors.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::import::values::{SiteVisitor, Visitor};

/// A parameter of a visitor: a key and its value. A visitor with several has a row for each.
///
/// The service's pages say that a file has three columns. Their titles are on no page that could be read; here they are
/// `ClientID` or `UserID`, `Key`, `Value`. How a key within a key is
/// written in a file is not known either.
///
/// ```
/// use metrika::import::{SiteVisitor, VisitorParameter};
///
/// let status = VisitorParameter::new(SiteVisitor::ClientId(12345), "status", "Gold");
/// let children = VisitorParameter::new(SiteVisitor::ClientId(12345), "children", 2);
/// assert_eq!((status.value.as_str(), children.value.as_str()), ("Gold", "2"));
/// ```
///
/// References: <https://yandex.com/support/metrica/en/data/user-params-data>, for the three columns
/// <https://yandex.com/blog/metrica?year=2016&month=Aug>, for what reports show
/// <https://yandex.com/support/metrica/en/objects/user-params>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VisitorParameter {
    #[serde(rename = "ClientID", alias = "ClientId", skip_serializing_if = "Option::is_none")]
    client_id: Option<u64>,
    #[serde(rename = "UserID", alias = "UserId", skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    /// `Key`: the name of the parameter. Reports show 255 characters of it.
    #[serde(rename = "Key")]
    pub key: String,
    /// `Value`: text, or a number in decimal digits. Reports show 50 characters of it.
    #[serde(rename = "Value")]
    pub value: String,
}

impl VisitorParameter {
    /// Whose it is, its name, and its value: text, a number, a flag.
    pub fn new(visitor: SiteVisitor, key: impl Into<String>, value: impl Display) -> Self {
        let (client_id, user_id) = columns(visitor);
        Self { client_id, user_id, key: key.into(), value: value.to_string() }
    }

    /// Whose it is. `None` only for a row that was read and has no id.
    pub fn visitor(&self) -> Option<Visitor> {
        visitor(self.client_id, self.user_id.as_ref())
    }
}

/// A parameter to take away from a visitor: a row of a file that is uploaded to delete keys.
///
/// What such a file looks like is on no page that could be read: the columns are those of [`VisitorParameter`] without
/// the value. Parameters that came from the site by `userParams` cannot be deleted.
///
/// ```
/// use metrika::import::{SiteVisitor, VisitorParameterKey};
///
/// let removed = VisitorParameterKey::new(SiteVisitor::UserId("u-17".into()), "status");
/// assert_eq!(removed.key, "status");
/// ```
///
/// Reference: <https://yandex.com/support/metrica/en/data/user-params-data>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VisitorParameterKey {
    #[serde(rename = "ClientID", alias = "ClientId", skip_serializing_if = "Option::is_none")]
    client_id: Option<u64>,
    #[serde(rename = "UserID", alias = "UserId", skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    /// `Key`: the name of the parameter.
    #[serde(rename = "Key")]
    pub key: String,
}

impl VisitorParameterKey {
    /// Whose it is, and its name.
    pub fn new(visitor: SiteVisitor, key: impl Into<String>) -> Self {
        let (client_id, user_id) = columns(visitor);
        Self { client_id, user_id, key: key.into() }
    }

    /// Whose it is. `None` only for a row that was read and has no id.
    pub fn visitor(&self) -> Option<Visitor> {
        visitor(self.client_id, self.user_id.as_ref())
    }
}

fn columns(visitor: SiteVisitor) -> (Option<u64>, Option<String>) {
    match visitor {
        SiteVisitor::ClientId(id) => (Some(id), None),
        SiteVisitor::UserId(id) => (None, Some(id)),
    }
}

fn visitor(client_id: Option<u64>, user_id: Option<&String>) -> Option<Visitor> {
    client_id.map(Visitor::ClientId).or_else(|| user_id.cloned().map(Visitor::UserId))
}
