//! Orders of customers that were uploaded before.

use serde::{Deserialize, Serialize};

use super::purchase::{OrderGoal, OrderProduct};
use super::read;
use crate::import::values::{Amount, Currency, LocalTime, OrderStatus};

/// An order of a [`Contact`](crate::import::Contact) that was uploaded before it.
///
/// The service takes an order of a customer that it does not know, and does nothing with it. An order of more than 21
/// days ago joins no visit.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::{Currency, Order, OrderStatus};
///
/// let order = Order::new("704", "J3QQ4", date(2020, 4, 21).at(11, 59, 21, 0), OrderStatus::Paid)
///     .revenue("2500.00")
///     .cost(1_800)
///     .currency(Currency::RUB)
///     .goal(("paid_in_cash", 200))
///     .product(("Laptop TGDD12", 1));
/// assert_eq!(order.goals[0].to_string(), "paid_in_cash:200");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/data-import/orders-data>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// `id`: the order's id in the CRM.
    pub id: String,
    /// `client_uniq_id`: the id of the customer in the CRM.
    pub client_uniq_id: String,
    /// `client_type`: `CONTACT`, the only word that is documented.
    pub client_type: String,
    /// `create_date_time`: when it was made. It cannot be changed by a later upload.
    pub create_date_time: LocalTime,
    /// `order_status`: what became of it.
    pub order_status: OrderStatus,
    /// `update_date_time`: when it was changed. The service fills it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_date_time: Option<LocalTime>,
    /// `finish_date_time`: when it was finished. Without it: when it was first uploaded as paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_date_time: Option<LocalTime>,
    /// `revenue`: what the customer pays; up to 9223372036854.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Amount>,
    /// `cost`: what it costs the seller; up to 9223372036854. Profit is the revenue less the cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Amount>,
    /// `currency`: of all amounts of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// `goals`: goals that are reached beside those of the status; up to 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub goals: Vec<OrderGoal>,
    /// `products`: what was ordered.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list_or_object")]
    pub products: Vec<OrderProduct>,
}

impl Order {
    /// Its id and that of its customer in the CRM, when it was made, and what became of it.
    pub fn new(
        id: impl Into<String>,
        client_uniq_id: impl Into<String>,
        created: impl Into<LocalTime>,
        status: impl Into<OrderStatus>,
    ) -> Self {
        Self {
            id: id.into(),
            client_uniq_id: client_uniq_id.into(),
            client_type: "CONTACT".to_owned(),
            create_date_time: created.into(),
            order_status: status.into(),
            update_date_time: None,
            finish_date_time: None,
            revenue: None,
            cost: None,
            currency: None,
            goals: Vec::new(),
            products: Vec::new(),
        }
    }

    setters! {
        /// Sets when it was changed.
        update_date_time: LocalTime;
        /// Sets when it was finished.
        finish_date_time: LocalTime;
        /// Sets what the customer pays.
        revenue: Amount;
        /// Sets what it costs the seller.
        cost: Amount;
        /// Sets the currency of all amounts.
        currency: Currency;
    }

    adders! {
        /// Adds a goal that is reached beside those of the status.
        goal: OrderGoal => goals;
        /// Adds a product with its quantity.
        product: OrderProduct => products;
    }
}
