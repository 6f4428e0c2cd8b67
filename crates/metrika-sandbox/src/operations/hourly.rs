//! Limits on changes within an hour of the clock: they end when the next full hour begins.

use jiff::Timestamp;

use crate::call::Call;
use crate::refusal::Refusal;
use crate::world::World;

const HOUR: i64 = 3600;

/// Whether one more change fits into this hour. What was counted in earlier hours is forgotten.
pub(super) fn check(
    changes: &mut Vec<i64>,
    most: Option<u32>,
    error_type: &str,
    call: &Call,
    world: &World,
) -> Result<(), Refusal> {
    let now = call.now.as_second();
    let begun = now - now.rem_euclid(HOUR);
    changes.retain(|at| *at >= begun);
    let Some(most) = most.filter(|most| changes.len() >= usize::try_from(*most).unwrap_or(usize::MAX)) else {
        return Ok(());
    };
    let message = format!("the quota of {most} changes an hour is used up until the next full hour");
    Err(world.quotas.refusal(error_type, message, begun + HOUR - now))
}

/// Counts a change that was made.
pub(super) fn count(changes: &mut Vec<i64>, now: Timestamp) {
    changes.push(now.as_second());
}
