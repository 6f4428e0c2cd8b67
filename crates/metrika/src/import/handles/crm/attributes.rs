//! What contacts, companies and orders are made of.

use metrika_raw::management::types::AttributeBatch;

use super::rules;
use crate::Client;
use crate::error::Result;
use crate::ids::CounterId;
use crate::management::answers::{Facts, done};
use crate::models::{Attribute, CdpEntityType};

/// What contacts, companies or orders are made of; from [`Crm::attributes`](super::Crm::attributes).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::CdpEntityType;
///
/// let known = client.counter(44147844).import().crm().attributes(CdpEntityType::Order).list().await?;
/// let name = |attribute: &metrika::models::Attribute| attribute.name.clone();
/// println!("{:?} and of our own {:?}", known.system.iter().map(name), known.custom.iter().map(name));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
    pub(in crate::import) of: CdpEntityType,
}

/// The attributes that there are; from [`Attributes::list`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KnownAttributes {
    /// Those of the service.
    pub system: Vec<Attribute>,
    /// Those of your own.
    pub custom: Vec<Attribute>,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId, of: CdpEntityType) -> Self {
        Self { client, counter, of }
    }

    /// All attributes, those of the service and those of your own.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/getAttributes>.
    pub async fn list(&self) -> Result<KnownAttributes> {
        let call = self.client.management().list_attributes().counter_id(self.counter.checked()?);
        let answer = call.entity_type(self.of.clone()).send().await?;
        let facts = Facts::of(&answer);
        let answer = answer.into_inner();
        Ok(KnownAttributes {
            system: answer.system_attributes.ok_or_else(|| facts.lacks("system_attributes"))?,
            custom: answer.custom_attributes.ok_or_else(|| facts.lacks("custom_attributes"))?,
        })
    }

    /// Makes attributes of your own. Each needs a `name`, by which it is named in what is sent, and `multivalued`.
    ///
    /// A name has 1 to 255 characters: Latin letters, digits, `_`, `-` and `:`. It must not be that of an attribute of the service.
    /// `humanized`, which people see, has up to 4096 characters. What is wrong with one of them is an error of kind
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and none is sent.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/createAttributes>.
    pub async fn create(&self, attributes: impl IntoIterator<Item = Attribute>) -> Result<()> {
        let attributes: Vec<Attribute> = attributes.into_iter().collect();
        rules::each("attributes", &attributes, rules::attribute)?;
        let body = AttributeBatch { attributes, extra: Default::default() };
        let call = self.client.management().create_attributes().counter_id(self.counter.checked()?);
        done(call.entity_type(self.of.clone()).body(body).send()).await
    }
}
