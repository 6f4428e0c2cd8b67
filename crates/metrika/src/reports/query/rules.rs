//! What is checked before a query is sent.

use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;

use super::{Column, Query};
use crate::error::{Error, Result};
use crate::reports::filter::Beside;
use crate::reports::{Accuracy, Currency, Dimension, Metric};

const COUNTERS: usize = 500;
pub(in crate::reports) const METRICS: usize = 20;
const DIMENSIONS: usize = 10;
const LIMIT: u64 = 100_000;

impl Query {
    /// Whether it can be sent: an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest) names the parameter and the rule. Whether
    /// the service knows the names is for the service to say.
    pub fn check(&self) -> Result<()> {
        self.check_for(None)
    }

    /// The same for a form that has no conditions on metrics.
    pub(in crate::reports) fn check_for(&self, unconditional: Option<&'static str>) -> Result<()> {
        most("metrics", self.metrics.len(), METRICS)?;
        self.check_all(unconditional)
    }

    /// The same for a report that may have more metrics than one query.
    pub(in crate::reports) fn check_any_number(&self) -> Result<()> {
        self.check_all(None)
    }

    fn check_all(&self, unconditional: Option<&'static str>) -> Result<()> {
        if self.counters.is_empty() {
            return Err(Error::invalid("ids", "a report needs at least one counter"));
        }
        most("ids", self.counters.len(), COUNTERS)?;
        for counter in &self.counters {
            counter.checked()?;
        }
        self.check_names()?;
        self.check_sort()?;
        self.check_values(unconditional)?;
        self.check_page()?;
        self.period.map_or(Ok(()), |period| period.check("date1", "date2"))
    }

    fn check_names(&self) -> Result<()> {
        if self.metrics.is_empty() && self.preset.is_none() {
            return Err(Error::invalid("metrics", "a report needs at least one metric, or a preset"));
        }
        for metric in &self.metrics {
            metric.checked()?;
        }
        for dimension in &self.dimensions {
            dimension.checked()?;
        }
        most("dimensions", self.dimensions.len(), DIMENSIONS)?;
        once("metrics", &self.metrics)?;
        once("dimensions", &self.dimensions)?;
        self.check_namespace("dimensions", &[])?;
        for (placeholder, field, set) in [
            ("<goal_id>", "goal_id", self.goal.is_some()),
            ("<experiment_ab>", "experiment_ab", self.experiment.is_some()),
        ] {
            let all = self.metrics.iter().map(Metric::as_str).chain(self.dimensions.iter().map(Dimension::as_str));
            if let Some(name) = all.filter(|_| !set).find(|name| name.contains(placeholder)) {
                return Err(Error::invalid(
                    field,
                    format_args!("{name} needs it, unless the number is written into the name"),
                ));
            }
        }
        Ok(())
    }

    /// Whether all names have one prefix, these among them.
    pub(in crate::reports) fn check_namespace(&self, field: &'static str, more: &[Dimension]) -> Result<()> {
        let metrics = self.metrics.iter().map(|name| ("metrics", name.as_str(), name.namespace()));
        let dimensions = self.dimensions.iter().map(|name| ("dimensions", name.as_str(), name.namespace()));
        let more = more.iter().map(|name| (field, name.as_str(), name.namespace()));
        let mut names = metrics.chain(dimensions).chain(more);
        if let Some((_, first, prefix)) = names.clone().next()
            && let Some((field, name, _)) = names.find(|(_, _, other)| *other != prefix)
        {
            let rule =
                format_args!("{name} and {first} cannot be in one report: names have one prefix, here `ym:{prefix}:`");
            return Err(Error::invalid(field, rule));
        }
        Ok(())
    }

    fn check_sort(&self) -> Result<()> {
        for sort in &self.sort {
            // What a preset brings is not known here.
            let asked = match &sort.column {
                Column::Metric(metric) => self.preset_brings(&self.metrics) || self.metrics.contains(metric),
                Column::Dimension(name) => self.preset_brings(&self.dimensions) || self.dimensions.contains(name),
            };
            if !asked {
                let rule = format_args!("{} is no column of this report: rows are sorted by its columns", sort.column);
                return Err(Error::invalid("sort", rule));
            }
        }
        let columns: Vec<&Column> = self.sort.iter().map(|sort| &sort.column).collect();
        once("sort", &columns)
    }

    /// Whether a preset brings these columns, since none are asked for.
    pub(in crate::reports) fn preset_brings<T>(&self, asked: &[T]) -> bool {
        self.preset.is_some() && asked.is_empty()
    }

    fn check_page(&self) -> Result<()> {
        if let Some(limit) = self.limit.filter(|limit| !(1..=LIMIT).contains(limit)) {
            return Err(Error::invalid("limit", format_args!("an answer has from 1 to {LIMIT} rows, and not {limit}")));
        }
        if self.offset == Some(0) {
            return Err(Error::invalid("offset", "rows are counted from 1"));
        }
        Ok(())
    }

    fn check_values(&self, unconditional: Option<&'static str>) -> Result<()> {
        if let Some(filter) = &self.filter {
            match unconditional {
                Some(place) => filter.check_as("filters", Beside::Nothing(place))?,
                None if self.preset_brings(&self.metrics) => filter.check_as("filters", Beside::Preset)?,
                None => filter.check(&self.metrics)?,
            }
        }
        if let Some(Accuracy::Share(share)) = self.accuracy
            && !(share > 0.0 && share <= 1.0)
        {
            return Err(Error::invalid("accuracy", format_args!("a share is above 0 and up to 1, and not {share}")));
        }
        if let Some(goal) = self.goal {
            goal.checked()?;
        }
        if let Some(filter) = self.access_filter {
            filter.checked()?;
        }
        if let Some(experiment) = self.experiment.filter(|experiment| *experiment < 1) {
            return Err(Error::invalid("experiment_ab", format_args!("{experiment} is no number of an experiment")));
        }
        let code = |code: &&str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if let Some(currency) = self.currency.as_ref().map(Currency::as_str).filter(|currency| !code(currency)) {
            return Err(Error::invalid(
                "currency",
                format_args!("{currency:?} is no code of three letters, such as RUB"),
            ));
        }
        if self.lang.as_ref().is_some_and(|lang| lang.trim().is_empty()) {
            return Err(Error::invalid("lang", "it is empty"));
        }
        let wrong = |login: &&String| login.trim().is_empty() || login.contains(',');
        if let Some(login) = self.direct_client_logins.iter().find(wrong) {
            return Err(Error::invalid("direct_client_logins", format_args!("{login:?} is no login")));
        }
        once("direct_client_logins", &self.direct_client_logins)
    }
}

fn most(field: &str, number: usize, most: usize) -> Result<()> {
    if number > most {
        return Err(Error::invalid(field, format_args!("there are {number}, {most} are allowed")));
    }
    Ok(())
}

/// What is there twice could not be told apart in the answer.
fn once<T: Eq + Hash + fmt::Display>(field: &str, items: &[T]) -> Result<()> {
    let mut seen = HashSet::new();
    match items.iter().find(|item| !seen.insert(*item)) {
        Some(twice) => Err(Error::invalid(field, format_args!("{twice} is there twice"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::reports::{DateSpec, Filter, Period, Sort, presets, s};

    fn metric(name: &str) -> Metric {
        Metric::new(name).unwrap()
    }

    fn dimension(name: &str) -> Dimension {
        Dimension::new(name).unwrap()
    }

    fn good() -> Query {
        Query::of([1]).metrics([metric("ym:s:visits")]).dimensions([dimension("ym:s:date")])
    }

    fn metrics(number: usize) -> Vec<Metric> {
        (1..=number).map(|number| metric(&format!("ym:s:goal{number}visits"))).collect()
    }

    fn dimensions(number: usize) -> Vec<Dimension> {
        (0..number).map(|number| dimension(&format!("ym:s:paramsLevel{number}"))).collect()
    }

    #[test]
    fn each_rule_has_a_message_of_its_own() {
        let date = |day| jiff::civil::date(2026, 3, day);
        let cases = [
            (Query::default().metrics([metric("ym:s:visits")]), "ids: a report needs at least one counter"),
            (good().counters([1, 0]), "counter_id: 0 is no id: ids begin at 1"),
            (good().counters(1..=501), "ids: there are 501, 500 are allowed"),
            (good().metrics([s::goal_visits(0)]), "metric: \"ym:s:goal0visits\" has no goal: ids begin at 1"),
            (good().metrics([]), "metrics: a report needs at least one metric, or a preset"),
            (good().metrics(metrics(21)), "metrics: there are 21, 20 are allowed"),
            (good().dimensions(dimensions(11)), "dimensions: there are 11, 10 are allowed"),
            (good().metrics([metric("ym:s:visits"), metric("ym:s:visits")]), "metrics: ym:s:visits is there twice"),
            (
                good().dimensions([dimension("ym:s:date"), dimension("ym:s:date")]),
                "dimensions: ym:s:date is there twice",
            ),
            (
                good().dimensions([dimension("ym:pv:date")]),
                "dimensions: ym:pv:date and ym:s:visits cannot be in one report: names have one prefix, here `ym:s:`",
            ),
            (
                good().metrics([metric("ym:s:visits"), metric("ym:pv:users")]),
                "metrics: ym:pv:users and ym:s:visits cannot be in one report: names have one prefix, here `ym:s:`",
            ),
            (
                good().metrics([metric("ym:s:goal<goal_id>visits")]),
                "goal_id: ym:s:goal<goal_id>visits needs it, unless the number is written into the name",
            ),
            (
                good().sort([Sort::descending(metric("ym:s:users"))]),
                "sort: ym:s:users is no column of this report: rows are sorted by its columns",
            ),
            (
                good().sort([Sort::ascending(dimension("ym:s:date")), Sort::descending(dimension("ym:s:date"))]),
                "sort: ym:s:date is there twice",
            ),
            (good().limit(0), "limit: an answer has from 1 to 100000 rows, and not 0"),
            (good().limit(100_001), "limit: an answer has from 1 to 100000 rows, and not 100001"),
            (good().offset(0), "offset: rows are counted from 1"),
            (good().filter(Filter::raw("a".repeat(10_001))), "filters: it has 10001 characters, 10000 are allowed"),
            (good().accuracy(Accuracy::Share(0.0)), "accuracy: a share is above 0 and up to 1, and not 0"),
            (good().accuracy(Accuracy::Share(f64::NAN)), "accuracy: a share is above 0 and up to 1, and not NaN"),
            (good().goal(0), "goal_id: 0 is no id: ids begin at 1"),
            (good().access_filter(-1), "access_filter_id: -1 is no id: ids begin at 1"),
            (good().experiment(0), "experiment_ab: 0 is no number of an experiment"),
            (good().currency("Rubel"), "currency: \"Rubel\" is no code of three letters, such as RUB"),
            (good().lang(""), "lang: it is empty"),
            (good().direct_client_logins(["a,b"]), "direct_client_logins: \"a,b\" is no login"),
            (good().period(date(2)..=date(1)), "date1: 2026-03-02 is after date2, 2026-03-01"),
            (good().period(DateSpec::Today..=DateSpec::DaysAgo(3)), "date1: today is after date2, 3daysAgo"),
        ];
        for (query, rule) in cases {
            let error = query.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
        }
    }

    #[test]
    fn what_is_just_allowed_is_let_through() {
        let sorted = Sort::descending(metric("ym:s:users"));
        for query in [
            good().counters(1..=500).metrics(metrics(20)).dimensions(dimensions(10)).limit(100_000).offset(1),
            Query::of([1]).preset(presets::SOURCES_SUMMARY),
            Query::of([1]).preset(presets::SOURCES_SUMMARY).sort([sorted]), // the preset may have it
            good().metrics([metric("ym:s:goal<goal_id>visits")]).goal(5),
            good()
                .filter(Filter::raw("ü".repeat(10_000)))
                .accuracy(Accuracy::Share(1.0))
                .timezone("-23:59".parse().unwrap()),
        ] {
            query.check().unwrap();
        }
    }

    #[test]
    fn a_query_is_the_same_after_it_was_written_down() {
        let query = good()
            .period(Period::new(jiff::civil::date(2026, 2, 1), DateSpec::Yesterday))
            .filter(Filter::raw("ym:s:isRobot=='No'"))
            .sort([Sort::descending(metric("ym:s:visits"))])
            .accuracy(Accuracy::Share(0.1))
            .limit(10);
        let text = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Query>(&text).unwrap(), query);
        assert_eq!(serde_json::from_str::<Query>("{}").unwrap(), Query::default());
        assert_ne!(query.clone().limit(11), query);
        let error = serde_json::from_str::<Query>(r#"{ "limt": 10 }"#).unwrap_err();
        assert!(error.to_string().contains("limt"), "{error}");
    }
}
