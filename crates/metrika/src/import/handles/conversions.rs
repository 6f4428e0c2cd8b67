//! Conversions that did not happen on the site.

use metrika_raw::ResponseValue;
use metrika_raw::management::builder::{GetConversionsUploading, ListConversionsUploadings};
use metrika_raw::management::types::{ConversionsType, ConversionsUploadingEnvelope};

use super::pages;
use crate::Client;
use crate::error::Result;
use crate::ids::{CounterId, UploadingId};
use crate::management::answers::{Facts, list_or_none};
use crate::models::ConversionsUploading;

/// Conversions that did not happen on the site, such as a sale in a shop; from [`Import::conversions`](super::Import::conversions).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::ConversionsStatus;
///
/// let conversions = client.counter(44147844).import().conversions();
/// let uploading = conversions.get(4242).await?;
/// match uploading.status {
///     Some(ConversionsStatus::Processed) => println!("{:?} rows joined visits", uploading.linked_quantity),
///     Some(ConversionsStatus::LinkageFailure) => println!("not one row joined a visit"),
///     status => println!("not yet: {status:?}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Uploadings
///
/// | field | |
/// |---|---|
/// | `source_quantity` | rows of the file |
/// | `line_quantity` | rows that were taken; fewer than `source_quantity`: some were refused, which the service answers with 200 all the same |
/// | `linked_quantity` | rows that were joined to a visit |
/// | `goal_not_found_quantity` | rows whose `Target` is the event of no goal |
/// | `user_not_found_quantity` | rows whose visitor is not known |
/// | `client_id_type` | by what the rows name visitors |
/// | `status` | `PROCESSED` and `LINKAGE_FAILURE` (no row joined a visit) are the last ones |
///
/// Which rows were refused, and why, the service does not tell. A row without a matching visit in the 21 days before is dropped in silence.
/// The three quantities of what became of rows are not in today's reference, only in its examples: they may be absent.
///
/// A file is applied within about two hours. The form of `create_time` is RFC 3339 by the reference.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/offline_conversions/findAll_1>.
#[derive(Debug, Clone, Copy)]
pub struct Conversions<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Conversions<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All uploadings of conversions of the counter. Their order is not documented. Those of calls and chats are not among them.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn list(&self) -> Result<Vec<ConversionsUploading>> {
        let call = || self.client.management().list_conversions_uploadings();
        list(call, self.counter, ConversionsType::Basic).await
    }

    /// One uploading, and how far it is.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/offline_conversions/findById_1>.
    pub async fn get(&self, id: impl Into<UploadingId>) -> Result<ConversionsUploading> {
        get(self.client.management().get_conversions_uploading(), self.counter, id.into()).await
    }
}

/// All uploadings of this type. Chats are listed by the same operation.
pub(super) async fn list<'a>(
    call: impl Fn() -> ListConversionsUploadings<'a>,
    counter: CounterId,
    type_: ConversionsType,
) -> Result<Vec<ConversionsUploading>> {
    let counter = counter.checked()?;
    let fetch = |limit, offset| {
        let call = call().counter_id(counter).type_(type_.clone());
        list_or_none(call.limit(limit).offset(offset).send(), |answer| answer.uploadings)
    };
    pages::all(fetch, |uploading| uploading.id).await
}

/// One uploading, of chats too.
pub(super) async fn get(
    call: GetConversionsUploading<'_>,
    counter: CounterId,
    id: UploadingId,
) -> Result<ConversionsUploading> {
    the_one(call.counter_id(counter.checked()?).id(id.checked()?).send().await?, Some(id))
}

/// The uploading that an answer is about. One page of the reference prints it in a list: then it is the one with this id,
/// or the only one if its id is not known yet.
pub(in crate::import) fn the_one(
    answer: ResponseValue<ConversionsUploadingEnvelope>,
    id: Option<UploadingId>,
) -> Result<ConversionsUploading> {
    let facts = Facts::of(&answer);
    let answer = answer.into_inner();
    let listed = || {
        let mut list = answer.uploadings.unwrap_or_default();
        let place = list.iter().position(|listed| id.is_some() && listed.id.map(UploadingId::from) == id);
        let only = list.len() == 1 && id.is_none();
        place.or(only.then_some(0)).map(|place| list.swap_remove(place))
    };
    answer.uploading.or_else(listed).ok_or_else(|| facts.lacks("uploading"))
}
