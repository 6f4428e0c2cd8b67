//! The one visit log: what reports count and what log exports list.
//!
//! A [`Plan`] says what the log of a counter is made from; [`Traffic`] makes its visits, each a pure function of the plan,
//! the day and the index of the visit. Nothing is stored.

mod calendar;
mod dice;
mod generator;
pub mod goals;
mod hostile;
pub mod model;
mod plan;
mod visitors;
mod walk;
pub mod words;

#[cfg(test)]
mod tests;

pub use self::generator::Traffic;
pub use self::plan::{Hostile, Plan, PlanError};
