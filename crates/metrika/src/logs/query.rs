//! What a log is to have.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Field, Source};
use crate::error::{Error, Result};
use crate::reports::Attribution;

/// What `fields` may be long.
const CHARACTERS: usize = 3000;

/// What a log is to have: visits or hits, of which days, and which fields of them. A plain value that can be kept, compared and written down.
///
/// ```
/// use jiff::civil::date;
/// use metrika::logs::{LogQuery, visits};
///
/// let fields = [visits::VISIT_ID, visits::DATE_TIME];
/// let february = LogQuery::visits(date(2026, 2, 1)..=date(2026, 2, 28)).fields(fields);
/// # let _ = february;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogQuery {
    source: Source,
    from: Date,
    to: Date,
    fields: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attribution: Option<Attribution>,
}

impl LogQuery {
    /// Visits of these days, both ends included: at most a year, and until yesterday at the latest. A visit belongs to the day on which it began.
    pub fn visits(days: RangeInclusive<Date>) -> Self {
        Self::of(Source::Visits, days)
    }

    /// Hits of these days: page views and other events.
    pub fn hits(days: RangeInclusive<Date>) -> Self {
        Self::of(Source::Hits, days)
    }

    /// Visits or hits of these days.
    pub fn of(source: Source, days: RangeInclusive<Date>) -> Self {
        let (from, to) = days.into_inner();
        Self { source, from, to, fields: Vec::new(), attribution: None }
    }

    /// Which fields, in the order of the columns.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// What `<attribution>` in names of fields stands for. The service's default is the last significant source.
    pub fn attribution(mut self, attribution: Attribution) -> Self {
        self.attribution = Some(attribution);
        self
    }

    /// Visits or hits.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The first and the last day.
    pub fn days(&self) -> RangeInclusive<Date> {
        self.from..=self.to
    }

    /// The fields, in the order of the columns.
    pub fn columns(&self) -> &[Field] {
        &self.fields
    }

    /// What `<attribution>` stands for, if it is set.
    pub fn attributed(&self) -> Option<&Attribution> {
        self.attribution.as_ref()
    }

    /// The same of other days.
    pub(super) fn with_days(self, from: Date, to: Date) -> Self {
        Self { from, to, ..self }
    }

    /// How many days, from the first to the last.
    pub(super) fn number_of_days(&self) -> u64 {
        u64::try_from(super::plan::days(self.from, self.to)).unwrap_or_default()
    }

    /// The names of the fields, as they are sent.
    pub(super) fn names(&self) -> Vec<String> {
        self.fields.iter().map(ToString::to_string).collect()
    }

    /// Whether it can be sent: an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest) names the parameter and the rule.
    pub fn check(&self) -> Result<()> {
        self.check_all_but_length()?;
        // At most one year: the day of the year before is one too many.
        let year = self.from.checked_add(1.year()).map_err(|error| Error::invalid("date1", error))?;
        if self.to >= year {
            let rule = format_args!("from {} to {} is more than a year, which a log has at most", self.from, self.to);
            return Err(Error::invalid("date2", rule));
        }
        Ok(())
    }

    /// The same of a log that may have more than a year.
    pub(super) fn check_all_but_length(&self) -> Result<()> {
        if self.from > self.to {
            return Err(Error::invalid("date1", format_args!("{} is after date2, {}", self.from, self.to)));
        }
        if self.fields.is_empty() {
            return Err(Error::invalid("fields", "a log needs at least one field"));
        }
        let mut seen = HashSet::new();
        for field in &self.fields {
            if field.source() != self.source {
                let rule = format_args!("{field} is no field of {}", self.source);
                return Err(Error::invalid("fields", rule));
            }
            if !seen.insert(field) {
                return Err(Error::invalid("fields", format_args!("{field} is there twice")));
            }
        }
        let characters = self.names().join(",").chars().count();
        if characters > CHARACTERS {
            let rule =
                format_args!("the names have {characters} characters, {CHARACTERS} are allowed: make several logs");
            return Err(Error::invalid("fields", rule));
        }
        Ok(())
    }

    /// The same, when it is sent: today is not over anywhere, and what is yesterday the counter's zone decides.
    pub(super) fn check_at(&self, now: Timestamp) -> Result<()> {
        self.check()?;
        let furthest = Offset::constant(14).to_datetime(now).date();
        if self.to >= furthest {
            let rule = format_args!("{} is not over: a log ends yesterday at the latest", self.to);
            return Err(Error::invalid("date2", rule));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ErrorKind;

    fn field(name: &str) -> Field {
        Field::new(name).unwrap()
    }

    fn good() -> LogQuery {
        LogQuery::visits(date(2025, 3, 1)..=date(2026, 2, 28)).fields([field("ym:s:visitID")])
    }

    #[test]
    fn each_rule_has_a_message_of_its_own() {
        let many = (0..200).map(|number| field(&format!("ym:s:aRatherLongName{number}")));
        let days = |from, to| LogQuery::visits(from..=to).fields([field("ym:s:visitID")]);
        let cases = [
            (days(date(2026, 2, 2), date(2026, 2, 1)), "date1: 2026-02-02 is after date2, 2026-02-01"),
            (
                days(date(2025, 3, 1), date(2026, 3, 1)),
                "date2: from 2025-03-01 to 2026-03-01 is more than a year, which a log has at most",
            ),
            (good().fields([]), "fields: a log needs at least one field"),
            (good().fields([field("ym:pv:watchID")]), "fields: ym:pv:watchID is no field of visits"),
            (good().fields([field("ym:s:date"), field("ym:s:date")]), "fields: ym:s:date is there twice"),
            (good().fields(many), "fields: the names have 4689 characters, 3000 are allowed: make several logs"),
        ];
        for (query, rule) in cases {
            let error = query.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
        }
        good().check().unwrap();
    }

    #[test]
    fn today_is_no_day_of_a_log_in_any_zone() {
        let now: Timestamp = "2026-02-28T09:59:59Z".parse().unwrap();
        good().check_at(now + 1.second()).unwrap(); // it is March on Kiritimati
        let error = good().check_at(now).unwrap_err();
        assert!(error.to_string().contains("2026-02-28 is not over"), "{error}");
    }

    #[test]
    fn a_query_is_the_same_after_it_was_written_down() {
        let query = good().attribution(Attribution::First);
        let text = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<LogQuery>(&text).unwrap(), query);
        assert!(serde_json::from_str::<LogQuery>(&text.replace("from", "since")).is_err());
    }
}
