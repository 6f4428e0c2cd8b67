//! The rows of a log: which they are, how large they are, how they fall into parts, and how they are written.
//!
//! A log of visits has the visits that began on its days; a log of hits has the hits that happened on its days, as reports
//! count page views on their own day and not on that of the visit (see [`crate::reports`]). Here that is no second rule: a
//! generated visit ends with its day at the latest ([`Traffic::day`]), so that the hits of the visits of a day are the hits
//! of that day. Days are those of the zone in which the visits were dated, for logs and for reports alike, even if the
//! counter has moved to another one since.
//!
//! Whoever sees a counter through an access filter gets the rows that it lets through: in a log of visits the visits that
//! fit, in a log of hits the hits that fit themselves (`ym:pv:`) or by their visit (`ym:s:`), as in reports.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::logs::fields::{LogField, LogSource};
use crate::logs::tsv;
use crate::reports::{self, Lens};
use crate::traffic::Traffic;
use crate::traffic::model::Visit;

/// Visits that are looked at to guess the size of a log.
const SAMPLE: usize = 200;

/// One log: which rows of which fields.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub traffic: Traffic,
    pub source: LogSource,
    pub fields: Arc<[LogField]>,
    pub from: Date,
    pub to: Date,
    pub lens: Arc<Seen>,
}

/// Through which access filters a counter is seen.
#[derive(Debug)]
pub(super) struct Seen {
    pub counter: reports::Counter,
    pub lens: Lens,
}

/// A piece of a log: whole visits, one after the other, beginning in the middle of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub day: Date,
    /// Visits of that day that are in earlier parts, or not seen.
    pub skip: u64,
    pub visits: u64,
    /// In bytes, with the header line.
    pub size: u64,
}

impl Rows {
    pub(super) fn header(&self) -> Vec<u8> {
        tsv::header(&self.fields)
    }

    /// Appends the rows of one visit: none, if it is not to be seen.
    pub(super) fn write(&self, visit: &Visit, out: &mut Vec<u8>) {
        match self.source {
            LogSource::Visits if self.shows(visit, None) => tsv::visit_row(&self.traffic, visit, &self.fields, out),
            LogSource::Visits => {}
            LogSource::Hits => {
                for (_, hit) in visit.hits.iter().enumerate().filter(|(index, _)| self.shows(visit, Some(*index))) {
                    tsv::hit_row(&self.traffic, visit, hit, &self.fields, out);
                }
            }
        }
    }

    fn shows(&self, visit: &Visit, hit: Option<usize>) -> bool {
        self.lens.lens.shows(&self.lens.counter, self.traffic.zone(), visit, hit)
    }

    fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let (from, to) = (self.from, self.to);
        self.traffic.days().filter(move |day| (from..=to).contains(day)).collect::<Vec<_>>().into_iter()
    }

    /// Visits of the period, seen or not.
    pub(super) fn visits(&self) -> u64 {
        self.days().map(|day| self.traffic.visits_on(day)).sum()
    }

    /// How many bytes the log has, by the first visits of the period.
    pub(super) fn guess(&self) -> u64 {
        let Some(day) = self.days().find(|day| self.traffic.visits_on(*day) > 0) else { return 0 };
        let (mut bytes, mut seen) = (Vec::new(), 0u64);
        for visit in self.traffic.day(day).take(SAMPLE) {
            self.write(&visit, &mut bytes);
            seen += 1;
        }
        (bytes.len() as u64 * self.visits()).checked_div(seen).unwrap_or_default()
    }

    /// Cuts the log into parts of at most so many bytes; `None` if `stop` says so before the end.
    pub(super) fn cut(&self, part_bytes: u64, stop: impl Fn() -> bool) -> Option<Vec<Part>> {
        let header = self.header().len() as u64;
        let mut parts: Vec<Part> = Vec::new();
        let mut buffer = Vec::new();
        let mut open: Option<Part> = None;
        for day in self.days() {
            if stop() {
                return None;
            }
            for (index, visit) in self.traffic.day(day).enumerate() {
                buffer.clear();
                self.write(&visit, &mut buffer);
                let size = buffer.len() as u64;
                match &mut open {
                    // Without rows there are no parts, and a part does not begin with what is not seen.
                    None if size == 0 => {}
                    Some(part) if part.size + size <= part_bytes => {
                        part.visits += 1;
                        part.size += size;
                    }
                    full => {
                        let next = Part { day, skip: index as u64, visits: 1, size: header + size };
                        parts.extend(full.replace(next));
                    }
                }
            }
        }
        parts.extend(open);
        Some(parts)
    }

    /// The visits of a part.
    pub(super) fn of_part(&self, part: &Part) -> impl Iterator<Item = Visit> + use<> {
        let traffic = self.traffic.clone();
        let (first, skip) = (part.day, usize::try_from(part.skip).unwrap_or(usize::MAX));
        self.days()
            .filter(move |day| *day >= first)
            .flat_map(move |day| traffic.day(day).skip(if day == first { skip } else { 0 }))
            .take(usize::try_from(part.visits).unwrap_or(usize::MAX))
    }
}
