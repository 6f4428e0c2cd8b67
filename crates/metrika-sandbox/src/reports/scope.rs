//! What a dimension or a metric looks at: a visit, and of the things that a visit has several of, some or all.
use super::clock::Clock;
use crate::traffic::model::{Item, ProductEventKind, Visit};

/// Things that a visit can have several of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Family {
    Goal,
    Param,
    /// Products seen, followed by products bought.
    Product,
    Purchase,
    Call,
    PageView,
}

pub(super) const FAMILIES: usize = 6;

/// Whether one thing of a family is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Bound {
    #[default]
    Free,
    /// The visit has none, or none that fits the others.
    Nothing,
    At(usize),
}

/// Where visits are looked at from: their counter and its clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'v> {
    pub counter: u16,
    pub site: &'v str,
    pub host: u16,
    pub clock: &'v Clock,
}

/// A visit, and at most one thing of each family.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'v> {
    pub visit: &'v Visit,
    /// Index of its counter among those asked for.
    pub counter: u16,
    /// Host of the counter's site.
    pub site: &'v str,
    /// Index of the first counter with this site: two counters of one site have the same pages.
    pub host: u16,
    pub clock: &'v Clock,
    pub bounds: [Bound; FAMILIES],
}

impl<'v> View<'v> {
    pub(super) fn new(visit: &'v Visit, place: &Place<'v>) -> Self {
        let Place { counter, site, host, clock } = *place;
        Self { visit, counter, site, host, clock, bounds: [Bound::Free; FAMILIES] }
    }

    /// The index of the thing looked at.
    pub(super) fn bound(&self, family: Family) -> Option<usize> {
        match self.bounds[family as usize] {
            Bound::At(index) => Some(index),
            Bound::Free | Bound::Nothing => None,
        }
    }

    pub(super) fn is_free(&self, family: Family) -> bool {
        self.bounds[family as usize] == Bound::Free
    }

    pub(super) fn at(mut self, family: Family, bound: Bound) -> Self {
        self.bounds[family as usize] = bound;
        self
    }

    /// Calls `f` with the index of each thing of the family, until it says true; says whether it did.
    pub(super) fn any(&self, family: Family, mut f: impl FnMut(usize) -> bool) -> bool {
        (0..size(self.visit, family)).any(|index| is_element(self.visit, family, index) && f(index))
    }
}

/// Upper end of the indices of a family.
pub(super) fn size(visit: &Visit, family: Family) -> usize {
    match family {
        Family::Goal => visit.goals.len(),
        Family::Param => visit.params.len(),
        Family::Product => {
            visit.product_events.len() + visit.purchases.iter().map(|purchase| purchase.products.len()).sum::<usize>()
        }
        Family::Purchase => visit.purchases.len(),
        Family::Call => visit.calls.len(),
        Family::PageView => visit.hits.len(),
    }
}

/// Hits that are no page views share the indices of those that are.
pub(super) fn is_element(visit: &Visit, family: Family, index: usize) -> bool {
    family != Family::PageView
        || visit.hits.get(index).is_some_and(|hit| hit.kind == crate::traffic::model::HitKind::PageView)
}

/// A product, and what happened to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ProductOf<'v> {
    pub item: &'v Item,
    /// What was done with it; none if it was bought.
    pub event: Option<ProductEventKind>,
    /// Index of the purchase.
    pub purchase: Option<usize>,
}

/// The thing of [`Family::Product`] with this index.
pub(super) fn product_of(visit: &Visit, index: usize) -> Option<ProductOf<'_>> {
    if let Some(event) = visit.product_events.get(index) {
        return Some(ProductOf { item: &event.item, event: Some(event.kind), purchase: None });
    }
    let mut rest = index - visit.product_events.len();
    for (number, purchase) in visit.purchases.iter().enumerate() {
        match purchase.products.get(rest) {
            Some(item) => return Some(ProductOf { item, event: None, purchase: Some(number) }),
            None => rest -= purchase.products.len(),
        }
    }
    None
}

/// A visit, and of each family either all things or the chosen ones: what a metric adds up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'v, 's> {
    pub view: View<'v>,
    pub chosen: [Option<&'s [usize]>; FAMILIES],
}

impl Scope<'_, '_> {
    /// Calls `f` with the index of each thing in scope.
    ///
    /// Products and purchases belong together: with chosen purchases, only what was bought in them is in scope of the
    /// products bought; with chosen products, only the purchases that hold one of them.
    pub(super) fn each(&self, family: Family, mut f: impl FnMut(usize)) {
        let visit = self.view.visit;
        let chosen = self.chosen[family as usize];
        for index in 0..size(visit, family) {
            if chosen.is_some_and(|chosen| !chosen.contains(&index)) || !is_element(visit, family, index) {
                continue;
            }
            let fits = match (family, self.chosen[Family::Purchase as usize], self.chosen[Family::Product as usize]) {
                (Family::Product, Some(purchases), None) => product_of(visit, index)
                    .is_some_and(|found| found.purchase.is_none_or(|purchase| purchases.contains(&purchase))),
                (Family::Purchase, None, Some(products)) => products
                    .iter()
                    .any(|&product| product_of(visit, product).is_some_and(|found| found.purchase == Some(index))),
                _ => true,
            };
            if fits {
                f(index);
            }
        }
    }
}
