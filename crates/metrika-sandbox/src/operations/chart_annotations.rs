//! Chart annotations: notes at dates.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::items::{Item, Place, create, delete, get, list, text, update};
use super::{Table, state};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity};

pub(super) const TABLE: Table = &[
    state("create_chart_annotation", create::<ChartAnnotation>),
    state("list_chart_annotations", list::<ChartAnnotation>),
    state("get_chart_annotation", get::<ChartAnnotation>),
    state("update_chart_annotation", update::<ChartAnnotation>),
    state("delete_chart_annotation", delete::<ChartAnnotation>),
];

struct ChartAnnotation;

impl Item for ChartAnnotation {
    const ONE: &'static str = "chart_annotation";
    const MANY: &'static str = "chart_annotations";
    const PARAMETER: &'static str = "id";
    const FIRST: i64 = 12_345;

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.chart_annotations
    }

    fn accept(new: &mut Entity, _: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        if Date::strptime("%Y-%m-%d", text(new, "date")).is_err() {
            return Err(place.refuse("date", "the date is not of the form YYYY-MM-DD"));
        }
        if !["A", "B", "C", "D", "E"].contains(&text(new, "group")) {
            return Err(place.refuse("group", "the group is none of A, B, C, D, E"));
        }
        if new.contains_key("time") && Time::strptime("%H:%M:%S", text(new, "time")).is_err() {
            return Err(place.refuse("time", "the time is not of the form hh:mm:ss"));
        }
        Ok(())
    }
}
