//! Operations: how the addresses of hits are rewritten.

use std::collections::BTreeMap;

use super::counters::limit;
use super::items::{Item, Place, create, default, delete, get, list, text, update};
use super::{Table, state};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity};

pub(super) const TABLE: Table = &[
    state("create_operation", create::<Operation>),
    state("list_operations", list::<Operation>),
    state("get_operation", get::<Operation>),
    state("update_operation", update::<Operation>),
    state("delete_operation", delete::<Operation>),
];

pub(super) struct Operation;

impl Item for Operation {
    const ONE: &'static str = "operation";
    const MANY: &'static str = "operations";
    const PARAMETER: &'static str = "operationId";
    const FIRST: i64 = 66_955;

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.operations
    }

    fn most(counter: &Counter) -> Option<usize> {
        Some(limit(counter, "max_operations", 30))
    }

    fn accept(new: &mut Entity, _: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        let action = text(new, "action");
        if matches!(action, "cut_parameter" | "replace_domain") && text(new, "value").is_empty() {
            return Err(match new.contains_key("value") {
                true => place.refuse("value", format!("{action} needs a value")),
                false => Refusal::missing(&format!("{}.value", place.at)),
            });
        }
        default(new, "value", "");
        Ok(())
    }
}
