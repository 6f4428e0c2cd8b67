//! The faults that are armed, and how often each struck.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Serialize;

use super::{Fault, Strike};
use crate::spec::Operation;

/// The faults that are armed, in the order in which they are tried.
#[derive(Debug, Default)]
pub struct Faults {
    seed: u64,
    list: Mutex<Vec<Entry>>,
}

/// An armed fault, and what it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Armed {
    pub fault: Fault,
    /// Requests that it matched, unless another fault struck before.
    pub matched: u64,
    /// How often it struck.
    pub struck: u64,
}

#[derive(Debug)]
struct Entry {
    armed: Armed,
    random: Xoshiro256PlusPlus,
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>, seed: u64) -> Self {
        let all = Self { seed, list: Mutex::default() };
        for fault in faults {
            all.add(fault);
        }
        all
    }

    /// Arms a fault, behind those that are armed.
    pub fn add(&self, fault: Fault) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let random = Xoshiro256PlusPlus::seed_from_u64(self.seed.wrapping_add(list.len() as u64));
        list.push(Entry { armed: Armed { fault, matched: 0, struck: 0 }, random });
    }

    /// Disarms all.
    pub fn clear(&self) {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// All that are armed, in order.
    pub fn list(&self) -> Vec<Armed> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|entry| entry.armed.clone()).collect()
    }

    /// What happens to this request: the first fault whose turn it is strikes, and the others do not see the request.
    pub fn strike(&self, operation: &Operation) -> Option<Strike> {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter_mut().find_map(|entry| entry.strike(operation))
    }
}

impl Entry {
    fn strike(&mut self, operation: &Operation) -> Option<Strike> {
        let Armed { fault, matched, struck } = &mut self.armed;
        let over = fault.times.is_some_and(|times| *struck >= u64::from(times));
        if over || !fault.matches(operation) {
            return None;
        }
        *matched += 1;
        let turn = matched.checked_sub(u64::from(fault.after)).filter(|turn| *turn > 0)?;
        if turn % u64::from(fault.every.max(1)) != 0 {
            return None;
        }
        if fault.share < 1.0 && draw(&mut self.random) >= fault.share {
            return None;
        }
        *struck += 1;
        Some(Strike {
            name: fault.name.clone().unwrap_or_else(|| fault.action.name()),
            delay: (fault.delay_ms > 0).then(|| Duration::from_millis(fault.delay_ms)),
            effect: fault.action.effect(fault.done),
        })
    }
}

/// A number from 0 up to 1: the 53 bits that a float has room for.
#[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
fn draw(random: &mut Xoshiro256PlusPlus) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}
