//! Clients of Yandex Direct.

use super::list;
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::models::CounterClient;

/// The clients of Yandex Direct whose campaigns the owners of counters can see; from [`Client::clients`].
///
/// Reports on the costs of Direct take the `chief_login` of a client in `direct_client_logins`.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// for direct in client.clients().list([44147844]).await? {
///     println!("{:?} {:?}", direct.name, direct.chief_login);
/// }
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/clients/getClients>.
#[derive(Debug, Clone, Copy)]
pub struct Clients<'a> {
    client: &'a Client,
}

impl<'a> Clients<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// The clients that belong to these counters. At least one counter is needed.
    pub async fn list<T: Into<CounterId>>(&self, counters: impl IntoIterator<Item = T>) -> Result<Vec<CounterClient>> {
        let counters = counters.into_iter().map(|id| id.into().checked()).collect::<Result<Vec<i64>>>()?;
        if counters.is_empty() {
            return Err(Error::invalid("counters", "at least one is needed"));
        }
        list(self.client.management().list_clients().counters(counters).send(), "clients", |answer| answer.clients)
            .await
    }
}
