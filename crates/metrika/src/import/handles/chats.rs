//! Chats in messengers.

use metrika_raw::management::types::ConversionsType;

use super::conversions;
use crate::Client;
use crate::error::Result;
use crate::ids::{CounterId, UploadingId};
use crate::models::ConversionsUploading;

/// Chats of visitors in messengers; from [`Import::chats`](super::Import::chats).
///
/// To the service they are [conversions](super::Conversions) of the type `CHATS`: their uploadings have the same fields, with the same
/// meaning, and are applied within about two hours too. A chat needs a visitor to join a visit: without one it is taken, and joins none.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// let chats = client.counter(44147844).import().chats();
/// for uploading in chats.list().await? {
///     println!("{:?}: {:?} of {:?} rows", uploading.id, uploading.line_quantity, uploading.source_quantity);
/// }
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chats/findAll_chats>. It prints another path than the page of
/// conversions, with an id in it, for what must be a list; what is sent is the path of conversions.
#[derive(Debug, Clone, Copy)]
pub struct Chats<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> Chats<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All uploadings of chats of the counter. Their order is not documented.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn list(&self) -> Result<Vec<ConversionsUploading>> {
        let call = || self.client.management().list_conversions_uploadings();
        conversions::list(call, self.counter, ConversionsType::Chats).await
    }

    /// One uploading, and how far it is. The service finds it by its id alone: that of conversions is found too, and `type_` tells.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chats/findById_chats>. It prints a list; both forms are read.
    pub async fn get(&self, id: impl Into<UploadingId>) -> Result<ConversionsUploading> {
        conversions::get(self.client.management().get_conversions_uploading(), self.counter, id.into()).await
    }
}
