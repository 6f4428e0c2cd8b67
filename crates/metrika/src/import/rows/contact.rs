//! Customers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::identities::identities;
use super::read;
use crate::import::values::{Email, LocalTime, Phone};

/// A customer that orders refer to. Upload customers before their orders.
///
/// Attributes of your own have columns of their own: a struct of yours with fields of their names takes the place of
/// this one.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::Contact;
///
/// let contact = Contact::new("J3QQ4")
///     .name("Ivanov I.")
///     .create_date_time(date(2020, 4, 17).at(16, 12, 21, 0))
///     .client_id(12_345_678_910_u64)
///     .email("Mail@yandex.ru")
///     .hashed_phone("+7 999 555-11-11");
/// assert_eq!(contact.phones_md5, ["f09f2c3d48f31e2a802944ade2e5aec5"]);
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/data-import/contacts-data>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// `uniq_id`: the customer's id in the CRM.
    pub uniq_id: String,
    /// `name`: any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `birth_date`
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "read::day")]
    pub birth_date: Option<Date>,
    /// `create_date_time`: when the contact was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date_time: Option<LocalTime>,
    /// `update_date_time`: when it was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_date_time: Option<LocalTime>,
    /// `client_ids`: ids that Metrika gave the customer; up to 500.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub client_ids: Vec<u64>,
    /// `emails`: up to 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub emails: Vec<Email>,
    /// `phones`: up to 50, sent as `79995551111`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub phones: Vec<Phone>,
    /// `emails_md5`: up to 50 hashes, each of one address in small letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub emails_md5: Vec<String>,
    /// `phones_md5`: up to 50 hashes, each of the digits of one number.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "read::list")]
    pub phones_md5: Vec<String>,
}

impl Contact {
    /// A customer, by the id in the CRM.
    pub fn new(uniq_id: impl Into<String>) -> Self {
        Self {
            uniq_id: uniq_id.into(),
            name: None,
            birth_date: None,
            create_date_time: None,
            update_date_time: None,
            client_ids: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            emails_md5: Vec::new(),
            phones_md5: Vec::new(),
        }
    }

    setters! {
        /// Sets the name.
        name: String;
        /// Sets the day of birth.
        birth_date: Date;
        /// Sets when the contact was made.
        create_date_time: LocalTime;
        /// Sets when it was changed.
        update_date_time: LocalTime;
    }

    identities! {}
}
