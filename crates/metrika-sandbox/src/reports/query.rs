//! A query: parameters read, checked, and names looked up.
use super::clock::Clock;
use super::dimensions::Dimension;
use super::filter::{Filter, Having, Lookup, compile, split_list, split_narrow};
use super::lens::Lens;
use super::metrics::{Atom, Atoms, Known, Measure, Metric};
use super::names::{Currency, Group, Values, attribution_in_names};
use super::period::time_zone;
use super::problem::Problem;
use super::sampling::Accuracy;
use super::vocabulary::vocabulary;
use super::{Context, Parameters};
use crate::traffic::model::Attribution;
use serde_json::{Map, Value as Json, json};

pub(super) const DIMENSIONS: usize = 10;
const METRICS: usize = 20;
const PAGE: i64 = 100_000;

/// What is grouped: visits (`ym:s:`) or page views (`ym:pv:`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Visits,
    PageViews,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SortKey {
    Dimension(usize),
    Metric(usize),
}

/// One step of the order of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sort {
    pub key: SortKey,
    pub down: bool,
}

/// What the operations differ in when a query is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// The parameter that holds the order.
    pub sort: &'static str,
    /// Whether its names sort downwards without a sign.
    pub down: bool,
    /// Whether filters may have conditions on metrics.
    pub having: bool,
}

/// A query.
#[derive(Debug)]
pub(super) struct Query {
    pub rows: Rows,
    pub dimensions: Vec<Dimension>,
    pub metrics: Vec<Metric>,
    pub atoms: Atoms,
    /// All of them must fit.
    pub filters: Vec<Filter>,
    /// The access filters of each counter, in the order of the counters.
    pub lenses: Vec<Lens>,
    pub having: Vec<Having>,
    pub sort: Vec<Sort>,
    pub limit: usize,
    /// Rows before the page.
    pub skip: usize,
    pub include_undefined: bool,
    pub accuracy: Accuracy,
    pub values: Values,
    /// The clock of `timezone`.
    pub clock: Option<Clock>,
    /// Place of the number of visitors among the atoms, if rows with few visitors are hidden.
    pub sensitive: Option<usize>,
    goals: Vec<u32>,
    base: Currency,
    echo: Map<String, Json>,
}

impl Query {
    pub(super) fn read(parameters: &dyn Parameters, context: &Context<'_>, reading: Reading) -> Result<Self, Problem> {
        let preset = match parameters.get("preset").filter(|name| !name.is_empty()) {
            None => None,
            Some(name) => Some(
                vocabulary()
                    .presets
                    .get(name)
                    .ok_or_else(|| Problem::invalid("preset", format!("Unknown preset: {name}")))?,
            ),
        };
        let base = context.counters.first().map_or(Currency::ROUBLES, Currency::of);
        let values = values(parameters, base)?;
        let mut goals: Vec<u32> = context.counters.iter().flat_map(|counter| counter.goals.iter().copied()).collect();
        goals.sort_unstable();
        let known = Known { values, base, goals: &goals };

        let own = parameters.get("dimensions").filter(|text| !text.trim().is_empty());
        let names = match (own, preset) {
            (Some(text), _) => split_list(text),
            (None, Some(preset)) => preset.dimensions.iter().map(String::as_str).collect(),
            (None, None) => Vec::new(),
        };
        let dimensions = dimensions(&names, values, "dimensions")?;

        let own = parameters.get("metrics").filter(|text| !text.trim().is_empty());
        let names = match (own, preset) {
            (Some(text), _) => split_list(text),
            (None, Some(preset)) => preset.metrics.iter().map(String::as_str).collect(),
            (None, None) => Vec::new(),
        };
        let mut atoms = Atoms::default();
        let metrics = metrics(&names, known, &mut atoms)?;
        let rows = rows(&dimensions, &metrics)?;
        let sort = sort(parameters, reading, &dimensions, &metrics, known, &mut atoms)?;

        let mut query = Self {
            rows,
            dimensions,
            metrics,
            atoms,
            filters: Vec::new(),
            lenses: Vec::new(),
            having: Vec::new(),
            sort,
            limit: number(parameters, "limit", 100, 0, PAGE)?,
            skip: number(parameters, "offset", 1, 1, i64::MAX)? - 1,
            include_undefined: flag(parameters, "include_undefined"),
            accuracy: Accuracy::read(parameters.get("accuracy").unwrap_or("medium"))?,
            values,
            clock: parameters.get("timezone").map(time_zone).transpose()?,
            sensitive: None,
            goals,
            base,
            echo: Map::new(),
        };
        query.read_filters(parameters, context, reading.having)?;
        query.mark_sensitive(context);
        query.echo = query.first_echo(parameters, context);
        Ok(query)
    }

    fn read_filters(
        &mut self,
        parameters: &dyn Parameters,
        context: &Context<'_>,
        having: bool,
    ) -> Result<(), Problem> {
        let known = Known { values: self.values, base: self.base, goals: &self.goals };
        let lookup = Lookup { known, location: "filters" };
        let metrics = having.then_some((self.metrics.as_slice(), &mut self.atoms));
        let (filter, having) = compile(parameters.get("filters").unwrap_or_default(), lookup, metrics)?;
        self.filters.extend(filter);
        self.having = having;
        self.lenses =
            context.counters.iter().map(|counter| Lens::of(counter, known)).collect::<Result<_, Problem>>()?;
        Ok(())
    }

    /// Reads the filter of one segment of a comparison.
    pub(super) fn segment_filter(&self, parameters: &dyn Parameters, name: &str) -> Result<Option<Filter>, Problem> {
        let known = Known { values: self.values, base: self.base, goals: &self.goals };
        Ok(compile(parameters.get(name).unwrap_or_default(), Lookup { known, location: name }, None)?.0)
    }

    /// Looks whether dimensions or filters touch data that could single out visitors.
    pub(super) fn mark_sensitive(&mut self, context: &Context<'_>) {
        let is = |name: &str| context.settings.sensitive_dimensions.iter().any(|known| known == name);
        let touched = self.dimensions.iter().any(|dimension| is(dimension.plain_name()))
            || self.all_filters().any(|filter| filter.dimensions().iter().any(|name| is(name)));
        if touched && self.sensitive.is_none() {
            self.sensitive = Some(self.atoms.place(Atom::users(Measure::Unit)));
        }
    }

    /// The same for the filters of a segment and the dimensions of columns.
    pub(super) fn touch(&mut self, names: &[&'static str], context: &Context<'_>) {
        if names.iter().any(|name| context.settings.sensitive_dimensions.iter().any(|known| known == name)) {
            self.sensitive = Some(self.atoms.place(Atom::users(Measure::Unit)));
        }
    }

    fn all_filters(&self) -> impl Iterator<Item = &Filter> {
        self.filters.iter().chain(self.lenses.iter().flat_map(Lens::filters))
    }

    /// The clock by which days and hours of this counter are read.
    pub(super) fn clock_of(&self, context: &Context<'_>, counter: i64) -> Clock {
        self.clock.clone().unwrap_or_else(|| Clock::of(context.log.zone(counter)))
    }

    /// The query as understood: keys in common of all answers. The caller adds periods, page and group.
    pub(super) fn echo(&self) -> Map<String, Json> {
        self.echo.clone()
    }

    fn first_echo(&self, parameters: &dyn Parameters, context: &Context<'_>) -> Map<String, Json> {
        let mut echo = Map::new();
        let mut put = |key: &str, value: Json| echo.insert(key.to_owned(), value);
        put("ids", context.counters.iter().map(|counter| counter.id).collect());
        if let Some(preset) = parameters.get("preset").filter(|name| !name.is_empty()) {
            put("preset", preset.into());
        }
        // There even if it is empty: tapi-yandex-metrika 2022.4.8 (PyPI) reads it of every answer.
        put("dimensions", self.dimensions.iter().map(|dimension| dimension.name.as_str()).collect());
        put("metrics", self.metrics.iter().map(|metric| metric.name.as_str()).collect());
        put("sort", self.sort.iter().map(|sort| self.sort_text(sort)).collect());
        if let Some(filters) = parameters.get("filters").filter(|text| !text.is_empty()) {
            put("filters", filters.into());
        }
        if let Some(zone) = parameters.get("timezone") {
            put("timezone", zone.into());
        }
        put("group", capital(self.values.group.word()).into());
        put("auto_group_size", json!("1"));
        put("attr_name", json!(""));
        put("quantile", json!("50"));
        put("offline_window", json!("21"));
        put("attribution", capital(attribution_in_names(self.values.attribution)).into());
        put("currency", self.values.currency.code().into());
        put("adfox_event_id", json!("0"));
        echo
    }

    fn sort_text(&self, sort: &Sort) -> String {
        let name = match sort.key {
            SortKey::Dimension(index) => self.dimensions.get(index).map(|dimension| dimension.name.as_str()),
            SortKey::Metric(index) => self.metrics.get(index).map(|metric| metric.name.as_str()),
        };
        format!("{}{}", if sort.down { "-" } else { "" }, name.unwrap_or_default())
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

pub(super) fn flag(parameters: &dyn Parameters, name: &str) -> bool {
    parameters.get(name).is_some_and(|text| matches!(text, "true" | "1"))
}

/// A whole number within bounds.
pub(super) fn number(
    parameters: &dyn Parameters,
    name: &str,
    default: usize,
    least: i64,
    most: i64,
) -> Result<usize, Problem> {
    let Some(text) = parameters.get(name) else { return Ok(default) };
    let value = text.parse::<i64>().ok().filter(|value| (least..=most).contains(value));
    value.and_then(|value| usize::try_from(value).ok()).ok_or_else(|| {
        let bounds = if most == i64::MAX { format!("at least {least}") } else { format!("from {least} to {most}") };
        Problem::invalid(name, format!("{name} is a whole number, {bounds}, and not {text}"))
    })
}

/// What the placeholders of names stand for.
fn values(parameters: &dyn Parameters, base: Currency) -> Result<Values, Problem> {
    fn read<T>(
        parameters: &dyn Parameters,
        name: &str,
        default: T,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Problem> {
        match parameters.get(name).filter(|text| !text.is_empty()) {
            None => Ok(default),
            Some(text) => of(text).ok_or_else(|| Problem::invalid(name, format!("Wrong value of {name}: {text}"))),
        }
    }
    let goal = |text: &str| text.parse::<u32>().ok().map(Some);
    Ok(Values {
        attribution: read(parameters, "attribution", Attribution::LastSign, Attribution::from_word)?,
        group: read(parameters, "group", Group::Week, Group::from_word)?,
        goal: read(parameters, "goal_id", None, goal)?,
        // Of a currency without a rate nothing could be told.
        currency: read(parameters, "currency", base, |code| {
            Currency::from_code(code).filter(|it| it.rate().is_some())
        })?,
    })
}

/// Looks up the names of dimensions.
pub(super) fn dimensions(names: &[&str], values: Values, location: &str) -> Result<Vec<Dimension>, Problem> {
    if names.len() > DIMENSIONS {
        return Err(Problem::invalid(location, format!("At most {DIMENSIONS} {location} are possible")));
    }
    names
        .iter()
        .map(|name| {
            let unknown = || Err(Problem::invalid(location, format!("Unknown dimension: {name}")));
            Dimension::find(name, values, location).unwrap_or_else(unknown)
        })
        .collect()
}

fn metrics(names: &[&str], known: Known<'_>, atoms: &mut Atoms) -> Result<Vec<Metric>, Problem> {
    if names.is_empty() {
        return Err(Problem::missing("metrics", "metrics or a preset are needed"));
    }
    if names.len() > METRICS {
        return Err(Problem::invalid("metrics", format!("At most {METRICS} metrics are possible")));
    }
    names.iter().map(|name| metric(name, known, atoms, "metrics")).collect()
}

/// Looks up one metric, which may have a filter in brackets.
fn metric(text: &str, known: Known<'_>, atoms: &mut Atoms, location: &str) -> Result<Metric, Problem> {
    let wrong = || Problem::invalid(location, format!("Unknown metric: {text}"));
    let (name, narrow) = split_narrow(text).ok_or_else(wrong)?;
    let narrow = match narrow {
        Some(narrow) => compile(narrow, Lookup { known, location }, None)?.0,
        None => None,
    };
    Metric::find(name, narrow, known, atoms, location).unwrap_or_else(|| Err(wrong()))
}

/// All names of a query have one prefix.
fn rows(dimensions: &[Dimension], metrics: &[Metric]) -> Result<Rows, Problem> {
    let of = |template: &str| if template.starts_with("ym:pv:") { Rows::PageViews } else { Rows::Visits };
    let rows = metrics.first().map_or(Rows::Visits, |metric| of(metric.template));
    let mixed = |location: &str, name: &str| {
        let message = format!("Dimensions and metrics of one query have one prefix: {name} has another one");
        Err(Problem::invalid(location, message))
    };
    if let Some(metric) = metrics.iter().find(|metric| of(metric.template) != rows) {
        return mixed("metrics", &metric.name);
    }
    check_prefix(rows, dimensions, "dimensions")?;
    Ok(rows)
}

pub(super) fn check_prefix(rows: Rows, dimensions: &[Dimension], location: &str) -> Result<(), Problem> {
    let prefix = if rows == Rows::PageViews { "ym:pv:" } else { "ym:s:" };
    match dimensions.iter().find(|dimension| !dimension.template.starts_with(prefix)) {
        None => Ok(()),
        Some(dimension) => {
            let message =
                format!("Dimensions and metrics of one query have one prefix: {} has another one", dimension.name);
            Err(Problem::invalid(location, message))
        }
    }
}

/// The order of rows: by default by the first metric, downwards.
fn sort(
    parameters: &dyn Parameters,
    reading: Reading,
    dimensions: &[Dimension],
    metrics: &[Metric],
    known: Known<'_>,
    atoms: &mut Atoms,
) -> Result<Vec<Sort>, Problem> {
    let text = parameters.get(reading.sort).unwrap_or_default();
    let mut sort = Vec::new();
    for item in split_list(text) {
        let (name, down) = match item.strip_prefix('-') {
            Some(name) => (name, true),
            None => (item.strip_prefix('+').unwrap_or(item), reading.down),
        };
        let refuse = |what: &str| {
            let message = format!("{name} is {what}: rows are sorted by dimensions and metrics of the query");
            Problem::invalid(reading.sort, message)
        };
        let key = match Dimension::find(name, known.values, reading.sort) {
            Some(found) => {
                let found = found?;
                dimensions.iter().position(|asked| asked.same(&found)).map(SortKey::Dimension)
            }
            None => {
                let mut unused = Atoms::default();
                metric(name, known, &mut unused, reading.sort).map_err(|problem| {
                    if problem.message.starts_with("Unknown") { refuse("unknown") } else { problem }
                })?;
                let found = metric(name, known, atoms, reading.sort)?;
                metrics.iter().position(|asked| asked.same(&found)).map(SortKey::Metric)
            }
        };
        sort.push(Sort { key: key.ok_or_else(|| refuse("not asked for"))?, down });
    }
    if sort.is_empty() {
        sort.push(Sort { key: SortKey::Metric(0), down: true });
    }
    Ok(sort)
}
