//! What the visit log of a counter is made from.

use std::fmt;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::goals::SEEDED;

/// What the visit log of one counter is made from. The same plan makes the same visits, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Any number. Another seed makes other visits.
    pub seed: u64,
    /// Id of the counter.
    pub counter: i64,
    /// Host of the site, without a scheme: `shop.example`.
    pub site: String,
    /// IANA name of the counter's time zone: `Europe/Moscow`.
    pub time_zone: String,
    /// First day with visits, in the counter's time zone.
    pub first_day: Date,
    /// How many days the number of visits is about, from 1 to 36500. See [`Traffic::until`](super::Traffic::until).
    pub days: u32,
    /// How many visits there are on these days. What comes after them goes on at the same pace.
    pub visits: u64,
    /// Ids of the seeded goals, by their positions in [`SEEDED`]. Goals without an id here are not reached.
    pub goals: Vec<u32>,
    /// Bytes that hurt.
    pub hostile: Hostile,
}

/// Bytes that readers of logs stumble over, written into some titles and parameters on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hostile {
    /// NUL bytes.
    pub nul: bool,
    /// Bytes that are not UTF-8.
    pub invalid_utf8: bool,
}

impl Plan {
    /// Days that a log may have: about a hundred years.
    pub const MOST_DAYS: u32 = 36_500;
    /// Visits that a plan may have.
    pub const MOST_VISITS: u64 = super::dice::MOST_VISITS;
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            counter: 44_147_844,
            site: "shop.example".to_owned(),
            time_zone: "Europe/Moscow".to_owned(),
            first_day: date(2026, 9, 1),
            days: 30,
            visits: 10_000,
            goals: (0..SEEDED.len() as u32).map(|position| 330_000_001 + position).collect(),
            hostile: Hostile::default(),
        }
    }
}

/// Why a plan cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// No time zone has this name.
    UnknownTimeZone(String),
    /// The number of days is zero or above 36500, or the period leaves the calendar.
    Period,
    /// More than 2^36 visits.
    TooManyVisits,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTimeZone(name) => write!(f, "no time zone is called {name:?}"),
            Self::Period => {
                f.write_str("the period of a plan has from 1 to 36500 days, all within the years 1 to 9999")
            }
            Self::TooManyVisits => f.write_str("a plan has at most 2^36 visits"),
        }
    }
}

impl std::error::Error for PlanError {}
