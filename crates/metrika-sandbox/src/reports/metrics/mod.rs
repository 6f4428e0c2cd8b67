//! Metrics: which names the sandbox computes, and how each is made of sums and of numbers of visitors.
//!
//! A metric is a small formula over *atoms*. Atoms are what a pass over the visits adds up, each of them once, however
//! many metrics of the query need it.
mod measure;
mod table;

pub(super) use self::measure::Measure;
use super::filter::Filter;
use super::fraction::Number;
use super::names::{self, Currency, Values};
use super::problem::Problem;

/// How an atom counts what a measure finds in a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Count {
    Sum,
    /// The visits in which the measure finds something.
    Visits,
    /// Their visitors, each once.
    Users,
}

/// One thing to add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Atom {
    pub count: Count,
    pub measure: Measure,
    /// Index of the filter of the metric among those of the query.
    pub narrow: Option<usize>,
}

impl Atom {
    const fn of(count: Count, measure: Measure) -> Self {
        Self { count, measure, narrow: None }
    }

    pub(super) const fn sum(measure: Measure) -> Self {
        Self::of(Count::Sum, measure)
    }

    pub(super) const fn visits(measure: Measure) -> Self {
        Self::of(Count::Visits, measure)
    }

    pub(super) const fn users(measure: Measure) -> Self {
        Self::of(Count::Users, measure)
    }
}

/// The formula of a metric; whole factors bring minor units back to units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Definition {
    Count(Atom),
    Scaled(Atom, i64),
    /// 100 · a / b
    Percent(Atom, Atom),
    /// a / b / factor
    Ratio(Atom, Atom, i64),
    /// a in so many seconds, on the average of the period.
    Per(Atom, i64),
}

/// The same with places of atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formula {
    Count(usize),
    Scaled(usize, i64),
    Percent(usize, usize),
    Ratio(usize, usize, i64),
    Per(usize, i64),
}

/// A metric of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Metric {
    /// As the answer writes it.
    pub name: String,
    pub template: &'static str,
    formula: Formula,
}

/// All that the metrics of a query need added up.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    pub list: Vec<Atom>,
    /// Filters of single metrics.
    pub narrows: Vec<Filter>,
}

impl Atoms {
    pub(super) fn place(&mut self, atom: Atom) -> usize {
        self.list.iter().position(|&known| known == atom).unwrap_or_else(|| {
            self.list.push(atom);
            self.list.len() - 1
        })
    }

    /// Adds the filter of a metric; equal filters are one, so that equal metrics are.
    fn narrow(&mut self, filter: Filter) -> usize {
        self.narrows.iter().position(|known| known.text() == filter.text()).unwrap_or_else(|| {
            self.narrows.push(filter);
            self.narrows.len() - 1
        })
    }
}

/// Every metric that the sandbox computes, with placeholders.
pub fn computed_metrics() -> Vec<String> {
    let visits = table::VISITS.iter().chain(&table::GOALS).map(|name| format!("ym:s:{name}"));
    visits.chain(table::PAGE_VIEWS.iter().map(|name| format!("ym:pv:{name}"))).collect()
}

/// What every metric of a query is resolved with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub values: Values,
    /// The currency of the counter.
    pub base: Currency,
    /// Goals that exist.
    pub goals: &'a [u32],
}

impl Metric {
    /// Finds a metric by its name, without a filter in brackets. `None`: no metric has this name.
    pub(super) fn find(
        name: &str,
        narrow: Option<Filter>,
        known: Known<'_>,
        atoms: &mut Atoms,
        location: &str,
    ) -> Option<Result<Self, Problem>> {
        let found = names::metric(name, known.values)?;
        Some(Self::resolve(found, narrow, known, atoms, location))
    }

    fn resolve(
        found: names::Name,
        narrow: Option<Filter>,
        known: Known<'_>,
        atoms: &mut Atoms,
        location: &str,
    ) -> Result<Self, Problem> {
        let Some(definition) = table::definition(found.template, found.values, known.base) else {
            let roubles = Values { currency: Currency::ROUBLES, ..found.values };
            if table::definition(found.template, roubles, Currency::ROUBLES).is_some() {
                let message = format!("The sandbox does not convert to the currency of {}", found.written);
                return Err(Problem::invalid(location, message));
            }
            let message = format!("The sandbox does not compute the metric {}, which the service has", found.written);
            return Err(Problem::invalid(location, message));
        };
        if found.template.contains("<goal_id>") {
            match found.values.goal {
                None => return Err(Problem::missing("goal_id", format!("{} needs goal_id", found.written))),
                Some(goal) if !known.goals.contains(&goal) => {
                    let message = format!("The counters asked for have no goal {goal}");
                    return Err(Problem::invalid(location, message));
                }
                Some(_) => {}
            }
        }
        let name = match &narrow {
            Some(filter) => format!("{}[{}]", found.written, filter.text()),
            None => found.written,
        };
        let narrow = narrow.map(|filter| atoms.narrow(filter));
        let mut place = |atom: Atom| atoms.place(Atom { narrow, ..atom });
        let formula = match definition {
            Definition::Count(a) => Formula::Count(place(a)),
            Definition::Scaled(a, factor) => Formula::Scaled(place(a), factor),
            Definition::Percent(a, b) => Formula::Percent(place(a), place(b)),
            Definition::Ratio(a, b, factor) => Formula::Ratio(place(a), place(b), factor),
            Definition::Per(a, seconds) => Formula::Per(place(a), seconds),
        };
        Ok(Self { name, template: found.template, formula })
    }

    /// Whether two names mean the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.template == other.template && self.formula == other.formula
    }

    /// The value, given the atoms of a row, how many times the sample fits into the whole, and the length of the period.
    pub(super) fn value(&self, atom: impl Fn(usize) -> i64, times: i64, seconds: i64) -> Number {
        let float = |place| atom(place) as f64;
        match self.formula {
            Formula::Count(a) => Number::Int(atom(a).saturating_mul(times)),
            Formula::Scaled(a, factor) => {
                let sum = atom(a).saturating_mul(times);
                if sum % factor == 0 { Number::Int(sum / factor) } else { Number::Float(sum as f64 / factor as f64) }
            }
            Formula::Percent(a, b) => Number::ratio(100.0 * float(a), float(b)),
            Formula::Ratio(a, b, factor) => Number::ratio(float(a), float(b) * factor as f64),
            Formula::Per(a, unit) => Number::ratio(float(a) * times as f64 * unit as f64, seconds as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::names::Group;
    use crate::traffic::model::Attribution;

    #[test]
    fn every_computed_metric_is_in_the_vocabulary_and_has_a_definition() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/vocabulary.json");
        let vocabulary: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let known: Vec<&str> = vocabulary["metrics"].as_array().unwrap().iter().filter_map(|x| x.as_str()).collect();
        let base = Currency::from_code("RUB").unwrap();
        let values = Values { attribution: Attribution::Last, group: Group::Day, goal: Some(1), currency: base };
        let computed = computed_metrics();
        for name in &computed {
            assert!(known.contains(&name.as_str()), "{name}");
            assert!(table::definition(name, values, base).is_some(), "{name}");
        }
        // And the other way round: nothing is computed that the list does not tell.
        for name in known {
            let defined = table::definition(name, values, base).is_some();
            assert_eq!(defined, computed.iter().any(|computed| computed == name), "{name}");
        }
    }
}
