//! What each operation does. One file a group of operations.

pub mod crm;
pub mod log_requests;
pub mod uploadings;

mod access_filters;
mod accounts;
mod chart_annotations;
mod clients;
mod cloud_exports;
pub(crate) mod counters;
mod delegates;
mod filters;
mod goal_rules;
pub(crate) mod goals;
pub(crate) mod grants;
mod hourly;
mod items;
mod labels;
pub(crate) mod measurement_tokens;
mod messengers;
#[allow(clippy::module_inception, reason = "operations on addresses are what the service calls them")]
mod operations;
mod reports;
mod segments;

use crate::answer::Outcome;
use crate::call::Call;
use crate::state::State;
use crate::world::World;

/// How an operation is done.
#[derive(Debug, Clone, Copy)]
pub enum Handler {
    /// Reads or changes the state.
    State(fn(&mut State, &mut Call, &World) -> Outcome),
    /// Takes its time, and the state only for a moment: reports and downloads.
    Slow(fn(&World, &mut Call) -> Outcome),
}

/// An operation and what does it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub operation: &'static str,
    pub handler: Handler,
    pub kind: Kind,
}

/// How faithful an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It changes what the sandbox remembers, or tells of it.
    Stateful,
    /// It is computed from the visit log.
    Computed,
    /// It always answers the same.
    Fixed,
}

/// The table of one group: operation, how it is done.
pub(crate) type Table = &'static [Entry];

/// An operation on the state.
pub(crate) const fn state(operation: &'static str, run: fn(&mut State, &mut Call, &World) -> Outcome) -> Entry {
    Entry { operation, handler: Handler::State(run), kind: Kind::Stateful }
}

/// An operation that always answers the same.
pub(crate) const fn fixed(operation: &'static str, run: fn(&mut State, &mut Call, &World) -> Outcome) -> Entry {
    Entry { operation, handler: Handler::State(run), kind: Kind::Fixed }
}

/// An operation that takes its time.
pub(crate) const fn slow(operation: &'static str, kind: Kind, run: fn(&World, &mut Call) -> Outcome) -> Entry {
    Entry { operation, handler: Handler::Slow(run), kind }
}

/// All groups.
const TABLES: &[Table] = &[
    access_filters::TABLE,
    accounts::TABLE,
    chart_annotations::TABLE,
    clients::TABLE,
    cloud_exports::TABLE,
    counters::TABLE,
    crm::TABLE,
    delegates::TABLE,
    filters::TABLE,
    goals::TABLE,
    grants::TABLE,
    labels::TABLE,
    log_requests::TABLE,
    measurement_tokens::TABLE,
    messengers::TABLE,
    operations::TABLE,
    reports::TABLE,
    segments::TABLE,
    uploadings::TABLE,
];

/// Every operation that is served.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().copied().flatten()
}

/// What does this operation.
pub fn entry(operation: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.operation == operation)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::spec;

    #[test]
    fn each_of_the_105_operations_is_served_once() {
        let served: Vec<&str> = entries().map(|entry| entry.operation).collect();
        let distinct: BTreeSet<&str> = served.iter().copied().collect();
        assert_eq!(served.len(), distinct.len(), "one is served twice");
        let all: BTreeSet<&str> = spec::operations().map(|operation| operation.id.as_str()).collect();
        assert_eq!(distinct, all);
    }

    #[test]
    fn the_readme_says_how_faithful_each_operation_is() {
        let mut tags: BTreeMap<&str, [Vec<String>; 3]> = BTreeMap::new();
        for operation in spec::operations() {
            let kind = entry(&operation.id).map(|entry| entry.kind).unwrap();
            let column = [Kind::Stateful, Kind::Computed, Kind::Fixed].iter().position(|other| *other == kind).unwrap();
            tags.entry(&operation.tag).or_default()[column].push(operation.id.clone());
        }
        let mut table = String::from("| group | stateful | computed | fixed |\n|---|---|---|---|\n");
        for (tag, mut columns) in tags {
            columns.iter_mut().for_each(|operations| operations.sort());
            let [stateful, computed, fixed] =
                columns.map(|ids| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" "));
            table.push_str(&format!("| {tag} | {stateful} | {computed} | {fixed} |\n"));
        }
        let readme = include_str!("../../README.md").replace("\r\n", "\n");
        assert!(readme.contains(&table), "the table in the README should be\n{table}");
    }
}
