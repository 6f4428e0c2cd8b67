//! Segments: parts of a counter's data, stored under names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::items::{Item, Place, create, default, delete, get, list, update};
use super::{Table, state};
use crate::clock::{moscow, zoned_text};
use crate::refusal::Refusal;
use crate::reports::check_grammar;
use crate::state::{Counter, Entity};

pub(super) const TABLE: Table = &[
    state("create_segment", create::<Segment>),
    state("list_segments", list::<Segment>),
    state("get_segment", get::<Segment>),
    state("update_segment", update::<Segment>),
    state("delete_segment", delete::<Segment>),
];

struct Segment;

impl Item for Segment {
    const ONE: &'static str = "segment";
    const MANY: &'static str = "segments";
    const PARAMETER: &'static str = "segmentId";
    const ID: &'static str = "segment_id";
    /// Real ones have passed 1 000 000 000; these do not fit into 32 bits at all, as will be the case one day.
    const FIRST: i64 = 5_008_116_803;
    const OWNED: &'static [&'static str] = &["counter_id", "create_time", "segment_source", "status"];

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.segments
    }

    fn accept(new: &mut Entity, _: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        needed(new, place, &["name", "expression"])?;
        grammatical(new, place)?;
        stamped(new, place);
        default(new, "segment_source", "api");
        default(new, "status", "active");
        Ok(())
    }
}

/// Refuses what lacks one of these fields.
pub(super) fn needed(new: &Entity, place: &Place<'_>, fields: &[&str]) -> Result<(), Refusal> {
    match fields.iter().find(|field| !new.contains_key(**field)) {
        Some(field) => Err(Refusal::missing(&format!("{}.{field}", place.at))),
        None => Ok(()),
    }
}

/// Refuses an expression that is no filter.
pub(super) fn grammatical(new: &Entity, place: &Place<'_>) -> Result<(), Refusal> {
    let expression = new.get("expression").and_then(Value::as_str).unwrap_or_default();
    check_grammar(expression).map_err(|message| place.refuse("expression", message))
}

/// Whose it is and since when.
pub(super) fn stamped(new: &mut Entity, place: &Place<'_>) {
    default(new, "counter_id", json!(place.counter.id()));
    default(new, "create_time", zoned_text(place.now, &moscow()));
}
