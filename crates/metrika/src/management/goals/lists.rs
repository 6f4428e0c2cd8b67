//! What goals can watch, the same for all counters.

use serde_json::Value;

use crate::Client;
use crate::error::Result;
use crate::management::list;

impl Client {
    /// The messengers that goals can name, for any counter: see [`NewGoal::messenger`](crate::management::NewGoal::messenger). What an entry
    /// looks like is not documented, so that it comes as it is.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// for messenger in client.messengers().await? {
    ///     println!("{messenger}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/getMessengers>.
    pub async fn messengers(&self) -> Result<Vec<Value>> {
        list(self.management().list_messengers().send(), "messengers", |answer| answer.messengers).await
    }

    /// The social networks that goals can name, for any counter: see
    /// [`NewGoal::social_network`](crate::management::NewGoal::social_network). What an entry looks like is not documented, so that it comes as
    /// it is.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/getSocialNetworks>.
    pub async fn social_networks(&self) -> Result<Vec<Value>> {
        list(self.management().list_social_networks().send(), "social_networks", |answer| answer.social_networks).await
    }
}
