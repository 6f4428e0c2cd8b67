//! What the settings of a counter must be like to be sent.

use std::ops::RangeInclusive;

use super::checks::{NAME, at_most};
use super::faults::Faults;
use crate::models::{Counter, CounterEdit, CounterMirror};

/// How robots are kept out: by strict rules, or by behavior too.
const ROBOTS: RangeInclusive<i64> = 1..=2;
/// Seconds without activity after which a visit ends.
const VISIT: RangeInclusive<i64> = 1800..=21_600;

/// What both forms of a counter share: the one of answers, and the one that is put back.
pub(super) struct Settings<'a> {
    name: Option<&'a str>,
    site: Option<&'a CounterMirror>,
    filter_robots: Option<i64>,
    visit_threshold: Option<i64>,
}

macro_rules! settings {
    ($($form:ident)*) => {$(
        impl<'a> From<&'a $form> for Settings<'a> {
            fn from(counter: &'a $form) -> Self {
                Self {
                    name: counter.name.as_deref(),
                    site: counter.site2.as_ref(),
                    filter_robots: counter.filter_robots,
                    visit_threshold: counter.visit_threshold,
                }
            }
        }
    )*};
}

settings!(Counter CounterEdit);

/// All that is wrong with the counter.
pub(super) fn check<'a>(counter: impl Into<Settings<'a>>) -> Faults {
    let Settings { name, site, filter_robots, visit_threshold } = counter.into();
    let mut faults = Faults::default();
    faults.note(at_most("counter.name", name, NAME));
    if let Some(mirror) = site {
        if mirror.site.is_none() {
            faults.add("counter.site2.site", "it is needed");
        }
        faults.note(at_most("counter.site2.site", mirror.site.as_deref(), NAME));
    }
    within("counter.filter_robots", filter_robots, ROBOTS, &mut faults);
    within("counter.visit_threshold", visit_threshold, VISIT, &mut faults);
    faults
}

fn within(field: &str, number: Option<i64>, allowed: RangeInclusive<i64>, faults: &mut Faults) {
    if let Some(number) = number.filter(|number| !allowed.contains(number)) {
        let (least, most) = allowed.into_inner();
        faults.add(field, format_args!("it is {number}, {least} to {most} are allowed"));
    }
}
