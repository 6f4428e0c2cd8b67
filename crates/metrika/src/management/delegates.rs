//! Delegates: who may act for you.

use metrika_raw::management::types::DelegateEnvelope;

use super::checks::{NAME, at_most, given};
use super::{done, list};
use crate::Client;
use crate::error::Result;
use crate::models::Delegate;

/// Those who have full access to your account: they may view, change and delete all its counters. From [`Client::delegates`].
///
/// The other direction, whom you may act for, is [`Accounts`](super::Accounts). To share a single counter, use
/// [`Grants`](super::Grants).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::management::NewDelegate;
///
/// let all = client.delegates().create(NewDelegate::new("agency-login").comment("Agency")).await?;
/// println!("{} may act for you", all.len());
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/delegates/delegates>.
#[derive(Debug, Clone, Copy)]
pub struct Delegates<'a> {
    client: &'a Client,
}

impl<'a> Delegates<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All delegates.
    pub async fn list(&self) -> Result<Vec<Delegate>> {
        list(self.client.management().list_delegates().send(), "delegates", |answer| answer.delegates).await
    }

    /// Makes a user a delegate: a [`NewDelegate`], or a [`Delegate`] with `user_login`. Brings **all** delegates, not only the new one:
    /// so the service answers.
    ///
    /// Three may be added in an hour. The client counts along and fails at once after that, as the service would, with
    /// [`ErrorKind::QuotaDelegates`](crate::ErrorKind::QuotaDelegates); [`resets_at`](crate::Error::resets_at) is the next full hour.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/delegates/addDelegate>.
    pub async fn create(&self, delegate: impl Into<Delegate>) -> Result<Vec<Delegate>> {
        let delegate = delegate.into();
        given("delegate.user_login", delegate.user_login.as_deref())?;
        at_most("delegate.comment", delegate.comment.as_deref(), NAME)?;
        let body = DelegateEnvelope { delegate, extra: Default::default() };
        list(self.client.management().create_delegate().body(body).send(), "delegates", |answer| answer.delegates).await
    }

    /// Takes the access to your account from the user with this login.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/delegates/deleteDelegate>.
    pub async fn delete(&self, login: impl Into<String>) -> Result<()> {
        let login = login.into();
        given("user_login", Some(&login))?;
        done(self.client.management().delete_delegate().user_login(login).send()).await
    }
}

/// A delegate to be made; for [`Delegates::create`].
#[derive(Debug, Clone)]
#[must_use = "nobody has access before `Delegates::create`"]
pub struct NewDelegate(Delegate);

impl NewDelegate {
    /// The user with this login.
    pub fn new(login: impl Into<String>) -> Self {
        Self(Delegate { user_login: Some(login.into()), ..Delegate::default() })
    }

    /// A note of your own, up to 255 characters.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.0.comment = Some(comment.into());
        self
    }
}

impl From<NewDelegate> for Delegate {
    fn from(new: NewDelegate) -> Self {
        new.0
    }
}
