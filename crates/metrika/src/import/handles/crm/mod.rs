//! Customers and orders: what they are made of, and what was sent of them.

mod attributes;
mod order_statuses;
mod products;
mod rules;
mod uploadings;

pub use attributes::{Attributes, KnownAttributes};
pub use order_statuses::OrderStatuses;
pub use products::Products;
pub use uploadings::{Before, ListCrmUploadings};

use crate::Client;
use crate::error::Result;
use crate::ids::CounterId;
use crate::management::answers::list;
use crate::models::{AttributeType, CdpEntityType};

/// Customers and orders of your CRM; from [`Import::crm`](super::Import::crm).
///
/// Before customers and orders are sent, the counter can be told what they are made of: [attributes](Self::attributes) of your own, the
/// [products](Self::products) that orders name, and what [statuses of orders](Self::order_statuses) mean.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::{Attribute, CdpEntityType};
///
/// let crm = client.counter(44147844).import().crm();
/// let size = Attribute {
///     name: Some("shoe_size".into()),
///     humanized: Some("Shoe size".into()),
///     type_name: Some("numeric".into()),
///     multivalued: Some(false.into()),
///     ..Attribute::default()
/// };
/// crm.attributes(CdpEntityType::Contact).create([size]).await?;
/// for uploading in crm.uploadings().limit(100).send().await? {
///     println!("{:?} {:?}", uploading.uploading_id, uploading.api_validation_status);
/// }
/// # Ok(())
/// # }
/// ```
///
/// How long the service takes to apply what is sent here is not documented; for files it is about two hours.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getAttributes>.
#[derive(Debug, Clone, Copy)]
pub struct Crm<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Crm<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// What contacts, companies or orders are made of.
    pub fn attributes(&self, of: CdpEntityType) -> Attributes<'a> {
        Attributes::new(self.client, self.counter, of)
    }

    /// The products that orders name.
    pub fn products(&self) -> Products<'a> {
        Products::new(self.client, self.counter)
    }

    /// What the statuses of your orders mean.
    pub fn order_statuses(&self) -> OrderStatuses<'a> {
        OrderStatuses::new(self.client, self.counter)
    }

    /// The latest uploadings of contacts, orders and products.
    pub fn uploadings(&self) -> ListCrmUploadings<'a> {
        ListCrmUploadings::new(self.client, self.counter)
    }

    /// The types that attributes of the service have. The reference shows no answer: that it holds `types`, another client tells.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getTypes>.
    pub async fn attribute_types(&self) -> Result<Vec<AttributeType>> {
        let call = self.client.management().list_attribute_types().counter_id(self.counter.checked()?);
        list(call.send(), "types", |answer| answer.types).await
    }

    /// The predefined types, such as `text` and `numeric`: their `name` is what the `type_name` of an attribute takes. The reference shows
    /// no answer: that it holds `types`, another client tells.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getPredefinedTypes>.
    pub async fn predefined_types(&self) -> Result<Vec<AttributeType>> {
        let call = self.client.management().list_predefined_types().counter_id(self.counter.checked()?);
        list(call.send(), "types", |answer| answer.types).await
    }
}
