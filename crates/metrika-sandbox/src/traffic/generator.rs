//! From a plan to its visits.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::{Calendar, day_of, number_of};
use super::dice::{Dice, MOST_VISITS, Purpose, Root, Weighted};
use super::goals;
use super::model::{Source, Sources, Visit};
use super::plan::{Plan, PlanError};
use super::visitors::{MEMORY, Who, who};
use super::walk::{self, Ids};
use super::words::sources;

/// A plan made ready. Cheap to clone, and as small for a year of visits as for a day.
#[derive(Debug, Clone)]
pub struct Traffic {
    ready: Arc<Ready>,
    days: i64,
}

#[derive(Debug)]
struct Ready {
    plan: Plan,
    zone: TimeZone,
    root: Root,
    calendar: Calendar,
    first: i64,
}

/// What the visits of a day need to know of it and of the days before.
#[derive(Debug)]
struct Day {
    number: i64,
    visits: u64,
    /// This day, then the days before it, back to the oldest first visit that is remembered.
    past: [Past; MEMORY + 1],
}

#[derive(Debug, Clone, Copy, Default)]
struct Past {
    /// First second of the day in the counter's zone, and how many seconds it has.
    start: i64,
    length: i64,
    /// How many visitors came first on that day.
    births: u64,
}

/// Of 86400 seconds of a day, hour by hour.
static HOURS: Weighted<i64> = Weighted::new(&[
    (22, 0),
    (14, 1),
    (9, 2),
    (7, 3),
    (7, 4),
    (9, 5),
    (16, 6),
    (27, 7),
    (40, 8),
    (53, 9),
    (61, 10),
    (64, 11),
    (63, 12),
    (62, 13),
    (61, 14),
    (59, 15),
    (57, 16),
    (55, 17),
    (54, 18),
    (58, 19),
    (63, 20),
    (62, 21),
    (50, 22),
    (34, 23),
]);

impl Traffic {
    /// Checks the plan.
    ///
    /// # Errors
    ///
    /// When the time zone is unknown or the numbers are out of their limits.
    pub fn new(plan: Plan) -> Result<Self, PlanError> {
        let zone = TimeZone::get(&plan.time_zone).map_err(|_| PlanError::UnknownTimeZone(plan.time_zone.clone()))?;
        let first = number_of(plan.first_day);
        let reachable = |day: i64| day_of(day).is_some();
        if !(1..=Plan::MOST_DAYS).contains(&plan.days)
            || !reachable(first - MEMORY as i64 - 1)
            || !reachable(first + i64::from(plan.days) + 1)
        {
            return Err(PlanError::Period);
        }
        if plan.visits > MOST_VISITS {
            return Err(PlanError::TooManyVisits);
        }
        let root = Root::new(plan.seed, plan.counter);
        let calendar = Calendar::new(first, plan.days, plan.visits);
        let days = i64::from(plan.days);
        Ok(Self { ready: Arc::new(Ready { plan, zone, root, calendar, first }), days })
    }

    /// The same visits, until this day: before the last one of the plan, or after it, at the pace of the plan. Days that
    /// both have are the same.
    #[must_use]
    pub fn until(mut self, last: Date) -> Self {
        self.days = (number_of(last) - self.ready.first + 1).max(0);
        self
    }

    /// What it was made from.
    pub fn plan(&self) -> &Plan {
        &self.ready.plan
    }

    /// The counter's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.ready.zone
    }

    /// The days of the period, from the first to the last.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let first = self.ready.first;
        (first..first + self.days).filter_map(day_of)
    }

    /// The last day with visits.
    pub fn last_day(&self) -> Date {
        day_of(self.ready.first + self.days - 1).unwrap_or(self.ready.plan.first_day)
    }

    /// How many visits start on `day`; 0 outside the period. No visit is made to tell.
    pub fn visits_on(&self, day: Date) -> u64 {
        let number = number_of(day);
        if number < self.ready.first + self.days { self.ready.calendar.visits_on(number) } else { 0 }
    }

    /// The visits that start on `day` in the counter's zone, in the order of their starts.
    ///
    /// A visit ends with its day at the latest: the hits of a day are the hits of the visits of that day. While iterating, one
    /// number is held for every visit of the day, and no visit.
    pub fn day(&self, day: Date) -> impl Iterator<Item = Visit> + Send + use<> {
        let ready = Arc::clone(&self.ready);
        let day = Day { visits: self.visits_on(day), ..ready.day(number_of(day)) };
        // Seconds of a day fit 17 bits and indices 36.
        let mut order: Vec<u64> = (0..day.visits)
            .map(|index| ((ready.offset(day.number, index, &day.past[0]) as u64) << 36) | index)
            .collect();
        order.sort_unstable();
        order.into_iter().map(move |key| ready.visit(&day, key & (MOST_VISITS - 1)))
    }

    /// One visit of a day, by its index (from 0, below [`Traffic::visits_on`]); indices are not in the order of time.
    ///
    /// `None` if there is no such visit. [`Traffic::day`] is faster for many.
    pub fn visit(&self, day: Date, index: u64) -> Option<Visit> {
        let visits = self.visits_on(day);
        let day = self.ready.day(number_of(day));
        (index < visits).then(|| self.ready.visit(&day, index))
    }
}

impl Ready {
    fn day(&self, number: i64) -> Day {
        let mut past = [Past::default(); MEMORY + 1];
        let mut end = self.first_second(number + 1);
        for (back, past) in past.iter_mut().enumerate() {
            let number = number - back as i64;
            let start = self.first_second(number);
            *past = Past { start, length: end - start, births: self.births_on(number) };
            end = start;
        }
        Day { number, visits: self.calendar.visits_on(number), past }
    }

    fn first_second(&self, day: i64) -> i64 {
        day_of(day)
            .and_then(|day| self.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok())
            .map_or(day * 86_400, |timestamp| timestamp.as_second())
    }

    /// Three visits in five are the first ones of their visitors. Before the period there were as many as on average within it.
    fn births_on(&self, day: i64) -> u64 {
        if day < self.first {
            return (self.plan.visits * 3 / 5 / u64::from(self.plan.days)).max(1);
        }
        (self.calendar.visits_on(day) * 3).div_ceil(5)
    }

    /// The second of its day at which a visit starts.
    fn offset(&self, day: i64, index: u64, past: &Past) -> i64 {
        let mut dice = self.root.dice(Purpose::Start, day, index);
        let second = dice.pick(&HOURS) * 3600 + dice.between(0, 3599);
        // Days on which clocks are changed have 23 or 25 hours.
        if past.length == 86_400 { second } else { second * past.length / 86_400 }
    }

    fn visit(&self, day: &Day, index: u64) -> Visit {
        let today = &day.past[0];
        let start = today.start + self.offset(day.number, index, today);
        let mut dice = self.root.dice(Purpose::Visit, day.number, index);
        let is_new = index < today.births;
        let who = if is_new {
            who(self.root, day.number, index, start)
        } else {
            let (back, past, nth) = acquaintance(&mut dice, day);
            let born = day.number - back as i64;
            who(self.root, born, nth, past.start + self.offset(born, nth, past))
        };
        let sources = if is_new { first_time(who.first) } else { again(&mut dice, &who) };
        let ids = Ids { root: self.root, day: day.number, index };
        let end = today.start + today.length - 1;
        let mut walk = walk::walk(&mut dice, ids, &who, is_new, start, end);
        let goals = goals::reach(&self.plan.goals, &mut walk.hits, &walk.purchases);
        Visit {
            id: ids.visit(),
            counter: self.plan.counter,
            visitor: who.visitor,
            is_new,
            start,
            duration: walk.hits.last().map_or(0, |hit| (hit.at - start) as u32),
            hits: walk.hits,
            sources,
            place: who.place,
            device: who.device,
            goals,
            purchases: walk.purchases,
            product_events: walk.product_events,
            params: walk.params,
            is_robot: who.is_robot,
            calls: walk.calls,
        }
    }
}

/// Someone who came first on one of the days before: how many days ago, that day, and which of its visitors.
fn acquaintance<'a>(dice: &mut Dice, day: &'a Day) -> (usize, &'a Past, u64) {
    // The smaller of two throws: most return soon.
    let back = 1 + dice.below(MEMORY as u64).min(dice.below(MEMORY as u64)) as usize;
    // Only a plan with few visits has days without any; then the nearest day that had some is taken.
    let back = (back..=MEMORY).chain(1..back).find(|&back| day.past[back].births > 0).unwrap_or(back);
    let past = &day.past[back];
    (back, past, dice.below(past.births))
}

fn first_time(source: &'static Source) -> Sources {
    Sources { first: source, last: source, last_significant: source, last_direct_click: source }
}

/// The sources of a visit of someone who has been here before.
fn again(dice: &mut Dice, who: &Who) -> Sources {
    let last = match dice.below(1000) {
        0..420 => &sources::TYPED,
        420..425 => &sources::LABELLED,
        425..465 => &sources::INSIDE,
        465..485 => &sources::KEPT,
        485..740 => who.first,
        _ => dice.pick(&sources::SIGNIFICANT),
    };
    let last_significant = if last.is_significant() || !who.first.is_significant() { last } else { who.first };
    let last_direct_click =
        [last, last_significant, who.first].into_iter().find(|source| source.direct.is_some()).unwrap_or(last);
    Sources { first: who.first, last, last_significant, last_direct_click }
}
