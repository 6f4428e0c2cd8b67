//! What the statuses of orders mean.

use metrika_raw::management::types::OrderStatusBatch;

use super::rules;
use crate::Client;
use crate::error::Result;
use crate::ids::CounterId;
use crate::management::answers::{done, list_or_none};
use crate::models::OrderStatus;

/// What the statuses of your orders mean; from [`Crm::order_statuses`](super::Crm::order_statuses).
///
/// Without a mapping the status of an order is `PAID`, `IN_PROGRESS`, `CANCELLED`, `SPAM` or the event of a goal.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::{OrderStatus, OrderStatusType};
///
/// let delivered = OrderStatus {
///     id: Some("delivered".into()),
///     humanized: Some("Delivered".into()),
///     type_: Some(OrderStatusType::Paid),
///     goal_action_ids: Some(vec!["order_delivered".into()]),
///     ..OrderStatus::default()
/// };
/// client.counter(44147844).import().crm().order_statuses().map([delivered]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OrderStatuses<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> OrderStatuses<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// The statuses that are mapped.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getOrderStatuses>.
    pub async fn list(&self) -> Result<Vec<OrderStatus>> {
        let call = self.client.management().list_order_statuses().counter_id(self.counter.checked()?);
        list_or_none(call.send(), |answer| answer.order_statuses).await
    }

    /// Says what statuses mean. What becomes of those that were mapped before and are left out is not documented.
    ///
    /// Each needs an `id`, which orders give as their `order_status`, of 1 to 255 Latin letters, digits, `_`, `-` and `:`, and a type.
    /// `goal_action_ids` are the events of up to 10 goals that an order reaches with this status, each once; `humanized`, which people see,
    /// has up to 4096 characters. What is wrong with one of them is an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest),
    /// and none is sent.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/mapOrderStatuses>.
    pub async fn map(&self, statuses: impl IntoIterator<Item = OrderStatus>) -> Result<()> {
        let order_statuses: Vec<OrderStatus> = statuses.into_iter().collect();
        rules::each("order_statuses", &order_statuses, rules::order_status)?;
        let body = OrderStatusBatch { order_statuses, extra: Default::default() };
        let call = self.client.management().map_order_statuses().counter_id(self.counter.checked()?);
        done(call.body(body).send()).await
    }
}
