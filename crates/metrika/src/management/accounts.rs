//! Accounts: whom you may act for.

use metrika_raw::management::types::AccountBatch;

use super::checks::given;
use super::{done, list};
use crate::Client;
use crate::error::{Error, Result};
use crate::models::Account;

/// The accounts whose owners gave you full access; from [`Client::accounts`].
///
/// To act for one of them, send its login: [`CallOptions::ulogin`](crate::CallOptions::ulogin). The other direction, who may act for
/// you, is [`Delegates`](super::Delegates). You can only give access up here: who gave it is the only one who can give it again.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::CallOptions;
///
/// for account in client.accounts().list().await? {
///     let Some(login) = account.user_login else { continue };
///     let theirs = client.with(CallOptions::new().ulogin(&login)).counters().list().all().await?;
///     println!("{login}: {} counters", theirs.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/account/accounts>.
#[derive(Debug, Clone, Copy)]
pub struct Accounts<'a> {
    client: &'a Client,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All accounts.
    pub async fn list(&self) -> Result<Vec<Account>> {
        list(self.client.management().list_accounts().send(), "accounts", |answer| answer.accounts).await
    }

    /// Gives up every account but these, and brings those that are left. **You lose the access to each one that is left out**, also to
    /// those that were added since you looked, and cannot take it back.
    ///
    /// It adds none: a login that is not in the present list is not granted, and a misspelled one is an account lost. Take the logins
    /// from [`list`](Self::list); to give up single accounts, [`delete`](Self::delete) is safer. An empty list is refused before
    /// anything is sent.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let kept = client.accounts().keep_only(["agency-owner", "shop-owner"]).await?;
    /// println!("{} accounts are left", kept.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/account/updateAccounts>.
    pub async fn keep_only<T: Into<String>>(&self, logins: impl IntoIterator<Item = T>) -> Result<Vec<Account>> {
        let logins: Vec<String> = logins.into_iter().map(Into::into).collect();
        if logins.is_empty() {
            return Err(Error::invalid(
                "accounts",
                "the list is empty and would give up all of them: use `delete` for each if that is meant",
            ));
        }
        for login in &logins {
            given("accounts[].user_login", Some(login))?;
        }
        let accounts = logins.into_iter().map(|login| Account { user_login: Some(login), ..Account::default() });
        let body = AccountBatch { accounts: accounts.collect(), extra: Default::default() };
        list(self.client.management().replace_accounts().body(body).send(), "accounts", |answer| answer.accounts).await
    }

    /// Gives up the access to the account of this login.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/account/deleteAccount>.
    pub async fn delete(&self, login: impl Into<String>) -> Result<()> {
        let login = login.into();
        given("user_login", Some(&login))?;
        done(self.client.management().delete_account().user_login(login).send()).await
    }
}
