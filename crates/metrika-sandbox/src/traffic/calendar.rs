//! How the visits of a plan fall on its days, without counting them one by one and without a table of days.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

/// Days are numbered from the first of January 1970, a Thursday.
const EPOCH: Date = date(1970, 1, 1);
/// The pattern of days repeats after four weeks.
const CYCLE: usize = 28;
/// Monday to Sunday.
const WEEKDAYS: [u64; 7] = [112, 115, 114, 111, 102, 72, 76];
const WEEKS: [u64; 4] = [97, 100, 105, 98];

pub(super) fn number_of(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours().div_euclid(24)
}

pub(super) fn day_of(number: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(number.checked_mul(24)?)).ok()
}

/// The visits of each day, by the method of largest remainders.
///
/// Days with the same place in the cycle have the same weight, hence the same whole share and the same remainder: 28 numbers
/// describe a period of any length.
#[derive(Debug)]
pub(super) struct Calendar {
    first: i64,
    share: [u64; CYCLE],
    /// How many days of this place in the cycle, counted from the first, have one visit more.
    extra: [u64; CYCLE],
    /// How many days of this place there are.
    occurrences: [u64; CYCLE],
}

impl Calendar {
    pub(super) fn new(first: i64, days: u32, visits: u64) -> Self {
        let mut occurrences = [0u64; CYCLE];
        for (place, count) in occurrences.iter_mut().enumerate() {
            let offset = (place + CYCLE - cycle_place(first)) % CYCLE;
            *count = (u64::from(days) + (CYCLE - 1) as u64 - offset as u64) / CYCLE as u64;
        }
        let total: u128 = (0..CYCLE).map(|place| u128::from(weight(place)) * u128::from(occurrences[place])).sum();
        let total = total.max(1);
        let mut share = [0u64; CYCLE];
        let mut remainders = [(0u128, 0usize); CYCLE];
        let mut left = visits;
        for place in 0..CYCLE {
            let exact = u128::from(visits) * u128::from(weight(place));
            share[place] = (exact / total) as u64;
            remainders[place] = (exact % total, place);
            left -= share[place] * occurrences[place];
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut extra = [0u64; CYCLE];
        for (_, place) in remainders {
            extra[place] = left.min(occurrences[place]);
            left -= extra[place];
        }
        Self { first, share, extra, occurrences }
    }

    /// After the last day it goes on from the beginning: as many visits as before, on the average.
    pub(super) fn visits_on(&self, day: i64) -> u64 {
        let offset = day - self.first;
        if offset < 0 {
            return 0;
        }
        let place = cycle_place(day);
        let nth = (offset as u64 / CYCLE as u64) % self.occurrences[place].max(1);
        self.share[place] + u64::from(nth < self.extra[place])
    }
}

/// 0 for the Monday of the first week of the cycle.
fn cycle_place(day: i64) -> usize {
    (day + 3).rem_euclid(CYCLE as i64) as usize
}

fn weight(place: usize) -> u64 {
    WEEKDAYS[place % 7] * WEEKS[place / 7]
}
