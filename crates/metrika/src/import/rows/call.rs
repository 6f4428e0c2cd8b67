//! Calls.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;
use crate::import::values::{Amount, Caller, Currency, Phone, Visitor};

/// A phone call.
///
/// ```
/// use std::time::Duration;
///
/// use metrika::import::{Call, Caller};
///
/// let at: jiff::Timestamp = "2024-01-10T08:56:00Z".parse()?;
/// let call = Call::new(Caller::ClientId(133_591_247_640_966_458), at)
///     .phone_number("+7 (012) 345-67-89")
///     .talk_duration(Duration::from_secs(95))
///     .first_time_caller(true)
///     .tag("wants a discount");
/// assert_eq!(call.talk_duration, Some(95));
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/calls>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Call {
    #[serde(rename = "ClientId", alias = "ClientID", skip_serializing_if = "Option::is_none")]
    client_id: Option<u64>,
    #[serde(rename = "UserId", alias = "UserID", skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(rename = "Yclid", skip_serializing_if = "Option::is_none")]
    yclid: Option<u64>,
    /// `DateTime`: when it was. Sent as unix seconds; must be over when the file is uploaded.
    #[serde(rename = "DateTime", deserialize_with = "read::instant")]
    pub at: Timestamp,
    /// `StaticCall`: to a number that every visitor sees. A static call joins no visit; a file of static calls alone
    /// ends as `LINKAGE_FAILURE` and counts all the same.
    #[serde(rename = "StaticCall", default, skip_serializing_if = "Option::is_none", deserialize_with = "read::flag")]
    pub static_call: Option<bool>,
    /// `Price`: what it is worth.
    #[serde(rename = "Price", skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    /// `Currency`: of the price.
    #[serde(rename = "Currency", skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// `PhoneNumber`: sent as `+70123456789`.
    #[serde(rename = "PhoneNumber", skip_serializing_if = "Option::is_none", serialize_with = "read::international")]
    pub phone_number: Option<Phone>,
    /// `TalkDuration`: how long they talked, in seconds.
    #[serde(rename = "TalkDuration", skip_serializing_if = "Option::is_none")]
    pub talk_duration: Option<u64>,
    /// `HoldDuration`: how long the caller waited for an answer, in seconds.
    #[serde(rename = "HoldDuration", skip_serializing_if = "Option::is_none")]
    pub hold_duration: Option<u64>,
    /// `CallMissed`: nobody answered.
    #[serde(rename = "CallMissed", default, skip_serializing_if = "Option::is_none", deserialize_with = "read::flag")]
    pub missed: Option<bool>,
    /// `Tag`: a mark of yours, of its quality or its outcome.
    #[serde(rename = "Tag", skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `FirstTimeCaller`: the first call of this caller.
    #[serde(
        rename = "FirstTimeCaller",
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "read::flag"
    )]
    pub first_time_caller: Option<bool>,
    /// `URL`: the page with the number that was called.
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `CallTrackerURL`: the call in the pages of the call tracker.
    #[serde(rename = "CallTrackerURL", skip_serializing_if = "Option::is_none")]
    pub tracker_url: Option<String>,
}

impl Call {
    /// Who called, and when.
    pub fn new(caller: Caller, at: Timestamp) -> Self {
        let mut row = Self {
            client_id: None,
            user_id: None,
            yclid: None,
            at,
            static_call: None,
            price: None,
            currency: None,
            phone_number: None,
            talk_duration: None,
            hold_duration: None,
            missed: None,
            tag: None,
            first_time_caller: None,
            url: None,
            tracker_url: None,
        };
        match caller {
            Caller::ClientId(id) => row.client_id = Some(id),
            Caller::UserId(id) => row.user_id = Some(id),
            Caller::Yclid(id) => row.yclid = Some(id),
        }
        row
    }

    /// Who called. `None` only for a row that was read and has no id.
    pub fn visitor(&self) -> Option<Visitor> {
        let client = self.client_id.map(Visitor::ClientId);
        let user = || self.user_id.clone().map(Visitor::UserId);
        client.or_else(user).or_else(|| self.yclid.map(Visitor::Yclid))
    }

    /// Sets how long they talked. Sent in whole seconds; what is over them is dropped.
    #[must_use]
    pub fn talk_duration(mut self, duration: Duration) -> Self {
        self.talk_duration = Some(duration.as_secs());
        self
    }

    /// Sets how long the caller waited for an answer. Sent in whole seconds; what is over them is dropped.
    #[must_use]
    pub fn hold_duration(mut self, duration: Duration) -> Self {
        self.hold_duration = Some(duration.as_secs());
        self
    }

    setters! {
        /// Says whether the number that was called is one that every visitor sees.
        static_call: bool;
        /// Sets what it is worth.
        price: Amount;
        /// Sets the currency of the price.
        currency: Currency;
        /// Sets the number, with its country.
        phone_number: Phone;
        /// Says whether nobody answered.
        missed: bool;
        /// Sets a mark of yours.
        tag: String;
        /// Says whether this is the first call of this caller.
        first_time_caller: bool;
        /// Sets the page with the number that was called.
        url: String;
        /// Sets the address of the call in the pages of the call tracker.
        tracker_url: String;
    }
}
