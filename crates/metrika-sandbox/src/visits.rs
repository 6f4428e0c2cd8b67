//! The visits of all counters: made when they are asked for, and kept while they are few.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::reports::VisitLog;
use crate::traffic::Traffic;
use crate::traffic::model::Visit;

/// Visits that were made lately, by counter and day. A log that is larger than the cache is made anew each time, so that
/// memory does not grow with it.
#[derive(Default)]
pub(crate) struct Visits {
    kept: Mutex<Kept>,
}

/// The visits of a day, and what they were made from.
type Day = (Traffic, Arc<[Visit]>);

#[derive(Default)]
struct Kept {
    days: BTreeMap<(i64, Date), Day>,
    visits: usize,
}

impl fmt::Debug for Visits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visits").finish_non_exhaustive()
    }
}

impl Visits {
    fn day(&self, traffic: &Traffic, day: Date, most: usize) -> Arc<[Visit]> {
        let key = (traffic.plan().counter, day);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, visits)) = kept.days.get(&key)
            && of.plan() == traffic.plan()
        {
            return Arc::clone(visits);
        }
        let visits: Arc<[Visit]> = traffic.day(day).collect();
        if kept.visits + visits.len() > most {
            *kept = Kept::default();
        }
        kept.visits += visits.len();
        if let Some((_, old)) = kept.days.insert(key, (traffic.clone(), Arc::clone(&visits))) {
            kept.visits -= old.len();
        }
        visits
    }
}

/// The visits of some counters, as reports read them.
#[derive(Debug)]
pub(crate) struct Logs<'a> {
    pub visits: &'a Visits,
    /// Counters without visits are not here.
    pub traffic: BTreeMap<i64, Traffic>,
    pub zones: BTreeMap<i64, TimeZone>,
    /// How many visits may be kept.
    pub most: u64,
}

impl Logs<'_> {
    fn days(&self, counter: i64, from: Date, to: Date) -> impl Iterator<Item = (&Traffic, Date)> {
        let traffic = self.traffic.get(&counter).into_iter();
        traffic.flat_map(move |traffic| {
            traffic.days().filter(move |day| (from..=to).contains(day)).map(move |day| (traffic, day))
        })
    }
}

impl VisitLog for Logs<'_> {
    fn each(&self, counter: i64, from: Date, to: Date, f: &mut dyn FnMut(&Visit)) {
        for (traffic, day) in self.days(counter, from, to) {
            if traffic.plan().visits > self.most {
                traffic.day(day).for_each(|visit| f(&visit));
            } else {
                let most = usize::try_from(self.most).unwrap_or(usize::MAX);
                self.visits.day(traffic, day, most).iter().for_each(&mut *f);
            }
        }
    }

    fn zone(&self, counter: i64) -> TimeZone {
        self.zones.get(&counter).cloned().unwrap_or(TimeZone::UTC)
    }

    fn count(&self, counter: i64, from: Date, to: Date) -> u64 {
        self.days(counter, from, to).map(|(traffic, day)| traffic.visits_on(day)).sum()
    }
}
