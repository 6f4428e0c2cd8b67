//! Conversions that happened elsewhere.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;
use crate::import::values::{Amount, Currency, Visitor};

/// A conversion that happened outside the site.
///
/// The rows of one file must name their visitors by one kind of id: the column is that of the file.
///
/// ```
/// use metrika::import::{Conversion, Currency, Visitor};
///
/// let at: jiff::Timestamp = "2024-01-10T08:56:00Z".parse()?;
/// let conversion = Conversion::new(Visitor::ClientId(133_591_247_640_966_458), "order_confirmed", at)
///     .price("678.90")
///     .currency(Currency::RUB);
/// assert_eq!(conversion.visitor(), Some(Visitor::ClientId(133_591_247_640_966_458)));
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/offline-conv>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Conversion {
    #[serde(rename = "ClientId", alias = "ClientID", skip_serializing_if = "Option::is_none")]
    client_id: Option<u64>,
    #[serde(rename = "UserId", alias = "UserID", skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(rename = "Yclid", skip_serializing_if = "Option::is_none")]
    yclid: Option<u64>,
    #[serde(rename = "PurchaseId", alias = "PurchaseID", skip_serializing_if = "Option::is_none")]
    purchase_id: Option<String>,
    /// `Target`: the event id of a goal «JavaScript event» of the counter, with the condition «is».
    #[serde(rename = "Target")]
    pub target: String,
    /// `DateTime`: when it happened. Sent as unix seconds; must be over when the file is uploaded.
    #[serde(rename = "DateTime", deserialize_with = "read::instant")]
    pub at: Timestamp,
    /// `Price`: what it is worth.
    #[serde(rename = "Price", skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    /// `Currency`: of the price.
    #[serde(rename = "Currency", skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

impl Conversion {
    /// Whose it is, which goal was reached, and when.
    pub fn new(visitor: Visitor, target: impl Into<String>, at: Timestamp) -> Self {
        let mut row = Self {
            client_id: None,
            user_id: None,
            yclid: None,
            purchase_id: None,
            target: target.into(),
            at,
            price: None,
            currency: None,
        };
        match visitor {
            Visitor::ClientId(id) => row.client_id = Some(id),
            Visitor::UserId(id) => row.user_id = Some(id),
            Visitor::Yclid(id) => row.yclid = Some(id),
            Visitor::PurchaseId(id) => row.purchase_id = Some(id),
        }
        row
    }

    /// Whose it is. `None` only for a row that was read and has no id.
    pub fn visitor(&self) -> Option<Visitor> {
        let client = self.client_id.map(Visitor::ClientId);
        let user = || self.user_id.clone().map(Visitor::UserId);
        let click = || self.yclid.map(Visitor::Yclid);
        let purchase = || self.purchase_id.clone().map(Visitor::PurchaseId);
        client.or_else(user).or_else(click).or_else(purchase)
    }

    setters! {
        /// Sets what it is worth.
        price: Amount;
        /// Sets the currency of the price.
        currency: Currency;
    }
}
