//! Through which access filters the data of a counter are seen, in reports and in logs alike.
use super::Counter;
use super::clock::Clock;
use super::filter::{Filter, Lookup, compile};
use super::metrics::Known;
use super::names::{Currency, Group, Values};
use super::problem::Problem;
use super::scope::{Bound, Family, Place, View};
use crate::traffic::model::{Attribution, Visit};
use jiff::tz::TimeZone;

/// The access filters of one counter, ready to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lens(Vec<Filter>);

impl Lens {
    /// Those of a counter, with the placeholders of names filled in as the query says.
    pub(super) fn of(counter: &Counter, known: Known<'_>) -> Result<Self, Problem> {
        let lookup = Lookup { known: Known { goals: &counter.goals, ..known }, location: "access_filter_id" };
        let filters = counter.seen_through.iter().map(|text| Ok(compile(text, lookup, None)?.0));
        Ok(Self(filters.collect::<Result<Vec<_>, Problem>>()?.into_iter().flatten().collect()))
    }

    /// Those of a counter where no query says anything.
    pub(crate) fn of_log(counter: &Counter, attribution: Attribution) -> Result<Self, Problem> {
        let base = Currency::of(counter);
        let values = Values { attribution, group: Group::Week, goal: None, currency: base };
        Self::of(counter, Known { values, base, goals: &counter.goals })
    }

    pub(super) fn filters(&self) -> impl Iterator<Item = &Filter> {
        self.0.iter()
    }

    /// Whether a visit is seen, or one hit of it.
    pub(crate) fn shows(&self, counter: &Counter, zone: &TimeZone, visit: &Visit, hit: Option<usize>) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let clock = Clock::of(zone.clone());
        let place = Place { counter: 0, site: &counter.site, host: 0, clock: &clock };
        let view = View::new(visit, &place);
        let view = hit.map_or(view, |hit| view.at(Family::PageView, Bound::At(hit)));
        self.0.iter().all(|filter| filter.matches(&view, std::slice::from_ref(counter)))
    }
}
