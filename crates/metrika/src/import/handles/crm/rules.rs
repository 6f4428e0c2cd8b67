//! Rules of the reference for what the CRM is told.

use crate::error::{Error, Result};
use crate::management::checks::{NAME, at_most, given};
use crate::models::{Attribute, OrderStatus, ProductItem};

/// Characters that a name for people has at most.
const HUMANIZED: usize = 4096;
/// Goals that an order reaches with one status.
const GOALS: usize = 10;

/// As many as the reference allows.
pub(super) fn count(field: &str, count: usize, most: usize) -> Result<()> {
    if count > most {
        return Err(Error::invalid(field, format_args!("there are {count}, {most} are allowed")));
    }
    Ok(())
}

/// Each element of a list, by a check that gets the place of one of its fields. There may be very many: nothing is written before a rule is
/// broken.
pub(super) fn each<T>(
    list: &str,
    items: &[T],
    check: impl Fn(&T, &dyn Fn(&str) -> String) -> Result<()>,
) -> Result<()> {
    items.iter().enumerate().try_for_each(|(index, item)| check(item, &|field| format!("{list}[{index}].{field}")))
}

pub(super) fn attribute(attribute: &Attribute, place: &dyn Fn(&str) -> String) -> Result<()> {
    name(attribute.name.as_deref(), || place("name"))?;
    if attribute.multivalued.is_none() {
        return Err(Error::invalid(&place("multivalued"), "it is needed"));
    }
    humanized(attribute.humanized.as_deref(), place)
}

pub(super) fn product(item: &ProductItem, place: &dyn Fn(&str) -> String) -> Result<()> {
    name(Some(&item.name), || place("name"))?;
    humanized(item.humanized.as_deref(), place)
}

pub(super) fn order_status(status: &OrderStatus, place: &dyn Fn(&str) -> String) -> Result<()> {
    name(status.id.as_deref(), || place("id"))?;
    if status.type_.is_none() {
        return Err(Error::invalid(&place("type"), "it is needed"));
    }
    let goals = status.goal_action_ids.as_deref().unwrap_or_default();
    if goals.len() > GOALS {
        count(&place("goal_action_ids"), goals.len(), GOALS)?;
    }
    for (index, goal) in goals.iter().enumerate() {
        if goals.iter().take(index).any(|other| other == goal) {
            return Err(Error::invalid(&place("goal_action_ids"), format_args!("{goal:?} is there twice")));
        }
    }
    humanized(status.humanized.as_deref(), place)
}

/// `^[\w-:]+$`, in which `\w` is ASCII as in all patterns of OpenAPI; 1 to 255 characters.
fn name(name: Option<&str>, field: impl Fn() -> String) -> Result<()> {
    let Some(text) = name.filter(|text| !text.is_empty()) else { return given(&field(), name) };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':');
    if let Some(odd) = text.chars().find(|c| !allowed(*c)) {
        let rule = format_args!("{odd:?} is none of Latin letters, digits, `_`, `-` and `:`");
        return Err(Error::invalid(&field(), rule));
    }
    if text.len() > NAME { at_most(&field(), name, NAME) } else { Ok(()) }
}

fn humanized(text: Option<&str>, place: &dyn Fn(&str) -> String) -> Result<()> {
    // Characters are counted only where there may be too many.
    if text.is_some_and(|text| text.len() > HUMANIZED) { at_most(&place("humanized"), text, HUMANIZED) } else { Ok(()) }
}
