//! The pass over the visits: every row's atoms, added up.
use super::clock::Local;
use super::dimensions::{Dimension, Value};
use super::filter::Filter;
use super::lens::Lens;
use super::metrics::{Atoms, Count};
use super::period::Period;
use super::query::{Query, Rows};
use super::sampling::{Sample, mix};
use super::scope::{Bound, FAMILIES, Family, Place, Scope, View, is_element, product_of, size};
use super::{Context, Counter};
use crate::traffic::model::{Reach, Visit};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Ids of visitors are as good as random: mixing their bits is hash enough.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = mix(self.0 ^ id);
    }
}

type Visitors = HashSet<u64, BuildHasherDefault<IdHasher>>;

#[derive(Debug, Clone)]
enum Cell {
    Sum(i64),
    Visitors(Visitors),
}

/// One number for each atom of the query.
#[derive(Debug, Clone)]
pub(super) struct Cells(Vec<Cell>);

impl Cells {
    pub(super) fn new(atoms: &Atoms) -> Self {
        let cell = |count| if count == Count::Users { Cell::Visitors(Visitors::default()) } else { Cell::Sum(0) };
        Self(atoms.list.iter().map(|atom| cell(atom.count)).collect())
    }

    fn add(&mut self, atoms: &Atoms, scope: &Scope<'_, '_>, counters: &[Counter]) {
        for (cell, atom) in self.0.iter_mut().zip(&atoms.list) {
            let narrow = atom.narrow.and_then(|index| atoms.narrows.get(index));
            let found = atom.measure.of(scope, narrow, counters);
            match cell {
                Cell::Sum(sum) if atom.count == Count::Visits => *sum += i64::from(found != 0),
                Cell::Sum(sum) => *sum = sum.saturating_add(found),
                Cell::Visitors(visitors) => {
                    if found != 0 {
                        visitors.insert(scope.view.visit.visitor.client_id);
                    }
                }
            }
        }
    }

    /// The number of an atom.
    pub(super) fn get(&self, place: usize) -> i64 {
        match self.0.get(place) {
            Some(Cell::Sum(sum)) => *sum,
            Some(Cell::Visitors(visitors)) => i64::try_from(visitors.len()).unwrap_or(i64::MAX),
            None => 0,
        }
    }
}

pub(super) type Key = Box<[Value]>;

/// What a pass found.
#[derive(Debug)]
pub(super) struct Groups {
    pub rows: HashMap<Key, Cells>,
    /// Over all rows, each visit once.
    pub totals: Cells,
    /// The same for each value of the part of keys that the pass names.
    pub subtotals: HashMap<Key, Cells>,
    /// Visits of the period.
    pub space: u64,
    /// Those of them that were counted.
    pub size: u64,
}

/// One pass.
pub(super) struct Pass<'a> {
    pub context: &'a Context<'a>,
    pub query: &'a Query,
    pub period: Period,
    /// Besides those of the query.
    pub filter: Option<&'a Filter>,
    pub sample: Sample,
    pub dimensions: &'a [Dimension],
    /// The interval of a moment, which comes first in the keys; for reports over time.
    pub interval: Option<&'a dyn Fn(Local) -> Option<i64>>,
    /// The part of keys that is summed up by itself: intervals of time, columns of a pivot table.
    pub subtotals: Option<Range<usize>>,
    /// Whether rows with these values of the dimensions are wanted.
    pub keep: &'a dyn Fn(&[Value]) -> bool,
}

impl Pass<'_> {
    pub(super) fn run(&self) -> Groups {
        let mut groups = Groups {
            rows: HashMap::new(),
            totals: Cells::new(&self.query.atoms),
            subtotals: HashMap::new(),
            space: 0,
            size: 0,
        };
        let mut buffer = Vec::with_capacity(self.dimensions.len() + 1);
        // The log's days are those of the counter's zone and of visits: any other days are cut out of more of them.
        let own_days = self.query.clock.is_some() || self.query.rows == Rows::PageViews;
        let days = self.period.widened(own_days, self.query.clock.is_some());
        for (index, counter) in self.context.counters.iter().enumerate() {
            let host = self.context.counters.iter().position(|other| other.site == counter.site).unwrap_or(index);
            let [index, host] = [index, host].map(|index| u16::try_from(index).unwrap_or(u16::MAX));
            let clock = self.query.clock_of(self.context, counter.id);
            let place = Place { counter: index, site: &counter.site, host, clock: &clock };
            self.context.log.each(counter.id, days.from, days.to, &mut |visit| {
                let visit = &*with_goals(visit, counter);
                let inside = !own_days || self.period.contains(clock.local(visit.start));
                let kept = self.sample.keeps(visit.visitor.client_id);
                // Of what an access filter hides, not even the number is told.
                let view = View::new(visit, &place);
                let seen = inside && self.lens(&view).all(|filter| filter.matches(&view, self.context.counters));
                groups.space += u64::from(seen);
                groups.size += u64::from(seen && kept);
                if kept {
                    self.visit(visit, &place, inside, &mut groups, &mut buffer);
                }
            });
        }
        if self.is_total() {
            groups.rows.insert(Key::default(), groups.totals.clone());
        }
        groups
    }

    /// Whether there is nothing but one row.
    fn is_total(&self) -> bool {
        self.dimensions.is_empty() && self.interval.is_none()
    }

    fn visit(&self, visit: &Visit, place: &Place<'_>, inside: bool, groups: &mut Groups, buffer: &mut Vec<Value>) {
        let (view, clock) = (View::new(visit, place), place.clock);
        match self.query.rows {
            Rows::Visits if inside => self.unit(&view, clock.local(visit.start), groups, buffer),
            Rows::Visits => {}
            Rows::PageViews => {
                for (index, hit) in visit.hits.iter().enumerate() {
                    let at = clock.local(hit.at);
                    if is_element(visit, Family::PageView, index) && self.period.contains(at) {
                        self.unit(&view.at(Family::PageView, Bound::At(index)), at, groups, buffer);
                    }
                }
            }
        }
    }

    /// The access filters of the counter of a view.
    fn lens(&self, view: &View<'_>) -> impl Iterator<Item = &Filter> {
        self.query.lenses.get(usize::from(view.counter)).into_iter().flat_map(Lens::filters)
    }

    /// Adds one visit or one page view.
    fn unit(&self, view: &View<'_>, at: Local, groups: &mut Groups, buffer: &mut Vec<Value>) {
        let counters = self.context.counters;
        let filters = self.lens(view).chain(&self.query.filters).chain(self.filter);
        if !filters.into_iter().all(|filter| filter.matches(view, counters)) {
            return;
        }
        buffer.clear();
        if let Some(interval) = self.interval {
            let Some(interval) = interval(at) else { return };
            buffer.push(Value::Int(interval));
        }
        let mut families: Vec<Family> = Vec::new();
        for family in self.dimensions.iter().filter_map(Dimension::family) {
            if view.is_free(family) && !families.contains(&family) {
                families.push(family);
            }
        }
        if !families.is_empty() {
            // Products before purchases: what was seen and not bought has a row too.
            families.sort_unstable();
            return self.several(view, &families, groups, buffer);
        }
        let fixed = buffer.len();
        buffer.extend(self.dimensions.iter().map(|dimension| dimension.value(view)));
        if !(self.keep)(buffer.get(fixed..).unwrap_or_default()) {
            return;
        }
        let scope = Scope { view: *view, chosen: [None; FAMILIES] };
        groups.totals.add(&self.query.atoms, &scope, counters);
        if !self.is_total() {
            self.add(&mut groups.rows, buffer, &scope);
        }
        if let Some(part) = self.part(buffer) {
            self.add(&mut groups.subtotals, part, &scope);
        }
    }

    /// The part of a key that is summed up by itself.
    fn part<'k>(&self, key: &'k [Value]) -> Option<&'k [Value]> {
        key.get(self.subtotals.clone()?)
    }

    /// Adds to one row. A key is only copied for a new row.
    fn add(&self, rows: &mut HashMap<Key, Cells>, key: &[Value], scope: &Scope<'_, '_>) {
        if !rows.contains_key(key) {
            rows.insert(key.into(), Cells::new(&self.query.atoms));
        }
        if let Some(cells) = rows.get_mut(key) {
            cells.add(&self.query.atoms, scope, self.context.counters);
        }
    }

    /// Adds a visit to the row of each of its goals, parameters, products and so on.
    fn several(&self, view: &View<'_>, families: &[Family], groups: &mut Groups, prefix: &[Value]) {
        let mut views = Vec::new();
        expand(*view, families, &mut views);
        let (mut rows, mut parts) = (HashMap::<Key, Chosen>::new(), HashMap::<Key, Chosen>::new());
        let mut all = Chosen::default();
        for view in &views {
            let mut key = prefix.to_vec();
            key.extend(self.dimensions.iter().map(|dimension| dimension.value(view)));
            if !(self.keep)(key.get(prefix.len()..).unwrap_or_default()) {
                continue;
            }
            choose(&mut all, view, families);
            if let Some(part) = self.part(&key) {
                choose(parts.entry(part.into()).or_default(), view, families);
            }
            choose(rows.entry(key.into()).or_default(), view, families);
        }
        for (key, chosen) in &rows {
            self.add(&mut groups.rows, key, &scope_of(view, families, chosen));
        }
        for (part, chosen) in &parts {
            self.add(&mut groups.subtotals, part, &scope_of(view, families, chosen));
        }
        if !rows.is_empty() {
            let scope = scope_of(view, families, &all);
            groups.totals.add(&self.query.atoms, &scope, self.context.counters);
        }
    }
}

/// The visit without the goals that the counter does not have any more: neither their own metrics know them, nor do sums over
/// all goals, nor does the dimension.
fn with_goals<'v>(visit: &'v Visit, counter: &Counter) -> Cow<'v, Visit> {
    let exists = |reach: &Reach| counter.goals.contains(&reach.goal);
    if visit.goals.iter().all(exists) {
        return Cow::Borrowed(visit);
    }
    let mut visit = visit.clone();
    visit.goals.retain(exists);
    Cow::Owned(visit)
}

/// The indices of the things of each family that belong to a row.
type Chosen = [Vec<usize>; FAMILIES];

fn choose(chosen: &mut Chosen, view: &View<'_>, families: &[Family]) {
    for &family in families {
        let of_family = &mut chosen[family as usize];
        if let Some(index) = view.bound(family).filter(|index| !of_family.contains(index)) {
            of_family.push(index);
        }
    }
}

fn scope_of<'v, 's>(view: &View<'v>, families: &[Family], chosen: &'s Chosen) -> Scope<'v, 's> {
    let mut scope = Scope { view: *view, chosen: [None; FAMILIES] };
    for &family in families {
        scope.chosen[family as usize] = Some(chosen[family as usize].as_slice());
    }
    scope
}

/// Every choice of one thing of each family; of a family without things, nothing.
fn expand<'v>(view: View<'v>, families: &[Family], into: &mut Vec<View<'v>>) {
    let Some((&family, rest)) = families.split_first() else {
        if belongs_together(&view) {
            into.push(view);
        }
        return;
    };
    let before = into.len();
    for index in 0..size(view.visit, family) {
        if is_element(view.visit, family, index) {
            expand(view.at(family, Bound::At(index)), rest, into);
        }
    }
    // Nothing of this family, or nothing that belongs to what the families before have bound.
    if into.len() == before {
        expand(view.at(family, Bound::Nothing), rest, into);
    }
}

/// A purchase goes with the products bought in it, and with no other.
fn belongs_together(view: &View<'_>) -> bool {
    let bought = |index| product_of(view.visit, index).and_then(|found| found.purchase);
    match (view.bound(Family::Purchase), view.bound(Family::Product)) {
        (Some(purchase), Some(product)) => bought(product) == Some(purchase),
        _ => true,
    }
}
