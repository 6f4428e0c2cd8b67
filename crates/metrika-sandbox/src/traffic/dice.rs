//! Numbers that look random and are not: each is a function of the seed and of what it is for.

use rand_core::{Rng as _, SeedableRng as _};
use rand_xoshiro::SplitMix64;

/// Mixes the bits of a number. Two numbers that differ give two that differ, so what is unique stays unique.
pub(super) const fn mix(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a number is for: numbers for one purpose say nothing about those for another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Ids of visits, hits and orders.
    Id = 1,
    ClientId,
    UserId,
    /// The second of the day at which a visit starts.
    Start,
    Visitor,
    Visit,
}

/// The root of all numbers of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Root(u64);

/// How many visits a day can have: indices take 36 bits of an id.
pub(super) const MOST_VISITS: u64 = 1 << 36;

impl Root {
    pub(super) fn new(seed: u64, counter: i64) -> Self {
        Self(mix(mix(seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_add(counter as u64)))
    }

    /// A number of its own for every day (16 bits), index (36 bits) and part (12 bits).
    ///
    /// For one purpose this is one-to-one: ids made this way cannot repeat.
    pub(super) fn number(self, purpose: Purpose, day: i64, index: u64, part: u16) -> u64 {
        let place = ((day as u64 & 0xffff) << 48) | ((index & (MOST_VISITS - 1)) << 12) | u64::from(part & 0xfff);
        mix(place ^ mix(self.0.wrapping_add(purpose as u64)))
    }

    pub(super) fn dice(self, purpose: Purpose, day: i64, index: u64) -> Dice {
        Dice(SplitMix64::seed_from_u64(self.number(purpose, day, index, 0)))
    }
}

/// A row of throws. No floats: results are the same on every platform.
#[derive(Debug, Clone)]
pub(super) struct Dice(SplitMix64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `end`, or 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// True so many times in a thousand.
    pub(super) fn chance(&mut self, per_thousand: u64) -> bool {
        self.below(1000) < per_thousand
    }

    pub(super) fn one_of<T>(&mut self, of: &'static [T]) -> &'static T {
        &of[self.below(of.len() as u64) as usize]
    }

    pub(super) fn word(&mut self, of: &'static [&'static str]) -> &'static str {
        of[self.below(of.len() as u64) as usize]
    }

    pub(super) fn pick<T>(&mut self, of: &Weighted<T>) -> &'static T {
        of.at(self.below(u64::from(of.total)) as u32)
    }
}

/// A dictionary whose entries are not equally likely.
#[derive(Debug)]
pub struct Weighted<T: 'static> {
    total: u32,
    items: &'static [(u32, T)],
}

impl<T> Weighted<T> {
    pub(super) const fn new(items: &'static [(u32, T)]) -> Self {
        let mut total = 0;
        let mut at = 0;
        while at < items.len() {
            total += items[at].0;
            at += 1;
        }
        assert!(total > 0, "nothing to choose from");
        Self { total, items }
    }

    fn at(&self, mut point: u32) -> &'static T {
        for (weight, item) in self.items {
            if point < *weight {
                return item;
            }
            point -= weight;
        }
        &self.items[0].1
    }

    /// Every entry, whatever its weight.
    pub fn iter(&self) -> impl Iterator<Item = &'static T> + use<T> {
        self.items.iter().map(|(_, item)| item)
    }
}
