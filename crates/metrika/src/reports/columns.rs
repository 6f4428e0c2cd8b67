//! Which column of an answer belongs to which name.

use std::fmt;

use super::forms::Resolved;
use super::{Dimension, Metric, Query};
use crate::error::{Error, ErrorKind, Result};
use crate::rows::{self, plain};

/// The columns of a report: the names that were asked for, and as the service wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    dimensions: Vec<Name>,
    metrics: Vec<Name>,
    values: Values,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    /// Nothing if a preset brought it.
    asked: Option<String>,
    answered: String,
}

/// Where a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Dimension(usize),
    Metric(usize),
}

impl Columns {
    /// Matches what was asked for with what the answer says that it brings. They agree name by name, or nothing can be said of any value.
    pub(super) fn of(query: &Query, answer: &impl Resolved) -> Result<Self> {
        let values = Values::of(query, answer);
        let asked: Vec<&str> = query.metrics.iter().map(Metric::as_str).collect();
        let metrics = paired("metrics", &asked, answer.metrics(), query.preset_brings(&asked), &values)?;
        let asked: Vec<&str> = query.dimensions.iter().map(Dimension::as_str).collect();
        let dimensions = paired("dimensions", &asked, answer.dimensions(), query.preset_brings(&asked), &values)?;
        Ok(Self { dimensions, metrics, values })
    }

    /// The metrics in the order of [`Row::metrics`](super::Row::metrics), as the service writes them.
    pub fn metrics(&self) -> impl ExactSizeIterator<Item = &str> {
        self.metrics.iter().map(|name| name.answered.as_str())
    }

    /// The dimensions in the order of [`Row::dimensions`](super::Row::dimensions), as the service writes them.
    pub fn dimensions(&self) -> impl ExactSizeIterator<Item = &str> {
        self.dimensions.iter().map(|name| name.answered.as_str())
    }

    /// Each metric as it was asked for, if it was, and as the service wrote it.
    #[cfg(feature = "arrow")]
    pub(super) fn metric_names(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.metrics.iter().map(|name| (name.asked.as_deref(), name.answered.as_str()))
    }

    /// Each dimension as it was asked for, if it was, and as the service wrote it.
    #[cfg(feature = "arrow")]
    pub(super) fn dimension_names(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.dimensions.iter().map(|name| (name.asked.as_deref(), name.answered.as_str()))
    }

    pub(super) fn metric(&self, metric: &Metric) -> Result<usize> {
        self.place("metric", &self.metrics, metric.as_str())
    }

    pub(super) fn dimension(&self, dimension: &Dimension) -> Result<usize> {
        self.place("dimension", &self.dimensions, dimension.as_str())
    }

    /// The columns that a field of a struct may mean, with what the service calls them. It is called as they are, with or without `ym:` and
    /// the namespace.
    pub(super) fn meant_by(&self, field: &str) -> Vec<(At, &str)> {
        let cut = rows::cut(field);
        let exact =
            |(_, name): &(At, &Name)| cut(&name.answered) == field || name.asked.as_deref().map(cut) == Some(field);
        let agrees = |(_, name): &(At, &Name)| self.values.agree(field, cut(&name.answered));
        let found = rows::meant_by(|| self.all(), exact, agrees);
        found.into_iter().map(|(at, name)| (at, name.answered.as_str())).collect()
    }

    fn all(&self) -> impl Iterator<Item = (At, &Name)> {
        let dimensions = self.dimensions.iter().enumerate().map(|(place, name)| (At::Dimension(place), name));
        dimensions.chain(self.metrics.iter().enumerate().map(|(place, name)| (At::Metric(place), name)))
    }

    /// The column that a name means: the one that was asked for by it, or the only one that it agrees with.
    fn place(&self, what: &str, names: &[Name], wanted: &str) -> Result<usize> {
        let exact = |name: &Name| name.asked.as_deref() == Some(wanted);
        if let Some(place) = names.iter().position(exact) {
            return Ok(place);
        }
        let agrees = |name: &Name| self.values.agree(wanted, &name.answered);
        let mut found = names.iter().enumerate().filter(|(_, name)| agrees(name)).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(not_asked(format_args!("{wanted} means more than one {what} of this report"))),
            (None, _) => {
                let there: Vec<&str> = names.iter().map(|name| name.answered.as_str()).collect();
                Err(not_asked(format_args!("{wanted} is no {what} of this report, which has: {}", list(&there))))
            }
        }
    }
}

fn not_asked(message: impl fmt::Display) -> Error {
    Error::new(ErrorKind::NotAsked, message.to_string())
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn paired(
    what: &str,
    asked: &[&str],
    answered: Option<&[String]>,
    brought: bool,
    values: &Values,
) -> Result<Vec<Name>> {
    let unfit = |rule: String| Err(Error::new(ErrorKind::Decode, rule));
    match answered {
        // The form of rows is held against this, so that nothing shifts.
        None if !brought => {
            let same = |name: &&str| Name { asked: Some((*name).to_owned()), answered: (*name).to_owned() };
            Ok(asked.iter().map(same).collect())
        }
        None => unfit(format!("the answer does not name the {what} that the preset brought")),
        Some(answered) if brought => {
            Ok(answered.iter().map(|name| Name { asked: None, answered: name.clone() }).collect())
        }
        Some(answered) if answered.len() != asked.len() => {
            let names: Vec<&str> = answered.iter().map(String::as_str).collect();
            unfit(format!("{what} were asked for: {}; the answer has others: {}", list(asked), list(&names)))
        }
        Some(answered) => {
            let pairs = || asked.iter().zip(answered);
            if let Some((number, (asked, answered))) =
                pairs().enumerate().find(|(_, (asked, answered))| !values.agree(asked, answered))
            {
                let number = number + 1;
                return unfit(format!("{asked} was asked for as number {number} of {what}, the answer has {answered}"));
            }
            let pair = |(asked, answered): (&&str, &String)| Name {
                asked: Some((*asked).to_owned()),
                answered: answered.clone(),
            };
            Ok(pairs().map(pair).collect())
        }
    }
}

/// What placeholders of names may stand for, each as it was sent and as the answer says. None known: for any word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Values {
    attribution: Vec<String>,
    currency: Vec<String>,
    goal: Vec<String>,
    experiment: Vec<String>,
}

impl Values {
    fn of(query: &Query, answer: &impl Resolved) -> Self {
        let sent = query.attribution.as_ref().map(ToString::to_string);
        let attribution = [sent, answer.attribution().map(ToOwned::to_owned)];
        let currency = [query.currency.as_ref().map(ToString::to_string), answer.currency().map(ToOwned::to_owned)];
        let known = |values: [Option<String>; 2]| values.into_iter().flatten().map(|value| plain(&value)).collect();
        Self {
            attribution: known(attribution),
            currency: known(currency),
            goal: query.goal.iter().map(ToString::to_string).collect(),
            experiment: query.experiment.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether two names are one: letters may be large or small, `_` may be there or not (`lastsign`, `lastSign`,
    /// `cross_device_last`, `crossDeviceLast`), and a placeholder may be filled in.
    fn agree(&self, asked: &str, answered: &str) -> bool {
        asked == answered || self.fits(&plain(asked), &plain(answered))
    }

    fn fits(&self, asked: &str, answered: &str) -> bool {
        let Some((literal, (placeholder, rest))) =
            asked.split_once('<').and_then(|(literal, tail)| Some((literal, tail.split_once('>')?)))
        else {
            return asked == answered;
        };
        let Some(tail) = answered.strip_prefix(literal) else { return false };
        // Left as it stands.
        if let Some(tail) = tail.strip_prefix('<').and_then(|tail| tail.strip_prefix(placeholder)?.strip_prefix('>')) {
            return self.fits(rest, tail);
        }
        let known: &[String] = match placeholder {
            "attribution" => &self.attribution,
            "currency" => &self.currency,
            "goalid" => &self.goal,
            "experimentab" => &self.experiment,
            // The service chooses an interval for some of the words of `group`.
            _ => &[],
        };
        if known.is_empty() {
            let word = tail.bytes().take_while(u8::is_ascii_alphanumeric).count();
            return (1..=word).any(|end| self.fits(rest, &tail[end..]));
        }
        known.iter().any(|value| tail.strip_prefix(value.as_str()).is_some_and(|tail| self.fits(rest, tail)))
    }
}

#[cfg(test)]
mod tests {
    use metrika_raw::stat::types::ReportQuery;

    use super::*;
    use crate::reports::Attribution;

    fn query(metrics: &[&str], dimensions: &[&str]) -> Query {
        Query::of([1])
            .metrics(metrics.iter().map(|name| Metric::new(*name).unwrap()))
            .dimensions(dimensions.iter().map(|name| Dimension::new(*name).unwrap()))
    }

    fn answer(metrics: &[&str], dimensions: &[&str]) -> ReportQuery {
        let own = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        let attribution = Some("LastSign".to_owned());
        ReportQuery { metrics: own(metrics), dimensions: own(dimensions), attribution, ..ReportQuery::default() }
    }

    const VISITS: &[&str] = &["ym:s:visits"];

    #[test]
    fn names_agree_as_the_service_spells_them() {
        for (asked, answered) in [
            ("ym:s:lastsignTrafficSource", "ym:s:lastSignTrafficSource"),
            ("ym:s:<attribution>TrafficSource", "ym:s:lastSignTrafficSource"),
            ("ym:s:<attribution>TrafficSource", "ym:s:<attribution>TrafficSource"),
            ("ym:s:cross_device_lastTrafficSource", "ym:s:crossDeviceLastTrafficSource"),
            ("ym:s:datePeriod<group>Name", "ym:s:datePerioddayName"),
        ] {
            let columns = Columns::of(&query(VISITS, &[asked]), &answer(VISITS, &[answered])).unwrap();
            for name in [asked, answered] {
                assert_eq!(columns.dimension(&Dimension::new(name).unwrap()).unwrap(), 0, "{name}");
            }
        }
        let asked = query(&["ym:s:goal<goal_id>visits"], &[]).goal(12);
        Columns::of(&asked, &answer(&["ym:s:goal12visits"], &[])).unwrap();
        Columns::of(&asked, &answer(&["ym:s:goal123visits"], &[])).unwrap_err();
        let last = query(VISITS, &["ym:s:<attribution>TrafficSource"]).attribution(Attribution::CrossDeviceLast);
        Columns::of(&last, &answer(VISITS, &["ym:s:crossDeviceLastTrafficSource"])).unwrap();
        Columns::of(&last, &answer(VISITS, &["ym:s:firstTrafficSource"])).unwrap_err();
    }

    #[test]
    fn columns_that_are_not_those_asked_for_are_an_error_that_names_both() {
        let asked = query(&["ym:s:visits", "ym:s:users"], &[]);
        let error = Columns::of(&asked, &answer(&["ym:s:users", "ym:s:visits"], &[])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let message = "ym:s:visits was asked for as number 1 of metrics, the answer has ym:s:users";
        assert_eq!(error.to_string(), message);
        let error = Columns::of(&asked, &answer(VISITS, &[])).unwrap_err();
        let message = "metrics were asked for: ym:s:visits, ym:s:users; the answer has others: ym:s:visits";
        assert_eq!(error.to_string(), message);
        let error = Columns::of(&asked, &answer(&["ym:s:visits", "ym:s:users"], &["ym:s:date"])).unwrap_err();
        assert_eq!(error.to_string(), "dimensions were asked for: none; the answer has others: ym:s:date");
    }

    #[test]
    fn what_a_preset_brings_is_what_the_answer_says() {
        let preset = Query::of([1]).preset(crate::reports::Preset::new("sources_summary").unwrap());
        let names = ["ym:s:lastSignTrafficSource", "ym:s:firstTrafficSource"];
        let columns = Columns::of(&preset, &answer(VISITS, &names)).unwrap();
        assert_eq!(columns.dimensions().collect::<Vec<_>>(), names);
        let place = |name| columns.dimension(&Dimension::new(name).unwrap());
        assert_eq!(place("ym:s:<attribution>TrafficSource").unwrap(), 0);
        assert_eq!(place("ym:s:firsttrafficsource").unwrap(), 1);
        let error = Columns::of(&preset, &ReportQuery::default()).unwrap_err();
        assert_eq!(error.to_string(), "the answer does not name the metrics that the preset brought");
    }

    #[test]
    fn a_name_that_was_not_asked_for_is_told_from_one_without_a_value() {
        let columns = Columns::of(&query(VISITS, &[]), &answer(VISITS, &[])).unwrap();
        let error = columns.metric(&Metric::new("ym:s:users").unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotAsked);
        assert_eq!(error.to_string(), "ym:s:users is no metric of this report, which has: ym:s:visits");
        let error = columns.dimension(&Dimension::new("ym:s:date").unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "ym:s:date is no dimension of this report, which has: none");
    }
}
