//! The products that orders name.

use metrika_raw::management::types::ProductSchema;

use super::rules;
use crate::Client;
use crate::error::Result;
use crate::ids::CounterId;
use crate::management::answers::done;
use crate::models::{Attribute, ProductItem};

/// Attributes and products that can be sent, of each.
const MOST: usize = 160_000;

/// The products and services that orders name; from [`Crm::products`](super::Crm::products). They cannot be listed.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::ProductItem;
///
/// let apple = ProductItem { name: "apple".into(), humanized: Some("An apple".into()), extra: Default::default() };
/// client.counter(44147844).import().crm().products().create([], [apple]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Products<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Products<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// Makes the list of products: the attributes that they have, which may be none, and the products, up to 160 000 of each.
    /// What becomes of a list that was made before is not documented.
    ///
    /// The name of an attribute or a product has 1 to 255 characters: Latin letters, digits, `_`, `-` and `:`. `humanized`, which people see,
    /// has up to 4096. What is wrong with one of them is an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and none is
    /// sent.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/createProducts>.
    pub async fn create(
        &self,
        attributes: impl IntoIterator<Item = Attribute>,
        items: impl IntoIterator<Item = ProductItem>,
    ) -> Result<()> {
        let attributes: Vec<Attribute> = attributes.into_iter().collect();
        let items: Vec<ProductItem> = items.into_iter().collect();
        rules::count("attributes", attributes.len(), MOST)?;
        rules::count("items", items.len(), MOST)?;
        rules::each("attributes", &attributes, rules::attribute)?;
        rules::each("items", &items, rules::product)?;
        let body = ProductSchema { attributes, items: Some(items), extra: Default::default() };
        let call = self.client.management().create_products().counter_id(self.counter.checked()?);
        done(call.body(body).send()).await
    }
}
