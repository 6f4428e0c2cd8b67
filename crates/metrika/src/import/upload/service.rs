//! The calls of each kind of upload, and what the service answers, in one form.

use std::fmt;

use metrika_raw::ResponseValue;
use metrika_raw::management::types as raw;
use reqwest::Body;

use crate::Client;
use crate::error::{Error, Result};
use crate::ids::CounterId;
use crate::import::handles::the_one;
use crate::import::layout::{self, Layout};
use crate::management::answers::Facts;
use crate::models::{CdpMergeMode, VisitorParametersAction};

/// What is uploaded, and how.
#[derive(Debug, Clone)]
pub(in crate::import) enum Kind {
    Conversions,
    Calls { new_goal_name: Option<String> },
    Chats,
    VisitorParameters { action: VisitorParametersAction },
    Expenses { provider: Option<String> },
    RemovedExpenses { provider: Option<String> },
    SimpleOrders { mode: CdpMergeMode },
    Contacts { mode: CdpMergeMode, json: bool },
    Orders { mode: CdpMergeMode, json: bool },
}

/// An uploading, as the service shows it: the fields of all kinds. What a kind does not have is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Uploading {
    /// Its number; for the CRM a text.
    pub id: String,
    /// How far it is.
    pub status: UploadingStatus,
    /// When it was made, as the service writes it.
    pub created: Option<String>,
    /// The comment that was sent along.
    pub comment: Option<String>,
    /// Rows that the service found in the file: `source_quantity`, for the CRM `elements_count`.
    pub rows: Option<u64>,
    /// Rows that it took: `line_quantity`. Expenses and the CRM have none.
    pub accepted: Option<u64>,
    /// Rows that it joined to visits or visitors: `linked_quantity`.
    pub linked: Option<u64>,
    /// Rows whose visitor was not found.
    pub user_not_found: Option<u64>,
    /// Rows whose goal was not found.
    pub goal_not_found: Option<u64>,
    /// Calls that never join a visit.
    pub static_calls: Option<u64>,
    /// What the check of the CRM found wrong.
    pub errors: Vec<String>,
    /// What it is, where one list has several kinds: `EXPENSES`, `delete_keys`, `CSV`.
    pub(super) word: Option<String>,
}

/// How far an uploading is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadingStatus {
    /// The service said nothing of it. Visitor parameters are so until they are confirmed.
    #[default]
    Unknown,
    /// It goes on: the word of the service, also one that this version does not know.
    Processing(String),
    /// It is done.
    Processed,
    /// It is done, and not one visitor was found.
    LinkageFailure,
    /// The service refused what it holds.
    Failed,
}

impl UploadingStatus {
    pub(super) fn of(word: Option<String>) -> Self {
        match word {
            None => Self::Unknown,
            Some(word) => match word.to_ascii_uppercase().as_str() {
                "PROCESSED" | "PASSED" => Self::Processed,
                "LINKAGE_FAILURE" => Self::LinkageFailure,
                "FAILED" => Self::Failed,
                _ => Self::Processing(word),
            },
        }
    }

    /// Whether visitor parameters have been confirmed. Which word there is before that is not documented: only those of afterwards say so.
    pub(super) fn is_confirmed(&self) -> bool {
        self.is_final() || matches!(self, Self::Processing(word) if word.eq_ignore_ascii_case("is_processed"))
    }

    /// Whether it will not change any more.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Processed | Self::LinkageFailure | Self::Failed)
    }
}

impl fmt::Display for UploadingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no status"),
            Self::Processing(word) => f.write_str(word),
            Self::Processed => f.write_str("PROCESSED"),
            Self::LinkageFailure => f.write_str("LINKAGE_FAILURE"),
            Self::Failed => f.write_str("FAILED"),
        }
    }
}

impl Kind {
    pub fn layout(&self) -> &'static Layout {
        match self {
            Self::Conversions => &layout::CONVERSIONS,
            Self::Calls { .. } => &layout::CALLS,
            Self::Chats => &layout::CHATS,
            Self::VisitorParameters { action: VisitorParametersAction::DeleteKeys } => &layout::DELETED_PARAMETERS,
            Self::VisitorParameters { .. } => &layout::VISITOR_PARAMETERS,
            Self::Expenses { .. } => &layout::EXPENSES,
            Self::RemovedExpenses { .. } => &layout::REMOVED_EXPENSES,
            Self::SimpleOrders { .. } => &layout::SIMPLE_ORDERS,
            Self::Contacts { .. } => &layout::CONTACTS,
            Self::Orders { .. } => &layout::ORDERS,
        }
    }

    pub fn set_provider(&mut self, name: String) {
        if let Self::Expenses { provider } | Self::RemovedExpenses { provider } = self {
            *provider = Some(name);
        }
    }

    /// Whether it goes as JSON, in memory.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Contacts { json: true, .. } | Self::Orders { json: true, .. })
    }

    /// Whether a comment can be sent along.
    pub fn takes_comment(&self) -> bool {
        use Kind::*;
        matches!(self, Conversions | Calls { .. } | Chats | Expenses { .. } | RemovedExpenses { .. })
    }

    /// The word for it, where one list has several kinds.
    pub fn word(&self) -> Option<&'static str> {
        use Kind::*;
        match self {
            Expenses { .. } => Some("EXPENSES"),
            RemovedExpenses { .. } => Some("REMOVES"),
            VisitorParameters { action: VisitorParametersAction::Update } => Some("update"),
            VisitorParameters { action: VisitorParametersAction::DeleteKeys } => Some("delete_keys"),
            Contacts { json: true, .. } | Orders { json: true, .. } => Some("JSON"),
            SimpleOrders { .. } | Contacts { .. } | Orders { .. } => Some("CSV"),
            Conversions | Calls { .. } | Chats | VisitorParameters { .. } => None,
        }
    }

    /// Whether the service processes it after the upload, and tells how far it is.
    pub fn is_processed_later(&self) -> bool {
        !matches!(self, Self::SimpleOrders { .. } | Self::Contacts { .. } | Self::Orders { .. })
    }

    /// Sends one file. `columns`: their titles, as the file has them.
    pub async fn upload(
        &self,
        client: &Client,
        counter: CounterId,
        comment: Option<&str>,
        columns: &[String],
        body: Body,
    ) -> Result<Uploading> {
        let (id, api) = (counter.checked()?, client.management());
        match self {
            Self::Conversions | Self::Chats => {
                let mut call = api.upload_conversions().counter_id(id).body(body);
                if matches!(self, Self::Chats) {
                    call = call.type_(raw::ConversionsType::Chats);
                }
                if let Some(comment) = comment {
                    call = call.comment(comment);
                }
                let answer = call.send().await?;
                let facts = Facts::of(&answer);
                named(the_one(answer, None)?.into(), &facts)
            }
            Self::Calls { new_goal_name } => {
                let mut call = api.upload_calls().counter_id(id).body(body);
                if let Some(name) = new_goal_name {
                    call = call.new_goal_name(name.as_str());
                }
                if let Some(comment) = comment {
                    call = call.comment(comment);
                }
                shown(call.send().await?, |answer| Some(answer.uploading.into()))
            }
            Self::VisitorParameters { action } => {
                let call = api.upload_visitor_parameters().counter_id(id).action(action.clone()).body(body);
                shown(call.send().await?, |answer| Some(answer.uploading.into()))
            }
            Self::Expenses { provider } => {
                let mut call = api.upload_expenses().counter_id(id).body(body);
                if let Some(provider) = provider {
                    call = call.provider(provider.as_str());
                }
                if let Some(comment) = comment {
                    call = call.comment(comment);
                }
                shown(call.send().await?, |answer| Some(answer.uploading.into()))
            }
            Self::RemovedExpenses { provider } => {
                let mut call = api.remove_expenses().counter_id(id).body(body);
                if let Some(provider) = provider {
                    call = call.provider(provider.as_str());
                }
                if let Some(comment) = comment {
                    call = call.comment(comment);
                }
                shown(call.send().await?, |answer| Some(answer.uploading.into()))
            }
            Self::SimpleOrders { mode } => {
                let call = api.upload_simple_orders().counter_id(id).merge_mode(mode.clone()).body(body);
                shown(call.send().await?, |answer| answer.uploading.map(Uploading::from))
            }
            Self::Contacts { mode, .. } => {
                let call = api.upload_contacts_csv().counter_id(id).merge_mode(mode.clone());
                let call = call.columns_mapping(mapping(columns)).body(body);
                shown(call.send().await?, |answer| answer.uploading.map(Uploading::from))
            }
            Self::Orders { mode, .. } => {
                let call = api.upload_orders_csv().counter_id(id).merge_mode(mode.clone());
                let call =
                    call.columns_mapping(mapping(columns)).delimiter_type(raw::DelimiterType::Semicolon).body(body);
                shown(call.send().await?, |answer| answer.uploading.map(Uploading::from))
            }
        }
    }

    /// What separates the columns of its files. The page of orders wants a semicolon where a cell lists several goals or products:
    /// <https://yandex.com/dev/metrika/en/management/openapi/schema/uploadOrders>.
    pub fn delimiter(&self) -> u8 {
        if matches!(self, Self::Orders { .. }) { b';' } else { b',' }
    }

    /// Sends elements as JSON.
    pub async fn upload_json(
        &self,
        client: &Client,
        counter: CounterId,
        elements: Vec<serde_json::Value>,
    ) -> Result<Uploading> {
        let (id, api) = (counter.checked()?, client.management());
        match self {
            Self::Contacts { mode, .. } => {
                let body = raw::ContactBatch { contacts: typed(elements)?, extra: Default::default() };
                let call = api.upload_contacts_json().counter_id(id).merge_mode(mode.clone()).body(body);
                shown(call.send().await?, |answer| answer.uploading.map(Uploading::from))
            }
            Self::Orders { mode, .. } => {
                let body = raw::OrderBatch { orders: typed(elements)?, extra: Default::default() };
                let call = api.upload_orders_json().counter_id(id).merge_mode(mode.clone()).body(body);
                shown(call.send().await?, |answer| answer.uploading.map(Uploading::from))
            }
            _ => Err(Error::invalid("json", "only contacts and orders can be sent as JSON")),
        }
    }

    /// How far an uploading is.
    pub async fn get(&self, client: &Client, counter: CounterId, uploading: &Uploading) -> Result<Uploading> {
        let import = client.counter(counter).import();
        let Ok(id) = uploading.id.parse::<i64>() else {
            return Err(Error::invalid("uploading", format_args!("{:?} is no number of an uploading", uploading.id)));
        };
        Ok(match self {
            Self::Conversions => import.conversions().get(id).await?.into(),
            Self::Chats => import.chats().get(id).await?.into(),
            Self::Calls { .. } => import.calls().get(id).await?.into(),
            Self::VisitorParameters { .. } => import.visitor_parameters().get(id).await?.into(),
            Self::Expenses { .. } | Self::RemovedExpenses { .. } => import.expenses().get(id).await?.into(),
            Self::SimpleOrders { .. } | Self::Contacts { .. } | Self::Orders { .. } => uploading.clone(),
        })
    }

    /// The uploadings of this kind that the service lists; for the CRM the latest thousand, of all its kinds.
    pub async fn list(&self, client: &Client, counter: CounterId) -> Result<Vec<Uploading>> {
        fn all<T>(listed: Vec<T>) -> Vec<Uploading>
        where
            Uploading: From<T>,
        {
            listed.into_iter().map(Uploading::from).collect()
        }
        let import = client.counter(counter).import();
        Ok(match self {
            Self::Conversions => all(import.conversions().list().await?),
            Self::Chats => all(import.chats().list().await?),
            Self::Calls { .. } => all(import.calls().list().await?),
            Self::VisitorParameters { .. } => all(import.visitor_parameters().list().await?),
            Self::Expenses { .. } | Self::RemovedExpenses { .. } => all(import.expenses().list().await?),
            Self::SimpleOrders { .. } | Self::Contacts { .. } | Self::Orders { .. } => {
                all(import.crm().uploadings().limit(1000).send().await?)
            }
        })
    }
}

/// The titles of the columns are those of the fields.
fn mapping(columns: &[String]) -> String {
    let pairs: Vec<String> = columns.iter().map(|column| format!("\"{column}\":\"{column}\"")).collect();
    pairs.join(",")
}

fn typed<T: serde::de::DeserializeOwned>(elements: Vec<serde_json::Value>) -> Result<Vec<T>> {
    let all = elements.into_iter().map(serde_json::from_value).collect::<Result<Vec<T>, _>>();
    all.map_err(|error| Error::invalid("rows", format_args!("one cannot be sent as JSON: {error}")).with_source(error))
}

/// The uploading of an answer. One that does not show it may still have begun it.
fn shown<T>(answer: ResponseValue<T>, pick: impl FnOnce(T) -> Option<Uploading>) -> Result<Uploading> {
    let facts = Facts::of(&answer);
    named(pick(answer.into_inner()).unwrap_or_default(), &facts)
}

/// Without its number, nobody can tell what became of it.
fn named(uploading: Uploading, facts: &Facts) -> Result<Uploading> {
    if uploading.id.is_empty() { Err(facts.lacks("uploading.id")) } else { Ok(uploading) }
}
