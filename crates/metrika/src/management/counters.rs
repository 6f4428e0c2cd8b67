//! The counters that you see: list them and make new ones.

use futures_util::{Stream, TryStreamExt};
use metrika_raw::management::types::CounterEnvelope;

use super::answers::Facts;
use super::{counter_rules, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, LabelId};
use crate::models::{Counter, CounterBrief, CounterField, CounterPermission, CounterSort, CounterStatus, CounterType};
use crate::page::{self, Page};

/// A page of [`ListCounters`].
pub type CounterPage = Page<CounterBrief>;

/// The counters that you see; from [`Client::counters`].
#[derive(Debug, Clone, Copy)]
pub struct Counters<'a> {
    client: &'a Client,
}

impl<'a> Counters<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists counters, your own and those of others that you may see.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    /// use metrika::models::{CounterField, CounterPermission};
    ///
    /// let list = client.counters().list().permissions([CounterPermission::Own]).fields([CounterField::Goals]);
    /// let mut counters = std::pin::pin!(list.items());
    /// while let Some(counter) = counters.try_next().await? {
    ///     println!("{:?} {:?}", counter.id, counter.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> ListCounters {
        ListCounters { client: self.client.clone(), query: Query::default() }
    }

    /// Makes a counter. Set at least `name` and `site2.site`, each of up to 255 characters. `filter_robots` is 1 or 2, `visit_threshold`
    /// from 1800 to 21600 seconds.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::models::{Counter, CounterMirror};
    ///
    /// let site = CounterMirror { site: Some("shop.example".into()), ..CounterMirror::default() };
    /// let shop = Counter { name: Some("Shop".into()), site2: Some(site), ..Counter::default() };
    /// let made = client.counters().create(shop).await?;
    /// println!("{:?}", made.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter/addCounter>.
    pub async fn create(&self, counter: Counter) -> Result<Counter> {
        counter_rules::check(&counter).refuse()?;
        let body = CounterEnvelope { counter, extra: Default::default() };
        Ok(value(self.client.management().create_counter().body(body).send()).await?.counter)
    }
}

/// A list of counters that is still to be sent; from [`Counters::list`]. It has a clone of the client, and may outlive it.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/counter/counters>.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `all`, `items` or `page_from`"]
pub struct ListCounters {
    client: Client,
    query: Query,
}

#[derive(Debug, Clone, Default)]
struct Query {
    ids: Option<Vec<CounterId>>,
    favorite: Option<bool>,
    fields: Option<Vec<CounterField>>,
    label: Option<LabelId>,
    permissions: Option<Vec<CounterPermission>>,
    reverse: Option<bool>,
    robots: Option<bool>,
    search: Option<String>,
    sort: Option<CounterSort>,
    status: Option<CounterStatus>,
    type_: Option<CounterType>,
    per_page: Option<u32>,
}

impl ListCounters {
    /// Only these.
    pub fn ids<T: Into<CounterId>>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.query.ids = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Only your favorites.
    pub fn favorite(mut self) -> Self {
        self.query.favorite = Some(true);
        self
    }

    /// Parts to add to each counter.
    pub fn fields(mut self, fields: impl IntoIterator<Item = CounterField>) -> Self {
        self.query.fields = Some(fields.into_iter().collect());
        self
    }

    /// Only those with this label.
    pub fn label(mut self, label: impl Into<LabelId>) -> Self {
        self.query.label = Some(label.into());
        self
    }

    /// Only those to which you have one of these levels of access.
    pub fn permissions(mut self, permissions: impl IntoIterator<Item = CounterPermission>) -> Self {
        self.query.permissions = Some(permissions.into_iter().collect());
        self
    }

    /// Whether in the reverse of the order that `sort` names. The service's default is `true`.
    pub fn reverse(mut self, reverse: bool) -> Self {
        self.query.reverse = Some(reverse);
        self
    }

    /// Whether robots are taken into account. What this changes is not documented.
    pub fn robots(mut self, robots: bool) -> Self {
        self.query.robots = Some(robots);
        self
    }

    /// Only those with this text in their name, site or mirrors, or with this whole id.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.query.search = Some(text.into());
        self
    }

    /// What to order by.
    pub fn sort(mut self, sort: CounterSort) -> Self {
        self.query.sort = Some(sort);
        self
    }

    /// Active ones, as by default, or deleted ones.
    pub fn status(mut self, status: CounterStatus) -> Self {
        self.query.status = Some(status);
        self
    }

    /// Only simple ones, or only those of partners.
    pub fn type_(mut self, type_: CounterType) -> Self {
        self.query.type_ = Some(type_);
        self
    }

    /// How many to ask for at once; 1000 unless told otherwise. It changes nothing about how many come in all.
    pub fn per_page(mut self, counters: u32) -> Self {
        self.query.per_page = Some(counters);
        self
    }

    /// The page that begins with the counter of this number in the list. Counters are counted, not pages: the first is 1, and what
    /// comes after a page is at its [`next_offset`](Page::next_offset).
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let list = client.counters().list().per_page(100);
    /// let first = list.page_from(1).await?;
    /// if let Some(next) = first.next_offset()? {
    ///     let second = list.page_from(next).await?;
    ///     println!("{} of {:?}", first.items.len() + second.items.len(), first.total);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn page_from(&self, offset: u64) -> Result<CounterPage> {
        let query = &self.query;
        if query.per_page == Some(0) {
            return Err(Error::invalid("per_page", "it must be at least 1"));
        }
        if offset == 0 {
            return Err(Error::invalid("offset", "counters are counted from 1"));
        }
        let mut call = self.client.management().list_counters();
        if let Some(ids) = &query.ids {
            call = call.counter_ids(ids.iter().map(|id| id.checked()).collect::<Result<Vec<i64>>>()?);
        }
        if let Some(favorite) = query.favorite {
            call = call.favorite(favorite);
        }
        if let Some(fields) = &query.fields {
            call = call.field(fields.clone());
        }
        if let Some(label) = query.label {
            call = call.label_id(label.checked()?);
        }
        if let Some(permissions) = &query.permissions {
            call = call.permission(permissions.clone());
        }
        if let Some(reverse) = query.reverse {
            call = call.reverse(reverse);
        }
        if let Some(robots) = query.robots {
            call = call.robots(robots);
        }
        if let Some(text) = &query.search {
            call = call.search_string(text.clone());
        }
        if let Some(sort) = &query.sort {
            call = call.sort(sort.clone());
        }
        if let Some(status) = &query.status {
            call = call.status(status.clone());
        }
        if let Some(type_) = &query.type_ {
            call = call.type_(type_.clone());
        }
        if let Some(per_page) = query.per_page {
            call = call.per_page(per_page);
        }
        if offset > 1 {
            call = call.offset(i64::try_from(offset).map_err(|error| Error::invalid("offset", error))?);
        }
        let tokens = query.fields.as_ref().is_some_and(|fields| fields.contains(&CounterField::MeasurementTokens));
        let answer = call.send().await.map_err(|error| without_tokens(error.into(), tokens))?;
        let (facts, list) = (Facts::of(&answer), answer.into_inner());
        let counters = list.counters.ok_or_else(|| facts.lacks("counters"))?;
        Ok(Page::new(counters, offset, list.rows))
    }

    /// All of them as a stream, asked for page by page. It holds what it needs, so that it can be moved into a task.
    ///
    /// A service that repeats a page, or brings more than its total, is an error: see [`Page::next_offset`].
    pub fn items(self) -> impl Stream<Item = Result<CounterBrief>> + Send {
        let fetch = move |offset| {
            let list = self.clone();
            async move { list.page_from(offset).await }
        };
        page::items(fetch, |counter| counter.id)
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<CounterBrief>> {
        self.items().try_collect().await
    }
}

/// An answer that cannot be read is not kept if tokens of the Measurement Protocol are in it.
pub(super) fn without_tokens(error: Error, tokens: bool) -> Error {
    if tokens { error.without_good_answer() } else { error }
}
