//! Asking a filter about a visit.
use super::matcher::Matcher;
use super::parse::Quantifier;
use crate::reports::Counter;
use crate::reports::dimensions::Dimension;
use crate::reports::scope::{Bound, Family, View};

/// A filter with its names looked up.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    /// How many things of these families fit. The families that something around it looks at already are left alone:
    /// all conditions in one set are about the same thing.
    Set(Quantifier, Vec<Family>, Box<Expression>),
    Condition(Box<Dimension>, Box<Matcher>),
}

impl Expression {
    pub(super) fn matches(&self, view: &View<'_>, counters: &[Counter]) -> bool {
        match self {
            Self::And(list) => list.iter().all(|item| item.matches(view, counters)),
            Self::Or(list) => list.iter().any(|item| item.matches(view, counters)),
            Self::Not(item) => !item.matches(view, counters),
            Self::Condition(dimension, matcher) => matcher.matches(dimension, &dimension.value(view), counters),
            Self::Set(Quantifier::Exists, families, item) => {
                any(view, families, &mut |view| item.matches(view, counters))
            }
            Self::Set(Quantifier::None, families, item) => {
                !any(view, families, &mut |view| item.matches(view, counters))
            }
            Self::Set(Quantifier::All, families, item) => {
                !any(view, families, &mut |view| !item.matches(view, counters))
            }
        }
    }

    /// The families of conditions that no set inside has bound.
    pub(super) fn free_families(&self, into: &mut Vec<Family>) {
        match self {
            Self::And(list) | Self::Or(list) => list.iter().for_each(|item| item.free_families(into)),
            Self::Not(item) => item.free_families(into),
            Self::Set(..) => {}
            Self::Condition(dimension, _) => {
                if let Some(family) = dimension.family()
                    && !into.contains(&family)
                {
                    into.push(family);
                }
            }
        }
    }
}

/// Whether some choice of one thing of each family fits.
fn any(view: &View<'_>, families: &[Family], fits: &mut dyn FnMut(&View<'_>) -> bool) -> bool {
    match families.split_first() {
        None => fits(view),
        Some((&family, rest)) if view.is_free(family) => {
            view.any(family, |index| any(&view.at(family, Bound::At(index)), rest, fits))
        }
        Some((_, rest)) => any(view, rest, fits),
    }
}
