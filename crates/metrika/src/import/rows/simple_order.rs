//! Orders that bring their customers along.

use serde::{Deserialize, Serialize};

use super::identities::identities;
use super::purchase::OrderGoal;
use super::read;
use crate::import::values::{Amount, Currency, Email, LocalTime, OrderStatus, Phone};

/// An order together with its customer. At least one id, address or phone is needed, in clear or hashed.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::{OrderStatus, SimpleOrder};
///
/// let order = SimpleOrder::new("s_ord1", date(2024, 1, 10).at(11, 56, 0, 0))
///     .client_uniq_id("s_user1")
///     .email("mail@example.com")
///     .email("mail2@example.com")
///     .order_status(OrderStatus::Paid)
///     .revenue(200)
///     .cost(150)
///     .goal(("oplata_cash", 200))
///     .goal("filial_1");
/// assert_eq!(order.emails.len(), 2);
/// ```
///
/// References: <https://yandex.com/dev/metrika/en/data-import/simple-orders-data> and
/// <https://yandex.com/dev/metrika/en/data-import/simple-orders-prep>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimpleOrder {
    /// `id`: the order's id in the CRM. Without one, the order cannot be changed later, and another upload doubles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `create_date_time`: when it was made. It cannot be changed by a later upload.
    pub create_date_time: LocalTime,
    /// `client_uniq_id`: the id of the customer in the CRM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uniq_id: Option<String>,
    /// `client_ids`: ids that Metrika gave the customer; up to 500.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub client_ids: Vec<u64>,
    /// `emails`: up to 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub emails: Vec<Email>,
    /// `phones`: up to 50, sent as `79995551111`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub phones: Vec<Phone>,
    /// `emails_md5`: up to 50 hashes, each of one address in small letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub emails_md5: Vec<String>,
    /// `phones_md5`: up to 50 hashes, each of the digits of one number.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub phones_md5: Vec<String>,
    /// `order_status`: what became of it. Without one it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_status: Option<OrderStatus>,
    /// `revenue`: what the customer pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Amount>,
    /// `cost`: what it costs the seller. Goals earn the revenue less the cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Amount>,
    /// `goals`: goals that are reached beside those of the status.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub goals: Vec<OrderGoal>,
    /// `currency`: of all amounts of the order. Without one they are in roubles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

impl SimpleOrder {
    /// Its id in the CRM, and when it was made.
    pub fn new(id: impl Into<String>, created: impl Into<LocalTime>) -> Self {
        Self { id: Some(id.into()), ..Self::without_id(created) }
    }

    /// An order that cannot be changed later: it joins the visit that is nearest in time, and another upload doubles it.
    pub fn without_id(created: impl Into<LocalTime>) -> Self {
        Self {
            id: None,
            create_date_time: created.into(),
            client_uniq_id: None,
            client_ids: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            emails_md5: Vec::new(),
            phones_md5: Vec::new(),
            order_status: None,
            revenue: None,
            cost: None,
            goals: Vec::new(),
            currency: None,
        }
    }

    setters! {
        /// Sets the id of the customer in the CRM.
        client_uniq_id: String;
        /// Sets what became of it.
        order_status: OrderStatus;
        /// Sets what the customer pays.
        revenue: Amount;
        /// Sets what it costs the seller.
        cost: Amount;
        /// Sets the currency of all amounts.
        currency: Currency;
    }

    identities! {}

    adders! {
        /// Adds a goal that is reached beside those of the status.
        goal: OrderGoal => goals;
    }
}
