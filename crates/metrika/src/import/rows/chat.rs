//! Chats in messengers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;
use crate::import::values::{ChatPlatform, Phone, Visitor};

/// A chat in a messenger.
///
/// The partner is named by at least one of [`username`](Self::username), [`user_id`](Self::user_id) and
/// [`phone_number`](Self::phone_number). A chat without a visitor counts, and joins no visit. The titles of the ids end
/// in `ID` here, and in `Id` in files of conversions and calls.
///
/// ```
/// use metrika::import::{Chat, ChatPlatform, Visitor};
///
/// let at: jiff::Timestamp = "2024-01-10T08:56:00Z".parse()?;
/// let chat = Chat::new(ChatPlatform::Telegram, at).username("ivanov").visitor(Visitor::UserId("u-17".into()));
/// assert_eq!(chat.linked_visitor(), Some(Visitor::UserId("u-17".into())));
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/chats-transfer-data>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Chat {
    #[serde(rename = "ClientID", alias = "ClientId", skip_serializing_if = "Option::is_none")]
    client_id: Option<u64>,
    #[serde(rename = "UserID", alias = "UserId", skip_serializing_if = "Option::is_none")]
    site_user_id: Option<String>,
    #[serde(rename = "Yclid", skip_serializing_if = "Option::is_none")]
    yclid: Option<u64>,
    #[serde(rename = "PurchaseID", alias = "PurchaseId", skip_serializing_if = "Option::is_none")]
    purchase_id: Option<String>,
    /// `DateTime`: when it was. Sent as unix seconds; must be over when the file is uploaded.
    #[serde(rename = "DateTime", deserialize_with = "read::instant")]
    pub at: Timestamp,
    /// `ChatPlatform`: the messenger.
    #[serde(rename = "ChatPlatform")]
    pub platform: ChatPlatform,
    /// `ChatUsername`: the name of the partner in the messenger.
    #[serde(rename = "ChatUsername", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// `ChatUserID`: the id of the partner in the messenger.
    #[serde(rename = "ChatUserID", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// `PhoneNumber`: of the partner. Sent as `+70123456789`.
    #[serde(rename = "PhoneNumber", skip_serializing_if = "Option::is_none", serialize_with = "read::international")]
    pub phone_number: Option<Phone>,
}

impl Chat {
    /// Where it was, and when.
    pub fn new(platform: impl Into<ChatPlatform>, at: Timestamp) -> Self {
        Self {
            client_id: None,
            site_user_id: None,
            yclid: None,
            purchase_id: None,
            at,
            platform: platform.into(),
            username: None,
            user_id: None,
            phone_number: None,
        }
    }

    /// Sets by whom the visit is found. A visitor that was set before is forgotten.
    #[must_use]
    pub fn visitor(mut self, visitor: Visitor) -> Self {
        (self.client_id, self.site_user_id, self.yclid, self.purchase_id) = (None, None, None, None);
        match visitor {
            Visitor::ClientId(id) => self.client_id = Some(id),
            Visitor::UserId(id) => self.site_user_id = Some(id),
            Visitor::Yclid(id) => self.yclid = Some(id),
            Visitor::PurchaseId(id) => self.purchase_id = Some(id),
        }
        self
    }

    /// By whom the visit is found.
    pub fn linked_visitor(&self) -> Option<Visitor> {
        let client = self.client_id.map(Visitor::ClientId);
        let user = || self.site_user_id.clone().map(Visitor::UserId);
        let click = || self.yclid.map(Visitor::Yclid);
        let purchase = || self.purchase_id.clone().map(Visitor::PurchaseId);
        client.or_else(user).or_else(click).or_else(purchase)
    }

    setters! {
        /// Sets the name of the partner in the messenger.
        username: String;
        /// Sets the id of the partner in the messenger.
        user_id: String;
        /// Sets the number of the partner, with its country.
        phone_number: Phone;
    }
}
