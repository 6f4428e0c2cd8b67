//! Which expenses to remove.

use jiff::civil::Date;
use metrika_raw::management::builder::RemoveExpense;

use crate::error::{Error, Result};
use crate::management::checks::{NAME, at_most};

/// Which expenses to remove; for [`Expenses::remove`](super::Expenses::remove).
///
/// <div class="warning">
///
/// Without a `provider` the expenses of all providers are removed. What a tag or a traffic source matches that is left out is **not
/// documented**: it may well be everything. Give all that the expenses were uploaded with.
///
/// </div>
///
/// ```
/// use jiff::civil::date;
/// use metrika::import::ExpenseRemoval;
///
/// let one_day = ExpenseRemoval::day(date(2026, 5, 4)).utm_source("newsletter").utm_medium("email").provider("default");
/// # let _ = one_day;
/// ```
///
/// The values of tags are compared in their case. Each value must have a character: what an empty one matches is not documented either, and
/// it is not sent.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadRemoveSingleLine>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpenseRemoval {
    first: Date,
    last: Date,
    utm_source: Option<String>,
    utm_medium: Option<String>,
    utm_campaign: Option<String>,
    utm_term: Option<String>,
    utm_content: Option<String>,
    traffic_source: Option<String>,
    traffic_source_detail: Option<String>,
    provider: Option<String>,
    comment: Option<String>,
}

impl ExpenseRemoval {
    /// Expenses of one day.
    pub fn day(day: Date) -> Self {
        Self::days(day, day)
    }

    /// Expenses of these days, both included.
    pub fn days(first: Date, last: Date) -> Self {
        Self {
            first,
            last,
            utm_source: None,
            utm_medium: None,
            utm_campaign: None,
            utm_term: None,
            utm_content: None,
            traffic_source: None,
            traffic_source_detail: None,
            provider: None,
            comment: None,
        }
    }

    /// Only those with this `utm_source`.
    #[must_use]
    pub fn utm_source(mut self, value: impl Into<String>) -> Self {
        self.utm_source = Some(value.into());
        self
    }

    /// Only those with this `utm_medium`.
    #[must_use]
    pub fn utm_medium(mut self, value: impl Into<String>) -> Self {
        self.utm_medium = Some(value.into());
        self
    }

    /// Only those with this `utm_campaign`.
    #[must_use]
    pub fn utm_campaign(mut self, value: impl Into<String>) -> Self {
        self.utm_campaign = Some(value.into());
        self
    }

    /// Only those with this `utm_term`.
    #[must_use]
    pub fn utm_term(mut self, value: impl Into<String>) -> Self {
        self.utm_term = Some(value.into());
        self
    }

    /// Only those with this `utm_content`.
    #[must_use]
    pub fn utm_content(mut self, value: impl Into<String>) -> Self {
        self.utm_content = Some(value.into());
        self
    }

    /// Only those of this traffic source of the first level: `ad`, `direct`, `email`, `internal`, `messenger`, `organic`, `qrcode`,
    /// `recommend`, `referral`, `saved`, `social` or `undefined`. Other words are left to the service.
    #[must_use]
    pub fn traffic_source(mut self, word: impl Into<String>) -> Self {
        self.traffic_source = Some(word.into());
        self
    }

    /// Only those of this traffic source of the second level: a domain for `referral`, else the service's word for the ad system, search
    /// engine, social network, messenger or recommendation system.
    #[must_use]
    pub fn traffic_source_detail(mut self, word: impl Into<String>) -> Self {
        self.traffic_source_detail = Some(word.into());
        self
    }

    /// Only those that this provider sent: the name that was given with the upload, `default` if none was.
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.provider = Some(name.into());
        self
    }

    /// A note that stays with the removal, of up to 255 characters. The reference gives that limit for conversions, and none for expenses.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// The call with all of this, if it may be sent.
    pub(super) fn checked_onto(self, call: RemoveExpense<'_>) -> Result<RemoveExpense<'_>> {
        let Self { first, last, .. } = self;
        if first > last {
            return Err(Error::invalid("date", format_args!("{first} is after {last}")));
        }
        at_most("comment", self.comment.as_deref(), NAME)?;
        let date = if first == last { first.to_string() } else { format!("{first}/{last}") };
        let mut call = call.date(date);
        if let Some(value) = filled("UTMSource", self.utm_source)? {
            call = call.utm_source(value);
        }
        if let Some(value) = filled("UTMMedium", self.utm_medium)? {
            call = call.utm_medium(value);
        }
        if let Some(value) = filled("UTMCampaign", self.utm_campaign)? {
            call = call.utm_campaign(value);
        }
        if let Some(value) = filled("UTMTerm", self.utm_term)? {
            call = call.utm_term(value);
        }
        if let Some(value) = filled("UTMContent", self.utm_content)? {
            call = call.utm_content(value);
        }
        if let Some(value) = filled("trafficSource", self.traffic_source)? {
            call = call.traffic_source(value);
        }
        if let Some(value) = filled("trafficSourceDetail", self.traffic_source_detail)? {
            call = call.traffic_source_detail(value);
        }
        if let Some(value) = filled("provider", self.provider)? {
            call = call.provider(value);
        }
        if let Some(comment) = self.comment {
            call = call.comment(comment);
        }
        Ok(call)
    }
}

/// A value that narrows the removal. An empty one might not, and then far too much would be removed.
fn filled(field: &str, value: Option<String>) -> Result<Option<String>> {
    match value {
        Some(value) if value.is_empty() => Err(Error::invalid(field, "it is empty: leave it out, or give a value")),
        value => Ok(value),
    }
}
