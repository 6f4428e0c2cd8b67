//! The facts in words: what stands above an item.

use super::facts::{Dimension, Metric, Preset, Unit};

/// What the reference says only the name of.
const UNKNOWN: &str = "the reference has only its name";

pub fn metric(name: &str, known: Option<&Metric>, additive: bool) -> String {
    let days = if additive { "; adds up over days" } else { "" };
    let Some(Metric { unit, filterable, since, group, also_in }) = known else {
        return format!("`{name}`: {UNKNOWN}{days}.");
    };
    let unit = match unit {
        Unit::Int => "a whole number",
        Unit::Double => "a number with a fraction",
        Unit::Percents => "a share in percent",
        Unit::Currency => "a sum of money",
        Unit::Second => "seconds",
        Unit::Affinity => "an affinity index",
    };
    let filter = if *filterable { "filters may have it" } else { "filters may not have it" };
    let pages: Vec<String> = std::iter::once(group).chain(also_in).map(|page| format!("`{page}`")).collect();
    format!("`{name}`: {unit}{days}; {filter}; reports from {since}; see {}.", pages.join(", "))
}

pub fn dimension(name: &str, known: Option<&Dimension>) -> String {
    let Some(Dimension { operators, name_dimension, since, group }) = known else {
        return format!("`{name}`: {UNKNOWN}.");
    };
    let operators: Vec<String> = operators.iter().map(|operator| format!("`{operator}`")).collect();
    let names = name_dimension.as_ref().map_or_else(String::new, |name| format!("names in `{name}`; "));
    format!("`{name}`: filters by {}; {names}reports from {since}; see `{group}`.", operators.join(" "))
}

pub fn preset(name: &str, Preset { dimensions, metrics, group }: &Preset) -> String {
    let list = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let by = if dimensions.is_empty() { String::new() } else { format!(" by {}", list(dimensions)) };
    format!("`{name}`: {}{by}; see `{group}`.", list(metrics))
}
