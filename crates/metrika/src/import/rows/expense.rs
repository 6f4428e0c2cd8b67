//! Money spent on ads elsewhere, and its removal.

use serde::{Deserialize, Serialize};

use crate::import::values::{Amount, Currency, Days, TrafficSource};

/// Money that was spent on a source of visits.
///
/// Expenses of Yandex Direct come by themselves: uploaded, they would count twice. UTM values keep their case, and the
/// service tells case apart.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::{Currency, Expense, TrafficSource};
///
/// let tagged = Expense::new(date(2025, 5, 1), "vk", "1500.50").utm_campaign("Spring").clicks(120_u64);
/// assert_eq!(tagged.utm_source.as_deref(), Some("vk"));
///
/// let untagged = Expense::of_source(date(2025, 5, 1)..=date(2025, 5, 31), TrafficSource::Ad, 30_000)
///     .traffic_source_detail("vk_ads")
///     .currency(Currency::RUB);
/// assert_eq!(untagged.days.to_string(), "2025-05-01/2025-05-31");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadMultipart>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Expense {
    /// `Date`: the day or the days.
    #[serde(rename = "Date")]
    pub days: Days,
    /// `UTMSource`: the tag `utm_source`.
    #[serde(rename = "UTMSource", skip_serializing_if = "Option::is_none")]
    pub utm_source: Option<String>,
    /// `TrafficSource`: the source, where there is no tag.
    #[serde(rename = "TrafficSource", skip_serializing_if = "Option::is_none")]
    pub traffic_source: Option<TrafficSource>,
    /// `TrafficSourceDetail`: the system within the source. Which words there are depends on the source:
    /// <https://yandex.com/dev/metrika/en/management/table-source>.
    #[serde(rename = "TrafficSourceDetail", skip_serializing_if = "Option::is_none")]
    pub traffic_source_detail: Option<String>,
    /// `UTMMedium`: the tag `utm_medium`.
    #[serde(rename = "UTMMedium", skip_serializing_if = "Option::is_none")]
    pub utm_medium: Option<String>,
    /// `UTMCampaign`: the tag `utm_campaign`.
    #[serde(rename = "UTMCampaign", skip_serializing_if = "Option::is_none")]
    pub utm_campaign: Option<String>,
    /// `UTMTerm`: the tag `utm_term`.
    #[serde(rename = "UTMTerm", skip_serializing_if = "Option::is_none")]
    pub utm_term: Option<String>,
    /// `UTMContent`: the tag `utm_content`.
    #[serde(rename = "UTMContent", skip_serializing_if = "Option::is_none")]
    pub utm_content: Option<String>,
    /// `Expenses`: how much was spent, for all of the days.
    #[serde(rename = "Expenses")]
    pub amount: Amount,
    /// `Currency`: of the amount.
    #[serde(rename = "Currency", skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// `Clicks`: how many clicks it was spent on.
    #[serde(rename = "Clicks", skip_serializing_if = "Option::is_none")]
    pub clicks: Option<u64>,
}

impl Expense {
    /// When, on which `utm_source`, and how much.
    pub fn new(days: impl Into<Days>, utm_source: impl Into<String>, amount: impl Into<Amount>) -> Self {
        Self { utm_source: Some(utm_source.into()), ..Self::on(days.into(), amount.into()) }
    }

    /// When, on which source of visits without tags, and how much.
    pub fn of_source(days: impl Into<Days>, source: impl Into<TrafficSource>, amount: impl Into<Amount>) -> Self {
        Self { traffic_source: Some(source.into()), ..Self::on(days.into(), amount.into()) }
    }

    fn on(days: Days, amount: Amount) -> Self {
        Self {
            days,
            utm_source: None,
            traffic_source: None,
            traffic_source_detail: None,
            utm_medium: None,
            utm_campaign: None,
            utm_term: None,
            utm_content: None,
            amount,
            currency: None,
            clicks: None,
        }
    }

    setters! {
        /// Sets the tag `utm_source`.
        utm_source: String;
        /// Sets the source.
        traffic_source: TrafficSource;
        /// Sets the system within the source: `vk_ads`.
        traffic_source_detail: String;
        /// Sets the tag `utm_medium`.
        utm_medium: String;
        /// Sets the tag `utm_campaign`.
        utm_campaign: String;
        /// Sets the tag `utm_term`.
        utm_term: String;
        /// Sets the tag `utm_content`.
        utm_content: String;
        /// Sets the currency of the amount.
        currency: Currency;
        /// Sets how many clicks it was spent on.
        clicks: u64;
    }
}

/// Which expenses to remove: those of these days and tags. Tags must be in the case that they were uploaded in. Expenses
/// of Yandex Direct cannot be removed.
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::RemovedExpense;
///
/// let removed = RemovedExpense::new(date(2025, 5, 1)).utm_source("vk").utm_campaign("Spring");
/// assert_eq!(removed.days.to_string(), "2025-05-01");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadRemoveBody_1>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RemovedExpense {
    /// `Date`: the day or the days.
    #[serde(rename = "Date")]
    pub days: Days,
    /// `UTMSource`: the tag `utm_source`.
    #[serde(rename = "UTMSource", skip_serializing_if = "Option::is_none")]
    pub utm_source: Option<String>,
    /// `UTMMedium`: the tag `utm_medium`.
    #[serde(rename = "UTMMedium", skip_serializing_if = "Option::is_none")]
    pub utm_medium: Option<String>,
    /// `UTMCampaign`: the tag `utm_campaign`.
    #[serde(rename = "UTMCampaign", skip_serializing_if = "Option::is_none")]
    pub utm_campaign: Option<String>,
    /// `UTMTerm`: the tag `utm_term`.
    #[serde(rename = "UTMTerm", skip_serializing_if = "Option::is_none")]
    pub utm_term: Option<String>,
    /// `UTMContent`: the tag `utm_content`.
    #[serde(rename = "UTMContent", skip_serializing_if = "Option::is_none")]
    pub utm_content: Option<String>,
}

impl RemovedExpense {
    /// All expenses of these days; setters narrow them.
    pub fn new(days: impl Into<Days>) -> Self {
        Self {
            days: days.into(),
            utm_source: None,
            utm_medium: None,
            utm_campaign: None,
            utm_term: None,
            utm_content: None,
        }
    }

    setters! {
        /// Only those with this `utm_source`.
        utm_source: String;
        /// Only those with this `utm_medium`.
        utm_medium: String;
        /// Only those with this `utm_campaign`.
        utm_campaign: String;
        /// Only those with this `utm_term`.
        utm_term: String;
        /// Only those with this `utm_content`.
        utm_content: String;
    }
}
