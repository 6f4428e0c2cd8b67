//! Grants: who may see or change a counter.

use metrika_raw::management::types::GrantEnvelope;

use super::checks::{NAME, at_most, given};
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{AccessFilterId, CounterId, UserId};
use crate::models::{AccessFilterRef, Grant, GrantPermission};

/// Who has access to a counter; from [`CounterHandle::grants`](super::CounterHandle::grants).
///
/// Only the owner and users with the permission `edit` may read the list and the grants of others; anybody else has [`mine`](Self::mine).
/// The service limits how often access to a counter is changed in an hour and does not tell how often that is:
/// [`ErrorKind::QuotaGrants`](crate::ErrorKind::QuotaGrants), until the next full hour.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::management::NewGrant;
/// use metrika::models::GrantPermission;
///
/// let grants = client.counter(44147844).grants();
/// grants.create(NewGrant::new("agency-login", GrantPermission::Edit).comment("Agency")).await?;
/// let part = NewGrant::new("guest-login", GrantPermission::ViewAccessFilter).access_filter(1000000042);
/// grants.create(part).await?;
/// grants.update("agency-login", |grant| grant.perm = Some(GrantPermission::View)).await?;
/// grants.delete("guest-login").await?;
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/grants>.
#[derive(Debug, Clone, Copy)]
pub struct Grants<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Grants<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All grants of the counter, the public one among them if there is one. The owner has none.
    pub async fn list(&self) -> Result<Vec<Grant>> {
        let call = self.client.management().list_grants().counter_id(self.counter.checked()?);
        list(call.send(), "grants", |answer| answer.grants).await
    }

    /// What you may do yourself: the grant of the user that the token belongs to.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/myGrant>.
    pub async fn mine(&self) -> Result<Grant> {
        let call = self.client.management().get_my_grant().counter_id(self.counter.checked()?);
        Ok(value(call.send()).await?.grant)
    }

    /// The grant of the user with this login.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/grant>.
    pub async fn get(&self, login: impl Into<String>) -> Result<Grant> {
        let call = self.client.management().get_grant().counter_id(self.counter.checked()?);
        Ok(value(call.user_login(user_login(login)?).send()).await?.grant)
    }

    /// Gives a user access: a [`NewGrant`], or a [`Grant`] with `user_login` and `perm`.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/addGrant>.
    pub async fn create(&self, grant: impl Into<Grant>) -> Result<Grant> {
        let grant = grant.into();
        check(&grant).refuse()?;
        let call = self.client.management().create_grant().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(grant)).send()).await?.grant)
    }

    /// Gets the grant of this user, changes it and puts it back. It stays the grant of this user, whatever `change` makes of the login.
    /// A rule that it broke before does not keep it from being put back.
    ///
    /// Who leaves one of the permissions `..._access_filter` must empty `access_filters` too, and who takes one must fill it.
    pub async fn update(&self, login: impl Into<String>, change: impl FnOnce(&mut Grant)) -> Result<Grant> {
        self.try_update(login, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        login: impl Into<String>,
        change: impl FnOnce(&mut Grant) -> Result<(), E>,
    ) -> Result<Grant, E> {
        let login = login.into();
        let mut grant = self.get(login.as_str()).await?;
        // The body names whose grant is replaced: another login in it would be a change of somebody else's access.
        let whose = (grant.user_login.clone().unwrap_or(login), grant.user_uid);
        (grant.user_login, grant.user_uid) = (Some(whose.0.clone()), whose.1);
        let grant = changed(grant, check, |grant| {
            change(grant)?;
            (grant.user_login, grant.user_uid) = (Some(whose.0), whose.1);
            Ok::<_, E>(())
        })?;
        Ok(self.put(grant).await?)
    }

    /// Puts this in the place of the grant that the user named in it has: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/editGrant>.
    pub async fn replace(&self, grant: impl Into<Grant>) -> Result<Grant> {
        let grant = grant.into();
        check(&grant).refuse()?;
        self.put(grant).await
    }

    async fn put(&self, grant: Grant) -> Result<Grant> {
        let call = self.client.management().update_grant().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(grant)).send()).await?.grant)
    }

    /// Takes the access of the user with this login away.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/deleteGrant>.
    pub async fn delete(&self, login: impl Into<String>) -> Result<()> {
        let call = self.client.management().delete_grant().counter_id(self.counter.checked()?);
        done(call.user_login(user_login(login)?).send()).await
    }

    /// Takes the access of the user with this number away: `user_uid` of the grant.
    pub async fn delete_user(&self, user: impl Into<UserId>) -> Result<()> {
        let call = self.client.management().delete_grant().counter_id(self.counter.checked()?);
        done(call.user_uid(user.into().checked()?).send()).await
    }

    /// Lets everyone who is logged in to Yandex see the statistics; some reports, such as search phrases and Yandex Direct, stay hidden.
    /// Brings the public grant: `perm` is `public_stat`, `user_login` is empty.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/addPublicGrant>.
    pub async fn make_public(&self) -> Result<Grant> {
        let call = self.client.management().create_public_grant().counter_id(self.counter.checked()?);
        Ok(value(call.send()).await?.grant)
    }

    /// Takes the public grant away. Grants to single users stay.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/grant/deletePublicGrant>.
    pub async fn make_private(&self) -> Result<()> {
        done(self.client.management().delete_public_grant().counter_id(self.counter.checked()?).send()).await
    }
}

/// Access that is to be given; for [`Grants::create`].
///
/// ```
/// use metrika::management::NewGrant;
/// use metrika::models::GrantPermission;
///
/// let analyst = NewGrant::new("analyst-login", GrantPermission::Analyst).comment("Until May").partner_data_access(true);
/// # let _ = analyst;
/// ```
#[derive(Debug, Clone)]
#[must_use = "nobody has access before `Grants::create`"]
pub struct NewGrant(Grant);

impl NewGrant {
    /// This permission for the user with this login.
    pub fn new(login: impl Into<String>, permission: GrantPermission) -> Self {
        Self(Grant { user_login: Some(login.into()), perm: Some(permission), ..Grant::default() })
    }

    /// The access filter that narrows what the user sees. `analyst_access_filter` and `view_access_filter` need one, and no other
    /// permission has one.
    pub fn access_filter(mut self, filter: impl Into<AccessFilterId>) -> Self {
        let filter = AccessFilterRef { id: Some(filter.into().into()), ..AccessFilterRef::default() };
        self.0.access_filters = Some(vec![filter]);
        self
    }

    /// A note of your own, up to 255 characters.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.0.comment = Some(comment.into());
        self
    }

    /// Whether the user sees the reports on monetization. Users with the permission `edit` see them anyway.
    pub fn partner_data_access(mut self, access: bool) -> Self {
        self.0.partner_data_access = Some(access.into());
        self
    }
}

impl From<NewGrant> for Grant {
    fn from(new: NewGrant) -> Self {
        new.0
    }
}

fn user_login(login: impl Into<String>) -> Result<String> {
    let login = login.into();
    given("user_login", Some(&login))?;
    Ok(login)
}

fn envelope(mut grant: Grant) -> GrantEnvelope {
    // The reference has no empty list.
    grant.access_filters = grant.access_filters.filter(|filters| !filters.is_empty());
    GrantEnvelope { grant, extra: Default::default() }
}

fn check(grant: &Grant) -> Faults {
    let mut faults = Faults::default();
    match &grant.perm {
        None => faults.add("grant.perm", "it is needed"),
        Some(GrantPermission::PublicStat) => {
            faults.add("grant.perm", "public_stat is for everyone, not for one user: use `make_public`");
        }
        Some(_) => {}
    }
    faults.note(given("grant.user_login", grant.user_login.as_deref()));
    faults.note(at_most("grant.comment", grant.comment.as_deref(), NAME));
    let filters = grant.access_filters.as_deref().unwrap_or_default();
    for filter in filters {
        match filter.id {
            None => faults.add("grant.access_filters[].id", "it is needed"),
            Some(id) => faults.note(AccessFilterId::from(id).checked().map(drop)),
        }
    }
    let Some(perm) = &grant.perm else { return faults };
    let rule = match (perm, filters.len()) {
        (GrantPermission::AnalystAccessFilter | GrantPermission::ViewAccessFilter, 1) => None,
        (GrantPermission::AnalystAccessFilter | GrantPermission::ViewAccessFilter, _) => Some("exactly one"),
        // Nobody knows what permissions to come will need. There has never been more than one.
        (GrantPermission::Other(_), 0 | 1) => None,
        (GrantPermission::Other(_), _) => Some("at most one"),
        (_, 0) => None,
        _ => Some("no"),
    };
    if let Some(many) = rule {
        let rule = format_args!("{perm} goes with {many} access filter, not {}", filters.len());
        faults.add("grant.access_filters", rule);
    }
    faults
}
